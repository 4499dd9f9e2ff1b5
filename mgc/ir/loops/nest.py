"""Lowering one nest: row loops, the phases inside a row, and what each phase stores.

Inside a row the roots are sorted into phases. Roots of one phase run in the same inner loops;
a root that needs a total, or a neighbour, of another root comes in a later phase. A dear value
that two phases need is kept in a row buffer, or in the row of a result that is stored last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..core import Node, Value
from ..extents import Extent, Symbol, dim
from ..fusion.access import at
from ..fusion.roots import Root, region_roots
from ..ops.base import Reduction
from ..ops.gather import CheckBounds
from ..ops.nest import Nest
from ..ops.scan import Scan
from ..types import I64, DType
from .collapse import wrap
from .matmul import matmul_statement
from .phases import Phase, find_phases
from .program import (
    Accumulator,
    BoundsCheck,
    Buffer,
    Nested,
    ReduceLoop,
    Scalar,
    ScanLoop,
    Site,
    Statement,
)
from .rows import keep_rows
from .storage import Arena, Storage
from .values import Evaluator, flat_offset


class NestLowering:
    """Lowers ``node``, a nest, to statements."""

    def __init__(
        self,
        node: Node,
        storage: Storage,
        sites: list[Site],
        pack_bytes: Callable[[DType, Extent, Extent, Extent], Extent],
    ) -> None:
        assert isinstance(node.op, Nest)
        self.node = node
        self.op = node.op
        self.region = node.regions[0]
        self.sites = sites
        self.pack_bytes = pack_bytes
        self.local = Arena()
        self.base = storage.arena.size
        self.roots = region_roots(self.region)
        self.rows = tuple(Symbol(f"r{i}") for i in range(len(self.op.rows)))
        self.homes: dict[Value, Buffer | Scalar] = {}
        for inside, outside in zip(self.region.params, node.operands):
            self.homes[inside] = storage.homes[outside]
        self.targets = {
            inside: storage.homes[outside]
            for inside, outside in zip(self.region.results, node.results)
        }
        self.scalars: dict[Value, Scalar] = {}
        self.stored = {*self.region.params, *(r.value for r in self.roots)}

    def run(self) -> list[Statement]:
        """The nest's statements."""
        for root, mapped in zip(self.roots, self.op.axes):
            root.axes = tuple(
                self.rows[row] if row >= 0 else axis for axis, row in zip(root.axes, mapped)
            )
        kinds = {"matmul": self._matmul, "scan": self._scan, "check": self._check}
        body = kinds.get(self.op.kind, self._map)()
        return [Nested(body, location=self.node.location)]

    # -- maps and reductions ------------------------------------------------------------

    def _map(self) -> list[Statement]:
        phases = find_phases(self.roots, self.rows, self.stored)
        keep_rows(self, phases)
        by_row = self._vector_over_rows()
        body: list[Statement] = []
        for phase in phases:
            body.extend(self._phase(phase, vector=not by_row))
        rows = list(zip(self.rows, self.op.rows))
        inside = any(phase.inner for phase in phases)
        vector = by_row if inside else True
        return wrap(body, rows, "vector" if vector else "parallel")

    def _vector_over_rows(self) -> bool:
        """True if lanes run over the last row axis: where no reduction needs them inside."""
        reductions = [r.node.op for r in self.roots if isinstance(r.node.op, Reduction)]
        return bool(self.rows) and bool(reductions) and not any(op.lanes for op in reductions)

    def _phase(self, phase: Phase, *, vector: bool) -> list[Statement]:
        body: list[Statement] = []
        evaluator = self.evaluator(body)
        for value, index, home in phase.kept:
            computed = evaluator.value(value, index)
            evaluator.store(home, evaluator.offset(home, index, value.type.shape), computed)
        reductions = [r for r in phase.roots if r.kind == "reduce"]
        position = Symbol("t")
        accumulators = [self._accumulator(evaluator, r, position) for r in reductions]
        self._store(evaluator, [r for r in phase.roots if r.kind != "reduce"])
        self.homes.update((value, home) for value, _, home in phase.kept)
        for root in phase.roots:
            target = self.targets.get(root.value)
            if root.kind == "map" and isinstance(target, Buffer):
                self.homes[root.value] = target
        if not reductions:
            return wrap(body, phase.inner, "vector" if vector and phase.inner else "serial")
        return self._reduce(phase, reductions, accumulators, body, position)

    def _reduce(
        self,
        phase: Phase,
        reductions: list[Root],
        accumulators: list[Accumulator],
        body: list[Statement],
        position: Symbol,
    ) -> list[Statement]:
        ops = [a.op for a in accumulators]
        loop = ReduceLoop(
            tuple(s for s, _ in phase.inner),
            tuple(e for _, e in phase.inner),
            position,
            ops[0].lanes,
            body,
            accumulators,
            location=reductions[0].node.location,
        )
        after: list[Statement] = [loop]
        evaluator = self.evaluator(after)
        for root, accumulator in zip(reductions, accumulators):
            evaluator.s.location = root.node.location
            total = accumulator.op.finish(evaluator.s, accumulator.results)
            total = evaluator.rounded(total, root.value.type.dtype)
            self.scalars[root.value] = total
            target = self.targets.get(root.value)
            if isinstance(target, Buffer):
                index = tuple(root.index[a] for a in root.kept)
                evaluator.store(target, flat_offset(index, root.value.type.shape), total)
        return after

    def _accumulator(self, evaluator: Evaluator, root: Root, position: Symbol) -> Accumulator:
        op = root.node.op
        assert isinstance(op, Reduction)
        x = evaluator.value(root.node.operands[0], root.index)
        evaluator.s.location = root.node.location
        where = evaluator.s.index(dim(position)) if len(op.identity(x.dtype)) > 1 else x
        values = op.lift(evaluator.s, x, where)
        return Accumulator(op, values, tuple(Scalar(v.dtype) for v in values))

    def _store(self, evaluator: Evaluator, roots: Sequence[Root]) -> None:
        """Stores the elements of maps and updates, once all of them have been computed.

        An update may overwrite what another root reads at the same place.
        """
        results: list[tuple[Root, Buffer, Scalar]] = []
        for root in roots:
            target = self.targets.get(root.value)
            if isinstance(target, Buffer):
                value = root.node.operands[1] if root.kind == "update" else root.value
                results.append((root, target, evaluator.value(value, root.index)))
        for root, target, result in results:
            evaluator.s.location = root.node.location
            offset = flat_offset(root.written_index(), root.value.type.shape)
            evaluator.store(target, offset, result)

    # -- other kinds of nests -----------------------------------------------------------

    def _matmul(self) -> list[Statement]:
        return matmul_statement(self)

    def _scan(self) -> list[Statement]:
        (root,) = self.roots
        op = root.node.op
        assert isinstance(op, Scan)
        axis, extent = root.axes[op.axis], root.space[op.axis]
        body: list[Statement] = []
        value = self.evaluator(body).value(root.node.operands[0], at(root.axes))
        running = Scalar(value.dtype)
        store: list[Statement] = []
        after = self.evaluator(store)
        target = self.targets[root.value]
        assert isinstance(target, Buffer)
        after.store(target, flat_offset(at(root.axes), root.space), running)
        loop = ScanLoop(op, axis, extent, body, value, running, store, location=root.node.location)
        rows = [(r, e) for r, e in zip(root.axes, root.space) if r is not axis]
        last = op.axis == len(root.space) - 1
        return wrap([loop], rows, "parallel" if last else "vector")

    def _check(self) -> list[Statement]:
        (root,) = self.roots
        op = root.node.op
        assert isinstance(op, CheckBounds)
        body: list[Statement] = []
        evaluator = self.evaluator(body)
        s = evaluator.s
        index = evaluator.value(root.node.operands[0], at(root.axes))
        s.location = root.node.location
        size, zero = s.index(op.size), s.const(0, I64)
        failed = s.or_(s.lt(index, s.neg(size)), s.ge(index, size))
        self.sites.append(Site("index", op.axis, root.node.location))
        site = len(self.sites) - 1
        body.append(BoundsCheck(failed, site, (index, size), location=root.node.location))
        wrapped = s.select(s.lt(index, zero), s.add(index, size), index)
        target = self.targets.get(root.value)
        if isinstance(target, Buffer):
            evaluator.store(target, flat_offset(at(root.axes), root.space), wrapped)
        return wrap(body, list(zip(root.axes, root.space)), "serial")

    def evaluator(self, body: list[Statement]) -> Evaluator:
        """Evaluates values into ``body`` with what is known now."""
        return Evaluator(body, dict(self.homes), self.scalars, self.rows)
