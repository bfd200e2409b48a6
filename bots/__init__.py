"""The platforms, the command line, and the one place where everything is wired."""
