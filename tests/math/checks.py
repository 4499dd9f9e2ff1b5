"""Arguments and checks that the tests of elementary functions share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.ulp_error import reference, ulp_error
from benchmarks.ulp_points import random_patterns, sampled
from mgc.codegen.llvm.elementary import ElementaryKernel
from mgc.ir.math import FUNCTIONS
from mgc.ir.types import DType

Array = NDArray[Any]
INF, NAN = float("inf"), float("nan")
LANES = {"f32": 16, "f64": 8}


@cache
def kernel(name: str, dtype: DType, lanes: int = 0) -> ElementaryKernel:
    """The compiled function, by default in the lanes of a 512-bit register."""
    return ElementaryKernel(name, dtype, lanes or LANES[dtype.name])


def patterns(dtype: DType, count: int = 50_000, seed: int = 3) -> Array:
    """Random bit patterns: every magnitude, subnormals, infinities and NaN, (count,)."""
    return random_patterns(np.random.default_rng(seed), count, dtype)


def samples(dtype: DType, arity: int, count: int) -> list[Array]:
    """Operands of the measuring command: random bits, uniform numbers, hard and special ones."""
    chunks = list(sampled(np.random.default_rng(7), count, dtype, arity))
    return [np.concatenate([chunk[i] for chunk in chunks]) for i in range(arity)]


def limits(dtype: DType) -> np.finfo[Any]:
    """NumPy's record of a float type: largest and smallest numbers and exponents."""
    return np.finfo(cast("np.dtype[np.floating[Any]]", dtype.numpy))


def uniform(dtype: DType, low: float, high: float, count: int = 20_000, seed: int = 4) -> Array:
    """Uniform numbers between ``low`` and ``high``, (count,)."""
    return np.random.default_rng(seed).uniform(low, high, count).astype(dtype.numpy)


def array(dtype: DType, values: Sequence[float]) -> Array:
    """``values`` rounded to ``dtype``, (len(values),)."""
    with np.errstate(over="ignore"):
        return np.array(values, np.float64).astype(dtype.numpy)


def largest(dtype: DType) -> float:
    """The largest finite number."""
    return {"f32": (2.0 - 2.0**-23) * 2.0**127, "f64": (2.0 - 2.0**-52) * 2.0**1023}[dtype.name]


def every_pair(values: Array) -> tuple[Array, Array]:
    """All pairs of the values, (m,) -> (m*m,), (m*m,)."""
    x, y = np.meshgrid(values, values)
    return np.ascontiguousarray(x.ravel()), np.ascontiguousarray(y.ravel())


def assert_accurate(name: str, dtype: DType, *operands: Array) -> None:
    """The largest error at the operands is at most the promised one."""
    error = ulp_error(kernel(name, dtype)(*operands), reference(name, dtype.name)(*operands))
    at = int(error.argmax())
    promised = FUNCTIONS[name, dtype.name].ulp
    where = [float.hex(float(x[at])) for x in operands]
    assert error[at] <= promised, f"{name} {dtype} at {where}: {error[at]} ULP"


def assert_lanes_agree(name: str, dtype: DType, *operands: Array) -> None:
    """One lane at a time gives the bits of many lanes."""
    assert_same(kernel(name, dtype)(*operands), kernel(name, dtype, 1)(*operands), *operands)


def assert_same(got: Array, expected: Array, *operands: Array) -> None:
    """Equal bits, but for sign and payload of a NaN."""
    bits = f"u{got.itemsize}"
    same = (got.view(bits) == expected.view(bits)) | (np.isnan(got) & np.isnan(expected))
    assert got.dtype == expected.dtype
    if not same.all():
        at = int(same.argmin())
        where = [float.hex(float(x[at])) for x in operands]
        raise AssertionError(
            f"{int((~same).sum())} of {same.size} differ, first at {where}: "
            f"{float(got[at]).hex()} instead of {float(expected[at]).hex()}"
        )


def assert_specials(name: str, dtype: DType, table: Sequence[tuple[float, ...]]) -> None:
    """Rows of operands and result; the result exact, with the sign of zero."""
    *operands, expected = (array(dtype, column) for column in zip(*table, strict=True))
    assert_same(kernel(name, dtype)(*operands), expected, *operands)
    assert_same(kernel(name, dtype, 1)(*operands), expected, *operands)
