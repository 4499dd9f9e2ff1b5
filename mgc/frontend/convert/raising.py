"""``raise`` and ``assert``: the hooks decide whether to raise at once or to note a check.

::

    raise E from C            raising = hooks.raised(E, C)
                              if raising.now: raise raising.error() from raising.cause()

    assert c, m               if c: pass
                              else: raise AssertionError(m)
"""

from __future__ import annotations

import ast

from .nodes import Raising, assign, attribute, method, own_if
from .places import Placed, nowhere, on_line
from .rewriter import HookCall, Rewriter, constant, hook_call, operation
from .skeleton import FunctionNode


def failed_assertion(node: ast.Assert, place: Placed) -> ast.If:
    """``node`` as an ``if`` whose second branch raises, at ``place``."""
    arguments = [] if node.msg is None else [node.msg]
    error = ast.copy_location(HookCall(operation("assertion", nowhere()), arguments, []), place)
    failed = ast.copy_location(ast.Raise(error, None), place)
    return ast.copy_location(ast.If(node.test, [], [failed]), node)


def convert_raising(node: FunctionNode) -> FunctionNode:
    """Send every ``raise`` in ``node`` through `Hooks.raised`."""
    converted: FunctionNode = _Raises().visit(node)
    return converted


class _Raises(Rewriter):
    def visit_Raising(self, node: Raising) -> list[ast.stmt]:
        self.generic_visit(node)
        assert node.exc is not None
        name = node.construct
        place = on_line(node)
        arguments = [node.exc, node.cause or constant(None, nowhere())]
        raising = assign(name, hook_call("raised", arguments, place), place)
        cause = None if node.cause is None else method(name, "cause", [], place)
        now = ast.copy_location(ast.Raise(method(name, "error", [], place), cause), place)
        return [raising, own_if(attribute(name, "now"), [now], nowhere())]
