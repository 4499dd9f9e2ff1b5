"""Python's builtins and the functions of ``math`` on traced values.

They keep Python's meaning: ``float(x)`` gives a Python float (weak), ``max(a, b)`` is
``b if b > a else a``, ``math.floor`` gives an int.
"""

from __future__ import annotations

import builtins
import functools
import math
from collections.abc import Callable, Iterable
from types import GeneratorType
from typing import Any, NoReturn

import numpy as np

from mgc.ir.extents import Extent, maximum, minimum
from mgc.ir.ops.complex import MakeComplex
from mgc.ir.ops.elementwise import Where
from mgc.ir.types import BOOL, C128, F64, I64, DType

from .array_folds import extreme_of, is_of_run_time_length, sum_of
from .attributes import get_attribute, has_attribute
from .dispatch import binary_operator, call_ufunc
from .engine import Deferred, Operand, engine
from .math_domains import require_domain, require_range
from .promote import argument, cast, operand, result_dtype
from .refusal import numpy_error, refused
from .scalars import python_floor, python_int, weak
from .symbolic_int import ExtentComparison, TracedInt, extent_of, integer

Call = Callable[..., Any]

_MATH_UFUNCS = {
    "sqrt": np.sqrt, "exp": np.exp, "expm1": np.expm1, "log1p": np.log1p, "log2": np.log2,
    "log10": np.log10, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin,
    "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh,
    "fabs": np.fabs, "copysign": np.copysign, "fmod": np.fmod, "hypot": np.hypot,
    "degrees": np.degrees, "radians": np.radians, "isnan": np.isnan, "isinf": np.isinf,
    "isfinite": np.isfinite, "exp2": np.exp2, "cbrt": np.cbrt, "pow": np.power,
}  # fmt: skip


def is_traced(value: Any) -> bool:
    """True for operands and symbolic ints."""
    return isinstance(value, (Operand, Deferred)) or type(value) in (TracedInt, ExtentComparison)


def builtin_call(callee: Any) -> Call | None:
    """What stands for a builtin or a function of ``math`` when an argument is traced."""
    try:
        implementation = _table().get(callee)
    except TypeError:  # unhashable
        return None
    if implementation is None:
        return None

    def call(*args: Any, **kwargs: Any) -> Any:
        if callee in _CONSUMING and len(args) == 1 and isinstance(args[0], GeneratorType):
            args = ([*args[0]],)
        if any(map(is_traced, args)) or _over_traced(callee, args):
            return implementation(*args, **kwargs)
        return callee(*args, **kwargs)

    return call


_CONSUMING = frozenset((builtins.max, builtins.min))
_HIGHER = frozenset(
    (
        builtins.any, builtins.all, builtins.map, builtins.filter, functools.reduce,
        builtins.enumerate, builtins.zip, builtins.reversed, builtins.len, builtins.getattr,
    )
)  # fmt: skip


def _over_traced(callee: Any, args: tuple[Any, ...]) -> bool:
    """True for functions of functions or attributes, and for ``max`` of a list of traced values."""
    if callee in _HIGHER:
        return True
    items = args[0] if len(args) == 1 else ()
    return isinstance(items, (tuple, list)) and any(map(is_traced, items))


@functools.cache
def _table() -> dict[Any, Call]:
    from .control.iteration import combined, traced_range

    table: dict[Any, Call] = {
        builtins.float: functools.partial(_number, F64),
        builtins.complex: _complex,
        builtins.bool: functools.partial(_number, BOOL),
        builtins.int: _int,
        builtins.len: _len,
        builtins.str: functools.partial(_text, "s"),
        builtins.repr: functools.partial(_text, "r"),
        builtins.ascii: functools.partial(_text, "a"),
        builtins.format: functools.partial(_text, None),
        builtins.max: functools.partial(_extreme, np.greater),
        builtins.min: functools.partial(_extreme, np.less),
        builtins.sum: _sum,
        builtins.any: functools.partial(_any_of, True),
        builtins.all: functools.partial(_any_of, False),
        builtins.type: _type,
        builtins.getattr: _getattr,
        builtins.hasattr: _hasattr,
        builtins.range: traced_range,
        builtins.enumerate: functools.partial(combined, builtins.enumerate),
        builtins.zip: functools.partial(combined, builtins.zip),
        builtins.reversed: functools.partial(combined, builtins.reversed),
        builtins.map: functools.partial(_higher, builtins.map),
        builtins.filter: functools.partial(_higher, builtins.filter),
        functools.reduce: functools.partial(_higher, functools.reduce),
        math.floor: _math_floor,
        math.ceil: lambda x: -_math_floor(-x),
        math.trunc: _int,
        math.log: _math_log,
        math.gcd: functools.partial(_divisors, np.gcd),
        math.lcm: functools.partial(_divisors, np.lcm),
    }
    for name, ufunc in _MATH_UFUNCS.items():
        function = getattr(math, name, None)  # exp2 and cbrt are of Python 3.11 and later
        if function is not None:
            table[function] = functools.partial(_math, name, ufunc)
    return table


def _text(conversion: str | None, value: Any, specification: Any = "", /) -> Any:
    """``str(x)``, ``repr(x)``, ``format(x, ".3f")``."""
    from .intercept import HOOKS

    return HOOKS.text(value, conversion, specification)


def _number(dtype: DType, value: Any = 0, /) -> Any:
    """``float(x)``, ``complex(x)``, ``bool(x)``: a Python number."""
    found = _single(value, dtype)
    if dtype.is_bool and found.tensor_type.dtype.is_complex:
        return weak(call_ufunc(np.not_equal, found, 0))
    return weak(engine().convert(found, dtype))


def _complex(real: Any = 0, imag: Any = None) -> Any:
    """``complex(x)``, and ``complex(a, b)`` of two real numbers."""
    if imag is None:
        return _number(C128, real)
    parts = tuple(engine().convert(_single(part, F64), F64) for part in (real, imag))
    return weak(engine().apply(MakeComplex(), parts))


def _int(value: Any = 0, /) -> Any:
    """``int(x)``: towards zero."""
    return value if type(value) is TracedInt else python_int(_single(value, I64))


def _single(value: Any, dtype: DType) -> Operand:
    """The only element of a value, as a scalar."""
    found = argument(value)
    if found is None:
        raise refused("MGC-F3", f"{dtype}({value!r})")
    result = operand(found)
    if result.tensor_type.dtype.is_complex and not (dtype.is_complex or dtype.is_bool):
        _refuse_complex(result, dtype)
    if result.tensor_type.rank:
        raise numpy_error(TypeError, "only 0-dimensional arrays can be converted to Python scalars")
    return engine().as_scalar(result, weak=result.weak)


def _refuse_complex(value: Operand, dtype: DType) -> NoReturn:
    """Python has no real number of a complex one; NumPy's loses a part."""
    if not value.weak:
        raise refused("MGC-F3", f"a real number of {value.tensor_type}", "use .real")
    kind = "int() argument must be a string, a bytes-like object or a real number"
    if dtype.is_float:
        kind = "float() argument must be a string or a real number"
    raise numpy_error(TypeError, f"{kind}, not 'complex'")


def _len(value: Any, /) -> Any:
    """``len(x)``: the first extent, symbolic or not."""
    from .control.iteration import TracedRange

    if isinstance(value, Deferred):
        value = value.materialized()
    if type(value) is TracedRange:
        return integer(value.iteration().count)
    if not isinstance(value, Operand) or value.is_scalar or not value.tensor_type.rank:
        plain: Any = value
        return len(plain)
    return integer(value.tensor_type.shape[0])


def _extreme(better: np.ufunc, *values: Any, key: Any = None, default: Any = None) -> Any:
    """``max`` and ``min`` of Python: the first of those that no other one is better than."""
    if key is not None:
        raise refused("MGC-F3", "max or min of traced values with key=")
    items: Iterable[Any] = values[0] if len(values) == 1 else values
    if len(values) == 1 and is_of_run_time_length(values[0]):
        if default is not None:
            raise refused("MGC-F3", "max or min with default= of an array whose length a run knows")
        return extreme_of(values[0], better is np.greater)
    result: Any = None
    for position, item in enumerate(items):
        result = item if position == 0 else _better(better, item, result)
    return result


def _sum(items: Any, /, start: Any = 0) -> Any:
    """``sum`` of Python: one after another."""
    return sum_of(items, start) if is_of_run_time_length(items) else sum(items, start)


def _any_of(decisive: bool, items: Iterable[Any], /) -> Any:
    """``any`` and ``all``: known items decide at once, what a run decides is put together."""
    if isinstance(items, Operand) and items.tensor_type.rank == 1:
        return weak((np.any if decisive else np.all)(items))  # type: ignore[call-overload]
    connect = np.logical_or if decisive else np.logical_and
    result: Any = not decisive
    for item in items:
        if not is_traced(item):
            if bool(item) is decisive:
                return decisive
        elif result is (not decisive):
            result = call_ufunc(np.not_equal, item, 0)
        else:
            result = call_ufunc(connect, result, item)
    return result if isinstance(result, bool) else weak(result)


def _better(better: np.ufunc, new: Any, old: Any) -> Any:
    """``new if new > old else old``."""
    if not is_traced(new) and not is_traced(old):
        chosen = new > old if better is np.greater else new < old
        return new if chosen else old
    of_numpy = any(isinstance(number, (Operand, np.generic)) for number in (new, old))
    left, right = extent_of(new), extent_of(old)
    if left is not None and right is not None and not of_numpy:
        return integer(_extreme_extent(better, left, right))
    condition = binary_operator(better, new, old)
    if condition is NotImplemented:
        names = " and ".join(f"'{value.__class__.__name__}'" for value in (new, old))
        sign = ">" if better is np.greater else "<"
        raise numpy_error(TypeError, f"'{sign}' not supported between instances of {names}")
    x, y = argument(new), argument(old)
    assert x is not None
    assert y is not None
    if condition.tensor_type.rank:
        raise numpy_error(
            ValueError,
            "The truth value of an array with more than one element is ambiguous. Use a.any() or "
            "a.all()",
        )
    both_weak = not (isinstance(x, Operand) and not x.weak) and not (
        isinstance(y, Operand) and not y.weak
    )
    dtype = result_dtype([x, y])
    chosen = engine().apply(Where(), (condition, cast(x, dtype), cast(y, dtype)))
    return engine().as_scalar(chosen, weak=both_weak)


def _extreme_extent(better: np.ufunc, new: Extent, old: Extent) -> Extent:
    low, high = (old, new) if better is np.greater else (new, old)
    is_better = engine().known(low, "<", high)
    if is_better is None:
        return maximum(old, new) if better is np.greater else minimum(old, new)
    return new if is_better else old


def _type(value: Any, /, *rest: Any) -> Any:
    """``type(x)``: NumPy's class, or Python's."""
    return type(value, *rest) if rest else value.__class__


def _getattr(value: Any, name: str, *default: Any) -> Any:
    """``getattr``: what reading the attribute gives, with the same guards."""
    from .intercept import HOOKS

    if not isinstance(value, Operand):
        return HOOKS.load(getattr(HOOKS.watch(value, name), name, *default))
    try:
        return get_attribute(value, name)
    except AttributeError:
        if not default:
            raise
        return default[0]


def _hasattr(value: Any, name: str) -> bool:
    return has_attribute(value, name) if isinstance(value, Operand) else hasattr(value, name)


def _higher(function: Call, inner: Any, *rest: Any) -> Any:
    """``map(f, ...)``: ``f`` is called as from a call site."""
    from .intercept import HOOKS

    return function(HOOKS.call(inner) if inner is not None else None, *rest)


def _math(name: str, ufunc: np.ufunc, *values: Any) -> Any:
    """A function of ``math``: a Python float (or bool)."""
    numbers = [_number(F64, v) if is_traced(v) else float(v) for v in values]
    require_domain(name, numbers)
    result = weak(call_ufunc(ufunc, *numbers))
    require_range(name, numbers, result)
    return result


def _math_log(value: Any, base: Any = None) -> Any:
    """``math.log(x)`` or ``math.log(x, base)``."""
    number = _number(F64, value) if is_traced(value) else float(value)
    require_domain("log", [number])
    result = weak(call_ufunc(np.log, number))
    return result if base is None else result / _math_log(base)


def _divisors(ufunc: np.ufunc, *values: Any) -> Any:
    """``math.gcd`` and ``math.lcm`` of ints."""
    for value in values:
        if not issubclass(value.__class__, (int, np.integer)):
            raise numpy_error(
                TypeError,
                f"'{value.__class__.__name__}' object cannot be interpreted as an integer",
            )
    first: Any = 0 if ufunc is np.gcd else 1
    return weak(functools.reduce(functools.partial(call_ufunc, ufunc), map(_int, values), first))


def _math_floor(value: Any) -> Any:
    """``math.floor(x)``: a Python int."""
    return value if type(value) is TracedInt else python_floor(_single(value, F64))
