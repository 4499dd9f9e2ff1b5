"""``and``, ``or``, ``not``, conditional expressions, chains of comparisons and ``in``.

::

    a and b           (t := hooks.both(a)).result(t.close(b) if t.first else None)
    x if c else y     (t := hooks.choose(c)).result(t.close(x) if t.first else None,
                                                    t.close(y) if t.second else None)
    a < b < c         a < (m := b) and m < c
    not a             hooks.negate(a)
    a and (n := b)    ... t.close(n := b, ("n",)) ..., if n is read elsewhere
    a in b            hooks.contains(b, a)
    a.shape == b      hooks.compared(a.shape, b, False), where both may be tuples
    a is True         hooks.identical(a, True)

In the iterables of comprehensions, where Python allows no ``:=``, and in the bodies of classes,
where ``t`` would become an attribute, ``and``, ``or``, conditional expressions and chains of
comparisons stay Python's.
"""

from __future__ import annotations

import ast
from collections import Counter
from typing import TypeVar

from .nodes import PREFIX, Numbers, OwnAttribute, OwnIfExp, TestedBoolOp, attribute, read
from .places import Placed, joining, on_line, tested_at
from .rewriter import HookCall, Rewriter, constant, hook_call
from .skeleton import FunctionNode

_NodeT = TypeVar("_NodeT", bound=ast.AST)


def convert_booleans(node: FunctionNode) -> FunctionNode:
    """Send truth values in the expressions of ``node`` through the hooks."""
    converted: FunctionNode = _Booleans(node).visit(node)
    return converted


class _Booleans(Rewriter):
    def __init__(self, function: FunctionNode) -> None:
        self._numbers = Numbers()
        self._reads = _reads(function)
        self._assigns = True  # whether an expression may assign to variables where it stands

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if not self._assigns or _suspends(node):
            return node
        return self._connected(node, node.values, on_line(node), joining(node))

    def visit_TestedBoolOp(self, node: TestedBoolOp) -> ast.AST:
        self.generic_visit(node)
        if not self._assigns or _suspends(node):
            return node
        return self._connected(node, node.values, node.place, node.place)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Not):
            return node
        return hook_call("negate", [node.operand], node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        place = tested_at(node, node.test)
        self.generic_visit(node)
        if not self._assigns or _suspends(node):
            return node
        name = self._numbers.name("choice")
        choice = _kept(name, hook_call("choose", [node.test], place), place)
        place = joining(node)
        values = [
            self._taken(name, "first", node.body, node, place),
            self._taken(name, "second", node.orelse, node, place),
        ]
        return _result(choice, values, node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) == 1:
            return _compared(node.left, node.ops[0], node.comparators[0], node)
        if not self._assigns or _suspends(node):
            return node
        comparisons: list[ast.expr] = []
        left = node.left
        for operator, right in zip(node.ops[:-1], node.comparators[:-1], strict=True):
            name = self._numbers.name("middle")
            comparisons.append(_compared(left, operator, _kept(name, right, on_line(right)), node))
            left = read(name, joining(node))
        comparisons.append(_compared(left, node.ops[-1], node.comparators[-1], node))
        chain = ast.copy_location(ast.BoolOp(ast.And(), []), node)
        return self._connected(chain, comparisons, on_line(node), joining(node))

    def _connected(
        self, node: ast.BoolOp, values: list[ast.expr], place: Placed, closed_at: Placed
    ) -> ast.expr:
        """``values`` joined by ``and`` or ``or``, from the right."""
        hook, purpose = ("both", "and") if isinstance(node.op, ast.And) else ("either", "or")
        result = values[-1]
        for value in reversed(values[:-1]):
            name = self._numbers.name(purpose)
            left = _kept(name, hook_call(hook, [value], place), place)
            taken = self._taken(name, "first", result, node, closed_at)
            result = _result(left, [taken], node)
        return result

    def _taken(
        self, name: str, which: str, value: ast.expr, node: ast.expr, closed_at: Placed
    ) -> ast.expr:
        """``name.close(value) if name.which else None``, for the operand ``value`` of ``node``."""
        place = joining(node)
        close = attribute(name, "close", place)
        arguments = [value]
        kept = self._kept_names(value)
        if kept:
            arguments.append(constant(kept, place))
        closed = ast.copy_location(HookCall(close, arguments, []), closed_at)
        taken = OwnIfExp(attribute(name, which, place), closed, constant(None, place))
        return ast.copy_location(taken, place)

    def _kept_names(self, operand: ast.expr) -> tuple[str, ...]:
        """The variables that ``operand`` assigns, of those that are used outside of it too."""
        inside = _reads(operand)
        found: set[str] = set()
        for child in ast.walk(operand):
            if isinstance(child, ast.NamedExpr) and not child.target.id.startswith(PREFIX):
                name = child.target.id
                if self._reads[name] > inside[name] or _reads(child.value)[name]:
                    found.add(name)
        return tuple(sorted(found))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._around(node)
        node.body = [self._inside(statement, True) for statement in node.body]
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        self._around(node)
        node.body = [self._inside(statement, True) for statement in node.body]
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        node.args = self.visit(node.args)
        node.body = self._inside(node.body, True)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        outside = self._assigns and not getattr(node, "type_params", None)
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        node.bases = [self._inside(base, outside) for base in node.bases]
        node.keywords = [self._inside(keyword, outside) for keyword in node.keywords]
        node.body = [self._inside(statement, False) for statement in node.body]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.iter = self._inside(node.iter, False)
        node.target = self.visit(node.target)
        node.ifs = [self.visit(test) for test in node.ifs]
        return node

    def _around(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        node.args = self.visit(node.args)

    def _inside(self, node: _NodeT, assigns: bool) -> _NodeT:
        outside, self._assigns = self._assigns, assigns
        new: _NodeT = self.visit(node)
        self._assigns = outside
        return new


def _compared(left: ast.expr, operator: ast.cmpop, right: ast.expr, place: ast.expr) -> ast.expr:
    """One comparison."""
    if isinstance(operator, ast.Eq | ast.NotEq) and _may_be_tuples(left, right):
        differ = ast.copy_location(ast.Constant(isinstance(operator, ast.NotEq)), place)
        return hook_call("compared", [left, right, differ], place)
    if isinstance(operator, ast.Is | ast.IsNot) and _is_bool(right):
        found = hook_call("identical", [left, right], place)
        return found if isinstance(operator, ast.Is) else hook_call("negate", [found], place)
    if not isinstance(operator, ast.In | ast.NotIn):
        return ast.copy_location(ast.Compare(left, [operator], [right]), place)
    found = hook_call("contains", [left, right], place)
    return found if isinstance(operator, ast.In) else hook_call("negate", [found], place)


def _may_be_tuples(left: ast.expr, right: ast.expr) -> bool:
    """Whether one side is a display, or a shape or a part of one, or both are variables."""
    sides = [side.value if isinstance(side, ast.NamedExpr) else side for side in (left, right)]
    return any(map(_is_tuple, sides)) or all(isinstance(side, ast.Name) for side in sides)


def _is_tuple(side: ast.expr) -> bool:
    if isinstance(side, ast.Subscript):
        return isinstance(side.slice, ast.Slice) and _is_tuple(side.value)
    shape = isinstance(side, ast.Attribute) and side.attr == "shape"
    return shape or isinstance(side, ast.Tuple | ast.List)


def _is_bool(side: ast.expr) -> bool:
    return isinstance(side, ast.Constant) and isinstance(side.value, bool)


def _kept(name: str, value: ast.expr, place: Placed) -> ast.expr:
    """``(name := value)``."""
    target = ast.copy_location(ast.Name(name, ast.Store()), place)
    return ast.copy_location(ast.NamedExpr(target, value), place)


def _reads(node: ast.AST) -> Counter[str]:
    """How often names are read."""
    return Counter(
        child.id
        for child in ast.walk(node)
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load)
    )


def _result(construct: ast.expr, values: list[ast.expr], node: ast.expr) -> ast.expr:
    """``construct.result(*values)``, the value of ``node``."""
    place = joining(node)
    function = ast.copy_location(OwnAttribute(construct, "result", ast.Load()), place)
    return ast.copy_location(HookCall(function, values, []), place)


def _suspends(node: ast.expr) -> bool:
    return any(isinstance(child, ast.Await | ast.Yield | ast.YieldFrom) for child in ast.walk(node))
