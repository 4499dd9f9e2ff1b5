# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs with differences along an axis, and polynomials."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
RNG = np.random.default_rng(2)
V = RNG.normal(size=7)
M = RNG.normal(size=(4, 5))
INTS = RNG.integers(-9, 9, (4, 5))
PLACES = np.array([0.0, 0.5, 1.5, 1.75, 3.0])
EVEN = np.array([0.0, 0.5, 1.0, 1.5, 2.0])
PHASES = np.array([0.0, 3.0, -3.0, 0.5, 6.5, 13.0, -2.0, np.pi, 2 * np.pi, 3 * np.pi])
P = np.array([0.0, 0.0, 2.0, -3.0, 0.0, 1.0])
Q = np.array([0.0, 1.0, 4.0])


@case(M)
@case(M.astype(np.float32))
@case(INTS)
@case(M + 1j * M[::-1])
def gradients(x):
    return (
        np.gradient(x),
        np.gradient(x, 2, axis=1),
        np.gradient(x, 0.5, 3.0),
        np.gradient(x, edge_order=2),
        np.gradient(x, 0.25, axis=(1, 0), edge_order=2),
    )


@case(M, PLACES)
@case(M, EVEN)
@case(INTS, np.array([0, 1, 2, 4, 9]))
@case(M.astype(np.float32), PLACES.astype(np.float32))
def gradients_at_places(x, p):
    return (
        np.gradient(x, p, axis=1),
        np.gradient(x, p, axis=1, edge_order=2),
        np.gradient(x, 2.0, p),
        np.gradient(x[0], p),
    )


@case(V[:2], symbolic=False)
def gradient_of_too_few(x):
    return np.gradient(x, edge_order=2)


@case(M, PLACES, symbolic=False)
def gradient_at_wrong_places(x, p):
    return np.gradient(x, p, axis=0)


@case(M)
def gradient_of_higher_order(x):
    return np.gradient(x, edge_order=3)


@case(M)
def gradient_with_too_many(x):
    return np.gradient(x, 1.0, 2.0, 3.0)


@case(np.array([True, False, True]))
def gradient_of_flags(x):
    return np.gradient(x)


@case(PHASES)
@case(PHASES.astype(np.float32))
@case(np.vstack((PHASES, PHASES[::-1])))
def phases(x):
    return (
        np.unwrap(x),
        np.unwrap(x, discont=4.0),
        np.unwrap(x, period=4),
        np.unwrap(x, axis=0, period=1.5),
    )


@case(np.array([0, 3, 7, 1, 8, 2, 5]))
@case(np.array([0, 3, 7, 1, 8, 2, 5], np.int16))
def whole_phases(x):
    return np.unwrap(x, period=4), np.unwrap(x, period=5), np.unwrap(x)


@case(P, Q)
@case(Q, P)
@case(np.zeros(3), Q)
@case(np.array([0, 2, 1]), np.array([3, 4]))
def products(p, q):
    return np.polymul(p, q), np.polymul([1, 2], q)


@case(P[2:], Q[1:], symbolic=False)
@case(Q[1:], P[2:])
@case(P[2:], P[2:][::-1])
@case(np.array([3.0, 5.0, 2.0]), np.array([2.0, 1.0]), symbolic=False)
@case(np.array([1.0, 3.0, 2.0]), np.array([1.0, 1.0]), symbolic=False)
@case(np.array([2, 4, 5, 3]), np.array([2, 1]), symbolic=False)
def quotients(p, q):
    return np.polydiv(p, q)


@case(P[2:], Q[1:])
def quotients_of_symbolic_extents(p, q):
    return np.polydiv(np.concatenate((q, p)), q)


@case(V, ulp=4)
@case(np.array([1, 2, 3]), ulp=4)
@case(np.array([0.5, -2.0], np.float32), ulp=4)
@case(np.array([2.5], np.float16))
@case(np.zeros(0))
def from_zeros(x):
    return np.poly(x)


@case(P)
@case(np.array([1, 2, 3]))
@case(P.astype(np.float32))
def integrals_and_derivatives(p):
    return (
        np.polyint(p),
        np.polyint(p, 2, k=3.0),
        np.polyint(p, 2, k=[1.0, 2.0]),
        np.polyint(p, 0),
        np.polyder(p),
        np.polyder(p, 2),
        np.polyder(p, 0),
    )


@case(P)
def integral_with_too_few_constants(p):
    return np.polyint(p, 3, k=[1.0, 2.0])


@case(P)
def integral_of_negative_order(p):
    return np.polyint(p, -1)


@case(P)
def derivative_of_negative_order(p):
    return np.polyder(p, -1)


@case(np.array([0.5 + 1j, 0, -2.25j]), ulp=4)
@case(np.array([0.5 + 1j, 0, -2.25j], np.complex64), ulp=4)
def sinc_of_complex_numbers(z):
    return np.sinc(z)
