"""Names that share memory at the end of an iteration, while a loop carries each by itself.

In Python such names are the same array, or views of it, in the next iteration and after the loop;
here each has memory of its own. That makes no difference as long as nothing writes to any of them,
so a loop that does is refused, and after it a write is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from mgc.ir.errors import MgcError
from mgc.ir.extents import Extent

from ..array import TracedArray
from ..buffers import Buffer, Snapshot
from ..refusal import untraceable
from ..returns import is_result, shown
from ..tracer import Trace
from ..validity import is_chosen
from .regions import Closed


class Leaf(Protocol):
    """Something carried by itself: of a name that is handed on, or bound in every iteration.

    ``written``: the copy that the iteration was given is written in it. ``originals`` and
    ``partners`` are set by `find_aliases`, ``later`` as well: what iterations after the first may
    be given. ``outer`` is the array after the loop.
    """

    name: str
    originals: list[Buffer]
    partners: list[Leaf]
    later: list[Buffer]
    outer: TracedArray | None

    @property
    def started(self) -> Buffer | None:
        """The memory of the array that the first iteration is given a copy of."""
        ...

    @property
    def written(self) -> bool:
        """True if the loop writes to what it carries."""
        ...


def find_aliases(
    trace: Trace,
    closed: Closed,
    leaves: Iterable[tuple[Leaf, TracedArray]],
    count: Extent | None,
) -> None:
    """Notes which leaves share memory with each other, or with arrays from before the loop.

    ``count``: how often the loop runs, None if that is not known.

    Raises: MGC-C5 if the loop writes to one of them.
    """
    holders: dict[Buffer, list[Leaf]] = {}
    given: dict[Leaf, set[Buffer]] = {}
    found = list(leaves)
    for leaf, array in found:
        leaf.originals, leaf.partners = [], []
        given[leaf] = _carried_from(array.buffer)
        if not closed.last.keys().isdisjoint(given[leaf]):
            raise _written_elsewhere(trace, leaf, array.buffer)
        for buffer in _sources(array.buffer):
            holders.setdefault(buffer, []).append(leaf)
    for buffer, sharing in holders.items():
        outer = buffer.scope in trace.scopes
        written = buffer in closed.last or any(leaf.written for leaf in sharing)
        if (outer or len(sharing) > 1) and written:
            if len(sharing) > 1 and any(is_chosen(array.buffer) for _, array in found):
                raise _exchanged(sharing)
            raise _written_elsewhere(trace, sharing[0], buffer)
        for leaf in sharing:
            if outer:
                leaf.originals.append(buffer)
            leaf.partners += [other for other in sharing if other is not leaf]
    for leaf, first in _from_before(given, count).items():
        leaf.originals += [b for b in first if b.scope in trace.scopes and b not in leaf.originals]
        leaf.later = [] if count == 1 else _arriving(leaf, given)


def refuse_shared_starts(leaves: Iterable[tuple[Leaf, Buffer]]) -> None:
    """Refuses a loop that writes to what a name holds at first, if another name holds it too.

    ``leaves``: those that are bound to other arrays in the loop, with the memory that they have
    before it. Each gets a copy of that, so that the other one would not see the write.

    Raises: MGC-C5.
    """
    holders: dict[Buffer, list[Leaf]] = {}
    starts: list[Buffer] = []
    for leaf, start in leaves:
        starts.append(start)
        for buffer in _sources(start):
            holders.setdefault(buffer, []).append(leaf)
    for sharing in holders.values():
        if len(sharing) > 1 and any(leaf.written for leaf in sharing):
            if any(is_chosen(start) for start in starts):
                raise _exchanged(sharing)
            raise untraceable(
                "MGC-C5",
                f"{_names_of(sharing)} are one array before the loop, or views of it, which the "
                "loop writes to and binds to other arrays",
                "copy it before the loop, with .copy()",
            )


def _exchanged(sharing: Sequence[Leaf]) -> Exception:
    return untraceable(
        "MGC-C5",
        f"a condition decides which arrays {_names_of(sharing)} are, in a loop that writes to them",
        "change contents, not names: old[:] = new, or old, new = np.where(c, new, old), "
        "np.where(c, old, new)",
    )


def _names_of(sharing: Sequence[Leaf]) -> str:
    found = list(dict.fromkeys(shown(leaf.name) for leaf in sharing))
    return " and ".join(found) if len(found) > 1 else f"items of {found[0]}"


def _arriving(leaf: Leaf, given: Mapping[Leaf, set[Buffer]]) -> list[Buffer]:
    """The arrays from before the loop that an iteration after the first may be given for a leaf."""
    found: dict[Buffer, None] = {}
    waiting = [leaf]
    while waiting:
        for buffer in given[waiting.pop()]:
            if buffer not in found:
                found[buffer] = None
                waiting += [other for other in given if other.started is buffer]
    return list(found)


def _from_before(
    given: Mapping[Leaf, set[Buffer]], count: Extent | None
) -> dict[Leaf, set[Buffer]]:
    """The arrays from before the loop that leaves may be after ``count`` iterations, one at least.

    ``given``: those that they would be after one, if an iteration hands on what it was given.
    """
    starts = {leaf: leaf.started for leaf in given}
    now: dict[Leaf, set[Buffer]] = {
        leaf: set() if start is None else {start} for leaf, start in starts.items()
    }
    size = len(given)
    last = min(count, 2 * size + 1) if isinstance(count, int) else 2 * size
    # What comes from before more than ``size`` iterations goes around in circles.
    first = min(last, size + 1) if isinstance(count, int) else 1
    found: dict[Leaf, set[Buffer]] = {leaf: set() for leaf in given}
    for number in range(1, last + 1):
        now = {
            leaf: {b for other in given if starts[other] in buffers for b in now[other]}
            for leaf, buffers in given.items()
        }
        if number >= first:
            for leaf, buffers in now.items():
                found[leaf] |= buffers
    return found


def _written_elsewhere(trace: Trace, leaf: Leaf, buffer: Buffer) -> MgcError:
    if not is_result(leaf.name):
        return untraceable(
            "MGC-C5",
            f"'{leaf.name}' is bound to an array in a loop that also writes to it, or to a view of "
            "it, under another name",
            "copy it, with .copy()",
        )
    error = untraceable(
        "MGC-C5",
        "a loop that writes to an array returns it here, or a view of it, and elsewhere another "
        "array",
        "return copies, with .copy()",
    )
    written = {buffer, *_carried_from(buffer)}

    def about(value: Any) -> bool:
        return isinstance(value, TracedArray) and not written.isdisjoint(_sources(value.buffer))

    error.location = trace.returns.place_of(about, error.location) or error.location
    return error


def _carried_from(buffer: Buffer) -> set[Buffer]:
    """The arrays from before the loop that the first iteration was given copies of.

    The next one is given the same if the name still holds it.
    """
    return {
        snapshot.buffer
        for source in _sources(buffer)
        for snapshot in source.copied_from
        if snapshot.carried
    }


def _sources(buffer: Buffer) -> Iterable[Buffer]:
    """The buffer, and what it may be a copy of where NumPy has a view."""
    found = {buffer: None}
    waiting = [buffer]
    while waiting:
        for snapshot in waiting.pop().copied_from:
            if not snapshot.carried and snapshot.buffer not in found:
                found[snapshot.buffer] = None
                waiting.append(snapshot.buffer)
    return found


def snapshots_of(trace: Trace, leaf: Leaf) -> tuple[Snapshot, ...]:
    """What the array after the loop may be a view of."""
    return tuple(Snapshot(b, trace.contents(b), movable=True) for b in leaf.originals)


def relate(leaves: Iterable[Leaf]) -> None:
    """Keeps the arrays after the loop from being written where they are one in Python."""
    for leaf in leaves:
        for partner in leaf.partners:
            if leaf.outer is not None and partner.outer is not None:
                other = partner.outer.buffer
                leaf.outer.buffer.copied_from += (Snapshot(other, other.version),)
