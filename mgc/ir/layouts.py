"""Parameters in Fortran order: C-contiguous memory of the transposed array.

    func @f(%x: f32[n,m] F)                     func @f(%x: f32[m,n] F)
      %0 = tanh %x              becomes           %1 = transpose %x {axes = [1, 0]}
                                                  %0 = tanh %1

So compiled code, which sees only C-contiguous memory, takes such an array without a copy.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from .core import Function, Region, Value
from .ops.shape import Transpose
from .rewrite import Rewriter


def store_transposed(fn: Function, numbers: Collection[int]) -> Function:
    """The function whose parameters ``numbers``, which it does not write, are in Fortran order."""
    if not numbers:
        return fn
    return _Transposer(frozenset(numbers)).run(fn)


class _Transposer(Rewriter):
    def __init__(self, numbers: frozenset[int]) -> None:
        super().__init__()
        self.numbers = numbers

    def run(self, function: Function) -> Function:
        old = function.body
        params: list[Value] = []
        region = Region(counters=old.counters)
        self.builder.region = region
        for number, value in enumerate(old.params):
            if number in self.numbers:
                reverse = tuple(range(value.type.rank))[::-1]
                param = Value(value.type.with_shape(value.type.shape[::-1]), hint=value.hint)
                self.values[value] = self.builder.add(Transpose(reverse), param)
            else:
                param = self.values[value] = Value(value.type, hint=value.hint)
            params.append(param)
        for node in old.nodes:
            self.builder.location = node.location
            operands = tuple(self.values[v] for v in node.operands)
            self.values.update(zip(node.results, self.copy(node, operands)))
        region.params = tuple(params)
        region.results = tuple(self.values[v] for v in old.results)
        facts = tuple(
            dataclasses.replace(p, layout="F") if i in self.numbers else p
            for i, p in enumerate(function.params)
        )
        return dataclasses.replace(function, body=region, params=facts)
