"""What a case of the list is, and the arrays it is called with."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Arguments = Callable[[], tuple[Any, ...]]


@dataclass(frozen=True)
class Case:
    """``target`` is ``module:qualified name``; ``arguments()`` makes the positional arguments.

    ``keywords`` are options. A number, a string or a function among the arguments is passed as it
    is, as a user would. ``tolerance`` is relative; differences divided by a small step magnify the
    last bits of what they subtract, so numerical derivatives need more.
    """

    target: str
    arguments: Arguments
    keywords: tuple[tuple[str, Any], ...] = ()
    tolerance: float = 1e-9

    @property
    def package(self) -> str:
        """The distribution's import name."""
        return self.target.partition(":")[0].partition(".")[0]

    def function(self) -> Callable[..., Any]:
        """The function. Raises: ImportError where the package is not installed."""
        module, _, name = self.target.partition(":")
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        function: Callable[..., Any] = found
        return function


def case(target: str, arguments: Arguments, tolerance: float = 1e-9, **keywords: Any) -> Case:
    """A case, written shortly."""
    return Case(target, arguments, tuple(keywords.items()), tolerance)


def uniform(*shape: int, low: float = 0.0, high: float = 1.0, seed: int = 0) -> Any:
    """``shape``: numbers between ``low`` and ``high``."""
    return np.random.default_rng(seed).uniform(low, high, shape)


def normal(*shape: int, seed: int = 0) -> Any:
    """``shape``: normally distributed numbers."""
    return np.random.default_rng(seed).standard_normal(shape)


def covariance(n: int, seed: int = 0) -> Any:
    """``(n, n)``: a symmetric positive definite matrix."""
    factor = normal(n, n, seed=seed)
    return factor @ factor.T + n * np.eye(n)


def walk(n: int, seed: int = 0) -> Any:
    """``(n,)``: sums of normally distributed numbers, a time series."""
    return np.cumsum(normal(n, seed=seed))


def bytes_image(*shape: int, seed: int = 0) -> Any:
    """``shape``: u8, an image."""
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def labels(n: int, classes: int, seed: int = 0) -> Any:
    """``(n,)``: integers below ``classes``."""
    return np.random.default_rng(seed).integers(0, classes, n)


def switches(n: int, seed: int = 0) -> Any:
    """``(n,)``: booleans."""
    return np.random.default_rng(seed).integers(0, 2, n).astype(bool)
