"""Loop IR: loops, loads, stores and scalar operations over buffers."""
