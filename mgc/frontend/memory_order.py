"""How the elements of a result lie in memory: as NumPy lays them out.

Values do not depend on it, but whether a later ``reshape`` is a view or a copy does, and NumPy's
answer is the meaning of the program. Compiled kernels give C order; results of operands in other
orders are copied to the order NumPy chooses (``order="K"``).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from mgc.ir.ops.base import Elementwise, Reduction, TensorOp

from .engine import NumpyArray
from .exact_values import ExactArray, plain
from .orders import IN_OTHER_ORDERS
from .tree import flatten


def arranged(op: TensorOp, operands: Sequence[NumpyArray], result: NumpyArray) -> NumpyArray:
    """``result`` (of rank 2 or more) in the order in which NumPy would have made it."""
    # Scalars that are broadcast have strides of 0 alone, and no say.
    if all(x.flags.c_contiguous or not any(x.strides) for x in operands) or not result.size:
        return result
    if isinstance(op, Elementwise):
        ordered = _like_operands(operands, result.dtype)
    elif isinstance(op, Reduction):
        first = tuple(0 if axis in op.axes else slice(None) for axis in range(operands[0].ndim))
        ordered = np.empty_like(operands[0][first], dtype=result.dtype, order="K")
    else:
        return result
    ordered[...] = result
    return ordered


def as_returned(callee: object, args: Any, kwargs: Mapping[str, Any], result: Any) -> Any:
    """``result`` of a function of NumPy, or a method by name, with fresh arrays in NumPy's order.

    NumPy is asked by running it where some array is not in C order.
    """
    given, structure = flatten((args, dict(kwargs)))
    sources = [x.plain for x in given if type(x) is ExactArray]
    leaves, shape_of_result = flatten(result)
    arrays = [x for x in leaves if type(x) is ExactArray and x.plain.ndim > 1]
    every = (*sources, *(x.plain for x in arrays))
    usual = all(x.flags.c_contiguous for x in every) and callee not in IN_OTHER_ORDERS
    if usual or not arrays:
        return result
    wanted = _ask(callee, *structure.rebuild(map(plain, given)))
    models, same_shape = flatten(wanted)
    if same_shape != shape_of_result:
        return result
    fresh = (type(x) is ExactArray and not _shares(x.plain, sources) for x in leaves)
    made = [_like(x, m) if own else x for own, x, m in zip(fresh, leaves, models)]
    return shape_of_result.rebuild(made)


def _ask(callee: object, args: Any, kwargs: Mapping[str, Any]) -> Any:
    """What NumPy returns; None where it would do something that must not be done twice."""
    function = getattr(np.ndarray, callee, None) if isinstance(callee, str) else callee
    given = flatten((args, dict(kwargs)))[0]
    called = any(callable(x) and not isinstance(x, type) for x in given)
    if called or not callable(function) or kwargs.get("out") is not None:
        return None
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            return function(*args, **kwargs)
    except Exception:  # it has been refused, or is done otherwise here
        return None


def _shares(array: NumpyArray, others: Sequence[NumpyArray]) -> bool:
    return any(np.may_share_memory(array, other) for other in others)


def _like(array: ExactArray, model: Any) -> ExactArray:
    """The array in the order of ``model``, if that is an array of the same extents."""
    mine = array.plain
    if not isinstance(model, np.ndarray) or model.shape != mine.shape or mine.ndim < 2:
        return array
    strides = tuple(s // model.itemsize * mine.itemsize for s in model.strides)
    if strides == mine.strides or not mine.size or 0 in strides:
        return array
    ends = [stride * (extent - 1) for stride, extent in zip(strides, mine.shape)]
    first = -sum(e for e in ends if e < 0)
    memory = np.empty(first + sum(e for e in ends if e > 0) + mine.itemsize, np.uint8)
    ordered: NumpyArray = np.ndarray(mine.shape, mine.dtype, memory, first, strides)
    ordered[...] = mine
    return ExactArray.of(ordered)


def _like_operands(operands: Sequence[NumpyArray], dtype: np.dtype[np.generic]) -> NumpyArray:
    """An array as a ufunc allocates its output for these operands."""
    reading: list[Literal["readonly"]] = ["readonly"]
    iterator = np.nditer(
        [*operands, None],
        op_flags=[*(reading for _ in operands), ["writeonly", "allocate"]],
        op_dtypes=[*(None for _ in operands), dtype],
        order="K",
    )
    allocated: NumpyArray = iterator.operands[-1]
    return allocated
