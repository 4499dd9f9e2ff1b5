"""Lowering checks: nests that stop the program, guards in other nests, and what tells who failed.

A check of indices (``InBounds``) runs in the loops of what uses the indices, as a guard:

    for i:                                      inspection:
      %0 = load index[i]                          for i:
      guard(%0 is not in [-size, size))             %0 = load index[i]
      store out[i], load x[wrapped(%0)]             check(%0 is in [-size, size), site)

A guard only asks, for a whole vector at once, whether there is a reason to stop. If there is, the
nest is left, and the inspection finds the first index that fails, in the order of the program.
Where the range of all indices is known to a formula, the formula is looked at once, before the
loops, and the inspection runs only if it is out of bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..extents import Extent
from ..fusion.access import at, fresh_axes
from ..fusion.roots import Root
from ..ops.base import Index
from ..ops.check import Check, Raise
from ..ops.elementwise import LogicalOr
from ..ops.gather import CheckBounds, InBounds
from ..types import F64, I64
from .builder import LoopScalars
from .program import BoundsCheck, Buffer, If, Scalar, Site, Statement, enclose
from .values import Evaluator, flat_offset

if TYPE_CHECKING:
    from ..core import Value
    from .nest import NestLowering


def lower_check(nest: NestLowering) -> list[Statement]:
    """The operand element by element, in order; the first that fails stops the program."""
    (root,) = nest.roots
    op, location = root.node.op, root.node.location
    whole: list[Statement] = []
    condition, body = root.node.operands[0], whole
    if root.value not in nest.targets:
        condition, body = _undecided(nest, condition, at(root.axes), whole)
    evaluator = nest.evaluator(body)
    value = evaluator.scalar(condition, at(root.axes))
    s = evaluator.s
    s.location = location
    if isinstance(op, CheckBounds):
        _stop_outside(nest, evaluator, value, root, op)
        value = evaluator.wrapped(value, op.size)
    else:
        assert isinstance(op, Check)
        scalars = root.node.operands[1:]
        bits = tuple(_bits(s, evaluator.scalar(o, ())) for o in scalars)
        number = op.number if isinstance(op, Raise) else -1
        types = tuple(o.type.dtype for o in scalars)
        site = Site("check", 0, location, op.error, op.message, number, types)
        _stop(nest, body, s.not_(value), site, bits)
    target = nest.targets.get(root.value)
    if isinstance(target, Buffer):
        evaluator.store(target, flat_offset(at(root.axes), root.space), value)
    return enclose(whole, zip(root.axes, root.space), "serial")


def _undecided(
    nest: NestLowering, condition: Value, index: Index, body: list[Statement]
) -> tuple[Value, list[Statement]]:
    """The second condition of ``first or second``, and where the first one is known not to hold.

    That is inside a branch, which is added to ``body``. Any other condition, and ``body`` itself.
    """
    node = condition.node
    if node is None or condition in nest.homes or not isinstance(node.op, LogicalOr):
        return condition, body
    first, second = node.operands
    evaluator = nest.evaluator(body)
    holds = evaluator.scalar(first, index)
    rest: list[Statement] = []
    body.append(If(evaluator.s.not_(holds), rest, [], location=node.location))
    return second, rest


def guards(nest: NestLowering, evaluator: Evaluator, roots: list[Root]) -> None:
    """Leaves the nest where an index of the checks ``roots`` is out of range.

    Checks are joined to one guard, but for those of indices that another one allows to load.
    """
    pending: dict[Root, Scalar] = {}
    for root in roots:
        values = {earlier.value for earlier in pending}
        if any(access.value in values for access in root.reads(nest.stored)):
            _guard(evaluator, pending)
        pending[root] = evaluator.scalar(root.node.operands[0], root.index)
    _guard(evaluator, pending)


def _guard(evaluator: Evaluator, pending: dict[Root, Scalar]) -> None:
    """One guard for all, which are then done."""
    if pending:
        evaluator.s.location = next(reversed(pending)).node.location
        evaluator.s.guard((index, _size(root)) for root, index in pending.items())
    pending.clear()


def _size(root: Root) -> Extent:
    op = root.node.op
    assert isinstance(op, InBounds)
    return op.size


def inspection(nest: NestLowering, roots: list[Root]) -> list[Statement]:
    """The checks one by one, each from its first index on."""
    found: list[Statement] = []
    for root in roots:
        op = root.node.op
        assert isinstance(op, InBounds)
        axes = fresh_axes(root.space)
        body: list[Statement] = []
        evaluator = nest.evaluator(body)
        index = tuple(0 if e == 1 else i for i, e in zip(at(axes), root.space))
        value = evaluator.scalar(root.node.operands[0], index)
        _stop_outside(nest, evaluator, value, root, op)
        found.extend(enclose(body, zip(axes, root.space), "serial"))
    return found


def inspect_ranges(nest: NestLowering, roots: list[Root]) -> list[Statement]:
    """Runs the inspection of each check whose indices have a range, if that is out of bounds."""
    found: list[Statement] = []
    for root in roots:
        op = root.node.op
        assert isinstance(op, InBounds)
        assert op.lower is not None
        assert op.upper is not None
        s = LoopScalars(found, root.node.location)
        size = s.index(op.size)
        below = s.lt(s.index(op.lower), s.neg(size))
        failed = s.or_(below, s.ge(s.index(op.upper), size))
        inside = inspection(nest, [root])
        found.append(If(failed, inside, [], location=root.node.location))
    return found


def has_range(root: Root) -> bool:
    """True for a check of indices whose range a formula gives."""
    op = root.node.op
    return isinstance(op, InBounds) and op.lower is not None and op.upper is not None


def _stop_outside(
    nest: NestLowering, evaluator: Evaluator, value: Scalar, root: Root, op: CheckBounds | InBounds
) -> None:
    s, location = evaluator.s, root.node.location
    s.location = location
    size = s.index(op.size)
    failed = s.or_(s.lt(value, s.neg(size)), s.ge(value, size))
    _stop(nest, s.statements, failed, Site("index", op.axis, location), (value, size))


def _stop(
    nest: NestLowering,
    body: list[Statement],
    failed: Scalar,
    site: Site,
    values: tuple[Scalar, ...],
) -> None:
    nest.sites.append(site)
    body.append(BoundsCheck(failed, len(nest.sites) - 1, values, location=site.location))


def _bits(s: LoopScalars, x: Scalar) -> Scalar:
    """A real number as 64 bits, see `Site.numbers`."""
    if x.dtype.is_float:
        return s.bitcast(s.convert(x, F64), I64)
    return s.convert(x, I64)
