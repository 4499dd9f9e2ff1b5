"""Functions that the tests of the IR share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mgc.ir.builder import Builder
from mgc.ir.core import Constraint, Function, Param, Region, ResultInfo, Value
from mgc.ir.extents import Extent, Symbol, dim, symbols_of
from mgc.ir.location import Location
from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.create import Constant, Iota
from mgc.ir.ops.elementwise import Add, Convert, Multiply
from mgc.ir.ops.functions import Tanh
from mgc.ir.ops.nest import Nest
from mgc.ir.ops.reduce import Sum
from mgc.ir.ops.shape import Reshape, Slice, Squeeze
from mgc.ir.ops.update import Update
from mgc.ir.types import BF16, F32, F64, I64, U8, DType, TensorType

Body = Callable[..., tuple[Value, ...]]


def matrix(dtype: DType, *shape: Extent) -> TensorType:
    """A tensor type."""
    return TensorType(dtype, shape)


def build(
    body: Body,
    *types: TensorType,
    infos: tuple[ResultInfo, ...] | None = None,
    params: tuple[Param, ...] | None = None,
) -> Function:
    """A function of parameters ``a``, ``b``, ... whose ``body(builder, *values)`` gives results."""
    values = tuple(Value(type, hint="abcd"[i]) for i, type in enumerate(types))
    builder = Builder(Region(values))
    builder.region.results = body(builder, *values)
    symbols: dict[Symbol, None] = {}
    for type in types:
        for extent in type.shape:
            symbols.update(dict.fromkeys(symbols_of(extent)))
    return Function(
        "f",
        builder.region,
        params or tuple(Param("abcd"[i]) for i in range(len(types))),
        infos or tuple(ResultInfo() for _ in builder.region.results),
        tuple(symbols),
    )


def everything() -> Function:
    """A function with every feature of the text."""
    sizes = Symbol("n"), Symbol("n"), Symbol("odd name")
    n, m, count = map(dim, sizes)
    inner = Location("m.py", 3, 4, 3, 9, "h", Location("main.py", 7, 1, 8, 3, "<lambda>"))
    x = Value(TensorType(F32, (n, m)), hint="x")
    table = Value(TensorType(F32, (2,)))
    size = Value(TensorType(I64))
    builder = Builder(Region((x, table, size)), inner)
    total = builder.add(Sum((0,), False), builder.add(Tanh(), x))
    total.hint = "x"
    builder.location = Location("q.py", 4, 0, 4, 0, "")
    row: tuple[IndexOp, ...] = (Slice((n - 1, 0), (1, m), (1, 1)), Squeeze((0,)))
    written = builder.add(Update(row), x, total)
    builder.location = None
    builder.add(Constant.of(np.arange(100, dtype=np.float64)))
    builder.add(Constant(BF16, (2,), b"\x80\x3f\x00\x00"))
    builder.add(Convert(U8), builder.add(Iota(count * 2, F64)))
    flat = builder.add(Reshape((n * m,)), written)
    region = Region((Value(x.type, hint="x"),), counters=(Symbol("i"),))
    nested = Builder(region).add(Add(), region.params[0], region.params[0])
    region.results = (nested, nested)
    types = (x.type, x.type)
    builder.node(Nest("map", (n,), ((0, -1),), types), (written,), (region,))
    builder.region.results = (total, flat, written)
    return Function(
        '"quoted" <name>',
        builder.region,
        (
            Param("x", writable=True, layout="F"),
            Param('ta"ble\n', "captured", value=np.asarray([0.1, np.inf], np.float32)),
            Param("count", "weak", symbol=sizes[2]),
        ),
        (
            ResultInfo(),
            ResultInfo(alias=0, view=(Reshape((n * m,)),)),
            ResultInfo(inout=0),
        ),
        sizes,
        (Constraint(n, "<", 2 * m), Constraint(count, "!=", 0)),
    )


def scaled_sum() -> Function:
    """``(a * 2 + b).sum(axis=0)`` for f64[n,m], f64[m]."""
    n, m = dim(Symbol("n")), dim(Symbol("m"))

    def body(b: Builder, x: Value, y: Value) -> tuple[Value, ...]:
        two = b.broadcast(b.constant(2.0, F64), x.type.shape)
        scaled = b.add(Multiply(), x, two)
        scaled.hint = "scaled"
        return (b.add(Sum((0,), False), b.add(Add(), scaled, b.broadcast(y, x.type.shape))),)

    return build(body, matrix(F64, n, m), matrix(F64, m))
