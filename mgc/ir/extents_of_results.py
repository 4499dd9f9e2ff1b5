"""The part of a function that computes the extents of its results.

    f(x) {                                    f.extents(x) {
      %0 = max %x                               %0 = max %x
      bind k = %0 + 1            becomes        bind k = %0 + 1
      %2 = ... : i64[k]                         %3 = extent k
      return %2                                 return %3
    }                                         }

It writes to no argument: what the function would have written by then is in temporaries.
"""

from __future__ import annotations

import dataclasses

from .builder import Builder
from .core import Function, Node, Region, ResultInfo
from .extents import Extent, Symbol, symbols_of
from .ops.control import Bind
from .ops.create import ExtentValue
from .passes.dce import Dce
from .types import I64


def extents_function(fn: Function) -> Function | None:
    """The function of the same arguments whose results are the extents that a run computes.

    Those are i64 scalars, in the order of the results and their axes, each once. None if every
    extent follows from those of the arguments.
    """
    wanted = _computed(fn)
    if not wanted:
        return None
    symbols = {symbol for extent in wanted for symbol in symbols_of(extent)}
    body = Region(fn.body.params, _beginning(fn.body.nodes, symbols))
    builder = Builder(body)
    body.results = tuple(builder.add(ExtentValue(extent, I64)) for extent in wanted)
    params = tuple(dataclasses.replace(param, writable=False) for param in fn.params)
    infos = (ResultInfo(scalar=True),) * len(wanted)
    name = f"{fn.name}.extents"
    made = dataclasses.replace(fn, name=name, body=body, params=params, results=infos)
    return Dce().run(made)


def _computed(fn: Function) -> tuple[Extent, ...]:
    known = set(fn.symbols)
    found = [
        extent
        for value, info in zip(fn.body.results, fn.results, strict=True)
        if info.inout is None and info.alias is None
        for extent in value.type.shape
        if not known.issuperset(symbols_of(extent))
    ]
    return tuple(dict.fromkeys(found))


def _beginning(nodes: list[Node], symbols: set[Symbol]) -> list[Node]:
    """The nodes up to the last one that binds one of the symbols."""
    ends = [
        number
        for number, node in enumerate(nodes)
        if isinstance(node.op, Bind) and node.op.symbol in symbols
    ]
    return nodes[: max(ends) + 1]
