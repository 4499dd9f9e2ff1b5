"""Signatures: what the arguments of a function are, without values.

    TensorSpec(F32, ("n", 784))      f32[n,784], also written mgc.f32["n", 784]
    ScalarSpec("int", "N")           N:int, a Python int that extents may use
    parse_signature("f32[n,784], f32[784,10] -> f32[n,10]")

Extents are ints, expressions over names (``n*2``, ``n+1``), or None for one of its own (``?``).
The same name is the same size in the whole signature.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

import numpy as np

from mgc.ir.errors import SpecError
from mgc.ir.extents import Extent, Symbol, dim, floor_div, modulo
from mgc.ir.records import dataclass
from mgc.ir.types import DTYPES, DType, TensorType, dtype_of

from .tree import register_leaf

ExtentSpec = int | str | None
PYTHON_NUMBERS = ("int", "float", "complex")
_WEAK_TYPES = {"int": "i64", "float": "f64", "complex": "c128"}


@dataclass(frozen=True)
class TensorSpec:
    """An array, or with no extents a NumPy scalar: element type, extents, and how it is passed.

    ``layout``: ``C``, ``F`` or ``strided``. ``zero_d``: a 0-d array, which can be written, instead
    of a scalar. ``same_as``: the number of an earlier array argument that is the same array.
    """

    dtype: DType
    shape: tuple[ExtentSpec, ...] = ()
    layout: str = "C"
    read_only: bool = False
    zero_d: bool = False
    same_as: int | None = None

    def __str__(self) -> str:
        return f"{self.dtype}[{','.join('?' if e is None else str(e) for e in self.shape)}]"

    @classmethod
    def of(cls, array: np.ndarray[Any, Any] | np.generic) -> TensorSpec:
        """The spec of an example: its dtype and its shape as numbers.

        Raises: TypeError for an element type that mgc lacks.
        """
        return cls(dtype_of(array.dtype), array.shape)


@dataclass(frozen=True)
class ScalarSpec:
    """A Python number: ``kind`` is int, float or complex; an int may have a ``name``."""

    kind: str
    name: str | None = None

    @property
    def dtype(self) -> DType:
        """i64, f64 or c128."""
        return DTYPES[_WEAK_TYPES[self.kind]]

    def __str__(self) -> str:
        return f"{self.name}:{self.kind}" if self.name else self.kind


register_leaf(TensorSpec, ScalarSpec)


class SpecDType:
    """An element type that makes specs by subscription, for annotations: ``f32["n", 784]``."""

    def __init__(self, dtype: DType) -> None:
        self.dtype = dtype

    def __getitem__(self, shape: ExtentSpec | tuple[ExtentSpec, ...]) -> TensorSpec:
        return TensorSpec(self.dtype, shape if isinstance(shape, tuple) else (shape,))

    def __repr__(self) -> str:
        return str(self.dtype)


SPEC_DTYPES: Mapping[str, SpecDType] = {name: SpecDType(d) for name, d in DTYPES.items()}
"""``f32`` and the others, for ``from mgc import f32``."""


@dataclass
class Symbols:
    """The symbols of one signature, made when their names first appear."""

    by_name: dict[str, Symbol] = field(default_factory=dict)
    order: list[Symbol] = field(default_factory=list)

    def named(self, name: str) -> Symbol:
        """The symbol called ``name``."""
        if name not in self.by_name:
            self.by_name[name] = self.fresh(name)
        return self.by_name[name]

    def fresh(self, name: str) -> Symbol:
        """A symbol of its own."""
        symbol = Symbol(name)
        self.order.append(symbol)
        return symbol

    def tensor_type(self, spec: TensorSpec, argument: str) -> TensorType:
        """The type a spec stands for. Raises: SpecError for an extent that cannot be read."""
        extents = (self._extent(e, f"{argument}_{axis}") for axis, e in enumerate(spec.shape))
        return TensorType(spec.dtype, tuple(extents))

    def _extent(self, spec: ExtentSpec, name: str) -> Extent:
        if spec is None or spec == "?":
            return dim(self.fresh(name))
        if isinstance(spec, str):
            return parse_extent(spec, lambda n: dim(self.named(n)))
        extent = operator.index(spec)
        if extent < 0:
            raise SpecError(f"the extent {extent} is negative")
        return extent


_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Extent]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: floor_div,
    ast.Mod: modulo,
}


def parse_extent(text: str, symbol: Callable[[str], Extent]) -> Extent:
    """``n*2+1`` with ``symbol`` giving names their extents. Raises: SpecError."""

    def visit(node: ast.expr) -> Extent:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return node.value
        if isinstance(node, ast.Name):
            return symbol(node.id)
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](visit(node.left), visit(node.right))
        raise SpecError(
            f"the extent '{text}' cannot be read",
            hint="extents are numbers, names, and sums, differences and products of them",
        )

    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        raise SpecError(f"the extent '{text}' cannot be read") from None
    return visit(tree.body)


@dataclass(frozen=True)
class Signature:
    """A parsed signature: nested specs of the arguments, and of the results if they are given."""

    arguments: tuple[Any, ...]
    results: tuple[Any, ...] | None = None


def parse_signature(text: str) -> Signature:
    """``f32[n,784], (f32[784,10], f32[10]) -> f32[n,10]``.

    Tuples are written ``(a, b)``, lists ``[a, b]``, dicts ``{w: a, b: c}``.

    Raises: SpecError with the place that cannot be read.
    """
    reader = _Reader(text)
    arguments = reader.items(("->", ""))
    results: tuple[Any, ...] | None = None
    if reader.accept("->"):
        results = reader.items(("",))
    reader.expect_end()
    return Signature(arguments, results)


class _Reader:
    """A recursive-descent reader of signatures."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def items(self, ends: tuple[str, ...]) -> tuple[Any, ...]:
        """Items separated by commas, up to one of ``ends`` (``""`` is the end of the text)."""
        found: list[Any] = []
        while not self._at_one_of(ends):
            found.append(self._item())
            if not self.accept(","):
                break
        return tuple(found)

    def accept(self, token: str) -> bool:
        """Skips ``token`` if it comes next."""
        self._skip_blanks()
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def expect_end(self) -> None:
        """Raises: SpecError if something is left."""
        self._skip_blanks()
        if self.at != len(self.text):
            raise self._error("a comma or the end")

    def _item(self) -> Any:
        if self.accept("("):
            return self._closed(self.items((")",)), ")")
        if self.accept("["):
            return list(self._closed(self.items(("]",)), "]"))
        if self.accept("{"):
            return self._dict()
        name = self._name()
        if self.accept(":"):
            return self._type(self._name(), name)
        return self._type(name, None)

    def _dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self._at_one_of(("}",)):
            key = self._name()
            if not self.accept(":"):
                raise self._error("':' after the key")
            found[key] = self._item()
            if not self.accept(","):
                break
        self._closed((), "}")
        return found

    def _closed(self, value: tuple[Any, ...], bracket: str) -> tuple[Any, ...]:
        if not self.accept(bracket):
            raise self._error(f"'{bracket}'")
        return value

    def _type(self, kind: str, name: str | None) -> TensorSpec | ScalarSpec:
        if kind in PYTHON_NUMBERS:
            return ScalarSpec(kind, name)
        dtype = DTYPES.get(kind)
        if dtype is None:
            self.at -= len(kind)
            raise self._error(f"a type ({', '.join((*DTYPES, *PYTHON_NUMBERS))})")
        if not self.accept("["):
            raise self._error(f"'[' after {kind}; a scalar is {kind}[]")
        end = self.text.find("]", self.at)
        if end < 0:
            raise self._error("']'")
        inner = self.text[self.at : end]
        self.at = end + 1
        extents = inner.split(",") if inner.strip() else []
        return TensorSpec(dtype, tuple(_extent_spec(e.strip()) for e in extents))

    def _name(self) -> str:
        self._skip_blanks()
        start = self.at
        while self.at < len(self.text) and (
            self.text[self.at].isalnum() or self.text[self.at] == "_"
        ):
            self.at += 1
        if start == self.at:
            raise self._error("a type")
        return self.text[start : self.at]

    def _skip_blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _at_one_of(self, ends: tuple[str, ...]) -> bool:
        self._skip_blanks()
        return any(
            self.text.startswith(end, self.at) if end else self.at == len(self.text) for end in ends
        )

    def _error(self, expected: str) -> SpecError:
        return SpecError(
            f"signature: expected {expected} at column {self.at + 1}",
            notes=(f"    {self.text}", f"    {' ' * self.at}^"),
            hint="for example 'f32[n,784], f32[784,10] -> f32[n,10]'",
        )


def _extent_spec(text: str) -> ExtentSpec:
    if text == "?":
        return None
    if text.isdigit():
        return int(text)
    parse_extent(text, lambda name: dim(Symbol(name)))
    return text.replace(" ", "")
