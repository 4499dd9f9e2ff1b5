"""Lowering a nest around a contraction: strided operands in, an epilogue out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import Value
from ..extents import Symbol, coefficient, product, substitute
from ..fusion.access import accesses, at
from ..fusion.roots import Root
from ..types import U8
from .program import Buffer, MatmulCall, Matrix, Scalar, Statement, enclose
from .values import Element, flat_offset

if TYPE_CHECKING:
    from .nest import NestLowering


def matmul_statement(nest: NestLowering) -> list[Statement]:
    """Batch loops around one ``MatmulCall`` whose body stores what the other roots make."""
    root = next(r for r in nest.roots if r.kind == "matmul")
    a, b = root.node.operands
    *batch, row, column = root.axes
    inner = Symbol("k")
    m, n = root.space[-2:]
    k = a.type.shape[-1]
    accumulator = Scalar(root.value.type.dtype)
    nest.scalars[root.value] = accumulator
    body: list[Statement] = []
    evaluator = nest.evaluator(body)
    results: list[tuple[Root, Buffer, Element]] = []
    for other in nest.roots:
        target = nest.targets.get(other.value)
        if isinstance(target, Buffer):
            value = other.node.operands[1] if other.kind == "update" else other.value
            result = accumulator if other is root else evaluator.value(value, other.index)
            results.append((other, target, result))
    for other, target, result in results:  # an update may overwrite what another root reads
        evaluator.s.location = other.node.location
        index = at(root.axes) if other is root else other.written_index()
        evaluator.store(target, flat_offset(index, other.value.type.shape), result)
    dtype = root.value.type.dtype
    call = MatmulCall(
        dtype,
        m,
        n,
        k,
        _matrix(nest, a, (*batch, row, inner), row, inner),
        _matrix(nest, b, (*batch, inner, column), inner, column),
        _scratch(nest, root, batch),
        Buffer("pack", U8, nest.pack_bytes(dtype, m, n, k), "row"),
        row,
        column,
        accumulator,
        body,
        location=root.node.location,
    )
    return enclose([call], zip(batch, root.space[:-2]), "serial")


def _matrix(
    nest: NestLowering, value: Value, index: tuple[Symbol, ...], row: Symbol, column: Symbol
) -> Matrix:
    """The strided matrix an operand is, as an affine view of a stored value."""
    (access,) = accesses(value, at(index), nest.stored)
    home = nest.homes[access.value]
    assert isinstance(home, Buffer)
    offset = flat_offset(access.index, access.shape)
    row_stride, column_stride = (coefficient(offset, s) for s in (row, column))
    assert row_stride is not None
    assert column_stride is not None
    return Matrix(home, substitute(offset, {row: 0, column: 0}), row_stride, column_stride)


def _scratch(nest: NestLowering, contraction: Root, batch: list[Symbol]) -> Matrix:
    """Where partial sums live: in a result that is stored at the same places, if there is one.

    Else in the workspace.
    """
    value = contraction.value
    m, n = value.type.shape[-2:]
    for root in nest.roots:
        target = nest.targets.get(root.value)
        if (
            isinstance(target, Buffer)
            and target.holds(value.type.dtype)
            and root.value.type.shape == value.type.shape
            and root.index == contraction.index == root.written_index()
            and not _is_read(nest, target)
        ):
            offset = flat_offset((*at(tuple(batch)), 0, 0), value.type.shape)
            return Matrix(target, offset, n, 1)
    buffer = Buffer("sums", value.type.dtype, product((m, n)), "arena")
    return Matrix(buffer, 0, n, 1)


def _is_read(nest: NestLowering, target: Buffer) -> bool:
    """True if a root of the nest reads the memory."""
    return any(nest.homes.get(a.value) is target for r in nest.roots for a in r.reads(nest.stored))
