"""Reads a function's parameters, results and facts, the inverse of the printer's head line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .attribute_parser import AttributeParser, Literal
from .core import Constraint, Op, Param, ResultInfo, Value
from .extent_parser import Resolve, scan_constraint
from .extents import Symbol
from .ops.create import Constant
from .records import dataclass
from .types import TensorType

VALUE_NAME = re.compile(r"%[A-Za-z0-9_]+")
"""How a value is written."""

_PARAM_FACTS = {
    f"mgc.{fact}" for fact in ("name", "kind", "writable", "layout", "order", "symbol", "value")
}
_RESULT_FACTS = {f"mgc.{fact}" for fact in ("inout", "alias", "view", "scalar", "extents")}
_FACTS = {"mgc.symbols", "mgc.constraints"}

_Convert = Callable[[str, Any, Any], Any]
"""The fact called so, as that type, or the default."""


@dataclass(frozen=True)
class Signature:
    """What the head line of a function says. ``names`` are those of the parameters' values."""

    names: tuple[str, ...]
    values: tuple[Value, ...]
    params: tuple[Param, ...]
    result_types: tuple[TensorType, ...]
    results: tuple[ResultInfo, ...]
    symbols: tuple[Symbol, ...]
    constraints: tuple[Constraint, ...]


class SignatureParser:
    """Reads one signature and puts its symbols into ``symbols``.

    Those that only results mention, which the body has to bind, are put into ``inside``.
    """

    def __init__(
        self,
        attributes: AttributeParser,
        symbols: dict[str, Symbol],
        inside: dict[str, Symbol],
    ) -> None:
        self.attributes = attributes
        self.scanner = attributes.scanner
        self.symbols = symbols
        self.inside = inside

    def signature(self) -> Signature:
        """The signature at the scanner's position. Raises: ParseError."""
        start = self.scanner.position
        # Extents mention symbols that are listed after them, so the text is read twice.
        self.attributes.resolve = _any_symbol()
        _, _, facts = self._parts()
        for literal in self._strings(facts, "mgc.symbols"):
            name = str(literal.value)
            if name in self.symbols:
                raise self.scanner.error(f"symbol '{name}' is listed twice", literal.start)
            self.symbols[name] = Symbol(name)
        self.attributes.resolve = self.symbols.get
        self.scanner.position = start
        params, results, facts = self._parts()
        return Signature(
            tuple(name for name, _, _ in params),
            tuple(value for _, value, _ in params),
            tuple(param for _, _, param in params),
            tuple(type for type, _ in results),
            tuple(info for _, info in results),
            tuple(self.symbols.values()),
            tuple(
                scan_constraint(self.attributes.inside(literal), self.attributes.resolve)
                for literal in self._strings(facts, "mgc.constraints")
            ),
        )

    def _parts(
        self,
    ) -> tuple[
        list[tuple[str, Value, Param]], list[tuple[TensorType, ResultInfo]], dict[str, Literal]
    ]:
        scanner = self.scanner
        scanner.expect("(")
        params = scanner.items(self._param, ")")
        results: list[tuple[TensorType, ResultInfo]] = []
        if scanner.accept("->"):
            scanner.expect("(")
            results = scanner.items(self._result, ")")
        facts = self._facts(_FACTS) if scanner.accept("attributes") else {}
        return params, results, facts

    def _param(self) -> tuple[str, Value, Param]:
        name = self.scanner.match(VALUE_NAME, "a parameter")[1:]
        self.scanner.expect(":")
        type = self.attributes.tensor()
        facts = self._facts(_PARAM_FACTS)
        convert = self._converter(facts)
        symbol: str | None = convert("mgc.symbol", str, None)
        value: Constant | None = convert("mgc.value", Constant, None)
        stands_for = None if symbol is None else self.attributes.resolve(symbol)
        if symbol is not None and stands_for is None:
            start = facts["mgc.symbol"].start
            raise self.scanner.error(f"mgc.symbols does not list '{symbol}'", start)
        param = Param(
            convert("mgc.name", str, name),
            convert("mgc.kind", str, "array"),
            convert("mgc.writable", bool, False),
            convert("mgc.layout", str, "C"),
            None if value is None else value.array,
            stands_for,
            convert("mgc.order", str, ""),
        )
        return name, Value(type, hint=hint_of(name)), param

    def _result(self) -> tuple[TensorType, ResultInfo]:
        resolve = self.attributes.resolve
        self.attributes.resolve = lambda name: resolve(name) or self._bound_inside(name)
        type = self.attributes.tensor()
        self.attributes.resolve = resolve
        convert = self._converter(self._facts(_RESULT_FACTS))
        extents: tuple[int, ...] = convert("mgc.extents", tuple[int, ...], ())
        return type, ResultInfo(
            convert("mgc.inout", int, None),
            convert("mgc.alias", int, None),
            convert("mgc.view", tuple[Op, ...], ()),
            convert("mgc.scalar", bool, False),
            tuple(None if n < 0 else n for n in extents),
        )

    def _bound_inside(self, name: str) -> Symbol:
        return self.inside.setdefault(name, Symbol(name))

    def _facts(self, known: set[str]) -> dict[str, Literal]:
        """A dictionary, if there is one, with no other keys than ``known``."""
        found = self.attributes.dictionary() if self.scanner.peek("{") else {}
        for key, literal in found.items():
            if key not in known:
                raise self.scanner.error(f"there is no attribute {key} here", literal.start)
        return found

    def _converter(self, facts: Mapping[str, Literal]) -> _Convert:
        def convert(key: str, hint: Any, default: Any) -> Any:
            literal = facts.get(key)
            return default if literal is None else self.attributes.convert(hint, literal, key)

        return convert

    def _strings(self, facts: Mapping[str, Literal], key: str) -> list[Literal]:
        """The items of a list of strings."""
        literal = facts.get(key)
        if literal is None:
            return []
        self.attributes.convert(tuple[str, ...], literal, key)
        assert isinstance(literal.value, list)
        items: list[Literal] = literal.value
        return items


def hint_of(name: str) -> str:
    """The hint that makes the printer choose ``name`` again; numbers are given anew."""
    return "" if name.isdecimal() else name


def _any_symbol() -> Resolve:
    """Takes every name for a symbol: for the first look at a signature."""
    found: dict[str, Symbol] = {}
    return lambda name: found.setdefault(name, Symbol(name))
