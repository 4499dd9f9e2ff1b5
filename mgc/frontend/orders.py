"""Which array arguments must keep their order: those that decided between a view and a copy.

Compiled code sees contiguous memory, and other layouts are copied on the way. That is right unless
the trace has asked whether NumPy makes a view or a copy: then one of the two is written, and an
argument in another order would have given another program. So a trace notes what it has asked, and
at its end which arguments the answers depend on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from mgc.ir.records import dataclass

from .array import TracedArray
from .buffers import Buffer, Shapers
from .layout import is_c_ordered, is_contiguous
from .tree import flatten

if TYPE_CHECKING:
    from .tracer import Trace

IN_C_ORDER: frozenset[object] = frozenset(
    (np.ascontiguousarray, np.ravel, np.reshape, np.take, "copy", "flatten")
)
"""Functions, and names of methods, whose fresh results are in C order whatever they are given."""

IN_OTHER_ORDERS: frozenset[object] = frozenset((np.argwhere, np.einsum))
"""Functions whose fresh results may be in another order than C though all they are given is."""


@dataclass(frozen=True, eq=False)
class Decision:
    """NumPy makes a view of ``base``, or the copy ``copy``; and what had been written by then.

    Writes of -1: it matters in any case.
    """

    base: Buffer
    copy: Buffer | None
    writes: tuple[int, int]

    @property
    def matters(self) -> bool:
        """True if one of the arrays has been written since."""
        copied = 0 if self.copy is None else self.copy.writes
        return (self.base.writes, copied) != self.writes


def note_decision(trace: Trace, base: Buffer, copy: Buffer | None) -> None:
    """Keeps that a view or copy of ``base`` was made, because of its layout."""
    if base.shapers == frozenset():
        return
    # A region may run again: what it writes to memory from outside comes before as well as after.
    before = base.writes if base.scope is trace.scope else 0
    trace.decisions.append(Decision(base, copy, (before, 0 if copy is None else copy.writes)))


def note_question(trace: Trace, base: Buffer) -> None:
    """Keeps that the program has been told something that follows from a layout."""
    if base.shapers != frozenset():
        trace.decisions.append(Decision(base, None, (-1, -1)))


def required_orders(trace: Trace) -> dict[int, str]:
    """The layout that arguments must have, by number of the parameter."""
    found: set[int] = set()
    for decision in trace.decisions:
        if not decision.matters:
            continue
        shapers = decision.base.shapers
        for number in trace.param_buffers:
            if shapers is None or number in shapers:
                found.add(number)
    layouts = {number: trace.param_buffers[number].layout for number in sorted(found)}
    arguments = {n for n in found if trace.params[n].kind != "captured"}
    return {n: layout for n, layout in layouts.items() if n in arguments and layout in ("C", "F")}


def common_layout(arrays: Iterable[TracedArray]) -> tuple[str, Shapers]:
    """Layout and shapers of what an elementwise operation on the arrays gives."""
    relevant = [x for x in arrays if x.tensor_type.rank > 1]
    ordered = all(map(is_c_ordered, relevant))
    shapers = _union(x.buffer.shapers for x in relevant if x.buffer.type.rank > 1)
    return ("C" if ordered else "unknown"), shapers


def held_layout(arrays: Iterable[TracedArray]) -> tuple[str, Shapers]:
    """Layout and shapers of what stands for one of the arrays."""
    sources = list(arrays)
    contiguous = all(is_contiguous(x) is True for x in sources)
    return ("C" if contiguous else "unknown"), _union(x.buffer.shapers for x in sources)


def _union(shapers: Iterable[Shapers]) -> Shapers:
    found: frozenset[int] = frozenset()
    for numbers in shapers:
        if numbers is None:
            return None
        found |= numbers
    return found


def keep_order(callee: object, given: Any, result: Any) -> None:
    """Says how fresh arrays lie in memory that a function of NumPy has returned.

    Functions make their results in C order here; NumPy follows the order of what they are given.
    """
    sources = _arrays(given)
    known = {source.buffer for source in sources}
    layout, shapers = common_layout(sources)
    for array in _arrays(result):
        buffer = array.buffer
        if buffer.param is not None or buffer in known or buffer.type.rank < 2:
            continue
        if callee in IN_C_ORDER:
            buffer.shapers = frozenset()
            continue
        if layout != "C" or callee in IN_OTHER_ORDERS:
            buffer.layout = "unknown"
        buffer.shapers = _union((buffer.shapers, shapers))


def _arrays(value: Any) -> list[TracedArray]:
    return [leaf for leaf in flatten(value)[0] if isinstance(leaf, TracedArray)]
