"""The terminal: one person, one request, one answer; the file on disk is the message."""
