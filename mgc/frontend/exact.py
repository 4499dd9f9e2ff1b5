"""The exact engine: every operation runs at once, on kernels with the bits of compiled code.

The function is converted as for a trace, so the same calls are the same operations; but arrays
have values, extents are integers, views are NumPy's views and stores write memory.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mgc.ir.core import Origin
from mgc.ir.errors import MgcError, MgcValueError
from mgc.ir.extents import Extent, Shape
from mgc.ir.kernels import Kernels
from mgc.ir.location import trace_boundary, user_location
from mgc.ir.ops.base import TensorOp
from mgc.ir.ops.create import Constant
from mgc.ir.ops.data_dependent import Scatter
from mgc.ir.types import C128, F64, I64, dtype_of

from .buffers import Step
from .changed import Changes
from .containers import refuse_changed_containers
from .engine import Engine, NumpyArray, Operand, activate
from .exact_values import ExactArray, ExactScalar, plain
from .flat import FlatElements, refuse_iterator
from .intercept import converted, lifted
from .masked import MaskedArray
from .memory_order import arranged, as_returned
from .refusal import numpy_error, shape_error, untraceable
from .specs import ScalarSpec, TensorSpec
from .swallowed import swallowed
from .tree import Structure, flatten

__all__ = ["ExactArray", "ExactEngine", "ExactScalar", "plain", "run"]

_RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
}
_WEAK_TYPES = {"float": F64, "complex": C128, "int": I64}


class ExactEngine(Engine):
    """Runs operations on ``kernels``. One engine serves one call."""

    def __init__(self, kernels: Kernels) -> None:
        self.kernels = kernels
        self.refusals = []
        self.changes = Changes()
        self._captured: dict[int, ExactArray] = {}

    # Operations.

    def apply(self, op: TensorOp, operands: tuple[Operand, ...]) -> Operand:
        """Runs a kernel; the result is fresh, in the memory order NumPy gives it."""
        types = tuple(x.tensor_type for x in operands)
        arrays = tuple(map(_array, operands))
        try:
            (result,) = self.kernels.run(op, types, arrays)
        except MgcError as error:
            error.location = error.location or user_location()
            raise
        if isinstance(op, Constant) or not _is_fresh(result, arrays):
            result = np.array(result, order="C")
        if not result.ndim:
            return ExactScalar(result)
        if result.ndim > 1:
            result = arranged(op, tuple(map(_order_of, operands)), result)
        return ExactArray.of(result)

    def keep_order(self, callee: object, args: Any, kwargs: Mapping[str, Any], result: Any) -> Any:
        """The result with fresh arrays in the memory order NumPy gives them."""
        return as_returned(callee, args, kwargs, result)

    def broadcast(self, operand: Operand, shape: Shape) -> Operand:
        """A copy, which remembers how NumPy would see it: with strides of 0."""
        if operand.tensor_type.shape == shape:
            return operand
        repeated = np.broadcast_to(_order_of(operand), shape)  # type: ignore[arg-type]
        values = np.broadcast_to(_array(operand), shape)  # type: ignore[arg-type]
        return ExactArray.of(np.array(values, order="C"), order_of=repeated)

    def view(self, op: Step, operand: Operand, *, read_only: bool = False) -> Operand:
        """NumPy's view."""
        array = operand if isinstance(operand, ExactArray) else self.as_array(operand)
        viewed = op.eager(_array(array))
        assert isinstance(viewed, np.ndarray)
        viewed.flags.writeable = not read_only and not array.read_only  # a diagonal is not
        return ExactArray.of(viewed)

    def store(self, target: Operand, value: Operand) -> None:
        """Writes memory. Raises: MgcValueError for a read-only array."""
        part, given = _writable(target), _array(value)
        if np.may_share_memory(part, given) and part.strides != given.strides:
            # NumPy makes no copy of two arrays of one axis, and may read what it has just written.
            given = given.copy()
        np.copyto(part, given)

    def scatter(
        self, target: Operand, op: Scatter, value: Operand, indices: Sequence[Operand]
    ) -> None:
        """Writes memory. Raises: MgcValueError for a read-only array."""
        part = _writable(target)
        given = _array(value)
        op.write(part, given.copy(), [_array(index) for index in indices])

    def as_array(self, operand: Operand) -> Operand:
        """A copy in C order."""
        return ExactArray.of(np.array(_array(operand), order="C"))

    def as_scalar(self, operand: Operand, *, weak: bool = False) -> Operand:
        """The value of an operand of rank 0."""
        return ExactScalar(np.array(_array(operand)), weak=weak)

    # What the function reaches.

    def capture(self, array: NumpyArray) -> Operand:
        """The one exact array of this run for ``array``, on its memory."""
        if type(array) is ExactArray:
            return array
        found = self._captured.get(id(array))
        if found is not None:
            return found
        try:
            dtype_of(array.dtype)
        except TypeError:
            raise untraceable(
                "MGC-T1", f"an array of dtype {array.dtype} cannot be used in compiled code"
            ) from None
        # The exact array keeps the array alive, so the id stays its own.
        made = self._captured[id(array)] = ExactArray.of(array)
        return made

    def set_attribute(self, owner: object, attribute: str, value: object) -> None:
        """Sets it; arrays are set as ordinary ones, which outlive the run."""
        if type(value) is ExactArray:
            self._captured[id(value.plain)] = value
            value = value.plain
        self.changes.note(owner)
        setattr(owner, attribute, value)

    def effect(self, callee: Callable[..., Any], problem: Exception) -> Callable[..., Any]:
        """``callee``, called with ordinary arrays: effects happen now."""

        def call(*args: Any, **kwargs: Any) -> Any:
            options = {name: _ordinary(value) for name, value in kwargs.items()}
            return lifted(callee(*map(_ordinary, args), **options))

        return call

    # Extents are numbers.

    def decide(
        self, left: Extent, relation: str, right: Extent, origin: Origin | None = None
    ) -> bool | None:
        """Whether it holds."""
        return self.known(left, relation, right)

    def known(self, left: Extent, relation: str, right: Extent) -> bool | None:
        """Whether it holds."""
        assert isinstance(left, int)
        assert isinstance(right, int)
        return _RELATIONS[relation](left, right)

    def require(self, left: Extent, relation: str, right: Extent, message: str) -> None:
        """Raises: ShapeError with ``message`` if it does not hold."""
        if not self.known(left, relation, right):
            raise shape_error(message)

    # Arguments and results.

    def argument(self, value: Any, spec: Any) -> Any:
        """What the function is given for an argument that a trace would know by ``spec``.

        ``value`` is a NumPy array where ``spec`` describes one; static values stay as they are.
        """
        if isinstance(spec, ScalarSpec):
            dtype = _WEAK_TYPES[spec.kind]
            number = np.array(value, dtype.numpy)
            return number.item() if dtype == I64 else ExactScalar(number, weak=True)
        if not isinstance(spec, TensorSpec):
            return value
        if spec.shape or spec.zero_d:
            return self.capture(np.asarray(value) if isinstance(value, np.generic) else value)
        return ExactScalar(np.array(value))


def run(
    function: Callable[..., Any],
    kernels: Kernels,
    leaves: list[Any],
    specs: tuple[Any, ...],
    structure: Structure,
) -> Any:
    """Calls ``function`` one operation at a time.

    ``leaves`` and ``structure`` are its ``(args, kwargs)``, ``specs`` what a trace would be given
    for the leaves. Arrays are written in place; results are ordinary arrays and numbers, and
    arguments are returned as themselves.

    Raises: what the function raises; MgcError for what cannot be compiled with NumPy's meaning.
    """
    engine = ExactEngine(kernels)
    with activate(engine):
        values = [engine.argument(v, s) for v, s in zip(leaves, specs, strict=True)]
        args, kwargs = structure.rebuild(values)
        try:
            returned = _call(converted(function), args, kwargs)
        except Exception as error:
            raise swallowed(engine, error) or error  # noqa: B904  # the user's, or in its place
        if (refusal := swallowed(engine, None)) is not None:
            raise refusal
        results, shape = flatten(returned)
        names = [f"argument {i}" for i in range(len(values))]
        refuse_changed_containers(engine.changes, (args, kwargs), values, structure, names)
        return shape.rebuild([_ordinary(r) for r in results])


@trace_boundary
def _call(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    return function(*args, **kwargs)


def _ordinary(value: Any) -> Any:
    """`plain`, also of ``x[mask]``."""
    if type(value) is FlatElements:
        raise refuse_iterator(user_location())
    if type(value) is MaskedArray:
        return plain(value.materialized())
    return plain(value)


def _array(operand: Operand) -> NumpyArray:
    """The value as an ordinary array."""
    if isinstance(operand, ExactScalar):
        return operand.array
    assert isinstance(operand, ExactArray)
    return operand.plain


def _writable(target: Operand) -> NumpyArray:
    """The array to be written. Raises: MgcValueError for a read-only one."""
    if not isinstance(target, ExactArray):
        raise numpy_error(TypeError, "return arrays must be of ArrayType")
    if target.read_only:
        raise MgcValueError(
            "assignment destination is read-only", code="MGC-M3", location=user_location()
        )
    target.order_of = None
    return target.plain


def _order_of(operand: Operand) -> NumpyArray:
    """An array with the strides that count for the order of results."""
    donor = operand.order_of if isinstance(operand, ExactArray) else None
    return _array(operand) if donor is None else donor


def _is_fresh(result: NumpyArray, operands: tuple[NumpyArray, ...]) -> bool:
    return result.flags.writeable and not any(np.may_share_memory(result, x) for x in operands)
