"""Compiled reductions give the bits of the strict order, whatever the extents and axes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.api.kernels import single_op
from mgc.ir.core import Function
from mgc.ir.ops.base import Reduction
from mgc.ir.ops.reduce import All, Argmax, Argmin, Max, Min, Prod, Sum
from mgc.ir.ops.reduce import Any as AnyOf
from mgc.ir.types import BOOL, C64, C128, DTYPES, F32, F64, DType, TensorType
from tests.compiled import compile_functions, same_bits
from tests.ops.families import integer_limits, pairs, random
from tests.programs import function
from tests.strict_reference import Combine, reduce

Array = NDArray[Any]
SHAPES: dict[int, list[tuple[int, ...]]] = {
    1: [(n,) for n in (0, 1, 5, 31, 32, 33, 100, 4095, 4096, 4097, 9000, 12300)],
    2: [(0, 3), (3, 0), (1, 1), (3, 40), (40, 3), (257, 7), (7, 257), (2, 5000), (513, 33)],
    3: [(4, 5, 6), (0, 5, 6), (4, 0, 6), (4, 5, 0), (3, 300, 35), (34, 3, 70), (2, 2, 2)],
}
COMBINE: dict[type[Reduction], tuple[Combine, int]] = {Sum: (np.add, 0), Prod: (np.multiply, 1)}


def subsets(rank: int) -> list[tuple[int, ...]]:
    """Every choice of axes, in ascending order."""
    return [c for r in range(rank + 1) for c in itertools.combinations(range(rank), r)]


def dynamic(op: Reduction, dtype: DType, rank: int) -> Function:
    """The reduction of an operand with symbolic extents."""
    return single_op(op, (TensorType(dtype, (-1,) * rank),))


def static(op: Reduction, dtype: DType, shape: Sequence[int]) -> Function:
    """The reduction of an operand with these extents."""
    return function("reduce", [TensorType(dtype, tuple(shape))], lambda b, x: b.add(op, x))


def numbers(op: type[Reduction], dtype: DType, shape: Sequence[int]) -> Array:
    """Operands whose sum depends on its order; for products, close to one."""
    rng = np.random.default_rng(3)
    x = random(rng, dtype, int(np.prod(shape))).reshape(shape)
    return (1 + 0.01 * np.tanh(x)).astype(dtype.numpy) if op is Prod else x


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
@pytest.mark.parametrize("op", [Sum, Prod])
def test_float_reductions_over_every_subset_of_axes_follow_the_strict_order(
    op: type[Reduction], dtype: DType
) -> None:
    chosen = [(rank, axes) for rank in SHAPES for axes in subsets(rank)]
    kernels = compile_functions(
        [dynamic(op(axes, rank - 1 in axes), dtype, rank) for rank, axes in chosen]
    )
    for (rank, axes), kernel in zip(chosen, kernels, strict=True):
        for shape in SHAPES[rank]:
            x = numbers(op, dtype, shape)
            same_bits(kernel(x)[0], reduce(x, axes, *COMBINE[op]), f"{shape} over {axes}")


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_static_extents_give_the_bits_of_symbolic_ones(dtype: DType) -> None:
    chosen = [
        (shape, axes)
        for shape, axes in [
            ((0,), (0,)), ((1,), (0,)), ((5,), (0,)), ((64,), (0,)), ((4096,), (0,)),
            ((4097,), (0,)), ((9000,), (0,)), ((3, 32), (1,)), ((3, 33), (1,)), ((300, 7), (0,)),
            ((256, 16), (0,)), ((3, 40, 50), (0, 2)), ((20, 30, 3), (0, 1)), ((1, 50, 1), (1,)),
            ((1, 4, 1), (0, 2)), ((130, 1, 40), (0, 2)),
        ]
    ]  # fmt: skip
    kernels = compile_functions(
        [static(Sum(axes, len(shape) - 1 in axes), dtype, shape) for shape, axes in chosen]
    )
    for (shape, axes), kernel in zip(chosen, kernels, strict=True):
        x = numbers(Sum, dtype, shape)
        same_bits(kernel(x)[0], reduce(x, axes, np.add, 0), f"{shape} over {axes}")


def test_renumbered_axes_are_traversed_in_their_own_order() -> None:
    chosen = [
        (axes, lanes)
        for axes in [(1, 0), (2, 0), (0, 2), (2, 0, 1), (1, 2, 0), (1,), (2,)]
        for lanes in (False, True)
    ]
    kernels = compile_functions([dynamic(Sum(axes, lanes), F32, 3) for axes, lanes in chosen])
    for (axes, lanes), kernel in zip(chosen, kernels, strict=True):
        for shape in [(4, 5, 6), (33, 40, 34), (300, 3, 20), (0, 2, 3)]:
            x = numbers(Sum, F32, shape)
            expected = reduce(x, axes, np.add, 0, lanes)
            same_bits(kernel(x)[0], expected, f"{shape} over {axes}, lanes={lanes}")


def test_more_than_256_chunks_are_added_by_the_same_tree() -> None:
    lanes, chain = compile_functions(
        [dynamic(Sum((0,)), F32, 1), dynamic(Sum((0,), lanes=False), F32, 2)]
    )
    x = numbers(Sum, F32, (257 * 4096 + 5,))
    same_bits(lanes(x)[0], reduce(x, (0,), np.add, 0))
    y = numbers(Sum, F32, (300 * 256 + 3, 3))
    same_bits(chain(y)[0], reduce(y, (0,), np.add, 0))


@pytest.mark.parametrize("dtype", [C64, C128], ids=str)
def test_complex_sums_are_in_the_strict_order_part_by_part(dtype: DType) -> None:
    lanes, chain = compile_functions(
        [dynamic(Sum((0,)), dtype, 1), dynamic(Sum((0,), lanes=False), dtype, 2)]
    )
    rng = np.random.default_rng(5)
    x, y = (random(rng, dtype, size) for size in (3 * 4096 + 77, 3 * 700))
    same_bits(lanes(x)[0], reduce(x, (0,), np.add, 0))
    y = y.reshape(700, 3)
    same_bits(chain(y)[0], reduce(y, (0,), np.add, 0))


@pytest.mark.parametrize("dtype", [t for t in DTYPES.values() if t.kind in "iub"], ids=str)
def test_integer_reductions_wrap_as_in_numpy(dtype: DType) -> None:
    ops: list[type[Any]] = [Sum, Prod] if dtype.is_integer else [Sum, Prod, AnyOf, All]
    same_as_numpy([op(axes, 2 in axes) for op in ops for axes in [(2,), (0,), (0, 2)]], dtype)


@pytest.mark.parametrize("dtype", [t for t in DTYPES.values() if t.name != "bf16"], ids=str)
@pytest.mark.filterwarnings("ignore:overflow encountered in cast")  # of test values to f16
def test_extremes_and_their_positions_are_numpys_with_ties_and_nan(dtype: DType) -> None:
    ops: list[type[Any]] = [Max, Min, Argmax, Argmin]
    same_as_numpy([op(axes, 2 in axes) for op in ops for axes in [(2,), (0,), (1, 2)]], dtype)


def same_as_numpy(ops: Iterable[Reduction], dtype: DType) -> None:
    """Compares kernels with NumPy on operands of rank 3 with ties, infinities and NaN."""
    listed = list(ops)
    kernels = compile_functions([dynamic(op, dtype, 3) for op in listed])
    for shape in [(1, 1, 1), (3, 4, 5), (33, 2, 70), (300, 3, 5), (2, 3, 4200)]:
        for x in extremes(dtype, shape):
            for op, kernel in zip(listed, kernels, strict=True):
                expected = np.asarray(op.eager(x))
                got = kernel(x)[0]
                if dtype.is_inexact:  # the sign of a zero is not part of the promise
                    got, expected = got + 0, expected + 0
                same_bits(got, expected.astype(got.dtype), f"{op} of {dtype} {shape}")


def extremes(dtype: DType, shape: Sequence[int]) -> list[Array]:
    """Operands: random, with many ties, all equal, and for floats some NaN."""
    rng = np.random.default_rng(9)
    count = int(np.prod(shape))
    ties = rng.integers(0, 3, count).astype(dtype.numpy)
    found = [random(rng, dtype, count), ties, np.full(count, ties[0])]
    if dtype.is_float:
        found.append(np.where(rng.random(count) < 0.05, np.nan, found[0]).astype(dtype.numpy))
        found.append(np.where(rng.random(count) < 0.5, -np.inf, np.inf).astype(dtype.numpy))
        found.append(np.full(count, -np.inf, dtype.numpy))
    elif dtype.is_complex:
        parts = [np.where(rng.random(count) < 0.03, np.nan, ties.real) for _ in range(2)]
        found.append(pairs(*parts).astype(dtype.numpy))
        found.append(np.full(count, complex(-np.inf, -np.inf), dtype.numpy))
    elif dtype != BOOL:
        info = integer_limits(dtype)
        found.append(np.full(count, info.min, dtype.numpy))
    return [x.reshape(shape) for x in found]
