"""Whether a traced value may be used where it is: in its region, and before it is outdated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING

from mgc.ir.core import Op, symbolic_extents
from mgc.ir.extents import Symbol, symbols_of
from mgc.ir.types import TensorType

from .buffers import Buffer, Snapshot
from .engine import Operand
from .refusal import numpy_error, untraceable

if TYPE_CHECKING:
    from .scopes import Scope

_LARGEST = (1 << 63) - 1


def require_open(scopes: Sequence[Scope], scope: Scope, operand: Operand) -> None:
    """Raises: MGC-L1 for a value of a region that has been closed."""
    if scope not in scopes:
        raise untraceable(
            "MGC-L1",
            f"a traced value ({operand.tensor_type}) is used outside the loop, branch or call that "
            "computed it",
            "return it, or assign it to a variable of the function, instead of storing it in a "
            "Python object",
        )


def require_known(closed: Collection[Symbol], op: Op) -> None:
    """Raises: MGC-L1 for an attribute with a symbol of a region that has been closed."""
    for extent in symbolic_extents(op):
        for symbol in symbols_of(extent):
            if symbol in closed:
                raise untraceable(
                    "MGC-L1",
                    f"an array or extent that depends on '{symbol.name}' is used outside the loop "
                    "or branch that computed it",
                    "use it inside, or put it into an array of an extent that is known before",
                )


def require_possible(type: TensorType) -> None:
    """Raises: ValueError, as NumPy does, for extents or sizes that need more than 63 bits."""
    numbers = [extent for extent in type.shape if isinstance(extent, int)]
    if any(extent > _LARGEST for extent in numbers):
        raise numpy_error(ValueError, "Maximum allowed dimension exceeded")
    if prod(extent for extent in numbers if extent) * type.dtype.itemsize > _LARGEST:
        raise numpy_error(
            ValueError,
            "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible "
            "size.",
        )


def require_current(
    scopes: Sequence[Scope], buffer: Buffer, operand: Operand, *, writing: bool = False
) -> None:
    """Refuses to use a copy that stands for a view once the original has been written.

    Raises: MGC-M4.
    """
    refused = buffer.moved
    for snapshot in buffer.copied_from:
        sources = (snapshot, *behind(snapshot.buffer))
        refused |= not all(_is_current(scopes, source, buffer.apart) for source in sources)
        if not writing:
            continue
        if snapshot.carried:
            buffer.stands_in = True
        else:
            refused |= not (snapshot.movable and outdate(snapshot.buffer, buffer))
    if refused:
        raise _outdated(buffer, operand)
    if writing and not buffer.stands_in:
        buffer.copied_from = ()


def _outdated(buffer: Buffer, operand: Operand) -> Exception:
    if is_chosen(buffer):
        return untraceable(
            "MGC-M4",
            f"an array ({operand.tensor_type}) that is one of two, depending on a condition, is "
            "used while one of them is written",
            "write to each in the branch that chooses it; or, if only this one is needed, copy it "
            "there",
        )
    if buffer.moved:
        return untraceable(
            "MGC-M4",
            f"an array ({operand.tensor_type}) is used after it has been written under another "
            "name, if that is the same array, which is known at run time only",
            "use that name from then on, or give it a copy before, with .copy()",
        )
    return untraceable(
        "MGC-M4",
        f"an array ({operand.tensor_type}) that NumPy makes as a view or as a copy, depending "
        "on what is known at run time, is used while one of the two is written",
        "make the copy explicit with .copy()",
    )


def is_chosen(buffer: Buffer) -> bool:
    """True for the copy of one of several arrays, which a condition of a run decides about."""
    return any(snapshot.chosen for snapshot in behind(buffer))


def outdate(original: Buffer, copy: Buffer | None = None) -> bool:
    """Notes that a ``copy`` of the buffer was written and not itself: it must not be used any more.

    The same holds for what it may be a copy of. False if that is an argument, which the caller
    will look at.
    """
    waiting, seen = [original], {original}
    while waiting:
        buffer = waiting.pop()
        if buffer.param is not None:
            return False
        buffer.moved = True
        buffer.moved_by.add(copy)
        buffer.stands_in |= any(snapshot.carried for snapshot in buffer.copied_from)
        for snapshot in buffer.copied_from:
            if snapshot.carried or snapshot.buffer in seen:
                continue
            if not snapshot.movable:
                return False
            seen.add(snapshot.buffer)
            waiting.append(snapshot.buffer)
    return True


def behind(buffer: Buffer) -> Iterator[Snapshot]:
    """What the buffer may be a copy of, or that of. Names that share memory lead to each other."""
    waiting, seen = [buffer], {buffer}
    while waiting:
        for snapshot in waiting.pop().copied_from:
            yield snapshot
            if snapshot.buffer not in seen:
                seen.add(snapshot.buffer)
                waiting.append(snapshot.buffer)


def _is_current(scopes: Sequence[Scope], snapshot: Snapshot, apart: set[Buffer]) -> bool:
    """True unless the original has been written, itself or by way of another copy of it.

    ``apart``: copies that never are of the same array.
    """
    moved = snapshot.buffer.moved and not snapshot.moved and not snapshot.carried
    moved &= not snapshot.buffer.moved_by <= apart
    return not moved and _is_unchanged(scopes, snapshot)


def _is_unchanged(scopes: Sequence[Scope], snapshot: Snapshot) -> bool:
    """True if the original still has the version it was copied from.

    In a region that was opened since, it must not be written at all: a loop comes back.
    """
    buffer = snapshot.buffer
    version = buffer.version
    for scope in reversed(scopes):
        if version is snapshot.version:
            return True
        if scope.entries.get(buffer) is not version:
            return False
        scope.unwritten.add(buffer)
        version = scope.before[buffer]
    return version is snapshot.version
