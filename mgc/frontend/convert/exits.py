"""``break``, ``continue`` and ``return`` inside conditions and loops.

A statement that leaves a loop or the function is kept for the case that nothing around it is
traced, and else becomes assignments::

    if c:                      if c:
        return x                   result = x
    rest                           if nothing traced: return result
                               else:
                                   rest

Where one branch always leaves, what follows goes into the other. Elsewhere it is guarded by a flag
that the statement sets, where Python's own exit is not taken. The flag of a loop says that the loop
is left, by ``return`` too.

This pass also marks the statements that the later passes convert. The bodies of classes, and of
generators and coroutines defined inside, stay Python's.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from mgc.ir.records import dataclass

from .jumps import jumps, leaves, suspends
from .nodes import (
    RESULT,
    Conditional,
    Ending,
    FinalReturn,
    FlagAssign,
    ForLoop,
    Numbers,
    OwnIf,
    OwnNot,
    OwnOr,
    Raising,
    StaticExit,
    WhileLoop,
    assign,
    attribute,
    flag,
    read,
    variables,
)
from .places import nowhere, on_line, start_of, tested_at
from .raising import failed_assertion
from .rewriter import Rewriter, hook_call
from .skeleton import FunctionNode

LEFT = "@mgc_returned"
# Python 3.12 alone raises where the statement starts, the others where its condition is.
_ASSERTS_AT_ONCE = sys.version_info[:2] == (3, 12)


def convert_exits(node: FunctionNode) -> FunctionNode:
    """Replace the statements of ``node`` that leave a loop or the function early."""
    functions = _Functions()
    converted: FunctionNode = functions.visit(node)
    _Sweep(functions.needed).visit(converted)
    return converted


class _Functions(Rewriter):
    """Lowers every function, the inner ones first."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.needed: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        if not suspends(node):
            node.body = _Lowering(self.numbers, self.needed).function(node.body)
        return node


class _Sweep(Rewriter):
    """Drops the assignments to flags that nothing reads."""

    def __init__(self, needed: set[str]) -> None:
        self._needed = needed

    def visit_FlagAssign(self, node: FlagAssign) -> ast.AST | None:
        return node if node.flag in self._needed else None


@dataclass(frozen=True)
class _Loop:
    """A loop around a statement: its variable, its flags, and how many constructs are around it.

    Python's own ``break`` sets the flag too if there is an ``else`` to be skipped.
    """

    construct: str
    break_flag: str
    continue_flag: str
    depth: int
    has_else: bool


class _Lowering:
    """One function. ``constructs`` are the variables of the ifs and loops around a statement."""

    def __init__(self, numbers: Numbers, needed: set[str]) -> None:
        self._numbers = numbers
        self._needed = needed
        self._constructs: list[str] = []
        self._loops: list[_Loop] = []

    def function(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """The body of the function."""
        document = 1 if _is_documentation(body[0]) else 0
        early = "return" in jumps(body, inside=False)
        statements = body[document:]
        _end(statements, early)
        lowered = self._block(statements)
        if LEFT in self._needed and early:
            lowered.insert(0, flag(LEFT, False, start_of(statements[0])))
        if early:
            place = on_line(body[-1])
            result = hook_call("returned", [variables(place)], place)
            lowered.append(ast.copy_location(FinalReturn(result), place))
        return body[:document] + (lowered or [ast.copy_location(ast.Pass(), nowhere())])

    def _block(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        result: list[ast.stmt] = []
        for index, statement in enumerate(statements):
            rest = list(statements[index + 1 :])
            if rest and isinstance(statement, ast.If):
                rest = _move(statement, rest)
            dead = bool(rest) and leaves([statement])
            guard = self._guard([statement]) if rest and not dead else None
            result += self._statement(statement)
            if dead:
                result.append(_unreachable(rest))
            elif guard is not None:
                result.append(self._unless(guard, rest, statement))
            if dead or guard is not None or not rest:
                break
        return result

    def _guard(self, statements: list[ast.stmt]) -> str | None:
        """The flag that says whether ``statements`` have left what they are in; None if never."""
        kinds = jumps(statements, inside=bool(self._constructs))
        if not kinds:
            return None
        if not self._loops:
            name = LEFT
        elif "continue" in kinds:
            name = self._loops[-1].continue_flag
        else:
            name = self._loops[-1].break_flag
        self._needed.add(name)
        return name

    def _unless(self, name: str, rest: list[ast.stmt], after: ast.stmt) -> ast.stmt:
        """``rest`` if the flag ``name`` is not set, which the statement ``after`` may do."""
        construct = self._numbers.name("if")
        self._constructs.append(construct)
        node = Conditional(read(name, nowhere()), [], self._block(rest))
        self._constructs.pop()
        node.construct, node.left = construct, False
        return ast.copy_location(node, after)

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        match node:
            case ast.If():
                return [self._if(node)]
            case ast.For() | ast.While():
                return self._loop(node)
            case Ending():
                return [self._exit(ast.copy_location(ast.Return(None), node), 0)]
            case ast.Return():
                return self._return(node)
            case ast.Break() | ast.Continue():
                return self._leave_loop(node)
            case ast.Assert():
                place = on_line(node) if _ASSERTS_AT_ONCE else tested_at(node, node.test)
                return [self._if(failed_assertion(node, place))]
            case ast.Raise() if node.exc is not None:
                raising = Raising(node.exc, node.cause)
                raising.construct = self._numbers.name("raise")
                return [ast.copy_location(raising, node)]
            case ast.With() | ast.Try() | ast.Match():
                return [self._blocks_in(node)]
            case _ if hasattr(node, "handlers"):  # except*, new in Python 3.11
                return [self._blocks_in(node)]
            case _:
                return [node]

    def _if(self, node: ast.If) -> ast.stmt:
        construct = self._numbers.name("if")
        self._constructs.append(construct)
        new = Conditional(node.test, self._block(node.body), self._block(node.orelse))
        self._constructs.pop()
        new.construct, new.left = construct, leaves(node.body)
        return ast.copy_location(new, node)

    def _loop(self, node: ast.For | ast.While) -> list[ast.stmt]:
        kinds = jumps(node.body)
        construct = self._numbers.name("for" if isinstance(node, ast.For) else "while")
        loop = _Loop(
            construct,
            self._numbers.name("break"),
            self._numbers.name("continue"),
            len(self._constructs),
            bool(node.orelse),
        )
        stop = loop.break_flag if kinds & {"break", "return"} else None
        self._constructs.append(construct)
        self._loops.append(loop)
        body = [flag(loop.continue_flag, False, nowhere()), *self._block(node.body)]
        self._loops.pop()
        self._constructs.pop()
        new: ForLoop | WhileLoop
        if isinstance(node, ast.For):
            new = ForLoop(node.target, node.iter, body, [], None)
        else:
            new = WhileLoop(node.test, body, [])
        new.construct, new.stop = construct, stop
        result: list[ast.stmt] = [ast.copy_location(new, node)]
        if stop is not None:
            self._needed.add(stop)
            result.insert(0, flag(stop, False, start_of(node)))
        if node.orelse and stop is not None:
            result.append(self._unless(stop, node.orelse, node))
        elif node.orelse:
            result += self._block(node.orelse)
        return result

    def _return(self, node: ast.Return) -> list[ast.stmt]:
        place = on_line(node)
        if node.value is not None and not _is_silent(node.value):
            node.value = hook_call("returning", [node.value], place)
        if not self._constructs:
            return [node]
        value = node.value or ast.copy_location(ast.Constant(None), place)
        flags = [LEFT]
        for loop in self._loops:
            flags += [loop.break_flag, loop.continue_flag]
        leaving = ast.copy_location(ast.Return(read(RESULT, place)), place)
        return [
            assign(RESULT, value, place),
            self._exit(leaving, 0),
            *(flag(name, True, place) for name in flags),
        ]

    def _leave_loop(self, node: ast.Break | ast.Continue) -> list[ast.stmt]:
        loop = self._loops[-1]
        leaving = self._exit(node, loop.depth)
        left = flag(loop.continue_flag, True, node)
        if isinstance(node, ast.Continue):
            return [leaving, left]
        broken = flag(loop.break_flag, True, node)
        return [broken, leaving, left] if loop.has_else else [leaving, broken, left]

    def _exit(self, node: ast.stmt, depth: int) -> ast.stmt:
        """``node`` itself, if none of the constructs from ``depth`` inwards is traced."""
        traced = [attribute(name, "traced", node) for name in self._constructs[depth:]]
        test = traced[0]
        if len(traced) > 1:
            test = ast.copy_location(OwnOr(ast.Or(), traced), node)
        test = ast.copy_location(OwnNot(ast.Not(), test), node)
        return ast.copy_location(StaticExit(test, [node], []), node)

    def _blocks_in(self, node: ast.stmt) -> ast.stmt:
        """``node``, with the statements inside lowered."""
        parts: list[ast.AST] = [node]
        if isinstance(node, ast.Match):
            parts += node.cases
        parts += getattr(node, "handlers", [])
        body: list[ast.stmt] = getattr(node, "body", [])
        other: list[ast.stmt] = getattr(node, "orelse", [])
        guard = self._guard(body) if other else None
        for part in parts:
            for field in ("body", "finalbody"):
                if block := getattr(part, field, None):
                    setattr(part, field, self._block(block))
        if other:
            lowered = [self._unless(guard, other, node)] if guard else self._block(other)
            node.orelse = lowered  # type: ignore[attr-defined]
        return node


def _end(statements: list[ast.stmt], early: bool) -> None:
    """Write the end of the function down where Python reaches it, in the branches of an ``if``.

    ``early`` says that the function has to return its result from inside conditions or loops.
    """
    if leaves(statements):
        return
    last = statements[-1] if statements else None
    if isinstance(last, ast.If):
        for branch in (last.body, last.orelse):
            if not leaves(branch) and (early or branch):
                _end(branch, early)
                if not early:
                    branch.append(ast.copy_location(Ending(None), nowhere()))
    elif early:
        statements.append(ast.copy_location(ast.Return(None), nowhere()))


def _move(statement: ast.If, rest: list[ast.stmt]) -> list[ast.stmt]:
    """Put ``rest`` into the branch that goes on, if the other always leaves; what remains."""
    then, other = leaves(statement.body), leaves(statement.orelse)
    if then == other:
        return rest
    if then and jumps(statement.body):
        statement.orelse = statement.orelse + rest
        return []
    if other and jumps(statement.orelse):
        statement.body = statement.body + rest
        return []
    return rest


def _unreachable(rest: list[ast.stmt]) -> ast.stmt:
    """``rest`` where it is never reached: what it assigns is a local variable all the same."""
    place = nowhere()
    never = ast.copy_location(ast.Constant(False), place)
    return ast.copy_location(OwnIf(never, rest, []), place)


def _is_silent(node: ast.expr) -> bool:
    """True for constants about which no error can be."""
    return isinstance(node, ast.Constant) and not isinstance(node.value, str)


def _is_documentation(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
