"""``for`` in a trace. One that is left by ``break`` becomes a ``while``.

Arrays that change places, as in ``a, b = b, a``, are the same ones again after some iterations:
then that many are one iteration of the node, and the rest of them follow it, so nothing is copied
in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mgc.ir.core import Value
from mgc.ir.errors import TraceError
from mgc.ir.extents import Extent, Symbol, dim, floor_div
from mgc.ir.location import user_location
from mgc.ir.ops.control import For

from ..array import TracedArray
from ..buffers import Buffer
from ..convert.unbound import Unbound
from ..swallowed import forget
from ..tracer import Trace
from ..tree import flatten
from .branch import condition_of, truth_of
from .iteration import Iteration
from .last import LastNames
from .loops import TracedLoop
from .regions import Closed, add_control, finish_region, written_in
from .rest import UndecidedRest
from .rotation import find_rotation
from .unrolling import FEW, LIMIT, Unroll
from .values import MaybeUnbound, is_number
from .while_node import add_counted_while


class TracedFor(TracedLoop):
    """``for`` over a range or an array.

    ``period`` is how many iterations of the user are one of the node; ``_pass`` counts them.
    """

    def __init__(self, trace: Trace, iteration: Iteration, site: Any) -> None:
        super().__init__(trace, site)
        self.key = (site, user_location())
        self.iteration = iteration
        self.item: Any = None
        self.symbol = Symbol("i")
        self.period = 1
        self._pass = 0
        self._rest: int | UndecidedRest = 0
        self._peeled = False
        self._done = False
        self.iterator: object = None
        """Deleted after the loop, as that of a loop that Python runs."""

    @property
    def count(self) -> Extent:
        """How often the node's region runs."""
        return floor_div(self.iteration.count, self.period)

    def begin(self, names: Mapping[str, Any]) -> bool:
        """Opens an iteration; at its end, closes the loop or traces the body again."""
        if self._done:
            return self._begin_rest(names)
        if self.opened is None:
            return self._begin_node(names)
        if self._pass + 1 < self.period:
            self._next_pass(names)
            return True
        names = self.left(names)
        stop = self.stop_of(names)
        left = condition_of(stop) is not None or truth_of(stop)
        closed = self.closed_region()
        if self._rotates(names, left=left):
            self._enter()
            return True
        self._unroll_if_short(names)
        last: LastNames | None = None
        values: list[Value] | None = None
        try:
            values = self.handed_on(closed, names)
            if values is not None:
                last = self.last_names(closed, names, None if left else self.count)
                self.settle(closed, names, last)
        except TraceError as error:
            runs = self.trace.known(0, "<", self.iteration.count) is True
            if runs and not self._peeled and not left:
                forget(self.trace, error)
                return self._peel()
            self._unroll_for_objects(names)
            if self.shrinks or not self.reshaped(names):
                raise
            forget(self.trace, error)
            self.let_shrink()
        if values is None or last is None:
            self._enter()
            return True
        self.trace.loops.remove(self)
        self._emit(closed, values, stop if left else None, last)
        self._done = True
        self._rest = self._remaining()
        return self._begin_rest(dict(zip(self.site.names, self.result, strict=True)))

    def _unroll_if_short(self, names: Mapping[str, Any]) -> None:
        """Raises: Unroll where a few iterations change the shape of an array."""
        count = self.iteration.count
        if isinstance(count, int) and count <= FEW and self.reshaped(names):
            raise Unroll(self.key)

    def _begin_node(self, names: Mapping[str, Any]) -> bool:
        """The first iteration of the node."""
        self.prepare(names)
        if self._peeled and self.iteration.count == 0:
            self.result = self._values(names)
            self._done = True
            return False
        self.trace.loops.append(self)
        self._enter()
        return True

    def _unroll_for_objects(self, names: Mapping[str, Any]) -> None:
        """Raises: Unroll where objects, or what they hold, cannot be carried, and need not be."""
        count = self.iteration.count
        if not isinstance(count, int) or count > LIMIT:
            return
        leaves, _ = flatten([names.get(name) for name in self.carried])
        if self.places.before or any(map(_is_object, leaves)):
            raise Unroll(self.key)

    def _peel(self) -> bool:
        """Runs the first iteration before the node: it may settle types, and what is written."""
        self.trace.loops.remove(self)
        self.take_back()
        self._peeled = True
        self.attempts = 0
        self.carried = {}
        self.state = self._values(self.entry)
        inner = self.iteration
        self.item = inner.item(0)
        self.iteration = Iteration(inner.count - 1, inner.span - 1, lambda i: inner.item(i + 1))
        return True

    def _enter(self) -> None:
        named = self.iteration.counts and self.period == 1
        self.symbol = Symbol((named and self.site.target) or "i")
        self.counter = dim(self.symbol)
        self.enter((self.symbol,))
        self.trace.counted[self.symbol] = (0, self.iteration.span - 1)
        self._pass = 0
        assumptions = self.trace.assumptions
        assumptions.assume(1, "<=", self.iteration.span)
        assumptions.assume(self.counter, "<", self.iteration.span)
        last = self.counter * self.period + (self.period - 1)
        assumptions.assume(last, "<", self.iteration.span)
        self.set_state()
        self.item = self.iteration.item(self.counter * self.period)

    def _next_pass(self, names: Mapping[str, Any]) -> None:
        """Goes on to the next iteration of the user in the same one of the node."""
        assert self.counter is not None
        self._pass += 1
        self.state = self._values(names)
        self.item = self.iteration.item(self.counter * self.period + self._pass)

    def _rotates(self, names: Mapping[str, Any], *, left: bool) -> bool:
        """True if arrays have changed places: then the body is traced again, several times."""
        known = left or self.incomplete or self.period > 1
        rotation = None if known else find_rotation(self.carried, names)
        if rotation is None:
            return False
        rotation.keep(self.carried.values())
        self.period = rotation.period
        return True

    def _remaining(self) -> int | UndecidedRest:
        """The iterations that are left when the node is done."""
        over = self.iteration.count - self.count * self.period
        for rest in range(self.period):
            answer = self.period == 1 or self.trace.settle(over, "==", rest)
            if answer:
                return rest
            if answer is None:
                return UndecidedRest(self.trace, self.site.names, over, self.period - 1)
        raise AssertionError("a remainder is less than the divisor")

    def _begin_rest(self, names: Mapping[str, Any]) -> bool:
        """Iterations that follow the node, outside of it."""
        self.result = self.state = self._values(names)
        if isinstance(self._rest, UndecidedRest):
            number = self._rest.begin(names)
            if number is None:
                self.result = self._values(self._rest.merged(names))
                return False
            self.item = self.iteration.item(self.count * self.period + number)
            return True
        if self._rest == 0:
            return False
        self.item = self.iteration.item(self.iteration.span - self._rest)
        self._rest -= 1
        return True

    def _values(self, names: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(names.get(name, Unbound(name)) for name in self.site.names)

    def _emit(self, closed: Closed, values: list[Value], stop: Any, last: LastNames) -> None:
        """Makes the node; ``stop`` is the flag that the loop is left, None if it never is."""
        trace, count = self.trace, self.count
        initial = [*self.start(), *last.initial()]
        params, values = [*self.params, *last.params], [*values, *last.values]
        carried: list[Buffer] = written_in([closed])
        ran: Extent | None = count
        if stop is not None:
            results, ran = add_counted_while(
                trace, closed, (self.symbol, count), stop, carried, (params, values, initial)
            )
        else:
            region = finish_region(closed, carried, params, values)
            _, results = add_control(trace, For(count), (), carried, initial, (region,))
        self.finish(results, last, ran)


def _is_object(leaf: object) -> bool:
    """True for what no value of a run can stand for."""
    return not is_number(leaf) and not isinstance(leaf, (TracedArray, Unbound, MaybeUnbound))
