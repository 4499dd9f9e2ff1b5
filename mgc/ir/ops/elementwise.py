"""Elementwise arithmetic, comparison, logic and conversion."""

from __future__ import annotations

import numpy as np

from ..errors import MgcTypeError
from ..loops.scalars import S, Scalars
from ..math import integer
from ..records import dataclass
from ..types import BOOL, DType
from .base import Array, Binary, Compare, Elementwise, Unary


class Add(Binary):
    """Sum; logical or on bool."""

    name = "add"
    numpy = (np.add,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = operands
        return s.or_(x, y) if s.dtype(x).is_bool else s.add(x, y)


class Subtract(Binary):
    """Difference. Not for bool, as in NumPy."""

    name = "subtract"
    numpy = (np.subtract,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.sub(*operands)


class Multiply(Binary):
    """Product; logical and on bool."""

    name = "multiply"
    numpy = (np.multiply,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = operands
        return s.and_(x, y) if s.dtype(x).is_bool else s.mul(x, y)


class Divide(Binary):
    """Floating quotient."""

    name = "divide"
    numpy = (np.true_divide,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.div(*operands)

    def cost(self) -> int:
        return 10


class FloorDivide(Binary):
    """Quotient rounded towards minus infinity; x//0 = 0 and INT_MIN//-1 = INT_MIN on integers."""

    name = "floor_divide"
    numpy = (np.floor_divide,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        if s.dtype(operands[0]).is_float:
            return s.call("floor_divide", *operands)
        return integer.floor_divide(s, *operands)

    def cost(self) -> int:
        return 30


class Remainder(Binary):
    """Remainder with the sign of the divisor; x % 0 = 0 on integers."""

    name = "remainder"
    numpy = (np.remainder,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        if s.dtype(operands[0]).is_float:
            return s.call("remainder", *operands)
        return integer.remainder(s, *operands)

    def cost(self) -> int:
        return 30


class Fmod(Binary):
    """Remainder with the sign of the dividend, exact."""

    name = "fmod"
    numpy = (np.fmod,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        if s.dtype(operands[0]).is_float:
            return s.call("fmod", *operands)
        return integer.fmod(s, *operands)

    def cost(self) -> int:
        return 30


class Power(Binary):
    """x ** y; integer powers wrap around."""

    name = "power"
    numpy = (np.power,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        if s.dtype(operands[0]).is_inexact:
            return s.call("pow", *operands)
        return integer.power(s, *operands)

    def cost(self) -> int:
        return 60


class Negative(Unary):
    """-x; flips the sign of zero and NaN too."""

    name = "negative"
    numpy = (np.negative,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.neg(*operands)


class Absolute(Unary):
    """|x|; INT_MIN stays INT_MIN; the magnitude of a complex number is real."""

    name = "absolute"
    numpy = (np.absolute, np.fabs)

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """The real type."""
        return dtypes[0].real

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return operands[0] if s.dtype(operands[0]).is_bool else s.abs(*operands)


class Sign(Unary):
    """-1, 0 or 1; NaN for NaN; x / |x| of complex numbers."""

    name = "sign"
    numpy = (np.sign,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        (x,) = operands
        dtype = s.dtype(x)
        if dtype.is_complex:
            return s.call("sign", x)
        zero, one = s.const(0, dtype), s.const(1, dtype)
        positive = s.select(s.gt(x, zero), one, zero)
        if not (dtype.is_signed or dtype.is_float):
            return positive
        signed = s.select(s.lt(x, zero), s.const(-1, dtype), positive)
        return s.select(s.ne(x, x), x, signed) if dtype.is_float else signed


class Maximum(Binary):
    """The larger; NaN if either is NaN.

    Complex numbers go by real, then by imaginary part. Of equal zeros either may be returned.
    """

    name = "maximum"
    numpy = (np.maximum,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = operands
        if s.dtype(x).is_bool:
            return s.or_(x, y)
        first = s.ge(x, y)
        return s.select(s.or_(first, s.ne(x, x)) if s.dtype(x).is_inexact else first, x, y)


class Minimum(Binary):
    """The smaller; NaN if either is NaN. Of equal zeros either may be returned."""

    name = "minimum"
    numpy = (np.minimum,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = operands
        if s.dtype(x).is_bool:
            return s.and_(x, y)
        first = s.le(x, y)
        return s.select(s.or_(first, s.ne(x, x)) if s.dtype(x).is_inexact else first, x, y)


class Fmax(Binary):
    """The larger; the other operand where one is NaN."""

    name = "fmax"
    numpy = (np.fmax,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = operands
        if s.dtype(x).is_bool:
            return s.or_(x, y)
        first = s.ge(x, y)
        return s.select(s.or_(first, s.ne(y, y)) if s.dtype(x).is_inexact else first, x, y)


class Fmin(Binary):
    """The smaller; the other operand where one is NaN."""

    name = "fmin"
    numpy = (np.fmin,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = operands
        if s.dtype(x).is_bool:
            return s.and_(x, y)
        first = s.le(x, y)
        return s.select(s.or_(first, s.ne(y, y)) if s.dtype(x).is_inexact else first, x, y)


class Heaviside(Binary):
    """0 for x < 0, y for x = 0, 1 for x > 0, NaN for NaN."""

    name = "heaviside"
    numpy = (np.heaviside,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = operands
        dtype = s.dtype(x)
        zero, one = s.const(0, dtype), s.const(1, dtype)
        step = s.select(s.lt(x, zero), zero, s.select(s.gt(x, zero), one, y))
        return s.select(s.ne(x, x), x, step)


class Copysign(Binary):
    """Magnitude of the first, sign bit of the second."""

    name = "copysign"
    numpy = (np.copysign,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.copysign(*operands)


class Where(Elementwise):
    """bool (...), (...), (...) -> (...): the second where the first holds, else the third."""

    name = "where"
    arity = 3
    numpy = (np.where,)

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """That of the two choices. Raises: MgcTypeError if the condition is not bool."""
        if not dtypes[0].is_bool:
            raise MgcTypeError(f"where: the condition is {dtypes[0]}, not bool", code="MGC-V3")
        return super().result_dtype(dtypes[1:])

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.select(*operands)


class Equal(Compare):
    """x == y."""

    name = "equal"
    numpy = (np.equal,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.eq(*operands)


class NotEqual(Compare):
    """x != y; true on NaN."""

    name = "not_equal"
    numpy = (np.not_equal,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.ne(*operands)


class Less(Compare):
    """x < y."""

    name = "less"
    numpy = (np.less,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.lt(*operands)


class LessEqual(Compare):
    """x <= y."""

    name = "less_equal"
    numpy = (np.less_equal,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.le(*operands)


class Greater(Compare):
    """x > y."""

    name = "greater"
    numpy = (np.greater,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.gt(*operands)


class GreaterEqual(Compare):
    """x >= y."""

    name = "greater_equal"
    numpy = (np.greater_equal,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.ge(*operands)


class LogicalAnd(Compare):
    """Both are nonzero."""

    name = "logical_and"
    numpy = (np.logical_and,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = (s.convert(v, BOOL) for v in operands)
        return s.and_(x, y)


class LogicalOr(Compare):
    """Either is nonzero."""

    name = "logical_or"
    numpy = (np.logical_or,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = (s.convert(v, BOOL) for v in operands)
        return s.or_(x, y)


class LogicalXor(Compare):
    """Exactly one is nonzero."""

    name = "logical_xor"
    numpy = (np.logical_xor,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, y = (s.convert(v, BOOL) for v in operands)
        return s.xor(x, y)


class Copy(Unary):
    """The same elements in a buffer of their own. Inserted where a result needs one."""

    name = "copy"
    numpy = (np.copy,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return operands[0]


@dataclass(frozen=True)
class Convert(Unary):
    """Cast to ``dtype`` as ``astype`` does; floats out of an integer's range give x86's result."""

    name = "convert"
    dtype: DType

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """The attribute."""
        return self.dtype

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.convert(operands[0], self.dtype)

    def eager(self, *operands: Array) -> Array:
        """``astype``, silent about values out of range."""
        with np.errstate(invalid="ignore", over="ignore"):
            x = operands[0]
            if x.dtype.kind == "c" and not (self.dtype.is_complex or self.dtype.is_bool):
                x = x.real  # as astype does, with a warning
            return x.astype(self.dtype.numpy)
