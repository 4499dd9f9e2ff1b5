"""Code that was not written with conversion in mind: modules of the standard library."""

from __future__ import annotations

import difflib
import fractions
import gc
import heapq
import statistics
import textwrap
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import pytest

from mgc.frontend.convert import (
    CalleeKind,
    ConversionError,
    Obstacle,
    TransparentHooks,
    convert,
    obstacle,
    resolve_callee,
)

MODULES = [difflib, fractions, heapq, statistics, textwrap]


class ConvertingAll(TransparentHooks):
    """Converts every Python function that is called, whoever wrote it."""

    def __init__(self) -> None:
        self.converted: set[str] = set()

    def call(self, callee: Any, /) -> Callable[..., Any]:
        found = resolve_callee(callee)
        if found.function is None or found.kind is CalleeKind.CACHED:
            return super().call(callee)
        try:
            function = convert(found.function, self)
        except ConversionError:
            return super().call(callee)
        self.converted.add(function.__qualname__)
        return found.rebind(function)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_source_of_every_function_is_found(module: ModuleType) -> None:
    functions = [
        function
        for function in gc.get_objects()
        if isinstance(function, FunctionType)
        and function.__code__.co_filename == module.__file__
        and function.__name__ != "__annotate__"  # made by Python 3.14 of annotations
    ]
    assert len(functions) > 5
    found = [error for error in map(obstacle, functions) if error is not None]
    assert [str(error) for error in found if error.obstacle is not Obstacle.GENERATOR] == []


def fill() -> Any:
    text = "  A program that is read, " * 8 + "a-very-long-word-" * 9
    return textwrap.fill(text, width=31, initial_indent="* ", break_on_hyphens=True)


def regression() -> Any:
    xs = [0.5 * i for i in range(20)]
    ys = [3 * x + 1 + (-1) ** round(2 * x) for x in xs]
    line = statistics.linear_regression(xs, ys)
    return (
        line,
        statistics.quantiles(xs, n=7),
        statistics.NormalDist(1, 2).overlap(statistics.NormalDist(2, 3)),
    )


def rational() -> Any:
    third = fractions.Fraction("1/3")
    return (third**3 + 2) / 7, fractions.Fraction(0.3).limit_denominator(100), hash(third)


def differences() -> Any:
    a, b = ["the", "quick", "brown", "fox"], ["the", "quick", "red", "foxes", "jump"]
    matcher = difflib.SequenceMatcher(None, a, b)
    return matcher.get_opcodes(), difflib.get_close_matches("appel", ["ape", "apple", "peach"])


@pytest.mark.parametrize(
    ("program", "function"),
    [
        (fill, "TextWrapper._wrap_chunks"),
        (regression, "NormalDist.overlap"),
        (rational, "Fraction.limit_denominator"),
        (differences, "SequenceMatcher.find_longest_match"),
    ],
)
def test_results_are_the_same(program: FunctionType, function: str) -> None:
    hooks = ConvertingAll()
    assert convert(program, hooks)() == program()
    assert function in hooks.converted
