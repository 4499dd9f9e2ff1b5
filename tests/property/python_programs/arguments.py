"""The parameters of a random program, and arguments for calls of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .arrays import CLASSES, NUMPY, Shape

LAYOUTS = ("C", "F", "every second", "reversed")


@dataclass(frozen=True)
class Parameter:
    """``shape``: None for a Python number. ``same_as``: the parameter that gets the same array."""

    name: str
    dtype: str
    shape: Shape | None
    layout: str = "C"
    same_as: str | None = None
    read_only: bool = False

    def spec(self) -> str:
        """As in a signature, with the extents as symbols."""
        if self.shape is None:
            return f"{self.name}:int" if self.dtype == "int" else "float"
        return f"{self.dtype}[{','.join(self.shape)}]"


def arguments(parameters: tuple[Parameter, ...], sizes: Mapping[str, int], seed: int) -> list[Any]:
    """Arrays of small multiples of a half, integers and Booleans."""
    rng = np.random.default_rng(seed)
    made: dict[str, Any] = {}
    for parameter in parameters:
        made[parameter.name] = (
            _argument(parameter, sizes, rng)
            if parameter.same_as is None
            else made[parameter.same_as]
        )
    return list(made.values())


def _argument(parameter: Parameter, sizes: Mapping[str, int], rng: np.random.Generator) -> Any:
    if parameter.shape is None:
        return (
            int(rng.integers(0, 3)) if parameter.dtype == "int" else float(rng.integers(-4, 5)) / 2
        )
    dtype = np.dtype(getattr(np, NUMPY[parameter.dtype].removeprefix("np.")))
    shape = tuple(sizes[dim] if dim in sizes else int(dim) for dim in parameter.shape)
    if parameter.name == "z":
        return _arranged(rng.integers(0, sizes["n"], shape), parameter.layout)
    numbers = _numbers(CLASSES[parameter.dtype], shape, rng).astype(dtype)
    if not shape:
        return numbers[()]
    array = _arranged(numbers, parameter.layout)
    array.flags.writeable = not parameter.read_only
    return array


def _numbers(kind: str, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    if kind == "bool":
        return np.asarray(rng.integers(0, 2, shape))
    if kind == "int":
        return np.asarray(rng.integers(0, 9, shape))
    halves = rng.integers(-8, 9, shape) / 2
    if kind == "complex":
        halves = halves + 1j * rng.integers(-4, 5, shape) / 2
    return np.asarray(halves)


def _arranged(array: Any, layout: str) -> Any:
    """The same array with another memory layout."""
    if layout == "F":
        return np.asfortranarray(array)
    if layout == "every second":
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)[..., ::2]
        wide[...] = array
        return wide
    return array[::-1].copy()[::-1] if layout == "reversed" else array
