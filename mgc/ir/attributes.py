"""Attributes and types of the tensor IR as MLIR text.

An op's attributes are its dataclass fields: ints, bools, floats and strings as themselves, element
and tensor types as type attributes, extents as ints or strings, tuples as arrays, ops (the steps
of a view) as dictionaries with their name under ``op``. A field that is None is left out. A
``Constant`` is one attribute ``value``.
"""

from __future__ import annotations

from collections.abc import Mapping

from .core import Op, field_names
from .dense import format_elements, format_float, format_resource
from .extents import Dim, Symbol, format_extent
from .location import Location, display_path
from .names import Names
from .ops.create import Constant
from .types import DType, TensorType

DTYPE_TEXT: Mapping[str, str] = {
    "bool": "i1", "i8": "i8", "i16": "i16", "i32": "i32", "i64": "i64",
    "u8": "ui8", "u16": "ui16", "u32": "ui32", "u64": "ui64",
    "f16": "f16", "bf16": "bf16", "f32": "f32", "f64": "f64",
    "c64": "complex<f32>", "c128": "complex<f64>",
}  # fmt: skip
"""MLIR's spelling of each element type."""

_ESCAPED = {i: f"\\{i:02X}" for i in (*range(32), ord('"'), ord("\\"), 127)}


class Resources:
    """Large constants of one text, written once each at its end."""

    def __init__(self) -> None:
        self._names: dict[bytes, str] = {}

    def name(self, data: bytes) -> str:
        """The name of the resource that holds ``data``."""
        return self._names.setdefault(data, f"c{len(self._names)}")

    def trailer(self) -> str:
        """The ``{-# ... #-}`` that lists the resources; empty if there are none."""
        if not self._names:
            return ""
        lines = [f"      {name}: {format_resource(data)}" for data, name in self._names.items()]
        body = ",\n".join(lines)
        return f"{{-#\n  dialect_resources: {{\n    builtin: {{\n{body}\n    }}\n  }}\n#-}}\n"


class AttributeText:
    """Writes attributes and types with the names of one function."""

    def __init__(self, names: Names, resources: Resources) -> None:
        self.names = names
        self.resources = resources

    def tensor(self, type: TensorType) -> str:
        """``tensor<?x784xf32, ["n", 784]>``; extents only where one is symbolic."""
        dims = "".join(f"{'?' if isinstance(e, Dim) else e}x" for e in type.shape)
        encoding = ""
        if any(isinstance(extent, Dim) for extent in type.shape):
            encoding = f", {self.value(type.shape)}"
        return f"tensor<{dims}{DTYPE_TEXT[type.dtype.name]}{encoding}>"

    def of_op(self, op: Op) -> dict[str, str]:
        """The attributes of an op in the order of its fields."""
        if isinstance(op, Constant):
            return {"value": self.dense(op.dtype, op.shape, op.data)}
        found = {name: getattr(op, name) for name in field_names(type(op))}
        return {name: self.top(value) for name, value in found.items() if value is not None}

    def top(self, value: object) -> str:
        """An attribute with its type: ``2 : i64``."""
        if isinstance(value, float):
            return f"{format_float(value)} : f64"
        plain_integer = isinstance(value, int) and not isinstance(value, bool)
        return f"{value} : i64" if plain_integer else self.value(value)

    def value(self, value: object) -> str:  # noqa: C901  # a table
        """An attribute as an element of an array."""
        match value:
            case bool():
                return "true" if value else "false"
            case int():
                return str(value)
            case float():
                return f"{format_float(value)} : f64"
            case str():
                return quoted(value)
            case Dim():
                return quoted(format_extent(self.names.extent(value)))
            case Symbol():
                return quoted(self.names.symbol(value))
            case DType():
                return DTYPE_TEXT[value.name]
            case TensorType():
                return self.tensor(value)
            case Op():
                return dictionary({"op": quoted(value.name), **self.of_op(value)})
            case tuple():
                return f"[{', '.join(self.value(item) for item in value)}]"
            case _:
                raise TypeError(f"{type(value).__name__} is no attribute of the IR")

    def dense(self, dtype: DType, shape: tuple[int, ...], data: bytes) -> str:
        """``dense<...> : tensor<...>``, or a resource where it would be long."""
        elements = format_elements(dtype, shape, data)
        type_text = self.tensor(TensorType(dtype, shape))
        if elements is None:
            return f"dense_resource<{self.resources.name(data)}> : {type_text}"
        return f"dense<{elements}> : {type_text}"


def dictionary(attributes: Mapping[str, str]) -> str:
    """``{a = 1 : i64, b}``; an empty text stands for a unit attribute."""
    items = (f"{name} = {text}" if text else name for name, text in attributes.items())
    return "{" + ", ".join(items) + "}"


def quoted(text: str) -> str:
    """A string literal; quotes, backslashes and control characters in hex."""
    return f'"{text.translate(_ESCAPED)}"'


def location_text(location: Location) -> str:
    """``loc("f"("model.py":3:4 to :9))``, with the calls that led there."""
    return f"loc({_place(location)})"


def _place(location: Location) -> str:
    text = f"{quoted(display_path(location.file))}:{location.line}:{location.column}"
    if location.end_column:
        end_line = "" if location.end_line == location.line else location.end_line
        text += f" to {end_line}:{location.end_column}"
    if location.function:
        text = f"{quoted(location.function)}({text})"
    if location.inlined_at is not None:
        text = f"callsite({text} at {_place(location.inlined_at)})"
    return text
