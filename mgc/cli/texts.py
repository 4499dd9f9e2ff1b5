"""Numbers as people read them."""

from __future__ import annotations


def bytes_text(size: int) -> str:
    """``512 B``, ``4.1 kB``, ``3.0 MB``: multiples of 1000."""
    value, units = float(size), ["B", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        del units[0]
    return f"{size} B" if units[0] == "B" else f"{value:.1f} {units[0]}"


def age_text(seconds: float) -> str:
    """``12 s``, ``5 min``, ``3 h``, ``40 d``: rounded down."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"
