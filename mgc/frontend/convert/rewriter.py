"""What the rewriting passes share: which parts of a tree are code, and how a hook is called.

A pass is a function from a function's tree to the rewritten tree. Every new node carries the place
of the node it stands for, so tracebacks, debuggers and coverage show the user's source.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from .skeleton import FunctionNode

Pass = Callable[[FunctionNode], FunctionNode]

# A constant that stands for an operation until the code object exists is a pair of this text and
# the operation's name: no user's constant is.
OPERATION = "<mgc.frontend.convert.operation>"

_NOT_CODE = frozenset({"annotation", "returns", "type_params", "pattern"})


class HookCall(ast.Call):
    """A call that a pass has put in, or has already converted: no pass converts it again."""


class Rewriter(ast.NodeTransformer):
    """Visits what runs when the function runs.

    Left alone: annotations and type parameters, which are about types, and patterns, in which
    Python allows neither calls nor subscripts.
    """

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit the parts of ``node`` that are code; a statement may become several or none."""
        for field, part in ast.iter_fields(node):
            if field in _NOT_CODE:
                continue
            if isinstance(part, list):
                part[:] = [new for old in part for new in self._visit_item(old)]
            elif isinstance(part, ast.AST):
                setattr(node, field, self.visit(part))
        return node

    def visit_TypeAlias(self, node: ast.AST) -> ast.AST:
        """Leave ``type X = ...`` alone."""
        return node

    def _visit_item(self, item: object) -> list[object]:
        """What takes the place of one item of a list, such as a statement of a body."""
        new = self.visit(item) if isinstance(item, ast.AST) else item
        if isinstance(new, list):
            return new
        return [] if isinstance(item, ast.AST) and new is None else [new]


def hook_call(name: str, arguments: list[ast.expr], place: ast.expr | ast.stmt) -> HookCall:
    """A call of the operation ``name`` of the runtime, at the place of ``place``.

    The operation is a constant where the first argument starts, so that a debugger goes through the
    lines in the same order as without it. (Python's warning, that a constant is called, is off when
    the code is compiled.)
    """
    start = arguments[0]
    while isinstance(start, ast.Call) or (isinstance(start, ast.Tuple) and start.elts):
        # a call in a chain of methods is placed further down, a tuple where its parenthesis is
        start = start.func if isinstance(start, ast.Call) else start.elts[0]
    return ast.copy_location(HookCall(operation(name, start), arguments, []), place)


def operation(name: str, place: ast.expr | ast.stmt) -> ast.Constant:
    """What stands for the operation ``name`` until the code is bound to hooks."""
    return constant((OPERATION, name), place)


def constant(value: str | tuple[object, ...] | None, place: ast.expr | ast.stmt) -> ast.Constant:
    """A literal at the place of ``place``."""
    node = ast.Constant(None)
    node.value = value  # type: ignore[assignment]  # compile() takes tuples too
    return ast.copy_location(node, place)
