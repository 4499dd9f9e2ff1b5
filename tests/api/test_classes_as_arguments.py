"""NumPy's scalar classes as arguments: static, as dtypes are."""

from __future__ import annotations

import numpy as np
import pytest

import mgc

CLASSES = (np.int32, np.float64, np.bool_, np.complex64, np.uint8, int, float)


@mgc.function
def converted(x, dtype):
    return x.astype(dtype), np.zeros(2, dtype=dtype), dtype(x[0]), x.dtype == dtype


@pytest.mark.parametrize("dtype", CLASSES)
def test_a_scalar_class(dtype) -> None:
    x = np.arange(3.0)
    wanted = (x.astype(dtype), np.zeros(2, dtype), dtype(x[0]), x.dtype == dtype)
    for run in (converted, converted.exact):
        got = run(x, dtype)
        assert [type(v) for v in got] == [type(v) for v in wanted]
        assert [np.asarray(v).tobytes() for v in got] == [np.asarray(v).tobytes() for v in wanted]
    concrete = converted.get_concrete_function(x, dtype)
    assert concrete.interpret(x, dtype)[0].dtype == np.dtype(dtype)


def test_a_keyword_with_a_default() -> None:
    @mgc.function
    def zeros(x, dtype=np.float32):
        return np.zeros(x.shape, dtype)

    assert zeros(np.ones(2)).dtype == np.float32
    assert zeros(np.ones(2), dtype=np.int16).dtype == np.int16
