"""The ways out of a kernel: with a status, and without what it has on the heap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mgc.ir.loops.program import Buffer

from .. import context
from .emitter import Emitter, Slot

LEAVE = "leave"
"""The block through which a kernel with a heap is left."""


RARE = ', !prof !{!"branch_weights", i32 1, i32 4000}'
"""Metadata of a branch that leads out of a kernel."""


def leave_if(e: Emitter, failed: str, site: int, values: Sequence[str]) -> None:
    """Leaves the kernel with status 1, the site and i64 values if the i1 ``failed`` holds."""
    f = e.f
    fail, go_on = f.label("fail"), f.label("checked")
    f.branch_if(failed, fail, go_on, RARE)
    f.start(fail)
    f.line(f"store i64 {site}, ptr %ctx, align 8")
    store_values(e, values)
    e.leave(1)
    f.start(go_on)


def store_values(e: Emitter, values: Sequence[str]) -> None:
    """Tells the caller how many values there are, and the values."""
    for number, text in enumerate([str(len(values)), *values]):
        place = context.COUNT + 8 * number
        at = e.f.assign(f"getelementptr inbounds i8, ptr %ctx, i64 {place}")
        e.f.line(f"store i64 {text}, ptr {at}, align 8")


def open_heap(e: Emitter, buffers: Iterable[Buffer]) -> None:
    """Begins a kernel: none of the buffers has memory yet."""
    f = e.f
    for buffer in buffers:
        slot = Slot(f.alloca("ptr", 8, buffer.name), f.alloca("i64", 8, buffer.name))
        f.line(f"store ptr null, ptr {slot.address}, align 8")
        f.line(f"store i64 -1, ptr {slot.capacity}, align 8")
        e.slots[buffer] = slot
    if e.slots:
        e.status = f.alloca("i32", 4, "status")


def close_heap(e: Emitter) -> None:
    """Ends a kernel: the block that all ways out lead to."""
    if not e.slots:
        return
    f = e.f
    f.start(LEAVE)
    release = function_at(e, context.RELEASE)
    for slot in e.slots.values():
        f.line(f"call void {release}(ptr {f.assign(f'load ptr, ptr {slot.address}, align 8')})")
    f.line(f"ret i32 {f.assign(f'load i32, ptr {e.status}, align 4')}")


def function_at(e: Emitter, offset: int) -> str:
    """The address of a function in the context."""
    at = e.f.assign(f"getelementptr inbounds i8, ptr %ctx, i64 {offset}")
    return e.f.assign(f"load ptr, ptr {at}, align 8")
