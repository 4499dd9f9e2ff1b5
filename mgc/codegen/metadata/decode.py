"""Metadata records from JSON values, the inverse of ``encode``.

Raises throughout: ArtefactError naming the place in the document.
"""

from __future__ import annotations

from collections.abc import Mapping

from mgc.ir.core import Constraint, Op
from mgc.ir.errors import ParseError
from mgc.ir.extent_parser import parse_extent
from mgc.ir.extents import Extent, Shape, Symbol
from mgc.ir.location import Location
from mgc.ir.types import DTYPES, DType

from ..abi import Binding, Parameter, Result, Signature
from ..sources import SourceFile
from ..structure import KINDS, Argument, Key, Returned, ReturnedLeaf, Static, Structure
from .reading import JsonNode
from .records import SCHEMA, CheckRecord, ConstantRecord, FunctionRecord, LibraryRecord


def library_from_json(document: object) -> LibraryRecord:
    """The record of a whole document."""
    node = JsonNode(document)
    schema = node.member("schema").integer()
    if schema != SCHEMA:
        raise node.member("schema").wrong(f"{SCHEMA}, the one this version of mgc reads")
    return LibraryRecord(
        stem=node.member("library").text(),
        version=node.member("mgc").text(),
        target=node.member("target").text(),
        cpus=tuple(cpu.text() for cpu in node.member("cpus").items()),
        functions=tuple(_function(function) for function in node.member("functions").items()),
        sources=tuple(
            SourceFile(source.member("file").text(), source.member("sha256").text())
            for source in node.member("sources").items()
        ),
        memory=node.member("memory").text(),
        ulp=tuple((name, bound.number()) for name, bound in node.member("ulp").members()),
        abi=node.member("abi").integer(),
    )


def _function(node: JsonNode) -> FunctionRecord:
    decoder = _Decoder(node)
    return FunctionRecord(
        signature=decoder.signature(),
        arguments=tuple(
            Argument(argument.member("name").text(), _structure(argument.member("structure")))
            for argument in node.member("arguments").items()
        ),
        returned=decoder.returned(node.member("returns")),
        checks=tuple(_check(check) for check in node.member("checks").items()),
        constants=tuple(
            ConstantRecord(constant.member("name").text(), constant.member("sha256").text())
            for constant in node.member("constants").items()
        ),
        numerics=node.member("numerics").text(),
        file=node.member("file").optional_text(),
        line=node.member("line").optional_integer(),
        ir=node.member("ir").optional_text(),
        unchecked=node.member("unchecked").flag(),
    )


def signature_from_json(document: object) -> Signature:
    """The signature that `signature_to_json` wrote, over symbols of its own."""
    return _Decoder(JsonNode(document)).signature()


class _Decoder:
    """Reads the parts of one function that mention its symbols."""

    def __init__(self, node: JsonNode) -> None:
        self.node = node
        names = [symbol.text() for symbol in node.member("symbols").items()]
        self.symbols: Mapping[str, Symbol] = {name: Symbol(name) for name in names}
        inside = [symbol.text() for symbol in node.member("computed").items()]
        self.computed: Mapping[str, Symbol] = {name: Symbol(name) for name in inside}

    def signature(self) -> Signature:
        node = self.node
        return Signature(
            node.member("name").text(),
            tuple(self._parameter(parameter) for parameter in node.member("parameters").items()),
            tuple(self._result(result) for result in node.member("results").items()),
            tuple(self.symbols.values()),
            tuple(self._binding(binding) for binding in node.member("bindings").items()),
            tuple(
                self._constraint(constraint) for constraint in node.member("constraints").items()
            ),
            self._extent(node.member("workspace")),
            tuple(self.computed.values()),
        )

    def returned(self, node: JsonNode) -> Returned:
        leaves = tuple(self._leaf(leaf) for leaf in node.member("leaves").items())
        return Returned(_structure(node.member("structure")), leaves)

    def _parameter(self, node: JsonNode) -> Parameter:
        symbol = node.member("symbol")
        return Parameter(
            node.member("name").text(),
            node.member("kind").text(),
            _dtype(node.member("dtype")),
            self._shape(node.member("shape")),
            node.member("writable").flag(),
            None if symbol.absent else self._symbol(symbol),
            node.member("layout").optional_text() or "",
        )

    def _result(self, node: JsonNode) -> Result:
        return Result(
            _dtype(node.member("dtype")),
            self._shape(node.member("shape")),
            node.member("inout").optional_integer(),
            node.member("alias").optional_integer(),
            self._view(node.member("view")),
            node.member("scalar").flag(),
            tuple(n.optional_integer() for n in node.member("extents").items()),
        )

    def _binding(self, node: JsonNode) -> Binding:
        return Binding(
            self._symbol(node.member("symbol")),
            node.member("parameter").integer(),
            node.member("axis").optional_integer(),
            self._extent(node.member("factor")),
            self._extent(node.member("offset")),
        )

    def _constraint(self, node: JsonNode) -> Constraint:
        parts = list(node.items())
        if len(parts) != 3:
            raise node.wrong("a left side, a relation and a right side")
        left, relation, right = parts
        return Constraint(self._extent(left), relation.text(), self._extent(right))

    def _leaf(self, node: JsonNode) -> ReturnedLeaf:
        static = node.member("static").value
        if not isinstance(static, Static):
            raise node.member("static").wrong("a value of Python that JSON has")
        return ReturnedLeaf(
            node.member("result").optional_integer(),
            node.member("python").optional_text(),
            static,
            node.member("view_of").optional_integer(),
            self._view(node.member("view")),
        )

    def _view(self, node: JsonNode) -> tuple[Op, ...]:
        return tuple(self._step(step) for step in node.items())

    def _step(self, node: JsonNode) -> Op:
        # Every op is imported for this, which few libraries need.
        from mgc.ir.ops import OPS

        name = node.member("op").text()
        if name not in OPS:
            raise node.member("op").wrong("the name of an op")
        attributes = {key: self._attribute(v) for key, v in node.members() if key != "op"}
        try:
            return OPS[name](**attributes)
        except TypeError:
            raise node.wrong(f"what {name} needs") from None

    def _attribute(self, node: JsonNode) -> object:
        if isinstance(node.value, list):
            return tuple(self._attribute(item) for item in node.items())
        return self._extent(node) if isinstance(node.value, str) else node.value

    def _shape(self, node: JsonNode) -> Shape:
        return tuple(self._extent(extent) for extent in node.items())

    def _extent(self, node: JsonNode) -> Extent:
        if not isinstance(node.value, str):
            return node.integer()
        try:
            return parse_extent(node.value, {**self.symbols, **self.computed}.get)
        except ParseError as error:
            raise node.wrong(f"an extent: {error.message}") from None

    def _symbol(self, node: JsonNode) -> Symbol:
        name = node.text()
        if name not in self.symbols:
            raise node.wrong("one of the symbols")
        return self.symbols[name]


def _check(node: JsonNode) -> CheckRecord:
    return CheckRecord(
        node.member("status").integer(),
        _location(node.member("location")),
        node.member("error").optional_text() or "IndexError",
        node.member("message").optional_text() or "",
    )


def _structure(node: JsonNode) -> Structure:
    if node.value == "leaf":
        return Structure()
    kind = node.member("kind").text()
    if kind not in KINDS:
        raise node.member("kind").wrong(f"one of {', '.join(KINDS)}")
    return Structure(
        kind,
        tuple(_structure(part) for part in node.member("parts").items()),
        tuple(_key(key) for key in node.member("keys").items()),
        node.member("name").optional_text() or "",
    )


def _key(node: JsonNode) -> Key:
    return node.value if isinstance(node.value, str) else node.integer()


def _dtype(node: JsonNode) -> DType:
    name = node.text()
    if name not in DTYPES:
        raise node.wrong("an element type")
    return DTYPES[name]


def _location(node: JsonNode) -> Location | None:
    if node.absent:
        return None
    place = [number.integer() for number in node.member("place").items()]
    if len(place) != 4:
        raise node.member("place").wrong("four numbers")
    line, column, end_line, end_column = place
    return Location(
        node.member("file").text(),
        line,
        column,
        end_line,
        end_column,
        node.member("function").text(),
        _location(node.member("inlined_at")),
    )
