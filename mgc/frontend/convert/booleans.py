"""``and``, ``or``, ``not``, conditional expressions, chains of comparisons and ``in``.

::

    a and b           (t := hooks.both(a)).result(t.close(b) if t.first else None)
    x if c else y     (t := hooks.choose(c)).result(t.close(x) if t.first else None,
                                                    t.close(y) if t.second else None)
    a < b < c         a < (m := b) and m < c
    not a             hooks.negate(a)
    a in b            hooks.contains(b, a)

Where Python allows no ``:=``, in the iterables of comprehensions, the operands that may not be
needed are functions: ``hooks.both_lazy(a, lambda: b)``. In the bodies of classes, where ``t`` would
become an attribute, ``and``, ``or`` and conditional expressions stay Python's.
"""

from __future__ import annotations

import ast
from enum import Enum
from typing import TypeVar

from .nodes import Numbers, OwnAttribute, OwnIfExp, attribute, method, read
from .rewriter import HookCall, Rewriter, constant, hook_call
from .skeleton import FunctionNode

_NodeT = TypeVar("_NodeT", bound=ast.AST)


def convert_booleans(node: FunctionNode) -> FunctionNode:
    """Send truth values in the expressions of ``node`` through the hooks."""
    converted: FunctionNode = _Booleans().visit(node)
    return converted


class _Place(Enum):
    """What an expression may do where it stands."""

    FUNCTION = "assign to variables"
    ITERABLE = "define functions"
    CLASS = "neither"


class _Booleans(Rewriter):
    def __init__(self) -> None:
        self._numbers = Numbers()
        self._place = _Place.FUNCTION

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._place is _Place.CLASS or _has_suspension(node):
            return node
        return self._connected(node.op, node.values, node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Not):
            return node
        return hook_call("negate", [node.operand], node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if self._place is _Place.CLASS or _has_suspension(node):
            return node
        if self._place is _Place.ITERABLE:
            values = [_function(node.body), _function(node.orelse)]
            return hook_call("choose_lazy", [node.test, *values], node)
        name = self._numbers.name("choice")
        choice = _kept(name, hook_call("choose", [node.test], node.test))
        values = [_taken(name, "first", node.body), _taken(name, "second", node.orelse)]
        return _result(choice, values, node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) == 1:
            return _compared(node.left, node.ops[0], node.comparators[0], node)
        if self._place is not _Place.FUNCTION or _has_suspension(node):
            return node
        comparisons: list[ast.expr] = []
        left = node.left
        for index, (operator, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
            following = right
            if index < len(node.ops) - 1:
                name = self._numbers.name("middle")
                following = read(name, right)
                right = _kept(name, right)
            comparisons.append(_compared(left, operator, right, node))
            left = following
        return self._connected(ast.And(), comparisons, node)

    def _connected(self, operator: ast.boolop, values: list[ast.expr], place: ast.expr) -> ast.expr:
        """``values`` joined by ``and`` or ``or``, from the right."""
        hook = "both" if isinstance(operator, ast.And) else "either"
        result = values[-1]
        for value in reversed(values[:-1]):
            if self._place is _Place.ITERABLE:
                result = hook_call(f"{hook}_lazy", [value, _function(result)], place)
            else:
                name = self._numbers.name("and" if hook == "both" else "or")
                left = _kept(name, hook_call(hook, [value], value))
                result = _result(left, [_taken(name, "first", result)], place)
        return result

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._around(node)
        node.body = [self._inside(statement, _Place.FUNCTION) for statement in node.body]
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        self._around(node)
        node.body = [self._inside(statement, _Place.FUNCTION) for statement in node.body]
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        node.args = self.visit(node.args)
        node.body = self._inside(node.body, _Place.FUNCTION)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        outside = _Place.CLASS if getattr(node, "type_params", None) else self._place
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        node.bases = [self._inside(base, outside) for base in node.bases]
        node.keywords = [self._inside(keyword, outside) for keyword in node.keywords]
        node.body = [self._inside(statement, _Place.CLASS) for statement in node.body]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        inside = self._place if self._place is _Place.CLASS else _Place.ITERABLE
        node.iter = self._inside(node.iter, inside)
        node.target = self.visit(node.target)
        node.ifs = [self.visit(test) for test in node.ifs]
        return node

    def _around(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        node.args = self.visit(node.args)

    def _inside(self, node: _NodeT, place: _Place) -> _NodeT:
        outside, self._place = self._place, place
        new: _NodeT = self.visit(node)
        self._place = outside
        return new


def _compared(left: ast.expr, operator: ast.cmpop, right: ast.expr, place: ast.expr) -> ast.expr:
    """One comparison."""
    if not isinstance(operator, ast.In | ast.NotIn):
        return ast.copy_location(ast.Compare(left, [operator], [right]), place)
    found = hook_call("contains", [left, right], place)
    return found if isinstance(operator, ast.In) else hook_call("negate", [found], place)


def _kept(name: str, value: ast.expr) -> ast.expr:
    """``(name := value)``."""
    target = ast.copy_location(ast.Name(name, ast.Store()), value)
    return ast.copy_location(ast.NamedExpr(target, value), value)


def _taken(name: str, which: str, value: ast.expr) -> ast.expr:
    """``name.close(value) if name.which else None``."""
    test = attribute(name, which, value)
    closed = method(name, "close", [value], value)
    return ast.copy_location(OwnIfExp(test, closed, constant(None, value)), value)


def _result(construct: ast.expr, values: list[ast.expr], place: ast.expr) -> ast.expr:
    """``construct.result(*values)``."""
    function = ast.copy_location(OwnAttribute(construct, "result", ast.Load()), construct)
    return ast.copy_location(HookCall(function, values, []), place)


def _function(value: ast.expr) -> ast.expr:
    """``lambda: value``."""
    arguments = ast.arguments(
        posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
    )
    return ast.copy_location(ast.Lambda(arguments, value), value)


def _has_suspension(node: ast.expr) -> bool:
    return any(isinstance(child, ast.Await | ast.Yield | ast.YieldFrom) for child in ast.walk(node))
