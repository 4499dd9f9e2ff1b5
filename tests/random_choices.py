"""What random programs are made of: extents, types, arguments, views."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mgc.ir.builder import Builder
from mgc.ir.core import Region, Value
from mgc.ir.extents import Extent, Shape, Symbol, dim, evaluate, floor_div, product
from mgc.ir.ops import shape
from mgc.ir.ops.base import IndexOp
from mgc.ir.types import BOOL, F32, F64, I32, I64, DType, TensorType

Array = NDArray[Any]
SIZES = (0, 1, 2, 3, 5, 8, 33)
LIMIT = 6000
"""Elements of the largest value."""


class Choices:
    """The state of a random program, and choices that do not add to it."""

    def __init__(
        self, random: Random, *, steps: tuple[int, int] = (2, 12), pure: bool = False
    ) -> None:
        """``pure``: without updates and checks."""
        self.random = random
        self.steps = steps
        self.pure = pure
        self.symbols: dict[Symbol, int] = {}
        self.extents: list[Extent] = []
        self.params: list[Value] = []
        self.kinds: list[str] = []
        self.values: list[Value] = []
        self.builder = Builder(Region())
        self.indices: list[tuple[int, int]] = []
        """(parameter, size of the axis it indexes)."""

    def _extents(self) -> None:
        for name in "nm":
            self.symbols[Symbol(name)] = self.random.choice(SIZES)
        fixed = self.random.choice(SIZES)
        self.extents = [*(dim(s) for s in self.symbols), fixed]
        # A parameter with exactly the symbols as its shape, so that every one is determined.
        self._param(TensorType(F32, tuple(dim(s) for s in self.symbols)))

    def _type(self) -> TensorType:
        dtype = self.random.choice((F32, F32, F32, F64, I32, I64, BOOL))
        return TensorType(dtype, self._shape(self.random.choice((0, 1, 1, 2, 2, 2, 3))))

    def _shape(self, rank: int) -> Shape:
        chosen = [self.random.choice([*self.extents, 1]) for _ in range(rank)]
        while self.size(tuple(chosen)) > LIMIT:
            chosen.pop()
        return tuple(chosen)

    def _param(self, type: TensorType) -> Value:
        value = Value(type, hint=f"x{len(self.params)}")
        self.params.append(value)
        self.kinds.append("array" if type.rank else self.random.choice(("array", "scalar")))
        return value

    def _argument(self, number: int) -> Array:
        type = self.params[number].type
        rng = np.random.default_rng(self.random.randint(0, 1000))
        shape = self.concrete(type.shape)
        sizes = dict(self.indices)
        if number in sizes:
            outside = self.random.random() < 0.15
            return rng.integers(-sizes[number], sizes[number] + outside, shape)
        if type.dtype == BOOL:
            return rng.random(shape) < 0.5
        if type.dtype.is_integer:
            return rng.integers(-5, 6, shape).astype(type.dtype.numpy)
        x = np.round(rng.standard_normal(shape) * 4, 3).astype(type.dtype.numpy)
        if self.random.random() < 0.2:
            x = np.where(rng.random(shape) < 0.1, rng.choice([np.nan, np.inf, -np.inf]), x)
        return np.asarray(x, type.dtype.numpy)

    def number(self, extent: Extent) -> int:
        """The size an extent has."""
        return evaluate(extent, self.symbols)

    def concrete(self, extents: Shape) -> tuple[int, ...]:
        """The sizes a shape has."""
        return tuple(self.number(e) for e in extents)

    def size(self, extents: Shape) -> int:
        """Elements of a value of that shape."""
        return self.number(product(extents))

    def pick(self, dtypes: Sequence[DType] = (), rank: int = 0) -> Value | None:
        """Some value of one of the types with at least ``rank`` axes; late ones more often."""
        fits = [
            v for v in self.values if v.type.rank >= rank and (not dtypes or v.type.dtype in dtypes)
        ]
        if not fits:
            return None
        return self.random.choice(fits[-4:] if self.random.random() < 0.6 else fits)

    def _view_step(self, extents: Shape) -> IndexOp | None:
        makers = [self._transpose, self._slice, self._slice, self._reshape, self._diagonal]
        return self.random.choice(makers)(extents)

    def _transpose(self, extents: Shape) -> IndexOp:
        axes = list(range(len(extents)))
        self.random.shuffle(axes)
        return shape.Transpose(tuple(axes))

    def _slice(self, extents: Shape) -> IndexOp:
        parts = [self._range(extent) for extent in extents]
        starts, sizes = (tuple(part[k] for part in parts) for k in range(2))
        return shape.Slice(starts, sizes, tuple(part[2] for part in parts))

    def _range(self, extent: Extent) -> tuple[Extent, Extent, int]:
        """Start, size and step of a slice of an axis."""
        whole: tuple[Extent, Extent, int] = (0, extent, 1)
        kinds: list[tuple[Extent, Extent, int]] = [whole, whole]
        if self.number(extent) >= 1:
            kinds.append((extent - 1, extent, -1))
            kinds.append((0, floor_div(extent + 1, 2), 2))
            kinds.append((1, extent - 1, 1))
            kinds.append((0, extent - 1, 1))
            kinds.append((extent - 1, floor_div(extent + 1, 2), -2))
        if self.number(extent) >= 2:
            kinds.append((1, extent - 2, 1))
            kinds.append((1, 2 if self.number(extent) >= 3 else 1, 1))
        return self.random.choice(kinds)

    def _reshape(self, extents: Shape) -> IndexOp | None:
        rank = len(extents)
        choices: list[Shape] = [(product(extents),)]
        for axis in range(rank - 1):
            merged = extents[axis] * extents[axis + 1]
            choices.append((*extents[:axis], merged, *extents[axis + 2 :]))
        at = self.random.randint(0, rank)
        choices.append((*extents[:at], 1, *extents[at:]))
        pairs = itertools.product(self.extents, repeat=2)
        choices.extend(pair for pair in pairs if product(pair) == product(extents))
        chosen = self.random.choice(choices)
        return shape.Reshape(chosen) if len(chosen) <= 3 else None

    def _diagonal(self, extents: Shape) -> IndexOp | None:
        pairs = [
            (a, b)
            for a, b in itertools.permutations(range(len(extents)), 2)
            if extents[a] == extents[b]
        ]
        if not pairs:
            return None
        first, second = self.random.choice(pairs)
        size = extents[first]
        if self.number(size) and self.random.random() < 0.5:
            return shape.Diagonal(first, second, 0, 1, size - 1)
        return shape.Diagonal(first, second, 0, 0, size)
