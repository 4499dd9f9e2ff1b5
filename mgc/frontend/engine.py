"""Where operations go: one dispatch, two builders.

Everything NumPy-like in this layer ends in a handful of methods of an `Engine`: a trace records
nodes, exact eager mode runs kernels at once. Functions of the dispatch table and the composites
are written against this interface (or in NumPy itself, which comes back through the protocols).

An `Operand` is what an engine computes with: arrays, which can be written and viewed, and
scalars, which are immutable (what NumPy returns for full indexing and full reductions).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import FunctionType
from typing import Any, ClassVar

import numpy as np

from mgc.ir.core import Origin
from mgc.ir.extents import Extent, Shape
from mgc.ir.ops.base import TensorOp
from mgc.ir.ops.create import Constant, ExtentValue
from mgc.ir.ops.data_dependent import Scatter
from mgc.ir.ops.elementwise import Convert
from mgc.ir.ops.shape import Broadcast
from mgc.ir.types import DType, TensorType

from .buffers import Step
from .changed import Changes

NumpyArray = np.ndarray[Any, np.dtype[Any]]


class Operand:
    """An array or scalar of an engine. The concrete classes belong to the engines."""

    __slots__ = ()

    @property
    def tensor_type(self) -> TensorType:
        """Element type and extents."""
        raise NotImplementedError

    @property
    def is_scalar(self) -> bool:
        """True for immutable scalars, False for arrays (0-d ones included)."""
        raise NotImplementedError

    @property
    def weak(self) -> bool:
        """True for Python's own numbers, which do not promote within their kind."""
        return False

    @property
    def read_only(self) -> bool:
        """True where NumPy refuses to write."""
        return self.is_scalar


class Deferred:
    """Something that stands for an array, and becomes one when it has to.

    ``place``: the engine's when it was made.
    """

    __slots__ = ()
    place: object

    def materialized(self) -> Operand:
        """The array. Raises: MGC-D1 or MGC-D2 where it cannot be made."""
        raise NotImplementedError


class Engine(ABC):
    """Runs or records operations."""

    symbolic: ClassVar[bool] = False
    """True where scalars have no values yet."""

    refusals: list[BaseException]
    """What has been refused so far, raised or not."""

    changes: Changes
    """The lines that have changed containers."""

    @abstractmethod
    def apply(self, op: TensorOp, operands: tuple[Operand, ...]) -> Operand:
        """The result of an op: a fresh array, or a scalar if it has rank 0."""

    @abstractmethod
    def view(self, op: Step, operand: Operand, *, read_only: bool = False) -> Operand:
        """An array that shares the memory of the array ``operand``."""

    @abstractmethod
    def store(self, target: Operand, value: Operand) -> None:
        """Overwrite the array ``target``, of the type of ``value``, where it is writable."""

    @abstractmethod
    def scatter(
        self, target: Operand, op: Scatter, value: Operand, indices: Sequence[Operand]
    ) -> None:
        """Overwrite rows of the array ``target``, where it is writable."""

    @property
    def place(self) -> object:
        """What is being run or recorded: the call, or an open region of the trace."""
        return self

    def known_positions(self, mask: Operand) -> Operand | None:
        """What `note_positions` was given for the mask, if it still holds the same."""
        return None

    def note_positions(self, mask: Operand, positions: Operand) -> None:  # noqa: B027
        """Remembers the positions of the true elements."""

    @abstractmethod
    def as_array(self, operand: Operand) -> Operand:
        """A fresh array with the contents of ``operand``: a copy, also of a scalar."""

    @abstractmethod
    def as_scalar(self, operand: Operand, *, weak: bool = False) -> Operand:
        """The value an operand of rank 0 has now."""

    @abstractmethod
    def capture(self, array: NumpyArray) -> Operand:
        """A NumPy array that the function reached without being given it."""

    def keep_order(self, callee: object, args: Any, kwargs: Mapping[str, Any], result: Any) -> Any:
        """What NumPy's ``callee`` has returned, in the memory order that NumPy gives it."""
        return result

    def enter(self, function: FunctionType) -> None:  # noqa: B027  # there may be nothing to do
        """Called before a function of the user, which is not converted yet, runs."""

    def watch(self, owner: object, attribute: str) -> None:  # noqa: B027
        """Called before an attribute of an ordinary object is read."""

    def set_attribute(self, owner: object, attribute: str, value: object) -> None:
        """``owner.attribute = value``."""
        setattr(owner, attribute, value)

    def effect(self, callee: Callable[..., Any], problem: Exception) -> Callable[..., Any]:
        """What to call in place of ``callee``, which has a side effect.

        Raises: ``problem`` where the effect would not happen at every call of the function.
        """
        raise problem

    @property
    def unobserved(self) -> bool:
        """True if an error may be raised now that every call would raise here.

        That is so where nothing else happens before that a caller could notice.
        """
        return True

    @abstractmethod
    def decide(
        self, left: Extent, relation: str, right: Extent, origin: Origin | None = None
    ) -> bool | None:
        """Whether a relation of extents holds; None if that is known at run time only.

        ``relation`` is one of ``== != < <=``. An undecided relation of the arguments' extents is
        assumed to be what it is for the example, and becomes a constraint of the function.
        """

    def ask(self, left: Extent, relation: str, right: Extent) -> bool | None:
        """`decide`, but for code that may not run: nothing is assumed for that."""
        return self.decide(left, relation, right)

    def settle(self, left: Extent, relation: str, right: Extent) -> bool | None:
        """`decide` for what the program itself asks."""
        return self.decide(left, relation, right)

    def varies(self, extent: Extent) -> bool:
        """True if a number among the arguments is in it, of any sign and size."""
        return False

    @abstractmethod
    def known(self, left: Extent, relation: str, right: Extent) -> bool | None:
        """Whether a relation of extents holds as far as that is certain; assumes nothing."""

    @abstractmethod
    def require(self, left: Extent, relation: str, right: Extent, message: str) -> None:
        """Make a relation of extents a condition of the call.

        Raises: ShapeError with ``message`` if it cannot hold.
        """

    def constant(self, value: object, dtype: DType | None = None) -> Operand:
        """A value known now."""
        return self.apply(Constant.of(value, dtype), ())

    def extent(self, extent: Extent, dtype: DType) -> Operand:
        """The run-time value of an extent."""
        if isinstance(extent, int):
            return self.constant(extent, dtype)
        return self.apply(ExtentValue(extent, dtype), ())

    def convert(self, operand: Operand, dtype: DType) -> Operand:
        """The operand itself, or a cast of it."""
        if operand.tensor_type.dtype == dtype:
            return operand
        return self.apply(Convert(dtype), (operand,))

    def broadcast(self, operand: Operand, shape: Shape) -> Operand:
        """The operand itself, or broadcast; differing extents have been required to be equal."""
        if operand.tensor_type.shape == shape:
            return operand
        return self.apply(Broadcast(shape), (operand,))


def result_of(operand: Operand) -> Operand:
    """What ufuncs and reductions return: of rank 0 a scalar of NumPy, also of 0-d arrays."""
    if operand.tensor_type.rank or (operand.is_scalar and not operand.weak):
        return operand
    return engine().as_scalar(operand)


_active: ContextVar[Engine | None] = ContextVar("mgc_engine", default=None)


def current_engine() -> Engine | None:
    """The engine of the running trace or exact run, if any."""
    return _active.get()


def engine() -> Engine:
    """The engine of the running trace or exact run."""
    found = _active.get()
    if found is None:
        raise RuntimeError("no function is being traced or run exactly")
    return found


@contextmanager
def activate(chosen: Engine | None) -> Generator[None]:
    """Make ``chosen`` the current engine."""
    token = _active.set(chosen)
    try:
        yield
    finally:
        _active.reset(token)
