"""Scalars of 16 bits as arguments: computed in f32 and stored in 16 bits, as elements of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.ops import OPS
from mgc.ir.ops.base import Elementwise

UFUNCS = sorted(
    {
        ufunc
        for op in OPS.values()
        if issubclass(op, Elementwise)
        for ufunc in op.numpy
        if isinstance(ufunc, np.ufunc)
        if ufunc not in (np.nextafter, np.spacing)  # refused
        if any(kinds.startswith("e" * ufunc.nin + "->") for kinds in ufunc.types)
        if ufunc.nout == 1
    },
    key=lambda ufunc: ufunc.__name__,
)
X, Y = np.float16(0.75), np.float16(0.3)


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda ufunc: ufunc.__name__)
def test_scalars_give_what_elements_give(ufunc: np.ufunc) -> None:
    with np.errstate(invalid="ignore"):  # of arccosh(0.75)
        expected = ufunc(*(X, Y)[: ufunc.nin])
    compiled = mgc.function(lambda *given: ufunc(*given))
    result = compiled(*(X, Y)[: ufunc.nin])
    assert type(result) is type(expected)
    np.testing.assert_allclose(result, expected, rtol=1e-3)
    arrays = [np.array([v]) for v in (X, Y)[: ufunc.nin]]
    np.testing.assert_array_equal(np.atleast_1d(result), compiled(*arrays))


def _set(o: Any, x: Any) -> Any:
    o[-1] = x
    return o


STORED: dict[str, Callable[[Any, Any], Any]] = {
    "item": _set,
    "fill": lambda o, x: o.fill(x) or o,
    "full": lambda o, x: np.full(3, x),
    "array": lambda o, x: np.array([x, x, x]),
    "stack": lambda o, x: np.stack([x, x + x]),
    "broadcast_to": lambda o, x: np.broadcast_to(x, (2, 3)).copy(),
    "where": lambda o, x: np.where(o == 0, x, o),
    "remainder": lambda o, x: x % np.float16(0.3),
    "if": lambda o, x: x if x > 1 else -x,
    "itself": lambda o, x: x,
}


@pytest.mark.parametrize("name", STORED)
@pytest.mark.parametrize("signature", [None, "f16[n], f16[]"])
def test_scalars_are_stored_as_they_are(name: str, signature: str | None) -> None:
    function = STORED[name]
    memory, expected = np.zeros((2, 6), np.float16)
    decorated = mgc.function(signature=signature)(function) if signature else mgc.function(function)
    result = decorated(memory[:3], np.float16(3))
    wanted = function(expected[:3], np.float16(3))
    np.testing.assert_array_equal(result, wanted)
    assert result.dtype == wanted.dtype
    np.testing.assert_array_equal(memory, expected)
