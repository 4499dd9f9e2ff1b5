"""Families of ops: what elementwise ops, index ops, reductions and creations share.

A concrete op is one class in one file of this folder. It states its IR ``name``, the NumPy
callables it stands for, its type rule (mostly inherited), its meaning on NumPy arrays
(``eager``) and its lowering to one element. Dispatch, documentation and tests are derived from
the classes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from ..core import Op
from ..errors import MgcTypeError, ShapeError
from ..extents import Extent, Shape
from ..loops.scalars import S, Scalars
from ..records import dataclass
from ..types import BOOL, DType, TensorType

Array = np.ndarray[Any, Any]
Index = tuple[Extent, ...]


@dataclass(frozen=True)
class TensorOp(Op):
    """An op of the tensor IR other than control flow."""

    numpy: ClassVar[tuple[Callable[..., Any], ...]] = ()
    """The NumPy callables this op stands for; dispatch is keyed by their identity."""
    external: ClassVar[tuple[str, ...]] = ()
    """Callables of packages that may be absent, ``"scipy.special:erf"``."""

    @abstractmethod
    def eager(self, *operands: Array) -> Array | tuple[Array, ...]:
        """The meaning on NumPy arrays: the oracle of the tests."""

    def cost(self) -> int:
        """Rough cycles per element of one lane; values dearer than ``CHEAP`` are not recomputed."""
        return 1


CHEAP = 8


@dataclass(frozen=True)
class Elementwise(TensorOp):
    """One result element from the operand elements at the same index.

    All shapes are equal: broadcasting and conversion are ops of their own.
    """

    arity: ClassVar[int]

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """Equal shapes in, the same shape out."""
        if len(operands) != self.arity:
            raise MgcTypeError(
                f"{self.name} takes {self.arity} operands, got {len(operands)}", code="MGC-V1"
            )
        shape = operands[0].shape
        for operand in operands[1:]:
            if operand.shape != shape:
                raise ShapeError(
                    f"{self.name}: operands differ in shape: {operands[0]}, {operand}",
                    code="MGC-V2",
                )
        return (TensorType(self.result_dtype(tuple(t.dtype for t in operands)), shape),)

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """The result's element type; by default that of the equal operands."""
        if any(d != dtypes[0] for d in dtypes):
            names = ", ".join(map(str, dtypes))
            raise MgcTypeError(f"{self.name}: operands differ in dtype: {names}", code="MGC-V3")
        return dtypes[0]

    @abstractmethod
    def lower(self, s: Scalars[S], *operands: S) -> S:
        """One element, in the scalar vocabulary."""

    def eager(self, *operands: Array) -> Array:
        """The NumPy callable of the same name."""
        result: Array = np.asarray(self.numpy[0](*operands))
        return result


class Unary(Elementwise):
    """(...) -> (...), one operand."""

    arity = 1


class Binary(Elementwise):
    """(...), (...) -> (...), two operands of one type."""

    arity = 2


class Compare(Binary):
    """(...), (...) -> bool (...)."""

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """Bool."""
        super().result_dtype(dtypes)
        return BOOL


class Predicate(Unary):
    """(...) -> bool (...)."""

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """Bool."""
        return BOOL


class ElementaryFunction(Unary):
    """A floating function computed by ``mgc.ir.math``."""

    function: ClassVar[str]
    """The name there (C's, such as ``asin``)."""

    def lower(self, s: Scalars[S], *operands: S) -> S:
        """A call of the elementary function."""
        return s.call(self.function, *operands)

    def cost(self) -> int:
        """Polynomials take tens of cycles."""
        return 30


@dataclass(frozen=True)
class IndexOp(TensorOp):
    """One result element is one operand element: the op is a map of indices.

    Index ops are also the steps of views (``Update``).
    """

    @abstractmethod
    def source_index(self, index: Index, operand: Shape) -> Index:
        """The operand's index of the result element at ``index``."""

    @abstractmethod
    def result_shape(self, operand: Shape) -> Shape:
        """The result's extents."""

    @abstractmethod
    def eager(self, *operands: Array) -> Array:
        """NumPy's function of the same name: a view where that gives one."""

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The element type stays."""
        (operand,) = operands
        return (TensorType(operand.dtype, self.result_shape(operand.shape)),)


def check_axes(name: str, axes: tuple[int, ...], rank: int) -> None:
    """Raises: ShapeError unless ``axes`` are different axes of ``rank``, counted from 0."""
    if len(set(axes)) != len(axes) or not all(0 <= axis < rank for axis in axes):
        raise ShapeError(f"{name}: {axes} are no axes of rank {rank}", code="MGC-V10")


@dataclass(frozen=True)
class Reduction(TensorOp):
    """Combines elements along ``axes``, which are removed.

    ``axes`` are in the order of traversal fixed when the op was traced (ascending logical
    axes, outermost first); passes may renumber, never reorder them. ``lanes`` says which of
    the two strict orders holds (see docs/numerics.md): True where the last logical axis was
    among the reduced ones.
    """

    axes: tuple[int, ...] = ()
    lanes: bool = True

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The kept axes in order. Raises: ShapeError for an axis the operand lacks."""
        (operand,) = operands
        check_axes(self.name, self.axes, operand.rank)
        kept = self.kept(operand.shape)
        return (TensorType(self.result_dtype(operand.dtype), kept),)

    def kept(self, shape: Shape) -> Shape:
        """The extents that remain."""
        return tuple(e for axis, e in enumerate(shape) if axis not in self.axes)

    def result_dtype(self, dtype: DType) -> DType:
        """The accumulator's and result's type; the operand has been converted to it."""
        return dtype

    @abstractmethod
    def identity(self, dtype: DType) -> Sequence[tuple[complex | bool, DType]]:
        """The neutral accumulator: constants and their types (argmax has two)."""

    @abstractmethod
    def lift(self, s: Scalars[S], x: S, position: S) -> tuple[S, ...]:
        """The accumulator of one element at flat ``position`` (i64) of the traversal."""

    @abstractmethod
    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        """The accumulator of both; ``x`` comes first in the traversal."""

    def finish(self, s: Scalars[S], x: tuple[S, ...]) -> S:
        """The result from the final accumulator."""
        return x[0]

    @property
    def ordered(self) -> bool:
        """False where any order gives the same bits (max, integer sums, any)."""
        return True
