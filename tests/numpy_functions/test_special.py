# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Functions of scipy.special that are short formulas, compared with SciPy."""

from __future__ import annotations

import numpy as np
import pytest

from .ways import Case, Table, check

special = pytest.importorskip("scipy.special")

case = Table()
X = np.array([-800.0, -3.0, -0.5, -0.0, 0.0, 0.25, 0.5, 0.6, 0.75, 1.0, 2.0, 40.0, 900.0, np.nan])
Y = np.array([1.0, 0.5, 0.0, 2.0, 0.0, -1.0, 0.25, 0.6, 3.0, 1.0, np.nan, 7.0, 1.0, 1.0])
X32, Y32 = X.astype(np.float32), Y.astype(np.float32)
INTS = np.array([0, 1, 2, 3])
P = np.array([0.0, 1e-300, 0.1, 0.3, 0.4, 0.5, 0.6, 0.65, 0.9, 1.0, -1.0, 2.0, np.nan])


# SciPy's functions of float32 and of elements of few digits differ by their own roundings.
@case(X, ulp=4)
@case(X32, ulp=4)
@case(INTS, ulp=4)
def logistic(x):
    return special.expit(x), special.log_expit(x)


@case(P, ulp=4)
@case(P.astype(np.float32), ulp=4)
def log_odds(x):
    return special.logit(x)


@case(X, Y, ulp=4)
@case(X32, Y32, ulp=4)
@case(INTS, INTS[::-1].copy(), ulp=4)
def entropies(x, y):
    return special.xlogy(x, y), special.xlog1py(x, y), special.entr(x), special.rel_entr(x, y)


@case(np.abs(X), np.abs(Y), ulp=4)
@case(X, Y, ulp=4)
def divergences(x, y):
    return special.kl_div(x, y)


@case(X, Y, ulp=4)
@case(X32, Y32, ulp=4)
def losses(x, y):
    return special.huber(y, x), special.huber(1.5, x), special.erf(x)


@pytest.mark.parametrize(("number", "case"), case.parameters())
def test_every_way_gives_scipys_outcome(number: int, case: Case) -> None:
    check(number, case)
