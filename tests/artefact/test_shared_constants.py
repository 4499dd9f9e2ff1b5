"""Arrays that several functions of a library capture are embedded once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import mgc
from mgc.api.artefact import save

TABLE = np.random.default_rng(0).random(20_000)
COPY = TABLE.copy()
OTHER = TABLE + 1.0


def weighted(x):
    return x * TABLE


def shifted(x):
    return x + COPY


def lowered(x):
    return x - OTHER


def library(path: Path, *functions: Callable[..., Any]) -> int:
    """The size of a library of the functions."""
    concrete = [mgc.function(f).get_concrete_function("f64[20000]") for f in functions]
    save(concrete, path)
    return path.stat().st_size


def test_equal_arrays_are_embedded_once_and_different_ones_each(tmp_path: Path) -> None:
    one = library(tmp_path / "one.so", weighted)
    two = library(tmp_path / "two.so", weighted, shifted)
    three = library(tmp_path / "three.so", weighted, shifted, lowered)
    assert one > TABLE.nbytes
    assert two - one < TABLE.nbytes // 4
    assert three - two > TABLE.nbytes
    loaded = mgc.load(tmp_path / "three.so")
    x = np.full(20_000, 2.0)
    assert np.array_equal(loaded.weighted(x), weighted(x))
    assert np.array_equal(loaded.shifted(x), shifted(x))
    assert np.array_equal(loaded.lowered(x), lowered(x))
