"""Put nodes that can share loops into one nest.

    %0 = multiply %a, %x                    %0 = nest(%a, %x, %b) {
    %1 = add %0, %b          becomes          %0 = multiply %a, %x
    %2 = sum %1 {axes = [0]}                  %1 = add %0, %b
                                              %2 = sum %1 {axes = [0]}
                                              yield %2 }

Elementwise ops, index ops and gathers have no loops of their own: they are copied into every
nest that uses them, unless they are dear and used by several, or their operand is about to be
overwritten; then their value is stored once. See docs/fusion.md.
With ``enabled = False`` every node is a nest of its own.
"""

from __future__ import annotations

from ..core import Function, Node, Region, Value
from ..extents import Symbol
from ..fusion.groups import Group
from ..fusion.normal_form import normal_form
from ..fusion.plan import FusionPlan, plan_fusion
from ..fusion.roots import region_roots
from ..fusion.scope import Scope
from ..ops.gather import WrapIndices, is_check
from ..ops.nest import Nest
from ..records import dataclass
from .base import Pass
from .copy_versions import CopyVersions


@dataclass(frozen=True)
class Fuse(Pass):
    """Groups nodes into nests."""

    name = "fuse"
    enabled: bool = True

    def run(self, fn: Function) -> Function:
        """The function with every node that needs loops, or that one uses, inside a nest.

        Loops and conditions stay, with nests in their regions.
        """
        prepared = CopyVersions().run(normal_form(fn))
        scope = Scope.of(prepared)
        return prepared.replace_body(_Build({}, enabled=self.enabled).region(scope))


class _Build:
    """Makes regions of nests, in the order of their plans.

    ``values``: old values that are stored, and the new ones.
    """

    def __init__(self, values: dict[Value, Value], *, enabled: bool) -> None:
        self.values = values
        self.enabled = enabled

    def region(self, scope: Scope) -> Region:
        """The region with its nodes in nests."""
        old = scope.region
        plan = plan_fusion(scope, enabled=self.enabled)
        region = Region(old.params, [], (), old.counters)
        self.values.update((param, param) for param in old.params)
        for item in plan.order:
            if isinstance(item, Group):
                made = self._nest(item, plan)
            else:
                made = self._node(item, plan, scope)
            region.nodes.append(made)
        region.results = tuple(self._viewed(v, region) for v in old.results)
        return region

    def _node(self, node: Node, plan: FusionPlan, scope: Scope) -> Node:
        """A node that stays outside nests."""
        operands = tuple(self.values[v] for v in node.operands)
        regions = tuple(self.region(inner) for inner in scope.inside(node, plan.stored))
        copy = Node(node.op, operands, node.result_types, node.location, regions)
        for old, new in zip(node.results, copy.results):
            new.hint = old.hint
            self.values[old] = new
        return copy

    def _viewed(self, value: Value, region: Region) -> Value:
        """A result: stored, or (of a result that aliases an argument) a view without storage."""
        if value not in self.values:
            node = value.node
            assert node is not None
            operands = tuple(self._viewed(v, region) for v in node.operands)
            copy = Node(node.op, operands, node.result_types, node.location)
            region.nodes.append(copy)
            self.values[value] = copy.result
        return self.values[value]

    def _nest(self, group: Group, plan: FusionPlan) -> Node:
        inner, inputs = _NestRegion(group, plan).build()
        outputs = [r.value for r in group.roots if r.value in plan.exported]
        inner.results = tuple(inputs.copies[v] for v in outputs)
        op = Nest(
            group.kind,
            tuple(dict(group.axes)[axis] for axis in _rows(group)),
            _axis_map(group, inner, inputs.copies),
            tuple(v.type for v in outputs),
        )
        operands = tuple(self.values[v] for v in inputs.outer)
        node = Node(op, operands, op.result_types, group.roots[-1].node.location, (inner,))
        for old, new in zip(outputs, node.results):
            new.hint = old.hint
            self.values[old] = new
        return node


def _rows(group: Group) -> tuple[Symbol, ...]:
    return group.rows if group.rows is not None else tuple(axis for axis, _ in group.axes)


def _axis_map(
    group: Group, inner: Region, copies: dict[Value, Value]
) -> tuple[tuple[int, ...], ...]:
    """Row number or -1 of each axis of each root of the region."""
    rows = _rows(group)
    members = {copies[root.value]: root for root in group.roots}
    result = []
    for root in region_roots(inner):
        member = members[root.value]
        bound = (group.bindings[member].get(axis) for axis in member.axes)
        result.append(tuple(rows.index(axis) if axis in rows else -1 for axis in bound))
    return tuple(result)


class _NestRegion:
    """Copies the nodes a group computes into a region of their own."""

    def __init__(self, group: Group, plan: FusionPlan) -> None:
        self.group = group
        self.stored = plan.stored
        self.region = Region()
        self.copies: dict[Value, Value] = {}
        self.outer: list[Value] = []

    def build(self) -> tuple[Region, _NestRegion]:
        """The region and this object, which knows the correspondence of values."""
        for root in sorted(self.group.roots, key=lambda r: r.position):
            self._copy(root.value)
        self.region.params = tuple(self.copies[v] for v in self.outer)
        return self.region, self

    def _copy(self, value: Value) -> Value:
        if value in self.copies:
            return self.copies[value]
        inside = value not in self.stored or value in self.group.values
        node = value.node
        if node is None or not inside:
            copy = Value(value.type, hint=value.hint)
            self.outer.append(value)
        else:
            operands = tuple(self._copy(operand) for operand in self._needed(node))
            made = Node(node.op, operands, node.result_types, node.location)
            self.region.nodes.append(made)
            copy = made.result
            copy.hint = value.hint
        self.copies[value] = copy
        return copy

    def _needed(self, node: Node) -> tuple[Value, ...]:
        """The operands. A check that another nest has made has no value to be read."""
        if isinstance(node.op, WrapIndices):
            return tuple(v for v in node.operands if not is_check(v) or v in self.group.values)
        return node.operands
