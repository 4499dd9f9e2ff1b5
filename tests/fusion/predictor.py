"""Predicts the nests and temporaries of a function, from the rule of docs/fusion.md.

    predict(prepared(function)) == Prediction(nests=3, temporaries=["n*m"])

Nothing of ``mgc.ir.fusion`` or ``mgc.ir.loops`` is used: the rule is written a second time here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mgc.ir.core import Function, Value
from mgc.ir.extents import product
from mgc.ir.ops.base import CHEAP
from mgc.ir.ops.check import Check
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.create import Constant
from mgc.ir.ops.gather import CheckBounds, InBounds
from mgc.ir.ops.scan import Scan
from mgc.ir.ops.update import Update
from tests.fusion.nests import Nest, Root, renamed
from tests.fusion.reading import (
    WITH_LOOPS,
    Read,
    cost,
    has_memory,
    index_at,
    stored_values,
    written_place,
)

CHECKS = (Check, CheckBounds, InBounds)


@dataclass
class Prediction:
    """The number of nests, and the sizes of the temporaries in elements."""

    nests: int
    temporaries: list[str]


@dataclass(eq=False)
class Plan:
    """Nests, in the order in which their first roots come; who needs whom; who makes what."""

    nests: list[Nest] = field(default_factory=list)
    needs: dict[Nest, set[Nest]] = field(default_factory=dict)
    maker: dict[Value, Nest] = field(default_factory=dict)
    checks: list[Nest] = field(default_factory=list)
    writes: list[Nest] = field(default_factory=list)

    def place(self, root: Root) -> None:
        """Puts ``root`` into the first nest that accepts it, or into a new one."""
        needed = self._needed(root)
        asked = [n for n in reversed(self.nests) if n in needed]
        asked += [n for n in reversed(self.nests) if n not in needed]
        for nest in asked:
            if any(nest in self._after(other) for other in needed - {nest}):
                continue
            names = nest.accepts(root)
            if names is not None:
                break
        else:
            nest, names = Nest(), {}
            self.nests.append(nest)
        nest.add(root, names)
        self.maker[root.value] = nest
        self.needs.setdefault(nest, set()).update(needed - {nest})
        if isinstance(root.op, CHECKS):
            self.checks.append(nest)
        elif root.is_visible:
            self.writes.append(nest)

    def _needed(self, root: Root) -> set[Nest]:
        """The nests that come before, or hold, ``root``."""
        values = {read.value for read in root.reads}
        needed: set[Nest] = set()
        if root.buffer is not None:
            values.add(root.buffer)
            needed |= {n for n in self.nests if any(r.value is root.buffer for r in n.reads)}
        if isinstance(root.op, CHECKS):
            needed |= {*self.checks[-1:], *self.writes}
        elif root.is_visible:
            needed |= {*self.checks[-1:]}
        return needed | {self.maker[value] for value in values if value in self.maker}

    def _after(self, nest: Nest) -> set[Nest]:
        """All that runs before ``nest``."""
        found: set[Nest] = set()
        waiting = [nest]
        while waiting:
            new = self.needs.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return found

    def in_order(self) -> list[Nest]:
        """Nests by the latest of their roots, each after those it needs."""
        rank = {value: number for number, value in enumerate(self.maker)}
        waiting = sorted(self.nests, key=lambda n: max(rank[m.value] for m in n.members))
        order: list[Nest] = []
        while waiting:
            ready = next(n for n in waiting if self.needs[n] <= set(order))
            waiting.remove(ready)
            order.append(ready)
        return order


def predict(function: Function) -> Prediction:
    """Of a straight-line function in the form that fusion starts from."""
    assert not any(node.regions for node in function.body.nodes), "no rule for loops here"
    stored = stored_values(function)
    while True:
        plan = Plan()
        for node in function.body.nodes:
            for value in node.results:
                if value in stored and not has_memory(value):
                    plan.place(Root.of(value, stored))
        again = _computed_twice(function, plan, stored)
        if not again:
            return Prediction(len(plan.nests), Memories(function, plan).temporaries())
        stored |= again


def _computed_twice(function: Function, plan: Plan, stored: set[Value]) -> set[Value]:
    """Dear values that more than one nest would compute, but for parts of such."""
    by: dict[Value, set[Nest]] = {}
    users: dict[Value, list[Value]] = {}
    for node in reversed(function.body.nodes):
        for value in node.results:
            nests = {plan.maker[value]} if value in plan.maker else by.get(value, set())
            for operand in node.operands:
                by.setdefault(operand, set()).update(nests)
                users.setdefault(operand, []).append(value)
    dear = {
        value
        for value, nests in by.items()
        if len(nests) > 1 and value not in stored and cost(value, stored) > CHEAP
    }
    return {value for value in dear if not all(user in dear for user in users[value])}


# -- memory -----------------------------------------------------------------------------


@dataclass(eq=False)
class Memory:
    """Where a value is. ``temporary``: not the caller's, not a table, not a register."""

    size: str
    temporary: bool


class Memories:
    """Where the values of a function are, once its nests are known."""

    def __init__(self, function: Function, plan: Plan) -> None:
        self.nests = plan.in_order()
        self.homes = _given(function)
        self.last: dict[Value, Nest] = {}
        self.readers: dict[Value, set[Nest]] = {}
        for nest in self.nests:
            for value in _taken(nest):
                self.last[value] = nest
                self.readers.setdefault(value, set()).add(nest)
        for nest in reversed(self.nests):
            for member in nest.members:
                self._keep_in_place(nest, member)
        overwritten = {m.buffer for nest in self.nests for m in nest.members}
        for nest in self.nests:
            for value, new in _written_whole(nest):
                if value not in self.homes and not overwritten & {value, new}:
                    self.homes[value] = self.home(new)

    def home(self, value: Value) -> Memory:
        """Where a value is; a scalar that is nobody's result is in a register."""
        shape = value.type.shape
        return self.homes.setdefault(value, Memory(str(product(shape)), temporary=bool(shape)))

    def _keep_in_place(self, nest: Nest, member: Root) -> None:
        """What an update overwrites is where the next version is, if nobody wants it later."""
        buffer = member.buffer
        if buffer is not None and buffer not in self.homes and self.last[buffer] is nest:
            self.homes[buffer] = self.home(member.value)

    def temporaries(self) -> list[str]:
        """The sizes of all temporaries in elements."""
        used: dict[Memory, None] = {}
        for nest in self.nests:
            for value in _taken(nest) - set(nest.values):
                used[self.home(value)] = None
            for member in nest.members:
                if self.is_kept(nest, member):
                    used[self.home(member.value)] = None
            if nest.holds(Matmul) and not self._sums_in_a_result(nest):
                sums = nest.members[0].value.type.shape[-2:]
                used[Memory(str(product(sums)), temporary=True)] = None
        return sorted(memory.size for memory in used if memory.temporary)

    def is_kept(self, nest: Nest, member: Root) -> bool:
        """True if other nests or the caller see what the member makes."""
        if isinstance(member.op, InBounds):
            return False
        seen = self.readers.get(member.value, set()) - {nest} or member.value in self.homes
        return bool(seen) or member.buffer is not None or _read_before_it_is_written(nest, member)

    def _sums_in_a_result(self, nest: Nest) -> bool:
        """True if partial sums can be kept where a value of the nest is stored at the end."""
        contraction = nest.members[0]
        index = index_at(contraction.axes, contraction.space)
        read = {read.value for read in nest.reads}
        for member in nest.members:
            place = Read(member.value, member.value.type.shape, member.place)
            if (
                self.is_kept(nest, member)
                and member.value.type == contraction.value.type
                and renamed(place, nest.names).index == index
                and member.buffer not in read
            ):
                return True
        return False


def _read_before_it_is_written(nest: Nest, member: Root) -> bool:
    """True if a member is computed from what the nest overwrites, and may be used after that."""
    if isinstance(member.op, WITH_LOOPS):
        return False
    for update in nest.members:
        read = [read for read in member.reads if read.value is update.buffer]
        if update.buffer is not None and read:
            users = [m for m in nest.members if any(r.value is member.value for r in m.reads)]
            node = update.value.node
            assert node is not None
            place = written_place(node, index_at(member.axes, member.space))
            replaced = member.value is node.operands[1] and all(r == place for r in read)
            if users != [update] or not replaced:
                return True
    return False


def _written_whole(nest: Nest) -> Iterator[tuple[Value, Value]]:
    """Values of a nest of maps that it also writes over whole buffers, and what these are then."""
    makers = {m.value: m for m in nest.members if not isinstance(m.op, WITH_LOOPS)}
    updates = [member for member in nest.members if isinstance(member.op, Update)]
    if nest.holds(Matmul) or nest.holds(Scan) or len(updates) > 1:
        return
    for update in nest.members:
        node = update.value.node
        assert node is not None
        maker = (
            makers.get(node.operands[1])
            if isinstance(node.op, Update) and not node.op.view
            else None
        )
        if maker is None or maker.value.type != update.value.type:
            continue
        own = [read for read in maker.reads if read.value is update.buffer]
        place = written_place(node, index_at(maker.axes, maker.space))
        forbidden = {update.buffer, *([maker.value] if own else [])}
        others = [m for m in nest.members if m not in (update, maker)]
        clear = not any(read.value in forbidden for m in others for read in m.reads)
        if clear and all(read == place for read in own):
            yield maker.value, update.value


def _taken(nest: Nest) -> set[Value]:
    """What a nest reads, and what it overwrites."""
    buffers = {member.buffer for member in nest.members if member.buffer is not None}
    return {read.value for read in nest.reads if not _is_check(read.value)} | buffers


def _is_check(value: Value) -> bool:
    """True for what a check of indices makes: it is nowhere in memory."""
    return value.node is not None and isinstance(value.node.op, InBounds)


def _given(function: Function) -> dict[Value, Memory]:
    """Memory that is there whatever the nests are."""
    body = function.body
    callers = Memory("the caller's", temporary=False)
    homes = dict.fromkeys(body.params, callers)
    for value, info in zip(body.results, function.results, strict=True):
        if info.alias is None:
            homes[value] = callers
    tables = (node.result for node in body.nodes if isinstance(node.op, Constant))
    return {**homes, **{table: callers for table in tables if has_memory(table)}}
