"""The grouping of a region's roots into nests, and the order of the nests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from ..core import Node, Value
from ..ops.base import CHEAP
from ..ops.update import Update
from ..records import dataclass
from ..versions import values_read
from .access import Access, is_pulled, needs_storage
from .groups import Group, renamed
from .roots import CHECKS, Root, root_kind
from .scope import Scope, is_barrier
from .storage import overlaps, stored_values, total_cost


@dataclass(eq=False)
class FusionPlan:
    """Which values are stored, and which roots share a nest.

    ``order``: in execution order the nests, and the nodes that stay outside them: tables, fresh
    buffers, loops, conditions, bound symbols. ``exported``: values that other nests or those nodes
    or the caller read.
    """

    stored: set[Value]
    order: list[Group | Node] = field(default_factory=list)
    reads: dict[Root, list[Access]] = field(default_factory=dict)
    exported: set[Value] = field(default_factory=set)


def plan_fusion(scope: Scope, *, enabled: bool = True) -> FusionPlan:
    """Groups the roots of a region; with ``enabled = False`` each is alone.

    Roots share a nest only between two loops, conditions or bound symbols.
    """
    stored = stored_values(scope, everything=not enabled)
    while True:
        planner = _Planner(scope, stored, enabled=enabled)
        plan = planner.run()
        shared = planner.shared_values()
        if not shared:
            return plan
        stored |= shared


class _Planner:
    def __init__(self, scope: Scope, stored: set[Value], *, enabled: bool) -> None:
        self.scope = scope
        self.region = scope.region
        self.plan = FusionPlan(stored)
        self.enabled = enabled
        self.group_of: dict[Root, Group] = {}
        self.maker: dict[Value, Root] = {}
        self.before: dict[Group, set[Group]] = {}
        self.readers: dict[Value, list[Root]] = {}
        self.checks: list[Root] = []
        self.writes: list[Root] = []
        self.done: set[Group] = set()

    def run(self) -> FusionPlan:
        order = self.plan.order
        groups: list[Group] = []
        for position, node in enumerate(self.region.nodes):
            if is_barrier(node):
                order.extend([*self._ordered(groups), node])
                groups = []
            elif any(needs_storage(value) for value in node.results):
                order.append(node)
            else:
                for value in node.results:
                    if value in self.plan.stored and (root_kind(node) != "map" or is_pulled(node)):
                        self._place(Root.of(value, position), groups)
        order.extend(self._ordered(groups))
        self._export()
        return self.plan

    def _place(self, root: Root, groups: list[Group]) -> None:
        reads = root.reads(self.plan.stored)
        self.plan.reads[root] = reads
        needed = self._needed(root, reads)
        group = self._join(root, reads, needed, groups) if self.enabled else None
        if group is None:
            group = Group()
            group.start(root, reads)
            groups.append(group)
        self.group_of[root] = group
        self.maker[root.value] = root
        self.before.setdefault(group, set()).update(needed - {group})
        for value in {access.value for access in reads}:
            self.readers.setdefault(value, []).append(root)

    def _needed(self, root: Root, reads: list[Access]) -> set[Group]:
        """The groups that must run before ``root`` (or hold it)."""
        values = [access.value for access in reads]
        earlier: list[Root] = []
        if isinstance(root.node.op, Update):
            buffer = root.node.operands[0]
            values.append(buffer)
            earlier = self.readers.get(buffer, [])
        makers = [self.maker[v] for v in values if v in self.maker]
        return {self.group_of[r] for r in [*makers, *earlier, *self._seen_before(root)]}

    def _seen_before(self, root: Root) -> list[Root]:
        """What has to be done before ``root`` in the caller's view.

        If a check fails, the checks and the writes to arguments before it have been done, and
        none after it.
        """
        if root.kind in CHECKS:
            seen = [*self.checks[-1:], *self.writes]
            self.checks.append(root)
            return seen
        if self._is_visible(root):
            self.writes.append(root)
            return self.checks[-1:]
        return []

    def _is_visible(self, root: Root) -> bool:
        """True for updates that a caller sees."""
        return root.kind == "update" and self.scope.is_visible(root.node)

    def _join(
        self, root: Root, reads: list[Access], needed: set[Group], groups: list[Group]
    ) -> Group | None:
        """The latest group that ``root`` can join; those it needs before those it does not."""
        for group in sorted(reversed(groups), key=lambda g: g not in needed):
            others = needed - {group}
            if any(group in self._reach(other) for other in others):
                continue
            if self._overwrites(root, group) or self._seen_too_soon(root, group):
                continue
            if group.join(root, reads):
                if self._overlaps(root, group):
                    group.leave(root)
                    continue
                return group
        return None

    def _overwrites(self, root: Root, group: Group) -> bool:
        """True if the group makes the buffer that ``root`` updates, or updates what it reads."""
        op = root.node.op
        if isinstance(op, Update) and root.node.operands[0] in group.values:
            return True
        written = {m.node.operands[0] for m in group.roots if m.kind == "update"}
        return any(access.value in written for access in self.plan.reads[root])

    def _seen_too_soon(self, root: Root, group: Group) -> bool:
        """True if the nest would leave writes half done that a caller sees, or indices changed.

        Where a check of indices fails, all of them are looked at again, from the first one on.
        """
        members = (*group.roots, root)
        checks = [r for r in members if r.kind == "bounds"]
        updates = [r for r in members if r.kind == "update"]
        if not checks or not updates:
            return False
        read = {access.value for check in checks for access in self.plan.reads[check]}
        return any(self._is_visible(u) or u.node.operands[0] in read for u in updates)

    def _overlaps(self, root: Root, group: Group) -> bool:
        """True if some member reads what another row of the updated buffer gets.

        Or what another element gets where there are no rows. Inside a row, phases keep order.
        """
        if root.kind != "update":
            return False
        buffer = root.node.operands[0]
        binding = group.bindings[root]
        where = Access(buffer, buffer.type.shape, root.written_index())
        (target,) = renamed([where], binding)
        read = [a for a in group.reads if a.value is buffer and a != target]
        return not all(group.same_row(a, target) for a in read)

    def _reach(self, group: Group) -> set[Group]:
        found: set[Group] = set()
        stack = [group]
        while stack:
            for earlier in self.before.get(stack.pop(), ()):
                if earlier not in found:
                    found.add(earlier)
                    stack.append(earlier)
        return found

    def _export(self) -> None:
        exported = self.plan.exported
        exported.update(self.region.results)
        exported.update(v for n in self.region.nodes if is_barrier(n) for v in values_read(n))
        for root, reads in self.plan.reads.items():
            group = self.group_of[root]
            values = {access.value for access in reads}
            if isinstance(root.node.op, Update):
                values.add(root.node.operands[0])
                exported.add(root.value)
            for value in values:
                maker = self.maker.get(value)
                if maker is not None and self.group_of[maker] is not group:
                    exported.add(value)
            exported.update(self._read_before_it_is_written(root))
        read = {access.value for reads in self.plan.reads.values() for access in reads}
        exported.update(v for v, r in self.maker.items() if v not in read and r.kind not in CHECKS)
        exported.difference_update(v for v, r in self.maker.items() if r.kind == "bounds")

    def _read_before_it_is_written(self, update: Root) -> Iterator[Value]:
        """Values of the nest that are computed from what ``update`` overwrites.

        They are not computed again where they are used, which may be after the write. One that
        is only what is written, from the very element that it replaces, is.
        """
        if update.kind != "update":
            return
        buffer, written = update.node.operands
        for root in self.group_of[update].roots:
            if root.kind == "map" and any(a.value is buffer for a in self.plan.reads[root]):
                only = root.value is written and self.readers[written] == [update]
                others = self.plan.stored - {written}
                if not only or overlaps(update.node, update.position, others):
                    yield root.value

    def _ordered(self, groups: list[Group]) -> list[Group]:
        order: list[Group] = []
        waiting = sorted(groups, key=lambda g: max(r.position for r in g.roots))
        while waiting:
            ready = next(g for g in waiting if self.before[g] <= self.done)
            waiting.remove(ready)
            order.append(ready)
            self.done.add(ready)
        return order

    def shared_values(self) -> set[Value]:
        """Dear values that several nests compute."""
        if not self.enabled:
            return set()
        stored = self.plan.stored
        used: dict[Value, set[Group]] = {}
        for node in reversed(self.region.nodes):
            for value in node.results:
                groups = used.setdefault(value, set())
                if value in self.maker:
                    groups = {self.group_of[self.maker[value]]}
                for operand in node.operands:
                    used.setdefault(operand, set()).update(groups)
        found = {
            value
            for value, groups in used.items()
            if len(groups) > 1 and value not in stored and total_cost(value, stored) > CHEAP
        }
        return {v for v in found if not self._within(v, found)}

    def _within(self, value: Value, found: set[Value]) -> bool:
        """True if every use of ``value`` is inside a larger shared value."""
        users = [n for n in self.region.nodes if value in n.operands]
        return bool(users) and all(r in found for n in users for r in n.results)
