"""The kernels of a checkout of NPBench: unmodified NumPy functions with their arguments.

NPBench (Ziogas et al., "NPBench: A Benchmarking Suite for High-Performance NumPy", ICS 2021)
describes a kernel in ``bench_info/<name>.json``: where the function is, what makes its arguments,
and the parameters of each preset. Random arguments are the same in every process.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from mgc.api.keys import leaf_specs
from mgc.frontend.specs import ScalarSpec, TensorSpec

Arguments = tuple[Any, ...]

_SYMBOLS = ("n", "m", "k", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z")
_NEAR = 16
"""Extents that differ by at most so much in all presets are sums of one symbol and a number."""


@dataclass(frozen=True)
class Kernel:
    """One kernel. ``tolerance``: the relative error that NPBench allows, if it says so."""

    name: str
    function: Callable[..., Any]
    initialize: Callable[..., Any] | None
    description: dict[str, Any]

    @property
    def tolerance(self) -> float:
        """The relative error that NPBench allows by itself, or 0."""
        return float(self.description.get("norm_error", 0.0))

    def arguments(self, preset: str) -> Arguments:
        """What the function is called with at a preset: fresh arrays, defaults included.

        Raises: KeyError if the kernel has no such preset.
        """
        values = dict(self.description["parameters"][preset])
        if self.initialize is not None:
            init = self.description["init"]
            np.random.seed(42)
            made = self.initialize(*(values[name] for name in init["input_args"]))
            names = init["output_args"]
            values.update(zip(names, made if len(names) > 1 else (made,)))
        given = (values[name] for name in self.description["input_args"])
        bound = inspect.signature(self.function).bind(*given)
        bound.apply_defaults()
        return bound.args


def names_of(checkout: Path) -> list[str]:
    """All kernels of a checkout. Raises: FileNotFoundError if there are none."""
    names = sorted(path.stem for path in (checkout / "bench_info").glob("*.json"))
    if not names:
        raise FileNotFoundError(f"{checkout} is no checkout of NPBench: no bench_info/*.json")
    return names


def load(checkout: Path, name: str) -> Kernel:
    """The kernel ``name``. Raises: FileNotFoundError; ImportError."""
    description = json.loads((checkout / "bench_info" / f"{name}.json").read_text())["benchmark"]
    if str(checkout) not in sys.path:
        sys.path.insert(0, str(checkout))
    folder = "npbench.benchmarks." + description["relative_path"].replace("/", ".")
    module = importlib.import_module(f"{folder}.{description['module_name']}_numpy")
    initialize = None
    if "init" in description:
        maker = importlib.import_module(f"{folder}.{description['module_name']}")
        initialize = getattr(maker, description["init"]["func_name"])
    return Kernel(name, getattr(module, description["func_name"]), initialize, description)


def copied(arguments: Arguments) -> Arguments:
    """The arguments with arrays of their own."""
    return copy.deepcopy(arguments)


def symbolic_specs(presets: Sequence[Arguments]) -> Arguments:
    """One spec per argument that all presets fit: numbers that differ between them are symbols.

    Extents that are equal in every preset share a symbol; those a few apart are ``n+2``. A Python
    int that differs is a symbol too; one that does not counts by value.

    Raises: ValueError if the presets' arguments differ in more than numbers.
    """
    columns = [
        [leaf_specs([value])[0] for value in values] for values in zip(*presets, strict=True)
    ]
    names = _names({column for specs in columns for column in _varying(specs)})
    return tuple(_symbolic(specs, names) for specs in columns)


def _varying(specs: Sequence[Any]) -> set[tuple[int, ...]]:
    """The numbers of one argument that differ between the presets."""
    first = specs[0]
    found: set[tuple[int, ...]] = set()
    if isinstance(first, TensorSpec):
        if len({(spec.dtype, len(spec.shape), spec.layout) for spec in specs}) > 1:
            raise ValueError("ranks, element types or layouts differ between the presets")
        found.update(zip(*(spec.shape for spec in specs), strict=True))
    elif type(first) is int:
        found.add(tuple(specs))
    elif any(spec != first for spec in specs):
        raise ValueError("an argument that counts by value differs between the presets")
    return {column for column in found if len(set(column)) > 1}


def _names(columns: set[tuple[int, ...]]) -> dict[tuple[int, ...], str]:
    """What each number is called: a symbol, or that of a slightly smaller one plus so much."""
    symbols = iter(_SYMBOLS)
    names: dict[tuple[int, ...], str] = {}
    for column in sorted(columns):
        names[column] = _near(column, names) or next(symbols)
    return names


def _near(column: tuple[int, ...], names: dict[tuple[int, ...], str]) -> str | None:
    for known, name in names.items():
        apart = {a - b for a, b in zip(column, known, strict=True)}
        if name.isidentifier() and len(apart) == 1 and 0 < (more := apart.pop()) <= _NEAR:
            return f"{name}+{more}"
    return None


def _symbolic(specs: Sequence[Any], names: dict[tuple[int, ...], str]) -> Any:
    first = specs[0]
    if isinstance(first, TensorSpec):
        columns = zip(*(spec.shape for spec in specs), strict=True)
        return replace(first, shape=tuple(names.get(column, column[0]) for column in columns))
    name = names.get(tuple(specs)) if type(first) is int else None
    # An int that is the sum of an extent and a number is known by its own name.
    return first if name is None else ScalarSpec("int", name if name.isidentifier() else None)
