"""Extents that are powers of integers."""
