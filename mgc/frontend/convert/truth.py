"""Truth values of the operands of ``and`` and ``or`` in conditions.

``if a and b:`` asks each operand for its truth once, and does not compute the value of ``a and b``.
So the operands become ``hooks.truth(a)`` and ``hooks.truth(b)``, where they stand.
"""

from __future__ import annotations

import ast
import sys

from .nodes import Conditional, TestedBoolOp, WhileLoop
from .places import Placed, joining, tested_at
from .rewriter import Rewriter, hook_call
from .skeleton import FunctionNode


def convert_truth(node: FunctionNode) -> FunctionNode:
    """Send the operands of ``and`` and ``or`` in the conditions of ``node`` through the hooks."""
    converted: FunctionNode = _Tests().visit(node)
    return converted


class _Tests(Rewriter):
    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        node.test = _tested(node.test, tested_at(node, node.test))
        return node

    def visit_Conditional(self, node: Conditional) -> ast.AST:
        return self.visit_If(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.test = _tested(node.test, tested_at(node, node.test))
        return node

    def visit_WhileLoop(self, node: WhileLoop) -> ast.AST:
        return self.visit_While(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        node.test = _tested(node.test, tested_at(node, node.test))
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            node.operand = _tested(node.operand, node.operand)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.ifs = [_tested(test, test) for test in node.ifs]
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        self.generic_visit(node)
        if node.guard is not None:
            node.guard = _tested(node.guard, node.guard)
        return node


def _tested(node: ast.expr, place: Placed) -> ast.expr:
    """``node`` where its truth alone counts.

    Python asks for it at ``place``; since Python 3.12, for that of an operand where the operand is.
    """
    if not isinstance(node, ast.BoolOp):
        return node
    new = TestedBoolOp(node.op, [_operand(value, place) for value in node.values])
    new.place = place if sys.version_info < (3, 12) else joining(node)
    return ast.copy_location(new, node)


def _operand(node: ast.expr, place: Placed) -> ast.expr:
    if isinstance(node, ast.BoolOp):
        return _tested(node, place)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node  # a truth value
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        return node  # evaluated as `and`
    return hook_call("truth", [node], place if sys.version_info < (3, 12) else node)
