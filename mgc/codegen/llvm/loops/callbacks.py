"""Calls of Python functions, through the address in the kernel's context."""

from __future__ import annotations

from collections.abc import Sequence

from mgc.ir.loops.program import Buffer, CallbackCall, Scalar

from .. import context
from ..text import memory_type
from .emitter import Emitter


def emit_callback(e: Emitter, call: CallbackCall) -> None:
    """Calls the function; returns 1 with the site in the context if it has raised."""
    f = e.f
    operands = _array(e, "ptr", [_address(e, home) for home in call.operands])
    results = _array(e, "ptr", [e.buffers[buffer] for buffer in call.results])
    extents = _array(e, "i64", [e.uniform(x) for shape in call.shapes for x in shape])
    at = f.assign(f"getelementptr inbounds i8, ptr %ctx, i64 {context.CALLBACK}")
    callee = f.assign(f"load ptr, ptr {at}, align 8")
    arguments = f"i64 {call.number}, ptr {operands}, ptr {extents}, ptr {results}"
    status = f.assign(f"call i32 {callee}({arguments})")
    fail, go_on = f.label("raised"), f.label("called")
    f.branch_if(f.assign(f"icmp ne i32 {status}, 0"), fail, go_on)
    f.start(fail)
    f.line(f"store i64 {call.site}, ptr %ctx, align 8")
    e.leave(1)
    f.start(go_on)


def _address(e: Emitter, home: Buffer | Scalar) -> str:
    """Where a value is; one in a register is stored for the call."""
    if isinstance(home, Buffer):
        return e.buffers[home]
    dtype = home.dtype
    slot = e.f.alloca(memory_type(dtype), 8, "argument")
    value = e.s.convert(e.scalars[home], dtype)
    text = value.text
    if dtype.is_bool:
        text = e.f.assign(f"zext i1 {text} to i8")
    e.f.line(f"store {memory_type(dtype)} {text}, ptr {slot}, align {dtype.itemsize}")
    return slot


def _array(e: Emitter, kind: str, items: Sequence[str]) -> str:
    """An array on the stack."""
    array = e.f.alloca(f"[{max(len(items), 1)} x {kind}]", 8, "passed")
    for number, item in enumerate(items):
        at = e.f.assign(f"getelementptr inbounds {kind}, ptr {array}, i64 {number}")
        e.f.line(f"store {kind} {item}, ptr {at}, align 8")
    return array
