"""Names after a condition: what is the same on both sides, and what the node yields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mgc.ir.core import Value
from mgc.ir.extents import Extent, symbols_of
from mgc.ir.records import dataclass
from mgc.ir.types import TensorType

from ..array import TracedArray
from ..buffers import Buffer, Snapshot
from ..convert.unbound import Unbound
from ..refusal import refused, untraceable
from ..returns import shown
from ..run_time_extents import bound_extent
from ..symbolic_int import integer
from ..tracer import Trace
from ..tree import Structure, flatten
from ..validity import behind
from .ragged import Room, common_room, enlarged, extents_of, is_boundless, shortened_view
from .regions import Closed, inside, value_in
from .text import TextChoice, TracedText, is_text, traced_values, with_values
from .values import (
    BOOLEAN,
    INTEGER,
    MaybeUnbound,
    Number,
    as_number,
    common_number,
    describe,
    is_number,
    is_reachable,
    lift,
    merged_array,
    number_of,
    placeholder,
    same_leaf,
    scalar_of,
)


@dataclass(eq=False)
class Side:
    """One branch: its region, and the values of the names at its end."""

    closed: Closed
    names: dict[str, Any]


@dataclass(eq=False)
class Result:
    """One result of the node: a value of each side, and what makes an object of it."""

    values: tuple[Value, Value]
    kind: Number | None
    sources: list[TracedArray]
    room: Room | None = None
    """For arrays of different extents: the memory that the value is."""

    numbers: tuple[object, ...] = ()
    """What the names hold that are given a number."""


class Merger:
    """Merges two sides. ``results`` collects what the node has to yield."""

    def __init__(self, trace: Trace, sides: tuple[Side, Side]) -> None:
        self.trace = trace
        self.sides = sides
        self.results: list[Result] = []
        self._known: dict[tuple[object, ...], int] = {}

    def plan(self, name: str) -> Plan:
        """How the name gets its value after the condition.

        Raises: MGC-C2 where the sides differ in what is fixed at trace time.
        """
        left, right = (side.names[name] for side in self.sides)
        stopped = [side.closed.stopped for side in self.sides]
        if stopped[0] != stopped[1]:
            return self._of_one(name, right if stopped[0] else left, 1 if stopped[0] else 0)
        if stopped[0] or left is right:
            return Plan(name, fixed=left)
        defined = self._defined(left, right)
        left, right = (v.value if isinstance(v, MaybeUnbound) else v for v in (left, right))
        if isinstance(left, Unbound) or isinstance(right, Unbound):
            if isinstance(left, Unbound) and isinstance(right, Unbound):
                return Plan(name, fixed=left)
            side = 1 if isinstance(left, Unbound) else 0
            plan = self._of_one(name, right if side else left, side)
            plan.defined = defined
            return plan
        leaves, structure = flatten(left)
        others, other_structure = flatten(right)
        if structure != other_structure:
            raise self._differs(name, left, right)
        plan = Plan(name, structure=structure, defined=defined)
        for one, other in zip(leaves, others):
            plan.leaves.append(self._leaf(name, one, other))
        return plan

    def _defined(self, left: object, right: object) -> int | None:
        """The result that says whether the name is bound; None if it surely is."""
        if not any(isinstance(v, (Unbound, MaybeUnbound)) for v in (left, right)):
            return None
        values: list[Value] = []
        for side, value in zip(self.sides, (left, right), strict=True):
            with inside(self.trace, side.closed):
                known: object = not isinstance(value, Unbound)
                if isinstance(value, MaybeUnbound):
                    known = value.defined
                values.append(as_number(self.trace, known, BOOLEAN))
        return self._add(Result((values[0], values[1]), BOOLEAN, []))

    def _of_one(self, name: str, value: object, side: int) -> Plan:
        """The value of one side, where the other one has none."""
        if isinstance(value, (Unbound, MaybeUnbound)):
            return Plan(name, fixed=value)
        leaves, structure = flatten(value)
        plan = Plan(name, structure=structure)
        for leaf in leaves:
            if is_reachable(self.trace, leaf):
                plan.leaves.append(leaf)
            elif is_number(leaf):
                plan.leaves.append(self._number(leaf, leaf, number_of(leaf), only=side))
            elif is_text(leaf):
                plan.leaves.append(self._text_of_one(name, leaf, side))
            else:
                room = common_room(self.trace, (leaf,))
                if room is None:
                    plan.leaves.append(self._array(leaf, leaf, only=side))
                else:
                    plan.leaves.append(self._ragged_of_one(leaf, room, side))
        return plan

    def _leaf(self, name: str, left: Any, right: Any) -> Any:
        if same_leaf(left, right) and is_reachable(self.trace, left):
            return left
        if is_number(left) and is_number(right):
            kind = common_number(number_of(left), number_of(right))
            if kind is None:
                raise self._differs(name, left, right)
            return self._number(left, right, kind)
        if isinstance(left, TracedArray) and isinstance(right, TracedArray):
            if self._same_extents(left, right):
                return self._array(left, right)
            room = common_room(self.trace, (left, right))
            if room is None and is_boundless(self.trace, (left, right)):
                raise self._boundless(name, left, right)
            if room is None:
                raise self._differs(name, left, right)
            return self._ragged(left, right, room)
        if is_text(left) and is_text(right):
            return self._text(name, left, right)
        raise self._differs(name, left, right)

    def _text(self, name: str, left: Any, right: Any) -> _TextSlot:
        """One of two texts, for messages."""
        texts = [self._text_of(text, side) for side, text in enumerate((left, right))]
        if any(text is None for text in texts):
            raise self._differs(name, left, right)
        if () not in self._known:
            values: list[Value] = []
            for side, known in zip(self.sides, (True, False), strict=True):
                with inside(self.trace, side.closed):
                    values.append(as_number(self.trace, known, BOOLEAN))
            self._known[()] = self._add(Result((values[0], values[1]), BOOLEAN, []))
        return _TextSlot(TextChoice(_Slot(self._known[()]), *texts))

    def _text_of_one(self, name: str, leaf: Any, side: int) -> _TextSlot:
        text = self._text_of(leaf, side)
        if text is None:
            raise self._differs(name, leaf, None)
        return _TextSlot(text)

    def _text_of(self, text: Any, side: int) -> Any:
        """The text of one side, of slots for what is known there alone; None if there is none."""
        known: list[Any] = [v for v in traced_values(text) if not is_reachable(self.trace, v)]
        if not all(map(is_number, known)):
            return None

        def reachable(value: Any) -> Any:
            if is_reachable(self.trace, value):
                return value
            return self._number(value, value, number_of(value), only=side)

        return with_values(text, reachable)

    def _number(self, left: Any, right: Any, kind: Number, only: int | None = None) -> _Slot:
        values: list[Value] = []
        for number, (side, leaf) in enumerate(zip(self.sides, (left, right), strict=True)):
            with inside(self.trace, side.closed):
                if only is None or only == number:
                    values.append(as_number(self.trace, leaf, kind))
                else:
                    values.append(placeholder(self.trace, TensorType(kind.dtype)))
        result = Result((values[0], values[1]), kind, [], numbers=(left, right))
        return _Slot(self._add(result))

    def _array(self, left: TracedArray, right: TracedArray, only: int | None = None) -> _Slot:
        key = (left.buffer, left.steps, right.buffer, right.steps)
        if key in self._known:
            return _Slot(self._known[key])
        values: list[Value] = []
        for number, (side, leaf) in enumerate(zip(self.sides, (left, right), strict=True)):
            if only is None or only == number:
                values.append(value_in(self.trace, side.closed, leaf))
            else:
                with inside(self.trace, side.closed):
                    values.append(placeholder(self.trace, leaf.tensor_type))
        self._known[key] = self._add(Result((values[0], values[1]), None, [left, right]))
        return _Slot(self._known[key])

    def _same_extents(self, left: TracedArray, right: TracedArray) -> bool:
        """True if the types are the same, and known outside the branches."""
        symbols = {s for e in left.tensor_type.shape for s in symbols_of(e)}
        return left.tensor_type == right.tensor_type and symbols.isdisjoint(self.trace.closed)

    def _ragged(self, left: TracedArray, right: TracedArray, room: Room) -> _RaggedSlot:
        """Arrays of different extents: memory for both, and the extents."""
        key = (left.buffer, left.steps, right.buffer, right.steps, room)
        if key not in self._known:
            pair = zip(self.sides, (left, right), strict=True)
            x, y = (enlarged(self.trace, side.closed, leaf, room) for side, leaf in pair)
            self._known[key] = self._add(Result((x, y), None, [left, right], room))
        extents = zip(extents_of(left, room), extents_of(right, room), strict=True)
        numbers = tuple(self._extent(x, y) for x, y in extents)
        return _RaggedSlot(self._known[key], room, numbers)

    def _ragged_of_one(self, leaf: TracedArray, room: Room, side: int) -> _RaggedSlot:
        """An array of one side in memory that there is on both."""
        key = (leaf.buffer, leaf.steps, room)
        if key not in self._known:
            values: list[Value] = []
            for number, one in enumerate(self.sides):
                if number == side:
                    values.append(enlarged(self.trace, one.closed, leaf, room))
                else:
                    with inside(self.trace, one.closed):
                        type = leaf.tensor_type.with_shape(room.shape)
                        values.append(placeholder(self.trace, type))
            result = Result((values[0], values[1]), None, [leaf, leaf], room)
            self._known[key] = self._add(result)
        extents = [integer(extent) for extent in extents_of(leaf, room)]
        slots = [self._number(extent, extent, INTEGER, only=side) for extent in extents]
        return _RaggedSlot(self._known[key], room, tuple(slot.index for slot in slots))

    def _extent(self, left: Extent, right: Extent) -> int:
        if (left, right) not in self._known:
            values: list[Value] = []
            for side, extent in zip(self.sides, (left, right), strict=True):
                with inside(self.trace, side.closed):
                    values.append(as_number(self.trace, integer(extent), INTEGER))
            self._known[left, right] = self._add(Result((values[0], values[1]), INTEGER, []))
        return self._known[left, right]

    def _add(self, result: Result) -> int:
        self.results.append(result)
        return len(self.results) - 1

    def _boundless(self, name: str, left: TracedArray, right: TracedArray) -> Exception:
        types = f"{left.tensor_type} after the 'if' branch and {right.tensor_type} after the other"
        return refused(
            "MGC-D2",
            f"{shown(name)} is {types}: the size depends on data and has no upper bound",
            "use the array inside the branch, or give both the largest size and use slices",
        )

    def _differs(self, name: str, left: object, right: object) -> Exception:
        return untraceable(
            "MGC-C2",
            f"{shown(name)} is {describe(left)} after the 'if' branch and {describe(right)} after "
            "the 'else' branch",
            "make both branches the same, e.g. with .astype or a conversion",
        )

    def objects(self, values: Sequence[Value]) -> list[Any]:
        """The results of the node as objects of the trace."""
        made: list[Any] = []
        for result, value in zip(self.results, values, strict=True):
            if result.kind is not None:
                made.append(scalar_of(self.trace, value, result.kind, *result.numbers))
            else:
                made.append(merged_array(self.trace, value, result.sources))
        self._relate(made)
        return made

    def _relate(self, made: list[Any]) -> None:
        """Arrays that are views of one memory on some side must not be written any more."""
        for i, result in enumerate(self.results):
            for j, other in enumerate(self.results):
                if i == j or not result.sources or not other.sources:
                    continue
                one, another = made[i].buffer, made[j].buffer
                pairs = tuple(zip(result.sources, other.sources, strict=True))
                if any(x.buffer is y.buffer for x, y in pairs):
                    one.copied_from += (Snapshot(another, another.version),)
                elif all(_origins(x).isdisjoint(_origins(y)) for x, y in pairs):
                    one.apart.add(another)


def _origins(array: TracedArray) -> set[Buffer]:
    return {array.buffer, *(snapshot.buffer for snapshot in behind(array.buffer))}


class _Slot:
    """A leaf that is a result of the node, by number. No dataclass: those are containers here."""

    def __init__(self, index: int) -> None:
        self.index = index


@dataclass(frozen=True, eq=False)
class _TextSlot:
    """A text with slots among its values."""

    part: Any

    def text(self, results: Sequence[Any]) -> TracedText:
        """The text."""

        def value(slot: Any) -> Any:
            return results[slot.index] if isinstance(slot, _Slot) else slot

        return TracedText((with_values(self.part, value),))


@dataclass(frozen=True)
class _RaggedSlot:
    """An array in the memory that is a result of the node, with results for its extents."""

    index: int
    room: Room
    numbers: tuple[int, ...]

    def array(self, results: Sequence[Any]) -> TracedArray:
        """The array."""
        limits = [self.room.shape[axis] for axis in self.room.axes]
        extents = [
            bound_extent(results[number], "k", 0, limit)
            for number, limit in zip(self.numbers, limits, strict=True)
        ]
        return TracedArray(results[self.index].buffer, (shortened_view(self.room, extents),))


class Plan:
    """How a name gets its value."""

    def __init__(
        self,
        name: str,
        *,
        fixed: Any = None,
        structure: Structure | None = None,
        defined: int | None = None,
    ) -> None:
        self.name = name
        self.fixed = fixed
        self.structure = structure
        self.defined = defined
        self.leaves: list[Any] = []

    def value(self, results: Sequence[Any]) -> Any:
        """The value, once the results of the node are there."""
        if self.structure is None:
            return self.fixed
        leaves = [self._leaf(x, results) for x in self.leaves]
        value = self.structure.rebuild(leaves)
        if self.defined is None:
            return value
        return MaybeUnbound(self.name, value, lift(results[self.defined]))

    @staticmethod
    def _leaf(leaf: Any, results: Sequence[Any]) -> Any:
        if isinstance(leaf, _RaggedSlot):
            return leaf.array(results)
        if isinstance(leaf, _TextSlot):
            return leaf.text(results)
        return results[leaf.index] if isinstance(leaf, _Slot) else leaf
