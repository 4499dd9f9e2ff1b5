"""The tensor IR as MLIR text, which ``mlir-opt --allow-unregistered-dialect`` accepts.

    func.func @predict(%x: tensor<?x784xf32, ["n", 784]> {mgc.name = "x", mgc.kind = "array"}) ->
        (tensor<?x784xf32, ["n", 784]>) attributes {mgc.symbols = ["n"]} {
      %0 = "mgc.tanh"(%x) : (tensor<...>) -> tensor<...> loc("predict"("model.py":5:12 to :20))
      func.return %0 : tensor<...>
    }

Loop counters of a region are its first block arguments, of type ``index``. ``parser.py`` reads
the same text back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .attributes import AttributeText, Resources, dictionary, location_text, quoted
from .core import Constraint, Function, Node, Param, Region, ResultInfo, Value
from .extents import format_extent
from .location import Location
from .names import Names

_BARE_SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_$.]*")


def print_function(function: Function, *, locations: bool = True, resources: bool = True) -> str:
    """One ``func.func``. ``resources=False`` leaves out the contents of large constants."""
    stored = Resources()
    text = _FunctionText(function, stored, locations=locations).text()
    return text + (stored.trailer() if resources else "")


def print_module(
    functions: Iterable[Function], *, locations: bool = True, resources: bool = True
) -> str:
    """``module { ... }`` with the functions in order."""
    stored = Resources()
    bodies = [_FunctionText(f, stored, locations=locations, indent=1).text() for f in functions]
    return "module {\n" + "".join(bodies) + "}\n" + (stored.trailer() if resources else "")


def print_node(function: Function, node: Node, names: Names | None = None) -> str:
    """One node as in the text of ``function``, without location; regions included."""
    printer = _FunctionText(function, Resources(), locations=False, names=names)
    printer.node(node, 0)
    return "".join(printer.lines).rstrip("\n")


class _FunctionText:
    """Collects the lines of one function."""

    def __init__(
        self,
        function: Function,
        resources: Resources,
        *,
        locations: bool,
        indent: int = 0,
        names: Names | None = None,
    ) -> None:
        self.function = function
        self.names = names or Names(function)
        self.attributes = AttributeText(self.names, resources)
        self.locations = locations
        self.indent = indent
        self.lines: list[str] = []

    def text(self) -> str:
        """The whole function."""
        function = self.function
        params = ", ".join(map(self._param, function.body.params, function.params))
        results = ", ".join(map(self._result, function.body.results, function.results))
        facts = self._facts()
        self._line(
            self.indent,
            f"func.func {_symbol_name(function.name)}({params})"
            + (f" -> ({results})" if results else "")
            + (f" attributes {dictionary(facts)}" if facts else "")
            + " {",
        )
        self.region(function.body, "func.return", self.indent + 1)
        self._line(self.indent, "}")
        return "".join(self.lines)

    def node(self, node: Node, indent: int) -> None:
        """Appends the lines of one node."""
        results = ", ".join(self.names.value(v) for v in node.results)
        head = f"{results} = " if results else ""
        head += f'"mgc.{node.op.name}"({self._values(node.operands)})'
        if node.regions:
            self._line(indent, f"{head} ({{")
            for number, region in enumerate(node.regions):
                if number:
                    self._line(indent, "}, {")
                self._block(region, indent)
            head = "})"
        attributes = self.attributes.of_op(node.op)
        head += f" {dictionary(attributes)}" if attributes else ""
        types = self._types(node.result_types)
        outgoing = types if len(node.result_types) == 1 else f"({types})"
        incoming = self._types([v.type for v in node.operands])
        self._line(indent, f"{head} : ({incoming}) -> {outgoing}{self._location(node.location)}")

    def region(self, region: Region, terminator: str, indent: int) -> None:
        """Appends the nodes of a region and its terminator."""
        for node in region.nodes:
            self.node(node, indent)
        types = self._types([v.type for v in region.results])
        values = self._values(region.results)
        if terminator != "func.return":
            self._line(indent, f"{terminator}({values}) : ({types}) -> ()")
        else:
            self._line(indent, f"{terminator} {values} : {types}" if values else terminator)

    def _block(self, region: Region, indent: int) -> None:
        arguments = [f"%{self.names.symbol(counter)}: index" for counter in region.counters]
        arguments += [
            f"{self.names.value(v)}: {self.attributes.tensor(v.type)}" for v in region.params
        ]
        if arguments:
            self._line(indent, f"^bb0({', '.join(arguments)}):")
        self.region(region, '"mgc.yield"', indent + 1)

    def _param(self, value: Value, param: Param) -> str:
        facts = {"mgc.name": quoted(param.name), "mgc.kind": quoted(param.kind)}
        if param.writable:
            facts["mgc.writable"] = ""
        if param.layout != "C":
            facts["mgc.layout"] = quoted(param.layout)
        if param.order:
            facts["mgc.order"] = quoted(param.order)
        if param.symbol is not None:
            facts["mgc.symbol"] = quoted(self.names.symbol(param.symbol))
        if param.value is not None:
            shape, data = param.value.shape, param.value.tobytes()
            facts["mgc.value"] = self.attributes.dense(value.type.dtype, shape, data)
        return (
            f"{self.names.value(value)}: {self.attributes.tensor(value.type)} {dictionary(facts)}"
        )

    def _result(self, value: Value, info: ResultInfo) -> str:
        facts: dict[str, str] = {}
        if info.inout is not None:
            facts["mgc.inout"] = self.attributes.top(info.inout)
        if info.alias is not None:
            facts["mgc.alias"] = self.attributes.top(info.alias)
        if info.view:
            facts["mgc.view"] = self.attributes.value(info.view)
        if info.scalar:
            facts["mgc.scalar"] = ""
        if info.extents:
            numbers = tuple(-1 if n is None else n for n in info.extents)
            facts["mgc.extents"] = self.attributes.value(numbers)
        return self.attributes.tensor(value.type) + (f" {dictionary(facts)}" if facts else "")

    def _facts(self) -> dict[str, str]:
        facts: dict[str, str] = {}
        if self.function.symbols:
            names = [quoted(self.names.symbol(symbol)) for symbol in self.function.symbols]
            facts["mgc.symbols"] = f"[{', '.join(names)}]"
        if self.function.constraints:
            texts = [quoted(self._constraint(c)) for c in self.function.constraints]
            facts["mgc.constraints"] = f"[{', '.join(texts)}]"
        return facts

    def _constraint(self, constraint: Constraint) -> str:
        left, right = map(self.names.extent, (constraint.left, constraint.right))
        return f"{format_extent(left)} {constraint.relation} {format_extent(right)}"

    def _values(self, values: Sequence[Value]) -> str:
        return ", ".join(map(self.names.value, values))

    def _types(self, types: Sequence[object]) -> str:
        return ", ".join(map(self.attributes.value, types))

    def _location(self, location: Location | None) -> str:
        return f" {location_text(location)}" if self.locations and location is not None else ""

    def _line(self, indent: int, text: str) -> None:
        self.lines.append(f"{'  ' * indent}{text}\n")


def _symbol_name(name: str) -> str:
    return f"@{name}" if _BARE_SYMBOL.fullmatch(name) else f"@{quoted(name)}"
