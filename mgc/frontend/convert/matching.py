"""``match`` on values: a chain of conditions, where no pattern takes the subject apart.

::

    match subject():          s = subject()
        case 0: a             if s == 0: a
        case 1 | 2: b         else:
        case n if n > 5: c        if s == 1 or s == 2: b
        case _: d                 else:
                                      n = s
                                      if n > 5: c
                                      else: d

Other patterns, and bodies of classes, where ``s`` would become an attribute, stay Python's.
"""

from __future__ import annotations

import ast

from .nodes import Numbers, assign, read
from .rewriter import Rewriter
from .skeleton import FunctionNode


def convert_matches(node: FunctionNode) -> FunctionNode:
    """Replace every ``match`` in ``node`` that only compares by conditions."""
    converted: FunctionNode = _Matches().visit(node)
    return converted


class _Matches(Rewriter):
    def __init__(self) -> None:
        self._numbers = Numbers()

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef):
                self.visit(statement)
        return node

    def visit_Match(self, node: ast.Match) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        if not all(_compares(case.pattern) for case in node.cases):
            return node
        subject = self._numbers.name("subject")
        return [assign(subject, node.subject, node.subject), *_chain(node.cases, subject)]


def _compares(pattern: ast.pattern) -> bool:
    """True for values, alternatives of values, a name and ``_``."""
    if isinstance(pattern, ast.MatchAs):
        return pattern.pattern is None
    if isinstance(pattern, ast.MatchOr):
        return all(isinstance(p, ast.MatchValue | ast.MatchSingleton) for p in pattern.patterns)
    return isinstance(pattern, ast.MatchValue | ast.MatchSingleton)


def _chain(cases: list[ast.match_case], subject: str) -> list[ast.stmt]:
    """The statements for ``cases``, of which the first that fits runs."""
    if not cases:
        return []
    case, *rest = cases
    pattern, test, before = case.pattern, case.guard, list[ast.stmt]()
    place = _place(pattern)
    if isinstance(pattern, ast.MatchAs):
        if pattern.name is not None:
            before = [assign(pattern.name, read(subject, place), place)]
        elif test is None:
            before = [ast.copy_location(ast.Pass(), pattern)]
        if test is None:
            return [*before, *case.body]
        return [*before, ast.copy_location(ast.If(test, case.body, _chain(rest, subject)), test)]
    compared = _test(pattern, subject)
    if test is None:
        test = compared
    else:
        test = ast.copy_location(ast.BoolOp(ast.And(), [compared, test]), pattern)
    return [ast.copy_location(ast.If(test, case.body, _chain(rest, subject)), pattern)]


def _test(pattern: ast.pattern, subject: str) -> ast.expr:
    """Whether the subject is what the pattern says."""
    place = _place(pattern)
    if isinstance(pattern, ast.MatchOr):
        tests = [_test(p, subject) for p in pattern.patterns]
        return ast.copy_location(ast.BoolOp(ast.Or(), tests), pattern)
    operator: ast.cmpop = ast.Eq()
    if isinstance(pattern, ast.MatchSingleton):
        operator = ast.Is()
        value: ast.expr = ast.copy_location(ast.Constant(pattern.value), pattern)
    else:
        assert isinstance(pattern, ast.MatchValue)
        value = pattern.value
    compared = ast.Compare(read(subject, place), [operator], [value])
    return ast.copy_location(compared, pattern)


def _place(pattern: ast.pattern) -> ast.expr:
    return ast.copy_location(ast.Constant(None), pattern)
