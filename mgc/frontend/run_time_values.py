"""Traced values on their way to Python: what a run passes on, and what becomes of it.

A `Reader` rebuilds, from those arrays, the value that Python code would have seen: arrays and NumPy
scalars, Python numbers where the traced ones were such, texts of f-strings, and containers of
these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mgc.ir.core import Value
from mgc.ir.location import user_location
from mgc.ir.types import I64

from .array import TracedArray, TracedScalar
from .control.text import TextChoice, TracedField, TracedText
from .engine import NumpyArray, Operand
from .flat import FlatElements, refuse_iterator
from .masked import MaskedArray
from .symbolic_int import ExtentComparison, TracedInt
from .tracer import Trace
from .tree import flatten

Reader = Callable[[Sequence[NumpyArray]], Any]
"""From the arrays that a run passes on to a value."""


class RunTimeValues:
    """Collects what a run has to pass on. ``values``: the contents, as they are now."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.values: list[Value] = []

    def reader(self, value: Any) -> Reader:
        """How to get ``value``, which may be nested, at run time."""
        leaves, structure = flatten(value)
        readers = [self._leaf(leaf) for leaf in leaves]
        return lambda arrays: structure.rebuild([read(arrays) for read in readers])

    def _leaf(self, leaf: Any) -> Reader:
        if isinstance(leaf, TracedText):
            return self._text(leaf)
        if isinstance(leaf, TracedField):
            return self._field(leaf)
        if isinstance(leaf, TextChoice):
            return self._choice(leaf)
        if type(leaf) is FlatElements:
            raise refuse_iterator(user_location())
        if isinstance(leaf, MaskedArray):
            full, mask = self._operand(leaf.full), self._operand(leaf.mask)
            return lambda arrays: arrays[full][arrays[mask]]
        if type(leaf) is TracedInt:
            return self._number(self.trace.extent(leaf.extent, I64))
        if type(leaf) is ExtentComparison:
            return self._number(leaf.scalar())
        if isinstance(leaf, TracedScalar):
            return self._number(leaf) if leaf.weak else self._scalar(leaf)
        if isinstance(leaf, TracedArray):
            position = self._operand(leaf)
            return lambda arrays: arrays[position]
        known = leaf.copy() if type(leaf) is np.ndarray else leaf
        return lambda arrays: known

    def _text(self, text: TracedText) -> Reader:
        readers = [self._leaf(part) for part in text.parts]
        return lambda arrays: "".join(str(read(arrays)) for read in readers)

    def _field(self, field: TracedField) -> Reader:
        value, specification = self.reader(field.value), self._leaf(field.specification or "")
        return lambda arrays: field.text(value(arrays), specification(arrays))

    def _choice(self, choice: TextChoice) -> Reader:
        parts = (choice.condition, choice.if_true, choice.if_false)
        condition, if_true, if_false = (self._leaf(part) for part in parts)
        return lambda arrays: (if_true if condition(arrays) else if_false)(arrays)

    def _scalar(self, operand: Operand) -> Reader:
        """A NumPy scalar."""
        position = self._operand(operand)
        return lambda arrays: arrays[position][()]

    def _number(self, operand: Operand) -> Reader:
        """A number of Python."""
        position = self._operand(operand)
        return lambda arrays: arrays[position].item()

    def _operand(self, operand: Operand) -> int:
        self.values.append(self.trace.value(operand))
        return len(self.values) - 1
