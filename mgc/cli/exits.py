"""Exit statuses."""

from __future__ import annotations

OK = 0
PROGRAM = 1
"""The user's program or data."""
USAGE = 2
"""The command line; click's own."""
DIFFERENT = 3
"""A comparison failed."""
INTERNAL = 70
"""mgc's fault (EX_SOFTWARE of sysexits.h)."""
