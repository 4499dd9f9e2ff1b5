"""Checks that a function keeps the rules of the IR.

Every value is defined once and before its uses, in its region or one around it; every node's
result types are what its op's type rule says; symbols are bound by the function or by a region
around; regions fit their node; results fit what the function says about them.
"""

from __future__ import annotations

from collections.abc import Iterable

from .core import Function, Node, Op, Region, ResultInfo, Value, symbolic_extents
from .errors import MgcError, VerifyError
from .extents import Dim, Shape, Symbol, symbols_of
from .names import Names
from .ops.base import IndexOp
from .ops.control import Control, For
from .ops.nest import Nest
from .ops.update import view_shape
from .printer import print_node
from .types import TensorType


def verify(function: Function) -> None:
    """Returns if ``function`` is valid. Raises: VerifyError naming the node and its text."""
    _Verifier(function).run()


def infer_types(op: Op, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
    """What the op's type rule says. Raises: VerifyError if it cannot take such operands."""
    try:
        return op.infer(operands)
    except MgcError as error:
        raise VerifyError(error.message, code=error.code) from error
    except (ValueError, IndexError) as error:  # an operand too many, an axis that is not there
        types = ", ".join(map(str, operands))
        raise VerifyError(f"{op.name} cannot take operands of type ({types})") from error


class _Verifier:
    """``values`` and ``symbols`` are those in scope; ``defined`` is everything seen so far."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.names = Names(function)
        self.values: set[Value] = set()
        self.symbols: set[Symbol] = set()
        self.defined: set[Value | Symbol] = set()

    def run(self) -> None:
        function = self.function
        self._equal_counts("parameters", len(function.params), len(function.body.params))
        self._equal_counts("results", len(function.results), len(function.body.results))
        for symbol in function.symbols:
            self._bind(symbol)
        for constraint in function.constraints:
            self._check_symbols((constraint.left, constraint.right), "a constraint", None)
        self._region(function.body, None)
        for value, info in zip(function.body.results, function.results, strict=True):
            self._result(value, info)
        written = [info.inout for info in function.results if info.inout is not None]
        if len(set(written)) != len(written):
            raise self._error("two results are the contents of the same parameter", None)

    # Regions and nodes.

    def _region(self, region: Region, owner: Node | None) -> None:
        for counter in region.counters:
            self._bind(counter)
        for value in region.params:
            if value.node is not None:
                raise self._error(f"parameter {self._name(value)} is the result of a node", owner)
            self._check_symbols(value.type.shape, f"the type of {self._name(value)}", owner)
            self._define(value, owner)
        for node in region.nodes:
            self._node(node)
        for value in region.results:
            self._check_in_scope(value, "a result of the region", owner)

    def _node(self, node: Node) -> None:
        for value in node.operands:
            self._check_in_scope(value, "an operand", node)
        self._check_symbols(symbolic_extents(node.op), "an attribute", node)
        try:
            inferred = infer_types(node.op, tuple(value.type for value in node.operands))
        except VerifyError as error:
            raise self._error(error.message, node) from error
        if inferred != node.result_types:
            found = ", ".join(map(str, node.result_types))
            wanted = ", ".join(map(str, inferred))
            raise self._error(f"the results are ({found}), the op's rule says ({wanted})", node)
        self._regions(node)
        for symbol in node.op.bound_symbols():
            self._bind(symbol)
        for index, value in enumerate(node.results):
            if value.node is not node or value.index != index or value.type != inferred[index]:
                raise self._error(f"result {index} does not belong to its node", node)
            self._check_symbols(value.type.shape, f"the type of result {index}", node)
            self._define(value, node)

    def _regions(self, node: Node) -> None:
        if len(node.regions) != node.op.regions:
            raise self._error(f"{len(node.regions)} regions, not {node.op.regions}", node)
        values, symbols = set(self.values), set(self.symbols)
        for region in node.regions:
            self._region(region, node)
            if isinstance(node.op, Nest):
                self._same_types("parameters", region.params, node.operands, node)
                self._same_types("results", region.results, node.results, node)
            elif isinstance(node.op, Control):
                self._control(node, node.op, region)
            self.values, self.symbols = set(values), set(symbols)

    def _control(self, node: Node, op: Control, region: Region) -> None:
        counters = 1 if isinstance(op, For) else 0
        if len(region.counters) != counters:
            raise self._error(f"the region has {len(region.counters)} counters", node)
        carried = op.carried(tuple(value.type for value in node.operands))
        if tuple(value.type for value in region.params) != carried:
            raise self._error("the region's parameters differ in type from what is carried", node)
        wanted = op.yielded(node.regions.index(region), carried, node.result_types)
        if tuple(value.type for value in region.results) != wanted:
            raise self._error("the region yields other types than it has to", node)

    def _same_types(
        self, what: str, inner: Iterable[Value], outer: Iterable[Value], node: Node
    ) -> None:
        if [value.type for value in inner] != [value.type for value in outer]:
            raise self._error(f"the region's {what} differ in type from the node's", node)

    # Results of the function.

    def _result(self, value: Value, info: ResultInfo) -> None:
        name = self._name(value)
        if info.scalar and value.type.rank:
            raise self._error(f"result {name} of type {value.type} is no scalar", value.node)
        if info.inout is not None:
            type = self._param_type(info.inout, name)
            if not self.function.params[info.inout].writable:
                raise self._error(f"result {name} is written to a read-only parameter", None)
            if info.alias is not None or type != value.type:
                raise self._error(f"result {name} does not fit the parameter it is", value.node)
        elif info.alias is not None:
            type = self._param_type(info.alias, name)
            shape = self._view(info, type)
            if type.with_shape(shape) != value.type:
                raise self._error(f"result {name} has another type than what it aliases", None)

    def _param_type(self, number: int, name: str) -> TensorType:
        if not 0 <= number < len(self.function.params):
            raise self._error(f"result {name}: there is no parameter {number}", None)
        return self.function.body.params[number].type

    def _view(self, info: ResultInfo, type: TensorType) -> Shape:
        steps = tuple(step for step in info.view if isinstance(step, IndexOp))
        if len(steps) != len(info.view):
            raise self._error("a view may hold index ops only", None)
        for step in steps:
            self._check_symbols(symbolic_extents(step), "a view", None)
        try:
            return view_shape(steps, type.shape)
        except (MgcError, IndexError) as error:
            raise self._error(f"a view does not fit {type}: {error}", None) from error

    # Scopes.

    def _bind(self, symbol: Symbol) -> None:
        if symbol in self.defined:
            raise self._error(f"symbol {symbol.name} is bound twice", None)
        self.defined.add(symbol)
        self.symbols.add(symbol)

    def _define(self, value: Value, node: Node | None) -> None:
        if value in self.defined:
            raise self._error(f"{self._name(value)} is defined twice", node)
        self.defined.add(value)
        self.values.add(value)

    def _check_in_scope(self, value: Value, what: str, node: Node | None) -> None:
        if value not in self.values:
            raise self._error(f"{what}, {self._name(value)}, is not defined before its use", node)

    def _check_symbols(self, extents: Iterable[object], what: str, node: Node | None) -> None:
        for extent in extents:
            for symbol in symbols_of(extent) if isinstance(extent, Dim) else ():
                if symbol not in self.symbols:
                    raise self._error(f"{what} uses {symbol.name}, which is not in scope", node)

    def _equal_counts(self, what: str, facts: int, values: int) -> None:
        if facts != values:
            raise self._error(f"facts about {facts} {what}, but there are {values}", None)

    def _name(self, value: Value) -> str:
        return self.names.value(value)

    def _error(self, message: str, node: Node | None) -> VerifyError:
        if node is None:
            return VerifyError(f"{self.function.name}: {message}")
        return VerifyError(
            f"{self.function.name}: {node.op.name}: {message}",
            location=node.location,
            notes=(print_node(self.function, node, self.names),),
        )
