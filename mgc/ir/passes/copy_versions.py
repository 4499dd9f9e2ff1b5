"""Copy a buffer whose old version is read after the update that makes the next one.

    %1 = update %x, %v                       %0 = copy %x
    %2 = sum %x              becomes         %1 = update %x, %v
                                             %2 = sum %0

After this pass an update may be done in place: nothing reads the version it overwrites, and that
is neither a constant nor a parameter whose memory has to stay as it is. Where the new version need
not be in the caller's memory, it is the one that moves to the copy. Nests are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ..core import Function, Node, Region, Value
from ..ops.create import Constant
from ..ops.elementwise import Copy
from ..ops.nest import Nest
from ..ops.update import Update
from ..records import dataclass
from ..rewrite import Rewriter
from .base import Pass


@dataclass(frozen=True)
class CopyVersions(Pass):
    """Makes every update one that can be done in place."""

    name = "copy_versions"
    optional: ClassVar[bool] = False

    def run(self, fn: Function) -> Function:
        """The function with copies where they are needed."""
        return _Copier(fn).run(fn)


class _Copier(Rewriter):
    def __init__(self, function: Function) -> None:
        super().__init__()
        self.params = set(function.body.params)
        self.in_place = _updates_of_arguments(function)
        self.read_later = _read_later(function)
        nests = [node for node in function.body.walk() if isinstance(node.op, Nest)]
        self.fused = {inner for nest in nests for r in nest.regions for inner in r.walk()}

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """An update with a copy of the old version: for its readers, or for itself."""
        if not isinstance(node.op, Update) or node in self.fused:
            return None
        buffer, value = operands
        if value is buffer and node.op.view:  # x[::-1] = x
            value = self.builder.add(Copy(), value)
            operands = (buffer, value)
        if node in self.in_place:
            if node in self.read_later:
                self.values[node.operands[0]] = self.builder.add(Copy(), buffer)
            return self.copy(node, operands)
        if node in self.read_later or self._is_kept(node.operands[0]):
            return self.copy(node, (self.builder.add(Copy(), buffer), value))
        return self.copy(node, operands)

    def _is_kept(self, buffer: Value) -> bool:
        """True for memory that is not ours to write: arguments and constants."""
        if buffer.node is not None and isinstance(buffer.node.op, Constant):
            return True
        return buffer in self.params


def _updates_of_arguments(function: Function) -> set[Node]:
    """The updates whose result is in the end the contents of an argument."""
    found: set[Node] = set()
    for value, info in zip(function.body.results, function.results, strict=True):
        chain: list[Node] = []
        while value.node is not None and isinstance(value.node.op, Update):
            chain.append(value.node)
            value = value.node.operands[0]
        if info.inout is not None and value is function.body.params[info.inout]:
            found.update(chain)
    return found


def _read_later(function: Function) -> set[Node]:
    """The updates after which the version they overwrite is read."""
    results = [
        value
        for value, info in zip(function.body.results, function.results, strict=True)
        if info.alias is None
    ]
    found: set[Node] = set()
    _mark(function.body, results, found)
    return found


def _mark(region: Region, results: Iterable[Value], found: set[Node]) -> None:
    """Adds the updates of ``region`` whose old version is read further down in it."""
    read = set(results)
    for node in reversed(region.nodes):
        if isinstance(node.op, Update) and node.operands[0] in read:
            found.add(node)
        for inner in node.regions:
            _mark(inner, inner.results, found)
            read.update(v for n in inner.walk() for v in n.operands)
            read.update(inner.results)
        read.update(node.operands)
