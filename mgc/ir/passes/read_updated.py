"""Read what a nest has written to a buffer from there, instead of storing it a second time.

    %3, %4 = nest(%x, %y) {                  %4 = nest(%x, %y) {
      %1 = add %x, %y                          %1 = add %x, %y
      %2 = update %x, %1                       %2 = update %x, %1
      yield %1, %2 }           becomes         yield %2 }
    %5 = nest(%3) { matmul }                 %5 = nest(%4) { matmul }
    return %4, %5                            return %4, %5

That is what ``x += y; x @ x`` does in NumPy: there is one array. It is done for updates of whole
buffers that nothing overwrites later, where each element depends on the old one at its own place
alone, and nothing else is written by the nest: else the value may be stored first because the nest
needs all of it before it writes. Only functions with nests have such values.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from ..core import Function, Node, Region, Value
from ..fusion.roots import region_roots
from ..ops.nest import Nest
from ..ops.update import Update
from ..records import dataclass
from ..rewrite import Rewriter
from ..versions import overwritten
from .base import Pass


@dataclass(frozen=True)
class ReadUpdated(Pass):
    """Drops results of nests that are in a buffer anyway."""

    name = "read_updated"

    def run(self, fn: Function) -> Function:
        """The function with fewer stored values."""
        nests = [node for node in fn.body.walk() if isinstance(node.op, Nest)]
        written, yielded = _overwritten(fn, nests), _yielded(fn.body)
        found = {
            old: new
            for node in nests
            for old, new in _stored_twice(node)
            if old not in written and old not in yielded and new not in written
        }
        return _Reader(found).run(fn) if found else fn


class _Reader(Rewriter):
    """Reads ``found[value]`` in the place of a value."""

    def __init__(self, found: dict[Value, Value]) -> None:
        super().__init__()
        self.found = found

    def copy(self, node: Node, operands: tuple[Value, ...]) -> tuple[Value, ...]:
        """A copy of a nest makes what is left, which also stands for the others."""
        if self.found.keys().isdisjoint(node.results):
            return super().copy(node, operands)
        (old,), op = node.regions, node.op
        assert isinstance(op, Nest)
        places = [k for k, value in enumerate(node.results) if value not in self.found]
        results = tuple(old.results[k] for k in places)
        region = Region(old.params, old.nodes, results, old.counters)
        left = {root.value for root in region_roots(region)}
        axes = zip(region_roots(old), op.axes, strict=True)
        smaller = dataclasses.replace(
            op,
            axes=tuple(rows for root, rows in axes if root.value in left),
            result_types=tuple(op.result_types[k] for k in places),
        )
        new = self.builder.node(smaller, operands, (self.region(region),)).results
        made = {node.results[k]: value for k, value in zip(places, new, strict=True)}
        for value, copy in made.items():
            copy.hint = value.hint
        return tuple(made[self.found.get(value, value)] for value in node.results)


def _stored_twice(nest: Node) -> Iterator[tuple[Value, Value]]:
    """Results of a nest of maps that it also writes over whole buffers, and what it makes of these.

    Nests of other kinds may need the memory of their results before these are complete.
    """
    assert isinstance(nest.op, Nest)
    inside = nest.regions[0].results
    if sum(isinstance(node.op, Update) for node in nest.regions[0].nodes) > 1:
        return
    for made, new in zip(inside, nest.results, strict=True):
        node = made.node
        if node is None or not isinstance(node.op, Update) or node.op.view:
            continue
        buffer, value = node.operands
        if nest.op.kind != "map" or value not in inside or value.type != made.type:
            continue
        if _is_read_in_place(nest.regions[0], buffer, made, value):
            yield nest.results[inside.index(value)], new


def _is_read_in_place(region: Region, buffer: Value, made: Value, value: Value) -> bool:
    """True if no element of the buffer is read but by the one that is written over it."""
    roots = region_roots(region)
    stored = {*region.params, *(root.value for root in roots)} - {value}
    for root in roots:
        if root.value is value:
            continue
        for access in root.reads(stored):
            place = (access.shape, access.index)
            in_place = root.value is made and place == (buffer.type.shape, root.written_index())
            if access.value is buffer and not in_place:
                return False
    return True


def _overwritten(fn: Function, nests: list[Node]) -> set[Value]:
    """The values in whose memory the next version of a buffer is made, or that are carried."""
    found = {node.operands[p] for node in fn.body.walk() for p in overwritten(node)}
    for nest in nests:
        pairs = zip(nest.regions[0].params, nest.operands, strict=True)
        found.update(operand for param, operand in pairs if param in found)
    return found


def _yielded(region: Region) -> set[Value]:
    """What needs memory of its own: the results of a region, and of those in its nodes."""
    found = set(region.results)
    for node in region.nodes:
        if not isinstance(node.op, Nest):
            for inner in node.regions:
                found |= _yielded(inner)
    return found
