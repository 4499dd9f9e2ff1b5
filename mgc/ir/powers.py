"""The algebra of powers in extents: ``2**i``, ``R**(K-i-1)``.

    2**i * 2**(K-i-1)  is  2**(K-1)         R * R**i  is  R**(i+1)
    2**(i+1) - 2**i    is  2**i             4**i      is  2**(2*i)

A power with an exponent that is not a number is an opaque atom. Products and sums with such atoms
are brought into normal form here: powers of one base in a product are one power, that of a number
is split into primes, and what belongs to a prime is in its exponent, never in the coefficient.

Whoever makes a power knows that its exponent is not negative. All rules hold under that condition
and give exponents that are not negative either; so nothing is moved out of an exponent. Where such
an extent is evaluated though nothing uses it (the size of memory for a loop that does not run), a
power with a negative exponent is 0. Powers that 64 bits cannot hold are refused by who makes them;
numbers of more than `_LARGEST_BITS` bits are not computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .extents import (
    Atom,
    Claim,
    Dim,
    Extent,
    Monomial,
    Opaque,
    Terms,
    constant_term,
    dim_of,
    is_power,
    sort_atoms,
)

POWER = "**"
UNREACHED = 1 << 62
"""What run-time arithmetic gives for powers that are not smaller."""

_LARGEST_BITS = 4096
_LARGEST_PRODUCT = 64
"""Exponents up to this one are written as products."""
_LARGEST_DIVISOR = 1 << 10

Totals = Mapping[Monomial, int]


def largest_exponent(base: int) -> int:
    """The largest exponent of a number above 1 with a power below `UNREACHED`."""
    exponent, value = 0, base
    while value < UNREACHED:
        exponent, value = exponent + 1, value * base
    return exponent


def exponent_of_two(extent: Extent) -> Extent | None:
    """``k`` of ``2**k``; None for other extents, numbers among them."""
    if isinstance(extent, Dim) and len(extent.terms) == 1:
        monomial, count = extent.terms[0]
        atom = monomial[0]
        if count == len(monomial) == 1 and is_power(atom):
            return atom.right if atom.left == 2 else None
    return None


def power(base: Extent, exponent: Extent) -> Extent:
    """``base ** exponent`` for an exponent that is not negative."""
    if isinstance(exponent, int):
        return _number_power(base, exponent)
    if isinstance(base, int):
        return _power_of_number(base, exponent)
    if len(base.terms) != 1:
        return _atom(base, exponent)
    monomial, factor = base.terms[0]
    result = _power_of_number(factor, exponent)
    for atom in monomial:
        if is_power(atom):
            result = result * power(atom.left, atom.right * exponent)
        else:
            result = result * _atom(dim_of(atom), exponent)
    return result


def merged(totals: Totals) -> dict[Monomial, int]:
    """The same sum with its powers in normal form."""
    found: dict[Monomial, int] = {}
    for monomial, count in totals.items():
        for product, factor in _merged_product(monomial):
            found[product] = found.get(product, 0) + factor * count
    families: dict[Monomial, list[tuple[dict[int, int], int]]] = {}
    for monomial, count in found.items():
        family, shifts, sign = _family(monomial)
        families.setdefault(family, []).append((shifts, sign * count))
    result: dict[Monomial, int] = {}
    for family, members in families.items():
        monomial, count = _sum_of_family(family, members)
        result[monomial] = result.get(monomial, 0) + count
    return result


def has_powers(extent: Extent) -> bool:
    """True if one of the atoms is a power."""
    return isinstance(extent, Dim) and any(is_power(a) for m, _ in extent.terms for a in m)


def dominated_powers(extent: Dim) -> Iterator[tuple[Extent, Extent, Extent, Extent]]:
    """Pairs ``a, b`` of terms ``a - b`` with their base, and what makes ``a`` not smaller.

    That is so where the base is at least 1, ``a`` and the last extent are not negative.
    """
    for monomial, count in extent.terms:
        for base in (a.left for a in monomial if is_power(a) and count < 0):
            rest, exponent = _taken_apart(monomial, base)
            for other, factor in extent.terms:
                others, larger = _taken_apart(other, base)
                if factor > 0 and others == rest:
                    margin = larger - exponent + _logarithm(factor, -count, base)
                    yield (
                        Dim(((other, factor),)) if other else factor,
                        Dim(((monomial, -count),)),
                        base,
                        margin,
                    )


def _taken_apart(monomial: Monomial, base: Extent) -> tuple[Monomial, Extent]:
    """The product without the powers of the base, and their exponent."""
    exponent: Extent = 0
    rest: list[Atom] = []
    for atom in monomial:
        if is_power(atom) and atom.left == base:
            exponent = exponent + atom.right
        elif dim_of(atom) == base:
            exponent = exponent + 1
        else:
            rest.append(atom)
    return tuple(rest), exponent


def _logarithm(large: int, small: int, base: Extent) -> int:
    """The largest k with ``large >= small * base**k``; for an unknown base 0 or, if none, < 0."""
    found = 0
    if not isinstance(base, int) or base < 2:
        return 0 if large >= small else -_LARGEST_BITS
    while large >= small * base ** (found + 1):
        found += 1
    while large * base**-found < small:
        found -= 1
    return found


def quotient_of_powers(left: Terms, right: tuple[Monomial, int], natural: Claim) -> Extent | None:
    """``left // right`` if every term is divisible; powers are if the difference is ``natural``."""
    total: Extent = 0
    for monomial, count in left:
        quotient = _quotient(monomial, count, right, natural)
        if quotient is None:
            return None
        total = total + quotient
    return total


def _quotient(
    monomial: Monomial, count: int, right: tuple[Monomial, int], natural: Claim
) -> Extent | None:
    exponents, wanted = _exponents(monomial, count), _exponents(*right)
    for base, exponent in wanted.items():
        if exponent == exponents.get(base):
            del exponents[base]
            continue
        rest = exponents.get(base, 0) - exponent
        if base != -1 and not natural(rest):
            return None
        exponents[base] = rest
    result: Extent = 1
    for base, exponent in exponents.items():
        result = result * power(base, exponent)
    return result


def _exponents(monomial: Monomial, count: int) -> dict[Extent, Extent]:
    """The bases of a product, those of the number included, and their exponents."""
    found: dict[Extent, Extent] = {} if count > 0 else {-1: 1}
    found.update(_prime_factors(abs(count)))
    for atom in monomial:
        base, exponent = (atom.left, atom.right) if is_power(atom) else (dim_of(atom), 1)
        found[base] = found.get(base, 0) + exponent
    return found


def _number_power(base: Extent, exponent: int) -> Extent:
    if base == -1:
        return -1 if exponent % 2 else 1
    if exponent < 0:
        return 1 if base == 1 else 0
    if isinstance(base, int):
        if abs(base) > 1 and exponent * base.bit_length() > _LARGEST_BITS:
            return -UNREACHED if base < 0 and exponent % 2 else UNREACHED
        return int(base**exponent)
    if exponent > _LARGEST_PRODUCT:
        return dim_of(Opaque(POWER, base, exponent))
    result: Extent = 1
    for _ in range(exponent):
        result = result * base
    return result


def _power_of_number(base: int, exponent: Extent) -> Extent:
    if base in (0, 1):
        return 1 if base else _atom(0, exponent)
    result: Extent = 1 if base > 0 else _atom(-1, exponent)
    for prime, count in _prime_factors(abs(base)):
        result = result * _atom(prime, exponent * count)
    return result


def _atom(base: Extent, exponent: Extent) -> Extent:
    return dim_of(Opaque(POWER, base, exponent)) * 1


def _prime_factors(number: int) -> Iterator[tuple[int, int]]:
    """Primes and how often they divide; what is left without a small divisor counts as one."""
    divisor = 2
    while divisor * divisor <= number and divisor < _LARGEST_DIVISOR:
        count = 0
        while number % divisor == 0:
            number //= divisor
            count += 1
        if count:
            yield divisor, count
        divisor += 1
    if number > 1:
        yield number, 1


def _merged_product(monomial: Monomial) -> Iterator[tuple[Monomial, int]]:
    """The terms of a product in which no two powers have the same base."""
    exponents: dict[Extent, Extent] = {}
    others: list[Atom] = []
    for atom in monomial:
        if is_power(atom):
            exponents[atom.left] = exponents.get(atom.left, 0) + atom.right
        else:
            others.append(atom)
    kept: list[Atom] = []
    for atom in others:
        alone = dim_of(atom)
        if alone in exponents:
            exponents[alone] = exponents[alone] + 1
        else:
            kept.append(atom)
    product: Extent = 1
    for base, exponent in exponents.items():
        if isinstance(exponent, int) and (isinstance(base, int) or exponent <= _LARGEST_PRODUCT):
            product = product * _number_power(base, exponent)
        else:
            kept.append(Opaque(POWER, base, exponent))
    if isinstance(product, int):
        yield sort_atoms(kept), product
        return
    for terms, factor in product.terms:
        yield sort_atoms((*kept, *terms)), factor


def _family(monomial: Monomial) -> tuple[Monomial, dict[int, int], int]:
    """The product without the numbers in the exponents of primes, these, and its sign."""
    atoms: list[Atom] = []
    shifts: dict[int, int] = {}
    sign = 1
    for atom in monomial:
        if not (is_power(atom) and isinstance(atom.left, int)):
            atoms.append(atom)
        elif atom.left == -1:
            parity = _parity(atom.right)
            number = constant_term(parity)
            sign = -sign if number else sign
            if parity != number:
                atoms.append(Opaque(POWER, -1, parity - number))
        elif atom.left == 0:
            atoms.append(atom)
        else:
            number = shifts[atom.left] = constant_term(atom.right)
            atoms.append(Opaque(POWER, atom.left, atom.right - number))
    return sort_atoms(atoms), shifts, sign


def _parity(exponent: Extent) -> Extent:
    """The exponent without what is even: all that matters to -1."""
    if isinstance(exponent, int):
        return exponent % 2
    result: Extent = 0
    for monomial, count in exponent.terms:
        if count % 2:
            result = result + (Dim(((monomial, 1),)) if monomial else 1)
    return result


def _sum_of_family(
    family: Monomial, members: list[tuple[dict[int, int], int]]
) -> tuple[Monomial, int]:
    """``2**(s+1) * a + 2**s * b`` as ``2**(s+k) * c`` with ``c`` no multiple of 2."""
    primes = list(members[0][0])
    least = {p: min(shifts[p] for shifts, _ in members) for p in primes}
    total = 0
    for shifts, count in members:
        for prime in primes:
            count *= prime ** (shifts[prime] - least[prime])
        total += count
    for prime in primes:
        while total and total % prime == 0:
            total //= prime
            least[prime] += 1
    atoms: list[Atom] = []
    for atom in family:
        if is_power(atom) and atom.left in least:
            assert isinstance(atom.left, int)
            atoms.append(Opaque(POWER, atom.left, atom.right + least[atom.left]))
        else:
            atoms.append(atom)
    return sort_atoms(atoms), total
