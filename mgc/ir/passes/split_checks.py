"""Make of a check of indices what has to be done for it, if anything.

    %0 = check_bounds %i {size = n}            %0 = in_bounds %i {size = n}
    %1 = gather %x, %0               becomes   %1 = wrap_indices %i, %0 {size = n}
                                               %2 = gather %x, %1

``wrap_indices`` is computed where it is used, and ``in_bounds`` in the same loops if they go
through the same indices, so that nothing is stored. The check is left out if the range of the
indices is known to be in bounds: loop counters, ``arange``, ``i % n``, ``clip``, ``argsort``. If
only a run can compare the range with the size, ``in_bounds`` holds it, and the comparison is done
once. One index that is computed, such as ``k + s``, is in a register anyway and stays a
``check_bounds``: LLVM knows how it grows in a loop. Without this pass checked indices are stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ..core import Function, Node, Value
from ..index_ranges import IndexRanges
from ..ops.base import IndexOp
from ..ops.check import Require
from ..ops.elementwise import Convert
from ..ops.gather import CheckBounds, Gather, InBounds, WrapIndices
from ..records import dataclass
from ..rewrite import Rewriter
from .base import Pass


@dataclass(frozen=True)
class SplitChecks(Pass):
    """Proves, hoists, or separates checks of indices from their use."""

    name = "split_checks"

    def run(self, fn: Function) -> Function:
        """The function without ``check_bounds``."""
        return _Splitter(IndexRanges(fn)).run(fn)


@dataclass(frozen=True)
class DropChecks(Pass):
    """Leaves out checks that no line of the program asks for: of indices, extents, names.

    What fails them is undefined then. It is no pass of the pipeline: it changes what a program
    does, and runs for ``checks="none"`` alone.
    """

    name = "drop_checks"
    optional: ClassVar[bool] = False

    def run(self, fn: Function) -> Function:
        """The function without such checks."""
        return _Dropper(IndexRanges(fn)).run(fn)


class _Splitter(Rewriter):
    """``ranges`` are those of the values of the old function."""

    def __init__(self, ranges: IndexRanges) -> None:
        super().__init__()
        self.ranges = ranges

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """The indices from the start, and what checks them."""
        if not isinstance(node.op, CheckBounds):
            return None
        (indices,), size = operands, node.op.size
        natural, inside, tight = self.ranges.compared(node.operands[0], size)
        wrap = WrapIndices(0 if natural else size)
        if inside:
            return (indices if natural else self.builder.add(wrap, indices),)
        if not indices.type.rank and not _is_read(indices):
            return None
        check = self.builder.add(InBounds(node.op.axis, size, *tight), indices)
        return (self.builder.add(wrap, indices, check),)


def _is_read(index: Value) -> bool:
    """True for an element of an array, or a parameter."""
    return index.node is None or isinstance(index.node.op, (IndexOp, Gather, Convert))


class _Dropper(_Splitter):
    def keeps(self, node: Node) -> bool:
        """False for what extents and names are required to be."""
        return not isinstance(node.op, Require)

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """The indices from the start."""
        if not isinstance(node.op, CheckBounds):
            return None
        natural, _, _ = self.ranges.compared(node.operands[0], node.op.size)
        return (operands[0] if natural else self.builder.add(WrapIndices(node.op.size), *operands),)
