"""Integer arithmetic of ``mgc.ir.math.integer`` equals NumPy's, corners included, traps never."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.codegen.llvm.elementary import ElementaryKernel
from mgc.ir.math import FUNCTIONS, MathFunction, integer
from mgc.ir.types import I8, I16, I32, I64, U8, U16, U32, U64, DType

Array = NDArray[Any]
DTYPES = (I8, I16, I32, I64, U8, U16, U32, U64)
BINARY = {
    "floor_divide": (integer.floor_divide, np.floor_divide),
    "remainder": (integer.remainder, np.remainder),
    "fmod": (integer.fmod, np.fmod),
    "left_shift": (integer.left_shift, np.left_shift),
    "right_shift": (integer.right_shift, np.right_shift),
}
UNARY = {"sign": (integer.sign, np.sign), "absolute": (integer.absolute, np.absolute)}


@pytest.fixture(params=[1, 8], ids=["scalar", "lanes"])
def compiled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Compiles a plain function of ``mgc.ir.math.integer`` as if it were an elementary one."""

    def compile_body(name: str, body: Any, dtype: DType) -> ElementaryKernel:
        monkeypatch.setitem(
            FUNCTIONS, (f"integer_{name}", dtype.name), MathFunction("", dtype, body, 0.0)
        )
        return ElementaryKernel(f"integer_{name}", dtype, request.param)

    return compile_body


def corners(dtype: DType) -> Array:
    """Values around 0, the ends of the type, the shift widths, and random ones, (m,)."""
    kind: np.dtype[Any] = dtype.numpy
    lowest, highest = int(np.iinfo(kind).min), int(np.iinfo(kind).max)
    fixed = [0, 1, 2, 3, 7, dtype.bits - 1, dtype.bits, highest, highest - 1, lowest, lowest + 1]
    if dtype.is_signed:
        fixed += [-1, -2, -3, -7]
    random = np.random.default_rng(7).integers(lowest, highest, 20, kind, endpoint=True)
    return np.concatenate([np.array(fixed, kind), random])


def pairs(dtype: DType) -> tuple[Array, Array]:
    """Every pair of corners, (m*m,), (m*m,)."""
    x, y = np.meshgrid(corners(dtype), corners(dtype))
    return np.ascontiguousarray(x.ravel()), np.ascontiguousarray(y.ravel())


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", BINARY)
def test_binary_equals_numpy(compiled: Any, name: str, dtype: DType) -> None:
    body, reference = BINARY[name]
    x, y = pairs(dtype)
    with np.errstate(all="ignore"):
        expected = reference(x, y)
    np.testing.assert_array_equal(compiled(name, body, dtype)(x, y), expected)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", UNARY)
def test_unary_equals_numpy(compiled: Any, name: str, dtype: DType) -> None:
    body, reference = UNARY[name]
    x = corners(dtype)
    np.testing.assert_array_equal(compiled(name, body, dtype)(x), reference(x))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_divide_truncates_and_never_traps(compiled: Any, dtype: DType) -> None:
    x, y = pairs(dtype)
    bits = dtype.bits

    def quotient(a: int, b: int) -> int:
        if b == 0:
            return 0
        magnitude = abs(a) // abs(b)
        return magnitude if (a < 0) == (b < 0) else -magnitude

    wide = [quotient(int(a), int(b)) & ((1 << bits) - 1) for a, b in zip(x, y, strict=True)]
    expected = np.array(wide, f"u{bits // 8}").view(dtype.numpy)
    np.testing.assert_array_equal(compiled("divide", integer.divide, dtype)(x, y), expected)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_power_wraps_around(compiled: Any, dtype: DType) -> None:
    x, n = pairs(dtype)
    x, n = np.ascontiguousarray(x[n >= 0]), np.ascontiguousarray(n[n >= 0])
    bits = dtype.bits
    wide = [pow(int(a), int(b), 1 << bits) for a, b in zip(x, n, strict=True)]
    expected = np.array(wide, f"u{bits // 8}").view(dtype.numpy)
    np.testing.assert_array_equal(compiled("power", integer.power, dtype)(x, n), expected)
