"""Guards: whole vectors of indices that are compared with sizes.

Indices are usually in [0, size), so that none has to be counted from the end. Short loops are
written twice: the first one goes on as long as that is so,

    for i in range(n):                      for i in range(first, n):
      %0 = load index[i]                      %0 = load index[i]
      if %0 is not in [0, size):              %1 = wrapped(%0)
        first = i, go to the other loop       if %1 is not in [0, size): inspection
      store out[i], load x[%0]                store out[i], load x[%1]

and the second one does the rest. An index that fails is found there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mgc.ir.loops.program import (
    Bind,
    Compute,
    Guard,
    Index,
    Load,
    Loop,
    Nested,
    Statement,
    Store,
)
from mgc.ir.types import I64, U64

from ..gemm.flow import counted_loop
from ..text import LLVMValue, splat
from .emitter import Emitter
from .leaving import RARE

LONGEST = 64
"""Statements of a loop that is written twice."""


def emit_guard(e: Emitter, guard: Guard) -> None:
    """The indices from the start; leaves the loop or the nest if one is out of range."""
    f, s = e.f, e.s
    indices = [e.scalars[index] for index in guard.indices]
    sizes = [e.scalars[size] for size in guard.sizes]
    done = f.label("guarded")
    if not e.other_loop:
        zero = s.const(0, I64)
        indices = [
            s.select(s.lt(index, zero), s.add(index, size), index)
            for index, size in zip(indices, sizes, strict=True)
        ]
    f.branch_if(_any_outside(e, indices, sizes), e.other_loop or e.inspection, done, RARE)
    f.start(done)
    e.scalars.update(zip(guard.results, indices, strict=True))


def guarded_loop(
    e: Emitter, bounds: tuple[str, str, str], loop: Loop, body: Callable[[str], None]
) -> None:
    """``loop`` from a start to an end with a step; ``body`` emits an iteration for a counter."""
    start, end, step = bounds
    if not _is_written_twice(loop.body):
        with counted_loop(e.f, start, end, step) as counter:
            body(counter)
        return
    f, done = e.f, e.f.label("done")
    e.other_loop = other = f.label("other")
    with counted_loop(f, start, end, step) as counter:
        body(counter)
    e.other_loop = ""
    f.branch(done)
    f.start(other)
    with counted_loop(f, counter, end, step) as rest:
        body(rest)
    f.branch(done)
    f.start(done)


def _is_written_twice(body: list[Statement]) -> bool:
    """True for a short straight body that has guards and stores nothing before the last one.

    The iteration that leaves the first loop is begun again in the second one.
    """
    straight = list(_straight(body))
    guards = [place for place, s in enumerate(straight) if isinstance(s, Guard)]
    return (
        len(guards) > 0
        and len(straight) <= LONGEST
        and not any(isinstance(s, Store) for s in straight[: guards[-1]])
        and all(isinstance(s, (Load, Store, Index, Bind, Guard)) or _is_cheap(s) for s in straight)
    )


def _straight(body: list[Statement]) -> Iterator[Statement]:
    """The statements, with those of nests in place of these."""
    for statement in body:
        if isinstance(statement, Nested):
            yield from _straight(statement.body)
        else:
            yield statement


def _is_cheap(statement: Statement) -> bool:
    return isinstance(statement, Compute) and statement.operation not in ("call", "rare")


def _any_outside(e: Emitter, indices: Sequence[LLVMValue], sizes: Sequence[LLVMValue]) -> str:
    """An i1: true if one index is not in [0, size).

    ``index | (size - 1 - index)`` is negative then, whatever the index. Such numbers of all
    vectors are joined by ``or`` until they fill one register, whose signs are looked at.
    """
    s = e.s
    tests: list[str] = []
    joined: LLVMValue | None = None
    for index, size in zip(indices, sizes, strict=True):
        if index.lanes == 1:
            tests.append(s.ge(s.convert(index, U64), s.convert(size, U64)).text)
            continue
        sign = s.or_(index, s.sub(s.sub(size, s.const(1, I64)), index))
        joined = sign if joined is None else s.or_(joined, sign)
    if joined is not None:
        tests.append(_any_negative(e, joined))
    found = tests[0]
    for test in tests[1:]:
        found = e.f.assign(f"or i1 {found}, {test}")
    return found


def _any_negative(e: Emitter, x: LLVMValue) -> str:
    while x.lanes > e.vector_bits // 64:
        x = _halved(e, x)
    negative = e.s.lt(x, splat(e.s.const(0, I64), x.lanes, e.f))
    symbol = f"llvm.vector.reduce.or.v{x.lanes}i1"
    e.f.module.declare(symbol, f"declare i1 @{symbol}(<{x.lanes} x i1>)")
    return e.f.assign(f"call i1 @{symbol}({negative})")


def _halved(e: Emitter, x: LLVMValue) -> LLVMValue:
    """The first half of the lanes joined to the second by ``or``."""
    half = x.lanes // 2
    parts = []
    for start in (0, half):
        order = ", ".join(f"i32 {lane}" for lane in range(start, start + half))
        name = e.f.assign(f"shufflevector {x}, {x.type} poison, <{half} x i32> <{order}>")
        parts.append(LLVMValue(name, x.dtype, half))
    return e.s.or_(*parts)
