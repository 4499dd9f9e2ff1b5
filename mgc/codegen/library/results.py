"""Outputs as what the Python function returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from mgc.ir.core import Op
from mgc.ir.extents import Symbol, evaluate

from ..abi import Result, Signature
from ..structure import Returned, ReturnedLeaf
from .arguments import Array, PreparedArgument, integer_of

_PYTHON_TYPES: Mapping[str, type] = {"int": int, "float": float, "complex": complex, "bool": bool}


def bind_symbols(
    signature: Signature, arguments: Mapping[int, PreparedArgument]
) -> dict[Symbol, int]:
    """The symbols of checked arguments, by the number of their parameter."""
    values: dict[Symbol, int] = {}
    for binding in signature.bindings:
        argument = arguments[binding.parameter]
        if binding.axis is None:
            values[binding.symbol] = integer_of(argument)
        else:
            size = argument.array.shape[binding.axis]
            offset, factor = evaluate(binding.offset, values), evaluate(binding.factor, values)
            values[binding.symbol] = (size - offset) // factor
    return values


class ResultBuilder:
    """Builds what one call returns from its outputs and arguments."""

    def __init__(self, signature: Signature, returned: Returned) -> None:
        self.signature = signature
        self.returned = returned

    def build(self, outputs: Sequence[Array], arguments: Mapping[int, PreparedArgument]) -> Any:
        """The nested value."""
        symbols: dict[Symbol, int] = {}
        if self._has_views:
            symbols = bind_symbols(self.signature, arguments)
        rest = iter(outputs)
        hidden = {n for result in self.signature.results for n in result.extents}
        results = [
            None if number in hidden else self._result(result, rest, arguments, symbols)
            for number, result in enumerate(self.signature.results)
        ]
        leaves: list[Any] = []
        for leaf in self.returned.leaves:
            leaves.append(self._leaf(leaf, results, leaves, symbols))
        return self.returned.structure.rebuild(iter(leaves))

    @property
    def _has_views(self) -> bool:
        views = [result.view for result in self.signature.results]
        return any(views) or any(leaf.view for leaf in self.returned.leaves)

    def _result(
        self,
        result: Result,
        outputs: Any,
        arguments: Mapping[int, PreparedArgument],
        symbols: Mapping[Symbol, int],
    ) -> Any:
        if result.fresh:
            output = next(outputs)
            return output[()] if result.scalar else output
        if result.alias is None:
            return None
        argument = arguments[result.alias]
        if not result.view:
            return argument.value
        return view_of(argument.memory, result.view, symbols)

    def _leaf(
        self,
        leaf: ReturnedLeaf,
        results: Sequence[Any],
        leaves: Sequence[Any],
        symbols: Mapping[Symbol, int],
    ) -> Any:
        if leaf.view_of is not None:
            return view_of(leaves[leaf.view_of], leaf.view, symbols)
        if leaf.result is None:
            return leaf.static
        value = results[leaf.result]
        return value if leaf.python is None else _PYTHON_TYPES[leaf.python](value)


def view_of(array: Any, steps: Sequence[Op], symbols: Mapping[Symbol, int]) -> Any:
    """``array`` seen through the steps of a view."""
    from mgc.ir.ops.base import IndexOp

    for step in steps:
        array = cast(IndexOp, step.substituted(dict(symbols))).eager(array)
    return array
