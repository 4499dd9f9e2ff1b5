"""NumPy's errors, at the user's line, and what stays refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcLinAlgError, UnsupportedError
from tests.linalg.matrices import cholesky, det, inv, random, slogdet, solve


@pytest.mark.parametrize("function", [inv, det, slogdet, cholesky], ids=lambda f: f.__name__)
@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 2, 3)])
def test_matrices_must_be_square(function: Any, shape: tuple[int, ...]) -> None:
    with pytest.raises(np.linalg.LinAlgError) as expected:
        function.eager(np.ones(shape))
    with pytest.raises(np.linalg.LinAlgError) as raised:
        function(np.ones(shape))
    assert str(expected.value) in str(raised.value)
    assert isinstance(raised.value, MgcLinAlgError)
    assert raised.value.location is not None
    assert "np.linalg." in raised.value.location.source_line


@pytest.mark.parametrize(
    ("a", "b"), [((3, 3), (4,)), ((3, 3), (4, 2)), ((2, 3, 3), (4, 3, 2)), ((3, 3), ())]
)
def test_shapes_of_a_system_must_fit(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the texts of ufuncs differ
        solve.eager(np.eye(a[-1]) + np.zeros(a), np.ones(b))
    with pytest.raises(ValueError):  # noqa: PT011
        solve(np.eye(a[-1]) + np.zeros(a), np.ones(b))


def test_halves_are_refused_as_numpy_does() -> None:
    with pytest.raises(TypeError, match="array type float16 is unsupported in linalg"):
        inv(np.eye(2, dtype=np.float16))


REFUSED: list[Callable[[Any], Any]] = [
    lambda x: np.linalg.eigh(x),
    lambda x: np.linalg.eigvals(x),
    lambda x: np.linalg.svd(x),
    lambda x: np.linalg.qr(x),
    lambda x: np.linalg.lstsq(x, x),
    lambda x: np.linalg.pinv(x),
    lambda x: np.linalg.matrix_rank(x),
    lambda x: np.linalg.cond(x),
    lambda x: np.linalg.norm(x, 2),
    lambda x: np.linalg.norm(x, "nuc"),
    lambda x: np.polyfit(x[0], x[1], 2),
    lambda x: np.fft.fft(x),
]


@pytest.mark.parametrize("index", range(len(REFUSED)))
def test_what_needs_singular_values_or_transforms_is_refused(index: int) -> None:
    with pytest.raises(UnsupportedError) as raised:
        mgc.function(REFUSED[index])(random(3, 3))
    assert raised.value.location is not None
    assert "lambda x: np." in raised.value.location.source_line
