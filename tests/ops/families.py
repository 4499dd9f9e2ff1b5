"""The elementwise ops with the element types NumPy has them for, and operands to try them on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mgc.ir.ops import OPS, elementwise
from mgc.ir.ops.base import ElementaryFunction, Elementwise
from mgc.ir.ops.complex import MakeComplex, Part
from mgc.ir.ops.representation import Ldexp
from mgc.ir.types import BOOL, DTYPES, F16, F32, F64, I32, I64, DType, TensorType

Array = NDArray[Any]
NUMBERS = tuple(t for t in DTYPES.values() if t.kind in "biuc" or t.name in ("f32", "f64"))
"""The types that every op is tried on."""
SIZES = (0, 1, 31, 32, 33, 77, 1001)
ELEMENTARY = {"power": "pow", "arctan2": "atan2", "hypot": "hypot"}
"""Binary ops whose floating form is an elementary function, with its name."""
COMPLEX_FUNCTIONS = ("sqrt", "power", "sign", "absolute")
"""Other ops that are elementary functions of complex numbers."""


@dataclass(frozen=True)
class Case:
    """An op on operands of these element types."""

    op: Elementwise
    dtypes: tuple[DType, ...]

    def __str__(self) -> str:
        return f"{self.op.name}({', '.join(map(str, self.dtypes))})"

    @property
    def types(self) -> tuple[TensorType, ...]:
        """Operand types of rank 1."""
        return tuple(TensorType(dtype, (-1,)) for dtype in self.dtypes)

    @property
    def function(self) -> str | None:
        """The elementary function that computes it, if NumPy's last bit is no guide."""
        if not self.dtypes[0].is_float:
            return None
        if isinstance(self.op, ElementaryFunction):
            return self.op.function
        return ELEMENTARY.get(self.op.name)

    @property
    def inexact_complex(self) -> bool:
        """True if it is a function of complex numbers whose last bits are no one's promise."""
        function = isinstance(self.op, ElementaryFunction) or self.op.name in COMPLEX_FUNCTIONS
        return self.dtypes[0].is_complex and function


def cases() -> Iterator[Case]:
    """Every elementwise op for every element type it takes; f16 for ``add``."""
    for op_class in OPS.values():
        if issubclass(op_class, Elementwise) and op_class is not elementwise.Convert:
            op = op_class()
            if op_class is Ldexp:
                yield from (Case(op, (F32, I32)), Case(op, (F64, I64)))
            for dtype in (F16, *NUMBERS) if op.name == "add" else NUMBERS:
                if takes(op, dtype):
                    dtypes = (dtype,) * op.arity
                    yield Case(op, (BOOL, *dtypes[1:]) if op.name == "where" else dtypes)


def takes(op: Elementwise, dtype: DType) -> bool:
    """True if NumPy computes the op on ``dtype`` without converting it first."""
    if isinstance(op, MakeComplex):
        return dtype.name in ("f32", "f64")
    if not op.numpy:
        return dtype.is_complex if isinstance(op, Part) else dtype.is_float
    ufunc = op.numpy[0]
    if not isinstance(ufunc, np.ufunc):
        return True
    wanted = (dtype.numpy,) * ufunc.nin
    try:
        found = ufunc.resolve_dtypes((*wanted, *(None,) * ufunc.nout))
    except TypeError:
        return False
    return found[: ufunc.nin] == wanted


def conversions() -> Iterator[Case]:
    """A conversion between every two element types."""
    for source in NUMBERS:
        for target in NUMBERS:
            yield Case(elementwise.Convert(target), (source,))


def special(dtype: DType) -> Array:
    """Values at the edges of a type."""
    if dtype.is_bool:
        return np.array([False, True])
    if dtype.is_integer:
        info = integer_limits(dtype)
        bits = dtype.bits
        near = [0, 1, 2, 3, 7, bits - 1, bits, bits + 1, info.max, info.max - 1, info.max // 2 + 1]
        near += [info.min, info.min + 1, -1, -2, -3] if dtype.is_signed else []
        return np.array(near, dtype.numpy)
    if dtype.is_complex:
        grid = np.meshgrid(*[[0.0, -0.0, 1.0, -2.5, 1e30, 1e-30, np.inf, -np.inf, np.nan]] * 2)
        return pairs(*(part.ravel() for part in grid)).astype(dtype.numpy)
    limits = np.finfo(cast("np.dtype[np.floating[Any]]", dtype.numpy))
    tiny, least = float(limits.tiny), float(limits.smallest_subnormal)
    whole = float(2**limits.nmant)
    numbers = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 1 / 3, np.pi, 10.0, 88.5, 127.5, 128.0, 1e4]
    numbers += [tiny, least, 3 * least, float(limits.max), whole, whole / 2 - 0.5, 2 * whole + 2]
    numbers += [2.0**31, 2.0**32, 2.0**63, 2.0**64, np.inf, np.nan]
    with np.errstate(over="ignore"):
        return np.array([*numbers, *(-x for x in numbers)], dtype.numpy)


def integer_limits(dtype: DType) -> np.iinfo[Any]:
    """NumPy's record of an integer type."""
    return np.iinfo(cast("np.dtype[np.integer[Any]]", dtype.numpy))


def operands(case: Case, count: int, seed: int = 5) -> list[Array]:
    """One array of ``count`` elements for each operand: pairs of special values, then random."""
    rng = np.random.default_rng(seed)
    edges = [special(dtype) for dtype in case.dtypes]
    grids = [grid.ravel() for grid in np.meshgrid(*edges[-2:], indexing="ij")]
    if len(edges) == 3:
        grids.insert(0, rng.random(len(grids[0])) < 0.5)
    rows = rng.permutation(len(grids[0]))[: count // 2]
    made = [
        np.concatenate([grid[rows], random(rng, dtype, count - len(rows))])
        for grid, dtype in zip(grids, case.dtypes, strict=True)
    ]
    if case.op.name == "power" and case.dtypes[0].is_signed:
        made[1] = np.where(made[1] < 0, 3, made[1])  # NumPy refuses negative powers of integers
    return made


def random(rng: np.random.Generator, dtype: DType, count: int) -> Array:
    """Random elements: bits for integers, numbers of many magnitudes for floats."""
    if dtype.is_bool:
        return rng.random(count) < 0.5
    if dtype.is_integer:
        info = integer_limits(dtype)
        wide = rng.integers(info.min, info.max, count, dtype.numpy, endpoint=True)
        small = rng.integers(0, 12, count).astype(dtype.numpy)
        return np.where(rng.random(count) < 0.5, wide, small)
    if dtype.is_complex:
        return pairs(*(random(rng, F64, count) for _ in range(2))).astype(dtype.numpy)
    numbers = rng.standard_normal(count) * np.exp(3 * rng.standard_normal(count))
    return numbers.astype(dtype.numpy)


def pairs(real: Array, imag: Array) -> Array:
    """Complex numbers with these parts, also where one is infinite or NaN."""
    found = np.empty(real.shape, np.complex128)
    found.real, found.imag = real, imag
    return found
