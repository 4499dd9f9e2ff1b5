"""Random arguments for a compiled function: sizes, values and layouts where code goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from mgc.codegen.abi import Parameter, Signature
from mgc.ir.binding import RELATIONS
from mgc.ir.errors import MgcValueError
from mgc.ir.extents import Symbol, evaluate
from mgc.ir.records import dataclass
from mgc.ir.types import BF16, DType

Array = np.ndarray[Any, Any]

SIZES = (0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 129, 257, 1000)
"""Values of symbolic extents: none, one, and around the widths of vectors and blocks."""

MAX_ELEMENTS = 1 << 20
"""The arguments of a call have at most that many elements together, unless all sizes are fixed."""

_ATTEMPTS = 200
_RANGES = ((-4, 4), (0, 40), (-(2**63), 2**63 - 1))
"""Of integers: around zero, such as indices, and everything there is."""

_LAYOUTS = ("C", "C", "F", "strided", "reversed")


@dataclass(frozen=True)
class Case:
    """One call. ``sizes``: the value of each symbol; ``leaves``: a value for each argument."""

    number: int
    sizes: dict[str, int]
    leaves: tuple[Any, ...]


class Fuzzer:
    """Makes cases for ``signature``; the same ``seed`` and number, the same case."""

    def __init__(self, signature: Signature, seed: int) -> None:
        self.signature = signature
        self.seed = seed

    def case(self, number: int) -> Case:
        """The case of that number.

        Raises: MgcValueError if no sizes were found that meet the function's conditions.
        """
        random = np.random.default_rng((self.seed, number))
        sizes = self._sizes(random)
        leaves = tuple(self._value(p, sizes, random) for p in self.signature.arguments)
        return Case(number, {s.name: v for s, v in sizes.items()}, leaves)

    def _sizes(self, random: np.random.Generator) -> dict[Symbol, int]:
        symbols = self.signature.symbols
        for attempt in range(_ATTEMPTS):
            # Later attempts are smaller, for functions of many extents.
            pool = SIZES[: max(4, len(SIZES) - attempt // 8)]
            sizes = {symbol: int(random.choice(pool)) for symbol in symbols}
            if self._fits(sizes):
                return sizes
        raise MgcValueError(f"no sizes were found that {self.signature.name} takes")

    def _fits(self, sizes: dict[Symbol, int]) -> bool:
        try:
            return self._takes(sizes)
        except ZeroDivisionError:
            return False

    def _takes(self, sizes: dict[Symbol, int]) -> bool:
        total = 0
        for parameter in self.signature.arguments:
            shape = [evaluate(extent, sizes) for extent in parameter.shape]
            if any(extent < 0 for extent in shape):
                return False
            total += int(np.prod(shape, dtype=object)) if shape else 1
        if any(
            not RELATIONS[c.relation](evaluate(c.left, sizes), evaluate(c.right, sizes))
            for c in self.signature.constraints
        ):
            return False
        return total <= MAX_ELEMENTS or not self.signature.symbols

    def _value(
        self, parameter: Parameter, sizes: dict[Symbol, int], random: np.random.Generator
    ) -> Any:
        if parameter.symbol is not None:
            return sizes[parameter.symbol]
        shape = tuple(evaluate(extent, sizes) for extent in parameter.shape)
        array = _laid_out(shape, parameter.dtype.numpy, str(random.choice(_LAYOUTS)))
        array[...] = _elements(parameter.dtype, shape, random)
        if parameter.kind == "weak":
            return array[()].item()
        return array[()] if parameter.kind == "scalar" else array


def _laid_out(shape: Sequence[int], dtype: Any, layout: str) -> Array:
    """Memory of a shape that is not C-contiguous if ``layout`` says so."""
    if layout == "F":
        return np.empty(shape, dtype, order="F")
    step = {"strided": 2, "reversed": -1}.get(layout, 1)
    # The ellipsis keeps an array without axes an array.
    index: tuple[Any, ...] = (..., *(slice(None, None, step) for _ in shape))
    view: Array = np.empty([max(step, 1) * extent for extent in shape], dtype)[index]
    return view


def _elements(dtype: DType, shape: Sequence[int], random: np.random.Generator) -> Array:
    """Values: half of the arrays have special ones among them."""
    special = bool(random.random() < 0.5)
    if dtype.is_complex:
        real, imaginary = (_floats(dtype.real, shape, random, special=special) for _ in range(2))
        result = np.empty(tuple(shape), dtype.numpy)
        result.real, result.imag = real, imaginary
        return result
    if dtype.is_float:
        return _floats(dtype, shape, random, special=special)
    if dtype.is_bool:
        return random.random(shape) < 0.5
    storage: Any = dtype.numpy
    limits = np.iinfo(storage)
    low, high = random.choice(_RANGES) if special else (0, 3)
    low, high = max(int(low), int(limits.min)), min(int(high), int(limits.max))
    return random.integers(low, high, shape, storage, endpoint=True)


def _limits(dtype: DType) -> Any:
    """What ``np.finfo`` says; of bf16, ml_dtypes."""
    storage: Any = dtype.numpy
    return import_module("ml_dtypes").finfo(storage) if dtype == BF16 else np.finfo(storage)


def _floats(
    dtype: DType, shape: Sequence[int], random: np.random.Generator, *, special: bool
) -> Array:
    values = random.standard_normal(tuple(shape))
    if special:
        values = values * 10.0 ** random.integers(-40, 40, shape)
    with np.errstate(over="ignore", under="ignore"):
        floats = np.asarray(values).astype(dtype.numpy)
    if special:
        facts = _limits(dtype)
        found = np.array(
            [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, facts.max, -facts.max, facts.tiny,
             facts.smallest_subnormal, -facts.smallest_subnormal, facts.eps],
            dtype.numpy,
        )  # fmt: skip
        chosen = random.random(tuple(shape)) < 0.05
        floats = np.where(chosen, random.choice(found, tuple(shape)), floats)
    return floats
