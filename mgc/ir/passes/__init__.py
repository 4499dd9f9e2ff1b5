"""The passes over the tensor IR, one file each."""
