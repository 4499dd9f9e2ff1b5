"""Storage: the buffer of each stored value of a fused function.

Results go to the caller's memory, written parameters stay where they are, everything else is a
temporary. The versions of an updated buffer become one memory again; a copy is inserted only where
an older version is still needed. Where temporaries lie in the workspace is no matter here: see
``arena`` and the pass ``plan``.
"""

from __future__ import annotations

from ..core import Function, Node, Value
from ..extents import product
from ..fusion.roots import region_roots
from ..ops.create import Constant
from ..ops.nest import Nest
from ..records import dataclass
from .program import Buffer, Scalar


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

    def run(self) -> Storage:
        params = self._params()
        nodes = self.fn.body.nodes
        for position, node in enumerate(nodes):
            for operand in node.operands:
                self.last_read[operand] = position
        self._results()
        for position in range(len(nodes) - 1, -1, -1):
            self._keep_in_place(nodes[position], position)
        self._new_homes()
        self._copies()
        return Storage(params, self.results, self.homes, self.copies)

    def _params(self) -> list[Buffer | Scalar]:
        made: list[Buffer | Scalar] = []
        for index, (param, value) in enumerate(zip(self.fn.params, self.fn.body.params)):
            home: Buffer | Scalar
            if param.kind in ("scalar", "weak") and not value.type.dtype.is_complex:
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

    def _new_homes(self) -> None:
        """Buffers for tables and temporaries; these are numbered in execution order."""
        names: dict[Buffer, None] = {}
        for node in self.fn.body.nodes:
            for value in node.results:
                if isinstance(node.op, Constant):
                    table = self.homes[value] = _buffer("table", value, "constant", 0)
                    table.data = node.op.data
                home = self.homes.setdefault(value, _buffer("t", value, "arena", 0))
                if isinstance(home, Buffer) and home.role == "arena" and home not in names:
                    home.name = f"t{len(names)}"
                    names[home] = None

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
    return Buffer.of(name, value.type.dtype, product(value.type.shape), role, index)
