"""Unique names for the values and symbols of a function, in the order of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .core import Function, Region, Value
from .extents import Dim, Extent, Symbol, dim, substitute, symbols_of

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


class Names:
    """The names a function's values and symbols have in its text.

    A value is called by its hint, made unique by a number; the others are numbered in order.
    Extents are rewritten over fresh symbols, made in the order of the text, so that the order of
    the terms of ``n*m`` does not depend on when the symbols were made.
    """

    def __init__(self, function: Function) -> None:
        self._taken: set[str] = set()
        self._counter = 0
        self._values: dict[Value, str] = {}
        self._symbols: dict[Symbol, Extent] = {}
        for symbol in function.symbols:
            self._add_symbol(symbol)
        hints = [param.name for param in function.params]
        self._add_region(function.body, hints)

    def value(self, value: Value) -> str:
        """``%x`` or ``%3``; ``%undefined`` for a value that nothing in the function defines."""
        return f"%{self._values.get(value, 'undefined')}"

    def find(self, name: str) -> Value | None:
        """The value called ``name``, with or without the percent sign."""
        wanted = name.removeprefix("%")
        return next((value for value, known in self._values.items() if known == wanted), None)

    def extent(self, extent: Extent) -> Extent:
        """The extent over symbols with unique names."""
        if not isinstance(extent, Dim):
            return extent
        for symbol in symbols_of(extent):
            if symbol not in self._symbols:
                self._add_symbol(symbol)
        return substitute(extent, self._symbols)

    def symbol(self, symbol: Symbol) -> str:
        """The unique name of a symbol."""
        return str(self.extent(dim(symbol)))

    def _add_region(self, region: Region, hints: Iterable[str]) -> None:
        for counter in region.counters:
            self._add_symbol(counter)
        for value, hint in zip(region.params, hints, strict=False):
            self._add_value(value, value.hint or hint)
        for node in region.nodes:
            for symbol in node.op.bound_symbols():
                self._add_symbol(symbol)
            for value in node.results:
                self._add_value(value, value.hint)
            for inner in node.regions:
                self._add_region(inner, ("",) * len(inner.params))

    def _add_symbol(self, symbol: Symbol) -> None:
        self._symbols[symbol] = dim(Symbol(self._unique(symbol.name)))

    def _add_value(self, value: Value, hint: str) -> None:
        if value in self._values:  # in a function that is to be shown as invalid
            return
        if hint and not hint.isdecimal():
            self._values[value] = self._unique(hint)
        else:
            self._values[value] = str(self._counter)
            self._counter += 1

    def _unique(self, name: str) -> str:
        base = _NOT_IN_NAMES.sub("_", name)
        if not base or base[0].isdecimal() or base in ("min", "max"):
            base = f"_{base}"
        unique, number = base, 0
        while unique in self._taken:
            number += 1
            unique = f"{base}_{number}"
        self._taken.add(unique)
        return unique
