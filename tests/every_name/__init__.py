"""Every name of NumPy that can be compiled is called, and compared with NumPy."""
