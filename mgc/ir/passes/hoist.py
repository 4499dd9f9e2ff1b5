"""Move what does not depend on a loop out of it. Works on the loop IR of fused nests.

    for i:                                  for i:
      for j:                                  %0 = load v[i]
        %0 = load v[i]          becomes       %1 = call exp(%0)
        %1 = call exp(%0)                     for j:
        store out[i*m + j], %1                  store out[i*m + j], %1

A load leaves a loop only into another loop of its nest, where its index is in range, and only if
the loop stores nothing to its buffer. What is loaded at a computed index stays where a guard is.
Nothing leaves the loops around nests.
"""

from __future__ import annotations

from collections.abc import Collection

from ..extents import Extent, Symbol, symbols_of
from ..loops.program import (
    Bind,
    Buffer,
    Compute,
    Guard,
    Index,
    Load,
    Loop,
    MatmulCall,
    Program,
    ReduceLoop,
    Scalar,
    ScanLoop,
    Statement,
    Store,
    children,
    walk,
)
from ..records import dataclass
from .base import LoopPass


@dataclass(frozen=True)
class Hoist(LoopPass):
    """Moves invariant statements outwards."""

    name = "hoist"

    def run(self, program: Program) -> None:
        """Moves them in place."""
        for nest in program.nests:
            computed = {s.symbol for s in walk([nest]) if isinstance(s, Bind)}
            for body in children(nest):
                body[:] = _body(body, computed, depth=0)


def _body(statements: list[Statement], computed: Collection[Symbol], depth: int) -> list[Statement]:
    """The statements with their loops relieved; ``computed`` are symbols the nest binds."""
    result: list[Statement] = []
    for statement in statements:
        inside = isinstance(statement, (Loop, ReduceLoop, ScanLoop))
        for body in children(statement):
            body[:] = _body(body, computed, depth + inside)
        if isinstance(statement, (Loop, ReduceLoop)):
            result.extend(_take_invariant(statement, computed, loads=depth > 0))
        result.append(statement)
    return result


def _take_invariant(
    loop: Loop | ReduceLoop, computed: Collection[Symbol], *, loads: bool
) -> list[Statement]:
    """Removes and returns what the loop need not do in every iteration."""
    made: set[Scalar | Symbol] = _counters(loop)
    for statement in walk(loop.body):
        made.update(_defined(statement))
    written = _written(loop)
    guarded = any(isinstance(s, Guard) for s in walk(loop.body))
    moved: list[Statement] = []
    kept: list[Statement] = []
    for statement in loop.body:
        # A guard of this loop may say that the element at a computed index must not be loaded.
        free = not (
            guarded and isinstance(statement, Load) and _mentions(statement.offset, computed)
        )
        if _invariant(statement, made, written, loads=loads and free):
            moved.append(statement)
            made -= set(_defined(statement))
        else:
            kept.append(statement)
    loop.body[:] = kept
    return moved


def _written(loop: Loop | ReduceLoop) -> set[Buffer]:
    """The memory that the loop writes."""
    found: set[Buffer] = set()
    for statement in walk(loop.body):
        if isinstance(statement, Store):
            found.add(statement.buffer)
        elif isinstance(statement, MatmulCall):
            found |= {statement.scratch.buffer, statement.pack}
    return {buffer.within or buffer for buffer in found}


def _counters(loop: Loop | ReduceLoop) -> set[Scalar | Symbol]:
    if isinstance(loop, Loop):
        return {loop.counter}
    return {*loop.counters, loop.position}


def _defined(statement: Statement) -> list[Scalar | Symbol]:
    """Scalars and symbols that a statement gives a value."""
    if isinstance(statement, (Load, Compute, Index)):
        return [statement.result]
    if isinstance(statement, Bind):
        return [statement.symbol]
    if isinstance(statement, Guard):
        return list(statement.results)
    if isinstance(statement, Loop):
        return [statement.counter]
    if isinstance(statement, ReduceLoop):
        results = [r for a in statement.accumulators for r in a.results]
        return [*statement.counters, statement.position, *results]
    if isinstance(statement, ScanLoop):
        return [statement.counter, *statement.results]
    if isinstance(statement, MatmulCall):
        return [statement.row, statement.column, statement.accumulator]
    return []


def _invariant(
    statement: Statement,
    made: Collection[Scalar | Symbol],
    written: Collection[Buffer],
    *,
    loads: bool,
) -> bool:
    if isinstance(statement, Compute):
        return not any(operand in made for operand in statement.operands)
    if isinstance(statement, Index):
        return not _mentions(statement.extent, made)
    if isinstance(statement, Bind):
        return statement.value not in made
    if isinstance(statement, Load):
        memory = statement.buffer.within or statement.buffer
        return loads and memory not in written and not _mentions(statement.offset, made)
    return False


def _mentions(extent: Extent, made: Collection[Scalar | Symbol]) -> bool:
    return any(symbol in made for symbol in symbols_of(extent))
