"""The scalar vocabulary as loop IR: each call appends a ``Compute`` statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from ..extents import Extent, Symbol
from ..location import Location
from ..types import BOOL, I64, DType
from .program import Bind, Buffer, Compute, Guard, Index, Load, Scalar, Statement, Store
from .scalars import Table

Argument = float | int | bool | DType | Table | str | None


class LoopScalars:
    """``Scalars[Scalar]`` that appends to ``statements``. Equal operations are shared."""

    def __init__(self, statements: list[Statement], location: Location | None = None) -> None:
        self.statements = statements
        self.location = location
        self._known: dict[tuple[object, ...], Scalar] = {}

    def compute(
        self, operation: str, operands: tuple[Scalar, ...], dtype: DType, argument: Argument = None
    ) -> Scalar:
        """The result of an operation of the vocabulary."""
        key = (operation, operands, dtype, repr(argument))
        if key not in self._known:
            result = Scalar(dtype)
            self.statements.append(
                Compute(result, operation, operands, argument, location=self.location)
            )
            self._known[key] = result
        return self._known[key]

    def load(self, buffer: Buffer, offset: Extent) -> Scalar:
        """buffer[offset], converted to the compute type."""
        key = ("load", buffer, offset)
        if key not in self._known:
            result = Scalar(buffer.dtype)
            self.statements.append(Load(result, buffer, offset, location=self.location))
            self._known[key] = result
        return self._known[key]

    def store(self, buffer: Buffer, offset: Extent, value: Scalar) -> None:
        """buffer[offset] = value."""
        self.statements.append(Store(buffer, offset, value, location=self.location))

    def index(self, extent: Extent, dtype: DType = I64) -> Scalar:
        """The value of an index expression."""
        key = ("index", extent, dtype)
        if key not in self._known:
            result = Scalar(dtype)
            self.statements.append(Index(result, extent, location=self.location))
            self._known[key] = result
        return self._known[key]

    def bind(self, value: Scalar, name: str = "at") -> Symbol:
        """A symbol for a scalar integer."""
        key = ("bind", value)
        if key not in self._known:
            symbol = Symbol(name)
            self.statements.append(Bind(symbol, value, location=self.location))
            self._known[key] = cast(Scalar, symbol)
        return cast(Symbol, self._known[key])

    def wrapped(self, index: Scalar, size: Extent) -> Scalar:
        """An index that may be from the end as one from the start."""
        guarded = self._known.get(("guard", index, size))
        if guarded is not None:
            return guarded
        negative = self.lt(index, self.const(0, I64))
        return self.select(negative, self.add(index, self.index(size)), index)

    def guard(self, indices: Iterable[tuple[Scalar, Extent]]) -> None:
        """Leaves the nest if an index is not in [-size, size); ``wrapped`` knows of it."""
        new = [key for key in dict.fromkeys(indices) if ("guard", *key) not in self._known]
        if not new:
            return
        results = tuple(Scalar(I64) for _ in new)
        sizes = tuple(self.index(size) for _, size in new)
        values = tuple(index for index, _ in new)
        self.statements.append(Guard(values, sizes, results, location=self.location))
        self._known.update({("guard", *key): r for key, r in zip(new, results)})

    # -- the vocabulary -----------------------------------------------------------------

    def dtype(self, x: Scalar) -> DType:
        """The element type."""
        return x.dtype

    def const(self, value: float | bool, dtype: DType) -> Scalar:
        """A constant."""
        return self.compute("const", (), dtype, value)

    def convert(self, x: Scalar, dtype: DType) -> Scalar:
        """Numeric conversion."""
        return x if x.dtype == dtype else self.compute("convert", (x,), dtype, dtype)

    def bitcast(self, x: Scalar, dtype: DType) -> Scalar:
        """The same bits."""
        return self.compute("bitcast", (x,), dtype, dtype)

    def select(self, condition: Scalar, x: Scalar, y: Scalar) -> Scalar:
        """X where the condition holds, else y."""
        return self.compute("select", (condition, x, y), x.dtype)

    def lookup(self, table: Table, index: Scalar) -> Scalar:
        """table[index]."""
        return self.compute("lookup", (index,), table.dtype, table)

    def call(self, name: str, *operands: Scalar) -> Scalar:
        """An elementary function."""
        from ..math import FUNCTIONS

        dtype = operands[0].dtype
        return self.compute("call", operands, FUNCTIONS[name, dtype.name].result or dtype, name)

    def rare(self, condition: Scalar, usual: Scalar, name: str, *operands: Scalar) -> Scalar:
        """The call where the condition holds, else ``usual``."""
        return self.compute("rare", (condition, usual, *operands), usual.dtype, name)

    def _same(self, operation: str, *operands: Scalar) -> Scalar:
        return self.compute(operation, operands, operands[0].dtype)

    def _test(self, operation: str, *operands: Scalar) -> Scalar:
        return self.compute(operation, operands, BOOL)

    def add(self, x: Scalar, y: Scalar) -> Scalar:
        """X + y."""
        return self._same("add", x, y)

    def sub(self, x: Scalar, y: Scalar) -> Scalar:
        """X - y."""
        return self._same("sub", x, y)

    def mul(self, x: Scalar, y: Scalar) -> Scalar:
        """X * y."""
        return self._same("mul", x, y)

    def div(self, x: Scalar, y: Scalar) -> Scalar:
        """X / y."""
        return self._same("div", x, y)

    def rem(self, x: Scalar, y: Scalar) -> Scalar:
        """Integer remainder."""
        return self._same("rem", x, y)

    def neg(self, x: Scalar) -> Scalar:
        """-x."""
        return self._same("neg", x)

    def fma(self, x: Scalar, y: Scalar, z: Scalar) -> Scalar:
        """X * y + z, rounded once."""
        return self._same("fma", x, y, z)

    def sqrt(self, x: Scalar) -> Scalar:
        """Square root."""
        return self._same("sqrt", x)

    def abs(self, x: Scalar) -> Scalar:
        """|x|."""
        return self._same("abs", x)

    def copysign(self, x: Scalar, y: Scalar) -> Scalar:
        """|x| with the sign of y."""
        return self._same("copysign", x, y)

    def rint(self, x: Scalar) -> Scalar:
        """Nearest integer."""
        return self._same("rint", x)

    def floor(self, x: Scalar) -> Scalar:
        """Rounded down."""
        return self._same("floor", x)

    def ceil(self, x: Scalar) -> Scalar:
        """Rounded up."""
        return self._same("ceil", x)

    def trunc(self, x: Scalar) -> Scalar:
        """Rounded towards zero."""
        return self._same("trunc", x)

    def and_(self, x: Scalar, y: Scalar) -> Scalar:
        """X & y."""
        return self._same("and_", x, y)

    def or_(self, x: Scalar, y: Scalar) -> Scalar:
        """X | y."""
        return self._same("or_", x, y)

    def xor(self, x: Scalar, y: Scalar) -> Scalar:
        """X ^ y."""
        return self._same("xor", x, y)

    def not_(self, x: Scalar) -> Scalar:
        """~x."""
        return self._same("not_", x)

    def shl(self, x: Scalar, n: Scalar) -> Scalar:
        """X << n."""
        return self._same("shl", x, n)

    def shr(self, x: Scalar, n: Scalar) -> Scalar:
        """X >> n."""
        return self._same("shr", x, n)

    def clz(self, x: Scalar) -> Scalar:
        """Leading zeros."""
        return self._same("clz", x)

    def popcount(self, x: Scalar) -> Scalar:
        """One bits."""
        return self._same("popcount", x)

    def eq(self, x: Scalar, y: Scalar) -> Scalar:
        """X == y."""
        return self._test("eq", x, y)

    def ne(self, x: Scalar, y: Scalar) -> Scalar:
        """X != y."""
        return self._test("ne", x, y)

    def lt(self, x: Scalar, y: Scalar) -> Scalar:
        """X < y."""
        return self._test("lt", x, y)

    def le(self, x: Scalar, y: Scalar) -> Scalar:
        """X <= y."""
        return self._test("le", x, y)

    def gt(self, x: Scalar, y: Scalar) -> Scalar:
        """X > y."""
        return self._test("gt", x, y)

    def ge(self, x: Scalar, y: Scalar) -> Scalar:
        """X >= y."""
        return self._test("ge", x, y)
