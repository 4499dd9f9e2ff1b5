"""``while`` whose condition assigns: ``while (n := f()) > 0: body``.

Its variables have the values of the last evaluation afterwards, which the body does not see, so it
becomes ``while True: if not (n := f()) > 0: break; body``.
"""

from __future__ import annotations

import ast

from .rewriter import Rewriter
from .skeleton import FunctionNode


def convert_assigning_conditions(node: FunctionNode) -> FunctionNode:
    """Move the conditions of such loops in ``node`` into their bodies."""
    converted: FunctionNode = _Conditions().visit(node)
    return converted


class _Conditions(Rewriter):
    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        test = node.test
        assigns = any(isinstance(child, ast.NamedExpr) for child in ast.walk(test))
        if not assigns or any(map(_jumps, node.orelse)):
            return node
        failed = ast.copy_location(ast.UnaryOp(ast.Not(), test), test)
        stop = ast.copy_location(ast.Break(), test)
        leave = ast.copy_location(ast.If(failed, [*node.orelse, stop], []), test)
        node.test = ast.copy_location(ast.Constant(True), test)
        node.body = [leave, *node.body]
        node.orelse = []
        return node


def _jumps(node: ast.AST) -> bool:
    """True for a ``break`` or ``continue`` of a loop around the statement."""
    if isinstance(node, ast.Break | ast.Continue):
        return True
    if isinstance(node, ast.For | ast.While | ast.FunctionDef | ast.ClassDef):
        return False
    return any(map(_jumps, ast.iter_child_nodes(node)))
