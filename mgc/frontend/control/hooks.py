"""The hooks of control flow: Python's meaning where everything is known, regions where not."""

from __future__ import annotations

from types import FunctionType
from typing import Any, NoReturn

import numpy as np

from ..array import ArrayProtocols
from ..checks import require_fact
from ..convert.hooks import StaticControl
from ..convert.sites import BranchSite, LoopSite
from ..convert.static import ELSE, THEN, StaticAnd, StaticFor, StaticOr
from ..convert.unbound import Unbound
from ..dispatch import call_ufunc
from ..engine import Operand, current_engine, engine
from ..masked import MaskedArray, materialize
from ..refusal import untraceable
from ..scalars import weak
from ..symbolic_int import ExtentComparison, TracedInt
from ..tracer import Trace
from ..tree import flatten
from .branch import TracedBranch, TracedChoice, TracedLogic, condition_of, truth_of
from .comparing import found_in, is_bool_of_python, same_items
from .for_loop import TracedFor
from .growth import watch_iteration
from .iteration import iteration_of, use_up
from .text import TracedField, TracedText
from .unrolled_for import UnrolledFor
from .values import MaybeUnbound, lift
from .while_loop import TracedWhile


class ControlHooks(StaticControl):
    """What `TraceHooks` does for ``if``, ``for``, ``while`` and Boolean operators."""

    def branch(self, test: Any, site: BranchSite, /) -> Any:
        """Both branches of a condition that a run decides; else the one that is taken."""
        condition = condition_of(test)
        if condition is None:
            return THEN if truth_of(test) else ELSE
        return TracedBranch(_trace(), condition, site)

    def for_loop(self, iterable: Any, site: LoopSite, /) -> Any:
        """One node for ranges and arrays; other iterables are gone through while tracing."""
        trace = current_engine()
        watch_iteration(iterable)
        if isinstance(trace, Trace):
            iteration = iteration_of(iterable)
            if iteration is not None and iteration.count not in (0, 1):
                loop = TracedFor(trace, iteration, site)
                if loop.key not in trace.unrolling.chosen:
                    use_up(iterable)
                    return loop
            if site.stop is not None:
                return UnrolledFor(trace, iterable, site)
        return StaticFor(iterable, site)

    def iterate(self, iterable: Any, /) -> Any:
        """What a comprehension goes through."""
        watch_iteration(iterable)
        return super().iterate(iterable)

    def while_loop(self, site: LoopSite, /) -> Any:
        """One node if the condition is known at run time only."""
        trace = current_engine()
        return TracedWhile(trace, site) if isinstance(trace, Trace) else super().while_loop(site)

    def both(self, left: Any, /) -> Any:
        """``left and ...``."""
        condition = condition_of(left)
        if condition is None:
            return StaticAnd(left) if not _asks(left) else _Known(left, truth_of(left))
        return TracedLogic(_trace(), condition, left, conjunction=True)

    def either(self, left: Any, /) -> Any:
        """``left or ...``."""
        condition = condition_of(left)
        if condition is None:
            return StaticOr(left) if not _asks(left) else _Known(left, not truth_of(left))
        return TracedLogic(_trace(), condition, left, conjunction=False)

    def choose(self, test: Any, /) -> Any:
        """``... if test else ...``."""
        condition = condition_of(test)
        if condition is None:
            return THEN if truth_of(test) else ELSE
        return TracedChoice(_trace(), condition)

    def truth(self, value: Any, /) -> Any:
        """A bool, or a traced one where a run decides."""
        condition = condition_of(value)
        if condition is None:
            return truth_of(value)
        return value if type(value) is ExtentComparison else weak(_trace().wrap(condition))

    def negate(self, value: Any, /) -> Any:
        """``not value``: a Python bool."""
        condition = condition_of(value)
        if condition is None:
            return not truth_of(value)
        trace = _trace()
        return weak(call_ufunc(np.logical_not, trace.wrap(condition)))

    def contains(self, container: Any, item: Any, /) -> Any:
        """``item in container``: a comparison with each item where one of them is traced."""
        trace = current_engine()
        if not isinstance(trace, Trace):
            return item in container
        if isinstance(container, MaskedArray):
            container = materialize(container)
        if isinstance(container, ArrayProtocols):
            return weak(call_ufunc(np.equal, container, item).any())
        own: Any = getattr(type(container), "__contains__", None)
        if isinstance(own, FunctionType):  # written in Python: its conditions are converted
            from ..intercept import HOOKS

            return HOOKS.call(own)(container, item)
        return found_in(trace, container, item)

    def compared(self, left: Any, right: Any, differ: bool, /) -> Any:
        """``left == right`` or ``left != right``: of tuples, their items are compared."""
        trace = current_engine()
        of_items = type(left) in (tuple, list) and type(left) is type(right)
        if not of_items or not isinstance(trace, Trace):
            return super().compared(left, right, differ)
        answer = same_items(trace, left, right)
        return self.negate(answer) if differ else answer

    def identical(self, value: Any, known: bool, /) -> Any:
        """``value is True`` or ``value is False``."""
        if not isinstance(current_engine(), Trace) or not is_bool_of_python(value):
            return super().identical(value, known)
        return value if known else self.negate(value)

    def condition(self, value: Any, /) -> Any:
        """Something whose truth is known."""
        if condition_of(value) is not None:
            raise untraceable(
                "MGC-B1",
                "this condition is known at run time only, and decides what a list holds or which "
                "case is taken",
                "use a statement 'if', np.where, or np.count_nonzero and sum() of a mask, x[x > 0]",
            )
        return truth_of(value) if _asks(value) else value

    def formatted(self, value: Any, conversion: str | None, specification: Any, /) -> Any:
        """The text of ``value``, or a part of one that a run completes."""
        if isinstance(current_engine(), Trace) and any(map(_has_traced, (value, specification))):
            return TracedField(value, conversion, specification)
        return super().formatted(value, conversion, specification)

    def joined(self, parts: tuple[Any, ...], /) -> Any:
        """The parts, joined."""
        if any(isinstance(part, (TracedText, TracedField)) for part in parts):
            return TracedText(parts)
        return super().joined(parts)

    def text(self, value: Any, conversion: str | None, specification: Any = None) -> Any:
        """A text of one field."""
        return self.joined((self.formatted(value, conversion, specification),))

    def returning(self, value: Any, /) -> Any:
        """``value``, whose statement errors can name."""
        trace = current_engine()
        if isinstance(trace, Trace):
            trace.returns.note(value)
        return value

    def raised(self, error: Any, cause: Any, /) -> Any:
        """Raises at once where the code is surely reached, else at run time."""
        trace = current_engine()
        if not isinstance(trace, Trace) or not trace.opened:
            return super().raised(error, cause)
        return stop(trace, error, cause)


class _Known:
    """An operand of ``and`` or ``or`` whose truth is known although it is traced."""

    def __init__(self, value: Any, first: bool) -> None:
        self.value = value
        self.first = first

    def close(self, value: Any, assigned: tuple[str, ...] = ()) -> Any:
        """The right operand."""
        return value

    def result(self, right: Any) -> Any:
        """The value of the expression."""
        return right if self.first else self.value


class _Stopped:
    """``raise`` in a branch or loop: nothing is raised now."""

    now = False

    def error(self) -> NoReturn:
        """Not reached."""
        raise AssertionError("nothing is raised now")

    cause = error


def stop(trace: Trace, error: Any, cause: Any = None) -> _Stopped:
    """A check that fails whenever this place is reached."""
    from ..raising import require_or_raise

    require_or_raise(trace, trace.constant(np.zeros((), np.bool_)), error, cause)
    trace.opened[-1].stopped = True
    return _Stopped()


def loaded(value: Any) -> Any:
    """A name's value: an error if it has none, a check if only some paths give it one."""
    if isinstance(value, Unbound):
        current = current_engine()
        if isinstance(current, Trace) and len(current.opened) > 1:
            # A loop's first iteration may be what binds the name: no error of the program.
            raise untraceable(
                "MGC-C1",
                f"'{value.name}' has no value where the loop or condition is entered",
                "bind the name before the loop or the 'if'",
            )
        value.fail()
    if not isinstance(value, MaybeUnbound):
        return value
    if not value.name.startswith("@"):
        require_fact(
            lift(value.defined),
            UnboundLocalError,
            f"cannot access local variable '{value.name}' where it is not associated with a value",
        )
    return value.value


def _has_traced(value: object) -> bool:
    """True for a value, or a container of values, whose text a run decides."""
    leaves, _ = flatten(value)
    return any(_asks(leaf) or isinstance(leaf, (TracedText, MaskedArray)) for leaf in leaves)


def _asks(value: object) -> bool:
    """True for values of the engine, whose truth Python must not ask for."""
    return isinstance(value, Operand) or type(value) in (TracedInt, ExtentComparison)


def _trace() -> Trace:
    trace = engine()
    assert isinstance(trace, Trace)
    return trace
