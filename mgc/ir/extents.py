"""Symbolic extents and indices: integer polynomials over symbols.

An ``Extent`` is a Python int or a ``Dim``. A ``Dim`` is a sum of monomials with integer
coefficients, kept in normal form (sorted, no zero terms, never a constant), so two extents
are equal when their normal forms are. Floor division, modulo, minimum, maximum and powers that do
not simplify are opaque atoms (those of powers have rules of their own, in `mgc.ir.powers`). The
same class describes array extents, slice bounds, loop trip
counts and, in the loop IR, memory indices: the stride of an access along a loop is a
coefficient.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TypeGuard

from .records import dataclass

_serial = itertools.count()


@dataclass(frozen=True, eq=False)
class Symbol:
    """A run-time integer with an identity of its own: an extent, a loop counter, a value.

    ``name`` is only for people; two symbols called ``n`` are different integers.
    """

    name: str
    serial: int = field(default_factory=lambda: next(_serial))

    def __repr__(self) -> str:
        return self.name

    def sort_key(self) -> tuple[object, ...]:
        """Orders atoms inside a monomial; stable within a process."""
        return (0, self.serial)


@dataclass(frozen=True)
class Opaque:
    """An integer operation that is no polynomial: ``kind`` of ``//``, ``%``, ``**``, min, max."""

    kind: str
    left: Extent
    right: Extent

    def sort_key(self) -> tuple[object, ...]:
        """Orders atoms inside a monomial."""
        return (1, self.kind, _key(self.left), _key(self.right))

    def __repr__(self) -> str:
        return format_extent(dim_of(self))


Atom = Symbol | Opaque
Monomial = tuple[Atom, ...]
Terms = tuple[tuple[Monomial, int], ...]


@dataclass(frozen=True)
class Dim:
    """A non-constant integer polynomial. Make one with ``dim(symbol)`` and arithmetic."""

    terms: Terms

    def __add__(self, other: Extent) -> Extent:
        return _sum(((self, 1), (other, 1)))

    __radd__ = __add__

    def __sub__(self, other: Extent) -> Extent:
        return _sum(((self, 1), (other, -1)))

    def __rsub__(self, other: Extent) -> Extent:
        return _sum(((other, 1), (self, -1)))

    def __neg__(self) -> Extent:
        return _sum(((self, -1),))

    def __mul__(self, other: Extent) -> Extent:
        totals: dict[Monomial, int] = {}
        for left, a in self.terms:
            for right, b in _terms(other):
                monomial = sort_atoms(left + right)
                totals[monomial] = totals.get(monomial, 0) + a * b
        return _normal(totals)

    __rmul__ = __mul__

    def __floordiv__(self, other: Extent) -> Extent:
        return floor_div(self, other)

    def __rfloordiv__(self, other: Extent) -> Extent:
        return floor_div(other, self)

    def __mod__(self, other: Extent) -> Extent:
        return modulo(self, other)

    def __rmod__(self, other: Extent) -> Extent:
        return modulo(other, self)

    def __str__(self) -> str:
        return format_extent(self)

    __repr__ = __str__


Extent = int | Dim
Shape = tuple[Extent, ...]


def dim(symbol: Symbol) -> Dim:
    """The polynomial that is just ``symbol``."""
    return dim_of(symbol)


def dim_of(atom: Atom) -> Dim:
    """The polynomial that is just the atom."""
    return Dim((((atom,), 1),))


def sort_atoms(atoms: Iterable[Atom]) -> Monomial:
    """The product of the atoms."""
    return tuple(sorted(atoms, key=_atom_key))


def product(extents: Iterable[Extent]) -> Extent:
    """The product of all extents; 1 for none."""
    total: Extent = 1
    for extent in extents:
        total = total * extent
    return total


def symbols_of(extent: Extent) -> tuple[Symbol, ...]:
    """The symbols of an extent in order of first appearance, each once."""
    found: dict[Symbol, None] = {}

    def visit(value: Extent) -> None:
        for monomial, _ in _terms(value):
            for atom in monomial:
                if isinstance(atom, Symbol):
                    found[atom] = None
                else:
                    visit(atom.left)
                    visit(atom.right)

    visit(extent)
    return tuple(found)


def substitute(extent: Extent, values: Mapping[Symbol, Extent]) -> Extent:
    """``extent`` with symbols replaced; symbols not in ``values`` stay."""
    if isinstance(extent, int) or not values:
        return extent
    total: Extent = 0
    for monomial, coefficient in extent.terms:
        term: Extent = coefficient
        for atom in monomial:
            if isinstance(atom, Symbol):
                term = term * values.get(atom, dim(atom))
            else:
                left, right = (substitute(x, values) for x in (atom.left, atom.right))
                term = term * _OPERATIONS[atom.kind](left, right)
        total = total + term
    return total


def substitute_shape(shape: Shape, values: Mapping[Symbol, Extent]) -> Shape:
    """``substitute`` on every extent."""
    return tuple(substitute(extent, values) for extent in shape)


def evaluate(extent: Extent, values: Mapping[Symbol, int]) -> int:
    """The integer an extent has. Raises: KeyError for a symbol without a value."""
    if isinstance(extent, int):
        return extent
    result = substitute(extent, {s: values[s] for s in symbols_of(extent)})
    assert isinstance(result, int)
    return result


def constant_term(extent: Extent) -> int:
    """The number in the sum: 3 of ``2*n + 3``."""
    return sum(count for monomial, count in _terms(extent) if not monomial)


def coefficient(extent: Extent, symbol: Symbol) -> Extent | None:
    """The factor ``c`` if ``extent = c * symbol + rest`` with neither mentioning ``symbol``.

    0 if the symbol does not occur, None if the extent is not linear in it.
    """
    factor: Extent = 0
    for monomial, count in _terms(extent):
        occurrences = sum(1 for atom in monomial if atom is symbol)
        rest = tuple(atom for atom in monomial if atom is not symbol)
        if occurrences > 1 or any(
            isinstance(atom, Opaque) and symbol in symbols_of(dim_of(atom)) for atom in rest
        ):
            return None
        if occurrences == 1:
            factor = factor + (Dim(((rest, count),)) if rest else count)
    return factor


Claim = Callable[["Extent"], bool]
"""Whether an extent is known not to be negative."""


def _is_number(extent: Extent) -> bool:
    return isinstance(extent, int) and extent >= 0


def floor_div(left: Extent, right: Extent, natural: Claim = _is_number) -> Extent:
    """``left // right`` (towards minus infinity); exact where every term is divisible.

    ``2**k // 2**i`` is ``2**(k-i)`` where that exponent is known to be ``natural``.
    """
    if isinstance(left, int) and isinstance(right, int):
        return left // right
    if right == 1:
        return left
    if left == right:
        return 1  # extents that divide are never 0 where the quotient is used
    exact = _divide_exactly(left, right, natural)
    return exact if exact is not None else dim_of(Opaque("//", left, right))


def modulo(left: Extent, right: Extent, natural: Claim = _is_number) -> Extent:
    """``left % right`` with the sign of ``right``; for ``natural`` see `floor_div`."""
    if isinstance(left, int) and isinstance(right, int):
        return left % right
    if right == 1 or left == right or _divide_exactly(left, right, natural) is not None:
        return 0
    return dim_of(Opaque("%", left, right))


def minimum(left: Extent, right: Extent) -> Extent:
    """The smaller extent, decided now where the difference is a constant."""
    difference = left - right
    if isinstance(difference, int):
        return left if difference <= 0 else right
    return dim_of(Opaque("min", left, right))


def maximum(left: Extent, right: Extent) -> Extent:
    """The larger extent, decided now where the difference is a constant."""
    difference = left - right
    if isinstance(difference, int):
        return left if difference >= 0 else right
    return dim_of(Opaque("max", left, right))


def power(base: Extent, exponent: Extent) -> Extent:
    """``base ** exponent`` for an exponent that is not negative, as whoever makes it knows.

    It is 0 where it is evaluated all the same with a negative exponent, unless the base is 1 or -1.
    """
    from .powers import power as normal_power

    return normal_power(base, exponent)


def is_power(atom: Atom) -> TypeGuard[Opaque]:
    """True for ``base ** exponent``."""
    return isinstance(atom, Opaque) and atom.kind == "**"


def format_extent(extent: Extent) -> str:
    """The spelling in specs and IR: ``n*m+2``, ``-i+n-1``, ``2*(n//2)``, ``min(n,4)``, ``2**i``.

    It reads with Python's precedence, so `mgc.ir.extent_parser` gives the same extent back.
    """
    return format_extents((extent,))[0]


def format_extents(extents: Sequence[Extent]) -> list[str]:
    """The spelling of extents beside each other: of symbols of one name, others get a number."""
    names: dict[Symbol, str] = {}
    for extent in extents:
        for symbol in symbols_of(extent):
            if symbol not in names:
                number = sum(1 for other in names if other.name == symbol.name)
                names[symbol] = f"{symbol.name}_{number}" if number else symbol.name
    return [_format(extent, names) for extent in extents]


_SymbolNames = Mapping[Symbol, str]


def _format(extent: Extent, names: _SymbolNames) -> str:
    if isinstance(extent, int):
        return str(extent)
    parts: list[str] = []
    for monomial, count in extent.terms:
        alone = len(monomial) == 1 and count == 1
        factors = [_format_atom(atom, names, alone=alone) for atom in monomial]
        if abs(count) != 1 or not factors:
            factors.insert(0, str(abs(count)))
        parts.append(("-" if count < 0 else "+" if parts else "") + "*".join(factors))
    return "".join(parts)


def _format_atom(atom: Atom, names: _SymbolNames, *, alone: bool) -> str:
    """One factor; ``alone`` if it is a whole term, so that ``n//2`` needs no parentheses."""
    if isinstance(atom, Symbol):
        return names[atom]
    if atom.kind in ("min", "max"):
        return f"{atom.kind}({_format(atom.left, names)},{_format(atom.right, names)})"
    left, right = (_format_operand(side, names) for side in (atom.left, atom.right))
    text = f"{left}{atom.kind}{right}"
    return text if alone or is_power(atom) else f"({text})"


def _format_operand(extent: Extent, names: _SymbolNames) -> str:
    """An operand of ``//``, ``%`` or ``**``: bare if it is a symbol or a natural number."""
    text = _format(extent, names)
    return text if text.isidentifier() or text.isdecimal() else f"({text})"


_OPERATIONS: dict[str, Callable[[Extent, Extent], Extent]] = {
    "//": floor_div,
    "%": modulo,
    "**": power,
    "min": minimum,
    "max": maximum,
}


def _divide_exactly(left: Extent, right: Extent, natural: Claim) -> Extent | None:
    """The quotient if ``right`` is one monomial that divides every term of left."""
    divisor = _terms(right)
    if len(divisor) != 1 or left == 0:
        return 0 if left == 0 else None
    atoms, factor = divisor[0]
    if any(is_power(atom) for monomial, _ in (*_terms(left), *divisor) for atom in monomial):
        from .powers import quotient_of_powers

        return quotient_of_powers(_terms(left), divisor[0], natural)
    totals: dict[Monomial, int] = {}
    for monomial, count in _terms(left):
        remaining = without(monomial, atoms)
        if remaining is None or factor == 0 or count % factor:
            return None
        totals[remaining] = count // factor
    return _normal(totals)


def without(monomial: Monomial, divisor: Monomial) -> Monomial | None:
    """The product without the atoms of ``divisor``; None if it lacks one of them."""
    remaining = list(monomial)
    for atom in divisor:
        if atom not in remaining:
            return None
        remaining.remove(atom)
    return tuple(remaining)


def _terms(extent: Extent) -> Terms:
    if isinstance(extent, Dim):
        return extent.terms
    return (((), extent),) if extent else ()


def _sum(parts: Iterable[tuple[Extent, int]]) -> Extent:
    totals: dict[Monomial, int] = {}
    for extent, sign in parts:
        for monomial, count in _terms(extent):
            totals[monomial] = totals.get(monomial, 0) + sign * count
    return _normal(totals)


def _normal(totals: dict[Monomial, int]) -> Extent:
    if any(is_power(atom) for monomial in totals for atom in monomial):
        from .powers import merged

        totals = merged(totals)
    kept = [(m, c) for m, c in totals.items() if c]
    if not kept:
        return 0
    if len(kept) == 1 and not kept[0][0]:
        return kept[0][1]
    kept.sort(key=_term_key)
    return Dim(tuple(kept))


def _atom_key(atom: Atom) -> tuple[object, ...]:
    return atom.sort_key()


def _term_key(term: tuple[Monomial, int]) -> tuple[object, ...]:
    monomial = term[0]
    return (-len(monomial), tuple(_atom_key(atom) for atom in monomial))


def _key(extent: Extent) -> tuple[object, ...]:
    return tuple((_term_key(term), term[1]) for term in _terms(extent))
