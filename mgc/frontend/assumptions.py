"""What a trace knows and assumes about extents.

A question about extents is answered from what is known: constants, extents being non-negative,
facts that hold in the open regions, and assumptions made before. If that does not settle it and
only extents of arguments occur, the answer for the example (or for large extents) is assumed, and
becomes a constraint that each call checks.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import replace

from mgc.ir.core import Constraint, Origin
from mgc.ir.extents import Dim, Extent, Opaque, Symbol, dim, evaluate, is_power, symbols_of
from mgc.ir.location import user_location
from mgc.ir.powers import dominated_powers, has_powers

_TYPICAL = 1009
"""The size assumed of extents without an example: not one of the small sizes code asks about."""

_TYPICAL_NUMBER = 101
"""The value assumed of numbers: less than that of extents, as those of a slice's bound."""

_DEPTH = 3

_TRIED = 16
"""How many sizes are tried where a typical one is too large."""


class Assumptions:
    """Facts about extents; see the module.

    ``sizes`` are the symbols that a call binds, ``signed`` those of them that may be negative,
    ``example`` the values of some.
    """

    def __init__(
        self,
        sizes: Iterable[Symbol] = (),
        signed: Iterable[Symbol] = (),
        example: Mapping[Symbol, int] | None = None,
    ) -> None:
        self.sizes: tuple[Symbol, ...] = ()
        self.signed = set(signed)
        self.example: dict[Symbol, int] = {}
        self._typical: set[Symbol] = set()
        self._given: set[Symbol] = set()
        self.bind(sizes, example or {})
        self.constraints: list[Constraint] = []
        self._facts: list[Dim] = []
        self._local: list[Dim] = []

    def bind(self, sizes: Iterable[Symbol], example: Mapping[Symbol, int]) -> None:
        """Sets the symbols that a call binds, and their values in the example."""
        self.sizes = tuple(sizes)
        typical = (_TYPICAL_NUMBER if s in self.signed else _TYPICAL for s in self.sizes)
        self.example = {s: size + 2 * i for i, (s, size) in enumerate(zip(self.sizes, typical))}
        self.example.update(example)
        self._given = set(example)
        self._typical = set(self.sizes).difference(example, self.signed)

    def known(self, left: Extent, relation: str, right: Extent) -> bool | None:
        """What follows from facts alone."""
        if relation == "!=":
            equal = self.known(left, "==", right)
            return None if equal is None else not equal
        difference = right - left
        if relation == "==":
            if difference == 0:
                return True
            if self._positive(difference) or self._positive(-difference):
                return False
            both = self.nonnegative(difference) and self.nonnegative(-difference)
            return True if both else None
        if relation == "<":
            difference = difference - 1
        if self.nonnegative(difference):
            return True
        return False if self.nonnegative(-difference - 1) else None

    def decide(
        self, left: Extent, relation: str, right: Extent, origin: Origin | None = None
    ) -> bool | None:
        """The answer, assumed if need be; None if it depends on run-time integers.

        ``origin``: what raises an error if it is not as assumed.
        """
        answer = self.known(left, relation, right)
        if answer is not None:
            return answer
        if not self.is_bound(left) or not self.is_bound(right):
            return None
        answer = _holds(evaluate(left, self.example), relation, evaluate(right, self.example))
        self._record(left, relation, right, answer, origin)
        return answer

    def make_fit(self, size: Extent, room: int) -> None:
        """Lets ``size`` be at most ``room`` in the example, where no call has given one."""
        found = symbols_of(size)
        if len(found) != 1 or found[0] not in self._typical:
            return
        symbol = found[0]
        more = size - dim(symbol)
        if not isinstance(more, int) or self.example[symbol] + more <= room:
            return
        for number in range(room - more, max(0, room - more - _TRIED), -1):
            smaller = {**self.example, symbol: number}
            if all(_holds_for(constraint, smaller) for constraint in self.constraints):
                self.example = smaller
                return

    def require(
        self, left: Extent, relation: str, right: Extent, origin: Origin | None = None
    ) -> bool:
        """Makes a relation a constraint; False if it is known not to hold."""
        answer = self.known(left, relation, right)
        if answer is None:
            self._record(left, relation, right, True, origin)
        return answer is not False

    def recorded(self) -> tuple[int, int]:
        """How much has been assumed of all calls so far, for `withdraw`."""
        return len(self.constraints), len(self._facts)

    def withdraw(self, recorded: tuple[int, int]) -> None:
        """Forgets what was assumed of all calls since then, of which nothing may be left."""
        constraints, facts = recorded
        del self.constraints[constraints:], self._facts[facts:]

    def minimal_constraints(self) -> tuple[Constraint, ...]:
        """The constraints in order, without those that follow from another one."""
        kept = dict.fromkeys(self.constraints)
        for weaker in self.constraints:
            if any(weaker is not c and _implies(c, weaker) for c in kept):
                kept.pop(weaker, None)
        return tuple(map(self._with_earlier, kept))

    def _with_earlier(self, constraint: Constraint) -> Constraint:
        """With those that follow from it, but of which the program finds out before."""
        assert constraint.origin is not None
        before = self.constraints[: self.constraints.index(constraint)]
        implied = tuple(c for c in dict.fromkeys(before) if _implies(constraint, c))
        return replace(constraint, origin=replace(constraint.origin, earlier=implied))

    def is_bound(self, extent: Extent) -> bool:
        """True if each call knows the extent at entry."""
        return all(symbol in self.sizes for symbol in symbols_of(extent))

    def is_invented(self, extent: Extent) -> bool:
        """True if no example has been given for any symbol of the extent."""
        return self._given.isdisjoint(symbols_of(extent))

    def nonnegative(self, extent: Extent, depth: int = _DEPTH) -> bool:
        """True if ``extent >= 0`` is certain.

        ``depth`` limits how often `min` and `max` are looked into.
        """
        if isinstance(extent, int):
            return extent >= 0
        if self._sum_of_nonnegative(extent, depth):
            return True
        if depth == 0:
            return False
        differences = (extent - fact for fact in (*self._facts, *self._local))
        return (
            any(
                d >= 0 if isinstance(d, int) else self._sum_of_nonnegative(d, depth - 1)
                for d in differences
            )
            or self._by_cases(extent, depth - 1)
            or (has_powers(extent) and self._by_powers(extent, depth - 1))
        )

    @contextmanager
    def scope(self, *nonnegative: Extent) -> Generator[None]:
        """Inside, these extents are known not to be negative, such as ``i`` and ``n-1-i``."""
        count = len(self._local)
        self._local.extend(e for e in nonnegative if isinstance(e, Dim))
        try:
            yield
        finally:
            del self._local[count:]

    def mark(self) -> int:
        """The facts so far, for `reset`."""
        return len(self._local)

    def reset(self, mark: int) -> None:
        """Forgets what was assumed since `mark`."""
        del self._local[mark:]

    def assume(self, left: Extent, relation: str, right: Extent) -> None:
        """Adds a fact, until `reset`.

        Of ``!=``, that one is less than the other is a fact where it is not greater.
        """
        if relation == "!=":
            for lower, upper in (left, right), (right, left):
                if self.nonnegative(upper - lower):
                    self.assume(lower, "<", upper)
                    return
            return
        difference = right - left - (1 if relation == "<" else 0)
        facts = (difference, -difference) if relation == "==" else (difference,)
        self._local += [fact for fact in facts if isinstance(fact, Dim)]

    def assume_answer(self, left: Extent, relation: str, right: Extent, answer: bool) -> None:
        """Adds the fact that a relation holds or does not, until `reset`."""
        self.assume(*_answered(left, relation, right, answer))

    def _positive(self, extent: Extent) -> bool:
        return self.nonnegative(extent - 1)

    def _by_cases(self, extent: Dim, depth: int) -> bool:
        """``a + min(b, c) >= 0`` if that holds for b and c; likewise ``max``, and subtracted.

        ``a - b // 2 >= 0`` if ``2 * a + 1 - b`` is; likewise for other numbers, and added.
        """
        for monomial, count in extent.terms:
            atom = monomial[0] if len(monomial) == 1 else None
            if isinstance(atom, Opaque) and atom.kind == "//" and count in (1, -1):
                width, rest = atom.right, extent - Dim(((monomial, count),))
                if isinstance(width, int) and width > 0:
                    margin = width - 1 if count < 0 else 0
                    return self.nonnegative(rest * width + margin + atom.left * count, depth)
            if isinstance(atom, Opaque) and atom.kind in ("min", "max"):
                rest = extent - Dim(((monomial, count),))
                cases = (rest + atom.left * count, rest + atom.right * count)
                decide = all if (atom.kind == "min") == (count > 0) else any
                return decide(self.nonnegative(case, depth) for case in cases)
        return False

    def _by_powers(self, extent: Dim, depth: int) -> bool:
        """``c * 2**k - d * 2**i + rest >= 0`` if the first is not smaller than the second."""
        for larger, smaller, base, margin in dominated_powers(extent):
            if self.nonnegative(margin, depth) and self._positive_base(base, depth):
                rest = extent - larger + smaller
                if self.nonnegative(larger, depth) and self.nonnegative(rest, depth):
                    return True
        return False

    def _positive_base(self, base: Extent, depth: int) -> bool:
        return depth > 0 and self.nonnegative(base - 1, depth)

    def _sum_of_nonnegative(self, extent: Dim, depth: int) -> bool:
        total = 0
        for monomial, count in extent.terms:
            if not monomial or all(self._is_positive_power(atom, depth) for atom in monomial):
                total += count
                if count < 0 and monomial:
                    return False
            elif count < 0 or not all(self._atom(atom, depth) for atom in monomial):
                return False
        return total >= 0

    def _is_positive_power(self, atom: Symbol | Opaque, depth: int) -> bool:
        return is_power(atom) and self._positive_base(atom.left, depth - 1)

    def _atom(self, atom: Symbol | Opaque, depth: int) -> bool:
        if isinstance(atom, Symbol):
            return atom not in self.signed
        if depth == 0:
            return False
        if atom.kind == "**":
            return self.nonnegative(atom.left, depth - 1)
        left, right = (self.nonnegative(x, depth - 1) for x in (atom.left, atom.right))
        if atom.kind == "max":
            return left or right
        return right if atom.kind == "%" else left and right

    def _record(
        self,
        left: Extent,
        relation: str,
        right: Extent,
        answer: bool,
        origin: Origin | None = None,
    ) -> None:
        left, relation, right = _answered(left, relation, right, answer)
        difference = right - left
        origin = origin or Origin(user_location())
        self.constraints.append(Constraint(*_balanced(difference, relation), origin))
        facts = {
            "<=": (difference,),
            "<": (difference - 1,),
            "==": (difference, -difference),
        }.get(relation, ())
        self._facts += [fact for fact in facts if isinstance(fact, Dim)]


def _answered(
    left: Extent, relation: str, right: Extent, answer: bool
) -> tuple[Extent, str, Extent]:
    """The relation, or what holds where it does not."""
    if answer:
        return left, relation, right
    if relation in ("==", "!="):
        return left, "!=" if relation == "==" else "==", right
    return right, "<=" if relation == "<" else "<", left


def _implies(stronger: Constraint, weaker: Constraint) -> bool:
    """True where the second follows from the first because they differ by a constant."""
    if stronger == weaker or {stronger.relation, weaker.relation} - {"<", "<="}:
        return False
    room, needed = (c.right - c.left - (1 if c.relation == "<" else 0) for c in (stronger, weaker))
    margin = needed - room
    return isinstance(margin, int) and margin >= 0


def _balanced(difference: Extent, relation: str) -> tuple[Extent, str, Extent]:
    """``0 relation difference`` without negative terms: ``0 <= n-2`` becomes ``2 <= n``."""
    if isinstance(difference, int):
        return 0, relation, difference
    positive = Dim(tuple(t for t in difference.terms if t[1] > 0))
    right: Extent = difference - (difference - positive) if positive.terms else 0
    return right - difference, relation, right


def _holds_for(constraint: Constraint, example: Mapping[Symbol, int]) -> bool:
    left, right = (evaluate(side, example) for side in (constraint.left, constraint.right))
    return _holds(left, constraint.relation, right)


def _holds(left: int, relation: str, right: int) -> bool:
    if relation == "==":
        return left == right
    if relation == "!=":
        return left != right
    return left < right if relation == "<" else left <= right
