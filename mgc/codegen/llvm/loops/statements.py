"""Statements with bodies: dispatch, counted loops, vector loops, branches, checks."""

from __future__ import annotations

from mgc.ir.extents import Extent
from mgc.ir.loops.program import (
    Allocate,
    Bind,
    BoundsCheck,
    CallbackCall,
    Compute,
    Guard,
    If,
    Index,
    Load,
    Loop,
    MatmulCall,
    Nested,
    ReduceLoop,
    ScanLoop,
    Statement,
    Store,
    While,
    walk,
)
from mgc.ir.types import I64

from ..gemm.flow import counted_loop
from ..text import LLVMValue
from .allocation import emit_allocation
from .callbacks import emit_callback
from .emitter import Emitter, Vector, widest
from .guards import emit_guard, guarded_loop
from .leaving import leave_if, store_values
from .reductions import emit_reduction
from .scans import emit_scan


def emit_body(e: Emitter, statements: list[Statement]) -> None:
    """Emits statements in order."""
    around = e.f.location
    rest = iter(statements)
    for statement in rest:
        e.f.location = e.locate(statement.location)
        if isinstance(statement, Store) and e.pairs(statement):
            imag = next(rest)  # the lowering stores both parts of a complex number, one by one
            assert isinstance(imag, Store)
            assert imag.offset == statement.offset + 1
            e.store_pairs(statement, imag)
        else:
            emit_statement(e, statement)
    e.f.location = around


def emit_statement(e: Emitter, statement: Statement) -> None:  # noqa: C901  # a table
    """Emits one statement."""
    match statement:
        case Compute() | Load() | Store() | Index() | Bind() | CallbackCall() | Allocate():
            _straight(e, statement)
        case Nested():
            _nest(e, statement)
        case Loop():
            _loop(e, statement)
        case ReduceLoop():
            emit_reduction(e, statement, emit_body)
        case ScanLoop():
            emit_scan(e, statement, emit_body)
        case MatmulCall():
            from .matmul import emit_matmul  # with the whole GEMM, which few programs need

            emit_matmul(e, statement, emit_body)
        case BoundsCheck():
            _check(e, statement)
        case Guard():
            emit_guard(e, statement)
        case While():
            _while(e, statement)
        case If():
            _if(e, statement)
        case _:
            raise AssertionError(f"no emission for {type(statement).__name__}")


def _straight(
    e: Emitter, statement: Compute | Load | Store | Index | Bind | CallbackCall | Allocate
) -> None:
    """A statement without others inside."""
    match statement:
        case Compute():
            e.compute(statement)
        case Load():
            e.load(statement)
        case Store():
            e.store(statement)
        case Index():
            e.scalars[statement.result] = e.s.convert(
                e.index(statement.extent), statement.result.dtype
            )
        case Bind():
            e.symbols[statement.symbol] = e.scalars[statement.value]
        case CallbackCall():
            emit_callback(e, statement)
        case Allocate():
            emit_allocation(e, statement)


def _nest(e: Emitter, nest: Nested) -> None:
    """The loops of a nest are as they should be: LLVM need not look for vectors in them."""
    around, e.f.loop_facts = e.f.loop_facts, e.nest_facts
    if nest.inspection and not e.other_loop:
        _inspected(e, nest)
    else:
        emit_body(e, nest.body)
    e.f.loop_facts = around


def _inspected(e: Emitter, nest: Nested) -> None:
    """The body, whose guards jump to the inspection behind it."""
    f = e.f
    e.inspection, done = f.label("inspect"), f.label("nested")
    emit_body(e, nest.body)
    f.branch(done)
    f.start(e.inspection)
    emit_body(e, nest.inspection)
    # Only if another thread has changed the indices meanwhile.
    checks = [s for s in walk(nest.inspection) if isinstance(s, BoundsCheck)]
    f.line(f"store i64 {checks[0].site}, ptr %ctx, align 8")
    store_values(e, ["0" for _ in checks[0].values])
    e.leave(1)
    f.start(done)


def _loop(e: Emitter, loop: Loop) -> None:
    if loop.kind != "vector" or e.vector is not None:
        bounds = ("0", e.limit(loop.extent), "1")
        guarded_loop(e, bounds, loop, lambda counter: _iteration(e, loop, counter))
        return
    lanes = loop_lanes(e, loop)
    if isinstance(loop.extent, int) and loop.extent < lanes:
        _plain(e, loop, "0", str(loop.extent))
        return
    whole, end = split(e, loop.extent, lanes)

    def vectors(counter: str) -> None:
        with e.over(Vector(loop.counter, lanes)):
            e.symbols[loop.counter] = LLVMValue(counter, I64)
            emit_body(e, loop.body)

    guarded_loop(e, ("0", whole, str(lanes)), loop, vectors)
    if whole != end:
        _plain(e, loop, whole, end)


def _plain(e: Emitter, loop: Loop, start: str, end: str) -> None:
    with counted_loop(e.f, start, end, "1") as counter:
        _iteration(e, loop, counter)


def _iteration(e: Emitter, loop: Loop, counter: str) -> None:
    e.symbols[loop.counter] = LLVMValue(counter, I64)
    emit_body(e, loop.body)


def _while(e: Emitter, loop: While) -> None:
    f = e.f
    head, body, done = f.label("while"), f.label("body"), f.label("done")
    f.branch(head)
    f.start(head)
    emit_body(e, loop.head)
    f.branch_if(e.scalars[loop.condition].text, body, done)
    f.start(body)
    emit_body(e, loop.body)
    f.branch(head)
    f.start(done)


def _if(e: Emitter, branch: If) -> None:
    f = e.f
    then, otherwise, done = f.label("then"), f.label("else"), f.label("endif")
    f.branch_if(e.scalars[branch.condition].text, then, otherwise if branch.otherwise else done)
    bodies = {then: branch.then, otherwise: branch.otherwise}
    for label, body in bodies.items():
        if label == then or body:
            f.start(label)
            emit_body(e, body)
            f.branch(done)
    f.start(done)


def split(e: Emitter, extent: Extent, lanes: int) -> tuple[str, str]:
    """(the end of the part that full vectors cover, the end)."""
    if isinstance(extent, int):
        return str(extent // lanes * lanes), str(extent)
    end = e.limit(extent)
    return e.f.assign(f"and i64 {end}, {-lanes}"), end


def loop_lanes(e: Emitter, loop: Loop) -> int:
    """Lanes of a vector loop: one register of the widest type.

    Several registers where each lane runs a chain of cheap operations, to read whole cache lines
    and to overlap the chains, and where indices are checked, to check many at once.
    """
    inner = list(walk(loop.body))
    lanes = max(e.vector_bits // widest(iter(inner)), 2)
    chains = any(isinstance(s, ReduceLoop) for s in inner)
    dear = any(isinstance(s, Compute) and s.operation in ("call", "rare", "div") for s in inner)
    if any(isinstance(s, Bind) for s in inner) and not chains:
        return 2 * lanes
    if any(isinstance(s, Guard) for s in inner) and not (chains or dear):
        return 4 * lanes
    registers = 32 if e.vector_bits == 512 else 16
    return lanes * registers // 2 if chains and not dear else lanes


def _check(e: Emitter, check: BoundsCheck) -> None:
    values = [e.scalars[value].text for value in check.values]
    leave_if(e, e.scalars[check.failed].text, check.site, values)
