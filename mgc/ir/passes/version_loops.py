"""Write loops twice whose indices may be out of range: without checks, for where they are not.

    for %k in m {                                 bind %s as s
      %0 = extent k                               %ok = 0 <= s and s <= n - m
      %1 = add %0, %s                             if %ok {
      %2 = check_bounds %1 {size = n}    becomes    for %k in m { ... extent k + s ... }
      ...                                         } else {
    }                                               for %k in m { ... check_bounds ... }
                                                  }

That is for loops without loops inside, all of whose indices are sums of the counter and of what
does not change in the loop. They are largest and smallest in the first and the last iteration, so
that two comparisons before the loop answer for all of it. Where they hold no index is negative
either, and elements next to each other are seen to be that.

The idea is that of R. Bodik, R. Gupta and V. Sarkar, *ABCD* (PLDI 2000), and of LLVM's
inductive range check elimination, which splits the range of the counter instead.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from ..core import Function, Node, Region, Value, symbolic_extents
from ..extents import Extent, Symbol, coefficient, dim, substitute, symbols_of
from ..index_ranges import IndexRanges
from ..ops.base import IndexOp
from ..ops.callback import Callback
from ..ops.control import Bind, For, If, While
from ..ops.create import Constant, ExtentValue
from ..ops.elementwise import Add, Convert, LessEqual, LogicalAnd, Multiply, Subtract
from ..ops.gather import CheckBounds
from ..records import dataclass
from ..rewrite import Rewriter
from ..types import I64, TensorType
from .base import Pass

_MOST_NODES = 400
"""Of the body of a loop that is written twice."""
_SCALAR = TensorType(I64, ())


@dataclass(frozen=True)
class VersionLoops(Pass):
    """Hoists checks of indices that grow with the counter, and writes the loop without them."""

    name = "version_loops"

    def run(self, fn: Function) -> Function:
        """The function with two versions of some loops."""
        if not any(isinstance(node.op, For) for node in fn.body.walk()):
            return fn
        return _Versioner(IndexRanges(fn)).run(fn)


@dataclass(frozen=True)
class Sum:
    """``extent`` plus or minus integers that the loop does not change: (1 or -1, value) each."""

    extent: Extent
    terms: tuple[tuple[int, Value], ...] = ()

    def plus(self, other: Sum, sign: int) -> Sum:
        """The sum or the difference."""
        terms = (*self.terms, *((sign * factor, value) for factor, value in other.terms))
        return Sum(self.extent + sign * other.extent, terms)


class Body:
    """What the indices of a loop's body are made of."""

    def __init__(self, loop: Node) -> None:
        (self.region,) = loop.regions
        (self.counter,) = self.region.counters
        self.nodes = list(self.region.walk())
        bound = [s for node in self.nodes for s in node.op.bound_symbols()]
        self.inner = {self.counter, *bound}
        self.varying: set[Value] = set(self.region.params)
        for node in self.nodes:
            self.varying.update(v for region in node.regions for v in region.params)
            if not self._is_invariant(node):
                self.varying.update(node.results)

    def _is_invariant(self, node: Node) -> bool:
        """True for integers, and places in arrays, that are the same in every iteration."""
        op, operands = node.op, node.operands
        if isinstance(op, Convert) and not operands[0].type.dtype.is_integer:
            return False
        if not isinstance(op, (IndexOp, Constant, ExtentValue, Convert, Add, Subtract, Multiply)):
            return False
        fixed = all(map(self.is_fixed, symbolic_extents(op)))
        return fixed and self.varying.isdisjoint(operands)

    def is_fixed(self, extent: Extent) -> bool:
        """True if the extent is the same in every iteration."""
        return self.inner.isdisjoint(symbols_of(extent))

    def sum_of(self, value: Value) -> Sum | None:
        """An index as a sum whose extent is linear in the counter, None if it is something else."""
        node = value.node
        op = None if node is None else node.op
        if value.type == _SCALAR and isinstance(op, ExtentValue):
            linear = isinstance(coefficient(op.extent, self.counter), int)
            others = self.inner - {self.counter}
            return Sum(op.extent) if linear and others.isdisjoint(symbols_of(op.extent)) else None
        if value.type == _SCALAR and isinstance(op, Constant):
            return Sum(int(op.array))
        if value.type == _SCALAR and isinstance(op, (Add, Subtract)):
            assert node is not None
            left, right = map(self.sum_of, node.operands)
            sign = 1 if isinstance(op, Add) else -1
            return None if left is None or right is None else left.plus(right, sign)
        invariant = value not in self.varying and value.type == _SCALAR
        return Sum(0, ((1, value),)) if invariant else None


class _Versioner(Rewriter):
    """``ranges`` are those of the values of the old function."""

    def __init__(self, ranges: IndexRanges) -> None:
        super().__init__()
        self.ranges = ranges

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """Both versions of a loop, behind the comparisons that choose."""
        if not isinstance(node.op, For) or any(_is_outer(n) for n in node.regions[0].walk()):
            return None
        body = Body(node)
        sums = self._sums(body, node.op.extent) if len(body.nodes) <= _MOST_NODES else None
        if not sums:
            return None
        bound: dict[tuple[tuple[int, Value], ...], Extent] = {(): 0}
        for found in sums.values():
            if found.terms not in bound:
                bound[found.terms] = self._bound(found.terms)
        places = {n: found.extent + bound[found.terms] for n, found in sums.items()}
        inside = self._inside(body, node.op.extent, sums, bound)
        types = tuple(v.type for v in operands)
        regions = tuple(self._version(node, types, chosen) for chosen in (places, {}))
        return self.builder.node(If(types), (inside, *operands), regions).results

    def _sums(self, body: Body, extent: Extent) -> dict[Node, Sum] | None:
        """The indices that have to be checked; None if one of them is no sum."""
        found: dict[Node, Sum] = {}
        for node in body.nodes:
            if not isinstance(node.op, CheckBounds):
                continue
            (index,) = node.operands
            if self.ranges.compared(index, node.op.size)[1]:
                continue
            total = body.sum_of(index) if body.is_fixed(node.op.size) else None
            if total is None or not self._is_exact(body, total, node.op.size, extent):
                return None
            found[node] = total
        return found

    def _is_exact(self, body: Body, total: Sum, size: Extent, extent: Extent) -> bool:
        """True if nothing that is compared before the loop can overflow."""
        return all(self.ranges.is_small(e) for e in (*_ends(body, total, extent), size))

    def _bound(self, terms: tuple[tuple[int, Value], ...]) -> Extent:
        """A symbol for the sum of what does not change."""
        total: Value | None = None
        for sign, value in terms:
            term = self._hoisted(value)
            if total is None and sign > 0:
                total = term
                continue
            start = self.builder.constant(0, I64) if total is None else total
            total = self.builder.add(Add() if sign > 0 else Subtract(), start, term)
        assert total is not None
        symbol = Symbol("k")
        self.builder.node(Bind(symbol), (total,))
        return dim(symbol)

    def _hoisted(self, value: Value) -> Value:
        """The new value, computed before the loop if it is computed in the loop."""
        if value not in self.values:
            node = value.node
            assert node is not None
            operands = tuple(map(self._hoisted, node.operands))
            self.values.update(zip(node.results, self.copy(node, operands)))
        return self.values[value]

    def _inside(
        self,
        body: Body,
        extent: Extent,
        sums: dict[Node, Sum],
        bound: dict[tuple[tuple[int, Value], ...], Extent],
    ) -> Value:
        """True if all indices are in [0, size) in all iterations."""
        least: dict[tuple[Extent, Extent], None] = {}
        for node, total in sums.items():
            assert isinstance(node.op, CheckBounds)
            lowest, highest = _ends(body, total, extent)
            start = bound[total.terms]
            least[-lowest, start] = None
            least[start, node.op.size - 1 - highest] = None
        tests = [
            self.builder.add(
                LessEqual(), *(self.builder.add(ExtentValue(e, I64)) for e in relation)
            )
            for relation in _strongest(list(least))
        ]
        return functools.reduce(lambda a, b: self.builder.add(LogicalAnd(), a, b), tests)

    def _version(
        self, node: Node, types: tuple[TensorType, ...], places: dict[Node, Extent]
    ) -> Region:
        """A region with the loop, whose checks in ``places`` are replaced by what they are of."""
        version = _Version(places)
        version.values, version.extents = dict(self.values), dict(self.extents)
        version.builder.location = node.location
        params = tuple(Value(t, hint=old.hint) for t, old in zip(types, node.regions[0].params))
        version.builder.region.params = params
        results = version.copy(node, params)
        version.builder.region.results = results
        return version.builder.region


class _Version(Rewriter):
    """Copies a loop with symbols of its own. ``places``: what checked indices are, unchecked."""

    def __init__(self, places: dict[Node, Extent]) -> None:
        super().__init__()
        self.places = places

    def region(self, region: Region) -> Region:
        """A copy with other counters."""
        fresh = [Symbol(counter.name) for counter in region.counters]
        self.extents.update(zip(region.counters, map(dim, fresh)))
        built = super().region(region)
        built.counters = tuple(fresh)
        return built

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """The extent that an index is; the symbol under another name."""
        if node in self.places:
            place = substitute(self.places[node], self.extents)
            return (self.builder.add(ExtentValue(place, I64)),)
        if not isinstance(node.op, Bind):
            return None
        made = operands[0].node
        if made is not None and isinstance(made.op, ExtentValue):
            self.extents[node.op.symbol] = made.op.extent
            return ()
        symbol = Symbol(node.op.symbol.name)
        self.extents[node.op.symbol] = dim(symbol)
        bounds = (
            None if e is None else substitute(e, self.extents)
            for e in (node.op.lower, node.op.upper)
        )
        self.builder.node(Bind(symbol, *bounds), operands)
        return ()


def _is_outer(node: Node) -> bool:
    """True for what makes the loop around it no innermost one, or not worth writing twice."""
    return isinstance(node.op, (For, While, Callback))


def _ends(body: Body, total: Sum, extent: Extent) -> tuple[Extent, Extent]:
    """The least and the greatest value of the sum's extent in a loop that runs at all."""
    step = coefficient(total.extent, body.counter)
    assert isinstance(step, int)
    first, last = (substitute(total.extent, {body.counter: e}) for e in (0, extent - 1))
    return (first, last) if step >= 0 else (last, first)


def _strongest(relations: list[tuple[Extent, Extent]]) -> list[tuple[Extent, Extent]]:
    """Those of the relations ``left <= right`` that the others do not imply."""
    kept: list[tuple[Extent, Extent]] = []
    for left, right in relations:
        gap = right - left
        known = [(number, gap - (b - a)) for number, (a, b) in enumerate(kept)]
        same = [(number, d) for number, d in known if isinstance(d, int)]
        if not same:
            kept.append((left, right))
        elif same[0][1] < 0:
            kept[same[0][0]] = (left, right)
    return kept
