"""Functions of NumPy by family, each compared with NumPy in every way a program runs."""
