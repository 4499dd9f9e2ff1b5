"""``in``, ``==`` of tuples and ``is True``: comparisons of several values, which Python makes one.

Python asks each of them for its truth. Here the truths that only a run knows are put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ..array import ArrayProtocols, ScalarProtocols
from ..dispatch import call_ufunc
from ..engine import Deferred, Operand
from ..scalars import weak
from ..symbolic_int import ExtentComparison, TracedInt, integer
from ..tracer import Trace
from .iteration import TracedRange

_CONTAINERS = (list, tuple, set, frozenset, dict)
_SHORT = 16
"""Ranges up to this length are compared number by number."""


def is_traced_number(value: object) -> bool:
    """True for what has a value at run time only, and no axes."""
    return isinstance(value, Operand) or type(value) in (TracedInt, ExtentComparison)


def has_traced_number(values: Iterable[object]) -> bool:
    """True if an item is one."""
    return any(is_traced_number(value) for value in values)


def found_in(trace: Trace, container: Any, item: Any) -> Any:
    """``item in container``: a comparison with each item where one of them is traced."""
    if type(container) in (range, TracedRange):
        return _in_range(trace, container, item)
    traced = is_traced_number(item)
    if isinstance(container, (list, tuple)):
        traced = traced or has_traced_number(container)
    if not traced or not isinstance(container, _CONTAINERS):
        return item in container
    if not (isinstance(item, Operand) or _left_to_calls(trace, container)):
        return any(bool(_equal(item, other)) for other in container)
    return _joined(np.logical_or, (_equal(item, other) for other in container))


def _left_to_calls(trace: Trace, container: Any) -> bool:
    """True where each call answers the questions, not an assumption about all calls."""
    asked = any(isinstance(other, Operand) for other in container)
    trace.questions.left_open |= trace.questions.later
    return asked or trace.questions.later


def _equal(item: Any, other: Any) -> Any:
    return True if item is other else item == other


def _joined(connect: np.ufunc, answers: Iterator[Any]) -> Any:
    """``or`` or ``and`` of the answers: True or False if that is known."""
    decisive = connect is np.logical_or
    result: Any = not decisive
    for answer in answers:
        if isinstance(answer, bool) and type(answer) is bool:
            if answer is decisive:
                return decisive
        elif type(result) is bool:
            result = answer
        else:
            result = call_ufunc(connect, result, answer)
    if type(result) in (bool, ExtentComparison):
        return result
    return weak(result)


def _in_range(trace: Trace, numbers: Any, item: Any) -> Any:
    """``item in range(...)``: between the ends, and a whole number of steps from the start."""
    known = type(numbers) is range
    if not is_traced_number(item) and (known or not isinstance(item, (int, np.integer))):
        return item in numbers if known else False
    if not isinstance(item, Operand) and not trace.questions.later:
        return item in numbers if known else _between(trace, numbers, item)
    trace.questions.left_open = True
    if known and len(numbers) <= _SHORT:
        return _joined(np.logical_or, (_equal(item, other) for other in numbers))
    return _between(trace, numbers, item)


def _between(trace: Trace, numbers: Any, item: Any) -> Any:
    start, stop, step = map(integer, (numbers.start, numbers.stop, numbers.step))
    rising = trace.decide(0, "<", numbers.step)
    answers = [
        start <= item if rising else item <= start,
        item < stop if rising else stop < item,
    ]
    if type(step) is TracedInt or abs(step) != 1:
        answers.append((item - start) % step == 0)
    elif isinstance(item, Operand) and not item.tensor_type.dtype.is_integer:
        whole: Any = item
        answers.append(whole % 1 == 0)
    return _joined(np.logical_and, iter(answers))


def same_items(trace: Trace, left: Any, right: Any) -> Any:
    """``left == right`` of tuples or lists."""
    if not (_has_traced(left) or _has_traced(right)):
        return left == right
    if len(left) != len(right):
        return False
    answers = [_same(trace, x, y) for x, y in zip(left, right, strict=True)]
    if any(answer is False for answer in answers):
        return False
    undecided = [answer for answer in answers if type(answer) is ExtentComparison]
    if len(undecided) == 1 and all(a is True or a is undecided[0] for a in answers):
        return undecided[0]
    return _joined(np.logical_and, (_decided(trace, answer) for answer in answers))


def _has_traced(items: Any) -> bool:
    return any(_has_traced(x) if type(x) in (tuple, list) else is_traced_number(x) for x in items)


def _same(trace: Trace, left: Any, right: Any) -> Any:
    if type(left) in (tuple, list) and type(left) is type(right):
        return same_items(trace, left, right)
    if isinstance(left, (ArrayProtocols, Deferred)) or isinstance(
        right, (ArrayProtocols, Deferred)
    ):
        return True if left is right else bool(left == right)
    answer = _equal(left, right)
    return answer if is_traced_number(answer) else bool(answer)


def _decided(trace: Trace, answer: Any) -> Any:
    """The answer to a question about extents, an assumption where calls cannot give it."""
    if type(answer) is not ExtentComparison:
        return answer
    known = trace.settle(answer.left, answer.relation, answer.right)
    return answer.scalar() if known is None else known


def is_bool_of_python(value: Any) -> bool:
    """True for Python's bools that only a run knows."""
    if type(value) is ExtentComparison:
        return True
    weak_scalar = isinstance(value, ScalarProtocols) and value.weak
    return weak_scalar and value.tensor_type.dtype.is_bool
