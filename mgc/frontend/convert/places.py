"""Where the instructions of converted code stand.

Debuggers stop where the line changes, so an instruction that Python does not have must be on the
line that was executed before it, or on none. `nowhere` is such a place: Python's compiler gives
its instructions the line of those before them, unless these may be on several lines.
"""

from __future__ import annotations

import ast
import sys

Placed = ast.expr | ast.stmt


def nowhere() -> ast.expr:
    """A place without a line."""
    return _place(-1, -1, -1)


def on_line(node: Placed) -> Placed:
    """The place of ``node``, or where it starts if it goes over several lines."""
    if node.lineno == node.end_lineno:
        return node
    return _place(node.lineno, node.col_offset, node.col_offset + 1)


def joining(node: Placed) -> Placed:
    """The place of an instruction that several lines of ``node`` lead to.

    Python 3.13 cannot compile calls that are nowhere: there it is the first of the lines.
    """
    if node.lineno == node.end_lineno or sys.version_info >= (3, 13):
        return on_line(node)
    return nowhere()


def tested_at(node: Placed, test: ast.expr) -> Placed:
    """Where Python asks for the truth of ``test`` in the statement or expression ``node``."""
    at_test = isinstance(test, ast.Compare) or node.lineno == test.lineno == test.end_lineno
    if at_test or sys.version_info >= (3, 12):
        return on_line(test)
    return _place(node.lineno, node.col_offset, node.col_offset + 1)


def start_of(node: ast.stmt) -> Placed:
    """The place of the first instruction of ``node``."""
    first: ast.AST = node
    while True:
        part = next((p for name in _FIRST if (p := getattr(first, name, None)) is not None), None)
        if isinstance(part, list):
            part = part[0] if part else None
        if isinstance(part, ast.withitem):
            part = part.context_expr
        if not isinstance(part, ast.expr) or isinstance(first, _AT_ONCE):
            break
        first = part
    assert isinstance(first, ast.expr | ast.stmt)
    return on_line(first)


_FIRST = (
    "decorator_list",
    "iter",
    "test",
    "items",
    "value",
    "left",
    "func",
    "values",
    "exc",
    "subject",
)
_AT_ONCE = (ast.Dict, ast.FormattedValue, ast.JoinedStr, ast.Constant, ast.Try)


def _place(line: int, start: int, end: int) -> ast.expr:
    place = ast.Constant(None)
    place.lineno = place.end_lineno = line
    place.col_offset, place.end_col_offset = start, end
    return place
