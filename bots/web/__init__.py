"""The web playground: a group chat in the browser, on the same seams as the other platforms."""
