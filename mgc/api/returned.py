"""What compiled code returns by itself, and what Python has to put together."""

from __future__ import annotations

from mgc.frontend.results import ResultLeaf
from mgc.frontend.trace import Traced


def returns_of(traced: Traced) -> str:
    """How the entry gives back what the Python function returns: see `EntryPlan.returns`.

    ``finish`` where Python has to put it together.
    """
    output = traced.output
    infos = [i for i in traced.function.results if i.inout is None]
    plain = all(
        leaf.index == k and leaf.python is None and leaf.view_of is None
        for k, leaf in enumerate(output.leaves)
    ) and len(output.leaves) == len(infos)
    fresh = all(i.alias is None for i in infos)
    if plain and fresh and output.structure.kind == "leaf":
        return "single"
    if plain and fresh and output.structure.kind == "tuple":
        parts = output.structure.parts
        if output.structure.container is None and all(p.kind == "leaf" for p in parts):
            return "tuple"
    if output.structure.kind == "leaf" and _is_none(output.leaves[0]):
        return "none"
    return "finish"


def _is_none(leaf: ResultLeaf) -> bool:
    """True if the function returns None. By identity: NumPy's float64 is equal to None."""
    return leaf.index is None and leaf.view_of is None and leaf.static is None
