"""Which roots share a nest: the second half of the rule of docs/fusion.md.

Written from that page, on the tensor IR alone: nothing of ``mgc.ir.fusion`` is used.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from mgc.ir.core import Value
from mgc.ir.extents import Extent, Shape, Symbol, dim, substitute, symbols_of
from mgc.ir.ops.base import Index, Reduction
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.gather import InBounds
from mgc.ir.ops.update import Update
from tests.fusion.reading import (
    WITH_LOOPS,
    Read,
    index_at,
    operand_reads,
    reads,
    symbols_for,
    written_place,
)

MOST_VALUES = 24
"""That a nest touches."""
Names = dict[Symbol, Symbol]
"""An axis of a root -> a loop of the nest."""


@dataclass(eq=False)
class Root:
    """A value with loops. ``space``: what they run over; ``kept``: the axes its value has."""

    value: Value
    space: Shape
    axes: tuple[Symbol, ...]
    kept: tuple[int, ...]
    reads: list[Read]

    @classmethod
    def of(cls, value: Value, stored: Collection[Value]) -> Root:
        """The root that makes a stored value."""
        node = value.node
        assert node is not None
        op, source = node.op, value
        if isinstance(op, Update):
            source = node.operands[1]
        elif isinstance(op, WITH_LOOPS) and not isinstance(op, Matmul):
            source = node.operands[0]
        space = source.type.shape
        axes = symbols_for(space)
        index = index_at(axes, space)
        if isinstance(op, Matmul):
            found = [r for operand in node.operands for r in _somewhere(operand, stored)]
        elif isinstance(op, WITH_LOOPS):
            found = list(reads(source, index, stored))
        else:
            found = list(operand_reads(node, index, stored))
        combined = op.axes if isinstance(op, Reduction) else ()
        kept = tuple(a for a in range(len(space)) if a not in combined)
        return cls(value, space, axes, kept, found)

    @property
    def op(self) -> object:
        """The op that makes the value."""
        assert self.value.node is not None
        return self.value.node.op

    @property
    def buffer(self) -> Value | None:
        """What it overwrites."""
        assert self.value.node is not None
        return self.value.node.operands[0] if isinstance(self.op, Update) else None

    @property
    def is_visible(self) -> bool:
        """True for updates of arguments."""
        first = self.value
        while first.node is not None and isinstance(first.node.op, Update):
            first = first.node.operands[0]
        return self.buffer is not None and first.node is None

    @property
    def loops(self) -> dict[Symbol, Extent]:
        """The axes that are loops, and their extents, in order."""
        return {a: e for a, e in zip(self.axes, self.space, strict=True) if e != 1}

    @property
    def written(self) -> Read:
        """What an update overwrites."""
        assert self.value.node is not None
        return written_place(self.value.node, index_at(self.axes, self.space))

    @property
    def place(self) -> Index:
        """Where the value at ``axes`` is stored."""
        if self.buffer is not None:
            return self.written.index
        index = index_at(self.axes, self.space)
        return tuple(index[axis] for axis in self.kept)


def _somewhere(value: Value, stored: Collection[Value]) -> list[Read]:
    """Reads of all of ``value``, at no element that can be compared with another."""
    return list(reads(value, tuple(dim(s) for s in symbols_for(value.type.shape)), stored))


def renamed(read: Read, names: Names) -> Read:
    """With the names of the nest's loops."""
    values: dict[Symbol, Extent] = {mine: dim(loop) for mine, loop in names.items()}
    return Read(read.value, read.shape, tuple(substitute(i, values) for i in read.index))


@dataclass(eq=False)
class Nest:
    """Roots that share loops. ``rows`` is None while any of its loops may be a row loop."""

    members: list[Root] = field(default_factory=list)
    loops: dict[Symbol, Extent] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    rows: dict[Symbol, Extent] | None = None
    reads: set[Read] = field(default_factory=set)

    def holds(self, kinds: type | tuple[type, ...]) -> bool:
        """True if one of the roots is of that kind."""
        return any(isinstance(member.op, kinds) for member in self.members)

    @property
    def values(self) -> dict[Value, Root]:
        """What its roots make."""
        return {member.value: member for member in self.members}

    def add(self, root: Root, names: Names) -> None:
        """Makes ``root`` a member; loops that have no counterpart are its own."""
        self.rows = self.rows_with(root, names)
        self.members.append(root)
        names = {**{axis: axis for axis in root.axes}, **names}
        for axis, extent in root.loops.items():
            self.loops.setdefault(names[axis], extent)
        self.names.update(names)
        self.reads |= {renamed(read, names) for read in root.reads}

    def rows_with(self, root: Root, names: Names) -> dict[Symbol, Extent] | None:
        """The rows once ``root`` is a member: a reduction decides them, or loops inside checks."""
        inside = self.members and self._only_checks and len(root.loops) > len(self.loops)
        if self.rows is None and inside and not isinstance(root.op, Reduction):
            return dict(self.loops)
        if self.rows is None and isinstance(root.op, Reduction):
            kept = [root.axes[axis] for axis in root.kept]
            return {names.get(a, a): root.loops.get(a, 1) for a in kept}
        return self.rows

    def accepts(self, root: Root) -> Names | None:
        """How the loops of ``root`` correspond to those of the nest; None if it cannot join."""
        if self.holds(ALONE) or isinstance(root.op, (*ALONE, Matmul)):
            return None
        if isinstance(root.op, Reduction) and not self._takes(root.op):
            return None
        if self._overwrites(root) or not self._can_look_again(root):
            return None
        dependent = any(read.value in self.values for read in root.reads)
        names = self._needed(root) if dependent else self._alike(root)
        touched = {read.value for read in (*self.reads, *root.reads)} | {*self.values, root.value}
        if names is None or len(touched) > (MOST_VALUES if dependent else MOST_VALUES // 2):
            return None
        fits = self._fits(root, names) and self._in_one_loop(root, names)
        return names if fits and not self._collides(root, names) else None

    def _takes(self, reduction: Reduction) -> bool:
        """No reductions in epilogues, and only reductions of one order in a nest."""
        others = [m.op for m in self.members if isinstance(m.op, Reduction)]
        return not self.holds(Matmul) and all(op.lanes == reduction.lanes for op in others)

    def _overwrites(self, root: Root) -> bool:
        old = {member.buffer for member in self.members}
        return root.buffer in self.values or any(read.value in old for read in root.reads)

    @property
    def _only_checks(self) -> bool:
        return all(isinstance(member.op, InBounds) for member in self.members)

    def _can_look_again(self, root: Root) -> bool:
        """A check of indices that fails looks at them again, and the caller sees no writes."""
        made = {m.value for m in self.members if not isinstance(m.op, InBounds)}
        if isinstance(root.op, InBounds) and (
            self.holds(Matmul) or any(read.value in made for read in root.reads)
        ):
            return False
        members = (*self.members, root)
        looked_at = {r.value for m in members if isinstance(m.op, InBounds) for r in m.reads}
        checks = any(isinstance(m.op, InBounds) for m in members)
        return not checks or not any(m.is_visible or m.buffer in looked_at for m in members)

    # -- correspondence -----------------------------------------------------------------

    def _needed(self, root: Root) -> Names | None:
        """Of a root that reads what the nest makes: by the axes where it reads it."""
        pairs: set[tuple[Symbol, Symbol]] = set()
        for read in root.reads:
            maker = self.values.get(read.value)
            if maker is None:
                continue
            if maker.buffer is not None or read.shape != read.value.type.shape:
                return None
            for position, axis in zip(read.index, maker.kept, strict=True):
                extent = maker.space[axis]
                mine = [a for a, e in root.loops.items() if dim(a) == position and e == extent]
                if extent != 1 and not mine:
                    return None
                pairs |= {(a, self.names[maker.axes[axis]]) for a in mine}
        names = dict(pairs)
        one_to_one = len(pairs) == len(names) == len(set(names.values()))
        return names if one_to_one else None

    def _alike(self, root: Root) -> Names | None:
        """Of a root that needs nothing from the nest: in order, if both read an element."""
        first = self.members[0]
        if self.holds(Matmul) or not root.loops:
            return None
        if list(root.loops.values()) != list(first.loops.values()):
            return None
        names = {a: self.names[b] for a, b in zip(root.loops, first.loops)}
        shared = {renamed(read, names) for read in root.reads} & self.reads
        independent = self._only_checks and isinstance(root.op, InBounds)
        return names if independent or any(map(_moves, shared)) else None

    # -- loops --------------------------------------------------------------------------

    def _fits(self, root: Root, names: Names) -> bool:
        if self.rows is None and self._only_checks:
            return self._inside_checks(root, names)
        same = set(names) == set(root.loops) and set(names.values()) == set(self.loops)
        if self.rows is None or self.holds(Matmul):
            return same
        kept = [root.axes[axis] for axis in root.kept]
        if isinstance(root.op, Reduction) and bool(kept) != bool(self.rows):
            return False
        if not self.rows:
            totals = {m.value for m in self.members if not m.kept}
            return not root.loops or (same and all(r.value not in totals for r in root.reads))
        rows = {row for row, extent in self.rows.items() if extent != 1}
        if isinstance(root.op, Reduction):
            return {names.get(axis) for axis in kept if axis in root.loops} == rows
        return rows <= set(names.values())

    def _inside_checks(self, root: Root, names: Names) -> bool:
        """The loops of the checks come first, in their order; or they are the reduction's."""
        mine, loops = list(self.loops), [names.get(axis) for axis in root.loops]
        if isinstance(root.op, Reduction):
            kept = [names.get(root.axes[a]) for a in root.kept if root.axes[a] in root.loops]
            return mine in (loops, kept)
        return loops[: len(mine)] == mine

    def _in_one_loop(self, root: Root, names: Names) -> bool:
        """Without rows, all run in one loop, or in loops in the same order."""
        if self.holds(Matmul) or self.rows_with(root, names) != {}:
            return True
        orders = {tuple(self.names[a] for a in m.loops) for m in self.members if m.loops}
        if root.loops:
            orders.add(tuple(names.get(a, a) for a in root.loops))
        return len(orders) <= 1

    def _collides(self, root: Root, names: Names) -> bool:
        """True if an update would overwrite what another row of the nest still reads."""
        if root.buffer is None:
            return False
        place = renamed(root.written, names)
        rows = {} if self.holds(Matmul) else self.rows_with(root, names) or {}
        places = {(dim(row), dim(row)) for row, extent in rows.items() if extent != 1}
        for read in {*self.reads, *(renamed(read, names) for read in root.reads)}:
            if read.value is root.buffer and read != place:
                here = read.shape == place.shape and rows
                if not here or not places <= set(zip(read.index, place.index)):
                    return True
        return False


ALONE = tuple(k for k in WITH_LOOPS if k not in (Reduction, Matmul, Update, InBounds))
"""Scans have nests of their own, and checks of anything but indices."""


def _moves(read: Read) -> bool:
    return any(symbols_of(i) for i in read.index if not isinstance(i, int))
