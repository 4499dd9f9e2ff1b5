"""The functions whose fusion is tested, alone and amid other work.

Each takes the axis or axes that are reduced and gives a function of arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Axes = int | tuple[int, ...] | None
Traced = Callable[..., Any]


def tanh_sum(axis: Axes) -> Traced:
    def fn(x, y):
        return np.tanh(2 * x + 0.5 * y + 1).sum(axis=axis)

    return fn


def tanh_sum_and_value(axis: Axes) -> Traced:
    def fn(x, y):
        t = np.tanh(2 * x + 0.5 * y + 1)
        return t.sum(axis=axis), t

    return fn


def tanh_sum_and_maximum(axis: Axes) -> Traced:
    def fn(x, y):
        t = np.tanh(2 * x + 0.5 * y + 1)
        return t.sum(axis=axis), (t * y).max(axis=axis)

    return fn


def tanh_sum_amid(axis: Axes) -> Traced:
    def fn(x, y, z, v):
        first = x * 3 + z
        second = z.sum(axis=-1)
        t = np.tanh(2 * x + 0.5 * y + 1)
        third = np.cumsum(v)
        fourth = np.sqrt(x) + z
        return t.sum(axis=axis), first, second, third, fourth, z @ v

    return fn


def softmax(axis: Axes) -> Traced:
    def fn(x):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True)

    return fn


def softmax_and_exponentials(axis: Axes) -> Traced:
    def fn(x):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True), e

    return fn


def softmax_and_its_norm(axis: Axes) -> Traced:
    def fn(x):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        y = e / e.sum(axis=axis, keepdims=True)
        return y, (y * y).sum(axis=axis)

    return fn


def softmax_in_place(axis: Axes) -> Traced:
    def fn(x):
        x -= x.max(axis=axis, keepdims=True)
        np.exp(x, out=x)
        x /= x.sum(axis=axis, keepdims=True)

    return fn


def softmax_amid(axis: Axes) -> Traced:
    def fn(x, y, z, v):
        first = x * 3 + z
        second = x.sum(), z.sum(axis=-1)
        top = x.max(axis=axis, keepdims=True)
        third = top.sum() * v
        fourth = x + third[0]
        e = np.exp(x - top)
        fifth = np.cumsum(v)
        sixth = np.sqrt(x) + z
        y = e / e.sum(axis=axis, keepdims=True)
        return y, first, second, fourth, fifth, sixth, z @ v

    return fn


def softmax_amid_readers(axis: Axes) -> Traced:
    def fn(x):
        others = [x * k for k in range(2, 24)]
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True), *others

    return fn


def layer_norm(axis: Axes) -> Traced:
    def fn(x, scale, shift):
        centred = x - x.mean(axis=axis, keepdims=True)
        variance = (centred * centred).mean(axis=axis, keepdims=True)
        return centred / np.sqrt(variance + 1e-5) * scale + shift

    return fn


def layer_norm_by_var(axis: Axes) -> Traced:
    def fn(x, scale, shift):
        centred = x - x.mean(axis=axis, keepdims=True)
        return centred / np.sqrt(x.var(axis=axis, keepdims=True) + 1e-5) * scale + shift

    return fn


def layer_norm_and_centred(axis: Axes) -> Traced:
    def fn(x, scale, shift):
        centred = x - x.mean(axis=axis, keepdims=True)
        variance = (centred * centred).mean(axis=axis, keepdims=True)
        return centred / np.sqrt(variance + 1e-5) * scale + shift, centred, variance

    return fn


def layer_norm_of_sum(axis: Axes) -> Traced:
    def fn(x, scale, shift):
        y = np.tanh(x) + x
        centred = y - y.mean(axis=axis, keepdims=True)
        variance = (centred * centred).mean(axis=axis, keepdims=True)
        return centred / np.sqrt(variance + 1e-5) * scale + shift, y

    return fn


def layer_norm_amid(axis: Axes) -> Traced:
    def fn(x, scale, shift, z, v):
        first = x * 3 + z
        second = x.sum(), z.sum(axis=-1)
        mean = x.mean(axis=axis, keepdims=True)
        third = mean.sum() * v
        fourth = x + third[0]
        centred = x - mean
        fifth = np.cumsum(v)
        variance = (centred * centred).mean(axis=axis, keepdims=True)
        sixth = np.sqrt(x) + z
        y = centred / np.sqrt(variance + 1e-5) * scale + shift
        return y, first, second, fourth, fifth, sixth, z @ v

    return fn


def dense(x, w, b):
    return np.maximum(x @ w + b, 0)


def dense_and_sums(x, w, b):
    h = x @ w
    return np.maximum(h + b, 0), h


def dense_and_before(x, w, b):
    h = x @ w + b
    return np.maximum(h, 0), np.tanh(h)


def dense_in_place(x, w, b, out):
    out[...] = np.maximum(x @ w + b, 0)


def dense_amid(x, w, b, z, v):
    first = np.tanh(z) + b
    second = z.sum(axis=0)
    h = x @ w
    third = z * b
    fourth = np.cumsum(v)
    y = np.maximum(h + b, 0)
    return y, first, second, third, fourth, z + b


def dense_amid_readers(x, w, b, z, v):
    h = x @ w
    first = z + b
    return np.maximum(h + b, 0), first, v * 2


def dense_summed(axis: Axes) -> Traced:
    def fn(x, w, b):
        return np.maximum(x @ w + b, 0).sum(axis=axis)

    return fn
