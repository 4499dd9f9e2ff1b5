"""What a trace keeps about the regions it fills and the arrays it finds."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from mgc.ir.builder import Builder
from mgc.ir.core import Value
from mgc.ir.extents import Extent, Symbol
from mgc.ir.records import dataclass

from .engine import NumpyArray, Operand

if TYPE_CHECKING:
    from .array import TracedArray
    from .buffers import Buffer, View
    from .spans import Span


@dataclass(eq=False)
class Scope:
    """A region under construction.

    ``entries`` are the values that stand for the contents, at the start of the region, of the
    buffers of regions around that are used in it; ``before`` is what they had for a version there.
    """

    builder: Builder
    before: dict[Buffer, Value] = field(default_factory=dict)
    entries: dict[Buffer, Value] = field(default_factory=dict)
    used: set[Buffer] = field(default_factory=set)
    """Those whose contents the program asks for in the region."""

    unwritten: set[Buffer] = field(default_factory=set)
    """Buffers that must not be written in the region, as copies of them are used in it."""

    symbols: set[Symbol] = field(default_factory=set)
    """What is bound in the region."""

    positions: dict[tuple[Value, View], Operand] = field(default_factory=dict)
    """The positions of the true elements of masks."""

    bound: dict[Value, Extent] = field(default_factory=dict)
    """Integers that extents mention, and the extents that stand for them."""

    clipped: dict[tuple[Extent, Extent, Extent], Extent] = field(default_factory=dict)
    """Bounds of slices, the least they may be and the extent of the axis, and what they became."""

    common: dict[tuple[Extent, Extent], Extent] = field(default_factory=dict)
    """Extents of which a run may find one to be 1, and what they are broadcast to."""

    stretched: set[tuple[Extent, Extent]] = field(default_factory=set)
    """Extents that a run may find to be 1, and what they are broadcast to, which is checked."""

    spans: dict[Extent, Span] = field(default_factory=dict)
    """The sizes of slices, and what they are the sizes of."""

    powers: list[tuple[Extent, Extent]] = field(default_factory=list)
    """Base and exponent of powers that are known to fit 64 bits."""


@dataclass(eq=False)
class Unrolling:
    """The loops of the source that are unrolled, by their keys.

    ``kept`` ones are one node, though their conditions are known: they run too often. ``doubtful``
    are these, and those of whose counters powers are extents: they are unrolled if the function
    cannot be traced otherwise.
    """

    chosen: set[object] = field(default_factory=set)
    doubtful: set[object] = field(default_factory=set)
    kept: set[object] = field(default_factory=set)

    def more(self) -> bool:
        """Chooses those in doubt; False if there are none."""
        added = self.doubtful - self.chosen
        self.chosen |= added
        return bool(added)


@dataclass(frozen=True, eq=False)
class Captured:
    """An array reached through a global, a closure or an attribute: a hidden parameter."""

    name: str
    array: NumpyArray
    traced: TracedArray
