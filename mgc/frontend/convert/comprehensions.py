"""Comprehensions: ``[e for x in it if c]`` goes through ``it`` and ``c`` by way of the hooks.

They stay Python's: what they iterate over must be known, and so must their conditions. The guards
of ``match`` are such conditions too.
"""

from __future__ import annotations

import ast

from .rewriter import Rewriter, hook_call
from .skeleton import FunctionNode


def convert_comprehensions(node: FunctionNode) -> FunctionNode:
    """Send iterables and conditions of the comprehensions in ``node`` through the hooks."""
    converted: FunctionNode = _Comprehensions().visit(node)
    return converted


class _Comprehensions(Rewriter):
    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        if not node.is_async:
            node.iter = hook_call("iterate", [node.iter], node.iter)
        node.ifs = [hook_call("condition", [test], test) for test in node.ifs]
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        self.generic_visit(node)
        if node.guard is not None:
            node.guard = hook_call("condition", [node.guard], node.guard)
        return node
