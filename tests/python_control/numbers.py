"""Python's own numbers that a run computes: operators, attributes, errors."""

from __future__ import annotations

import math

import numpy as np

from tests.python_control.cases import X, case

UP = np.array([1.5, -2.0, 3.0])


@case(5.0, True)
@case(-0.5, False)
def bools_are_integers(a, flag):
    found = (a > 0) + True, (a > 0) * 2.5, True - (a > 0), (a > 0) | True, (a > 0) & 3
    more = (a > 0) / True, (a > 0) << True, -(a > 0), ~(a > 0), (a > 0) ** 2, divmod(a > 0, 2)
    return found, more, (flag + (a > 0)) * 2.5, (a > 0) == True, (a > 0) < 1, flag ^ True  # noqa: E712


@case(UP, 3)
@case(-UP, 1)
def bools_of_elements(x, n):
    return (
        bool(x[0] > 0) + (len(x) > 1),
        (float(x[0]) > 0) - (n > 2),
        ((float(x[0]) > 0) and True) + 0,
    )


@case(2.5)
@case(-4.0)
def with_known_bools(a):
    return a + True, a * True, False - a, a / True, a // True, a % True, a > True, a == True  # noqa: E712


@case(1 + 2j)
def complex_with_known_bools(a):
    return a + True, a * True, a / True, a == True, bool(a), complex(a.real, -a.imag)  # noqa: E712


@case(2.5)
@case(-4.0)
@case(math.inf)
def attributes(a):
    return a.real, a.imag, a.conjugate(), a.is_integer(), (a > 0).real, (a > 0).imag


@case(1 + 2j)
def attributes_of_complex(a):
    return a.real, a.imag, a.conjugate()


def _kind(x):
    if hasattr(x, "shape"):
        return 2
    try:
        return x.size
    except AttributeError:
        return -1


@case(2.5, np.float64(2.5), UP)
@case(True, np.int32(3), np.array(3))
def asked_what_it_is(a, scalar, array):
    names = "shape", "ndim", "dtype", "sum", "astype", "dot", "tolist", "is_integer", "__len__"
    found = [[hasattr(v, name) for name in names] for v in (a, scalar, array)]
    kinds = _kind(a), _kind(scalar), _kind(array)
    return found, kinds, [getattr(v, "ndim", -1) for v in (a, scalar, array)]


@case(2.5)
def compared_with_other_things(a):
    return a == None, a != "x"  # noqa: E711


@case(X)
def functions_of_math(x):
    found = [
        math.exp(x[0]),
        math.cosh(x[1]),
        math.sin(x[2]),
        math.acos(x[0] / 9),
        math.fmod(x[0], x[1]),
    ]
    return [*found, math.log1p(abs(x[0])), math.atanh(x[0] / 9), math.pow(abs(x[0]), x[1])]
