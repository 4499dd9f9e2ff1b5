"""Products of matrices and vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.elementwise import Multiply
from mgc.ir.ops.reduce import Sum
from mgc.ir.ops.shape import ExpandDims, Squeeze, Transpose
from mgc.ir.types import DType

from ..broadcasting import broadcast_shapes
from ..dispatch import finish_output, output_arguments
from ..engine import Operand, engine
from ..promote import cast, element_type, require_argument, resolve
from ..refusal import numpy_error, refused
from ..registry import implements

_CONTRACTED = ("f32", "f64")


@implements(np.matmul)
def matmul(x1: Any, x2: Any, /, out: Any = None, *, dtype: Any = None, **options: Any) -> Any:
    """``np.matmul``; vectors lose the axis that is added for them."""
    _no_options("np.matmul", options)
    arguments = [require_argument(v, "np.matmul") for v in (x1, x2)]
    (output,) = output_arguments(out, 1)
    loop = resolve(
        np.matmul,
        arguments,
        [None if output is None else output.tensor_type.dtype],
        dtype=None if dtype is None else element_type(dtype),
    )
    a, b = (cast(v, d) for v, d in zip(arguments, loop.inputs, strict=True))
    return finish_output(product(a, b, loop.outputs[0]), output, None, np.matmul)


def product(a: Operand, b: Operand, dtype: DType) -> Operand:
    """(*b, m, k), (*b, k, n) -> (*b, m, n) with NumPy's rules for vectors and batches."""
    if dtype.is_complex:
        raise refused("MGC-F3", "np.matmul: complex numbers are not supported")
    for position, x in enumerate((a, b)):
        if not x.tensor_type.rank:
            raise numpy_error(
                ValueError,
                f"matmul: Input operand {position} does not have enough dimensions (has 0, gufunc "
                "core with signature (n?,k),(k,m?)->(n?,m?) requires 1)",
            )
    a, b = _with_equal_inner(a, b)
    if b.tensor_type.rank == 1:
        return _times_vector(a, b)
    if dtype.name not in _CONTRACTED:
        return _by_reduction(a, b)
    current = engine()
    row = a.tensor_type.rank == 1
    if row:
        a = current.apply(ExpandDims((0,)), (a,))
    batch = broadcast_shapes([a.tensor_type.shape[:-2], b.tensor_type.shape[:-2]])
    a, b = (current.broadcast(x, (*batch, *x.tensor_type.shape[-2:])) for x in (a, b))
    result = current.apply(Matmul(), (a, b))
    if row:
        result = current.apply(Squeeze((result.tensor_type.rank - 2,)), (result,))
    return result


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


def _times_vector(a: Operand, b: Operand) -> Operand:
    """(..., k), (k) -> (...): products summed in the order of reductions."""
    current = engine()
    shape = a.tensor_type.shape
    products = current.apply(Multiply(), (a, current.broadcast(b, shape)))
    return current.apply(Sum((len(shape) - 1,), True), (products,))


def _by_reduction(a: Operand, b: Operand) -> Operand:
    """Exact products of integers and bools: multiply, then sum over the inner axis."""
    current = engine()
    row = a.tensor_type.rank == 1
    if row:
        a = current.apply(ExpandDims((0,)), (a,))
    left = _insert(a, a.tensor_type.rank - 1)
    right = _insert(_swap_last(b), b.tensor_type.rank - 2)
    shape = broadcast_shapes([left.tensor_type.shape, right.tensor_type.shape])
    pair = tuple(current.broadcast(x, shape) for x in (left, right))
    products = current.apply(Multiply(), pair)
    result = current.apply(Sum((len(shape) - 1,), True), (products,))
    if row:
        result = current.apply(Squeeze((result.tensor_type.rank - 2,)), (result,))
    return result


def _insert(x: Operand, axis: int) -> Operand:
    return engine().apply(ExpandDims((axis,)), (x,))


def _swap_last(x: Operand) -> Operand:
    rank = x.tensor_type.rank
    return engine().apply(Transpose((*range(rank - 2), rank - 1, rank - 2)), (x,))


def _no_options(function: str, options: dict[str, Any]) -> None:
    for name, value in options.items():
        if value is not None and (name, value) not in (("casting", "same_kind"), ("order", "K")):
            raise refused("MGC-F3", f"{function}: argument {name}={value!r}")


