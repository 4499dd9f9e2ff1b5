"""The phases of a nest: which roots share inner loops, and in what order they run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import field

from ..core import Value
from ..extents import Extent, Shape, Symbol, dim, substitute_shape
from ..fusion.roots import Root
from ..ops.base import Index
from ..records import dataclass
from .program import Buffer


@dataclass(eq=False)
class Phase:
    """Roots that share inner loops. ``inner``: symbols and extents of those loops.

    ``kept``: values computed here for later phases, with their index and memory.
    """

    inner: list[tuple[Symbol, Extent]]
    roots: list[Root] = field(default_factory=list)
    kept: list[tuple[Value, Index, Buffer]] = field(default_factory=list)


Key = tuple[int, Shape]
"""Of a phase: its level and the extents of its loops."""


def find_phases(
    roots: Sequence[Root], rows: Sequence[Symbol], stored: Collection[Value]
) -> list[Phase]:
    """Sorts roots into phases by what they need; gives those of one phase the same symbols.

    A root comes after a total it needs. It may share the loops of a root whose element it needs
    at the very place both are working on, and of roots it does not need. An update comes no
    sooner than the roots that read the buffer it overwrites.
    """
    return _Phases(roots, rows, stored).found()


class _Phases:
    def __init__(
        self, roots: Sequence[Root], rows: Sequence[Symbol], stored: Collection[Value]
    ) -> None:
        self.roots, self.rows, self.stored = roots, rows, stored
        self.by_value = {root.value: root for root in roots}
        self.levels: dict[Root, int] = {}
        self.phases: dict[Key, Phase] = {}

    def found(self) -> list[Phase]:
        """The phases in order."""
        for root in _makers_first(self.roots, self.by_value, self.stored):
            level = self._level(root)
            if root.kind == "update":
                level = max(level, self._after_readers(root))
            self.levels[root] = level
            inner = _inner(root, self.rows)
            key = (level, tuple(extent for _, extent in inner))
            phase = self.phases.setdefault(key, Phase(inner))
            _rename(root, self.rows, phase.inner)
            phase.roots.append(root)
        return [self.phases[key] for key in sorted(self.phases, key=lambda k: k[0])]

    def _level(self, root: Root) -> int:
        """The first level at which what ``root`` needs is there."""
        level = 0
        for access in root.reads(self.stored):
            maker = self.by_value.get(access.value)
            if maker is not None and maker is not root:
                same = maker.kind != "reduce" and self._same(root, access.index, maker, maker.index)
                level = max(level, self.levels[maker] + (0 if same else 1))
        return level

    def _after_readers(self, update: Root) -> int:
        """The first level at which nothing needs the buffer that is overwritten any more."""
        buffer = update.node.operands[0]
        level = 0
        for reader, last in self.levels.items():
            for access in reader.reads(self.stored):
                if access.value is buffer:
                    same = self._same(update, update.written_index(), reader, access.index)
                    level = max(level, last + (0 if same else 1))
        return level

    def _same(self, root: Root, index: Index, other: Root, place: Index) -> bool:
        """True if both have the same loops and ``index`` of ``root`` is ``place`` of ``other``."""
        mine, theirs = _inner(root, self.rows), _inner(other, self.rows)
        if [e for _, e in mine] != [e for _, e in theirs]:
            return False
        names: dict[Symbol, Extent] = {
            symbol: dim(own) for (own, _), (symbol, _) in zip(mine, theirs)
        }
        return index == substitute_shape(place, names)


def _makers_first(
    roots: Sequence[Root], by_value: dict[Value, Root], stored: Collection[Value]
) -> list[Root]:
    """The roots, each after those it needs; updates, which none needs, last."""
    order: list[Root] = []
    done: set[Root] = set()

    def visit(root: Root) -> None:
        if root in done:
            return
        done.add(root)
        for access in root.reads(stored):
            if access.value in by_value:
                visit(by_value[access.value])
        order.append(root)

    for root in sorted(roots, key=lambda r: r.kind == "update"):
        visit(root)
    return order


def _inner(root: Root, rows: Sequence[Symbol]) -> list[tuple[Symbol, Extent]]:
    """The loops inside a row, those of a reduction in its order of traversal."""
    order = root.reduced if root.kind == "reduce" else range(len(root.space))
    loops = [(root.axes[a], root.space[a]) for a in order if a in root.loops]
    return [(axis, extent) for axis, extent in loops if axis not in rows]


def _rename(root: Root, rows: Sequence[Symbol], inner: list[tuple[Symbol, Extent]]) -> None:
    """Gives ``root`` the symbols of its phase's loops."""
    names = {mine: shared for (mine, _), (shared, _) in zip(_inner(root, rows), inner)}
    root.axes = tuple(names.get(axis, axis) for axis in root.axes)
