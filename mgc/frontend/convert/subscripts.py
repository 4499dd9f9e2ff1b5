"""Subscripts and augmented assignment.

``x[i]`` becomes a call of `Hooks.get_item`; ``x[i] = v`` and all other assignment to subscripts
ends in `Hooks.set_item`; ``x[i] += v`` is one `Hooks.update_item`, ``x += v`` an assignment of
`Hooks.inplace`. ``del x[i]`` stays as it is.
"""

from __future__ import annotations

import ast

from .rewriter import HookCall, Rewriter, constant, hook_call
from .skeleton import FunctionNode

_OPERATOR_NAMES: dict[type[ast.operator], str] = {
    ast.Add: "iadd",
    ast.Sub: "isub",
    ast.Mult: "imul",
    ast.MatMult: "imatmul",
    ast.Div: "itruediv",
    ast.FloorDiv: "ifloordiv",
    ast.Mod: "imod",
    ast.Pow: "ipow",
    ast.LShift: "ilshift",
    ast.RShift: "irshift",
    ast.BitAnd: "iand",
    ast.BitXor: "ixor",
    ast.BitOr: "ior",
}


def convert_subscripts(node: FunctionNode) -> FunctionNode:
    """Send subscripts and augmented assignments in ``node`` through the hooks."""
    converted: FunctionNode = _Subscripts().visit(node)
    return converted


class _Subscripts(Rewriter):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load):
            return hook_call("get_item", [node.value, _index(node.slice)], node)
        if isinstance(node.ctx, ast.Store):
            node.value = hook_call("target", [node.value], node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        target = node.target
        value = self.visit(node.value)
        operator = constant(_OPERATOR_NAMES[type(node.op)], value)
        if isinstance(target, ast.Subscript):
            operands = [self.visit(target.value), _index(self.visit(target.slice))]
            begin = hook_call("begin_update", operands, target)
            finish = ast.copy_location(HookCall(begin, [operator, value], []), node)
            return ast.copy_location(ast.Expr(finish), node)
        if isinstance(target, ast.Name):
            old = ast.copy_location(ast.Name(target.id, ast.Load()), target)
            ast.copy_location(operator, target)
            new = hook_call("inplace", [operator, old, value], node)
            return ast.copy_location(ast.Assign([target], new), node)
        node.target = self.visit(target)
        node.value = value
        return node


def _index(node: ast.expr) -> ast.expr:
    """The index as an expression of its own: slices are built by calling `slice`."""
    if isinstance(node, ast.Slice):
        bounds = [node.lower, node.upper, node.step]
        return hook_call("slice", [bound or constant(None, node) for bound in bounds], node)
    if isinstance(node, ast.Tuple):
        node.elts = [_index(element) for element in node.elts]
    return node
