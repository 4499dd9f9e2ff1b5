"""Compares a traced and interpreted function with NumPy: results, aliasing, mutated arguments.

`check` traces with static and with symbolic extents and runs the result on other values than
those it was traced with (tracing sees none).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.frontend.specs import ScalarSpec, TensorSpec
from mgc.frontend.trace import ArgumentSpecs, Traced, trace
from mgc.frontend.tree import flatten
from mgc.ir.interpreter import Interpreter
from mgc.ir.ops.update import Update


def check(function: Callable[..., Any], *args: Any, symbolic: bool = True, **static: Any) -> Traced:
    """Traces ``function`` and compares it with NumPy on ``args``; returns the last trace."""
    traced = compare(function, args, specs_of(args, static))
    return compare(function, args, specs_of(args, static, symbolic=True)) if symbolic else traced


def specs_of(
    args: tuple[Any, ...], static: dict[str, Any] | None = None, *, symbolic: bool = False
) -> ArgumentSpecs:
    """Specs of example arguments; with ``symbolic``, extents above 1 are named by their size."""
    leaves, structure = flatten(args)
    example: dict[str, int] = {}
    specs = [_spec(leaf, symbolic, example) for leaf in leaves]
    return ArgumentSpecs(structure.rebuild(specs), static or {}, example)


def _spec(leaf: Any, symbolic: bool, example: dict[str, int]) -> Any:
    if isinstance(leaf, np.ndarray):
        shape: list[int | str] = list(leaf.shape)
        for axis, size in enumerate(leaf.shape):
            if symbolic and size > 1:
                shape[axis] = f"n{size}"
                example[f"n{size}"] = size
        return TensorSpec(TensorSpec.of(leaf).dtype, tuple(shape), zero_d=not shape)
    if isinstance(leaf, np.generic):
        return TensorSpec.of(leaf)
    if type(leaf) in (float, complex):
        return ScalarSpec(type(leaf).__name__)
    return leaf


def compare(function: Callable[..., Any], args: tuple[Any, ...], specs: ArgumentSpecs) -> Traced:
    """Traces with ``specs``, interprets on ``args``, and compares with NumPy."""
    traced = trace(function, specs)
    ours, theirs = copy.deepcopy(args), copy.deepcopy(args)
    with np.errstate(all="ignore"):
        expected = function(*theirs, **specs.kwargs)
    got = run(traced, ours, specs)
    same(got, expected)
    same(ours, theirs)
    got_leaves, expected_leaves = flatten(got)[0], flatten(expected)[0]
    same_aliasing([*flatten(ours)[0], *got_leaves], [*flatten(theirs)[0], *expected_leaves])
    return traced


def run(traced: Traced, args: tuple[Any, ...], specs: ArgumentSpecs) -> Any:
    """What the traced function returns for ``args``, by the interpreter."""
    leaves = flatten((args, dict(specs.kwargs)))[0]
    given: dict[int, Any] = {
        number: leaf
        for number, leaf in zip(traced.arguments, leaves, strict=True)
        if number is not None
    }
    session = Interpreter(traced.function).session(*(given[n] for n in sorted(given)))
    session.run()
    results = list(session.results)
    return traced.output.rebuild(results, session.symbols)


def same(got: Any, expected: Any) -> None:
    """Asserts equal structure, types, dtypes, shapes and values (within rounding)."""
    got_leaves, got_structure = flatten(got)
    expected_leaves, expected_structure = flatten(expected)
    assert got_structure == expected_structure
    for x, y in zip(got_leaves, expected_leaves, strict=True):
        assert type(x) is type(y), f"{type(x)} instead of {type(y)}"
        if isinstance(y, (np.ndarray, np.generic)):
            assert x.dtype == y.dtype, f"{x.dtype} instead of {y.dtype}"
            assert x.shape == y.shape, f"{x.shape} instead of {y.shape}"
        if isinstance(y, (np.ndarray, np.generic, float, complex)):
            close(np.asarray(x), np.asarray(y))
        else:
            assert x == y


def close(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> None:
    """Equal, or within a few ULP where NumPy's order of summation differs."""
    if y.dtype.kind not in "fc":
        np.testing.assert_array_equal(x, y)
        return
    tolerance = 64 * np.finfo(y.dtype).eps
    np.testing.assert_allclose(x, y, rtol=tolerance, atol=tolerance)


def same_aliasing(got: list[Any], expected: list[Any]) -> None:
    """Asserts that the same pairs are identical, and the same pairs share memory."""
    for i in range(len(expected)):
        for j in range(i):
            if not isinstance(expected[i], np.ndarray) or not isinstance(expected[j], np.ndarray):
                continue
            assert (got[i] is got[j]) == (expected[i] is expected[j]), (i, j)
            shares = np.shares_memory(expected[i], expected[j])
            assert np.shares_memory(got[i], got[j]) == shares, (i, j)


def nodes(traced: Traced) -> list[str]:
    """The names of the ops in order."""
    return [node.op.name for node in traced.function.body.walk()]


def updates(traced: Traced) -> int:
    """Number of writes."""
    return sum(isinstance(node.op, Update) for node in traced.function.body.walk())
