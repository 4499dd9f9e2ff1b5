"""``if`` on a condition that a run decides: both branches are traced, from the same state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mgc.ir.core import Value
from mgc.ir.ops.control import If
from mgc.ir.types import BOOL

from ..array import TracedArray, TracedScalar
from ..convert.unbound import Unbound
from ..dispatch import binary_operator
from ..engine import Operand, current_engine
from ..masked import materialize
from ..refusal import numpy_error, untraceable
from ..symbolic_int import ExtentComparison, TracedInt
from ..tracer import Trace
from .changes import ChangedPlaces
from .merging import Merger, Side
from .regions import (
    Opened,
    add_control,
    close_region,
    finish_region,
    open_region,
    user_variables,
    written_in,
)


def condition_of(test: object) -> Value | None:
    """The Boolean scalar a condition is, if only a run can tell; None if it is known now.

    Raises: MgcValueError for an array of several elements, as NumPy does.
    """
    trace = current_engine()
    if not isinstance(trace, Trace):
        return None
    if type(test) is ExtentComparison:
        known = trace.settle(test.left, test.relation, test.right)
        if known is not None:
            return None
        condition = trace.value(test.scalar())
        trace.comparisons[condition] = test
        return condition
    if type(test) is TracedInt:
        return condition_of(test != 0)
    if isinstance(test, TracedArray):
        test = _only_element(test)
    if not isinstance(test, TracedScalar):
        return None
    truth: Operand = test
    if test.tensor_type.dtype != BOOL:
        truth = binary_operator(np.not_equal, test, 0)
    return None if trace.truth(truth) is not None else trace.value(truth)


def truth_of(test: object) -> bool:
    """The value of a condition for which `condition_of` is None."""
    trace = current_engine()
    if isinstance(trace, Trace):
        if isinstance(test, TracedArray):
            test = _only_element(test)
        if isinstance(test, TracedScalar):
            truth: Operand = test
            if test.tensor_type.dtype != BOOL:
                truth = binary_operator(np.not_equal, test, 0)
            known = trace.truth(truth)
            if known is not None:
                return known
    return bool(test)


def _only_element(array: TracedArray) -> Operand:
    from ..composites.shape import reshape

    if any(extent != 1 for extent in array.tensor_type.shape):
        raise numpy_error(
            ValueError,
            "The truth value of an array with more than one element is ambiguous. Use a.any() or "
            "a.all()",
        )
    trace = current_engine()
    assert isinstance(trace, Trace)
    return trace.as_scalar(reshape(array, ()) if array.tensor_type.rank else array)


class Branches:
    """Two regions, of which a run takes one, and what comes out of them.

    ``assigned`` are the variables of the innermost function that are handed to `close`.
    """

    def __init__(self, trace: Trace, condition: Value, assigned: Sequence[str] = ()) -> None:
        self.trace = trace
        self.condition = condition
        self._assigned = assigned
        self.sides: list[Side] = []
        self._open: Opened | None = None
        self._places = ChangedPlaces()

    def open(self) -> None:
        """Starts the next region, in which the condition holds or, the second time, does not."""
        self._open = open_region(self.trace, (), self._assigned)
        comparison = self.trace.comparisons.get(self.condition)
        if comparison is not None:
            self.trace.assumptions.assume_answer(
                comparison.left, comparison.relation, comparison.right, not self.sides
            )

    def close(self, names: Mapping[str, Any]) -> None:
        """Ends it; ``names`` are the values that come out."""
        assert self._open is not None
        found = {name: materialize(value) for name, value in names.items()}
        found |= self._places.taken_back(self._open.state)
        self.sides.append(Side(close_region(self.trace, self._open), found))

    def merge(self, names: Sequence[str]) -> dict[str, Any]:
        """Makes the node; the values of the names after it."""
        trace = self.trace
        left, right = self.sides
        for side in self.sides:
            side.names = {**self._places.before, **side.names}
        merger = Merger(trace, (left, right))
        plans = [merger.plan(name) for name in (*names, *self._places.before)]
        closed = [side.closed for side in self.sides]
        carried = written_in(closed)
        regions = tuple(
            finish_region(c, carried, (), [r.values[i] for r in merger.results])
            for i, c in enumerate(closed)
        )
        types = (*(b.type for b in carried), *(r.values[0].type for r in merger.results))
        _, values = add_control(trace, If(types), (self.condition,), carried, (), regions)
        if all(c.stopped for c in closed) and trace.opened:
            trace.opened[-1].stopped = True
        results = merger.objects(values)
        merged = {plan.name: plan.value(results) for plan in plans}
        self._places.set(merged)
        return merged


class TracedBranch:
    """The statement ``if``; see `convert.hooks`."""

    first = second = traced = True

    def __init__(self, trace: Trace, condition: Value, site: Any) -> None:
        self.site = site
        self._entry = next(user_variables())
        self._branches = Branches(trace, condition)
        self._branches.open()

    def between(self, state: Mapping[str, Any]) -> tuple[Any, ...]:
        """Ends the first branch; the values that names had before it."""
        self._branches.close(self._names(state))
        self._branches.open()
        return tuple(_value(self._entry, name) for name in self.site.then_names)

    def merged(self, state: Mapping[str, Any]) -> tuple[Any, ...]:
        """Ends the second branch; the values that names have after it."""
        self._branches.close(self._names(state))
        found = self._branches.merge(self.site.names)
        return tuple(found[name] for name in self.site.names)

    def _names(self, state: Mapping[str, Any]) -> dict[str, Any]:
        return {name: _value(state, name) for name in self.site.names}


def _value(state: Mapping[str, Any], name: str) -> Any:
    return state[name] if name in state else Unbound(name)


def _refuse_assigned(names: tuple[str, ...]) -> None:
    """Raises: MGC-C1 for what ``:=`` gives a value in a part of an expression that may not run."""
    if names:
        raise untraceable(
            "MGC-C1",
            f"'{names[0]}' is assigned with ':=' where a run decides whether that is reached",
            "assign it in a statement before",
        )


class TracedChoice:
    """``x if c else y``."""

    first = second = True

    def __init__(self, trace: Trace, condition: Value) -> None:
        self._branches = Branches(trace, condition)
        self._branches.open()

    def close(self, value: Any, assigned: tuple[str, ...] = ()) -> Any:
        """Ends the part that gives ``value`` and has ``assigned`` variables."""
        _refuse_assigned(assigned)
        self._branches.close({"the value": value})
        if len(self._branches.sides) == 1:
            self._branches.open()
        return value

    def result(self, *values: Any) -> Any:
        """The value of the expression."""
        return self._branches.merge(["the value"])["the value"]


class TracedLogic:
    """``x and y``, ``x or y``: the second part runs where the first does not decide."""

    first = True

    def __init__(self, trace: Trace, condition: Value, value: Any, *, conjunction: bool) -> None:
        self._branches = Branches(trace, condition)
        self._value = value
        self._conjunction = conjunction
        if not conjunction:
            self._skip()
        self._branches.open()

    def close(self, value: Any, assigned: tuple[str, ...] = ()) -> Any:
        """Ends the second part, which has ``assigned`` variables."""
        _refuse_assigned(assigned)
        self._branches.close({"the value": value})
        return value

    def result(self, *values: Any) -> Any:
        """The value of the expression."""
        if self._conjunction:
            self._skip()
        return self._branches.merge(["the value"])["the value"]

    def _skip(self) -> None:
        self._branches.open()
        self._branches.close({"the value": self._value})
