"""Let memory that a loop carries on be the memory that came in, where that is not needed any more.

    for ... (%x) {                               for ... (%x) {
      %0 = gather %x, %places                      %0 = gather %x, %places
      %1 = empty                     becomes
      %2 = update %1, %0                           %2 = update %x, %0
      yield %2                                     yield %2
    }                                            }

What is not written of an `empty` may be anything, so also what was there before. Without this an
array that gets shorter in each iteration (``x = x[x > 0]``), of which the loop carries memory for
the longest, would be copied whole. Functions with nests are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..core import Function, Node, Region, Value
from ..ops.control import Control, For, While
from ..ops.create import Empty
from ..ops.nest import Nest
from ..records import dataclass
from ..rewrite import Rewriter
from ..versions import carrying_regions, chain, overwritten, values_read
from .base import Pass


@dataclass(frozen=True)
class CarryInPlace(Pass):
    """Replaces fresh memory that a loop carries on by the memory of the parameter."""

    name = "carry_in_place"

    def run(self, fn: Function) -> Function:
        """The function with fewer buffers."""
        if any(isinstance(node.op, Nest) for node in fn.body.nodes):
            return fn
        loops = (node for node in fn.body.walk() if isinstance(node.op, (For, While)))
        found = {
            empty: memory
            for loop in loops
            for region in carrying_regions(loop)
            for empty, memory in _replaced(region)
        }
        return _Placer(found).run(fn) if found else fn


class _Placer(Rewriter):
    """Writes to ``found[empty]`` instead of ``empty``."""

    def __init__(self, found: dict[Value, Value]) -> None:
        super().__init__()
        self.found = found

    def keeps(self, node: Node) -> bool:
        """False for fresh memory that is not needed."""
        return not any(value in self.found for value in node.results)

    def operands(self, node: Node) -> tuple[Value, ...]:
        """The new operands of a node, with other memory to write to."""
        return tuple(self.values[self.found.get(value, value)] for value in node.operands)


def _replaced(region: Region) -> Iterator[tuple[Value, Value]]:
    """Fresh memory that is yielded, and the last version of the parameter in its place."""
    place = {node: number for number, node in enumerate(region.nodes)}
    readers: dict[Value, list[int]] = {}
    for number, node in enumerate(region.nodes):
        for value in values_read(node):
            readers.setdefault(value, []).append(number)
    for result, param in zip(region.results, region.params):
        first, writes = chain(result)
        fresh = first.node is not None and isinstance(first.node.op, Empty)
        if not (fresh and writes and first.node in place and first.type == param.type):
            continue
        begin = place[writes[-1][0]]
        versions = _versions(region, param)
        needed = any(v in region.results or max(readers.get(v, [-1])) >= begin for v in versions)
        if versions and not needed and readers[first] == [begin] and first not in region.results:
            yield first, versions[-1]


def _versions(region: Region, param: Value) -> list[Value]:
    """The parameter and what is made of it by writing; nothing if there are two ways to."""
    versions = [param]
    for node in region.nodes:
        for position in overwritten(node):
            if node.operands[position] in versions[:-1]:
                return []
            if node.operands[position] is versions[-1]:
                leading = node.op.leading if isinstance(node.op, Control) else 0
                versions.append(node.results[position - leading])
    return versions
