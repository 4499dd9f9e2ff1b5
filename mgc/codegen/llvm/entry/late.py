"""Outputs whose extents the kernel computes: the caller's memory, if there is enough of it.

    ptr @F.provide(ptr %ctx, i64 %number, ptr %extents)

is what the kernel calls when it knows the extents of output ``number``. An extent that has no upper
bound is an argument of the raw entry, by address: it holds how much room there is, and is set to
what is needed. The context has the addresses of such outputs, then the room and the address of each
extent.
"""

from __future__ import annotations

from ...abi import Output, Signature
from ..context import OWN, PROVIDE, VALUES, WORDS
from ..text import FunctionText, ModuleText
from .tables import Frame


def kernel_outputs(signature: Signature) -> list[int]:
    """The numbers of the outputs that the kernel takes."""
    return [k for k, out in enumerate(signature.outputs) if not out.late and out.extent is None]


def context_words(signature: Signature) -> int:
    """The size of the kernel's context."""
    return WORDS + len(_late(signature)) + 2 * len(_rooms(signature))


def _late(signature: Signature) -> dict[int, Output]:
    return {k: out for k, out in enumerate(signature.outputs) if out.late}


def _rooms(signature: Signature) -> list[int]:
    """The numbers of the outputs that are extents of such outputs."""
    return [k for k, out in enumerate(signature.outputs) if out.extent is not None]


def _room_place(signature: Signature, number: int) -> int:
    """Where the context has the room of an extent; its address follows."""
    position = _rooms(signature).index(number)
    return OWN + 8 * (len(_late(signature)) + 2 * position)


def prepare_context(f: FunctionText, context: str, signature: Signature) -> None:
    """Stores the outputs and how much room there is, in the raw entry."""
    late = _late(signature)
    if late:
        _store(f, context, PROVIDE, f"ptr @{signature.name}.provide")
    for position, number in enumerate(late):
        _store(f, context, OWN + 8 * position, f"ptr %out{number}")
    for number in _rooms(signature):
        place = _room_place(signature, number)
        _store(f, context, place, f"i64 {f.assign(f'load i64, ptr %out{number}, align 8')}")
        _store(f, context, place + 8, f"ptr %out{number}")


def define_provide(module: ModuleText, signature: Signature) -> None:
    """Adds ``@F.provide``, if the kernel needs one."""
    late = _late(signature)
    if not late:
        return
    name = f"{signature.name}.provide"
    head = f"internal ptr @{name}(ptr %ctx, i64 %number, ptr %extents)"
    f = FunctionText(module, head, "nounwind minsize optsize")
    for position, (number, output) in enumerate(late.items()):
        this, others = f.label("output"), f.label("other")
        f.branch_if(f.assign(f"icmp eq i64 %number, {number}"), this, others)
        f.start(this)
        for axis, source in enumerate(output.extents):
            if source is not None:
                _require_room(f, axis, _room_place(signature, source))
        f.line(f"ret ptr {_load(f, '%ctx', OWN + 8 * position, 'ptr')}")
        f.start(others)
    f.line("ret ptr null")
    module.define(name, f)


def _require_room(f: FunctionText, axis: int, place: int) -> None:
    """Tells the extent that is needed; returns null if there is less room."""
    needed, room = _load(f, "%extents", 8 * axis, "i64"), _load(f, "%ctx", place, "i64")
    f.line(f"store i64 {needed}, ptr {_load(f, '%ctx', place + 8, 'ptr')}, align 8")
    fits, small = f.label("fits"), f.label("small")
    f.branch_if(f.assign(f"icmp sle i64 {needed}, {room}"), fits, small)
    f.start(small)
    _store(f, "%ctx", VALUES, f"i64 {needed}")
    _store(f, "%ctx", VALUES + 8, f"i64 {room}")
    f.line("ret ptr null")
    f.start(fits)


def clear_rooms(f: FunctionText, frame: Frame, address: str) -> None:
    """Makes the outputs, which a call for their extents does not have, ones without room."""
    signature = frame.signature
    for tensor in frame.tensors[len(signature.arguments) :]:
        for axis, extent in enumerate(tensor.shape, tensor.first_axis):
            if signature.is_computed(extent):
                _store(f, address, frame.extent(axis), "i64 0")


def tell_rooms(f: FunctionText, frame: Frame) -> None:
    """Stores how much room the outputs of a checked call have, where the raw entry looks for it."""
    signature = frame.signature
    first = len(signature.arguments)
    f.module.declare("llvm.smin.i64", "declare i64 @llvm.smin.i64(i64, i64)")
    for number in _rooms(signature):
        least = ""
        for k, output in enumerate(signature.outputs):
            for axis, source in enumerate(output.extents):
                if source == number:
                    place = frame.extent(frame.tensors[first + k].first_axis + axis)
                    room = _load(f, "%frame", place, "i64")
                    both = f"call i64 @llvm.smin.i64(i64 {least}, i64 {room})"
                    least = f.assign(both) if least else room
        address = _load(f, "%frame", frame.used(first + number), "ptr")
        f.line(f"store i64 {least}, ptr {address}, align 8")


def keep_extents(f: FunctionText, frame: Frame, status: str) -> None:
    """After a good run, makes the extents of outputs the true ones.

    An output that is not in C order is copied back by them: past them there is nothing of it.
    """
    signature = frame.signature
    if not any(output.hidden for output in signature.outputs):
        return
    first = len(signature.arguments)
    good, done = f.label("ran"), f.label("done")
    f.branch_if(f.assign(f"icmp eq i32 {status}, 0"), good, done)
    f.start(good)
    for number, output in enumerate(signature.outputs):
        for axis, source in enumerate(output.extents, frame.tensors[first + number].first_axis):
            if source is not None:
                address = _load(f, "%frame", frame.used(first + source), "ptr")
                extent = f.assign(f"load i64, ptr {address}, align 8")
                _store(f, "%frame", frame.extent(axis), f"i64 {extent}")
    f.branch(done)
    f.start(done)


def _load(f: FunctionText, base: str, offset: int, kind: str) -> str:
    at = f.assign(f"getelementptr i8, ptr {base}, i64 {offset}")
    return f.assign(f"load {kind}, ptr {at}, align 8")


def _store(f: FunctionText, base: str, offset: int, value: str) -> None:
    at = f.assign(f"getelementptr i8, ptr {base}, i64 {offset}")
    f.line(f"store {value}, ptr {at}, align 8")
