"""f-strings: ``f"{a!r:>{n}} b"`` becomes ``hooks.joined((hooks.formatted(a, "r", ...), " b"))``.

``"%g b" % a`` becomes ``hooks.joined((hooks.formatted(a, "%", "%g b"),))``.
"""

from __future__ import annotations

import ast

from .rewriter import Rewriter, constant, hook_call
from .skeleton import FunctionNode


def convert_formatting(node: FunctionNode) -> FunctionNode:
    """Send the f-strings in ``node``, and ``%`` of texts that stand there, through the hooks."""
    converted: FunctionNode = _Formatting().visit(node)
    return converted


class _Formatting(Rewriter):
    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        if all(isinstance(part, ast.Constant) for part in node.values):
            return node
        parts: list[ast.expr] = [self.visit(part) for part in node.values]
        return hook_call("joined", [ast.copy_location(ast.Tuple(parts, ast.Load()), node)], node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        left = node.left
        text = isinstance(left, ast.Constant) and isinstance(left.value, str)
        if not text or not isinstance(node.op, ast.Mod):
            return node
        field = hook_call("formatted", [node.right, constant("%", node), left], node)
        return hook_call("joined", [ast.copy_location(ast.Tuple([field], ast.Load()), node)], node)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        value = self.visit(node.value)
        conversion = constant(None if node.conversion < 0 else chr(node.conversion), node)
        specification = constant(None, node)
        if node.format_spec is not None:
            specification = self.visit(node.format_spec)
        return hook_call("formatted", [value, conversion, specification], node)
