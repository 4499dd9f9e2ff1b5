"""What a traced function returns: which results are fresh, and which are arguments or views.

A result that is an argument, a view of one, or a view of another result is described, not copied,
so aliasing is as it is under NumPy.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from mgc.ir.core import Op, ResultInfo, Value, symbolic_extents
from mgc.ir.errors import TraceError
from mgc.ir.extents import Extent, Symbol, symbols_of
from mgc.ir.ops.base import TensorOp
from mgc.ir.records import dataclass
from mgc.ir.types import I64, dtype_of

from .array import PYTHON_KINDS, TracedArray, TracedScalar
from .buffers import Buffer, View
from .control.iteration import TracedRange
from .control.ragged import Room, enlarged, extents_of, greatest_room
from .control.text import TracedText, is_text
from .control.values import MaybeUnbound
from .engine import Deferred, Operand
from .flat import FlatElements, refuse_iterator
from .layout import whole
from .refusal import untraceable
from .symbolic_int import ExtentComparison, TracedInt
from .tracer import Trace
from .tree import Structure, flatten


@dataclass(frozen=True)
class ResultLeaf:
    """One leaf of what is returned.

    ``index``: which result of the function (in-out ones not counted); None for a static value or a
    view of another leaf. ``python``: converted to int, float, complex or bool. ``view_of``: the
    leaf it is a view of through ``view``.
    """

    index: int | None = None
    python: type | None = None
    static: Any = None
    view_of: int | None = None
    view: tuple[Op, ...] = ()
    extents: tuple[int | None, ...] = ()
    """Of an array whose size depends on data: which results are its extents (see `ResultInfo`)."""

    def trimmed(self, results: Sequence[Any]) -> Any:
        """The result itself, without what lies beyond its extents."""
        assert self.index is not None
        value = results[self.index]
        if not self.extents:
            return value
        sizes = (None if n is None else int(results[n]) for n in self.extents)
        part = value[tuple(slice(size) for size in sizes)]
        return part if part.size == value.size else np.array(part, order="C")


@dataclass(frozen=True)
class Output:
    """How to rebuild what the function returned."""

    structure: Structure
    leaves: tuple[ResultLeaf, ...]

    def rebuild(self, results: Sequence[Any], symbols: Mapping[Symbol, int]) -> Any:
        """What the function returns, from the results that are not in-out, in order."""
        values: list[Any] = []
        for leaf in self.leaves:
            if leaf.view_of is not None:
                value: Any = values[leaf.view_of]
                for step in leaf.view:
                    viewed = step.substituted(symbols)
                    assert isinstance(viewed, TensorOp)
                    value = viewed.eager(value)
            elif leaf.index is None:
                value = leaf.static
            else:
                value = leaf.trimmed(results)
            values.append(value if leaf.python is None else leaf.python(value))
        return self.structure.rebuild(values)


@dataclass(frozen=True, eq=False)
class BuiltResults:
    """The results of the body, facts about them, and the output."""

    values: tuple[Value, ...]
    infos: tuple[ResultInfo, ...]
    output: Output


class ResultBuilder:
    """Turns what the user's function returned into results."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.values: list[Value] = []
        self.infos: list[ResultInfo] = []
        self.leaves: list[ResultLeaf] = []
        self._same: dict[int, ResultLeaf] = {}
        self._base: dict[Buffer, int] = {}
        self._returned: set[Buffer] = set()
        self._sizes: dict[int, tuple[Room, list[Extent]]] = {}
        """By leaf: the memory of arrays whose size depends on data, and their extents."""

    def build(self, returned: Any) -> BuiltResults:
        """The results: those returned, then the final contents of written arguments."""
        leaves, structure = flatten(returned)
        self._returned = {leaf.buffer for leaf in leaves if isinstance(leaf, TracedArray)}
        for leaf in leaves:
            self.leaves.append(self._leaf(leaf))
        self._add_extents()
        output = Output(structure, tuple(self.leaves))
        for index, buffer in sorted(self.trace.param_buffers.items()):
            if buffer.written:
                self.values.append(buffer.version)
                self.infos.append(ResultInfo(inout=index))
        return BuiltResults(tuple(self.values), tuple(self.infos), output)

    def _leaf(self, value: Any) -> ResultLeaf:
        if isinstance(value, MaybeUnbound):
            value = value.value
        if type(value) is FlatElements:
            raise refuse_iterator(self.trace.returns.place_of(lambda leaf: leaf is value))
        if isinstance(value, Deferred):
            value = value.materialized()
        if id(value) in self._same:
            return self._same[id(value)]
        if type(value) in (TracedInt, ExtentComparison):
            value = value.scalar()
        elif _is_number_of_numpy(value):
            value = self.trace.constant(value)
        if isinstance(value, TracedScalar):
            leaf = self._scalar(value)
        elif isinstance(value, TracedArray):
            leaf = self._array(value)
        else:
            self._require_static(value)
            leaf = ResultLeaf(static=value)
        self._same[id(value)] = leaf
        return leaf

    def _require_static(self, value: Any) -> None:
        """Raises: what is said of a value that cannot be the same in all calls."""
        if isinstance(value, TracedText):
            self._refuse(value)
        if isinstance(value, Iterator) or type(value) is TracedRange:
            raise self._used_up(value)

    def _scalar(self, value: TracedScalar) -> ResultLeaf:
        kind = PYTHON_KINDS[value.tensor_type.dtype.kind] if value.weak else None
        return ResultLeaf(self._result(value, ResultInfo(scalar=True)), kind)

    def _array(self, value: TracedArray) -> ResultLeaf:
        buffer = value.buffer
        if any(self._is_visible(snapshot.buffer) for snapshot in buffer.copied_from):
            raise self._refused(
                value,
                f"the array that is returned ({value.tensor_type}) is a view of another one in "
                "NumPy, or may be, and a copy here",
            )
        if buffer.param is not None or buffer in self._base:
            self._require_known_place(value)
        if buffer.param is not None:
            original = self.trace.param_arrays.get(buffer.param) is value
            view: View = value.steps if original or value.steps else whole(value)
            return ResultLeaf(self._result(value, ResultInfo(alias=buffer.param, view=view)))
        base = self._base.get(buffer)
        if base is not None:
            return ResultLeaf(view_of=base, view=value.steps or whole(value))
        room = greatest_room(self.trace, value)
        if room is not None and room.axes:
            return self._ragged(value, room)
        if not value.steps:
            self._base[buffer] = len(self.leaves)
        return ResultLeaf(self._result(value, ResultInfo()))

    def _ragged(self, value: TracedArray, room: Room) -> ResultLeaf:
        """An array with run-time extents: memory of their upper bounds, and the extents.

        One without such bounds is a result as it is: a run asks for its memory.
        """
        memory = enlarged(self.trace, None, value, room)
        self.values.append(memory)
        self.infos.append(ResultInfo())
        leaf = ResultLeaf(len(self.values) - 1)
        self._sizes[len(self.leaves)] = (room, extents_of(value, room))
        return leaf

    def _add_extents(self) -> None:
        """Results for the extents that depend on data, each once, after all others."""
        numbers: dict[Extent, int] = {}
        for place, (room, extents) in self._sizes.items():
            for extent in extents:
                if extent not in numbers:
                    value = self.trace.value(self.trace.extent(extent, I64))
                    numbers[extent] = len(self.values)
                    self.values.append(value)
                    self.infos.append(ResultInfo(scalar=True))
            found = {a: numbers[e] for a, e in zip(room.axes, extents, strict=True)}
            axes = tuple(found.get(axis) for axis in range(len(room.shape)))
            leaf = self.leaves[place]
            assert leaf.index is not None
            for number, other in enumerate(self.leaves):
                if other is leaf:
                    self.leaves[number] = dataclasses.replace(leaf, extents=axes)
            self.infos[leaf.index] = ResultInfo(extents=axes)

    def _require_known_place(self, value: TracedArray) -> None:
        """Refuses a view whose place a run computes: the caller could not be given it."""
        bound = set(self.trace.assumptions.sizes)
        for step in value.steps:
            for extent in symbolic_extents(step):
                if not bound.issuperset(symbols_of(extent)):
                    raise self._refused(
                        value,
                        f"the array that is returned ({value.tensor_type}) is a view of another "
                        "one, at a place that is known at run time only",
                    )

    def _refused(self, value: TracedArray, message: str) -> TraceError:
        error = untraceable("MGC-M4", message, "return a copy, with .copy()")
        buffers = {value.buffer, *(snapshot.buffer for snapshot in value.buffer.copied_from)}

        def about(leaf: Any) -> bool:
            return isinstance(leaf, TracedArray) and leaf.buffer in buffers

        error.location = self.trace.returns.place_of(about)
        return error

    def _refuse(self, text: TracedText) -> None:
        try:
            str(text)
        except TraceError as error:
            error.location = self.trace.returns.place_of(is_text)
            raise

    def _used_up(self, value: Any) -> TraceError:
        """For an iterator, which all calls would share, and a range with bounds of a run."""
        kind = "range" if type(value) is TracedRange else getattr(value, "function", type(value))
        name = kind if isinstance(kind, str) else kind.__name__
        error = untraceable(
            "MGC-T1",
            f"what '{name}' gives is returned: its items are made when they are asked for",
            f"return a list of them, or call {name} outside the compiled function",
        )
        error.location = self.trace.returns.place_of(lambda leaf: leaf is value)
        return error

    def _is_visible(self, buffer: Buffer) -> bool:
        """True for arguments and for what is returned."""
        return buffer.param is not None or buffer in self._returned

    def _result(self, operand: Operand, info: ResultInfo) -> int:
        try:
            self.values.append(self.trace.value(operand))
        except TraceError as error:
            error.location = self.trace.returns.place_of(lambda leaf: leaf is operand)
            raise
        self.infos.append(info)
        return len(self.values) - 1


def _is_number_of_numpy(value: Any) -> bool:
    """True for what a library can return as a number of its own, such as ``np.float32(1)``."""
    if not issubclass(type(value), np.generic):  # a traced number says that it is one
        return False
    try:
        dtype_of(value.dtype)
    except TypeError:
        return False
    return True
