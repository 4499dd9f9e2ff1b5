"""Reads types and attributes of IR text, the inverse of ``attributes.py``.

An attribute is first read as a literal, then converted to the type that the field of the op
declares; so an error can say which field wants what.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from .attributes import DTYPE_TEXT
from .core import Op, field_names
from .dense import parse_element
from .errors import ParseError
from .extent_parser import Resolve, scan_whole_extent
from .extents import Dim, Extent, Shape, Symbol
from .ops import OPS
from .ops.create import Constant
from .records import dataclass
from .scanner import Scanner
from .types import DTYPES, DType, TensorType

_DIMS = re.compile(r"(?:(?:\?|[0-9]+)x)*")
_DTYPE = re.compile(r"complex<f(?:32|64)>|bf16|u?i[0-9]+|f[0-9]+")
_DTYPES = {text: DTYPES[name] for name, text in DTYPE_TEXT.items()}
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.$]*")
_NUMBER = re.compile(r"0x[0-9A-F]+|-?[0-9]+(?:\.[0-9]*(?:e[-+]?[0-9]+)?)?")
_ELEMENT = re.compile(r"true|false|0x[0-9A-F]+|-?[0-9.]+(?:e[-+]?[0-9]+)?")
_DENSE = re.compile(r"dense<([^>\"]*)>\s*:")
_RESOURCE = re.compile(r"dense_resource<(\w+)>\s*:")
_TRAILER = re.compile(r"\n\{-#(.*?)#-\}\s*\Z", re.DOTALL)
_ENTRY = re.compile(r'(\w+): "0x([0-9A-Fa-f]+)"')


@dataclass(frozen=True)
class Literal:
    """An attribute as written, at ``start`` to ``end``.

    ``value`` is a bool, int, float, str, DType, TensorType, Constant, or a list or dictionary of
    literals.
    """

    value: object
    start: int
    end: int


def split_resources(text: str) -> tuple[int, dict[str, bytes]]:
    """Where the ``{-# ... #-}`` at the end of a text starts, and what it holds.

    The first four bytes of a resource are its alignment.
    """
    trailer = _TRAILER.search(text)
    if trailer is None:
        return len(text), {}
    entries = _ENTRY.findall(trailer.group(1))
    return trailer.start(), {name: bytes.fromhex(digits)[4:] for name, digits in entries}


class AttributeParser:
    """Reads types and attributes at a scanner's position."""

    def __init__(
        self,
        scanner: Scanner,
        resolve: Resolve,
        resources: Mapping[str, bytes],
        bind: Callable[[str, int], Symbol],
    ) -> None:
        """``resolve`` finds the symbols of extents, ``bind`` makes those that ops bind."""
        self.scanner = scanner
        self.bind = bind
        self.resolve = resolve
        self.resources = resources

    def dtype(self) -> DType:
        """``f32``, ``i1``, ``ui8``, ``complex<f32>``."""
        start = self.scanner.here()
        text = self.scanner.match(_DTYPE, "an element type")
        if text not in _DTYPES:
            raise self.scanner.error(f"no element type is spelt {text}", start)
        return _DTYPES[text]

    def tensor(self) -> TensorType:
        """``tensor<?x784xf32, ["n", 784]>``."""
        scanner = self.scanner
        start = scanner.here()
        scanner.expect("tensor")
        scanner.expect("<")
        dims = scanner.match(_DIMS, "extents").split("x")[:-1]
        dtype = self.dtype()
        if scanner.accept(","):
            extents = self.convert(Shape, self.literal(), "the encoding")
            scanner.expect(">")
            written = ["?" if isinstance(extent, Dim) else str(extent) for extent in extents]
            if written != dims:
                raise scanner.error(f"the encoding says {'x'.join(written)}", start)
            return TensorType(dtype, extents)
        scanner.expect(">")
        if "?" in dims:
            raise scanner.error("an extent '?' needs an encoding that says it", start)
        return TensorType(dtype, tuple(map(int, dims)))

    def dictionary(self) -> dict[str, Literal]:
        """``{a = 1 : i64, b}``."""
        found: dict[str, Literal] = {}
        self.scanner.expect("{")
        while not self.scanner.accept("}"):
            if found:
                self.scanner.expect(",")
            start = self.scanner.here()
            key = self.scanner.match(_KEY, "an attribute name")
            if key in found:
                raise self.scanner.error(f"attribute {key} is given twice", start)
            unit = not self.scanner.accept("=")
            found[key] = Literal(True, start, self.scanner.position) if unit else self.literal()
        return found

    def literal(self) -> Literal:
        """Any attribute."""
        start = self.scanner.here()
        value = self._literal()
        return Literal(value, start, self.scanner.position)

    def _literal(self) -> object:
        scanner = self.scanner
        if scanner.peek('"'):
            return scanner.string()
        if scanner.accept("["):
            return self._list()
        if scanner.peek("{"):
            return self.dictionary()
        if scanner.peek("tensor"):
            return self.tensor()
        if scanner.peek("dense") or scanner.peek("dense_resource"):
            return self.dense()
        for word, truth in (("true", True), ("false", False)):
            if scanner.accept(word):
                return truth
        number = scanner.optional(_NUMBER)
        return self.dtype() if number is None else self._number(number)

    def _list(self) -> list[Literal]:
        items: list[Literal] = []
        while not self.scanner.accept("]"):
            if items:
                self.scanner.expect(",")
            items.append(self.literal())
        return items

    def _number(self, text: str) -> int | float:
        """A number with its type: ``1 : i64`` (the default), ``1.0 : f64``."""
        start = self.scanner.position - len(text)
        name = "i64"
        if self.scanner.accept(":"):
            name = self.dtype().name
        if (name, text.isdecimal() or text[1:].isdecimal()) not in (("i64", True), ("f64", False)):
            raise self.scanner.error(f"{text} is no attribute of type {name}", start)
        if name == "i64":
            return int(text)
        return float(Constant(DTYPES["f64"], (), parse_element(DTYPES["f64"], text)).array)

    def dense(self) -> Constant:
        """``dense<...> : tensor<...>`` or ``dense_resource<name> : tensor<...>``."""
        start = self.scanner.here()
        resource = self.scanner.optional(_RESOURCE)
        elements = None if resource else self.scanner.match(_DENSE, "dense<...> : type")
        type = self.tensor()
        shape = [extent for extent in type.shape if isinstance(extent, int)]
        if len(shape) != type.rank:
            raise self.scanner.error("a constant has no symbolic extents", start)
        count = math.prod(shape)
        if elements is not None:
            data = self._elements(elements[6 : elements.rindex(">")], type.dtype, count, start)
        else:
            name = str(resource)[15:].partition(">")[0]
            data = self.resources.get(name, b"")
            if len(data) != count * type.dtype.itemsize:
                raise self.scanner.error(f"resource {name} does not hold {type}", start)
        return Constant(type.dtype, tuple(shape), data)

    def _elements(self, text: str, dtype: DType, count: int, start: int) -> bytes:
        """The bytes of all elements; one element stands for all."""
        real = dtype.real
        try:
            parts = [parse_element(real, part) for part in _ELEMENT.findall(text)]
        except (ValueError, OverflowError) as error:
            raise self.scanner.error(f"{dtype}: {error}", start) from None
        data = b"".join(parts)
        if len(data) == dtype.itemsize:
            data *= count
        if len(data) != count * dtype.itemsize:
            got = len(data) // dtype.itemsize
            raise self.scanner.error(f"{count} elements are needed, got {got}", start)
        return data

    def op(self, name: str, attributes: Mapping[str, Literal], start: int) -> Op:
        """The op called ``name``. Raises: ParseError for an unknown op or wrong attributes."""
        op_class = OPS.get(name)
        if op_class is None:
            raise self.scanner.error(f"there is no op '{name}'", start)
        if op_class is Constant:
            return self._constant(attributes, start)
        hints = field_types(op_class)
        unknown = [key for key in attributes if key not in hints]
        if unknown:
            raise self.scanner.error(f"{name} has no attribute '{unknown[0]}'", start)
        missing = [key for key in _required(op_class) if key not in attributes]
        if missing:
            raise self.scanner.error(f"{name} needs the attribute '{missing[0]}'", start)
        values = {
            key: self.convert(hints[key], literal, f"{key} of {name}")
            for key, literal in attributes.items()
        }
        return op_class(**values)

    def _constant(self, attributes: Mapping[str, Literal], start: int) -> Op:
        literal = attributes.get("value")
        if literal is None or len(attributes) != 1 or not isinstance(literal.value, Constant):
            raise self.scanner.error("constant needs the attribute 'value' = dense<...>", start)
        return literal.value

    def convert(self, hint: Any, literal: Literal, what: str) -> Any:
        """A literal as a value of the type ``hint``. Raises: ParseError naming ``what``."""
        value = literal.value
        choices = {choice for choice in get_args(hint) if choice is not NoneType}
        if get_origin(hint) is tuple:
            return self._tuple(hint, literal, what)
        if choices == {int, Dim}:
            return self._extent(literal, what)
        if hint is Symbol and isinstance(value, str):
            return self.bind(value, literal.start)
        if len(choices) == 1:
            hint = next(iter(choices))
        if isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
            return value
        if issubclass(hint, Op):
            return self._step(hint, literal, what)
        raise self._wrong(f"{what} must be of type {hint.__name__}", literal)

    def _tuple(self, hint: Any, literal: Literal, what: str) -> tuple[Any, ...]:
        if not isinstance(literal.value, list):
            raise self._wrong(f"{what} must be a list", literal)
        items: list[Literal] = literal.value
        return tuple(self.convert(get_args(hint)[0], item, what) for item in items)

    def _extent(self, literal: Literal, what: str) -> Extent:
        if isinstance(literal.value, int) and not isinstance(literal.value, bool):
            return literal.value
        if not isinstance(literal.value, str):
            raise self._wrong(f"{what} must be an extent: an integer or a string", literal)
        return scan_whole_extent(self.inside(literal), self.resolve)

    def inside(self, literal: Literal) -> Scanner:
        """A scanner over the text of a string literal."""
        scanner = self.scanner
        bounds = (literal.start + 1, literal.end - 1)
        return Scanner(scanner.text, scanner.file, *bounds, comments=False)

    def _step(self, hint: type[Op], literal: Literal, what: str) -> Op:
        if not isinstance(literal.value, dict):
            raise self._wrong(f"{what} must be an op: {{op = ..., ...}}", literal)
        attributes: dict[str, Literal] = dict(literal.value)
        name = attributes.pop("op", None)
        if name is None or not isinstance(name.value, str):
            raise self._wrong(f"{what} must name its op: {{op = ..., ...}}", literal)
        op = self.op(name.value, attributes, literal.start)
        if not isinstance(op, hint):
            raise self._wrong(f"{what} must be of type {hint.__name__}", literal)
        return op

    def _wrong(self, message: str, literal: Literal) -> ParseError:
        return self.scanner.error(message, literal.start)


@cache
def field_types(op_class: type[Op]) -> dict[str, Any]:
    """The types of an op's fields by name."""
    hints = get_type_hints(op_class)
    return {name: hints[name] for name in field_names(op_class)}


@cache
def _required(op_class: type[Op]) -> tuple[str, ...]:
    """The fields without a default that may not be left out."""
    hints = field_types(op_class)
    return tuple(
        field.name
        for field in dataclasses.fields(op_class)
        if field.default is dataclasses.MISSING and NoneType not in get_args(hints[field.name])
    )
