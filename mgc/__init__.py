"""mgc: an ahead-of-time compiler for NumPy functions."""

from __future__ import annotations

__version__ = "0.1.0"
