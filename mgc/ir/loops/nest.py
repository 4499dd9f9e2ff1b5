"""Lowering one nest: row loops, the phases inside a row, and what each phase stores.

Inside a row the roots are sorted into phases. Roots of one phase run in the same inner loops;
a root that needs a total, or a neighbour, of another root comes in a later phase. A dear value
that two phases need is kept in a row buffer, or in the row of a result that is stored last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from ..core import Node, Value
from ..extents import Extent, Symbol, dim
from ..fusion.access import at
from ..fusion.roots import Root, region_roots
from ..ops.base import Reduction
from ..ops.nest import Nest
from ..ops.scan import Scan
from ..types import DType
from .checks import guards, has_range, inspect_ranges, inspection, lower_check
from .combination import Combination
from .complex_scalars import CombinedParts
from .matmul import matmul_statement
from .parts import joined, parts_of
from .phases import Phase, find_phases
from .program import (
    Accumulator,
    Buffer,
    Nested,
    ReduceLoop,
    Scalar,
    ScanLoop,
    Site,
    Statement,
    enclose,
)
from .rows import keep_rows
from .storage import Storage
from .values import Element, Evaluator, flat_offset


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
        self.roots = region_roots(self.region)
        self.rows = tuple(Symbol(f"r{i}") for i in range(len(self.op.rows)))
        self.homes: dict[Value, Buffer | Scalar] = {}
        for inside, outside in zip(self.region.params, node.operands):
            self.homes[inside] = storage.homes[outside]
        self.targets = {
            inside: storage.homes[outside]
            for inside, outside in zip(self.region.results, node.results)
        }
        self.scalars: dict[Value, Element] = {}
        self.stored = {*self.region.params, *(r.value for r in self.roots)}

    def run(self) -> list[Statement]:
        """The nest's statements."""
        for root, mapped in zip(self.roots, self.op.axes):
            root.axes = tuple(
                self.rows[row] if row >= 0 else axis for axis, row in zip(root.axes, mapped)
            )
        kinds = {"matmul": self._matmul, "scan": self._scan}
        if self.op.kind == "check":
            return [Nested(lower_check(self), location=self.node.location)]
        checks = [root for root in self.roots if root.kind == "bounds"]
        inspected = [root for root in checks if not has_range(root)]
        before = inspect_ranges(self, [root for root in checks if has_range(root)])
        after = inspection(self, inspected)
        body = kinds.get(self.op.kind, self._map)()
        return [Nested([*before, *body], after, location=self.node.location)]

    # -- maps and reductions ------------------------------------------------------------

    def _map(self) -> list[Statement]:
        phases = find_phases(self.roots, self.rows, self.stored)
        keep_rows(self, phases)
        body: list[Statement] = []
        for phase in phases:
            body.extend(self._phase(phase))
        return enclose(body, zip(self.rows, self.op.rows))

    def _phase(self, phase: Phase) -> list[Statement]:
        body: list[Statement] = []
        evaluator = self.evaluator(body)
        guards(self, evaluator, [r for r in phase.roots if r.kind == "bounds" and not has_range(r)])
        for value, index, home in phase.kept:
            computed = evaluator.value(value, index)
            evaluator.store(home, evaluator.offset(home, index, value.type.shape), computed)
        reductions = [r for r in phase.roots if r.kind == "reduce"]
        position = Symbol("t")
        accumulators = [self._accumulator(evaluator, r, position) for r in reductions]
        self._store(evaluator, [r for r in phase.roots if r.kind not in ("reduce", "bounds")])
        self.homes.update((value, home) for value, _, home in phase.kept)
        for root in phase.roots:
            target = self.targets.get(root.value)
            if root.kind == "map" and isinstance(target, Buffer):
                self.homes[root.value] = target
        if not reductions:
            return enclose(body, phase.inner)
        return self._reduce(phase, reductions, accumulators, body, position)

    def _reduce(
        self,
        phase: Phase,
        reductions: list[Root],
        accumulators: list[Accumulator],
        body: list[Statement],
        position: Symbol,
    ) -> list[Statement]:
        counters = phase.inner or [(Symbol("i"), 1)]
        loop = ReduceLoop(
            tuple(s for s, _ in counters),
            tuple(e for _, e in counters),
            position,
            all(isinstance(r.node.op, Reduction) and r.node.op.lanes for r in reductions),
            body,
            accumulators,
            location=reductions[0].node.location,
        )
        after: list[Statement] = [loop]
        evaluator = self.evaluator(after)
        for root, accumulator in zip(reductions, accumulators):
            evaluator.s.location = root.node.location
            op, dtype = root.node.op, root.node.operands[0].type.dtype.compute
            assert isinstance(op, Reduction)
            results = joined(accumulator.results, [d for _, d in op.identity(dtype)])
            total = op.finish(evaluator.elements, results)
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
        identity = op.identity(x.dtype)
        where = evaluator.s.index(dim(position)) if len(identity) > 1 else x
        values = parts_of(op.lift(evaluator.elements, x, where))
        combination = CombinedParts(op, x.dtype) if x.dtype.is_complex else cast("Combination", op)
        return Accumulator(combination, values, tuple(Scalar(v.dtype) for v in values))

    def _store(self, evaluator: Evaluator, roots: Sequence[Root]) -> None:
        """Stores the elements of maps and updates, once all of them have been computed.

        An update may overwrite what another root reads at the same place.
        """
        results: list[tuple[Root, Buffer, Element]] = []
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
        values = parts_of((value,))
        running = tuple(Scalar(v.dtype) for v in values)
        (result,) = joined(running, (value.dtype,))
        store: list[Statement] = []
        after = self.evaluator(store)
        target = self.targets[root.value]
        assert isinstance(target, Buffer)
        after.store(target, flat_offset(at(root.axes), root.space), result)
        combination = CombinedParts(op, value.dtype)
        loop = ScanLoop(
            combination, axis, extent, body, values, running, store, location=root.node.location
        )
        rows = [(r, e) for r, e in zip(root.axes, root.space) if r is not axis]
        return enclose([loop], rows)

    def evaluator(self, body: list[Statement]) -> Evaluator:
        """Evaluates values into ``body`` with what is known now."""
        return Evaluator(body, dict(self.homes), self.scalars, self.rows)
