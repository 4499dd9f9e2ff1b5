# pyright: reportMatchNotExhaustive=false
"""``match`` on values of the run: literals, alternatives, names and guards."""

from __future__ import annotations

import numpy as np

from tests.python_control.cases import case


@case(np.array([0.0, 1.0, 3.0]))
@case(np.array([1.0, 1.0, 3.0]))
@case(np.array([2.0, 1.0, 3.0]))
@case(np.array([4.0, 1.0, 3.0]))
@case(np.array([7.0, 1.0, 3.0]))
def of_an_integer(x):
    k = int(x[0])
    match k:
        case 0:
            y = x + 0
        case 1 | 2:
            y = x * 2
        case n if n > 5:
            y = x * n
        case _:
            y = -x
    return y


@case(np.ones(3), 8)
@case(np.ones(3), None)
@case(np.ones(3), 3)
@case(np.ones(3), 5)
@case(np.ones(1), 3)
def with_returns(x, mode):
    match mode:
        case 8 | 9:
            return x + 1
        case None:
            return x + 2
        case 3:
            match x.shape[0]:
                case 1:
                    return x * 7
                case 3:
                    x = x * 5
        case other:
            return x + other
    return x


@case(np.array([1.0, 3.0, 2.0, 4.0]))
@case(np.array([2.0, 1.0, 3.0, 5.0]))
def in_a_loop(x):
    n = 0
    for i in range(x.shape[0]):
        match x[i]:
            case 1.0:
                continue
            case 2.0 if n > 0:
                break
            case 3:
                n += 10
        n += 1
    return n


@case(np.ones((2, 3)))
@case(np.ones(4))
def of_a_shape(x):
    match x.shape:
        case (a, b):
            return a * 10 + b
        case (a,):
            return a
    return 0
