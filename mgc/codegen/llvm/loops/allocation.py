"""Memory whose size the kernel computes: on the heap, or its caller's."""

from __future__ import annotations

from mgc.ir.loops.arena import ALIGNMENT
from mgc.ir.loops.program import Allocate

from .. import context
from ..extents import ExtentEmitter
from .emitter import Emitter
from .leaving import function_at, leave_if, store_values

_LARGEST = 2**63 - 1 - ALIGNMENT
"""Bytes; with what is needed to align them it is PTRDIFF_MAX."""


def emit_allocation(e: Emitter, statement: Allocate) -> None:
    """Gives the buffer its address from here on."""
    size = _bytes(e, statement)
    if statement.buffer.role == "result":
        _result(e, statement, size)
    else:
        _temporary(e, statement, size)


def _bytes(e: Emitter, statement: Allocate) -> str:
    """The size of the buffer; leaves the kernel if it is too large."""
    f = e.f
    values = {s: v.text for s, v in e.symbols.items() if v.lanes == 1}
    size, wrong = ExtentEmitter(f, values).checked(statement.buffer.bytes)
    large = f.assign(f"icmp sgt i64 {size}, {_LARGEST}")
    if wrong != "false":
        large = f.assign(f"or i1 {large}, {wrong}")
    leave_if(e, large, statement.too_large, ())
    return _natural(e, size)


def _natural(e: Emitter, number: str) -> str:
    """The number, or 0 if it is negative: then a check that follows fails."""
    e.f.module.declare("llvm.smax.i64", "declare i64 @llvm.smax.i64(i64, i64)")
    return e.f.assign(f"call i64 @llvm.smax.i64(i64 {number}, i64 0)")


def _temporary(e: Emitter, statement: Allocate, size: str) -> None:
    """Memory on the heap. What the buffer had in an earlier iteration is used if it is enough."""
    f, slot = e.f, e.slots[statement.buffer]
    more, done = f.label("more"), f.label("allocated")
    capacity = f.assign(f"load i64, ptr {slot.capacity}, align 8")
    f.branch_if(f.assign(f"icmp slt i64 {capacity}, {size}"), more, done)
    f.start(more)
    old = f.assign(f"load ptr, ptr {slot.address}, align 8")
    f.line(f"call void {function_at(e, context.RELEASE)}(ptr {old})")
    whole = f.assign(f"add i64 {size}, {ALIGNMENT - 1}")
    made = f.assign(f"call ptr {function_at(e, context.ALLOCATE)}(i64 {whole})")
    f.line(f"store ptr {made}, ptr {slot.address}, align 8")
    leave_if(e, f.assign(f"icmp eq ptr {made}, null"), statement.absent, [size])
    f.line(f"store i64 {size}, ptr {slot.capacity}, align 8")
    f.branch(done)
    f.start(done)
    memory = f.assign(f"load ptr, ptr {slot.address}, align 8")
    number = f.assign(f"ptrtoint ptr {memory} to i64")
    gap = f.assign(f"and i64 {f.assign(f'sub i64 0, {number}')}, {ALIGNMENT - 1}")
    name = statement.buffer.name
    aligned = f.assign(f"getelementptr inbounds i8, ptr {memory}, i64 {gap}", name)
    e.buffers[statement.buffer] = aligned


def _result(e: Emitter, statement: Allocate, size: str) -> None:
    """The caller's memory."""
    f = e.f
    extents = f.alloca(f"[{len(statement.shape)} x i64]", 8, "extents")
    for axis, extent in enumerate(statement.shape):
        at = f.assign(f"getelementptr inbounds i64, ptr {extents}, i64 {axis}")
        f.line(f"store i64 {_natural(e, e.uniform(extent))}, ptr {at}, align 8")
    store_values(e, [size, "0"])
    provide = function_at(e, context.PROVIDE)
    number = statement.buffer.index
    made = f.assign(f"call ptr {provide}(ptr %ctx, i64 {number}, ptr {extents})")
    absent = f.assign(f"icmp eq ptr {made}, null")
    failed, go_on = f.label("none"), f.label("provided")
    f.branch_if(absent, failed, go_on)
    f.start(failed)
    f.line(f"store i64 {statement.absent}, ptr %ctx, align 8")
    e.leave(1)
    f.start(go_on)
    e.buffers[statement.buffer] = made
