"""From NumPy's protocols and Python's operators to the tables: one way for every operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Shape
from mgc.ir.ops.elementwise import Less, Where
from mgc.ir.types import I64, U64, integer_limits

from .broadcasting import broadcast_shapes, format_shape, require_broadcastable
from .engine import Operand, engine, result_of
from .foreign_operands import FOREIGN, of_foreign
from .masked import MaskedArray, masked_ufunc
from .promote import (
    Argument,
    Loop,
    argument,
    cast,
    is_weak,
    operand,
    require_argument,
    resolve,
    shape_of,
)
from .refusal import refused
from .registry import elementwise_implementation, function_implementation

_IGNORED_OPTIONS = {"subok", "order"}


def binary_operator(ufunc: np.ufunc, left: Any, right: Any) -> Any:
    """What ``left op right`` gives."""
    if type(left) is MaskedArray or type(right) is MaskedArray:
        return masked_ufunc(ufunc, (left, right), {})
    if isinstance(left, FOREIGN) or isinstance(right, FOREIGN):
        found = of_foreign(ufunc, left, right)
        if found is not None:
            return found
    x, y = argument(left), argument(right)
    if x is None or y is None:
        return NotImplemented
    if is_weak(x) and is_weak(y):
        from .scalars import python_operator

        return python_operator(ufunc, x, y)
    if ufunc is np.power:
        from .composites.arithmetic import power_operator

        return power_operator(x, y)
    return ufunc_call(ufunc, (x, y))


def unary_operator(ufunc: np.ufunc, operand: Any) -> Any:
    """What ``op x`` gives."""
    if type(operand) is MaskedArray:
        return masked_ufunc(ufunc, (operand,), {})
    found = argument(operand)
    assert found is not None
    if is_weak(found):
        from .scalars import python_operator

        return python_operator(ufunc, found)
    return ufunc_call(ufunc, (found,))


def ufunc_method(
    ufunc: np.ufunc, method: str, inputs: Sequence[Any], options: dict[str, Any]
) -> Any:
    """``__array_ufunc__``: a ufunc called, or one of its methods."""
    if method == "__call__":
        return ufunc_call(ufunc, inputs, **options)
    from .ufunc_methods import METHODS

    result = METHODS[method](ufunc, *inputs, **options)
    return engine().keep_order(getattr(ufunc, method), inputs, options, result)


def call_ufunc(ufunc: np.ufunc, *inputs: Any, **options: Any) -> Any:
    """``ufunc(*inputs, **options)`` in the current engine."""
    return ufunc_call(ufunc, inputs, **options)


def ufunc_call(
    ufunc: np.ufunc,
    inputs: Sequence[Any],
    *,
    out: Any = None,
    where: Any = True,
    dtype: Any = None,
    casting: str = "same_kind",
    signature: Any = None,
    **options: Any,
) -> Any:
    """As `call_ufunc`. Raises: MGC-F1 for a ufunc that is not compiled."""
    if any(type(x) is MaskedArray for x in inputs):
        given = {"out": out, "where": where, "dtype": dtype, "casting": casting}
        return masked_ufunc(ufunc, inputs, {**given, "signature": signature, **options})
    function = function_implementation(ufunc)
    if function is not None:
        given = {"out": _single(out), "dtype": dtype, **options}
        return function(*inputs, **{k: v for k, v in given.items() if v is not None})
    implementation = elementwise_implementation(ufunc)
    if implementation is None:
        raise refused("MGC-F1", f"{callable_name(ufunc)} is not supported in compiled code")
    _check_options(ufunc, options)
    if len(inputs) > ufunc.nin:  # outputs by position
        inputs, out = inputs[: ufunc.nin], tuple(inputs[ufunc.nin :])
    arguments = [require_argument(x, callable_name(ufunc)) for x in inputs]
    outs = output_arguments(out, ufunc.nout)
    if ufunc is np.power:
        from .composites.arithmetic import power_implementation

        implementation = power_implementation(arguments)
    if ufunc in _COMPARISONS and (place := _python_integer(arguments)) is not None:
        if out is None and where is True:
            return _compared_with_python(ufunc, arguments, place)
        arguments[place] = engine().as_scalar(operand(arguments[place]))
    compared = _out_of_range_comparison(ufunc, arguments) if dtype is None else None
    if compared is not None:
        arguments = compared
    types = signature if dtype is None else (*(None,) * ufunc.nin, *(dtype,) * ufunc.nout)
    loop = resolve_loop(ufunc, arguments, outs, types, casting)
    shapes = [shape_of(x) for x in arguments]
    mask = None if where is True else require_argument(where, callable_name(ufunc))
    if mask is not None:
        shapes.append(shape_of(mask))
    shape = broadcast_shapes(shapes)
    results = compute(implementation, arguments, loop, shape)
    finished = [
        finish_output(result, out, mask, ufunc) for result, out in zip(results, outs, strict=True)
    ]
    return finished[0] if ufunc.nout == 1 else tuple(finished)


def compute(
    implementation: Any, arguments: Sequence[Argument], loop: Loop, shape: Shape
) -> tuple[Operand, ...]:
    """The results on operands cast to the loop's types and broadcast to ``shape``."""
    current = engine()
    operands = [
        current.broadcast(cast(x, d), shape) for x, d in zip(arguments, loop.inputs, strict=True)
    ]
    results: Operand | tuple[Operand, ...]
    if {x.tensor_type.dtype for x in operands} == {I64, U64}:
        results = _signed_and_unsigned(implementation, operands)
    else:
        results = implementation(*operands)
    each = results if isinstance(results, tuple) else (results,)
    return tuple(current.convert(r, d) for r, d in zip(each, loop.outputs, strict=True))


def _signed_and_unsigned(implementation: Any, operands: Sequence[Operand]) -> Operand:
    """A comparison of i64 and u64, exact as NumPy's: what is negative is below everything."""
    current = engine()
    shape = operands[0].tensor_type.shape
    signed = next(i for i, x in enumerate(operands) if x.tensor_type.dtype == I64)
    zero = current.broadcast(current.constant(0, I64), shape)
    negative = current.apply(Less(), (operands[signed], zero))
    below = [
        current.broadcast(current.constant(int(i != signed), U64), shape)
        for i in range(len(operands))
    ]
    compared = implementation(*(current.convert(x, U64) for x in operands))
    return current.apply(Where(), (negative, implementation(*below), compared))


def resolve_loop(
    ufunc: np.ufunc,
    arguments: Sequence[Argument],
    outs: Sequence[Operand | None],
    signature: Any,
    casting: str,
) -> Loop:
    """The element types of the loop. ``signature``: as NumPy takes it, ``"dd->d"`` or dtypes."""
    from .promote import element_type

    given = signature.replace("->", "") if isinstance(signature, str) else signature or ()
    wanted = [None if d is None else element_type(d) for d in given]
    out_types = [None if o is None else o.tensor_type.dtype for o in outs]
    return resolve(ufunc, arguments, out_types, signature=wanted, casting=casting)


def finish_output(result: Operand, out: Operand | None, mask: Argument | None, ufunc: Any) -> Any:
    """The result, or ``out`` after the result has been stored in it where ``mask`` holds."""
    name = callable_name(ufunc)
    if out is None:
        if mask is not None:
            raise refused(
                "MGC-F4",
                f"{name}(where=...) without out= leaves elements uninitialised",
                "pass out=, e.g. out=np.zeros_like(x)",
            )
        return result_of(result)
    current = engine()
    shape, target = result.tensor_type.shape, out.tensor_type.shape
    _require_fits(shape, target)
    value = current.broadcast(current.convert(result, out.tensor_type.dtype), target)
    if mask is not None:
        from .composites.select import select

        if isinstance(mask, Operand):
            _require_fits(mask.tensor_type.shape, target)
            mask = current.broadcast(mask, target)
        value = select(mask, value, out)
    current.store(out, value)
    return out


def _require_fits(shape: Shape, target: Shape) -> None:
    """Raises: ShapeError with NumPy's text if ``out=`` has not the shape of the operands."""
    require_broadcastable(
        shape,
        target,
        f"non-broadcastable output operand with shape {format_shape(target)} doesn't match the "
        f"broadcast shape {format_shape(shape)}",
    )


def output_arguments(out: Any, count: int) -> list[Operand | None]:
    """``out=`` as a list of operands. Raises: MgcTypeError if one is not an array."""
    outs = out if isinstance(out, tuple) else (out,)
    found: list[Operand | None] = []
    for item in (*outs, *(None for _ in range(count - len(outs)))):
        value = None if item is None else argument(item)
        if value is None or (
            isinstance(value, Operand) and not value.is_scalar and not isinstance(item, np.flatiter)
        ):
            found.append(value)
            continue
        from .refusal import numpy_error

        raise numpy_error(TypeError, "return arrays must be of ArrayType")
    return found


def call_function(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """``__array_function__``. Raises: MGC-F1 for a function that is not compiled."""
    implementation = function_implementation(function)
    if implementation is None:
        raise unsupported_callable(function)
    return implementation(*args, **kwargs)


def unsupported_callable(function: Any) -> Exception:
    """The error for a NumPy callable without an implementation."""
    return refused(
        "MGC-F1",
        f"{callable_name(function)} is not supported in compiled code",
        "mgc.supported() lists what is",
    )


def callable_name(function: Any) -> str:
    """``np.add``, ``np.linalg.norm``, ``scipy.special.gammaln``."""
    name = getattr(function, "__name__", repr(function))
    module = getattr(function, "__module__", None) or ("numpy" if hasattr(np, name) else "")
    module = "np" if module == "numpy" else module.replace("numpy.", "np.")
    return f"{module}.{name}" if module else name


def _single(out: Any) -> Any:
    return out[0] if isinstance(out, tuple) and len(out) == 1 else out


def _check_options(ufunc: np.ufunc, options: dict[str, Any]) -> None:
    for name, value in options.items():
        if name not in _IGNORED_OPTIONS and value is not None:
            raise refused("MGC-F3", f"{callable_name(ufunc)}: argument {name}={value!r}")
        if name == "order" and value not in ("K", "C"):
            raise refused("MGC-F3", f"{callable_name(ufunc)}: argument order={value!r}")


_COMPARISONS = (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)


def _python_integer(arguments: Sequence[Argument]) -> int | None:
    """Where a Python integer of the run is compared with integers that may not hold it."""
    from .fitting import fits

    for place, value in enumerate(arguments):
        other = arguments[1 - place]
        if not isinstance(value, Operand) or not isinstance(other, Operand) or other.weak:
            continue
        integers = value.tensor_type.dtype == I64 and other.tensor_type.dtype.is_integer
        if value.weak and integers and not fits(value, other.tensor_type.dtype):
            return place
    return None


def _compared_with_python(ufunc: np.ufunc, arguments: Sequence[Argument], place: int) -> Operand:
    """A comparison in the array's type where the integer fits, else what 0 gives in its place."""
    current = engine()
    value, other = arguments[place], arguments[1 - place]
    assert isinstance(value, Operand)
    assert isinstance(other, Operand)
    number = current.as_scalar(value)
    narrow = current.as_scalar(current.convert(value, other.tensor_type.dtype))
    pairs = [(narrow, other), (number, current.constant(0, I64))]
    inside, outside = (call_ufunc(ufunc, *(p if place == 0 else reversed(p))) for p in pairs)
    same = call_ufunc(np.equal, narrow, number)
    shape = other.tensor_type.shape
    wide = [current.broadcast(x, shape) for x in (same, inside, outside)]
    return current.apply(Where(), tuple(wide))


def _out_of_range_comparison(ufunc: np.ufunc, arguments: list[Argument]) -> list[Argument] | None:
    """Comparisons with a Python integer that the array's type cannot hold are exact in NumPy.

    The result is that of the comparison with the nearest value on the other side.
    """
    if ufunc not in _COMPARISONS:
        return None
    for i, value in enumerate(arguments):
        other = arguments[1 - i]
        if type(value) is not int:  # an extent fits, and its value is not known
            continue
        if not isinstance(other, Operand):
            continue
        dtype = other.tensor_type.dtype
        if other.weak or not dtype.is_integer:
            continue
        low, high = integer_limits(dtype)
        if not low <= value <= high:
            side = 1.0 if value > 0 else -1.0
            replaced: list[Argument] = [0, 0]
            replaced[i] = side
            # Only whether the other operand is below or above matters: 0 stands for it.
            zeros = engine().broadcast(engine().constant(0, dtype), other.tensor_type.shape)
            replaced[1 - i] = zeros
            return replaced
    return None
