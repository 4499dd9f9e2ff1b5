"""Syntax nodes of converted code.

An ``Own`` node is Python that a pass has put in: passes are chosen by the name of a node's class,
so none converts it again. A `Conditional`, `ForLoop`, `WhileLoop` or `Raising` is a statement of
the user that later passes convert; it differs from Python's node in what it knows besides.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .rewriter import HookCall, operation
from .sites import BranchSite, LoopSite

PREFIX = "@mgc_"
"""How the variables begin that the conversion adds: no user's name does, and none is mangled."""


class OwnName(ast.Name):
    """A variable of the conversion that is read."""


class OwnAttribute(ast.Attribute):
    """An attribute of an object of the conversion."""


class OwnNot(ast.UnaryOp):
    """A negation of what is known to be a bool."""


class OwnOr(ast.BoolOp):
    """A disjunction of what is known to be bools."""


class OwnIfExp(ast.IfExp):
    """A conditional expression on what is known to be a bool."""


class OwnIf(ast.If):
    """A conditional statement on what is known to be a bool."""


class OwnWhile(ast.While):
    """A loop that Python runs."""


class StaticExit(OwnIf):
    """Python's own ``break``, ``continue`` or ``return``, taken if nothing around it is traced."""


class FlagAssign(ast.Assign):
    """Sets ``flag``, which says that a loop or the function was left."""

    flag: str


class Conditional(ast.If):
    """An ``if``, kept in the variable ``construct``. The body may be empty."""

    construct: str
    site: BranchSite


class ForLoop(ast.For):
    """A ``for`` without ``else``, kept in the variable ``construct``."""

    construct: str
    stop: str | None
    site: LoopSite


class WhileLoop(ast.While):
    """A ``while`` without ``else``, kept in the variable ``construct``."""

    construct: str
    stop: str | None
    site: LoopSite


class Raising(ast.Raise):
    """A ``raise`` with an exception, kept in the variable ``construct``."""

    construct: str


class Numbers:
    """Gives every variable of one conversion a name of its own."""

    def __init__(self) -> None:
        self._last = 0

    def name(self, purpose: str) -> str:
        """A new name that tells ``purpose``."""
        self._last += 1
        return f"{PREFIX}{purpose}_{self._last}"


_Node = ast.expr | ast.stmt


def nowhere() -> ast.expr:
    """A place without a line: its instructions belong to the line that was executed before."""
    place = ast.Constant(None)
    place.lineno = place.end_lineno = -1
    place.col_offset = place.end_col_offset = -1
    return place


def read(name: str, place: _Node) -> ast.expr:
    """The variable ``name`` of the conversion."""
    return ast.copy_location(OwnName(name, ast.Load()), place)


def attribute(construct: str, name: str, place: _Node) -> ast.expr:
    """``construct.name``."""
    return ast.copy_location(OwnAttribute(read(construct, place), name, ast.Load()), place)


def method(construct: str, name: str, arguments: Sequence[ast.expr], place: _Node) -> ast.expr:
    """``construct.name(*arguments)``."""
    called = attribute(construct, name, arguments[0] if arguments else place)
    return ast.copy_location(HookCall(called, list(arguments), []), place)


def variables(place: _Node) -> ast.expr:
    """``locals()`` of the frame that runs it."""
    return ast.copy_location(HookCall(operation("locals", place), [], []), place)


def assign(name: str, value: ast.expr, place: _Node) -> ast.stmt:
    """``name = value``."""
    target = ast.copy_location(ast.Name(name, ast.Store()), place)
    return ast.copy_location(ast.Assign([target], value), place)


def assign_all(names: Sequence[str], value: ast.expr, place: _Node) -> ast.stmt:
    """``(*names,) = value``; without names, ``value`` is only evaluated."""
    if not names:
        return ast.copy_location(ast.Expr(value), place)
    targets: list[ast.expr] = [
        ast.copy_location(ast.Name(name, ast.Store()), place) for name in names
    ]
    target = ast.copy_location(ast.Tuple(targets, ast.Store()), place)
    return ast.copy_location(ast.Assign([target], value), place)


def own_if(test: ast.expr, body: list[ast.stmt], place: _Node) -> ast.stmt:
    """``if test: body`` for a ``test`` that is a bool."""
    return ast.copy_location(OwnIf(test, body, []), place)


def negated(test: ast.expr) -> ast.expr:
    """``not test`` for a ``test`` that is a bool."""
    return ast.copy_location(OwnNot(ast.Not(), test), test)


def flag(name: str, value: bool, place: _Node) -> ast.stmt:
    """``name = value`` for a flag."""
    literal = ast.copy_location(ast.Constant(value), place)
    target = ast.copy_location(ast.Name(name, ast.Store()), place)
    node = FlagAssign([target], literal)
    node.flag = name
    return ast.copy_location(node, place)
