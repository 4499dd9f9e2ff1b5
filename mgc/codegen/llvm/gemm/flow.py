"""Structured control flow over ``FunctionText``: counted loops, loop-carried values, branches.

Induction variables are i64 and exit tests are at the top, so an empty range runs no iteration.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from ..text import FunctionText


class Carried:
    """Values carried around a loop: phis whose second operands are given at the latch."""

    def __init__(self, f: FunctionText, values: list[tuple[str, str]], before: str) -> None:
        """``values``: (LLVM type, value on entry from block ``before``), at a block's start."""
        self._f = f
        self._phis = [(kind, first, f.name("p"), f.reserve()) for kind, first in values]
        self._before = before
        self.names = [name for _, _, name, _ in self._phis]

    def close(self, following: list[str], latch: str) -> None:
        """Completes the phis with the values that come from block ``latch``."""
        for (kind, first, name, place), value in zip(self._phis, following, strict=True):
            self._f.fill(
                place, f"{name} = phi {kind} [ {first}, %{self._before} ], [ {value}, %{latch} ]"
            )


@contextmanager
def counted_loop(f: FunctionText, start: str, stop: str, step: int | str = 1) -> Generator[str]:
    """``for i in range(start, stop, step)`` with step > 0; yields the name of ``i``."""
    head, body, done = f.label("loop"), f.label("body"), f.label("done")
    before = f.block
    f.branch(head)
    f.start(head)
    carried = Carried(f, [("i64", start)], before)
    index = carried.names[0]
    f.branch_if(f.assign(f"icmp slt i64 {index}, {stop}"), body, done)
    f.start(body)
    yield index
    following = f.assign(f"add nsw i64 {index}, {step}")
    carried.close([following], f.block)
    f.branch(head, f.loop_facts)
    f.start(done)


@contextmanager
def only_if(f: FunctionText, condition: str) -> Generator[None]:
    """Runs the enclosed instructions if the i1 ``condition`` holds.

    What they define is not visible after.
    """
    then, done = f.label("then"), f.label("endif")
    f.branch_if(condition, then, done)
    f.start(then)
    yield
    f.branch(done)
    f.start(done)


def minimum(f: FunctionText, x: str, y: str) -> str:
    """The smaller of two signed i64."""
    f.module.declare("llvm.smin.i64", "declare i64 @llvm.smin.i64(i64, i64)")
    return f.assign(f"call i64 @llvm.smin.i64(i64 {x}, i64 {y})")


def maximum(f: FunctionText, x: str, y: str) -> str:
    """The larger of two signed i64."""
    f.module.declare("llvm.smax.i64", "declare i64 @llvm.smax.i64(i64, i64)")
    return f.assign(f"call i64 @llvm.smax.i64(i64 {x}, i64 {y})")
