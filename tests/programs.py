"""Functions of the tensor IR, written with the builder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mgc.ir.builder import Builder
from mgc.ir.core import Function, Param, Region, ResultInfo, Value
from mgc.ir.extents import Symbol, symbols_of
from mgc.ir.types import TensorType

Results = Value | Sequence[Value]


def function(
    name: str,
    types: Sequence[TensorType],
    build: Callable[..., Results],
    *,
    inout: Mapping[int, int] | None = None,
    kinds: Mapping[int, str] | None = None,
) -> Function:
    """A function with parameters ``x0``, ``x1``, ... of ``types``.

    ``build(builder, *params)`` returns its results.
    ``inout``: the result (by number) that is the final contents of a parameter (by number).
    ``kinds``: kinds of parameters that are not arrays. Symbols are those of the types in order.
    """
    inout, kinds = inout or {}, kinds or {}
    params = tuple(Value(type, hint=f"x{i}") for i, type in enumerate(types))
    region = Region(params)
    made = build(Builder(region), *params)
    region.results = (made,) if isinstance(made, Value) else tuple(made)
    symbols: dict[Symbol, None] = {}
    for type in types:
        for extent in type.shape:
            symbols.update(dict.fromkeys(symbols_of(extent)))
    return Function(
        name,
        region,
        tuple(
            Param(f"x{i}", kinds.get(i, "array"), writable=i in inout.values())
            for i in range(len(types))
        ),
        tuple(ResultInfo(inout=inout.get(i)) for i in range(len(region.results))),
        tuple(symbols),
    )
