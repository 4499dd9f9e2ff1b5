"""Sums of products over chosen axes: ``dot``, ``tensordot``, ``einsum`` and their relatives.

Everything ends in `contract`, which arranges two operands as matrices. A contraction with free
axes on its right side is a ``Matmul`` (a chain of fused multiply-adds); one without is a product
summed in the order of reductions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Shape, product
from mgc.ir.ops.shape import Reshape, Transpose

from ..demands import demand
from ..dispatch import call_ufunc, finish_output, output_arguments
from ..engine import Operand, engine
from ..promote import cast, operand, require_argument, result_dtype, settled
from ..reductions import normalize_axis
from ..refusal import numpy_error, refused, shape_error
from ..registry import implements
from .linalg import matrix_product, vector_product
from .shape import array_argument, swapaxes

Axes = tuple[int, ...]


def contract(
    a: Operand, b: Operand, left: Axes, right: Axes, batch: tuple[Axes, Axes] = ((), ())
) -> Any:
    """Sums over the pairs of axes ``left`` of ``a`` and ``right`` of ``b``.

    The result's axes are the batch axes, the free ones of ``a``, the free ones of ``b``. The types
    are equal.
    """
    a, b = require_equal_axes(a, b, (*batch[0], *left), (*batch[1], *right))
    free_a, free_b = _free(a, left, batch[0]), _free(b, right, batch[1])
    outer = tuple(a.tensor_type.shape[i] for i in batch[0])
    kept = tuple(a.tensor_type.shape[i] for i in free_a)
    last = tuple(b.tensor_type.shape[i] for i in free_b)
    summed = _size(a, left)
    current = engine()
    if not left:
        pair = _outer_pair(a, b, (*batch[0], *free_a), (*batch[1], *free_b), len(batch[0]))
        return call_ufunc(np.multiply, *pair)
    rows = _arranged(a, (*batch[0], *free_a, *left), (*outer, product(kept), summed))
    if not free_b:
        vectors = _arranged(b, (*batch[1], *right), (*outer, 1, summed))
        result = vector_product(rows, vectors)
    else:
        columns = _arranged(b, (*batch[1], *right, *free_b), (*outer, summed, product(last)))
        result = matrix_product(rows, columns)
    shape = (*outer, *kept, *last)
    if result.tensor_type.shape == shape:
        return result
    return current.apply(Reshape(shape), (result,))


def require_equal_axes(a: Operand, b: Operand, left: Axes, right: Axes) -> tuple[Operand, Operand]:
    """Requires the extents of pairs of axes to be equal, and gives ``b`` those of ``a``."""
    shape = list(b.tensor_type.shape)
    for i, j in zip(left, right, strict=True):
        extent = a.tensor_type.shape[i]
        engine().require(extent, "==", shape[j], "shape-mismatch for sum")
        shape[j] = extent
    return a, engine().broadcast(b, tuple(shape))


def _free(x: Operand, summed: Axes, batch: Axes) -> Axes:
    return tuple(i for i in range(x.tensor_type.rank) if i not in summed and i not in batch)


def _size(x: Operand, axes: Axes) -> Any:
    return product(x.tensor_type.shape[i] for i in axes)


def _arranged(x: Operand, order: Axes, shape: Shape) -> Operand:
    """The axes in another order, then merged or inserted to give ``shape``."""
    current = engine()
    if order != tuple(range(len(order))):
        x = current.apply(Transpose(order), (x,))
    return x if x.tensor_type.shape == shape else current.apply(Reshape(shape), (x,))


def _outer_pair(
    a: Operand, b: Operand, order_a: Axes, order_b: Axes, batch: int
) -> tuple[Operand, Operand]:
    """Both with axes (batch, free of a, free of b), extents of 1 where the other one's are."""
    free_a, free_b = len(order_a) - batch, len(order_b) - batch
    shape_a = [a.tensor_type.shape[i] for i in order_a]
    shape_b = [b.tensor_type.shape[i] for i in order_b]
    return (
        _arranged(a, order_a, (*shape_a, *(1,) * free_b)),
        _arranged(b, order_b, (*shape_b[:batch], *(1,) * free_a, *shape_b[batch:])),
    )


def _pair(a: Any, b: Any, function: str) -> tuple[Any, Any]:
    """Two operands of their common type."""
    x, y = (settled(require_argument(v, function)) for v in (a, b))
    dtype = result_dtype([x, y])
    return cast(x, dtype), cast(y, dtype)


def _stored(result: Operand, out: Any, ufunc: Any = np.matmul) -> Any:
    (output,) = output_arguments(out, 1)
    return finish_output(result, output, None, ufunc)


@implements(np.dot)
def dot(a: Any, b: Any, out: Any = None) -> Any:
    """``np.dot``."""
    x, y = _pair(a, b, "np.dot")
    ranks = x.tensor_type.rank, y.tensor_type.rank
    if 0 in ranks:
        return _stored(call_ufunc(np.multiply, x, y), out)
    axis = max(ranks[1] - 2, 0)
    left, right = x.tensor_type.shape, y.tensor_type.shape
    engine().require(
        left[-1],
        "==",
        right[axis],
        f"shapes {_text(left)} and {_text(right)} not aligned: {left[-1]} (dim {ranks[0] - 1}) != "
        f"{right[axis]} (dim {axis})",
    )
    if ranks[0] <= 2 and ranks[1] <= 2:
        from .linalg import matrix_product_of

        return _stored(matrix_product_of(x, y), out)
    return _stored(contract(x, y, (ranks[0] - 1,), (axis,)), out)


def _text(shape: Shape) -> str:
    from ..broadcasting import format_shape

    return format_shape(shape)


@implements(np.vdot)
def vdot(a: Any, b: Any) -> Any:
    """``np.vdot``: of the flattened arrays, the first conjugated."""
    x, y = _pair(a, b, "np.vdot")
    x = call_ufunc(np.conjugate, x) if x.tensor_type.dtype.is_complex else x
    return dot(_flat(x), _flat(y))


def _flat(x: Operand) -> Operand:
    current = engine()
    return current.apply(Reshape((product(x.tensor_type.shape),)), (x,))


@implements(np.inner)
def inner(a: Any, b: Any, /) -> Any:
    """``np.inner``: over the last axes."""
    x, y = _pair(a, b, "np.inner")
    if not (x.tensor_type.rank and y.tensor_type.rank):
        return call_ufunc(np.multiply, x, y)
    return contract(x, y, (x.tensor_type.rank - 1,), (y.tensor_type.rank - 1,))


@implements(np.outer)
def outer(a: Any, b: Any, out: Any = None) -> Any:
    """``np.outer``: of the flattened arrays."""
    x, y = _pair(a, b, "np.outer")
    result = contract(_flat(x), _flat(y), (), ())
    return _stored(result, out)


@implements(np.linalg.outer)
def linalg_outer(x1: Any, x2: Any, /) -> Any:
    """``np.linalg.outer``: of vectors."""
    return outer(x1, x2)


@implements(np.tensordot)
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """``np.tensordot``."""
    x, y = _pair(a, b, "np.tensordot")
    ranks = x.tensor_type.rank, y.tensor_type.rank
    if isinstance(axes, int):
        if axes > min(ranks):
            raise numpy_error(IndexError, "tuple index out of range")
        left, right = tuple(range(ranks[0] - axes, ranks[0])), tuple(range(axes))
    else:
        left, right = (
            tuple(normalize_axis(i, r) for i in (v if isinstance(v, (tuple, list)) else (v,)))
            for v, r in zip(axes, ranks, strict=True)
        )
    if len(left) != len(right):
        raise shape_error("shape-mismatch for sum")
    order = sorted(range(len(left)), key=lambda k: left[k])
    result = contract(x, y, tuple(left[k] for k in order), tuple(right[k] for k in order))
    return engine().as_array(result) if result.is_scalar else result


@implements(np.linalg.tensordot)
def linalg_tensordot(a: Any, b: Any, /, *, axes: Any = 2) -> Any:
    """``np.linalg.tensordot``."""
    return tensordot(a, b, axes)


@implements(np.kron)
def kron(a: Any, b: Any) -> Any:
    """``np.kron``."""
    x, y = _pair(a, b, "np.kron")
    rank = max(x.tensor_type.rank, y.tensor_type.rank)
    current = engine()
    left, right = ((*(1,) * (rank - v.tensor_type.rank), *v.tensor_type.shape) for v in (x, y))
    spread_left = tuple(e for extent in left for e in (extent, 1))
    spread_right = tuple(e for extent in right for e in (1, extent))
    products = call_ufunc(
        np.multiply,
        current.apply(Reshape(spread_left), (x,)),
        current.apply(Reshape(spread_right), (y,)),
    )
    return current.apply(
        Reshape(tuple(p * q for p, q in zip(left, right, strict=True))), (products,)
    )


@implements(np.vecdot, np.linalg.vecdot)
def vecdot(x1: Any, x2: Any, /, out: Any = None, *, axis: Any = -1, **options: Any) -> Any:
    """``np.vecdot``: over one axis of both, the first conjugated."""
    x, y = _pair(x1, x2, "np.vecdot")
    x = call_ufunc(np.conjugate, x) if x.tensor_type.dtype.is_complex else x
    if axis != -1:
        x, y = (swapaxes(v, axis, -1) for v in (x, y))
    return _stored(vector_product(x, y), out)


@implements(np.matvec)
def matvec(x1: Any, x2: Any, /, out: Any = None, **options: Any) -> Any:
    """``np.matvec``: (..., m, n), (..., n) -> (..., m)."""
    x, y = _pair(x1, x2, "np.matvec")
    row: Any = np.expand_dims(y, -2)
    return _stored(vector_product(x, row), out)


@implements(np.vecmat)
def vecmat(x1: Any, x2: Any, /, out: Any = None, **options: Any) -> Any:
    """``np.vecmat``: (..., n), (..., n, m) -> (..., m), the vectors conjugated."""
    x, y = _pair(x1, x2, "np.vecmat")
    x = call_ufunc(np.conjugate, x) if x.tensor_type.dtype.is_complex else x
    row: Any = np.expand_dims(x, -2)
    return _stored((row @ y)[..., 0, :], out)


@implements(np.linalg.multi_dot)
def multi_dot(arrays: Sequence[Any], *, out: Any = None) -> Any:
    """``np.linalg.multi_dot``, from left to right."""
    result = arrays[0]
    for array in arrays[1:]:
        result = dot(result, array)
    return _stored(operand(require_argument(result, "np.linalg.multi_dot")), out)


@implements(np.cross, np.linalg.cross)
def cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None
) -> Any:
    """``np.cross`` of vectors of three elements."""
    if axis is not None:
        axisa = axisb = axisc = axis
    x: Any = np.moveaxis(array_argument(a, "np.cross"), axisa, -1)
    y: Any = np.moveaxis(array_argument(b, "np.cross"), axisb, -1)
    text = "np.cross of vectors that have not three elements"
    for extent in (x.tensor_type.shape[-1], y.tensor_type.shape[-1]):
        three = engine().decide(extent, "==", 3)
        if three is None:
            demand(extent, "==", 3, NotImplementedError, text)
        elif not three:
            raise refused("MGC-F3", text)
    pairs = ((1, 2), (2, 0), (0, 1))
    parts = [x[..., i] * y[..., j] - x[..., j] * y[..., i] for i, j in pairs]
    return np.moveaxis(np.stack(parts, axis=-1), -1, axisc)
