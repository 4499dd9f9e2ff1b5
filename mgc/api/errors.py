"""The errors that the command line looks at."""

from __future__ import annotations

from mgc.ir.errors import MgcError, SpecError

__all__ = ["MgcError", "SpecError"]
