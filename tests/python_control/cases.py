"""Functions with arguments for a call, as the files of programs list them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Program = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """A function and arguments for one call."""

    function: Program
    arguments: tuple[Any, ...]


CASES: list[Case] = []
RNG = np.random.default_rng(7)
X = RNG.normal(size=7)
M = RNG.normal(size=(5, 5))
NUMBERS = RNG.integers(0, 6, size=9)


def case(*arguments: Any) -> Callable[[Program], Program]:
    """Registers a function with arguments for a call; may be applied several times."""

    def register(function: Program) -> Program:
        CASES.append(Case(function, arguments))
        return function

    return register
