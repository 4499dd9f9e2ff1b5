"""Elementwise functions that are no ufuncs, and comparisons of whole arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, Shape, minimum
from mgc.ir.ops import elementwise as ops
from mgc.ir.ops.complex import MakeComplex
from mgc.ir.ops.functions import Exp, Log1p, Rint, Trunc
from mgc.ir.ops.shape import Slice
from mgc.ir.types import BOOL, F64

from ..dispatch import call_ufunc, finish_output, output_arguments
from ..engine import Operand, engine, result_of
from ..promote import (
    cast,
    dtype_of_argument,
    element_type,
    is_weak,
    operand,
    require_argument,
    result_dtype,
    settled,
    shape_of,
)
from ..reductions import NO_VALUE, given
from ..refusal import numpy_error, refused
from ..registry import elementwise, implements
from ..stretching import extent_where_fitting
from ..symbolic_int import compare_extents
from .arithmetic import full_like
from .select import select
from .shape import array_argument


@implements(np.clip)
def clip(
    a: Any,
    a_min: Any = NO_VALUE,
    a_max: Any = NO_VALUE,
    out: Any = None,
    *,
    min: Any = NO_VALUE,
    max: Any = NO_VALUE,
    **options: Any,
) -> Any:
    """``np.clip``: the maximum with the lower bound, then the minimum with the upper one."""
    low, high = (next((v for v in pair if given(v)), None) for pair in ((a_min, min), (a_max, max)))
    _refuse_others(options)
    values = [require_argument(v, "np.clip") for v in (a, low, high) if v is not None]
    if is_weak(values[0]):  # NumPy makes an array of it, whose type the bounds do not decide
        values[0] = settled(values[0])
    dtype = element_type(options["dtype"]) if options.get("dtype") else result_dtype(values)
    result: Any = cast(values[0], dtype)
    if low is not None:
        result = call_ufunc(np.maximum, result, low, dtype=dtype)
    if high is not None:
        result = call_ufunc(np.minimum, result, high, dtype=dtype)
    if low is None and high is None:
        result = call_ufunc(np.positive, result)
    (output,) = output_arguments(out, 1)
    where = options.get("where", True)
    mask = None if where is True else require_argument(where, "np.clip")
    return finish_output(result, output, mask, np.clip)


def _refuse_others(options: dict[str, Any]) -> None:
    """Raises: MGC-F3 for arguments of `np.clip` that would change the result."""
    others = {"casting", "order", "signature"} & {k for k, v in options.items() if v is not None}
    if others:
        raise refused("MGC-F3", f"np.clip with {sorted(others)}")


@implements(np.round, np.around)
def round_(a: Any, decimals: int = 0, out: Any = None) -> Any:
    """``np.round``: to even; with decimals, scaled by a power of ten, as NumPy does it."""
    x = operand(require_argument(a, "np.round"))
    dtype = x.tensor_type.dtype
    (output,) = output_arguments(out, 1)
    current = engine()
    if dtype.is_bool:
        if decimals:
            name = "multiply" if decimals > 0 else "divide"
            raise numpy_error(
                TypeError,
                f"Cannot cast ufunc '{name}' output from dtype('float64') to dtype('bool') with "
                "casting rule 'same_kind'",
            )
        x, dtype = current.convert(x, element_type(np.float16)), element_type(np.float16)
    if dtype.is_complex:
        parts = [operand(round_(part, decimals)) for part in _parts(x)]
        return finish_output(current.apply(MakeComplex(), tuple(parts)), output, None, np.round)
    if not dtype.is_float:
        if decimals < 0:  # in float64, as NumPy
            rounded = round_(current.convert(x, F64), decimals)
            return finish_output(current.convert(rounded, dtype), output, None, np.round)
        return finish_output(call_ufunc(np.positive, x), output, None, np.round)
    if decimals == 0:
        result: Any = current.apply(Rint(), (x,))
    else:
        scale = 10.0 ** abs(decimals)
        up, down = (np.multiply, np.true_divide) if decimals > 0 else (np.true_divide, np.multiply)
        scaled = call_ufunc(up, x, scale)
        result = call_ufunc(down, call_ufunc(np.rint, scaled), scale)
    return finish_output(result, output, None, np.round)


def _parts(x: Any) -> tuple[Any, Any]:
    return x.real, x.imag


@implements(np.fix)
def fix(x: Any, out: Any = None) -> Any:
    """``np.fix``: towards zero."""
    value = operand(require_argument(x, "np.fix"))
    return call_ufunc(np.trunc, value, out=out)


@elementwise(np.logaddexp)
def logaddexp(x: Operand, y: Operand) -> Operand:
    """log(exp(x) + exp(y)): the larger plus log1p(exp(-|x - y|)), as in NumPy."""
    return _log_add(x, y, base_two=False)


@elementwise(np.logaddexp2)
def logaddexp2(x: Operand, y: Operand) -> Operand:
    """log2(2**x + 2**y)."""
    return _log_add(x, y, base_two=True)


def _log_add(x: Operand, y: Operand, *, base_two: bool) -> Operand:
    current = engine()
    difference: Any = call_ufunc(np.subtract, x, y)
    small = call_ufunc(np.negative, call_ufunc(np.absolute, difference))
    larger = call_ufunc(np.maximum, x, y)
    if base_two:
        power = call_ufunc(np.exp2, small)
        added = call_ufunc(np.multiply, call_ufunc(np.log1p, power), float(np.log2(np.e)))
    else:
        added = current.apply(Log1p(), (current.apply(Exp(), (small,)),))
    same = call_ufunc(np.add, x, 1.0 if base_two else float(np.log(2.0)))
    return select(call_ufunc(np.equal, x, y), same, call_ufunc(np.add, larger, added))


@elementwise(np.modf)
def modf(x: Operand) -> tuple[Operand, Operand]:
    """Fractional and integral part, both with the sign of x."""
    current = engine()
    whole = current.apply(Trunc(), (x,))
    zero = full_like(x, 0)
    infinite = call_ufunc(np.isinf, x)
    part = select(infinite, zero, current.apply(ops.Subtract(), (x, whole)))
    return current.apply(ops.Copysign(), (part, x)), whole


@elementwise(np.float_power)
def float_power(x: Operand, y: Operand) -> Operand:
    """X ** y in float64 (the loop's type)."""
    return engine().apply(ops.Power(), (x, y))


@implements(np.isclose)
def isclose(a: Any, b: Any, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: bool = False) -> Any:
    """``np.isclose``."""
    x, y = (_float_or_int(v) for v in (a, b))
    if not y.tensor_type.dtype.is_inexact:
        y = engine().convert(y, F64)
    difference = call_ufunc(np.absolute, call_ufunc(np.subtract, x, y))
    bound = call_ufunc(np.add, atol, call_ufunc(np.multiply, rtol, call_ufunc(np.absolute, y)))
    near = call_ufunc(np.less_equal, difference, bound)
    near = call_ufunc(np.logical_and, near, call_ufunc(np.isfinite, y))
    result = call_ufunc(np.logical_or, near, call_ufunc(np.equal, x, y))
    if equal_nan:
        both = call_ufunc(np.logical_and, call_ufunc(np.isnan, x), call_ufunc(np.isnan, y))
        result = call_ufunc(np.logical_or, result, both)
    return result


def _float_or_int(value: Any) -> Operand:
    return operand(require_argument(value, "np.isclose"))


@implements(np.allclose)
def allclose(a: Any, b: Any, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: bool = False) -> Any:
    """``np.allclose``: a bool."""
    from ..scalars import weak

    return weak(operand(np.all(isclose(a, b, rtol, atol, equal_nan))))


@implements(np.array_equal)
def array_equal(a1: Any, a2: Any, equal_nan: bool = False) -> Any:
    """``np.array_equal``: False for other shapes."""
    from ..scalars import weak

    x, y = (array_argument(v, "np.array_equal") for v in (a1, a2))
    left, right = x.tensor_type.shape, y.tensor_type.shape
    current = engine()
    if len(left) != len(right):
        return False
    pairs = list(zip(left, right, strict=True))
    answers = [current.known(p, "==", q) for p, q in pairs]
    if False in answers:
        return False
    if None in answers:
        shape = tuple(minimum(p, q) for p, q in pairs)
        x, y = (_first_part(v, shape) for v in (x, y))
    same = call_ufunc(np.equal, x, current.broadcast(y, shape_of(x)))
    if equal_nan:
        both = call_ufunc(np.logical_and, call_ufunc(np.isnan, x), call_ufunc(np.isnan, y))
        same = call_ufunc(np.logical_or, same, both)
    equal = operand(np.all(same))
    for (p, q), answer in zip(pairs, answers, strict=True):
        if answer is None:
            equal = call_ufunc(np.logical_and, equal, compare_extents(p, "==", q))
    return weak(equal)


def _first_part(x: Operand, shape: Shape) -> Operand:
    """The first elements of ``x`` along each axis."""
    return engine().apply(Slice((0,) * len(shape), shape, (1,) * len(shape)), (x,))


@implements(np.array_equiv)
def array_equiv(a1: Any, a2: Any) -> Any:
    """``np.array_equiv``: as `array_equal`, after broadcasting."""
    from ..scalars import weak

    x, y = (array_argument(v, "np.array_equiv") for v in (a1, a2))
    left, right = x.tensor_type.shape, y.tensor_type.shape
    rank = max(len(left), len(right))
    shape: list[Extent] = []
    fits: Any = True
    for p, q in zip(*((*(1,) * (rank - len(e)), *e) for e in (left, right)), strict=True):
        extent, fit = extent_where_fitting(p, q)
        shape.append(extent)
        fits = fit if fits is True else call_ufunc(np.logical_and, fits, fit)
        if fit is False:
            return False
    wide = (engine().broadcast(v, tuple(shape)) for v in (x, y))
    same = np.all(call_ufunc(np.equal, *wide))
    return weak(operand(same if fits is True else call_ufunc(np.logical_and, fits, same)))


@implements(np.nan_to_num)
def nan_to_num(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    """``np.nan_to_num``: NaN and infinities replaced by numbers."""
    a = operand(require_argument(x, "np.nan_to_num"))
    dtype = a.tensor_type.dtype
    if not dtype.is_inexact:
        fresh = copy and not a.is_scalar
        return result_of(engine().as_array(a) if fresh else a)
    parts = _parts(a) if dtype.is_complex else (a,)
    found = tuple(_finite(part, nan, posinf, neginf) for part in parts)
    result = engine().apply(MakeComplex(), found) if dtype.is_complex else found[0]
    if not copy and not a.is_scalar:
        engine().store(a, result)
        return a
    return result


def _finite(a: Any, nan: Any, posinf: Any, neginf: Any) -> Operand:
    """Real numbers with NaN and infinities replaced."""
    dtype = a.tensor_type.dtype
    limits: Any = np.finfo(dtype.name.replace("f", "float"))
    result = select(call_ufunc(np.isnan, a), cast(nan, dtype), a)
    for bound, replaced, default in (
        (np.inf, posinf, limits.max),
        (-np.inf, neginf, limits.min),
    ):
        value = cast(float(default) if replaced is None else replaced, dtype)
        result = select(call_ufunc(np.equal, a, bound), value, result)
    return result


def _require_ordered(x: Any) -> None:
    """Raises: MgcTypeError with NumPy's text for complex numbers."""
    dtype = dtype_of_argument(require_argument(x, "np.isposinf"))
    if dtype.is_complex:
        raise numpy_error(
            TypeError,
            f"This operation is not supported for {dtype.numpy} values because it would be "
            "ambiguous.",
        )


@implements(np.isposinf)
def isposinf(x: Any, out: Any = None) -> Any:
    """``np.isposinf``."""
    _require_ordered(x)
    return call_ufunc(np.equal, x, np.inf, out=out)


@implements(np.isneginf)
def isneginf(x: Any, out: Any = None) -> Any:
    """``np.isneginf``."""
    _require_ordered(x)
    return call_ufunc(np.equal, x, -np.inf, out=out)


@implements(np.sinc)
def sinc(x: Any) -> Any:
    """``np.sinc``: sin(pi x) / (pi x)."""
    value = operand(require_argument(x, "np.sinc"))
    if not (value.tensor_type.dtype.is_float or value.tensor_type.dtype.is_complex):
        value = engine().convert(value, F64)
    zero = call_ufunc(np.equal, value, 0)
    y: Any = call_ufunc(np.multiply, np.pi, select(zero, full_like(value, 1e-20), value))
    return np.sin(y) / y


@implements(np.select)
def select_(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Any:
    """``np.select``: the choice of the first condition that holds."""
    if len(condlist) != len(choicelist):
        raise numpy_error(ValueError, "list of cases must be same length as list of conditions")
    conditions = [require_argument(c, "np.select") for c in condlist]
    if any(operand(c).tensor_type.dtype != BOOL for c in conditions):
        raise numpy_error(TypeError, "invalid entry in condlist: should be boolean ndarray")
    choices = [require_argument(c, "np.select") for c in (*choicelist, default)]
    dtype = result_dtype(choices)
    result = cast(choices[-1], dtype)
    for condition, choice in zip(reversed(conditions), reversed(choices[:-1]), strict=True):
        result = select(condition, cast(choice, dtype), result)
    return engine().as_array(result) if result.is_scalar else result
