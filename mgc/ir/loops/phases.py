"""The phases of a nest: which roots share inner loops, and in what order they run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ..core import Value
from ..extents import Extent, Shape, Symbol, dim
from ..fusion.roots import Root
from ..ops.base import Index
from .program import Buffer


@dataclass(eq=False)
class Phase:
    """Roots that share inner loops. ``inner``: symbols and extents of those loops.

    ``kept``: values computed here for later phases, with their index and memory.
    """

    inner: list[tuple[Symbol, Extent]]
    roots: list[Root] = field(default_factory=list)
    kept: list[tuple[Value, Index, Buffer]] = field(default_factory=list)


def find_phases(
    roots: Sequence[Root], rows: Sequence[Symbol], stored: Collection[Value]
) -> list[Phase]:
    """Sorts roots into phases by what they need; gives those of one phase the same symbols.

    A root comes after a total it needs. It may share the loops of a root whose element it needs
    at the very place both are working on, and of roots it does not need.
    """
    by_value = {root.value: root for root in roots}
    levels: dict[Root, int] = {}
    found: dict[tuple[int, Shape], Phase] = {}
    for root in _makers_first(roots, by_value, stored):
        level = 0
        for access in root.reads(stored):
            maker = by_value.get(access.value)
            if maker is None or maker is root:
                continue
            same = maker.kind != "reduce" and _same_place(root, maker, access.index, rows)
            level = max(level, levels[maker] + (0 if same else 1))
        levels[root] = level
        inner = _inner(root, rows)
        key = (level, tuple(extent for _, extent in inner))
        phase = found.setdefault(key, Phase(inner))
        _rename(root, rows, phase.inner)
        phase.roots.append(root)
    return [found[key] for key in sorted(found, key=lambda k: k[0])]


def _makers_first(
    roots: Sequence[Root], by_value: dict[Value, Root], stored: Collection[Value]
) -> list[Root]:
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

    for root in roots:
        visit(root)
    return order


def _inner(root: Root, rows: Sequence[Symbol]) -> list[tuple[Symbol, Extent]]:
    """The loops inside a row, those of a reduction in its order of traversal."""
    order = root.reduced if root.kind == "reduce" else range(len(root.space))
    loops = [(root.axes[a], root.space[a]) for a in order]
    return [(axis, extent) for axis, extent in loops if axis not in rows]


def _rename(root: Root, rows: Sequence[Symbol], inner: list[tuple[Symbol, Extent]]) -> None:
    """Gives ``root`` the symbols of its phase's loops."""
    names = {mine: shared for (mine, _), (shared, _) in zip(_inner(root, rows), inner)}
    root.axes = tuple(names.get(axis, axis) for axis in root.axes)


def _same_place(root: Root, maker: Root, index: Index, rows: Sequence[Symbol]) -> bool:
    """True if ``root`` reads ``maker`` at the element both are working on."""
    mine, theirs = _inner(root, rows), _inner(maker, rows)
    if [e for _, e in mine] != [e for _, e in theirs]:
        return False
    names = {other: own for (own, _), (other, _) in zip(mine, theirs)}
    return index == tuple(dim(names.get(axis, axis)) for axis in maker.axes)
