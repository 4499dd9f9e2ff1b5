"""Python's builtins over generators and lists of values that a run computes."""

from __future__ import annotations

import numpy as np

from tests.python_control.cases import X, case


@case(X)
def extremes(x):
    return max(abs(v) for v in x), min(v * 2 for v in x), max(x), min(x[k] for k in (1, 2))


@case(X)
def any_and_all(x):
    found = any(v > 1 for v in x), all(v < 5 for v in x), any(v > 100 for v in x)
    listed = any([x[0] > 0, x[1] > 100]), all([x[0] > 0, x[1] > 0]), any((x[0], 0.0))
    known = any([]), any([True, x[0] > 0]), any(k > 2 for k in range(5)), all([True, x[0] < 9])
    return found, listed, known, any(x > 0), all(x > 0)


@case(X)
@case(-X)
def decided_by_any(x):
    if any(v > 0.99 for v in x):
        return 1
    if not all(v < 0.3 for v in x):
        return 2
    return 3


@case(X)
@case(X.astype(np.float32))
@case(np.array([125, -375]))
def rounded(x):
    return round(x[0], 2), round(x[1]), round(x[1], -1)


@case(X)
@case(np.array([np.inf, 1.0]))
def complex_of_parts(x):
    return complex(x[0], x[1]), complex(x[1], 2), complex(x[0]), abs(complex(0, x[1]))
