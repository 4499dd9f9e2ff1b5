"""Rules about numbers: neutral elements, signs, powers of two, conversions."""

from __future__ import annotations

import math

import numpy as np

from ..core import Value
from ..ops.bits import LeftShift, RightShift
from ..ops.elementwise import (
    Absolute,
    Add,
    Convert,
    Divide,
    FloorDivide,
    Fmax,
    Fmin,
    Maximum,
    Minimum,
    Multiply,
    Negative,
    Power,
    Remainder,
    Subtract,
)
from ..ops.functions import Ceil, Floor, Rint, Trunc
from ..types import BF16, DType
from .pattern import (
    AllBits,
    Apply,
    Filled,
    Match,
    Named,
    Rule,
    X,
    Y,
    filled_with,
    floating,
    integer,
    number,
    signed,
)

MINUS_X, MINUS_Y = Apply(Negative, X), Apply(Negative, Y)
ROUNDING = (Ceil, Floor, Rint, Trunc)


def _divide_by_power_of_two(m: Match) -> Value | None:
    """``x / 4 -> x * 0.25``: both are the one real quotient, rounded once."""
    divisor = filled_with(m.y)
    if divisor is None or divisor.dtype == BF16:
        return None
    value = float(divisor.array)
    if not math.isfinite(value) or value == 0 or abs(math.frexp(value)[0]) != 0.5:
        return None
    with np.errstate(over="ignore"):
        inverse = float(np.asarray(1 / value, divisor.dtype.numpy))
    if inverse * value != 1:
        return None
    return m.add(Multiply(), m.x, m.emitter.full(inverse, m.y.type))


def _convert(m: Match) -> Value | None:
    """``convert(convert(x))`` with an exact inner conversion."""
    assert isinstance(m.op, Convert)
    inner = m.x.node
    if inner is None or not isinstance(inner.op, Convert):
        return None
    source, middle, target = inner.operands[0], inner.op.dtype, m.op.dtype
    start = source.type.dtype
    if not is_exact(start, middle):
        return None
    if not (is_exact(start, target) or _same_rounding(start, middle, target)):
        return None
    return m.add(Convert(target), source)


def _same_rounding(start: DType, middle: DType, target: DType) -> bool:
    """True if an inexact conversion to ``target`` gives the same from ``start`` and ``middle``.

    Not so for floats out of an integer's range, nor where 16 bits are rounded to by way of f32.
    """
    if target.is_bool or (start.is_integer and middle.is_integer and target.is_integer):
        return True
    if start.is_complex and not target.is_complex:
        return False
    return target.real.name in ("f32", "f64")


def is_exact(start: DType, target: DType) -> bool:
    """True if every value of ``start`` is a value of ``target``."""
    if start == target or start.is_bool:
        return True
    if start.is_integer and target.is_integer:
        grows = target.bits > start.bits
        return grows and (target.is_signed or not start.is_signed)
    digits, exponent = _precision(target.real)
    if start.is_integer:
        return exponent > start.bits and digits >= start.bits - start.is_signed
    if start.is_complex and not target.is_complex:
        return False
    start_digits, start_exponent = _precision(start.real)
    return digits >= start_digits and exponent >= start_exponent


def _precision(dtype: DType) -> tuple[int, int]:
    """Significant bits and exponent range of a float; none for other types."""
    return {"f16": (11, 16), "bf16": (8, 128), "f32": (24, 128), "f64": (53, 1024)}.get(
        dtype.name, (0, 0)
    )


RULES = (
    # Neutral and absorbing elements.
    Rule(Apply(Multiply, X, Filled(1)), lambda m: m.x, number),  # x * 1 -> x
    Rule(Apply(Multiply, X, Filled(0)), lambda m: m.full(0), integer),  # x * 0 -> 0
    Rule(Apply(Divide, X, Filled(1)), lambda m: m.x, floating),  # x / 1 -> x
    Rule(Apply(FloorDivide, X, Filled(1)), lambda m: m.x, integer),  # x // 1 -> x
    Rule(Apply(Remainder, X, Filled(1)), lambda m: m.full(0), integer),  # x % 1 -> 0
    Rule(Apply(Add, X, Filled(0)), lambda m: m.x, integer),  # x + 0 -> x; but -0.0 + 0.0 is 0.0
    Rule(Apply(Add, X, Filled(-0.0)), lambda m: m.x, floating),  # x + -0.0 -> x
    Rule(Apply(Subtract, X, Filled(0)), lambda m: m.x, number),  # x - 0 -> x
    Rule(Apply(Subtract, Filled(0), X), lambda m: m.add(Negative(), m.x), integer),  # 0 - x -> -x
    Rule(Apply(Subtract, Filled(-0.0), X), lambda m: m.add(Negative(), m.x), floating),  # as above
    Rule(Apply(Subtract, X, X), lambda m: m.full(0), integer),  # x - x -> 0; but NaN - NaN is NaN
    Rule(Apply(Power, X, Filled(0)), lambda m: m.full(1), number),  # x ** 0 -> 1, of NaN too
    Rule(Apply(Power, X, Filled(1)), lambda m: m.x, integer),  # x ** 1 -> x
    Rule(Apply(Power, X, Filled(2)), lambda m: m.add(Multiply(), m.x, m.x), integer),  # -> x * x
    Rule(Apply((LeftShift, RightShift), X, Filled(0)), lambda m: m.x, integer),  # x << 0 -> x
    Rule(Apply((Maximum, Minimum, Fmax, Fmin), X, X), lambda m: m.x, number),  # max(x, x) -> x
    # Signs.
    Rule(Apply(Negative, Apply(Negative, X)), lambda m: m.x, number),  # --x -> x
    Rule(Apply(Multiply, X, Filled(-1)), lambda m: m.add(Negative(), m.x), number),  # x * -1 -> -x
    Rule(Apply(Multiply, X, AllBits()), lambda m: m.add(Negative(), m.x), integer),  # 255 is -1
    Rule(Apply(Divide, X, Filled(-1)), lambda m: m.add(Negative(), m.x), floating),  # x / -1 -> -x
    Rule(Apply(Multiply, MINUS_X, MINUS_Y), lambda m: m.add(Multiply(), m.x, m.y), number),  # -x*-y
    Rule(Apply(Add, X, MINUS_Y), lambda m: m.add(Subtract(), m.x, m.y), number),  # x + -y -> x - y
    Rule(Apply(Subtract, X, MINUS_Y), lambda m: m.add(Add(), m.x, m.y), number),  # x - -y -> x + y
    Rule(Apply(Absolute, Named("x", Apply(Absolute, Y))), lambda m: m.x, number),  # ||y|| -> |y|
    Rule(Apply(Absolute, MINUS_X), lambda m: m.add(Absolute(), m.x), signed),  # |-x| -> |x|
    # Rounding and conversion.
    Rule(Apply(ROUNDING, Named("x", Apply(ROUNDING, Y))), lambda m: m.x),  # floor(ceil(y)) -> ceil
    Rule(Apply(Divide, X, Y), _divide_by_power_of_two, floating),  # x / 4 -> x * 0.25
    Rule(Apply(Convert, X), lambda m: m.x if m.x.type == m.type else None),  # to its own type
    Rule(Apply(Convert, X), _convert),  # convert(convert(x)) -> convert(x)
)
