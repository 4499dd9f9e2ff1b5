"""Axes that an array does not have: NumPy's classes and texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc

X = np.arange(6.0).reshape(2, 3)

CALLS: dict[str, Callable[[Any], Any]] = {
    "sum": lambda x: x.sum(axis=5),
    "max": lambda x: x.max(axis=-3),
    "cumsum": lambda x: np.cumsum(x, axis=2),
    "sort": lambda x: np.sort(x, axis=2),
    "argmax": lambda x: x.argmax(axis=2),
    "mean": lambda x: x.mean(axis=(0, 3)),
    "expand_dims": lambda x: np.expand_dims(x, 5),
    "squeeze": lambda x: np.squeeze(x, 4),
    "transpose": lambda x: x.transpose(0, 4),
    "moveaxis": lambda x: np.moveaxis(x, 3, 0),
    "moveaxis to": lambda x: np.moveaxis(x, 0, 3),
    "swapaxes": lambda x: np.swapaxes(x, 0, 3),
    "diagonal": lambda x: x.diagonal(0, 0, 3),
    "concatenate": lambda x: np.concatenate([x, x], axis=3),
    "stack": lambda x: np.stack([x, x], axis=4),
    "repeat": lambda x: np.repeat(x, 2, axis=3),
    "flip": lambda x: np.flip(x, 3),
    "norm": lambda x: np.linalg.norm(x, axis=3),
    "reduce": lambda x: np.add.reduce(x, axis=4),
}


@pytest.mark.parametrize("name", CALLS)
def test_an_axis_that_is_not_there_is_numpys_error(name: str) -> None:
    with pytest.raises(np.exceptions.AxisError) as expected:
        CALLS[name](X)
    for way in (mgc.function(CALLS[name]), mgc.function(CALLS[name]).exact):
        with pytest.raises(np.exceptions.AxisError) as caught:
            way(X)
        assert isinstance(caught.value, mgc.MgcError)
        assert isinstance(caught.value, ValueError)
        assert isinstance(caught.value, IndexError)
        assert caught.value.message == str(expected.value)
        assert (caught.value.axis, caught.value.ndim) == (expected.value.axis, expected.value.ndim)
        assert caught.value.location is not None


def test_a_handler_catches_it_as_in_numpy() -> None:
    def total(x):
        try:
            return x.sum(axis=5)
        except np.exceptions.AxisError as error:
            return x.sum() + error.axis

    assert mgc.function(total)(X) == total(X)
    assert mgc.function(total).exact(X) == total(X)
