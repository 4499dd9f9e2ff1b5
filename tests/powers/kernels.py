"""Kernels whose extents are powers of a loop's counter or of arguments."""

from __future__ import annotations

import numpy as np


def hadamard(x, k):
    """The Walsh-Hadamard transform of ``2**k`` numbers, in place through views."""
    for i in range(k):
        pairs = x.reshape(2**i, 2, 2 ** (k - i - 1))
        total = pairs[:, 0] + pairs[:, 1]
        pairs[:, 1] = pairs[:, 0] - pairs[:, 1]
        pairs[:, 0] = total


def fourier(x, r, k):
    """The discrete Fourier transform of ``r**k`` numbers, by radix r."""
    j = np.arange(r)
    kernel = np.exp(-2j * np.pi * j[:, None] * j / r)
    y = x.copy()
    for i in range(k):
        width = r ** (k - i - 1)
        mixed = (kernel @ y.reshape(r, r ** (k - 1))).reshape(r, width, r**i)
        twiddle = np.exp(-2j * np.pi * j[:, None] * np.arange(width) / r ** (k - i))
        y[:] = (mixed * twiddle[:, :, None]).transpose(1, 0, 2).reshape(r**k)
    return y


def digits_reversed(x, r, k):
    """Element d0 d1 d2 ... moves to ... d2 d1 d0, in digits of base r."""
    y = x.copy()
    for i in range(k):
        part = y.reshape(r**i, -1, r)
        y[:] = part.transpose(0, 2, 1).reshape(-1)
    return y


def haar(x, k):
    """Means and differences of neighbours, of means of neighbours, ..., in place."""
    for i in range(k):
        half = x.shape[0] // 2 ** (i + 1)
        even, odd = x[: 2 * half : 2], x[1 : 2 * half : 2]
        mean, difference = (even + odd) / 2, (even - odd) / 2
        x[:half] = mean
        x[half : 2 * half] = difference


def running_sums(x, k):
    """Sums of the last ``2**k`` elements, by doubling."""
    for i in range(k):
        step = 1 << i
        if step < x.shape[0]:
            x[step:] = x[step:] + x[:-step]


def series(x):
    """A series with alternating signs and powers that are numbers, no extents."""
    total = 0.0
    for i in range(x.shape[0]):
        total += (-1) ** i * x[i] / 3**i
    return total


def pyramid(x, k):
    """Temporaries of ``3**i`` elements that have to be stored."""
    for i in range(k):
        steps = np.cumsum(np.arange(3**i) * x[i])
        x[i] = np.cumsum(steps[::-1]).max()


def halves_from_the_top(x, k):
    """Blocks that become smaller: the exponent falls."""
    out = np.zeros(k)
    for i in range(k):
        out[i] = np.sort(x[: 2 ** (k - i)]).reshape(-1, 2)[:, 1].sum()
    return out
