"""Two iterations of a ``while`` in one of its node, for arrays that change places in pairs.

::

    while c(a, b):            while not odd and c(a, b):
        f(a, b)                   f(a, b)
        a, b = b, a               odd = not c(b, a)
                                  if not odd:
                                      f(b, a)
                              if odd:
                                  a, b = b, a

So nothing is copied in the loop. After it, a run knows which array has which name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mgc.ir.core import Value

from ..array import TracedArray
from ..convert.unbound import Unbound
from ..tracer import Trace
from .branch import Branches
from .carried import Carried
from .carried_names import CarriedName
from .manners import Contents, Kept
from .values import MaybeUnbound, same_leaf

_ODD = "whether the loop ends after the first of two iterations"


class SecondTurn:
    """The second of two iterations: a branch after the first one.

    ``between``: what the names hold after the first.
    """

    def __init__(
        self,
        trace: Trace,
        names: tuple[str, ...],
        carried: Mapping[str, CarriedName],
        between: Mapping[str, Any],
    ) -> None:
        self._trace = trace
        self._names = names
        self._carried = carried
        self._between = {name: between.get(name, Unbound(name)) for name in names}
        self._branches: Branches | None = None

    def open(self, condition: Value) -> None:
        """Begins the iteration: it runs if the condition holds."""
        self._branches = Branches(self._trace, condition, self._names)
        self._branches.open()

    def close(self, names: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
        """Ends it. What the names hold then, every array in its place, and whether it did not run.

        Raises: MGC-C2.
        """
        assert self._branches is not None
        at_end = {name: names.get(name, Unbound(name)) for name in self._names}
        self._branches.close({**at_end, _ODD: False})
        self._branches.open()
        self._branches.close({**self._with(self._between, home=True), _ODD: True})
        found = self._branches.merge((*self._names, _ODD))
        return found, found.pop(_ODD)

    def give_up(self) -> None:
        """Lets the loop hand on the contents of the arrays again."""
        for name, group in self._carried.items():
            moved = group.leaving(self._between[name]) or []
            for part, leaf in zip(group.leaves, moved, strict=False):
                if _moves(part, leaf):
                    part.manner = Contents(part.initial.tensor_type)

    def exchanged(self, odd: Value, names: Mapping[str, Any]) -> dict[str, Any]:
        """What the names hold after the loop. ``names``: with every array in its place."""
        branches = Branches(self._trace, odd, self._names)
        branches.open()
        branches.close(self._with(names, home=False))
        branches.open()
        branches.close(names)
        return branches.merge(self._names)

    def _with(self, names: Mapping[str, Any], *, home: bool) -> dict[str, Any]:
        """The names with the arrays that move in their places, or in those of the other ones."""
        found = dict(names)
        for name, group in self._carried.items():
            moved = group.leaving(self._between[name])
            leaves = group.leaving(names[name])
            if moved is None or leaves is None or isinstance(names[name], MaybeUnbound):
                continue
            for number, part in enumerate(group.leaves):
                if _moves(part, moved[number]):
                    leaves[number] = part.inner if home else moved[number]
            found[name] = group.structure.rebuild(leaves)
        return found


def _moves(part: Carried, leaf: object) -> bool:
    kept = isinstance(part.manner, Kept) and isinstance(leaf, TracedArray)
    return kept and not same_leaf(part.inner, leaf)
