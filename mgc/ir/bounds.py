"""Bounds of extents whose symbols have ranges.

    upper_bound((n - i) * (n - i), {i: (0, n - 1)})  is  max(n*n, 1)

A polynomial that rises, falls or is convex in a symbol has its greatest value at an end of the
symbol's range. Others are bounded by interval arithmetic, each monomial by itself, so the bound of
``i*n - i*i`` is ``n*n - n``, which is not the maximum. Symbols without a range stay as they are;
extents of arguments are not negative.
"""

from __future__ import annotations

from collections.abc import Mapping

from .extents import (
    Atom,
    Dim,
    Extent,
    Opaque,
    Symbol,
    dim,
    floor_div,
    maximum,
    minimum,
    power,
    substitute,
    symbols_of,
)

Range = tuple[Extent | None, Extent | None]
"""The least and the greatest value, both included; None where there is no bound."""
Ranges = Mapping[Symbol, Range]


def upper_bound(extent: Extent, ranges: Ranges) -> Extent | None:
    """An extent that is never smaller, without the symbols of ``ranges``; None if there is none.

    ``ranges`` may mention symbols with ranges themselves.
    """
    while isinstance(extent, Dim):
        found = [
            at for s in symbols_of(extent) if (at := _at_an_end(extent, s, ranges)) is not None
        ]
        if not found:
            break
        extent = found[0]
    return _interval(extent, ranges)[1]


def _at_an_end(extent: Dim, symbol: Symbol, ranges: Ranges) -> Extent | None:
    """A bound without ``symbol``, if the greatest value is at an end of its range.

    None also while the range of another symbol mentions this one.
    """
    low, high = ranges.get(symbol, (None, None))
    factors = _factors(extent, symbol)
    inner = [r for s in symbols_of(extent) if s is not symbol for r in ranges.get(s, ())]
    if factors is None or any(symbol in symbols_of(e) for e in inner if e is not None):
        return None
    rising = low is not None and is_natural(low) and all(is_natural(f) for f in factors)
    falling = len(factors) == 1 and is_natural(-factors[0])
    if rising and high is not None:
        return substitute(extent, {symbol: high})
    if falling and low is not None:
        return substitute(extent, {symbol: low})
    convex = len(factors) == 1 or (len(factors) == 2 and is_natural(factors[1]))
    if not convex or low is None or high is None:
        return None
    return maximum(substitute(extent, {symbol: low}), substitute(extent, {symbol: high}))


def _factors(extent: Dim, symbol: Symbol) -> list[Extent] | None:
    """Of the powers 1, 2, ... of ``symbol``; None if the extent is no polynomial in it."""
    found: dict[int, Extent] = {}
    for monomial, count in extent.terms:
        rest = tuple(atom for atom in monomial if atom is not symbol)
        term = Dim(((rest, count),)) if rest else count
        if isinstance(term, Dim) and symbol in symbols_of(term):
            return None
        power = len(monomial) - len(rest)
        found[power] = found.get(power, 0) + term
    degree = max(found)
    return [found.get(power, 0) for power in range(1, degree + 1)] if degree else None


def _interval(extent: Extent, ranges: Ranges) -> Range:
    if isinstance(extent, int) or not any(s in ranges for s in symbols_of(extent)):
        return extent, extent
    low: Extent | None = 0
    high: Extent | None = 0
    for monomial, factor in extent.terms:
        product: Range = (1, 1)
        for atom in monomial:
            product = _times(product, _atom(atom, ranges))
        least, greatest = product if factor > 0 else (product[1], product[0])
        low = None if low is None or least is None else low + least * factor
        high = None if high is None or greatest is None else high + greatest * factor
    return low, high


def _atom(atom: Atom, ranges: Ranges) -> Range:
    if isinstance(atom, Opaque):
        return _opaque(atom, ranges)
    if atom not in ranges:
        return dim(atom), dim(atom)
    low, high = ranges[atom]
    return (
        None if low is None else _interval(low, ranges)[0],
        None if high is None else _interval(high, ranges)[1],
    )


def _times(x: Range, y: Range) -> Range:
    """The range of a product."""
    if x == (1, 1):
        return y
    (a, b), (c, d) = x, y
    if a is None or c is None:
        return None, None
    if is_natural(a) and is_natural(c):
        return a * c, None if b is None or d is None else b * d
    if b is None or d is None:
        return None, None
    corners = [a * c, a * d, b * c, b * d]
    low, high = corners[0], corners[0]
    for corner in corners[1:]:
        low, high = minimum(low, corner), maximum(high, corner)
    return low, high


def _opaque(atom: Opaque, ranges: Ranges) -> Range:
    (a, b), (c, d) = _interval(atom.left, ranges), _interval(atom.right, ranges)
    if atom.kind == "min":
        low = None if a is None or c is None else minimum(a, c)
        return low, d if b is None else b if d is None else minimum(b, d)
    if atom.kind == "max":
        high = None if b is None or d is None else maximum(b, d)
        return c if a is None else a if c is None else maximum(a, c), high
    if atom.kind == "%":
        return _remainder((a, b), (c, d))
    if atom.kind == "**":
        return _power((a, b), (c, d))
    return _quotient((a, b), (c, d))


def _remainder(left: Range, right: Range) -> Range:
    """The range of ``left % right`` for a positive divisor."""
    least, greatest = right
    if least is None or not is_natural(least) or greatest is None:
        return None, None
    below = greatest - 1
    a, b = left
    smaller = a is not None and is_natural(a) and b is not None
    return 0, minimum(below, b) if smaller and b is not None else below


def _quotient(left: Range, right: Range) -> Range:
    """The range of ``left // right`` for a positive divisor."""
    (a, b), (c, d) = left, right
    if c is None or not is_natural(c):
        return None, None
    if c == d:
        return (
            None if a is None else floor_div(a, c),
            None if b is None else floor_div(b, c),
        )
    if a is None or not is_natural(a):
        return None, None
    divisor = maximum(c, 1)
    return 0, None if b is None else floor_div(b, divisor)


def _power(base: Range, exponent: Range) -> Range:
    """The range of ``base ** exponent`` for an exponent that is not negative."""
    (a, b), greatest = base, exponent[1]
    if a == b == -1:
        return -1, 1
    if a is None or not is_natural(a):
        return None, None
    if b is None or greatest is None:
        return 0, None
    return 0, power(maximum(b, 1), greatest)


def is_natural(extent: Extent) -> bool:
    """True if the extent is known not to be negative where its symbols are not."""
    if not isinstance(extent, Dim):
        return extent >= 0
    return all(factor > 0 and all(map(_is_natural_atom, m)) for m, factor in extent.terms)


def _is_natural_atom(atom: Atom) -> bool:
    if not isinstance(atom, Opaque):
        return True
    left, right = is_natural(atom.left), is_natural(atom.right)
    if atom.kind == "**":
        return left
    return left or right if atom.kind == "max" else left and right
