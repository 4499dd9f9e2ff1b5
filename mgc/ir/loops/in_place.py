"""Whether a value can be written over an operand: the proof, from offsets alone.

A statement reads buffer ``old`` at some offsets and writes buffer ``new`` at others. In one memory
that is right if each element of ``old`` is read before ``new`` is written there. An offset is a
number in mixed radix: each loop around contributes a digit times a stride,

    r*m + j        digits (r, stride m), (j, stride 1) of extents n and m

and if each stride is the product of the extents of the smaller ones, the offset determines the
digits. So if a read and a write have the same strides in the loops they share, and the digits of
the loops they do not share fill the same range, then equal offsets mean the same iteration of the
shared loops. There the read comes first if its statement does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..extents import Extent, Symbol, coefficient, substitute, symbols_of
from ..records import dataclass
from .program import (
    Bind,
    Buffer,
    Load,
    Loop,
    MatmulCall,
    Nested,
    ReduceLoop,
    ScanLoop,
    Statement,
    Store,
    While,
    buffers_of,
    children,
    walk,
)

Counter = tuple[Symbol, Extent]
Digit = tuple[Extent, Extent]
"""Stride and extent."""


_KNOWN = (Nested, Loop, ReduceLoop, ScanLoop, MatmulCall)


@dataclass(frozen=True, eq=False)
class _Access:
    """A load or store at ``offset`` inside the loops ``counters``, outermost first."""

    statement: Load | Store
    counters: tuple[Counter, ...]


def can_overwrite(statement: Statement, old: Buffer, new: Buffer) -> bool:
    """True if ``new`` may be in the memory of ``old``, which ``statement`` reads last."""
    if old.dtype != new.dtype or old.size != new.size:
        return False
    accesses = list(_accesses([statement], ()))
    reads: list[tuple[int, _Access]] = []
    writes: list[tuple[int, _Access]] = []
    for number, access in enumerate(accesses):
        if not isinstance(access, _Access):
            if old in access or new in access:
                return False
        elif isinstance(access.statement, Load) and access.statement.buffer is old:
            reads.append((number, access))
        elif isinstance(access.statement, Store) and access.statement.buffer is old:
            return False
        elif isinstance(access.statement, Store) and access.statement.buffer is new:
            writes.append((number, access))
    made = _made([statement])
    return all(
        before < after and _same_iteration(read, write, made)
        for before, read in reads
        for after, write in writes
    )


def _accesses(
    statements: Sequence[Statement], counters: tuple[Counter, ...]
) -> Iterator[_Access | list[Buffer]]:
    """Loads and stores in order of execution, and the buffers that are touched in other ways.

    Those are the operands of contractions, and all that a statement repeats in a way that its
    counters do not tell.
    """
    for statement in statements:
        if isinstance(statement, (Load, Store)):
            yield _Access(statement, counters)
        elif buffers := buffers_of(statement):
            yield buffers
        if children(statement) and not isinstance(statement, _KNOWN):
            yield [b for inner in walk([statement]) for b in buffers_of(inner)]
        around = (*counters, *_counters(statement))
        for body in children(statement):
            yield from _accesses(body, around)


def _counters(statement: Statement) -> tuple[Counter, ...]:
    if isinstance(statement, (Loop, ScanLoop)):
        return ((statement.counter, statement.extent),)
    if isinstance(statement, ReduceLoop):
        return tuple(zip(statement.counters, statement.extents))
    if isinstance(statement, MatmulCall):
        return ((statement.row, statement.m), (statement.column, statement.n))
    if isinstance(statement, While):
        return ((Symbol("while"), 2),)  # a loop, but offsets do not know how often it has run
    return ()


def _made(statements: Sequence[Statement]) -> set[Symbol]:
    """Symbols that do not have one value throughout the statements."""
    found: set[Symbol] = set()
    for statement in statements:
        found.update(symbol for symbol, _ in _counters(statement))
        if isinstance(statement, Bind):
            found.add(statement.symbol)
        if isinstance(statement, ReduceLoop):
            found.add(statement.position)
        for body in children(statement):
            found |= _made(body)
    return found


def _same_iteration(read: _Access, write: _Access, made: Collection[Symbol]) -> bool:
    """True if they touch the same element only in one iteration of the loops they share."""
    shared = 0
    for mine, theirs in zip(read.counters, write.counters):
        if mine[0] is not theirs[0]:
            break
        shared += 1
    first, second = _digits(read, made), _digits(write, made)
    if first is None or second is None or _base(read) != _base(write):
        return False
    common = [d for d in first[:shared] if d[1] != 1]
    inner = _filled([d for d in first[shared:] if d[0] != 0])
    return (
        first[:shared] == second[:shared]
        and inner == _filled([d for d in second[shared:] if d[0] != 0])
        and _is_mixed_radix([*common, *inner])
    )


def _digits(access: _Access, made: Collection[Symbol]) -> list[Digit] | None:
    """Of each loop around; None if the offset has another form."""
    offset = access.statement.offset
    digits: list[Digit] = []
    for symbol, extent in access.counters:
        stride = coefficient(offset, symbol)
        if stride is None or any(s in made for x in (stride, extent) for s in symbols_of(x)):
            return None
        digits.append((stride, extent))
    if any(symbol in made for symbol in symbols_of(_base(access))):
        return None
    return digits


def _base(access: _Access) -> Extent:
    """The offset where all counters are 0."""
    return substitute(access.statement.offset, {symbol: 0 for symbol, _ in access.counters})


def _filled(digits: list[Digit]) -> list[Digit]:
    """Digits with adjacent ones made one, so that equal ranges look equal; in a fixed order."""
    rest = [d for d in digits if d[1] != 1]
    merged: list[Digit] = []
    while rest:
        stride, extent = rest.pop()
        changed = True
        while changed:
            changed = False
            for other in rest:
                if other[0] == stride * extent:
                    extent = extent * other[1]
                elif stride == other[0] * other[1]:
                    stride, extent = other[0], other[1] * extent
                else:
                    continue
                rest.remove(other)
                changed = True
                break
        merged.append((stride, extent))
    return sorted(merged, key=repr)


def _is_mixed_radix(digits: Sequence[Digit]) -> bool:
    """True if the strides, in some order, are 1 and the products of the extents before."""
    rest = list(digits)
    expected: Extent = 1
    while rest:
        found = next((d for d in rest if d[0] == expected), None)
        if found is None:
            return False
        rest.remove(found)
        expected = expected * found[1]
    return True
