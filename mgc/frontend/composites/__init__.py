"""NumPy functions written with other operations. Each module registers what it stands for."""
