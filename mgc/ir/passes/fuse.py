"""Put nodes that can share loops into one nest.

    %0 = multiply %a, %x                    %0 = nest(%a, %x, %b) {
    %1 = add %0, %b          becomes          %0 = multiply %a, %x
    %2 = sum %1 {axes = [0]}                  %1 = add %0, %b
                                              %2 = sum %1 {axes = [0]}
                                              yield %2 }

Elementwise ops, index ops and gathers have no loops of their own: they are copied into every
nest that uses them, unless they are dear and used by several, or their operand is about to be
overwritten; then their value is stored once. See ``mgc.ir.fusion`` and docs/architecture.md.
With ``enabled = False`` every node is a nest of its own.
"""

from __future__ import annotations

from ..core import Function, Node, Region, ResultInfo, Value
from ..extents import Symbol
from ..fusion.access import needs_storage
from ..fusion.groups import Group
from ..fusion.plan import FusionPlan, plan_fusion
from ..fusion.roots import region_roots
from ..ops.elementwise import Copy
from ..ops.nest import Nest
from ..ops.update import Update
from ..records import dataclass
from ..rewrite import Rewriter
from .base import Pass
from .copy_versions import CopyVersions
from .dce import Dce


@dataclass(frozen=True)
class Fuse(Pass):
    """Groups nodes into nests."""

    name = "fuse"
    enabled: bool = True

    def run(self, fn: Function) -> Function:
        """The function with every computing node inside a nest, but for unused ones."""
        prepared = CopyVersions().run(Dce().run(_ResultStorage().run(fn)))
        plan = plan_fusion(prepared, enabled=self.enabled)
        return prepared.replace_body(_Build(prepared, plan).region())


class _ResultStorage(Rewriter):
    """Gives each fresh result a value of its own, and each written parameter a last update."""

    def run(self, function: Function) -> Function:
        body = self.region(function.body)
        self.builder.region = body
        pairs = list(zip(body.results, function.results))
        # What lies in an argument's memory has no storage of its own to be returned in.
        taken = {value for value, info in pairs if info.inout is not None}
        body.results = tuple(self._result(body, value, info, taken) for value, info in pairs)
        return function.replace_body(body)

    def _result(self, body: Region, value: Value, info: ResultInfo, taken: set[Value]) -> Value:
        if info.alias is not None:
            return value
        if info.inout is not None:
            param = body.params[info.inout]
            written = value is param or _updates_of(value, param)
            return value if written else self.builder.add(Update(()), param, value)
        if value in taken or value.node is None or needs_storage(value):
            value = self.builder.add(Copy(), value)
        taken.add(value)
        return value


def _updates_of(value: Value, param: Value) -> bool:
    """True if ``value`` is a chain of updates of ``param``."""
    while value.node is not None and isinstance(value.node.op, Update):
        value = value.node.operands[0]
    return value is param


class _Build:
    """Makes the region of nests, in the plan's order."""

    def __init__(self, fn: Function, plan: FusionPlan) -> None:
        self.fn = fn
        self.plan = plan
        self.values: dict[Value, Value] = {v: v for v in fn.body.params}

    def region(self) -> Region:
        """The new body."""
        body = self.fn.body
        region = Region(body.params, [], (), body.counters)
        for node in body.nodes:
            if any(needs_storage(v) for v in node.results):
                copy = Node(node.op, (), node.result_types, node.location)
                region.nodes.append(copy)
                self.values[node.result] = copy.result
        region.nodes.extend(self._nest(group) for group in self.plan.order)
        region.results = tuple(self._viewed(v, region) for v in body.results)
        return region

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

    def _nest(self, group: Group) -> Node:
        inner, inputs = _NestRegion(group, self.plan).build()
        outputs = [r.value for r in group.roots if r.value in self.plan.exported]
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
            operands = tuple(self._copy(operand) for operand in node.operands)
            made = Node(node.op, operands, node.result_types, node.location)
            self.region.nodes.append(made)
            copy = made.result
            copy.hint = value.hint
        self.copies[value] = copy
        return copy
