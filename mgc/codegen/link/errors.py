"""The error of the linker."""

from __future__ import annotations


class LinkError(Exception):
    """The objects cannot be linked into a shared library.

    The message names the object, and where they apply the section, the symbol and the relocation.
    """
