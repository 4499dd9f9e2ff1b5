"""Row buffers: dear values that several phases of a row need are computed once.

The memory is one row of the workspace, or the row of a result that is stored in the last phase
at the same places: softmax keeps its exponentials where the quotients will go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import Value
from ..extents import Extent, Symbol, dim, product
from ..fusion.storage import total_cost
from ..ops.base import CHEAP, Index, Reduction, TensorOp
from .phases import Phase
from .program import Buffer

if TYPE_CHECKING:
    from .nest import NestLowering

Place = tuple[Phase, Index]


def keep_rows(nest: NestLowering, phases: list[Phase]) -> None:
    """Finds the values to keep, and gives them memory and the phase that computes them."""
    if len(phases) < 2:
        return
    for node in reversed(nest.region.nodes):
        for value in node.results:
            if value in nest.stored or not isinstance(node.op, TensorOp):
                continue
            places = _places(nest, value, phases)
            if len(places) > 1 and total_cost(value, nest.stored) > CHEAP:
                _keep(nest, value, places, phases)


def _places(nest: NestLowering, value: Value, phases: list[Phase]) -> list[Place]:
    """The phases that compute ``value``, with its index there.

    What is kept already hides what lies under it, but for the phase that computes it.
    """
    kept = {v for phase in phases for v, _, _ in phase.kept}
    stored = {*nest.stored, value, *kept}
    places: list[Place] = []
    for phase in phases:
        here = stored - {v for v, _, _ in phase.kept}
        found = {
            access.index
            for root in phase.roots
            for access in root.reads(here)
            if access.value is value
        }
        places.extend((phase, index) for index in found)
    return places


def _keep(nest: NestLowering, value: Value, places: list[Place], phases: list[Phase]) -> None:
    shapes = {tuple(_row(nest, i) for i in index) for _, index in places}
    if len(shapes) != 1 or len({id(phase) for phase, _ in places}) != len(places):
        return
    if not all(_is_plain(nest, value, place) for place in places):
        return
    first, index = places[0]
    inner = [e for i, e in zip(index, value.type.shape) if _row(nest, i) is None]
    if inner and _covers(nest, value, places[0]):
        home = _result_row(nest, value, places[-1], phases)
        if home is None and not _vector_of_rows(nest):
            home = Buffer.of("row", value.type.dtype, product(inner), "row")
        if home is not None:
            first.kept.append((value, index, home))


def _vector_of_rows(nest: NestLowering) -> bool:
    """True if reductions run down columns: the lanes of a vector are adjacent rows.

    Each lane would need a row of its own, so what is not kept in a result is computed again.
    """
    reductions = [r.node.op for r in nest.roots if isinstance(r.node.op, Reduction)]
    return bool(nest.rows) and bool(reductions) and not any(op.lanes for op in reductions)


def _row(nest: NestLowering, index: Extent) -> Symbol | None:
    return next((r for r in nest.rows if index == dim(r)), None)


def _is_plain(nest: NestLowering, value: Value, place: Place) -> bool:
    """True if the index consists of loop counters, and is 0 along axes of extent 1."""
    phase, index = place
    counters = [dim(s) for s in (*nest.rows, *(s for s, _ in phase.inner))]
    return all((e == 1 and i == 0) or i in counters for i, e in zip(index, value.type.shape))


def _covers(nest: NestLowering, value: Value, place: Place) -> bool:
    """True if the phase computes every element of the row of ``value``."""
    phase, index = place
    extents: dict[Extent, Extent] = {dim(s): extent for s, extent in phase.inner}
    inside = [(i, e) for i, e in zip(index, value.type.shape) if i in extents]
    whole = all(extents[i] == e for i, e in inside)
    return whole and len({i for i, _ in inside}) == len(inside)


def _result_row(
    nest: NestLowering, value: Value, last: Place, phases: list[Phase]
) -> Buffer | None:
    phase, index = last
    taken = {id(home) for p in phases for _, _, home in p.kept}
    if phase is not phases[-1]:
        return None
    for root in phase.roots:
        target = nest.targets.get(root.value)
        if (
            root.kind == "map"
            and isinstance(target, Buffer)
            and id(target) not in taken
            and target.holds(value.type.dtype)
            and root.value.type.shape == value.type.shape
            and index == root.index
        ):
            return target
    return None
