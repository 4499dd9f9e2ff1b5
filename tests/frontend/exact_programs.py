"""Small programs of every family of operations, each with arguments: what exact mode is tested on.

A program is called with copies of its arguments and may write to them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import mgc


@dataclass(frozen=True)
class Program:
    """A function and what it is called with."""

    function: Callable[..., Any]
    args: tuple[Any, ...]


PROGRAMS: dict[str, Program] = {}

_random = np.random.default_rng(20)
M = _random.normal(size=(5, 7))
N = _random.normal(size=(5, 7))
K = _random.normal(size=(7, 3))
V = _random.normal(size=7)
F = M.astype(np.float32)
I = _random.integers(-50, 50, size=(4, 6))  # noqa: E741
U8 = _random.integers(0, 256, size=40).astype(np.uint8)
LONG = _random.normal(size=10_000).astype(np.float32)
B = M > 0

SCALE = 0.75
BIAS = _random.normal(size=7).astype(np.float32)
COUNTS = np.zeros(3)


def program(*args: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a program under its name."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        PROGRAMS[function.__name__] = Program(function, args)
        return function

    return register


# Elementwise.


@program(M, N)
def arithmetic(x, y):
    return (x + y * 2 - x / y) ** 2, -x, abs(y), x // y, x % y


@program(F, V.astype(np.float32))
def broadcasting(x, v):
    return x * v + x[:, :1] - v[None, :3].sum()


@program(np.abs(F) + np.float32(0.1))
def elementary(x):
    a = np.exp(-x) + np.log(x) + np.log1p(x) * np.sqrt(x)
    return a, np.sin(x) * np.cos(x), np.tanh(x), np.arctan2(x, a), np.cbrt(x)


@program(M)
def elementary_in_double(x):
    return np.expm1(x) + np.sinh(x), np.hypot(x, 3.0), np.power(np.abs(x), 1.7), np.exp2(x)


@program(I, I.T.reshape(4, 6) | 1)
def integers(x, y):
    return x * y + 7, x // y, x % y, x << 3, x & y, x ^ 5, ~x, np.minimum(x, y)


@program(U8, U8[::-1].copy())
def small_integers_wrap(x, y):
    return x + y, x * np.uint8(3), x - 1, (x > y) | (x == 7), np.maximum(x, y)


@program(M.astype(np.float16))
def half_precision(x):
    return x * x + 1, np.exp(x), x.sum(), x.mean(axis=0) if hasattr(x, "mean") else x


@program(B, B[::-1].copy())
def booleans(p, q):
    return p & q, p | ~q, p ^ q, np.logical_and(p, q), p.sum(), p.any(), q.all()


@program(M, I.astype(np.float32)[:, :5], U8)
def casts(x, y, u):
    return x.astype(np.float32), y.astype(np.int8), u.astype(np.float64) / 255, np.float32(2) * x


@program(M, N)
def choices(x, y):
    return np.where(x > y, x, 0), np.where(x > 0, np.sqrt(np.abs(x)), y), np.maximum(x, y)


@program(np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-310, 5e-324, 1e308]))
def special_values(x):
    return x + 0, x * 1, x - x, np.exp(x), np.tanh(x), x * 10, np.where(x > 0, x, -x), np.isnan(x)


# Scalars.


@program(M, 1.5, 3)
def python_numbers(x, a, n):
    b = a * 2 + 1
    return x * b + n, b, b / n, n**2, x**n


@program(F, np.float64(0.3), np.float32(0.7))
def numpy_scalars(x, a, b):
    return x * a, x * b, a * b, a + 1, b * 2.0


@program(0.7, 2.5)
def python_mathematics(a, b):
    c = math.exp(a) + math.sin(b) * math.tanh(a)
    return c, float(c) + 1, max(a, c), -c


@program(M)
def zero_dimensional(x):
    s = np.asarray(x[1, 2])
    s += 1
    return s, x[0, 0], x.sum() * 2, float(x[2, 3]) + 1


@program(np.array(2.5), M)
def zero_dimensional_argument(s, x):
    s *= 2
    return s * x[0], s + 1


# Reductions.


@program(LONG)
def long_sums(x):
    return x.sum(), x.mean(), x.max(), x.argmin(), (x * x).sum(), np.cumsum(x * x)


@program(F, I)
def reductions_along_axes(x, i):
    return (
        x.sum(axis=0), x.sum(axis=1, keepdims=True), i.sum(), i.prod(axis=0), x.min(axis=1),
        x.argmax(axis=0), np.cumsum(x, axis=0), x.sum(where=x > 0), np.any(x > 2, axis=1),
    )  # fmt: skip


@program(F)
def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@program(M)
def masked_sum(x):
    return x[x > 0].sum(), x[x > 0].max(initial=0.0)


# Products.


@program(M, K, V)
def products(x, y, v):
    return x @ y, x @ v, v @ y, v @ v, x.T @ x


@program(F, K.astype(np.float32), I)
def products_of_other_types(x, y, i):
    return np.matmul(x, y), i @ i.T, np.tanh(x @ y + 1)


@program(_random.normal(size=(3, 4, 5)), _random.normal(size=(5, 2)))
def batches_of_products(x, y):
    return x @ y, x @ x.transpose(0, 2, 1)


# Shapes and subscripts.


@program(M)
def views(x):
    y = x[1:4, ::2]
    z = x.T
    return y * 2, z + 1, x[:, None, 3] + 1, x[::-1], x[..., -1], x.reshape(7, 5), x.ravel()


@program(M, np.array([0, 3, 3, -1]))
def integer_arrays_as_subscripts(x, i):
    return x[i], x[i, 2], x[i[:, None], i[None, :]], x[:, i] * 2


@program(M)
def creation(x):
    a = np.zeros((2, 3))
    a[0] = x[0, :3]
    b = np.ones_like(x, dtype=np.float32)
    return a, b, np.arange(5) * 0.5, np.full((2, 2), 7), np.eye(3), np.array([x[0, 0], 2.0])


@program(M)
def rows(x):
    total = np.zeros(7)
    for row in x:
        total = total + row * row.sum()
    return total


@program(F)
def scalar_loop(x):
    t = 0.0
    for i in range(x.shape[0]):
        for j in range(3):
            t = t + x[i, j] * x[i, j]
    return t, x.shape[0] * 2


# Writing.


@program(M, N)
def in_place(x, y):
    x += y
    x *= 2
    y[1:3] -= x[0]
    y[:, 0] = 1
    x[x < 0] = 0


@program(V)
def overlapping_writes(x):
    x[1:] = x[:-1]
    x[:3] += x[-3:]
    np.add(x[1:], x[:-1], out=x[1:])
    x[::-1][:2] = 5


@program(M)
def writes_through_views(x):
    y = x[1:3]
    z = y.T
    z[0] = 9
    y[...] += 1
    r = x.reshape(-1)
    r[0] = -1
    return y.sum(), r


@program(M, N)
def outputs(x, y):
    out = np.empty_like(x)
    np.multiply(x, y, out=out)
    np.add(out, 1, out=y, where=x > 0)
    return out


@program(M)
def argument_as_result(x):
    x[0] = 0
    return x, x[1:], {"again": x, "sum": x.sum()}


@program([M, (F, 2.0)], {"w": K})
def nested_arguments(pair, weights):
    x, (y, a) = pair
    weights["w"][0] = 1
    return [x @ weights["w"], (y * a,)], {"n": len(x)}


# Calls.


def normalized(x, eps=1e-5):
    mean = x.sum(axis=-1, keepdims=True) / x.shape[-1]
    centred = x - mean
    return centred / np.sqrt((centred * centred).sum(axis=-1, keepdims=True) / x.shape[-1] + eps)


@program(F)
def helpers(x):
    return normalized(x) * 2 + normalized(x.T, eps=0.1).T


def _affine(a):
    def apply(x):
        return x * a + BIAS * SCALE

    return apply


@program(F)
def closures(x):
    return _affine(2.0)(x), list(map(_affine(x[0, 0]), [x, x + 1]))


@program(M)
def captured_array_is_written(x):
    COUNTS[0] += x.sum()
    return COUNTS * 2


class Layer:
    def __init__(self, w: Any) -> None:
        self.w = w

    def __call__(self, x: Any) -> Any:
        h = x @ self.w
        self.last = h
        return np.maximum(h, 0) + self.last


LAYER = K * 0.5


@program(M)
def objects(x):
    return Layer(LAYER)(x)


@mgc.function
def inner(x):
    return np.tanh(x) + np.exp(x)


@program(M)
def nested_mgc_functions(x):
    return inner(x) * inner(x[0])


@program(M)
def decisions_by_extents(x):
    n, m = x.shape
    if n < m and x.ndim == 2:
        x = x[:, :n]
    return x + n / m
