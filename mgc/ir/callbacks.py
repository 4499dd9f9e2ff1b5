"""Running the Python functions that a function's nodes refer to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .core import Function, Node
from .errors import MgcTypeError
from .ops.callback import Callback

Array = np.ndarray[Any, Any]


def run_callback(
    function: Function, node: Node, operands: Sequence[Array], shapes: Sequence[tuple[int, ...]]
) -> tuple[Array, ...]:
    """What the callback ``node`` of ``function`` gives for ``operands``: arrays of ``shapes``.

    Raises: what the Python function raises; MgcTypeError for results of other types, or for a
        function that was read from text and has no callbacks.
    """
    op = node.op
    assert isinstance(op, Callback)
    if op.number >= len(function.callbacks):
        raise MgcTypeError(f"{function.name} was read from text, which has no callbacks")
    returned = function.callbacks[op.number](*operands)
    values = tuple(map(np.asarray, returned)) if shapes else ()
    for value, type, shape in zip(values, op.results, shapes, strict=True):
        dtype = type.dtype.numpy
        if (value.dtype, value.shape) != (dtype, shape):
            raise MgcTypeError(
                f"a callback returned {value.dtype}{list(value.shape)}, not {dtype}{list(shape)}",
                location=node.location,
            )
    return values
