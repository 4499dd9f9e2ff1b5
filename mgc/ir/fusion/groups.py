"""Groups: roots that share a nest, and the test whether another root can join.

A group has *rows*, the outer loops that all its roots follow, and inside a row each root has
its own remaining axes. As long as a group holds only maps of one shape, all their axes may
become rows; the first reduction that joins fixes the rows to its kept axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..core import Value
from ..extents import Extent, Symbol, dim, substitute, symbols_of
from .access import Access, plain_symbol
from .roots import Root

MAX_READS = 24
"""Distinct stored values a nest may touch: beyond it address registers spill."""

Binding = dict[Symbol, Symbol]
"""A root's axis -> the group's axis."""


@dataclass(eq=False)
class Group:
    """Roots in one nest. ``axes``: the group's loops, rows first if ``rows`` is known."""

    roots: list[Root] = field(default_factory=list)
    axes: list[tuple[Symbol, Extent]] = field(default_factory=list)
    rows: tuple[Symbol, ...] | None = None
    bindings: dict[Root, Binding] = field(default_factory=dict)
    reads: set[Access] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """The nest's kind."""
        kinds = {root.kind for root in self.roots}
        for kind in ("matmul", "scan", "check"):
            if kind in kinds:
                return kind
        return "map"

    @property
    def values(self) -> set[Value]:
        """What the roots make."""
        return {root.value for root in self.roots}

    def start(self, root: Root, reads: Sequence[Access]) -> None:
        """Makes ``root`` the first member."""
        self.axes = list(zip(root.axes, root.space))
        binding = {axis: axis for axis in root.axes}
        if root.kind == "reduce":
            self.rows = tuple(root.axes[a] for a in root.kept)
        elif root.kind in ("matmul", "scan", "check"):
            self.rows = tuple(root.axes)
        self._add(root, binding, reads)

    def join(self, root: Root, reads: Sequence[Access]) -> bool:
        """Adds ``root`` if it can run in this group's loops; False leaves all as it was."""
        if self.kind in ("scan", "check") or root.kind in ("matmul", "scan", "check"):
            return False
        if self.kind == "matmul" and root.kind == "reduce":
            return False
        binding = self._bind(root, reads)
        if binding is None or len({a.value for a in reads} | self.values) > MAX_READS:
            return False
        rows = self._rows_with(root, binding, reads)
        if rows is None:
            return False
        self._before = (
            list(self.roots), list(self.axes), self.rows, dict(self.bindings), set(self.reads)
        )  # fmt: skip
        self.rows = rows if root.kind == "reduce" or self.rows is not None else None
        self._add(root, binding, reads)
        return True

    def leave(self, root: Root) -> None:
        """Takes back the last ``join``."""
        self.roots, self.axes, self.rows, self.bindings, self.reads = self._before

    def _add(self, root: Root, binding: Binding, reads: Sequence[Access]) -> None:
        self.roots.append(root)
        self.bindings[root] = binding
        for axis, extent in zip(root.axes, root.space):
            if axis not in binding:
                binding[axis] = axis
                self.axes.append((axis, extent))
        self.reads |= renamed(reads, binding)

    # -- how the axes of a root correspond to the group's -------------------------------

    def _bind(self, root: Root, reads: Sequence[Access]) -> Binding | None:
        """The correspondence that the root's reads of this group's values force.

        Or that equal loops suggest when it reads none; None if there is none.
        """
        makers = {member.value: member for member in self.roots}
        inside = [access for access in reads if access.value in makers]
        if not inside:
            return self._bind_sibling(root, reads)
        binding: Binding = {}
        for access in inside:
            maker = makers[access.value]
            if maker.kind == "update" or access.shape != access.value.type.shape:
                return None
            if not self._bind_access(root, maker, access, binding):
                return None
        return binding if self._loops_agree(root, binding) else None

    def _bind_access(self, root: Root, maker: Root, access: Access, binding: Binding) -> bool:
        theirs = self.bindings[maker]
        extents = dict(zip(root.axes, root.space))
        for position, axis in zip(access.index, maker.kept):
            symbol, target = plain_symbol(position), theirs[maker.axes[axis]]
            if symbol is None or symbol not in extents or binding.get(symbol, target) != target:
                return False
            if extents[symbol] != maker.space[axis]:
                return False
            binding[symbol] = target
        return len(set(binding.values())) == len(binding)

    def _bind_sibling(self, root: Root, reads: Sequence[Access]) -> Binding | None:
        """Roots that do not depend on each other share a nest if their loops agree.

        That is if they run over the same extents and read some value at the same index.
        """
        first = self.roots[0]
        if first.kind == "matmul" or root.space != first.space or not root.space:
            return None
        theirs = self.bindings[first]
        binding = {mine: theirs[other] for mine, other in zip(root.axes, first.axes)}
        shared = renamed(reads, binding) & self.reads
        return binding if any(symbols_of_index(a.index) for a in shared) else None

    def _loops_agree(self, root: Root, binding: Binding) -> bool:
        extents = dict(self.axes)
        mine = dict(zip(root.axes, root.space))
        return all(mine[symbol] == extents[target] for symbol, target in binding.items())

    def _rows_with(
        self, root: Root, binding: Binding, reads: Sequence[Access]
    ) -> tuple[Symbol, ...] | None:
        """The rows after ``root`` has joined, or None if it cannot."""
        bound = set(binding.values())
        kept = tuple(binding[s] for a in root.kept if (s := root.axes[a]) in binding)
        complete = len(binding) == len(root.axes)
        if self.rows is None or self.kind == "matmul":
            everything = bound == {axis for axis, _ in self.axes}
            if not (complete and everything):
                return None
            return kept if root.kind == "reduce" else tuple(axis for axis, _ in self.axes)
        if not self.rows:  # one row: only roots that run in the very same loop
            totals = {m.value for m in self.roots if m.kind == "reduce"}
            reads_totals = any(access.value in totals for access in reads)
            same = complete and bound == {axis for axis, _ in self.axes}
            if reads_totals or not same:
                return None
            return self.rows if root.kind != "reduce" or not root.kept else None
        if not set(self.rows) <= bound:
            return None
        if root.kind == "reduce" and (len(kept) != len(root.kept) or set(kept) != set(self.rows)):
            return None
        return self.rows


def symbols_of_index(index: tuple[Extent, ...]) -> bool:
    """True if the index moves at all: two loops that read one scalar have nothing in common."""
    return any(not isinstance(i, int) and symbols_of(i) for i in index)


def renamed(reads: Sequence[Access], binding: Binding) -> set[Access]:
    """The accesses with a root's symbols replaced by the group's."""
    values: dict[Symbol, Extent] = {mine: dim(theirs) for mine, theirs in binding.items()}
    return {Access(a.value, a.shape, tuple(substitute(i, values) for i in a.index)) for a in reads}
