"""Calls: ``f(a, *b, k=c)`` becomes ``hooks.call(f)(a, *b, k=c)``.

The callee is looked at when the call is reached, not by its name, so aliases, methods, partial
functions and array namespaces (``xp.sum``) need nothing special. The user's frame still makes the
call itself, so callees that look at their caller's frame find it.
"""

from __future__ import annotations

import ast

from .rewriter import HookCall, Rewriter, hook_call
from .skeleton import FunctionNode


def convert_calls(node: FunctionNode) -> FunctionNode:
    """Send every call in ``node`` through `Hooks.call`."""
    converted: FunctionNode = _Calls().visit(node)
    return converted


class _Calls(Rewriter):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute):
            _start_at_attribute(node, node.func)
        callee = hook_call("call", [node.func], node)
        return ast.copy_location(HookCall(callee, node.args, node.keywords), node)


def _start_at_attribute(call: ast.Call, method: ast.Attribute) -> None:
    """Place a method call in a chain over several lines at the method's line, as Python does."""
    line, end = method.end_lineno, method.end_col_offset
    if line is None or end is None or line == call.lineno:
        return
    length = len(method.attr)
    call.lineno = line
    call.col_offset = end - length if length <= end else 0
