"""Compiled scans and matrix products give the bits of their strict orders."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.api.kernels import single_op
from mgc.ir.core import Function
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.scan import Cumprod, Cumsum
from mgc.ir.types import DTYPES, F32, F64, DType, TensorType
from tests.compiled import compile_functions, same_bits
from tests.ops.families import random
from tests.programs import function
from tests.strict_reference import Combine, contract, fma, scan

Array = NDArray[Any]


def test_the_references_fma_is_rounded_once() -> None:
    rng = np.random.default_rng(0)
    count = 3000
    x, y, z = (rng.standard_normal(count) * np.exp2(rng.integers(-20, 20, count)) for _ in "xyz")
    near = -x * y * (1 + np.exp2(-rng.integers(10, 60, count).astype(float)))
    z = np.where(rng.random(count) < 0.5, near, z)
    got = fma(x, y, z)
    exact = [
        float(Fraction(a) * Fraction(b) + Fraction(c)) for a, b, c in zip(x, y, z, strict=True)
    ]
    same_bits(got, np.array(exact))


def scans(op: type[Cumsum | Cumprod], dtype: DType, rank: int) -> list[Function]:
    """The scan along each axis of an operand of that rank."""
    return [single_op(op(axis), (TensorType(dtype, (-1,) * rank),)) for axis in range(rank)]


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_float_scans_follow_the_strict_order(dtype: DType) -> None:
    combine: dict[type[Cumsum | Cumprod], tuple[Combine, int]] = {
        Cumsum: (np.add, 0),
        Cumprod: (np.multiply, 1),
    }
    chosen = [(op, rank) for op in combine for rank in (1, 2, 3)]
    kernels = iter(compile_functions([fn for op, rank in chosen for fn in scans(op, dtype, rank)]))
    shapes: dict[int, list[tuple[int, ...]]] = {
        1: [(0,), (1,), (7,), (8,), (9,), (1000,)],
        2: [(0, 3), (3, 0), (5, 33), (33, 5), (64, 64)],
        3: [(4, 5, 6), (2, 17, 35), (3, 0, 2)],
    }
    for op, rank in chosen:
        for axis in range(rank):
            kernel = next(kernels)
            for shape in shapes[rank]:
                x = random(np.random.default_rng(2), dtype, int(np.prod(shape))).reshape(shape)
                if op is Cumprod:
                    x = (1 + 0.01 * np.tanh(x)).astype(dtype.numpy)
                same_bits(kernel(x)[0], scan(x, axis, *combine[op]), f"{shape} along {axis}")


def test_integer_scans_wrap_as_in_numpy() -> None:
    dtypes = [t for t in DTYPES.values() if t.is_integer]
    chosen = [(op, t) for op in (Cumsum(1), Cumprod(0)) for t in dtypes]
    kernels = compile_functions([single_op(op, (TensorType(t, (-1, -1)),)) for op, t in chosen])
    for (op, dtype), kernel in zip(chosen, kernels, strict=True):
        x = random(np.random.default_rng(2), dtype, 12 * 37).reshape(12, 37)
        same_bits(kernel(x)[0], op.eager(x), f"{op} of {dtype}")


def matrices(dtype: DType, shape: tuple[int, int, int], batch: tuple[int, ...] = ()) -> list[Array]:
    """Operands (*batch, m, k), (*batch, k, n) for ``shape`` (m, k, n)."""
    rng = np.random.default_rng(6)
    m, k, n = shape
    both = [rng.standard_normal((*batch, *s)) for s in ((m, k), (k, n))]
    return [x.astype(dtype.numpy) for x in both]


SIZES = [
    (0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1), (5, 3, 7), (1, 300, 17), (17, 255, 1),
    (7, 256, 9), (37, 257, 33), (13, 515, 50), (100, 20, 100), (6, 1025, 16),
]  # fmt: skip


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_products_are_chains_of_fma_in_blocks_of_256(dtype: DType) -> None:
    symbolic = single_op(Matmul(), (TensorType(dtype, (-1, -1)),) * 2)
    fixed = [
        function(
            "product",
            [TensorType(dtype, (m, k)), TensorType(dtype, (k, n))],
            lambda b, x, y: b.add(Matmul(), x, y),
        )
        for m, k, n in SIZES
    ]
    general, *special = compile_functions([symbolic, *fixed])
    for shape, kernel in zip(SIZES, special, strict=True):
        a, b = matrices(dtype, shape)
        expected = contract(a, b)
        same_bits(general(a, b)[0], expected, f"symbolic {shape}")
        same_bits(kernel(a, b)[0], expected, f"static {shape}")


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_batched_products_give_the_bits_of_single_ones(dtype: DType) -> None:
    kernels = compile_functions(
        [single_op(Matmul(), (TensorType(dtype, (-1,) * rank),) * 2) for rank in (3, 4)]
    )
    for batch in [(0,), (1,), (5,), (2, 3), (3, 0)]:
        for shape in [(3, 5, 2), (9, 300, 17)]:
            a, b = matrices(dtype, shape, batch)
            expected = np.empty((*batch, shape[0], shape[2]), dtype.numpy)
            for at in np.ndindex(*batch):
                expected[at] = contract(a[at], b[at])
            same_bits(kernels[len(batch) - 1](a, b)[0], expected, f"{batch} {shape}")
