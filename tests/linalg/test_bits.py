"""Exact eager mode, the interpreter, compiled calls and shared objects give the same bits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcLinAlgError
from tests.compiled import same_bits
from tests.linalg.matrices import Array, cholesky, definite, det, inv, random, slogdet, solve

CASES: list[tuple[Any, tuple[str, ...], tuple[Array, ...]]] = [
    (solve, ("f64[n,n]", "f64[n,r]"), (random(70, 70), random(70, 2))),
    (solve, ("c64[3,6,6]", "c64[6,2]"), (random(3, 6, 6, dtype="c8"), random(6, 2, dtype="c8"))),
    (inv, ("f32[9,9]",), (random(9, 9, dtype="f4"),)),
    (cholesky, ("f64[n,n]",), (definite(70, 70),)),
    (cholesky, ("c128[4,4]",), (definite(4, 4, dtype="c16"),)),
    (det, ("c128[7,7]",), (random(7, 7, dtype="c16"),)),
    (slogdet, ("f64[b,7,7]",), (random(3, 7, 7),)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[0].__name__} {c[1]}")
def test_all_ways_to_run_have_the_same_bits(
    case: tuple[Any, tuple[str, ...], tuple[Array, ...]], tmp_path: Path
) -> None:
    function, signature, arguments = case
    concrete = function.get_concrete_function(", ".join(signature))
    library = tmp_path / "library.so"
    concrete.save(library)
    loaded = getattr(mgc.load(library), concrete.function.name)
    expected = concrete(*arguments)
    for other in (function.exact, concrete.interpret, loaded):
        found = other(*arguments)
        for x, y in zip(_leaves(found), _leaves(expected), strict=True):
            same_bits(np.asarray(x), np.asarray(y), str(other))


def _leaves(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,)


def test_errors_are_the_same_in_all_ways_to_run(tmp_path: Path) -> None:
    concrete = inv.get_concrete_function("f64[n,n]")
    library = tmp_path / "library.so"
    concrete.save(library)
    with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
        mgc.load(library).inv(np.zeros((3, 3)))
    for way in (concrete, concrete.interpret, inv.exact):
        with pytest.raises(np.linalg.LinAlgError, match="Singular matrix") as raised:
            way(np.zeros((3, 3)))
        assert isinstance(raised.value, MgcLinAlgError)
        assert raised.value.location is not None
        assert raised.value.location.source_line.strip() == "return np.linalg.inv(a)"
