"""Functions of installed packages that were not written to be compiled: the list and its runs."""

from __future__ import annotations
