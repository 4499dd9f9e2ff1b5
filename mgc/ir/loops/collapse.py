"""Wrapping statements in loops, with adjacent loops made one where memory allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..extents import Extent, Symbol, coefficient, dim, substitute
from .program import (
    Index,
    Load,
    Loop,
    MatmulCall,
    Matrix,
    ReduceLoop,
    ScanLoop,
    Statement,
    Store,
    walk,
)

Counter = tuple[Symbol, Extent]


def wrap(body: list[Statement], counters: Sequence[Counter], innermost: str) -> list[Statement]:
    """``body`` inside loops over ``counters``, outermost first; the last has kind ``innermost``.

    Loops over axes that are adjacent in every access become one, so that elementwise work on
    contiguous arrays is a single loop.
    """
    for statement in walk(body):
        if isinstance(statement, ReduceLoop):
            _collapse_reduction(statement)
    kept = collapse(body, [c for c in counters if c[1] != 1], [c[0] for c in counters if c[1] == 1])
    if not kept and innermost == "vector":
        return body
    for number, (symbol, extent) in enumerate(reversed(kept)):
        body = [Loop(symbol, extent, innermost if number == 0 else "parallel", body)]
    return body


def collapse(
    body: list[Statement], counters: list[Counter], units: Sequence[Symbol] = ()
) -> list[Counter]:
    """Merges adjacent counters where every offset allows it; rewrites ``body`` in place."""
    rename(body, {symbol: 0 for symbol in units})
    kept = list(counters)
    position = len(kept) - 2
    while position >= 0:
        (outer, high), (inner, low) = kept[position], kept[position + 1]
        if _mergeable(body, outer, inner, low):
            merged = Symbol(inner.name)
            rename(body, {outer: 0, inner: dim(merged)})
            kept[position : position + 2] = [(merged, high * low)]
        position -= 1
    return kept


def _collapse_reduction(loop: ReduceLoop) -> None:
    counters = list(zip(loop.counters, loop.extents))
    kept = collapse(
        loop.body, [c for c in counters if c[1] != 1], [c[0] for c in counters if c[1] == 1]
    )
    if not kept:
        kept = [(Symbol("i"), 1)]
    loop.counters = tuple(s for s, _ in kept)
    loop.extents = tuple(e for _, e in kept)


def _mergeable(body: list[Statement], outer: Symbol, inner: Symbol, low: Extent) -> bool:
    for extent in _extents(body):
        a, b = coefficient(extent, outer), coefficient(extent, inner)
        if a is None or b is None or a != b * low:
            return False
    return True


def _extents(body: list[Statement]) -> list[Extent]:
    """Every index expression in the statements."""
    found: list[Extent] = []
    for statement in walk(body):
        if isinstance(statement, (Load, Store)):
            found.append(statement.offset)
        elif isinstance(statement, (Index, Loop, ScanLoop)):
            found.append(statement.extent)
        elif isinstance(statement, ReduceLoop):
            found.extend(statement.extents)
        elif isinstance(statement, MatmulCall):
            found.extend(m.offset for m in (statement.a, statement.b, statement.scratch))
    return found


def rename(body: list[Statement], values: Mapping[Symbol, Extent]) -> None:
    """Replaces symbols in every index expression, in place."""
    if not values:
        return
    for statement in walk(body):
        if isinstance(statement, (Load, Store)):
            statement.offset = substitute(statement.offset, values)
        elif isinstance(statement, (Index, Loop, ScanLoop)):
            statement.extent = substitute(statement.extent, values)
        elif isinstance(statement, ReduceLoop):
            statement.extents = tuple(substitute(e, values) for e in statement.extents)
        elif isinstance(statement, MatmulCall):
            statement.a, statement.b, statement.scratch = (
                Matrix(m.buffer, substitute(m.offset, values), m.row, m.column)
                for m in (statement.a, statement.b, statement.scratch)
            )
