"""Reads the text that ``printer.py`` writes: ``print(parse(print(f))) == print(f)``.

    module   = [ "module" "{" ] { function } [ "}" ] [ resources ]
    function = "func.func" "@" name "(" params ")" [ "->" "(" results ")" ] [ "attributes" {...} ]
               "{" { node } "func.return" values "}"
    node     = [ values "=" ] string "(" values ")" [ "(" regions ")" ] [ attributes ] ":" types
               "->" types [ location ]

Each node's result types are inferred by its op and compared with those that are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .attribute_parser import AttributeParser, split_resources
from .core import Function, Node, Op, Region, Value
from .errors import VerifyError
from .extents import Symbol
from .location_parser import scan_location
from .scanner import Scanner
from .signature_parser import VALUE_NAME, SignatureParser, hint_of
from .types import TensorType
from .verifier import infer_types

_BARE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$.]*")
_BLOCK = re.compile(r"\^[A-Za-z0-9_]+")


def parse_module(text: str, file: str = "<ir>") -> list[Function]:
    """The functions of an IR text. Raises: ParseError with line and column."""
    end, resources = split_resources(text)
    scanner = Scanner(text, file, end=end)
    wrapped = scanner.accept("module")
    if wrapped:
        scanner.expect("{")
    functions: list[Function] = []
    while not (scanner.accept("}") if wrapped else scanner.at_end()):
        functions.append(_FunctionParser(scanner, resources).function())
    if not scanner.at_end():
        raise scanner.expected("the end of the text")
    return functions


def parse_function(text: str, file: str = "<ir>") -> Function:
    """The only function of an IR text. Raises: ParseError with line and column."""
    functions = parse_module(text, file)
    if len(functions) != 1:
        raise Scanner(text, file).error(f"expected one function, found {len(functions)}", 0)
    return functions[0]


class _FunctionParser:
    """Reads one function. ``values`` are those in scope, by name."""

    def __init__(self, scanner: Scanner, resources: Mapping[str, bytes]) -> None:
        self.scanner = scanner
        self.resources = resources
        self.values: dict[str, Value] = {}
        self.symbols: dict[str, Symbol] = {}
        self.inside: dict[str, Symbol] = {}
        """Symbols of results that the body has not bound yet."""
        self.names: set[str] = set()
        self.attributes = AttributeParser(scanner, self.symbols.get, resources, self._bind)

    def function(self) -> Function:
        """The function at the scanner's position."""
        scanner = self.scanner
        scanner.expect("func.func")
        scanner.expect("@")
        name = scanner.string() if scanner.peek('"') else scanner.match(_BARE_NAME, "a name")
        start = scanner.position
        signature = SignatureParser(self.attributes, self.symbols, self.inside).signature()
        for parameter, value in zip(signature.names, signature.values, strict=True):
            self._define(parameter, value, start)
        body = Region(signature.values)
        scanner.expect("{")
        self._nodes(body, "func.return")
        for symbol in self.inside:
            raise scanner.error(f"no symbol '{symbol}' is in scope", start)
        self._compare(signature.result_types, _types_of(body.results), "result", start)
        return Function(
            name,
            body,
            signature.params,
            signature.results,
            signature.symbols,
            signature.constraints,
        )

    def _nodes(self, region: Region, terminator: str) -> None:
        """Nodes up to and with the terminator and the closing brace."""
        scanner = self.scanner
        while not scanner.accept(terminator):
            if scanner.peek("}"):
                raise scanner.expected(terminator)
            region.nodes.append(self._node())
        generic = terminator.startswith('"')
        if generic:
            scanner.expect("(")
        start = scanner.here()
        region.results = self._operands(")" if generic else "")
        written: list[TensorType] = []
        if region.results or generic:
            scanner.expect(":")
            written = self._types() if generic else self.scanner.items(self.attributes.tensor, "")
        if generic:
            scanner.expect("->")
            scanner.expect("(")
            scanner.expect(")")
        scan_location(self.scanner)
        self._compare(written, _types_of(region.results), "result", start)
        scanner.expect("}")

    def _node(self) -> Node:
        scanner = self.scanner
        start = scanner.here()
        names: list[str] = []
        while scanner.peek("%"):
            names.append(scanner.match(VALUE_NAME, "a value")[1:])
            scanner.expect("," if scanner.peek(",") else "=")
        quoted_at = scanner.here()
        name = scanner.string()
        if not name.startswith("mgc."):
            raise scanner.error(f"'{name}' is no op of the dialect mgc", quoted_at)
        scanner.expect("(")
        operands_at = scanner.here()
        operands = self._operands(")")
        regions = tuple(scanner.items(self._region, ")")) if scanner.accept("(") else ()
        attributes = self.attributes.dictionary() if scanner.peek("{") else {}
        op = self.attributes.op(name[4:], attributes, quoted_at)
        scanner.expect(":")
        self._compare(self._types(), _types_of(operands), "operand", operands_at)
        scanner.expect("->")
        written = self._types() if scanner.peek("(") else [self.attributes.tensor()]
        inferred = self._infer(op, operands, quoted_at)
        self._compare(written, inferred, "result", quoted_at)
        node = Node(op, operands, inferred, scan_location(self.scanner), regions)
        if len(names) != len(node.results):
            raise scanner.error(f"{op.name} has {len(node.results)} results", start)
        for name, value in zip(names, node.results, strict=True):
            value.hint = hint_of(name)
            self._define(name, value, start)
        return node

    def _region(self) -> Region:
        scanner = self.scanner
        scanner.expect("{")
        values, symbols = dict(self.values), dict(self.symbols)
        params: list[Value] = []
        counters: list[Symbol] = []
        if scanner.optional(_BLOCK) is not None:
            scanner.expect("(")
            self.scanner.items(lambda: self._block_argument(params, counters), ")")
            scanner.expect(":")
        region = Region(tuple(params), counters=tuple(counters))
        self._nodes(region, '"mgc.yield"')
        self.values = values
        self.symbols.clear()
        self.symbols.update(symbols)
        return region

    def _block_argument(self, params: list[Value], counters: list[Symbol]) -> None:
        scanner = self.scanner
        start = scanner.here()
        name = scanner.match(VALUE_NAME, "a block argument")[1:]
        scanner.expect(":")
        if scanner.accept("index"):
            if params:
                raise scanner.error("counters come before other block arguments", start)
            counters.append(self._bind(name, start))
            return
        params.append(Value(self.attributes.tensor(), hint=hint_of(name)))
        self._define(name, params[-1], start)

    def _infer(self, op: Op, operands: tuple[Value, ...], at: int) -> tuple[TensorType, ...]:
        try:
            return infer_types(op, _types_of(operands))
        except VerifyError as error:
            raise self.scanner.error(error.message, at) from error

    def _compare(
        self, written: Sequence[TensorType], known: tuple[TensorType, ...], what: str, at: int
    ) -> None:
        if tuple(written) == known:
            return
        if len(written) != len(known):
            raise self.scanner.error(f"{len(written)} {what} types for {len(known)} {what}s", at)
        number = next(i for i, type in enumerate(known) if written[i] != type)
        raise self.scanner.error(f"{what} {number} is {known[number]}, not {written[number]}", at)

    def _operands(self, closing: str) -> tuple[Value, ...]:
        if not closing and not self.scanner.peek("%"):
            return ()
        return tuple(self.scanner.items(self._operand, closing))

    def _operand(self) -> Value:
        start = self.scanner.here()
        name = self.scanner.match(VALUE_NAME, "a value")[1:]
        if name not in self.values:
            raise self.scanner.error(f"no value %{name} is in scope", start)
        return self.values[name]

    def _types(self) -> list[TensorType]:
        self.scanner.expect("(")
        return self.scanner.items(self.attributes.tensor, ")")

    def _define(self, name: str, value: Value, at: int) -> None:
        self._new_name(name, at)
        self.values[name] = value

    def _bind(self, name: str, at: int) -> Symbol:
        """A new symbol in scope."""
        self._new_name(name, at)
        self.symbols[name] = self.inside.pop(name, Symbol(name))
        return self.symbols[name]

    def _new_name(self, name: str, at: int) -> None:
        if name in self.names:
            raise self.scanner.error(f"%{name} is defined twice", at)
        self.names.add(name)


def _types_of(values: Sequence[Value]) -> tuple[TensorType, ...]:
    return tuple(value.type for value in values)
