"""``for`` and ``while``: Python runs the loop, or its body once while it is traced.

::

    for t in it:              loop = hooks.for_loop(it, site)
        body                  while True:
                                  if not loop.begin(locals()):
                                      if loop.traced: a, b = loop.result
                                      break
                                  if loop.traced: a, b = loop.state
                                  t = loop.item
                                  body

    while c:                  loop = hooks.while_loop(site)
        body                  while True:
                                  if not loop.begin(locals()): ...
                                  if loop.traced: a, b = loop.state
                                  if not loop.test(c): break
                                  body
"""

from __future__ import annotations

import ast

from .nodes import (
    ForLoop,
    OwnWhile,
    WhileLoop,
    assign,
    assign_all,
    attribute,
    method,
    negated,
    nowhere,
    own_if,
    variables,
)
from .rewriter import Rewriter, constant, hook_call
from .skeleton import FunctionNode


def convert_loops(node: FunctionNode) -> FunctionNode:
    """Send every ``for`` and ``while`` in ``node`` through the hooks."""
    converted: FunctionNode = _Loops().visit(node)
    return converted


class _Loops(Rewriter):
    def visit_ForLoop(self, node: ForLoop) -> list[ast.stmt]:
        self.generic_visit(node)
        place = node.iter
        site = constant(node.site.encoded(), place)
        begin = assign(node.construct, hook_call("for_loop", [node.iter, site], place), place)
        item = attribute(node.construct, "item", node.target)
        bind = ast.copy_location(ast.Assign([node.target], item), node.target)
        done = assign(node.construct, nowhere(), nowhere())  # Python drops the iterator here
        return [begin, _forever([*_head(node, place), bind, *node.body]), done]

    def visit_WhileLoop(self, node: WhileLoop) -> list[ast.stmt]:
        self.generic_visit(node)
        place = node.test
        begin = hook_call("while_loop", [constant(node.site.encoded(), place)], place)
        test = negated(method(node.construct, "test", [node.test], place))
        leave = own_if(test, [ast.copy_location(ast.Break(), place)], place)
        body = [*_head(node, place), leave, *node.body]
        return [assign(node.construct, begin, place), _forever(body)]


def _head(node: ForLoop | WhileLoop, place: ast.expr) -> list[ast.stmt]:
    """Leave the loop if there is no further iteration; take over the state of a traced one."""
    name, names = node.construct, node.site.names
    leave: list[ast.stmt] = [ast.copy_location(ast.Break(), place)]
    take: list[ast.stmt] = []
    if names:
        leave.insert(0, _where_traced(node, "result", place))
        take.append(_where_traced(node, "state", place))
    more = method(name, "begin", [variables(place)], place)
    return [own_if(negated(more), leave, place), *take]


def _where_traced(node: ForLoop | WhileLoop, name: str, place: ast.expr) -> ast.stmt:
    values = assign_all(node.site.names, attribute(node.construct, name, place), place)
    return own_if(attribute(node.construct, "traced", place), [values], place)


def _forever(body: list[ast.stmt]) -> ast.stmt:
    place = nowhere()
    true = ast.copy_location(ast.Constant(True), place)
    return ast.copy_location(OwnWhile(true, body, []), place)
