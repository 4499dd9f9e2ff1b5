"""Choose the loops: make adjacent ones one, drop those of one iteration, pick the vector loops.

    parallel i:                             vector p:
      parallel j:                             %0 = load x[p]
        %0 = load x[i*m + j]    becomes       %1 = neg %0
        %1 = neg %0                           store out[p], %1
        store out[i*m + j], %1

Two loops are made one where every offset inside takes them as one counter. Vectors run inside rows
where reductions share their lanes, else over the last row axis; loops whose iterations depend on
each other, or write to the same place, stay as they are. Without this pass everything but the
lanes of reductions is scalar code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..extents import Extent, Symbol, coefficient, dim, product, substitute, symbols_of
from ..loops.program import (
    Allocate,
    BoundsCheck,
    CallbackCall,
    Index,
    Load,
    Loop,
    MatmulCall,
    Matrix,
    Program,
    ReduceLoop,
    ScanLoop,
    Statement,
    Store,
    children,
    walk,
)
from ..records import dataclass
from .base import LoopPass

Counter = tuple[Symbol, Extent]


@dataclass(frozen=True)
class Schedule(LoopPass):
    """Merges loops and chooses the ones whose iterations are lanes."""

    name = "schedule"

    def run(self, program: Program) -> None:
        """Changes the loops in place."""
        program.body = _merged(program.body)
        _choose_vectors(program.body)


# -- merging ----------------------------------------------------------------------------


def _merged(statements: list[Statement]) -> list[Statement]:
    """The statements with their loops merged, inner ones first."""
    result: list[Statement] = []
    for statement in statements:
        for body in children(statement):
            body[:] = _merged(body)
        if isinstance(statement, Loop):
            result.extend(_with_inner(statement))
            continue
        if isinstance(statement, ReduceLoop):
            _merge_counters(statement)
        result.append(statement)
    return result


def _with_inner(loop: Loop) -> list[Statement]:
    """The loop made one with the loop it consists of; its body if it has one iteration."""
    if loop.extent == 1:
        _rename(loop.body, {loop.counter: 0})
        return loop.body
    inner = loop.body[0] if len(loop.body) == 1 else None
    if not isinstance(inner, Loop) or loop.kind == "vector":
        return [loop]
    merged = _pair(inner.body, (loop.counter, loop.extent), (inner.counter, inner.extent))
    if merged is None:
        return [loop]
    return [Loop(*merged, inner.kind, inner.body, location=inner.location)]


def _merge_counters(loop: ReduceLoop) -> None:
    """Makes counters of a reduction one, and drops those of extent 1, but for the last."""
    counters = [c for c in zip(loop.counters, loop.extents) if c[1] != 1]
    _rename(loop.body, {s: 0 for s, extent in zip(loop.counters, loop.extents) if extent == 1})
    for position in range(len(counters) - 2, -1, -1):
        merged = _pair(loop.body, counters[position], counters[position + 1])
        if merged is not None:
            counters[position : position + 2] = [merged]
    counters = counters or [(Symbol("i"), 1)]
    loop.counters = tuple(s for s, _ in counters)
    loop.extents = tuple(e for _, e in counters)


def _pair(body: list[Statement], outer: Counter, inner: Counter) -> Counter | None:
    """One counter for two, put into ``body``; None if some offset needs them apart."""
    (high, rows), (low, columns) = outer, inner
    if high in symbols_of(columns):
        return None
    for extent in _extents(body):
        a, b = coefficient(extent, high), coefficient(extent, low)
        if a is None or b is None or a != b * columns:
            return None
    merged = Symbol(low.name)
    _rename(body, {high: 0, low: dim(merged)})
    return merged, rows * columns


def _extents(body: list[Statement]) -> list[Extent]:
    """Every index expression in the statements."""
    found: list[Extent] = []
    for statement in walk(body):
        if isinstance(statement, (Load, Store)):
            found.append(statement.offset)
        elif isinstance(statement, (Index, Loop, ScanLoop)):
            found.append(statement.extent)
        elif isinstance(statement, CallbackCall):
            found.extend(extent for shape in statement.shapes for extent in shape)
        elif isinstance(statement, Allocate):
            found.extend(statement.shape)
        elif isinstance(statement, ReduceLoop):
            found.extend(statement.extents)
        elif isinstance(statement, MatmulCall):
            found.extend((statement.m, statement.n, statement.k))
            for matrix in (statement.a, statement.b, statement.scratch):
                found.extend((matrix.offset, matrix.row, matrix.column))
    return found


def _rename(body: list[Statement], values: Mapping[Symbol, Extent]) -> None:
    """Replaces symbols in every index expression, in place."""
    if not values:
        return
    for statement in walk(body):
        if isinstance(statement, (Load, Store)):
            statement.offset = substitute(statement.offset, values)
        elif isinstance(statement, (Index, Loop, ScanLoop)):
            statement.extent = substitute(statement.extent, values)
        elif isinstance(statement, Allocate):
            statement.shape = tuple(substitute(e, values) for e in statement.shape)
            statement.buffer.size = substitute(statement.buffer.size, values)
        elif isinstance(statement, ReduceLoop):
            statement.extents = tuple(substitute(e, values) for e in statement.extents)
        elif isinstance(statement, CallbackCall):
            statement.shapes = tuple(
                tuple(substitute(e, values) for e in shape) for shape in statement.shapes
            )
        elif isinstance(statement, MatmulCall):
            _rename_contraction(statement, values)


def _rename_contraction(call: MatmulCall, values: Mapping[Symbol, Extent]) -> None:
    call.m, call.n, call.k = (substitute(e, values) for e in (call.m, call.n, call.k))
    call.a, call.b, call.scratch = (
        Matrix(m.buffer, *(substitute(e, values) for e in (m.offset, m.row, m.column)))
        for m in (call.a, call.b, call.scratch)
    )


# -- vectors ----------------------------------------------------------------------------


def _choose_vectors(statements: Sequence[Statement]) -> None:
    """Marks the loops whose iterations are to be lanes; nothing inside one is marked."""
    for statement in statements:
        if isinstance(statement, (ReduceLoop, ScanLoop, MatmulCall)):
            continue
        if isinstance(statement, Loop):
            if statement.kind == "parallel" and _takes_lanes(statement):
                statement.kind = "vector"
            if statement.kind == "vector":
                continue
        for body in children(statement):
            _choose_vectors(body)


def _takes_lanes(loop: Loop) -> bool:
    """True for the innermost loop, or the innermost around reductions that run down columns."""
    inside = list(walk(loop.body))
    if any(isinstance(s, (MatmulCall, BoundsCheck)) for s in inside):
        return False
    reductions = [s for s in inside if isinstance(s, ReduceLoop)]
    if any(r.lanes and product(r.extents) != 1 for r in reductions):
        return False
    for inner in inside:
        if isinstance(inner, Loop) and (not reductions or _reduces(inner)):
            return False
    stores = [s for s in inside if isinstance(s, Store)]
    if any(isinstance(s, ScanLoop) for s in inside):
        return all(coefficient(s.offset, loop.counter) == s.buffer.parts for s in stores)
    return all(loop.counter in symbols_of(s.offset) for s in stores)


def _reduces(loop: Loop) -> bool:
    return any(isinstance(s, ReduceLoop) for s in walk(loop.body))
