"""Control flow as function calls: `cond`, `while_loop`, `fori_loop`, `scan`, and `unroll`.

The first four are Python functions that mgc converts as it converts the user's: what they do in
compiled code is what their few lines say. Called with ordinary values they run as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

import numpy as np

from mgc.ir.errors import MgcValueError

from .control.iteration import iteration_of, use_up
from .convert import convert
from .engine import current_engine
from .refusal import untraceable
from .tracer import Trace
from .tree import flatten

_ItemT = TypeVar("_ItemT")
Function = Callable[..., Any]


def cond(condition: Any, if_true: Function, if_false: Function, /, *operands: Any) -> Any:
    """``if_true(*operands) if condition else if_false(*operands)``; one of them runs.

    What they return must agree in structure, dtypes and shapes.
    """
    return _form(_cond)(condition, if_true, if_false, *operands)


def while_loop(condition: Function, body: Function, value: Any) -> Any:
    """``value = body(value)`` as long as ``condition(value)`` holds; the last value."""
    return _form(_while_loop)(condition, body, value)


def fori_loop(lower: int, upper: int, body: Function, value: Any) -> Any:
    """``value = body(i, value)`` for i from ``lower`` to ``upper`` - 1; the last value."""
    return _form(_fori_loop)(lower, upper, body, value)


def scan(
    step: Function, carry: Any, xs: Any, length: int | None = None, *, reverse: bool = False
) -> tuple[Any, Any]:
    """``carry, y = step(carry, x)`` for each x of ``xs``; the last carry and all y, stacked.

    ``xs`` is an array, or a nest of arrays of one length, gone through along the first axis; None
    with a ``length`` gives a step None each time. ``reverse``: from the last x to the first; y are
    still stacked in the order of the x they are made from. There must be at least one.

    Raises: MgcValueError for lengths that differ, for none, and for a length below 1.
    """
    carried, stacked = _form(_scan)(step, carry, xs, length, reverse)
    return carried, stacked


def unroll(iterable: Iterable[_ItemT]) -> Iterable[_ItemT]:
    """The same items; a ``for`` over them is not kept as a loop in compiled code.

    The body is then traced once for each item, which is known while tracing: it may index a list,
    or change shapes. The number of items must be known too.

    Raises: TraceError (MGC-C4) if it is not.
    """
    if not isinstance(current_engine(), Trace):
        return iterable
    iteration = iteration_of(iterable)
    if iteration is None:
        return iterable
    if not isinstance(iteration.count, int):
        raise untraceable(
            "MGC-C4",
            f"the number of iterations, {iteration.count}, differs between calls: the loop cannot "
            "be unrolled",
            "give this extent a number in the signature, or leave out mgc.unroll",
        )
    use_up(iterable)
    return [iteration.item(number) for number in range(iteration.count)]


@cache
def _converted(function: Function) -> Function:
    from .intercept import HOOKS

    return convert(function, HOOKS)


def _form(function: Function) -> Function:
    return function if current_engine() is None else _converted(function)


def _cond(condition: Any, if_true: Function, if_false: Function, /, *operands: Any) -> Any:
    return if_true(*operands) if condition else if_false(*operands)


def _while_loop(condition: Function, body: Function, value: Any) -> Any:
    while condition(value):
        value = body(value)
    return value


def _fori_loop(lower: int, upper: int, body: Function, value: Any) -> Any:
    for i in range(lower, upper):
        value = body(i, value)
    return value


def _scan(
    step: Function, carry: Any, xs: Any, length: int | None, reverse: bool
) -> tuple[Any, Any]:
    leaves, structure = flatten(xs)
    arrays = [leaf for leaf in leaves if leaf is not None]
    count = _common_length(arrays, length)
    place = count - 1 if reverse else 0
    # The first step is apart: it says what there is to stack.
    carry, y = step(carry, structure.rebuild(_items(leaves, place)))
    outputs, shape = flatten(y)
    kept = [None if o is None else np.asarray(o) for o in outputs]
    stacked = [None if a is None else np.empty((count, *a.shape), a.dtype) for a in kept]
    _put(stacked, place, outputs)
    for number in range(1, count):
        place = count - 1 - number if reverse else number
        carry, y = step(carry, structure.rebuild(_items(leaves, place)))
        _put(stacked, place, flatten(y)[0])
    return carry, shape.rebuild(stacked)


def _common_length(arrays: list[Any], length: int | None) -> Any:
    lengths = [array.shape[0] for array in arrays] + ([] if length is None else [length])
    if not lengths:
        raise MgcValueError("mgc.scan needs arrays or a length")
    if any(other != lengths[0] for other in lengths[1:]):
        raise MgcValueError(f"mgc.scan needs one length, got {', '.join(map(repr, lengths))}")
    if lengths[0] < 1:
        raise MgcValueError("mgc.scan needs at least one step")
    return lengths[0]


def _items(leaves: list[Any], place: Any) -> list[Any]:
    return [None if leaf is None else leaf[place] for leaf in leaves]


def _put(stacked: list[Any], place: Any, values: list[Any]) -> None:
    for target, value in zip(stacked, values, strict=True):
        if target is not None:
            target[place] = value
