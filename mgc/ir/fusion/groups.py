"""Groups: roots that share a nest, and the test whether another root can join.

A group has *rows*, the outer loops that all its roots follow, and inside a row each root has
its own remaining axes. As long as a group holds only maps of one shape, all their axes may
become rows; the first reduction that joins fixes the rows to its kept axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from ..core import Value
from ..extents import Extent, Symbol, dim, substitute, symbols_of
from ..ops.base import Reduction
from ..records import dataclass
from .access import Access, plain_symbol
from .roots import Root

MAX_READS = 24
"""Distinct stored values a nest may touch: beyond it address registers spill."""
MAX_SIBLING_READS = MAX_READS // 2
"""As many as it may touch for another root to join that needs nothing from it: room for others."""

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
        if not self._same_order(root) or not self._can_inspect(root, reads):
            return False
        binding = self._bind(root, reads)
        if binding is None or len(self._touched(root, reads)) > self._limit(reads):
            return False
        rows = self._rows_with(root, binding, reads)
        if rows is None or not (rows or self._one_loop(root, binding)):
            return False
        self._before = (
            list(self.roots), list(self.axes), self.rows, dict(self.bindings), set(self.reads)
        )  # fmt: skip
        decided = root.kind == "reduce" or self.rows is not None or self._is_inside(root)
        self.rows = rows if decided else None
        self._add(root, binding, reads)
        for axis in set(rows) - {known for known, _ in self.axes}:
            binding[axis] = axis
            self.axes.append((axis, 1))
        return True

    def _same_order(self, root: Root) -> bool:
        """False for a reduction whose strict order is not that of the reductions here."""
        orders = {op.lanes for r in (*self.roots, root) if isinstance(op := r.node.op, Reduction)}
        return len(orders) <= 1

    def _can_inspect(self, root: Root, reads: Sequence[Access]) -> bool:
        """False for a check of indices that the nest computes: it could not be repeated."""
        if root.kind != "bounds":
            return True
        made = {member.value for member in self.roots if member.kind != "bounds"}
        return self.kind != "matmul" and not any(access.value in made for access in reads)

    @property
    def _only_checks(self) -> bool:
        return all(member.kind == "bounds" for member in self.roots)

    def _is_inside(self, root: Root) -> bool:
        """True if the root has loops inside those of checks of indices, which are its rows."""
        return self._only_checks and len(root.loops) > len(self._loops({a for a, _ in self.axes}))

    def _limit(self, reads: Sequence[Access]) -> int:
        made = self.values
        return MAX_READS if any(a.value in made for a in reads) else MAX_SIBLING_READS

    def _touched(self, root: Root, reads: Sequence[Access]) -> set[Value]:
        """The stored values of the nest with ``root`` in it."""
        read = {access.value for access in (*reads, *self.reads)}
        return {*read, *self.values, root.value}

    def leave(self, root: Root) -> None:
        """Takes back the last ``join``."""
        self.roots, self.axes, self.rows, self.bindings, self.reads = self._before

    def _add(self, root: Root, binding: Binding, reads: Sequence[Access]) -> None:
        self.roots.append(root)
        self.bindings[root] = binding
        for number in root.loops:
            axis = root.axes[number]
            if axis not in binding:
                binding[axis] = axis
                self.axes.append((axis, root.space[number]))
        self.reads |= renamed(reads, binding)

    def same_row(self, read: Access, written: Access) -> bool:
        """True if two accesses to a buffer meet, if at all, in one row of the group."""
        if not self.rows or self.kind != "map" or read.shape != written.shape:
            return False
        places = [(dim(axis), dim(axis)) for axis in self._loops(set(self.rows))]
        return set(places) <= set(zip(read.index, written.index))

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
            if axis not in maker.loops:
                continue
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
        extents, others = ([r.space[a] for a in r.loops] for r in (root, first))
        if first.kind == "matmul" or extents != others or not extents:
            return None
        independent = root.kind == "bounds" and self._only_checks
        theirs = self.bindings[first]
        binding = {
            root.axes[mine]: theirs[first.axes[other]]
            for mine, other in zip(root.loops, first.loops)
        }
        shared = renamed(reads, binding) & self.reads
        together = independent or any(symbols_of_index(a.index) for a in shared)
        return binding if together else None

    def _loops_agree(self, root: Root, binding: Binding) -> bool:
        extents = dict(self.axes)
        mine = dict(zip(root.axes, root.space))
        return all(mine[symbol] == extents[target] for symbol, target in binding.items())

    def _rows_with(
        self, root: Root, binding: Binding, reads: Sequence[Access]
    ) -> tuple[Symbol, ...] | None:
        """The rows after ``root`` has joined, or None if it cannot."""
        if self.rows is None and self._only_checks:
            return self._rows_of_checks(root, binding)
        bound = set(binding.values())
        complete = all(root.axes[a] in binding for a in root.loops)
        same = complete and bound >= self._loops({axis for axis, _ in self.axes})
        kept = tuple(binding.get(axis, axis) for axis in (root.axes[a] for a in root.kept))
        if self.rows is None or self.kind == "matmul":
            if not same:
                return None
            return kept if root.kind == "reduce" else tuple(axis for axis, _ in self.axes)
        if root.kind == "reduce" and bool(kept) != bool(self.rows):
            return None
        if not self.rows:  # one row: only roots that run in the very same loop, or in none
            scalars = {m.value for m in self.roots if not m.kept}
            reads_scalars = any(access.value in scalars for access in reads)
            return self.rows if not root.loops or (same and not reads_scalars) else None
        rows = self._loops(set(self.rows))
        if not rows <= bound:
            return None
        if root.kind == "reduce" and rows != {
            binding.get(root.axes[a]) for a in root.loops if a in root.kept
        }:
            return None
        return self.rows

    def _rows_of_checks(self, root: Root, binding: Binding) -> tuple[Symbol, ...] | None:
        """The rows with the first root that follows checks of indices.

        It has the loops of the checks, in their order, and perhaps others inside these.
        """
        mine = [axis for axis, extent in self.axes if extent != 1]
        loops = [binding.get(root.axes[a]) for a in root.loops]
        kept = [binding.get(root.axes[a]) for a in root.loops if a in root.kept]
        if root.kind == "reduce":
            found = tuple(binding.get(root.axes[a], root.axes[a]) for a in root.kept)
            return found if mine in (loops, kept) else None
        return tuple(mine) if loops[: len(mine)] == mine else None

    def _one_loop(self, root: Root, binding: Binding) -> bool:
        """True if all roots would run in one loop nest, in the same order of its axes.

        Without rows, what two loops need in memory would be a whole value.
        """
        orders = {
            tuple(bound.get(member.axes[a], member.axes[a]) for a in member.loops)
            for member, bound in (*self.bindings.items(), (root, binding))
            if member.loops
        }
        return len(orders) <= 1

    def _loops(self, axes: set[Symbol]) -> set[Symbol]:
        """Those of the group's ``axes`` that are loops."""
        return {axis for axis, extent in self.axes if axis in axes and extent != 1}


def symbols_of_index(index: tuple[Extent, ...]) -> bool:
    """True if the index moves at all: two loops that read one scalar have nothing in common."""
    return any(not isinstance(i, int) and symbols_of(i) for i in index)


def renamed(reads: Sequence[Access], binding: Binding) -> set[Access]:
    """The accesses with a root's symbols replaced by the group's."""
    values: dict[Symbol, Extent] = {mine: dim(theirs) for mine, theirs in binding.items()}
    return {Access(a.value, a.shape, tuple(substitute(i, values) for i in a.index)) for a in reads}
