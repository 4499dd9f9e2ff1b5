"""Copy a buffer whose old version is read after the update that makes the next one.

    %1 = update %x, %v                       %0 = copy %x
    %2 = sum %x              becomes         %1 = update %x, %v
                                             %2 = sum %0

After this pass an update may be done in place: nothing reads the version it overwrites, and that
is neither a constant nor a parameter whose memory has to stay as it is. The same holds for what
loops and conditions carry. Where the new version need not be in the caller's memory, or in that of
a carried value, it is the one that moves to the copy. Functions with nests are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ..core import Function, Node, Region, Value
from ..ops.control import Control
from ..ops.create import Constant
from ..ops.elementwise import Copy
from ..ops.nest import Nest
from ..ops.update import Update
from ..records import dataclass
from ..rewrite import Rewriter
from ..versions import Write, carrying_regions, chain, overwritten
from .base import Pass


@dataclass(frozen=True)
class CopyVersions(Pass):
    """Makes every update, and all that is carried, one that can be done in place."""

    name = "copy_versions"
    optional: ClassVar[bool] = False

    def run(self, fn: Function) -> Function:
        """The function with copies where they are needed."""
        fused = any(isinstance(node.op, Nest) for node in fn.body.nodes)
        return fn if fused else _Copier(fn).run(fn)


class _Copier(Rewriter):
    def __init__(self, function: Function) -> None:
        super().__init__()
        self.in_place = _writes_in_place(function)
        self.read_later = _read_later(function)
        self.made: set[Value] = set()
        """Values of nodes of the current region."""

    def region(self, region: Region) -> Region:
        """Copies inside a region too."""
        outer = self.made
        self.made = {value for node in region.nodes for value in node.results}
        rebuilt = super().region(region)
        self.made = outer
        return rebuilt

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """A write with a copy of the old version: for its readers, or for itself."""
        changed = list(operands)
        if isinstance(node.op, Update) and operands[0] is operands[1] and node.op.view:
            changed[1] = self.builder.add(Copy(), operands[1])  # x[::-1] = x
        taken: set[Value] = set()
        for position in self._in_place_first(node):
            old, new = node.operands[position], operands[position]
            read_later = (node, position) in self.read_later
            if (node, position) in self.in_place:
                if read_later:
                    self.values[old] = self.builder.add(Copy(), new)
            elif read_later or old in taken or self._is_kept(old):
                changed[position] = self.builder.add(Copy(), new)
            taken.add(old)
        return self.copy(node, tuple(changed))

    def _in_place_first(self, node: Node) -> list[int]:
        """The positions that are overwritten; of one value in two, one is its own memory."""
        return sorted(overwritten(node), key=lambda p: (node, p) not in self.in_place)

    def _is_kept(self, buffer: Value) -> bool:
        """True for memory that is not this region's to write, and for constants."""
        if buffer.node is not None and isinstance(buffer.node.op, Constant):
            return True
        return buffer not in self.made


def _writes_in_place(function: Function) -> set[Write]:
    """The writes that lead to the contents of an argument, or to what a region carries on."""
    body = function.body
    ends = [
        (value, body.params[info.inout])
        for value, info in zip(body.results, function.results, strict=True)
        if info.inout is not None
    ]
    for node in body.walk():
        if isinstance(node.op, Control):
            for region in carrying_regions(node):
                ends.extend(zip(region.results, region.params))
    found: set[Write] = set()
    for value, param in ends:
        first, writes = chain(value)
        if first is param:
            found.update(writes)
    return found


def _read_later(function: Function) -> set[Write]:
    """The writes after which the version they overwrite is read."""
    results = [
        value
        for value, info in zip(function.body.results, function.results, strict=True)
        if info.alias is None
    ]
    found: set[Write] = set()
    _mark(function.body, results, found)
    return found


def _mark(region: Region, results: Iterable[Value], found: set[Write]) -> set[Value]:
    """Adds the writes of ``region`` whose old version is read further down in it.

    Returns every value that is read in it.
    """
    read = set(results)
    for node in reversed(region.nodes):
        inside: set[Value] = set()
        for inner in node.regions:
            inside |= _mark(inner, inner.results, found)
        for position in overwritten(node):
            buffer = node.operands[position]
            leading = node.operands[: node.op.leading] if isinstance(node.op, Control) else ()
            if buffer in read or buffer in inside or buffer in leading:
                found.add((node, position))
        read |= inside
        read.update(node.operands)
    return read
