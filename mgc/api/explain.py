"""Why a call is traced again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mgc.frontend.tree import Structure

from .keys import Specs, describe_difference, numbers

if TYPE_CHECKING:
    from .function import MgcFunction


def explanation(function: MgcFunction, specs: Specs, structure: Structure) -> str:
    """The nearest earlier trace, every difference from it, and how to avoid the trace."""
    code = function.eager.__code__
    place = f"{code.co_filename}:{code.co_firstlineno}"
    known = function.known(structure)
    head = f"tracing {function.__name__} ({place})"
    if not known:
        reason = "the first call with arguments of this structure"
        return f"{head}: {reason}" if not function.trace_count else f"{head} again: {reason}"
    names = function.leaf_names(structure)
    nearest = min(known, key=lambda old: len(describe_difference(names, old, specs)))
    lines = describe_difference(names, nearest, specs)
    text = [f"{head} again ({function.trace_count} traces so far)", *(f"  {x}" for x in lines)]
    hint = _hint(names, nearest, specs)
    return "\n".join([*text, hint] if hint else text)


def _hint(names: list[str], old: Specs, new: Specs) -> str | None:
    """How to trace once for all sizes, where only sizes differ."""
    before, after = numbers(old), numbers(new)
    if before.keys() != after.keys():
        return None
    changed = [p for p in before if before[p] != after[p]]
    if not changed or any(axis is None for _, axis in changed):
        return None
    dynamic = {}
    for leaf in dict.fromkeys(leaf for leaf, _ in changed):
        axes = {axis for at, axis in changed if at == leaf}
        shape = new[leaf].shape
        extents = ["n" if axis in axes else str(e) for axis, e in enumerate(shape)]
        dynamic[names[leaf]] = ",".join(extents)
    return f"hint: @mgc.function(dynamic={dynamic}) traces once for every size"
