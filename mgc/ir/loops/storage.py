"""Storage: the buffer of each stored value of a fused function.

Results go to the caller's memory, written parameters stay where they are, everything else is a
temporary. The versions of an updated buffer become one memory again; a copy is inserted only where
an older version is still needed. What a loop or a condition carries, its parameters inside, what is
made of them and the results are one memory too. Where temporaries lie in the workspace is no matter
here: see ``arena`` and the pass ``plan``.
"""

from __future__ import annotations

from ..core import Function, Node, Region, Value
from ..extents import product
from ..fusion.roots import region_roots
from ..ops.control import Control
from ..ops.create import Constant
from ..ops.nest import Nest
from ..records import dataclass
from ..versions import carrying_regions, values_read
from .program import Buffer, Scalar


@dataclass(eq=False)
class Storage:
    """The memory of a function.

    ``homes``: the buffer (or by-value scalar) of each stored value. ``copies``: for a node that
    overwrites something, the (source, destination) buffers to copy before it runs.
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
        self.results: list[Buffer] = []
        self.copies: dict[Node, list[tuple[Buffer, Buffer]]] = {}

    def run(self) -> Storage:
        params = self._params()
        self._results()
        self._region(self.fn.body)
        self._new_homes(self.fn.body, {})
        self._copies(self.fn.body)
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

    def _region(self, region: Region) -> None:
        """Gives homes to what is overwritten in a region, and to what its results are made in."""
        last_read: dict[Value, int] = {}
        made = set(region.nodes)
        for position, node in enumerate(region.nodes):
            last_read.update((value, position) for value in values_read(node))
        for position in range(len(region.nodes) - 1, -1, -1):
            node = region.nodes[position]
            for result, buffer in updates_of(node):
                maker = buffer.node
                here = maker in made and not isinstance(maker.op, Constant)
                if here and buffer not in self.homes and last_read[buffer] == position:
                    self.homes[buffer] = self._home(result)
            if isinstance(node.op, Control):
                self._inside(node)

    def _inside(self, node: Node) -> None:
        """Gives the values of a control node's regions their homes."""
        for number, result in enumerate(node.results):
            for region in carrying_regions(node):
                self.homes[region.results[number]] = self._home(result)
            for region in node.regions:
                if number < len(region.params):
                    self.homes[region.params[number]] = self._home(result)
        for region in node.regions:
            self._region(region)

    def _home(self, value: Value) -> Buffer | Scalar:
        return self.homes.setdefault(value, _temporary(value))

    def _new_homes(self, region: Region, names: dict[Buffer, None]) -> None:
        """Buffers for tables and temporaries; these are numbered in execution order."""
        for node in region.nodes:
            for value in node.results:
                if isinstance(node.op, Constant):
                    table = self.homes[value] = _buffer("table", value, "constant", 0)
                    table.data = node.op.data
                home = self._home(value)
                temporary = isinstance(home, Buffer) and home.role in ("arena", "local")
                if isinstance(home, Buffer) and temporary and home not in names:
                    home.name = f"t{len(names)}"
                    names[home] = None
            for inner in node.regions if isinstance(node.op, Control) else ():
                self._new_homes(inner, names)

    def _copies(self, region: Region) -> None:
        for node in region.nodes:
            for result, buffer in updates_of(node):
                source, target = self.homes[buffer], self.homes[result]
                assert isinstance(source, Buffer)
                assert isinstance(target, Buffer)
                if source is not target:
                    self.copies.setdefault(node, []).append((source, target))
            for inner in node.regions if isinstance(node.op, Control) else ():
                self._copies(inner)


def updates_of(node: Node) -> list[tuple[Value, Value]]:
    """(next version, buffer) of all that a node overwrites; of nests, as seen from outside."""
    if isinstance(node.op, Control):
        return list(zip(node.results, node.operands[node.op.leading :]))
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


def _temporary(value: Value) -> Buffer:
    return _buffer("t", value, "arena" if value.type.rank else "local", 0)


def _buffer(name: str, value: Value, role: str, index: int) -> Buffer:
    return Buffer.of(name, value.type.dtype, product(value.type.shape), role, index)
