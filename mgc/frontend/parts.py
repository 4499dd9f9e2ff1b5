"""Writing one part of complex numbers: ``x.real[...] = v``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mgc.ir.core import Value
from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.complex import Imag, MakeComplex, Part, Real

if TYPE_CHECKING:
    from .array import TracedArray
    from .tracer import Trace


def through_part(
    trace: Trace, target: TracedArray, new: Value
) -> tuple[tuple[IndexOp, ...], Value]:
    """The view of the buffer that is stored, and what is stored there.

    Steps that move indices can be taken before the one that takes a part; the other part is stored
    as it was.
    """
    view = tuple(step for step in target.steps if isinstance(step, IndexOp))
    part = next((step for step in target.steps if isinstance(step, Part)), None)
    if part is None:
        return view, new
    old = trace.contents(target.buffer)
    for step in view:
        old = trace.node(step, (old,))
    if isinstance(part, Real):
        return view, trace.node(MakeComplex(), (new, trace.node(Imag(), (old,))))
    return view, trace.node(MakeComplex(), (trace.node(Real(), (old,)), new))
