"""Reads extents: ``n``, ``2*n+1``, ``(n+1)//2``, ``2**n``, ``min(n,4)``, with Python's precedence.

sum     = product { ("+" | "-") product }
product = factor { ("*" | "//" | "%") factor }
factor  = "-" factor | atom [ "**" factor ]
atom    = integer | name | ("min" | "max") "(" sum "," sum ")" | "(" sum ")"
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .core import Constraint
from .extents import Extent, Symbol, dim, floor_div, maximum, minimum, modulo, power
from .scanner import Scanner

Resolve = Callable[[str], Symbol | None]
"""The symbol a name stands for, None if there is no such symbol."""

_NAME = re.compile(r"[^\W\d]\w*")
_NATURAL = re.compile(r"[0-9]+(?!\w)")
_RELATION = re.compile(r"==|!=|<=|<")


def parse_extent(text: str, resolve: Resolve) -> Extent:
    """The extent that ``text`` spells. Raises: ParseError."""
    scanner = Scanner(text, "<extent>", comments=False)
    extent = scan_extent(scanner, resolve)
    _end(scanner)
    return extent


def scan_extent(scanner: Scanner, resolve: Resolve) -> Extent:
    """The extent at the scanner's position. Raises: ParseError."""
    total = _product(scanner, resolve)
    while True:
        if scanner.accept("+"):
            total = total + _product(scanner, resolve)
        elif scanner.accept("-"):
            total = total - _product(scanner, resolve)
        else:
            return total


def scan_constraint(scanner: Scanner, resolve: Resolve) -> Constraint:
    """``extent relation extent``, all of the text. Raises: ParseError."""
    left = scan_extent(scanner, resolve)
    relation = scanner.match(_RELATION, "a relation (== != < <=)")
    constraint = Constraint(left, relation, scan_extent(scanner, resolve))
    _end(scanner)
    return constraint


def scan_whole_extent(scanner: Scanner, resolve: Resolve) -> Extent:
    """An extent that is all of the scanner's text. Raises: ParseError."""
    extent = scan_extent(scanner, resolve)
    _end(scanner)
    return extent


def _end(scanner: Scanner) -> None:
    if not scanner.at_end():
        raise scanner.expected("an operator or the end of the extent")


def _product(scanner: Scanner, resolve: Resolve) -> Extent:
    total = _factor(scanner, resolve)
    while True:
        if scanner.accept("//"):
            total = floor_div(total, _divisor(scanner, resolve))
        elif scanner.accept("*"):
            total = total * _factor(scanner, resolve)
        elif scanner.accept("%"):
            total = modulo(total, _divisor(scanner, resolve))
        else:
            return total


def _divisor(scanner: Scanner, resolve: Resolve) -> Extent:
    start = scanner.here()
    divisor = _factor(scanner, resolve)
    if divisor == 0:
        raise scanner.error("division by zero", start)
    return divisor


def _factor(scanner: Scanner, resolve: Resolve) -> Extent:
    if scanner.accept("-"):
        return -_factor(scanner, resolve)
    base = _atom(scanner, resolve)
    if not scanner.accept("**"):
        return base
    start = scanner.here()
    exponent = _factor(scanner, resolve)
    if isinstance(exponent, int) and exponent < 0:
        raise scanner.error("a negative exponent", start)
    return power(base, exponent)


def _atom(scanner: Scanner, resolve: Resolve) -> Extent:
    if scanner.accept("("):
        extent = scan_extent(scanner, resolve)
        scanner.expect(")")
        return extent
    natural = scanner.optional(_NATURAL)
    if natural is not None:
        return int(natural)
    start = scanner.here()
    name = scanner.match(_NAME, "an extent")
    if name in ("min", "max") and scanner.accept("("):
        left = scan_extent(scanner, resolve)
        scanner.expect(",")
        right = scan_extent(scanner, resolve)
        scanner.expect(")")
        return minimum(left, right) if name == "min" else maximum(left, right)
    symbol = resolve(name)
    if symbol is None:
        raise scanner.error(f"no symbol '{name}' is in scope", start)
    return dim(symbol)
