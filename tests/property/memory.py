"""Whether the memory plan of a program holds for given extents."""

from __future__ import annotations

from collections.abc import Mapping

from mgc.ir.extents import Symbol, evaluate
from mgc.ir.loops.program import Buffer, Program, Statement, buffers_of, walk

Span = tuple[int, int]


def assert_memory_is_planned(program: Program, sizes: Mapping[Symbol, int]) -> None:
    """Asserts that buffers in use at the same time lie apart in the workspace, and inside it.

    But for a buffer that is written over another one, whose statements only share one: that is
    asserted by comparing results.
    """
    spans = {b: _span(b, sizes) for b in program.buffers() if b.role in ("arena", "row")}
    workspace = evaluate(program.workspace, sizes)
    uses = {buffer: _uses(program, buffer) for buffer in spans}
    for buffer, (start, end) in spans.items():
        if buffer.within is None:
            assert start % 64 == 0, buffer
            assert 0 <= start <= end <= workspace, buffer
    pairs = [(a, b) for a in spans for b in spans if a is not b and _home(a) is not _home(b)]
    for a, b in pairs:
        alive = uses[a].start < uses[b].stop and uses[b].start < uses[a].stop
        if alive and {_home(a).role, _home(b).role} <= {"arena", "row"}:
            assert not _overlap(spans[_home(a)], spans[_home(b)]), f"{a} and {b}"


def _home(buffer: Buffer) -> Buffer:
    return buffer.within or buffer


def _span(buffer: Buffer, sizes: Mapping[Symbol, int]) -> Span:
    start = evaluate(buffer.offset, sizes)
    return start, start + evaluate(buffer.bytes, sizes)


def _uses(program: Program, buffer: Buffer) -> range:
    """The top-level statements from the first to the last that touch the buffer."""
    at = [i for i, statement in enumerate(program.body) if _touches(statement, buffer)]
    return range(at[0], at[-1] + 1)


def _touches(statement: Statement, buffer: Buffer) -> bool:
    return any(buffer in buffers_of(inner) for inner in walk([statement]))


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
