"""Lists, dicts and dataclasses among the arguments: the function gets copies of them.

So it may write into the arrays inside, and must not change the containers: the caller would not
see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mgc.ir.errors import TraceError

from .changed import Changes
from .tree import Structure, flatten


def refuse_changed_containers(
    changes: Changes, given: Any, leaves: Sequence[Any], structure: Structure, names: Sequence[str]
) -> None:
    """Raises: MGC-S1 if ``given``, made of ``leaves``, is not what it was any more."""
    found, now = flatten(given)
    changed = now != structure
    place = "an argument"
    if not changed:
        for leaf, other, name in zip(leaves, found, names, strict=True):
            if leaf is not other:
                changed, place = True, f"'{name}'"
                break
    if changed:
        raise TraceError(
            f"{place} is changed in compiled code: a list, dict or object that the caller would "
            "not see changed",
            code="MGC-S1",
            location=changes.line_of(given),
            hint="return the new value, or write into an array",
        )
