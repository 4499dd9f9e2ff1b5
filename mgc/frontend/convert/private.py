"""Private names of variables, spelled as Python's compiler spells them.

In a method of ``Model``, the variable ``__x`` is ``_Model__x`` to ``locals()``, and so to the hooks
that are told names. Attributes and the names of functions and classes are left to the compiler.
"""

from __future__ import annotations

import ast

from .skeleton import FunctionNode


def spell_private_names(node: FunctionNode, class_name: str | None) -> FunctionNode:
    """Rename the private variables of ``node``, whose innermost class is ``class_name``."""
    renamed: FunctionNode = _Private(class_name).visit(node)
    return renamed


class _Private(ast.NodeTransformer):
    def __init__(self, class_name: str | None) -> None:
        self._prefix = _prefix(class_name)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._spelled(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._spelled(node.arg)
        return node

    def visit_Global(self, node: ast.Global) -> ast.AST:
        node.names = [self._spelled(name) for name in node.names]
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        node.names = [self._spelled(name) for name in node.names]
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.name = None if node.name is None else self._spelled(node.name)
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        outside = self._prefix
        for field in ("decorator_list", "bases", "keywords"):
            setattr(node, field, [self.visit(part) for part in getattr(node, field)])
        self._prefix = _prefix(node.name)
        node.body = [self.visit(statement) for statement in node.body]
        self._prefix = outside
        return node

    def _spelled(self, name: str) -> str:
        private = name.startswith("__") and not name.endswith("__")
        return self._prefix + name if private else name


def _prefix(class_name: str | None) -> str:
    stripped = (class_name or "").lstrip("_")
    return f"_{stripped}" if stripped else ""
