"""The form that a function has before its nodes are grouped: each value has one place to be.

Each fresh result of a function has a value of its own, and each written parameter a last update.
What a region carries on is a chain of updates of its parameter, and each further result of a
condition a value of its own: both branches can store it in one place. Values that are made
outside a region and are cheap functions of nothing, such as constants, or of what is never
overwritten, such as slices, are made again inside, so that they need no memory.

    %r = for %x {                        %r = for %x {
      %1 = add %x, %c                      %c = constant 1.0
      yield %1 }            becomes        %1 = add %x, %c
                                           %2 = update %x, %1
                                           yield %2 }
"""

from __future__ import annotations

from ..builder import Builder
from ..core import Function, Node, Region, ResultInfo, Value
from ..ops.base import IndexOp
from ..ops.control import Control
from ..ops.create import Constant, ExtentValue, Iota
from ..ops.elementwise import Copy
from ..ops.gather import WrapIndices, is_check
from ..ops.shape import Reshape
from ..ops.update import Update
from ..rewrite import Rewriter
from ..versions import carrying_regions, chain, overwritten
from .access import needs_storage, splits_index


def normal_form(function: Function) -> Function:
    """The function in the form that fusion needs."""
    placed = _Results().run(function)
    has_regions = any(node.regions for node in placed.body.nodes)
    return _Localizer(placed).run(placed) if has_regions else placed


class _Results(Rewriter):
    """Gives results of the function and of regions places of their own."""

    def run(self, function: Function) -> Function:
        body = self.region(function.body)
        builder = Builder(body, self.builder.location)
        pairs = list(zip(body.results, function.results))
        # What lies in an argument's memory has no storage of its own to be returned in.
        taken = {value for value, info in pairs if info.inout is not None}
        body.results = tuple(_result(builder, value, info, taken) for value, info in pairs)
        return function.replace_body(body)

    def copy(self, node: Node, operands: tuple[Value, ...]) -> tuple[Value, ...]:
        """Copies the node; what its regions yield gets places."""
        results = super().copy(node, operands)
        if isinstance(node.op, Control):
            made = self.builder.region.nodes[-1]
            for region in carrying_regions(made):
                _yield_own(region)
        return results


def _result(builder: Builder, value: Value, info: ResultInfo, taken: set[Value]) -> Value:
    """A result of the function."""
    if info.alias is not None:
        return value
    if info.inout is not None:
        return _version_of(builder, builder.region.params[info.inout], value)
    # A scalar that a loop carries stays in a register until the end.
    carried = not value.type.rank and any(isinstance(n.op, Control) for n, _ in chain(value)[1])
    if value in taken or needs_storage(value) or carried:
        value = builder.add(Copy(), value)
    taken.add(value)
    return value


def _yield_own(region: Region) -> None:
    """Makes the first results versions of the parameters, and the others values of their own."""
    builder = Builder(region)
    count = len(region.params)
    results = [_version_of(builder, *pair) for pair in zip(region.params, region.results)]
    taken = set(results)
    here = {value for node in region.nodes for value in node.results}
    for value in region.results[count:]:
        if value in taken or value not in here or needs_storage(value):
            value = builder.add(Copy(), value)
        taken.add(value)
        results.append(value)
    region.results = tuple(results)


def _version_of(builder: Builder, param: Value, value: Value) -> Value:
    """``value`` as a version of ``param``: itself, or the update that stores it there."""
    first, _ = chain(value)
    return value if first is param else builder.add(Update(()), param, value)


class _Localizer(Rewriter):
    """Makes cheap values again in the regions that use them."""

    def __init__(self, function: Function) -> None:
        super().__init__()
        nodes = list(function.body.walk())
        self.written = {node.operands[p] for node in nodes for p in overwritten(node)}
        self.here: dict[Value, Value] = {}
        """Values made again in the current region."""
        self.own: set[Value] = set()
        """Old values of the current region."""

    def region(self, region: Region) -> Region:
        """A region knows only what was made in it."""
        outer = self.own, self.here
        self.own = {*region.params, *(v for node in region.nodes for v in node.results)}
        self.here = {}
        rebuilt = super().region(region)
        self.own, self.here = outer
        return rebuilt

    def operands(self, node: Node) -> tuple[Value, ...]:
        """The operands, cheap ones made again; what was checked outside need not be again."""
        used = node.operands
        if isinstance(node.op, WrapIndices):
            used = tuple(v for v in used if v in self.own or not is_check(v))
        return tuple(self._local(value) for value in used)

    def _local(self, value: Value) -> Value:
        if value in self.own or not self._is_cheap(value):
            return self.values[value]
        if value not in self.here:
            node = value.node
            assert node is not None
            used = (v for v in node.operands if not is_check(v))
            operands = tuple(self._local(operand) for operand in used)
            self.here[value] = self.builder.add(node.op, *operands)
        return self.here[value]

    def _is_cheap(self, value: Value) -> bool:
        """True for what costs nothing to make again: no arithmetic, no memory that is written."""
        node = value.node
        if node is None or value in self.written:
            return False
        if isinstance(node.op, (Constant, Iota, ExtentValue)):
            return not needs_storage(value)
        if not isinstance(node.op, (IndexOp, WrapIndices)):
            return False
        source = node.operands[0]
        if isinstance(node.op, Reshape) and splits_index(node.op, source.type.shape):
            return False
        return source not in self.written and (self._is_cheap(source) or _is_stored(source))


def _is_stored(value: Value) -> bool:
    """True for values that are in memory whatever happens."""
    return value.node is None or needs_storage(value) or bool(value.node.regions)
