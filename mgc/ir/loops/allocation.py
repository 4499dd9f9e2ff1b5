"""Memory whose size a run computes: where in the program it is asked for.

    bind k = ...                      bind k = ...
    loop: store t0[i], ...            allocate t0: k elements
    for j in range(3):       becomes  loop: store t0[i], ...
      bind m = ...                    for j in range(3):
      loop: store t1[i], ...            bind m = ...
                                        allocate t1: m elements
                                        loop: store t1[i], ...

A buffer gets its memory in the statement list where the last symbol of its size is bound, before
the first statement that touches it. So what is asked for inside a loop is of one iteration alone,
and the next iteration may have the same memory.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..extents import Extent, Symbol, symbols_of
from ..location import Location
from .program import (
    Allocate,
    Bind,
    Buffer,
    Loop,
    MatmulCall,
    Nested,
    Statement,
    buffers_of,
    children,
    walk,
)
from .sites import Site

TOO_LARGE = (
    "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."
)
"""NumPy's text."""


def place_allocations(
    body: list[Statement],
    inside: Collection[Symbol],
    results: Mapping[Buffer, tuple[Extent, ...]],
    sites: list[Site],
) -> None:
    """Inserts an ``Allocate`` for each heap buffer, and for each of ``results``.

    ``inside`` are the symbols that the program binds, ``results`` the shapes of those that have
    such extents. Adds the places where the program can stop for lack of memory to ``sites``.
    """
    heap = {b: (b.size,) for s in walk(body) for b in buffers_of(s) if b.role == "heap"}
    shapes = heap | dict(results)
    needs = {
        buffer: {s for extent in shape for s in symbols_of(extent) if s in inside}
        for buffer, shape in shapes.items()
    }
    if needs:
        _Placing(shapes, needs, sites).run(body, set())


class _Placing:
    """``needs``: the buffers without a place so far, and the symbols they wait for."""

    def __init__(
        self,
        shapes: Mapping[Buffer, tuple[Extent, ...]],
        needs: dict[Buffer, set[Symbol]],
        sites: list[Site],
    ) -> None:
        self.shapes = shapes
        self.needs = needs
        self.sites = sites

    def run(self, statements: list[Statement], known: set[Symbol]) -> None:
        """Allocates in a statement list what is known to be large enough there, and no sooner."""
        here = self._ready(known)
        placed: list[Statement] = []
        for statement in statements:
            touched = {b for inner in walk([statement]) for b in buffers_of(inner)}
            for buffer in [b for b in here if b in touched]:
                placed.append(self._allocate(buffer, statement.location))
                here.remove(buffer)
            placed.append(statement)
            if isinstance(statement, Bind):
                known = known | {statement.symbol}
                here += self._ready(known)
            elif not isinstance(statement, (Nested, MatmulCall)):
                counters = {statement.counter} if isinstance(statement, Loop) else set[Symbol]()
                for inner_body in children(statement):
                    self.run(inner_body, known | counters)
        # The caller gets every result, also one that nothing is written to.
        placed += [self._allocate(b, None) for b in here if b.role == "result"]
        statements[:] = placed

    def _ready(self, known: set[Symbol]) -> list[Buffer]:
        found = [buffer for buffer, symbols in self.needs.items() if symbols <= known]
        for buffer in found:
            del self.needs[buffer]
        return found

    def _allocate(self, buffer: Buffer, location: Location | None) -> Allocate:
        first = len(self.sites)
        kind = "result" if buffer.role == "result" else "memory"
        self.sites += [
            Site("check", 0, location, "ValueError", TOO_LARGE),
            Site(kind, buffer.index, location, "MemoryError"),
        ]
        return Allocate(buffer, self.shapes[buffer], first, first + 1, location=location)
