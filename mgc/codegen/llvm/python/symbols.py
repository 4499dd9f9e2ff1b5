"""Symbols from the extents of arguments, and the checks that all extents fit."""

from __future__ import annotations

from collections.abc import Callable

from mgc.ir.core import Function
from mgc.ir.extents import Extent, Symbol, dim, substitute, symbols_of
from mgc.ir.types import I64

from ..extents import ExtentEmitter
from ..loops.emitter import Emitter
from ..text import LLVMValue

Measured = tuple[Extent, str]
"""An extent of a parameter's type, and the i64 an argument has there."""

_RELATIONS = {"==": "eq", "!=": "ne", "<": "slt", "<=": "sle"}


def bind_symbols(
    e: Emitter, fn: Function, measured: list[Measured], require: Callable[[str], None]
) -> None:
    """Gives every symbol of ``fn`` its value in ``e``, then checks extents and constraints.

    ``require`` emits a jump to the slow path where an i1 is false.
    """
    pending, checks = list(measured), list[Measured]()
    while pending:
        rest = [each for each in pending if not _solve(e, each, checks)]
        if len(rest) == len(pending):
            break
        pending = rest
    if pending or any(s not in e.symbols for s in fn.symbols):
        require("false")
        for symbol in fn.symbols:
            e.symbols.setdefault(symbol, LLVMValue("0", I64))
    for extent, size in checks:
        require(e.f.assign(f"icmp eq i64 {size}, {e.uniform(extent)}"))
    extents = ExtentEmitter(e.f, {symbol: value.text for symbol, value in e.symbols.items()})
    for constraint in fn.constraints:
        (left, wrong), (right, also_wrong) = map(
            extents.checked, (constraint.left, constraint.right)
        )
        for flag in (wrong, also_wrong):
            if flag != "false":
                require(e.f.assign(f"xor i1 {flag}, true"))
        relation = _RELATIONS[constraint.relation]
        require(e.f.assign(f"icmp {relation} i64 {left}, {right}"))


def _solve(e: Emitter, measured: Measured, checks: list[Measured]) -> bool:
    """True if all symbols of the extent are known now; what is left to check goes to ``checks``."""
    extent, size = measured
    unknown = [s for s in symbols_of(extent) if s not in e.symbols]
    if len(unknown) == 1 and extent == dim(unknown[0]):
        e.symbols[unknown[0]] = LLVMValue(size, I64)
        return True
    if unknown and not (len(unknown) == 1 and _divide(e, extent, unknown[0], size)):
        return False
    checks.append(measured)
    return True


def _divide(e: Emitter, extent: Extent, symbol: Symbol, size: str) -> bool:
    """The symbol is (size - rest) / factor where the extent is factor * symbol + rest."""
    rest = substitute(extent, {symbol: 0})
    factor = substitute(extent, {symbol: 1}) - rest
    if not isinstance(factor, int) or factor == 0 or extent != factor * dim(symbol) + rest:
        return False
    moved = e.f.assign(f"sub i64 {size}, {e.uniform(rest)}")
    e.symbols[symbol] = LLVMValue(e.f.assign(f"sdiv i64 {moved}, {factor}"), I64)
    return True
