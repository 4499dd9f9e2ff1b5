"""The errors that the command line raises or looks at."""

from __future__ import annotations

from mgc.ir.errors import MgcError, MgcValueError, SpecError

__all__ = ["DataError", "MgcError", "MgcValueError", "ProgramError", "SpecError"]


class DataError(MgcError):
    """A file with data cannot be read or written, or does not hold what it should."""


class ProgramError(MgcError):
    """The user's program failed while it was loaded. ``__cause__`` is what it raised."""
