"""Compiled kernels of single ops: what exact eager mode and exact interpretation run on.

Each op is compiled once for its element types and ranks, with symbolic extents. Ops that only
move elements are NumPy's, which move the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.codegen.python_entry import EntryObjects, make_entry
from mgc.codegen.python_table import EntryPlan
from mgc.ir.core import Function, Node, Op, Param, Region, ResultInfo, Value
from mgc.ir.extents import Symbol, dim, symbols_of
from mgc.ir.kernels import NumPyKernels
from mgc.ir.ops.base import Array, Elementwise, Reduction, TensorOp
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.scan import Scan
from mgc.ir.types import TensorType, dtype_of

from .compilation import Compilation
from .native import load_native
from .options import Options

Entry = Callable[..., Array]


class CompiledKernels:
    """``mgc.ir.kernels.Kernels`` on compiled code: the bits of compiled functions."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._entries: dict[tuple[Op, tuple[TensorType, ...]], Entry] = {}
        self._numpy = NumPyKernels()

    def run(
        self, op: TensorOp, types: tuple[TensorType, ...], operands: tuple[Array, ...]
    ) -> tuple[Array, ...]:
        """The results of ``op``. Raises: MgcIndexError or MgcValueError for a failing check."""
        if isinstance(op, Elementwise):
            shape = operands[0].shape
            flat = tuple(_contiguous(o).reshape(-1) for o in operands)
            return (self._call(op, tuple(_flat(t) for t in types), flat).reshape(shape),)
        if isinstance(op, (Reduction, Matmul, Scan)):
            packed = tuple(_contiguous(o) for o in operands)
            return (self._call(op, tuple(_rank_only(t) for t in types), packed),)
        return self._numpy.run(op, types, operands)

    def _call(
        self, op: TensorOp, types: tuple[TensorType, ...], operands: tuple[Array, ...]
    ) -> Array:
        key = (op, types)
        if key not in self._entries:
            self._entries[key] = self._compile(op, types)
        return self._entries[key](*operands)

    def _compile(self, op: TensorOp, types: tuple[TensorType, ...]) -> Entry:
        function = single_op(op, types)
        plan = EntryPlan(tuple(range(len(types))), "single")
        address, library = load_native(Compilation(function, self.options), plan)
        return make_entry(function, plan, address, EntryObjects(_no_way, _no_way, _no_way), library)


def single_op(op: TensorOp, types: tuple[TensorType, ...]) -> Function:
    """A function of one node, with symbols for the extents of ``types``.

    Operands of elementwise ops share them, products share the inner and the batch extents.
    """
    operands = _symbolic(op, types)
    params = tuple(Value(t, hint=f"x{i}") for i, t in enumerate(operands))
    node = Node(op, params, op.infer(operands))
    region = Region(params, [node], node.results)
    symbols: dict[Symbol, None] = {}
    for type in operands:
        for extent in type.shape:
            symbols.update(dict.fromkeys(symbols_of(extent)))
    return Function(
        f"op_{op.name}",
        region,
        tuple(Param(f"x{i}") for i in range(len(params))),
        (ResultInfo(),),
        tuple(symbols),
    )


def _symbolic(op: TensorOp, types: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
    if isinstance(op, Matmul):
        batch = tuple(dim(Symbol(f"b{i}")) for i in range(types[0].rank - 2))
        m, n, k = (dim(Symbol(name)) for name in "mnk")
        return (types[0].with_shape((*batch, m, k)), types[1].with_shape((*batch, k, n)))
    shape = tuple(dim(Symbol(f"n{i}")) for i in range(types[0].rank))
    return tuple(t.with_shape(shape) for t in types)


def _flat(type: TensorType) -> TensorType:
    return type.with_shape((-1,))


def _rank_only(type: TensorType) -> TensorType:
    return type.with_shape((-1,) * type.rank)


def _contiguous(array: Array) -> Array:
    packed = np.asarray(array, order="C")
    usual = dtype_of(packed.dtype).numpy
    if packed.dtype is not usual:  # as in arrays that were pickled
        packed = packed.view(usual)
    return (
        packed
        if packed.flags.aligned and type(packed) is np.ndarray
        else packed.copy().view(np.ndarray)
    )


def _no_way(*arguments: Any) -> Any:
    raise AssertionError("a kernel was given operands it was not compiled for")
