"""Powers of extents in machine code: exact below 2**62, 2**62 from there on, 0 for no power."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.codegen.llvm.elementary import ElementaryKernel
from mgc.ir.math import FUNCTIONS, MathFunction
from mgc.ir.math.extent_powers import by_power_of_two, extent_power, number_power
from mgc.ir.powers import UNREACHED
from mgc.ir.types import I64

Array = NDArray[Any]
EXPONENTS = (*range(-3, 67), 127, 128, 129, 2**40, 2**40 + 1, 2**63 - 1, -(2**63))
BASES = (0, 1, -1, 2, -2, 3, -3, 7, 10, 255, 2**31, 2**31 - 1, -(2**31), 2**61, 2**62, -(2**63))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Compiles a plain function as if it were an elementary one."""

    def compile_body(body: Any) -> ElementaryKernel:
        monkeypatch.setitem(FUNCTIONS, ("power_of_test", "i64"), MathFunction("", I64, body, 0.0))
        return ElementaryKernel("power_of_test", I64, 4)

    return compile_body


def expected(base: int, exponent: int) -> int:
    """What the power counts as."""
    if exponent < 0:
        return 0
    small = exponent if abs(base) < 2 and exponent < 4 else exponent % 2 + 2
    shown = exponent if exponent < 128 else small if abs(base) < 2 else 128 + small
    value = int(base**shown)
    return max(-UNREACHED, min(value, UNREACHED))


def test_powers_are_exact_below_the_limit(compiled: Any) -> None:
    x, n = (a.ravel() for a in np.meshgrid(np.array(BASES), np.array(EXPONENTS)))
    got = compiled(extent_power)(x, n)
    wanted = [expected(int(base), int(exponent)) for base, exponent in zip(x, n, strict=True)]
    np.testing.assert_array_equal(got, np.array(wanted))


@pytest.mark.parametrize("base", [0, 2, 3, 5, 10, 2**31, 2**61])
def test_powers_of_numbers_are_exact_below_the_limit(compiled: Any, base: int) -> None:
    n = np.array(EXPONENTS)
    got = compiled(lambda s, x: number_power(s, base, x))(n)
    np.testing.assert_array_equal(got, [expected(base, int(e)) for e in n])


def test_of_minus_one_only_the_parity_matters(compiled: Any) -> None:
    n = np.array(EXPONENTS)
    got = compiled(lambda s, x: number_power(s, -1, x))(n)
    np.testing.assert_array_equal(got, np.where(n % 2 == 0, 1, -1))


@pytest.mark.parametrize("kind", ["//", "%"])
def test_dividing_by_powers_of_two_rounds_down(compiled: Any, kind: str) -> None:
    numbers = [*range(-9, 10), 2**62 + 5, -(2**62) - 5, 2**63 - 1, -(2**63)]
    x, n = (a.ravel() for a in np.meshgrid(np.array(numbers), np.arange(63)))
    got = compiled(lambda s, a, b: by_power_of_two(s, kind, a, b))(x, n)
    divide = x // (1 << n) if kind == "//" else x % (1 << n)
    np.testing.assert_array_equal(got, divide)
