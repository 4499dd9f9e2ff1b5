"""Loop IR to machine code, shared objects and calls."""
