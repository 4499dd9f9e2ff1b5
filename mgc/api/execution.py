"""One call of a function in a chosen way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mgc.frontend.tree import flatten
from mgc.ir.errors import MgcTypeError

from .function import MgcFunction

WAYS = ("compiled", "eager", "exact", "interpret")
"""Compiled code; plain NumPy; op by op on compiled kernels from Python, or by the interpreter."""


def call(fn: MgcFunction, arguments: Mapping[str, Any], way: str = "compiled") -> Any:
    """The result of ``fn`` for arguments by name; ``way`` is one of `WAYS`.

    Raises: MgcTypeError for arguments that are missing or too many; what the call raises.
    """
    try:
        bound = fn.python_signature.bind(**arguments)
    except TypeError as error:
        raise MgcTypeError(f"{fn.__name__}{fn.python_signature}: {error}") from None
    if way == "eager":
        return fn.eager(*bound.args, **bound.kwargs)
    if way == "exact":
        return fn.exact(*bound.args, **bound.kwargs)
    if way == "interpret":
        bound.apply_defaults()
        declared = fn.declared is not None
        given = ((), {}) if declared else (bound.args, bound.kwargs)
        concrete = fn.get_concrete_function(*given[0], **given[1])
        return concrete.interpret(*bound.args, **bound.kwargs)
    return fn(*bound.args, **bound.kwargs)


def named_leaves(result: Any, name: str = "out") -> list[tuple[str, np.ndarray[Any, Any]]]:
    """The arrays in what a function returned, with how Python reaches each; None is left out."""
    leaves, structure = flatten(result)
    pairs = zip(structure.paths(name), leaves, strict=True)
    return [(path, np.asarray(leaf)) for path, leaf in pairs if leaf is not None]
