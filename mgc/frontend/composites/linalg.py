"""Products of matrices and vectors, and what else of linear algebra is written with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.ops.complex import Imag, MakeComplex, Real
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.elementwise import Add, Multiply, Subtract
from mgc.ir.ops.reduce import Sum
from mgc.ir.ops.shape import ExpandDims, Squeeze, Transpose

from ..broadcasting import broadcast_shapes
from ..dispatch import finish_output, output_arguments
from ..engine import Operand, engine
from ..promote import cast, element_type, require_argument, resolve
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import extent_of
from .create import eye
from .shape import array_argument

_CONTRACTED = ("f32", "f64")


@implements(np.matmul, np.linalg.matmul)
def matmul(x1: Any, x2: Any, /, out: Any = None, *, dtype: Any = None, **options: Any) -> Any:
    """``np.matmul``; vectors lose the axis that is added for them."""
    _no_options("np.matmul", options)
    arguments = [require_argument(v, "np.matmul") for v in (x1, x2)]
    (output,) = output_arguments(out, 1)
    loop = resolve(
        np.matmul,
        arguments,
        [None if output is None else output.tensor_type.dtype],
        signature=() if dtype is None else (None, None, element_type(dtype)),
    )
    a, b = (cast(v, d) for v, d in zip(arguments, loop.inputs, strict=True))
    return finish_output(matrix_product_of(a, b), output, None, np.matmul)


def matrix_product_of(a: Operand, b: Operand) -> Operand:
    """``np.matmul`` of operands of one type."""
    for position, x in enumerate((a, b)):
        if not x.tensor_type.rank:
            raise numpy_error(
                ValueError,
                f"matmul: Input operand {position} does not have enough dimensions (has 0, gufunc "
                "core with signature (n?,k),(k,m?)->(n?,m?) requires 1)",
            )
    a, b = _with_equal_inner(a, b)
    if b.tensor_type.rank == 1:
        return vector_product(a, b)
    row = a.tensor_type.rank == 1
    current = engine()
    if row:
        a = current.apply(ExpandDims((0,)), (a,))
    result = matrix_product(a, b)
    return current.apply(Squeeze((result.tensor_type.rank - 2,)), (result,)) if row else result


def _with_equal_inner(a: Operand, b: Operand) -> tuple[Operand, Operand]:
    """Requires equal inner extents, and gives ``b`` the one of ``a``."""
    left, right = a.tensor_type.shape, b.tensor_type.shape
    axis = max(len(right) - 2, 0)
    message = (
        "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
        f"(n?,k),(k,m?)->(n?,m?) (size {right[axis]} is different from {left[-1]})"
    )
    engine().require(left[-1], "==", right[axis], message)
    shape = (*right[:axis], left[-1], *right[axis + 1 :])
    return a, engine().broadcast(b, shape)


def matrix_product(a: Operand, b: Operand) -> Operand:
    """(*b, m, k), (*b, k, n) -> (*b, m, n); batch axes are broadcast."""
    if a.tensor_type.dtype.is_complex:
        return _complex_product(a, b)
    if a.tensor_type.dtype.name not in _CONTRACTED:
        return _by_reduction(a, b)
    current = engine()
    batch = broadcast_shapes([a.tensor_type.shape[:-2], b.tensor_type.shape[:-2]])
    a, b = (current.broadcast(x, (*batch, *x.tensor_type.shape[-2:])) for x in (a, b))
    return current.apply(Matmul(), (a, b))


def vector_product(a: Operand, b: Operand) -> Operand:
    """(..., k), (..., k) -> (...): products summed in the order of reductions."""
    current = engine()
    shape = broadcast_shapes([a.tensor_type.shape, b.tensor_type.shape])
    products = current.apply(Multiply(), tuple(current.broadcast(x, shape) for x in (a, b)))
    return current.apply(Sum((len(shape) - 1,), True), (products,))


def _complex_product(a: Operand, b: Operand) -> Operand:
    """Four real products: (Re a Re b - Im a Im b) + i (Re a Im b + Im a Re b)."""
    current = engine()
    left, right = ([current.apply(part(), (x,)) for part in (Real, Imag)] for x in (a, b))
    products = {(i, j): matrix_product(left[i], right[j]) for i in range(2) for j in range(2)}
    real = current.apply(Subtract(), (products[0, 0], products[1, 1]))
    imag = current.apply(Add(), (products[0, 1], products[1, 0]))
    return current.apply(MakeComplex(), (real, imag))


def _by_reduction(a: Operand, b: Operand) -> Operand:
    """Exact products of integers and bools: multiply, then sum over the inner axis."""
    return vector_product(
        _insert(a, a.tensor_type.rank - 1), _insert(_swapped(b), b.tensor_type.rank - 2)
    )


def _insert(x: Operand, axis: int) -> Operand:
    return engine().apply(ExpandDims((axis,)), (x,))


def _swapped(x: Operand) -> Operand:
    """The last two axes swapped."""
    rank = x.tensor_type.rank
    return engine().apply(Transpose((*range(rank - 2), rank - 1, rank - 2)), (x,))


def _no_options(function: str, options: dict[str, Any]) -> None:
    for name, value in options.items():
        if value is not None and (name, value) not in (("casting", "same_kind"), ("order", "K")):
            raise refused("MGC-F3", f"{function}: argument {name}={value!r}")


@implements(np.linalg.matrix_power)
def matrix_power(a: Any, n: Any) -> Any:
    """``np.linalg.matrix_power`` for n known now, by repeated squaring."""
    x: Any = array_argument(a, "np.linalg.matrix_power")
    power = extent_of(n)
    if not isinstance(power, int):
        raise refused("MGC-F3", "np.linalg.matrix_power with a symbolic exponent")
    if power < 0:
        x, power = np.linalg.inv(x), -power
    if power == 0:
        return np.broadcast_to(eye(x.shape[-1], dtype=x.dtype), x.shape).copy()
    result, square = None, x
    while power:
        if power & 1:
            result = square if result is None else result @ square
        power >>= 1
        if power:
            square = square @ square
    return result


@implements(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """``np.linalg.norm``: of vectors for every order, of matrices the Frobenius, 1 and inf ones."""
    a: Any = array_argument(x, "np.linalg.norm")
    if not a.tensor_type.dtype.is_inexact:
        a = a.astype(np.float64)
    if axis is None and (ord is None or a.ndim == 1 or (a.ndim == 2 and ord in ("fro", "f"))):
        if ord in (None, 2, "fro", "f"):
            flat = a.ravel()
            first, *rest = (np.dot(part, part) for part in _parts(flat))
            result = np.sqrt(first + rest[0] if rest else first)
            return result.reshape((1,) * a.ndim) if keepdims else result
        axis = 0
    axes = tuple(range(a.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if len(axes) == 1:
        return _vector_norm(a, ord, axes[0], keepdims)
    return _matrix_norm(a, ord, axes, keepdims)


def _parts(x: Any) -> list[Any]:
    return [x.real, x.imag] if x.tensor_type.dtype.is_complex else [x]


def _squares(x: Any) -> Any:
    """|x|**2 as a real array."""
    first, *rest = (part * part for part in _parts(x))
    return first + rest[0] if rest else first


def _vector_norm(x: Any, ord: Any, axis: int, keepdims: bool) -> Any:
    size = abs(x)
    if ord is None or ord == 2:
        return np.sqrt(np.sum(_squares(x), axis=axis, keepdims=keepdims))
    if ord == np.inf:
        return size.max(axis=axis, keepdims=keepdims)
    if ord == -np.inf:
        return size.min(axis=axis, keepdims=keepdims)
    if ord == 0:
        return (x != 0).astype(size.dtype).sum(axis=axis, keepdims=keepdims)
    if ord == 1:
        return size.sum(axis=axis, keepdims=keepdims)
    return (size**ord).sum(axis=axis, keepdims=keepdims) ** (1.0 / ord)


def _matrix_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if len(axes) != 2:
        raise numpy_error(ValueError, "Improper number of dimensions to norm.")
    if ord in (None, "fro", "f"):
        return np.sqrt(np.sum(_squares(x), axis=axes, keepdims=keepdims))
    row, column = (i % x.ndim for i in axes)
    summed, kept = (row, column) if ord in (1, -1) else (column, row)
    if ord not in (1, -1, np.inf, -np.inf):
        raise refused("MGC-F3", f"np.linalg.norm of a matrix with ord={ord!r}")
    sums = abs(x).sum(axis=summed, keepdims=True)
    extreme = np.max if ord > 0 else np.min
    result = extreme(sums, axis=kept, keepdims=True)
    return result if keepdims else np.squeeze(result, axis=(row, column))[()]


@implements(np.linalg.vector_norm)
def vector_norm(x: Any, /, *, axis: Any = None, ord: Any = 2, keepdims: bool = False) -> Any:
    """``np.linalg.vector_norm`` over one axis, or all."""
    a: Any = array_argument(x, "np.linalg.vector_norm")
    if axis is None:
        result = norm(a.ravel(), ord)
        return result.reshape((1,) * a.ndim) if keepdims else result
    return norm(a, ord, axis, keepdims)


@implements(np.linalg.matrix_norm)
def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    """``np.linalg.matrix_norm`` over the last two axes."""
    return norm(x, ord, (-2, -1), keepdims)


@implements(np.trace)
def trace(
    a: Any, offset: Any = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None
) -> Any:
    """``np.trace``: the sum of a diagonal."""
    diagonal = np.diagonal(array_argument(a, "np.trace"), offset, axis1, axis2)
    return np.sum(diagonal, axis=-1, dtype=dtype, out=out)


@implements(np.linalg.trace)
def linalg_trace(x: Any, /, *, offset: Any = 0, dtype: Any = None) -> Any:
    """``np.linalg.trace``: of the last two axes."""
    return trace(x, offset, -2, -1, dtype)
