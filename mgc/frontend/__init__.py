"""Python functions over NumPy arrays to tensor IR."""
