"""nextafter, spacing, ldexp, degrees and radians equal NumPy's bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mgc.codegen.llvm.elementary import ElementaryKernel
from mgc.ir.math import FUNCTIONS, MathFunction
from mgc.ir.math.floats import DOUBLE, SINGLE
from mgc.ir.math.spacing import ldexp
from mgc.ir.types import F32, F64, I16, I32, I64, DType
from tests.math.checks import (
    INF,
    NAN,
    Array,
    array,
    assert_same,
    every_pair,
    kernel,
    largest,
    patterns,
)

DTYPES = (F32, F64)
FORMAT = {"f32": SINGLE, "f64": DOUBLE}


def corners(dtype: DType) -> Array:
    """Numbers of both signs at the ends of the range and around 1, (m,)."""
    form = FORMAT[dtype.name]
    least = 2.0 ** (1 - form.bias - form.fraction)
    values = [0.0, least, 3 * least, form.smallest_normal - least, form.smallest_normal, 1.0, 2.0]
    values += [1.0 - 2.0**-24, 1.5, 1e10, largest(dtype), INF]
    return array(dtype, [*values, *[-x for x in values], NAN])


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("lanes", [1, 8])
class TestEqualsNumPy:
    @pytest.mark.parametrize("name", ["spacing", "degrees", "radians"])
    def test_unary(self, dtype: DType, lanes: int, name: str) -> None:
        x = np.concatenate([patterns(dtype), corners(dtype)])
        with np.errstate(all="ignore"):
            assert_same(kernel(name, dtype, lanes)(x), getattr(np, name)(x), x)

    def test_nextafter(self, dtype: DType, lanes: int) -> None:
        operands = [(patterns(dtype, seed=5), patterns(dtype, seed=6)), every_pair(corners(dtype))]
        for x, y in operands:
            with np.errstate(all="ignore"):
                expected = np.nextafter(x, y)
            assert_same(kernel("nextafter", dtype, lanes)(x, y), expected, x, y)

    @pytest.mark.parametrize("integer", [I16, I32, I64], ids=str)
    def test_ldexp(
        self, dtype: DType, lanes: int, integer: DType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def body(s: Any, x: Any, n: Any) -> Any:
            """The exponent comes as a float: the kernel takes operands of one type."""
            return ldexp(s, x, s.convert(n, integer), FORMAT[dtype.name])

        record = MathFunction("ldexp_of_float", dtype, body, 0.0)
        monkeypatch.setitem(FUNCTIONS, ("ldexp_of_float", dtype.name), record)
        rng = np.random.default_rng(2)
        x = np.concatenate([patterns(dtype, 40_000), np.repeat(corners(dtype), 200)])
        span = rng.choice([30, 150, 300, 1100, 2200, 30_000], x.size)
        n = np.rint(rng.uniform(-1.0, 1.0, x.size) * span).astype(dtype.numpy)
        with np.errstate(all="ignore"):
            expected = np.ldexp(x, n.astype(np.int32))
        assert_same(ElementaryKernel("ldexp_of_float", dtype, lanes)(x, n), expected, x, n)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_ldexp_of_i64_beyond_i32_overflows_and_underflows(
    dtype: DType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def body(s: Any, x: Any, n: Any) -> Any:
        return ldexp(s, x, s.convert(n, I64), FORMAT[dtype.name])

    record = MathFunction("ldexp_of_float", dtype, body, 0.0)
    monkeypatch.setitem(FUNCTIONS, ("ldexp_of_float", dtype.name), record)
    x, n = (
        array(dtype, [1.0, -1.0, 1.0, 0.0]),
        array(dtype, [2.0**40, 2.0**40, -(2.0**40), 2.0**40]),
    )
    expected = array(dtype, [INF, -INF, 0.0, 0.0])
    assert_same(ElementaryKernel("ldexp_of_float", dtype, 1)(x, n), expected, x, n)
