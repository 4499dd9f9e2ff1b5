"""Which statements leave a loop or the function, and which end a block for certain."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

Kinds = frozenset[str]
"""A subset of ``"break"``, ``"continue"`` and ``"return"``."""

_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
_LOOPS = ast.For | ast.While | ast.AsyncFor


def jumps(statements: Sequence[ast.stmt], *, inside: bool = True) -> Kinds:
    """How ``statements`` may leave what they are in.

    Without ``inside``, a ``return`` counts if it depends on an ``if`` or a loop among them alone.
    """
    return frozenset(_jumps(statements, inside=inside, own=True))


def _jumps(statements: Sequence[ast.AST], *, inside: bool, own: bool) -> Iterator[str]:
    """The jumps; ``own``: ``break`` and ``continue`` are those of the loop that is asked about."""
    for node in statements:
        if isinstance(node, ast.Return):
            if inside:
                yield "return"
        elif isinstance(node, ast.Break | ast.Continue):
            if own:
                yield "break" if isinstance(node, ast.Break) else "continue"
        elif isinstance(node, _LOOPS):
            yield from _jumps(node.body, inside=True, own=False)
            yield from _jumps(node.orelse, inside=True, own=own)
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case) and not isinstance(
            node, _SCOPES
        ):
            deeper = inside or isinstance(node, ast.If)
            yield from _jumps(list(ast.iter_child_nodes(node)), inside=deeper, own=own)


def leaves(statements: Sequence[ast.stmt]) -> bool:
    """True if what follows ``statements`` is never reached."""
    return any(map(_leaves, statements))


def _leaves(node: ast.stmt) -> bool:
    match node:
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            return True
        case ast.If():
            return leaves(node.body) and leaves(node.orelse)
        case ast.While(test=ast.Constant(value=value)):
            return bool(value) and "break" not in _jumps(node.body, inside=True, own=True)
        case ast.Try():
            done = leaves(node.body) or leaves(node.orelse)
            caught = all(leaves(handler.body) for handler in node.handlers)
            return leaves(node.finalbody) or (done and caught)
        case _:
            return False


def suspends(function: ast.FunctionDef) -> bool:
    """True for generators: the function itself contains ``yield``."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom | ast.Await):
            return True
        if not isinstance(node, _SCOPES):
            pending += ast.iter_child_nodes(node)
    return False
