"""Replace values by simpler ones that have the same bits.

    %1 = negative %0
    %2 = negative %1          becomes          %1 = negative %0
    %3 = add %2, %x                            %3 = add %0, %x

The rules are data, in ``mgc.ir.rules``: one line each, by theme. What they leave unused is removed
by ``dce``.
"""

from __future__ import annotations

from ..core import Function, Node, Op, Value
from ..ops.control import Bind
from ..ops.update import Update
from ..records import dataclass
from ..replace import Replacer
from ..rules import arithmetic, contraction, logic, shape, update
from ..rules.pattern import Match, Rule, constant_of
from ..types import TensorType
from ..versions import chain
from .base import Pass

RULES: tuple[Rule, ...] = (
    *arithmetic.RULES, *logic.RULES, *shape.RULES, *update.RULES, *contraction.RULES,
)  # fmt: skip
"""All rules; of several that apply the first is used."""


@dataclass(frozen=True)
class Simplify(Pass):
    """Applies the rules to each node, operands first."""

    name = "simplify"

    def run(self, fn: Function) -> Function:
        """The function with simpler values."""
        return _Simplifier(fn).run(fn)


class _Simplifier(Replacer):
    """Also the emitter of the rules: what they make is simplified in turn."""

    def __init__(self, function: Function) -> None:
        super().__init__(function)
        self._may_stop = any(
            node.op.effect and not isinstance(node.op, Bind) for node in function.body.walk()
        )

    def replacement(self, node: Node, operands: tuple[Value, ...]) -> Value | None:
        if isinstance(node.op, Update) and self._may_stop and self._is_argument(node.operands[0]):
            return None  # a check that fails later leaves the argument written
        return self._apply(node.op, operands, node.result_types[0])

    def add(self, op: Op, *operands: Value) -> Value:
        """The result of ``op``, simplified."""
        (type,) = op.infer(tuple(v.type for v in operands))
        found = self._apply(op, operands, type)
        return self.builder.add(op, *operands) if found is None else found

    def full(self, number: float | bool, type: TensorType) -> Value:
        """A broadcast constant."""
        scalar = self.builder.add(constant_of(number, type.dtype))
        return self.builder.broadcast(scalar, type.shape)

    def _is_argument(self, buffer: Value) -> bool:
        """True for the versions of an argument, and of what a region carries, which may be one."""
        first, _ = chain(buffer)
        return first.node is None

    def _apply(self, op: Op, operands: tuple[Value, ...], type: TensorType) -> Value | None:
        for rule in RULES_OF.get(op.__class__, ()):
            found = rule.apply(op, operands, Match(op, type, self))
            if found is not None:
                assert found.type == type, f"a rule for {op.name} gives {found.type}, not {type}"
                return found
        return None


def _by_class() -> dict[type[Op], list[Rule]]:
    table: dict[type[Op], list[Rule]] = {}
    for rule in RULES:
        for op_class in rule.pattern.classes:
            table.setdefault(op_class, []).append(rule)
    return table


RULES_OF = _by_class()
"""The rules by the class of the op they replace."""
