"""Calls the functions of a compiled library from Python. No compiler is needed.

    loader      the file: metadata, dlopen
    function    one function: a call from end to end
    arguments   Python values as arrays that the library can take
    results     outputs as what the Python function returned
    failures    statuses as exceptions

The calls go through ctypes.
"""

from __future__ import annotations

from .function import LoadedFunction
from .loader import Library

__all__ = ["Library", "LoadedFunction"]
