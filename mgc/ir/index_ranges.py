"""Ranges of integer arrays: what is known of all their elements before any is computed.

    arange(n)               0 .. n-1            i % n                0 .. n-1, or 0 if n is 0
    clip(i, 0, n-1)         0 .. n-1            argsort(x), argmax(x)    0 .. n-1
    [0, 4, 2]               0 .. 4              where(c, i, j)       from the lower to the upper one

Bounds are extents. Only sums and small multiples of sizes occur in them, so that neither they nor
the elements they bound can overflow: a size is less than 2**48, since there is memory for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from .bounds import Range, is_natural, upper_bound
from .core import Function, Node, Value
from .extents import Dim, Extent, Opaque, Shape, Symbol, maximum, minimum
from .loops.sizes import ranges_of
from .ops import bits, elementwise, reduce
from .ops.base import IndexOp
from .ops.create import Constant, ExtentValue, Iota
from .ops.data_dependent import Argsort, SearchSorted, Sort, TruePositions
from .ops.gather import CheckBounds, Gather, WrapIndices
from .types import I64, integer_limits

UNKNOWN: Range = (None, None)
_LARGEST_FACTOR = 1 << 10
_LARGEST_CONSTANT = 1 << 48


class IndexRanges:
    """The ranges of the integer values of a function."""

    def __init__(self, function: Function) -> None:
        self.symbols: Mapping[Symbol, Range] = ranges_of(function)
        self.sizes = _sizes(function, self.symbols)
        self.facts = [c.right - c.left for c in function.constraints if c.relation in ("<=", "==")]
        self.facts += [c.right - c.left - 1 for c in function.constraints if c.relation == "<"]
        self._known: dict[Value, Range] = {}

    def of(self, value: Value) -> Range:
        """The least and the greatest value that an element can have, None where unknown."""
        if value not in self._known:
            self._known[value] = UNKNOWN
            self._known[value] = self._of(value)
        return self._known[value]

    def holds(self, extent: Extent, shape: Shape = ()) -> bool:
        """True if the extent is surely not negative where an array of ``shape`` has elements."""
        greatest = upper_bound(-extent, self.symbols)
        found = [] if greatest is None else [-greatest]
        facts = [*self.facts, *(size - 1 for size in shape)]
        return any(
            is_natural(e) or any(is_natural(e - fact) for fact in facts) for e in (extent, *found)
        )

    def compared(
        self, indices: Value, size: Extent
    ) -> tuple[bool, bool, tuple[Extent | None, Extent | None]]:
        """No index is negative; all are in range; a range to compare with the size."""
        holds, shape = self.holds, indices.type.shape
        low, high = self.of(indices)
        least, greatest = narrow_range(indices)
        natural = any(e is not None and holds(e, shape) for e in (low, least))
        above = natural or any(e is not None and holds(e + size, shape) for e in (low, least))
        below = any(e is not None and holds(size - 1 - e, shape) for e in (high, greatest))
        if low is None or high is None or not indices.type.rank:
            return natural, above and below, (None, None)
        return natural, above and below, (low, high)

    def is_small(self, extent: Extent) -> bool:
        """True if nothing in the extent can overflow."""
        return _is_small(extent, self.sizes)

    def _of(self, value: Value) -> Range:
        dtype = value.type.dtype
        if dtype.is_bool:
            return 0, 1
        if value.node is None or not dtype.is_integer:
            return UNKNOWN
        rule = _RULES.get(type(value.node.op))
        if rule is None and isinstance(value.node.op, IndexOp):
            rule = _same
        low, high = UNKNOWN if rule is None else rule(self, value.node)
        return self._exact(low), self._exact(high)

    def _exact(self, bound: Extent | None) -> Extent | None:
        """The bound, if nothing in it can overflow."""
        return bound if bound is not None and _is_small(bound, self.sizes) else None


def narrow_range(value: Value) -> tuple[int, int]:
    """The range of the element type that ``value`` has, or had before it was converted.

    A conversion counts if it keeps every number: what a u64 becomes as an i64 may be negative.
    """
    low, high = integer_limits(value.type.dtype)
    while value.node is not None and isinstance(value.node.op, (elementwise.Convert, IndexOp)):
        (value,) = value.node.operands
        if not (value.type.dtype.is_integer or value.type.dtype.is_bool):
            break
        least, greatest = integer_limits(value.type.dtype)
        if least < low or greatest > high:
            break
        low, high = least, greatest
    return low, high


def _sizes(function: Function, bound: Mapping[Symbol, Range]) -> set[Symbol]:
    """The symbols that are no larger than some memory is: not integers that a caller gives."""
    given = {param.symbol for param in function.params}
    found = {symbol for symbol in function.symbols if symbol not in given}
    for symbol, (low, high) in bound.items():
        known = [e for e in (low, high) if e is not None]
        if len(known) == 2 and all(_is_small(e, found) for e in known):
            found.add(symbol)
    return found


def _is_small(extent: Extent, sizes: Collection[Symbol]) -> bool:
    if not isinstance(extent, Dim):
        return abs(extent) <= _LARGEST_CONSTANT
    for monomial, factor in extent.terms:
        limit = _LARGEST_FACTOR if monomial else _LARGEST_CONSTANT
        if len(monomial) > 1 or abs(factor) > limit:
            return False
        for atom in monomial:
            if isinstance(atom, Opaque):
                if not (_is_small(atom.left, sizes) and _is_small(atom.right, sizes)):
                    return False
            elif atom not in sizes:
                return False
    return True


# -- the rules --------------------------------------------------------------------------


def _same(ranges: IndexRanges, node: Node) -> Range:
    return ranges.of(node.operands[0])


def _constant(ranges: IndexRanges, node: Node) -> Range:
    assert isinstance(node.op, Constant)
    numbers = node.op.array
    return (int(numbers.min()), int(numbers.max())) if numbers.size else UNKNOWN


def _iota(ranges: IndexRanges, node: Node) -> Range:
    assert isinstance(node.op, Iota)
    return (0, node.op.size - 1) if node.op.dtype == I64 else UNKNOWN


def _extent(ranges: IndexRanges, node: Node) -> Range:
    assert isinstance(node.op, ExtentValue)
    return (node.op.extent, node.op.extent) if node.op.dtype == I64 else UNKNOWN


def _converted(ranges: IndexRanges, node: Node) -> Range:
    """A wider integer type holds the same numbers; a float may be anything."""
    source, dtype = node.operands[0].type.dtype, node.result.type.dtype
    if not (source.is_bool or source.is_integer) or dtype != I64:
        return UNKNOWN
    return ranges.of(node.operands[0])


def _checked(ranges: IndexRanges, node: Node) -> Range:
    assert isinstance(node.op, (CheckBounds, WrapIndices))
    if node.op.size == 0:
        return ranges.of(node.operands[0])
    return 0, node.op.size - 1


def _add(ranges: IndexRanges, node: Node) -> Range:
    if node.result.type.dtype != I64:
        return UNKNOWN
    (a, b), (c, d) = map(ranges.of, node.operands)
    low = None if a is None or c is None else a + c
    return low, None if b is None or d is None else b + d


def _subtract(ranges: IndexRanges, node: Node) -> Range:
    if node.result.type.dtype != I64:
        return UNKNOWN
    (a, b), (c, d) = map(ranges.of, node.operands)
    low = None if a is None or d is None else a - d
    return low, None if b is None or c is None else b - c


def _multiply(ranges: IndexRanges, node: Node) -> Range:
    if node.result.type.dtype != I64:
        return UNKNOWN
    for one, other in (node.operands, reversed(node.operands)):
        factor, (low, high) = ranges.of(one), ranges.of(other)
        number = factor[0]
        if isinstance(number, int) and factor == (number, number) and number >= 0:
            return (
                None if low is None else low * number,
                None if high is None else high * number,
            )
    return UNKNOWN


def _remainder(ranges: IndexRanges, node: Node) -> Range:
    """Of a divisor that is not negative; the remainder of a division by 0 is 0."""
    low, high = ranges.of(node.operands[1])
    if low is None or not ranges.holds(low):
        return UNKNOWN
    if high is None:
        return 0, None
    return 0, high - 1 if ranges.holds(low - 1) else maximum(high - 1, 0)


def _and(ranges: IndexRanges, node: Node) -> Range:
    for operand in node.operands:
        low, high = ranges.of(operand)
        if low is not None and ranges.holds(low):
            return 0, high
    return UNKNOWN


def _minimum(ranges: IndexRanges, node: Node) -> Range:
    (a, b), (c, d) = map(ranges.of, node.operands)
    low = None if a is None or c is None else minimum(a, c)
    return low, d if b is None else b if d is None else minimum(b, d)


def _maximum(ranges: IndexRanges, node: Node) -> Range:
    (a, b), (c, d) = map(ranges.of, node.operands)
    high = None if b is None or d is None else maximum(b, d)
    return c if a is None else a if c is None else maximum(a, c), high


def _where(ranges: IndexRanges, node: Node) -> Range:
    (a, b), (c, d) = map(ranges.of, node.operands[1:])
    low = None if a is None or c is None else minimum(a, c)
    return low, None if b is None or d is None else maximum(b, d)


def _position(ranges: IndexRanges, node: Node) -> Range:
    """Of an element along one axis; there is none if there are no elements."""
    assert isinstance(node.op, (reduce.Argmax, reduce.Argmin))
    if len(node.op.axes) != 1:
        return UNKNOWN
    return 0, node.operands[0].type.shape[node.op.axes[0]] - 1


def _order(ranges: IndexRanges, node: Node) -> Range:
    return 0, node.operands[0].type.shape[-1] - 1


def _place(ranges: IndexRanges, node: Node) -> Range:
    return 0, node.operands[0].type.shape[-1]


_RULES: dict[type, Callable[[IndexRanges, Node], Range]] = {
    Constant: _constant,
    Iota: _iota,
    ExtentValue: _extent,
    elementwise.Convert: _converted,
    elementwise.Copy: _same,
    elementwise.Add: _add,
    elementwise.Subtract: _subtract,
    elementwise.Multiply: _multiply,
    elementwise.Remainder: _remainder,
    elementwise.Minimum: _minimum,
    elementwise.Maximum: _maximum,
    elementwise.Where: _where,
    bits.BitwiseAnd: _and,
    reduce.Argmax: _position,
    reduce.Argmin: _position,
    reduce.Max: _same,
    reduce.Min: _same,
    Gather: _same,
    CheckBounds: _checked,
    WrapIndices: _checked,
    Sort: _same,
    Argsort: _order,
    SearchSorted: _place,
    TruePositions: _order,
}
