"""Buffer planning: where each stored value of a fused function lives.

Results go to the caller's memory, written parameters stay where they are, everything else
shares one arena. The versions of an updated buffer become one memory again; a copy is inserted
only where an older version is still needed. Arena slots are reused once their value is dead.
"""

from __future__ import annotations

from dataclasses import field

from ..core import Function, Node, Value
from ..extents import Extent, floor_div, product
from ..fusion.roots import region_roots
from ..ops.create import Constant
from ..ops.nest import Nest
from ..records import dataclass
from .program import Buffer, Scalar

ALIGNMENT = 64
"""Bytes: a cache line, and the widest vector register."""


@dataclass(eq=False)
class Arena:
    """Hands out pieces of the workspace; a piece that was given back is used again."""

    size: Extent = 0
    _free: list[tuple[Extent, Extent]] = field(default_factory=list)

    def take(self, count: Extent) -> tuple[Extent, Extent]:
        """(offset, bytes) of a piece of at least ``count`` bytes."""
        needed = floor_div(count + (ALIGNMENT - 1), ALIGNMENT) * ALIGNMENT
        for piece in self._free:
            fits = piece[1] == needed or (
                isinstance(needed, int) and isinstance(piece[1], int) and piece[1] >= needed
            )
            if fits:
                self._free.remove(piece)
                return piece
        piece = (self.size, needed)
        self.size = self.size + needed
        return piece

    def give(self, piece: tuple[Extent, Extent]) -> None:
        """The piece is dead."""
        self._free.append(piece)


@dataclass(eq=False)
class Storage:
    """The memory of a function.

    ``homes``: the buffer (or by-value scalar) of each stored value. ``copies``: for an update's
    node, the (source, destination) buffers to copy before it runs.
    """

    params: list[Buffer | Scalar]
    results: list[Buffer]
    homes: dict[Value, Buffer | Scalar]
    copies: dict[Node, list[tuple[Buffer, Buffer]]]
    arena: Arena
    dying: dict[Node, list[tuple[Extent, Extent]]]


def plan_storage(fn: Function) -> Storage:
    """Decides the home of every stored value of ``fn``."""
    return _Planner(fn).run()


class _Planner:
    def __init__(self, fn: Function) -> None:
        self.fn = fn
        self.homes: dict[Value, Buffer | Scalar] = {}
        self.last_read: dict[Value, int] = {}
        self.results: list[Buffer] = []
        self.copies: dict[Node, list[tuple[Buffer, Buffer]]] = {}
        self.arena = Arena()
        self.dying: dict[Node, list[tuple[Extent, Extent]]] = {}

    def run(self) -> Storage:
        params = self._params()
        nodes = self.fn.body.nodes
        for position, node in enumerate(nodes):
            for operand in node.operands:
                self.last_read[operand] = position
        self._results()
        for position in range(len(nodes) - 1, -1, -1):
            self._keep_in_place(nodes[position], position)
        self._arena()
        self._copies()
        return Storage(params, self.results, self.homes, self.copies, self.arena, self.dying)

    def _params(self) -> list[Buffer | Scalar]:
        made: list[Buffer | Scalar] = []
        for index, (param, value) in enumerate(zip(self.fn.params, self.fn.body.params)):
            home: Buffer | Scalar
            if param.kind in ("scalar", "weak"):
                home = Scalar(value.type.dtype, param.name)
            else:
                home = _buffer(param.name, value, "param", index)
                home.written = param.writable
            self.homes[value] = home
            made.append(home)
        return made

    def _results(self) -> None:
        for value, info in zip(self.fn.body.results, self.fn.results):
            if info.alias is not None:
                continue
            if info.inout is not None:
                self.homes.setdefault(value, self.homes[self.fn.body.params[info.inout]])
                continue
            buffer = _buffer(f"out{len(self.results)}", value, "result", len(self.results))
            self.results.append(buffer)
            self.homes[value] = buffer

    def _keep_in_place(self, node: Node, position: int) -> None:
        """Gives an updated buffer the home of its next version if nobody reads it later."""
        for result, buffer in updates_of(node):
            home = self.homes.get(result)
            if buffer.node is None or isinstance(buffer.node.op, Constant):
                continue
            if buffer not in self.homes and self.last_read[buffer] == position:
                if home is None:
                    home = self.homes[result] = _buffer("t", result, "arena", 0)
                self.homes[buffer] = home

    def _arena(self) -> None:
        """Places what has no home yet, in execution order, reusing dead pieces."""
        self._new_homes()
        placed: dict[Buffer, tuple[Extent, Extent]] = {}
        dies: dict[Buffer, int] = {}
        for value, last in self.last_read.items():
            home = self.homes[value]
            if isinstance(home, Buffer):
                dies[home] = max(dies.get(home, -1), last)
        for position, node in enumerate(self.fn.body.nodes):
            for value in node.results:
                home = self.homes[value]
                if isinstance(home, Buffer) and home.role == "arena" and home not in placed:
                    placed[home] = self.arena.take(home.size * home.dtype.itemsize)
                    home.offset = placed[home][0]
                    home.name = f"t{len(placed) - 1}"
                    dies.setdefault(home, position)
            for home, piece in placed.items():
                if dies[home] == position:
                    self.dying.setdefault(node, []).append(piece)
                    self.arena.give(piece)

    def _new_homes(self) -> None:
        """Buffers for tables and for values of the arena, without their places."""
        for node in self.fn.body.nodes:
            for value in node.results:
                if isinstance(node.op, Constant):
                    table = self.homes[value] = _buffer("table", value, "constant", 0)
                    table.data = node.op.data
                self.homes.setdefault(value, _buffer("t", value, "arena", 0))

    def _copies(self) -> None:
        for node in self.fn.body.nodes:
            for result, buffer in updates_of(node):
                source, target = self.homes[buffer], self.homes[result]
                assert isinstance(source, Buffer)
                assert isinstance(target, Buffer)
                if source is not target:
                    self.copies.setdefault(node, []).append((source, target))


def updates_of(node: Node) -> list[tuple[Value, Value]]:
    """(next version, buffer) of each update in a nest, both as seen outside it."""
    if not isinstance(node.op, Nest):
        return []
    region = node.regions[0]
    outside = dict(zip(region.params, node.operands))
    results = dict(zip(region.results, node.results))
    return [
        (results[root.value], outside[root.node.operands[0]])
        for root in region_roots(region)
        if root.kind == "update"
    ]


def _buffer(name: str, value: Value, role: str, index: int) -> Buffer:
    return Buffer(name, value.type.dtype, product(value.type.shape), role, index)
