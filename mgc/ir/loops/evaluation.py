"""Running ``Compute`` statements on an implementation of the scalar vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from ..types import DType
from .program import Compute
from .scalars import S, Scalars, Table


def compute(s: Scalars[S], statement: Compute, operands: Sequence[S]) -> S:
    """The result of the statement's operation in ``s``."""
    argument = statement.argument
    match statement.operation:
        case "const":
            return s.const(cast(float, argument), statement.result.dtype)
        case "convert":
            return s.convert(operands[0], cast(DType, argument))
        case "bitcast":
            return s.bitcast(operands[0], cast(DType, argument))
        case "lookup":
            return s.lookup(cast(Table, argument), operands[0])
        case "call":
            return s.call(cast(str, argument), *operands)
        case "rare":
            condition, usual, *rest = operands
            return s.rare(condition, usual, cast(str, argument), *rest)
        case name:
            operation: Callable[..., S] = getattr(s, name)
            return operation(*operands)
