"""Results whose extents the kernel computes: it asks for their memory when it knows them.

    ptr @F.provide(ptr %ctx, i64 %number, ptr %extents)

makes an array, keeps it in the context and returns its data. The kernel may be running without the
GIL. After it the entry takes the arrays from the context, also those of a kernel that has failed.
"""

from __future__ import annotations

from collections.abc import Mapping

from mgc.ir.core import Value
from mgc.ir.loops.program import Program

from ..context import ALLOCATE, OWN, PROVIDE, RELEASE, WORDS
from ..text import FunctionText, ModuleText
from .objects import BYTES_DATA, NDARRAY_DATA, field, increment


def context_words(program: Program) -> int:
    """The size of the context: the entry's part has the table, and an object for each result."""
    return WORDS + 1 + len(program.results) if program.late_results else WORDS


def object_place(number: int) -> int:
    """Where the context has the array of a result."""
    return OWN + 8 + 8 * number


def late_numbers(program: Program) -> list[int]:
    """The numbers of the results whose extents the kernel computes."""
    late = program.late_results
    return [number for number, buffer in enumerate(program.results) if buffer in late]


def prepare_context(
    f: FunctionText, context: str, program: Program, offsets: Mapping[str, int]
) -> None:
    """Stores what a kernel that asks for memory needs."""
    if not program.allocations():
        return
    for place, name in ((ALLOCATE, "PyMem_RawMalloc"), (RELEASE, "PyMem_RawFree")):
        _store(f, context, place, field(f, "%self", BYTES_DATA + offsets[name], "ptr"))
    numbers = late_numbers(program)
    if numbers:
        _store(f, context, PROVIDE, f"@{program.function.name}.provide")
        _store(f, context, OWN, "%self")
    for number in numbers:
        _store(f, context, object_place(number), "null")


def _store(f: FunctionText, context: str, place: int, value: str) -> None:
    at = f.assign(f"getelementptr inbounds i8, ptr {context}, i64 {place}")
    f.line(f"store ptr {value}, ptr {at}, align 8")


def emit_provide(
    module: ModuleText, program: Program, results: list[Value], offsets: Mapping[str, int]
) -> None:
    """Defines ``@F.provide``; ``results`` are the values of all results."""
    numbers = late_numbers(program)
    if not numbers:
        return
    name = f"{program.function.name}.provide"
    head = f"internal ptr @{name}(ptr %ctx, i64 %number, ptr %extents)"
    f = FunctionText(module, head, "nounwind #0")
    table = field(f, "%ctx", OWN, "ptr")
    for number in numbers:
        this, others = f.label("result"), f.label("other")
        f.branch_if(f.assign(f"icmp eq i64 %number, {number}"), this, others)
        f.start(this)
        _make(f, table, number, results[number], offsets)
        f.start(others)
    f.line("ret ptr null")
    module.define(name, f)


def _make(
    f: FunctionText, table: str, number: int, value: Value, offsets: Mapping[str, int]
) -> None:
    """Returns the data of a new array, or null where there is none."""

    def slot(name: str) -> str:
        return field(f, table, BYTES_DATA + offsets[name], "ptr")

    state = f.assign(f"call i32 {slot('PyGILState_Ensure')}()")
    descr = slot(f"descr:{value.type.dtype}")
    increment(f, descr)
    empty, rank = slot("PyArray_Empty"), value.type.rank
    made = f.assign(f"call ptr {empty}(i32 {rank}, ptr %extents, ptr {descr}, i32 0)")
    _store(f, "%ctx", object_place(number), made)
    absent, done = f.label("absent"), f.label("made")
    f.branch_if(f.assign(f"icmp eq ptr {made}, null"), absent, done)
    f.start(absent)
    f.line(f"call void {slot('PyErr_Clear')}()")  # the kernel tells what is missing, and where
    f.line(f"call void {slot('PyGILState_Release')}(i32 {state})")
    f.line("ret ptr null")
    f.start(done)
    data = field(f, made, NDARRAY_DATA, "ptr")
    f.line(f"call void {slot('PyGILState_Release')}(i32 {state})")
    f.line(f"ret ptr {data}")
