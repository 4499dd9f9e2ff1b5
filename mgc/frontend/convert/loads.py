"""Reads of names and attributes, and assignment to attributes.

``x`` becomes ``hooks.load(x)``, ``a.b`` ``hooks.load(hooks.watch(a, "b").b)``, and ``a.b = v`` ends
in ``hooks.set_attribute(a, "b", v)``.

So an ordinary array becomes a traced one wherever it comes from, before an operator computes with
it, and the tracer sees which attributes a function depends on. Callees are left to `Hooks.call`.
"""

from __future__ import annotations

import ast

from .rewriter import Rewriter, constant, hook_call
from .skeleton import FunctionNode


def convert_loads(node: FunctionNode) -> FunctionNode:
    """Send reads of names and attributes, and writes of attributes, through the hooks."""
    converted: FunctionNode = _Loads().visit(node)
    return converted


class _Loads(Rewriter):
    def visit_Name(self, node: ast.Name) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            return node
        return hook_call("load", [node], node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.ctx, ast.Store):
            node.value = hook_call("owner", [self.visit(node.value)], node.value)
            return node
        if not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        return hook_call("load", [self._watched(node)], node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        callee = node.func
        if isinstance(callee, ast.Attribute):
            self._watched(callee)
        elif not isinstance(callee, ast.Name):
            node.func = self.visit(callee)
        node.args = [self.visit(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        return node

    def _watched(self, node: ast.Attribute) -> ast.Attribute:
        """``node`` with its owner going through the hook ``watch``."""
        owner = self.visit(node.value)
        node.value = hook_call("watch", [owner, constant(node.attr, node.value)], node.value)
        return node
