"""Which variables the conditions and loops of a function change, and which are read afterwards.

A structured backward analysis: statements have one way in and one way out, since `exits` has
turned the others into assignments. Python's own exits, for what is not traced, do not count.
Exceptions do: what a handler reads is live everywhere in the body of its ``try``.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .jumps import suspends
from .nodes import RESULT, Conditional, FinalReturn, ForLoop, OwnIf, WhileLoop
from .rewriter import Rewriter
from .scopes import assigned, captured, declared, reads, rebound_by_functions
from .sites import BranchSite, LoopSite
from .skeleton import FunctionNode

_Names = frozenset[str]
_NONE: _Names = frozenset()


def annotate_sites(node: FunctionNode) -> FunctionNode:
    """Give every `Conditional` and loop in ``node`` its site."""
    annotated: FunctionNode = _Functions().visit(node)
    return annotated


class _Functions(Rewriter):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        if not suspends(node):
            _Liveness(node.body).block(node.body, _NONE)
        return node


class _Liveness:
    """One function. Methods take the names live after a statement and return those before."""

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        self._everywhere = captured(body)
        self._globals = declared(body, ast.Global)
        self._caught = _NONE  # what is read if an exception is raised
        self._annotates = True  # sites are written, each once: the rest asks what is live

    def block(self, statements: Sequence[ast.stmt], after: _Names) -> _Names:
        """Statements in order."""
        for statement in reversed(statements):
            after = self._statement(statement, after | self._caught)
        return after | self._caught

    def _statement(self, node: ast.stmt, after: _Names) -> _Names:
        match node:
            case Conditional():
                return self._conditional(node, after)
            case ForLoop() | WhileLoop():
                return self._loop(node, after)
            case OwnIf():
                return after
            case FinalReturn():
                return frozenset({RESULT})
            case ast.Return():
                return reads(node) | self._caught | {RESULT}  # the last one reads it
            case ast.With():
                return self._with(node, after)
            case ast.Match():
                return self._match(node, after)
            case _ if hasattr(node, "handlers"):
                return self._try(node, after)
            case ast.Delete() | ast.Raise():
                return after | reads(node)
            case _:
                return (after - self._bound(node)) | reads(node)

    def _bound(self, node: ast.stmt) -> _Names:
        """The names that ``node`` binds whenever it runs."""
        match node:
            case ast.Assign(targets=targets):
                return _plain_targets(targets)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                return _plain_targets([target])
            case ast.FunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
                return assigned([node])
            case _:
                return _NONE

    def _conditional(self, node: Conditional, after: _Names) -> _Names:
        before = self.block(node.body, after) | self.block(node.orelse, after)
        if self._annotates:
            self._annotate_branches(node, after)
        return before | reads(node.test)

    def _annotate_branches(self, node: Conditional, after: _Names) -> None:
        then_names = self._changed(node.body)
        names = then_names | self._changed(node.orelse)
        node.site = BranchSite(
            tuple(sorted(names & (after | self._everywhere))),
            tuple(sorted(then_names)),
            node.lineno,
        )

    def _loop(self, node: ForLoop | WhileLoop, after: _Names) -> _Names:
        # What an iteration reads depends on what follows it only by names it does not bind, so
        # this fixed point is reached at once.
        annotates, self._annotates = self._annotates, False
        head = self._iteration(node, _NONE)
        if node.stop is not None:
            head |= {node.stop}
        if annotates:
            self._annotate_loop(node, head, after)
        self._annotates = annotates
        return head | after | (reads(node.iter) if isinstance(node, ForLoop) else _NONE)

    def _annotate_loop(self, node: ForLoop | WhileLoop, head: _Names, after: _Names) -> None:
        parts = [node.target, *node.body] if isinstance(node, ForLoop) else [node.test, *node.body]
        changed = self._changed(parts)
        # What is read after the loop keeps its value in iterations that do not bind it.
        kept = self.block(node.body, after)
        if isinstance(node, ForLoop):
            kept -= _plain_targets([node.target])
        at_head = changed & (head | kept | self._everywhere)
        at_end = changed & (after | self._everywhere)
        self._annotates = True
        self._iteration(node, head | after)  # the sites inside
        plain = changed & (assigned(parts, augmented=False) | rebound_by_functions(parts))
        node.site = LoopSite(
            names=tuple(sorted(at_head | at_end)),
            head=tuple(sorted(at_head)),
            after=tuple(sorted(at_end)),
            plain=tuple(sorted((at_head | at_end) & plain)),
            stop=node.stop if node.stop in changed else None,  # it may be set in dead code alone
            line=node.lineno,
            target=_first_variable(node.target) if isinstance(node, ForLoop) else None,
        )

    def _changed(self, nodes: Sequence[ast.AST]) -> _Names:
        """The variables that ``nodes`` may bind, in functions that they define too."""
        return (assigned(nodes) | rebound_by_functions(nodes)) - self._globals

    def _iteration(self, node: ForLoop | WhileLoop, after: _Names) -> _Names:
        """One more iteration, before its target is bound or its condition is evaluated."""
        if node.stop is not None:
            after |= {node.stop}  # read before each iteration
        before = self.block(node.body, after)
        if isinstance(node, ForLoop):
            return (before - _plain_targets([node.target])) | reads(node.target)
        return before | after | reads(node.test)

    def _with(self, node: ast.With, after: _Names) -> _Names:
        outer, self._caught = self._caught, self._caught | after  # it may suppress the exception
        before = self.block(node.body, after)
        self._caught = outer
        targets = [item.optional_vars for item in node.items if item.optional_vars is not None]
        return (before - (_plain_targets(targets) - after)) | reads(*node.items)

    def _match(self, node: ast.Match, after: _Names) -> _Names:
        before = after | reads(node.subject)
        for case in node.cases:
            before |= self.block(case.body, after) | reads(case.pattern, case.guard)
        return before

    def _try(self, node: ast.stmt, after: _Names) -> _Names:
        assert isinstance(node, ast.Try | ast.TryStar)
        outer = self._caught
        finally_ = self.block(node.finalbody, after)
        self._caught = outer | finally_
        handled = _NONE
        for handler in node.handlers:
            handled |= self.block(handler.body, finally_) | reads(handler.type)
        done = self.block(node.orelse, finally_)
        self._caught |= handled
        before = self.block(node.body, done)
        self._caught = outer
        return before


def _plain_targets(targets: Sequence[ast.AST]) -> _Names:
    """The names that assignment to ``targets`` binds for certain."""
    return frozenset(
        child.id
        for target in targets
        for child in ast.walk(target)
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)
    )


def _first_variable(target: ast.expr) -> str | None:
    """The name that the first item of a target is bound to; None for other targets."""
    while isinstance(target, ast.Tuple | ast.List) and target.elts:
        target = target.elts[0]
    return target.id if isinstance(target, ast.Name) else None
