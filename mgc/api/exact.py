"""Exact eager mode: a function one operation at a time, on mgc's own compiled kernels."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from mgc.frontend.exact import run
from mgc.frontend.specs import TensorSpec
from mgc.frontend.tree import Structure

from .kernels import CompiledKernels
from .keys import Specs, as_array


def run_exactly(
    function: Callable[..., Any], leaves: list[Any], structure: Structure, specs: Specs
) -> Any:
    """What ``function`` returns for its flattened ``(args, kwargs)``, with the compiled bits.

    ``specs``: what a trace would be given for the leaves. Array arguments are written in place.

    Raises: what the function raises; MgcError for what cannot be compiled with NumPy's meaning.
    """
    values = [
        as_array(leaf) if isinstance(spec, TensorSpec) and as_array(leaf) is not None else leaf
        for leaf, spec in zip(leaves, specs, strict=True)
    ]
    return run(function, _kernels(), values, specs, structure)


@cache
def _kernels() -> CompiledKernels:
    """The kernels of this process: each is compiled once."""
    return CompiledKernels()
