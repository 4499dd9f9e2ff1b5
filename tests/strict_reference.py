"""The strict orders of reductions, scans and contractions, written down literally in NumPy.

Nothing here is shared with the compiler. NumPy's scalar and elementwise operations are IEEE's, so
these functions define the bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Combine = Callable[[Array, Array], Array]

LANES = 32
LANE_CHUNK = 4096
CHAIN_CHUNK = 256
BLOCK = 256
RUN = 8


def reduce(
    x: Array, axes: Sequence[int], combine: Combine, identity: Any, lanes: bool | None = None
) -> Array:
    """Combines the elements along ``axes`` in the strict order; (...) -> the kept axes.

    Elements are taken in C order of ``axes`` as given. With ``lanes``, by default if the last axis
    of ``x`` is among them, in chunks of 4096 over 32 lanes, otherwise in chunks of 256 that are
    chains.
    """
    elements = _elements_first(x, axes)
    start = np.full(elements.shape[1:], identity, x.dtype)
    if x.ndim - 1 in axes if lanes is None else lanes:
        size, chunk = LANE_CHUNK, _lanes
    else:
        size, chunk = CHAIN_CHUNK, _chain
    with np.errstate(all="ignore"):
        results = [
            chunk(elements[at : at + size], combine, start) for at in range(0, len(elements), size)
        ]
        return _tree(results, combine) if results else start


def _elements_first(x: Array, axes: Sequence[int]) -> Array:
    """(T, kept...): element t is number t in C order of ``axes``."""
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    count = int(np.prod([x.shape[axis] for axis in axes]))
    return x.transpose([*axes, *kept]).reshape(count, *(x.shape[axis] for axis in kept))


def _lanes(elements: Array, combine: Combine, start: Array) -> Array:
    """Element t goes to lane t mod 32; lanes are combined by halving."""
    lanes = [start] * LANES
    for t, element in enumerate(elements):
        lanes[t % LANES] = combine(lanes[t % LANES], element)
    half = LANES // 2
    while half:
        lanes = [combine(lanes[lane], lanes[lane + half]) for lane in range(half)]
        half //= 2
    return lanes[0]


def _chain(elements: Array, combine: Combine, start: Array) -> Array:
    """One after the other."""
    total = start
    for element in elements:
        total = combine(total, element)
    return total


def _tree(results: list[Array], combine: Combine) -> Array:
    """Adjacent results are combined level by level; an odd one is carried up."""
    while len(results) > 1:
        pairs = zip(results[0::2], results[1::2], strict=False)
        odd = results[-1:] if len(results) % 2 else []
        results = [combine(a, b) for a, b in pairs] + odd
    return results[0]


def scan(x: Array, axis: int, combine: Combine, identity: Any) -> Array:
    """Running combination along ``axis``: runs of 8 through a fixed tree, added to the total.

    Prefix j of a run combines the largest complete blocks of 4, 2 and 1 elements from the left;
    a block combines its two halves.
    """
    elements = np.moveaxis(x, axis, 0)
    out = np.empty_like(elements)
    total = np.full(elements.shape[1:], identity, x.dtype)
    with np.errstate(all="ignore"):
        for first in range(0, len(elements), RUN):
            run = elements[first : first + RUN]
            for j in range(len(run)):
                out[first + j] = combine(total, _prefix(run, j + 1, combine))
            total = out[first + len(run) - 1]
    return np.moveaxis(out, 0, axis)


def _prefix(run: Array, count: int, combine: Combine) -> Array:
    blocks: list[Array] = []
    at = 0
    for size in (8, 4, 2, 1):
        if count & size:
            blocks.append(_block(run[at : at + size], combine))
            at += size
    return _chain(np.stack(blocks[1:]), combine, blocks[0]) if blocks[1:] else blocks[0]


def _block(elements: Array, combine: Combine) -> Array:
    half = len(elements) // 2
    if not half:
        single: Array = elements[0]
        return single
    return combine(_block(elements[:half], combine), _block(elements[half:], combine))


def contract(a: Array, b: Array) -> Array:
    """(m, k), (k, n) -> (m, n) by chains of fma over blocks of 256 values of k, from +0.0.

    The sums of the blocks are added from left to right.
    """
    (m, k), n = a.shape, b.shape[1]
    total = np.zeros((m, n), a.dtype)
    with np.errstate(all="ignore"):
        for first in range(0, k, BLOCK):
            chain = np.zeros((m, n), a.dtype)
            for p in range(first, min(first + BLOCK, k)):
                chain = fma(a[:, p : p + 1], b[p : p + 1, :], chain)
            total = chain if first == 0 else total + chain
    return total


def fma(x: Array, y: Array, z: Array) -> Array:
    """x*y + z rounded once, for f32 and f64 away from overflow and underflow of f64.

    The exact sum is rounded to odd in a wider form first, so that the last rounding is right
    (S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
    """
    if x.dtype == np.float32:
        product = x.astype(np.float64) * y.astype(np.float64)  # exact: 48 bits
        high, low = _two_sum(product, z.astype(np.float64))
        return _to_odd(high, low).astype(np.float32)
    high, low = _two_product(x, y)
    sum_high, sum_low = _two_sum(z, low)
    top, rest = _two_sum(high, sum_high)
    result: Array = top + _to_odd(*_two_sum(sum_low, rest))
    return result


def _two_sum(x: Array, y: Array) -> tuple[Array, Array]:
    """The rounded sum and its error (D. Knuth)."""
    total = x + y
    part = total - x
    return total, (x - (total - part)) + (y - part)


def _two_product(x: Array, y: Array) -> tuple[Array, Array]:
    """The rounded product of doubles and its error (T. Dekker)."""
    product = x * y
    x_high, x_low = _split(x)
    y_high, y_low = _split(y)
    error = ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low
    return product, error


def _split(x: Array) -> tuple[Array, Array]:
    """The upper and the lower 26 bits of doubles."""
    scaled = x * 134217729.0
    high = scaled - (scaled - x)
    return high, x - high


def _to_odd(high: Array, low: Array) -> Array:
    """``high + low`` (``low`` the rounding error) rounded to odd."""
    even = (high.view(np.uint64) & np.uint64(1)) == 0
    inexact = (low != 0) & np.isfinite(high)
    towards = np.where(low > 0, np.inf, -np.inf)
    result: Array = np.where(even & inexact, np.nextafter(high, towards), high)
    return result
