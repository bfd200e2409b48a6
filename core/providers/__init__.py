"""What draws: one module or package per wire format, and wrappers with the same verb."""
