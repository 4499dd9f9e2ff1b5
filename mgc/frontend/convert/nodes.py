"""Syntax nodes of converted code.

An ``Own`` node is Python that a pass has put in: passes are chosen by the name of a node's class,
so none converts it again. A `Conditional`, `ForLoop`, `WhileLoop` or `Raising` is a statement of
the user that later passes convert; it differs from Python's node in what it knows besides.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .places import Placed, nowhere
from .rewriter import HookCall, operation
from .sites import BranchSite, LoopSite

PREFIX = "@mgc_"
"""How the variables begin that the conversion adds: no user's name does, and none is mangled."""

RESULT = "@mgc_return"
"""The variable that holds what a function returns from inside of what may be traced."""


class OwnName(ast.Name):
    """A variable of the conversion that is read."""


class OwnAttribute(ast.Attribute):
    """An attribute of an object of the conversion."""


class OwnNot(ast.UnaryOp):
    """A negation of what is known to be a bool."""


class OwnOr(ast.BoolOp):
    """A disjunction of what is known to be bools."""


class TestedBoolOp(ast.BoolOp):
    """``and`` or ``or`` in a condition, whose truth is asked for at ``place``."""

    place: Placed


class OwnIfExp(ast.IfExp):
    """A conditional expression on what is known to be a bool."""


class OwnCompare(ast.Compare):
    """A comparison of identities."""


class OwnIf(ast.If):
    """A conditional statement on what is known to be a bool."""


class OwnWhile(ast.While):
    """A loop that Python runs."""


class StaticExit(OwnIf):
    """Python's own ``break``, ``continue`` or ``return``, taken if nothing around it is traced."""


class FlagAssign(ast.Assign):
    """Sets ``flag``, which says that a loop or the function was left."""

    flag: str


class Ending(ast.Return):
    """The end of a function that Python reaches without ``return``."""


class FinalReturn(ast.Return):
    """The end of a function that was traced to its end: returns `RESULT`."""


class Conditional(ast.If):
    """An ``if``, kept in the variable ``construct``. The body may be empty.

    ``left`` says that the body never comes to its end, unless it is traced.
    """

    construct: str
    left: bool
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


def read(name: str, place: Placed) -> ast.expr:
    """The variable ``name`` of the conversion."""
    return ast.copy_location(OwnName(name, ast.Load()), place)


def attribute(construct: str, name: str, place: Placed | None = None) -> ast.expr:
    """``construct.name``, which cannot fail: it needs no place."""
    place = place or nowhere()
    return ast.copy_location(OwnAttribute(read(construct, place), name, ast.Load()), place)


def method(construct: str, name: str, arguments: Sequence[ast.expr], place: Placed) -> ast.expr:
    """``construct.name(*arguments)``, called at ``place``."""
    called = attribute(construct, name, nowhere() if arguments else place)
    return ast.copy_location(HookCall(called, list(arguments), []), place)


def variables(place: Placed) -> ast.expr:
    """``locals()`` of the frame that runs it."""
    return ast.copy_location(HookCall(operation("locals", place), [], []), place)


def assign(name: str, value: ast.expr, place: Placed) -> ast.stmt:
    """``name = value``."""
    target = ast.copy_location(ast.Name(name, ast.Store()), place)
    return ast.copy_location(ast.Assign([target], value), place)


def assign_all(names: Sequence[str], value: ast.expr, place: Placed) -> ast.stmt:
    """``(*names,) = value``; without names, ``value`` is only evaluated."""
    if not names:
        return ast.copy_location(ast.Expr(value), place)
    targets: list[ast.expr] = [
        ast.copy_location(ast.Name(name, ast.Store()), place) for name in names
    ]
    target = ast.copy_location(ast.Tuple(targets, ast.Store()), place)
    return ast.copy_location(ast.Assign([target], value), place)


def own_if(test: ast.expr, body: list[ast.stmt], place: Placed) -> ast.stmt:
    """``if test: body`` for a ``test`` that is a bool."""
    return ast.copy_location(OwnIf(test, body, []), place)


def negated(test: ast.expr) -> ast.expr:
    """``not test`` for a ``test`` that is a bool."""
    return ast.copy_location(OwnNot(ast.Not(), test), test)


def flag(name: str, value: bool, place: Placed) -> ast.stmt:
    """``name = value`` for a flag."""
    literal = ast.copy_location(ast.Constant(value), place)
    target = ast.copy_location(ast.Name(name, ast.Store()), place)
    node = FlagAssign([target], literal)
    node.flag = name
    return ast.copy_location(node, place)
