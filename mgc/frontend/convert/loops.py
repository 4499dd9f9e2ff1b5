"""``for`` and ``while``: Python runs the loop, or its body once while it is traced.

::

    for t in it:              loop = hooks.for_loop(it, site)
        body                  while True:
                                  if not loop.begin(locals() if loop.looks else None):
                                      if loop.traced: a, b = loop.result
                                      break
                                  if loop.traced: a, b = loop.state
                                  t = loop.item
                                  body
                              loop.iterator = None

    while c:                  loop = hooks.while_loop(site)
        body                  while True:
                                  if not loop.begin(...): ...
                                  if loop.traced: a, b = loop.state
                                  if not loop.test(c):
                                      if loop.again: continue
                                      if loop.traced: a, b = loop.result
                                      break
                                  body
"""

from __future__ import annotations

import ast

from .nodes import (
    ForLoop,
    OwnAttribute,
    OwnIfExp,
    OwnWhile,
    TestedBoolOp,
    WhileLoop,
    assign,
    assign_all,
    attribute,
    negated,
    own_if,
    read,
    variables,
)
from .places import Placed, joining, nowhere, on_line, start_of, tested_at
from .rewriter import HookCall, Rewriter, constant, hook_call
from .skeleton import FunctionNode


def convert_loops(node: FunctionNode) -> FunctionNode:
    """Send every ``for`` and ``while`` in ``node`` through the hooks."""
    converted: FunctionNode = _Loops().visit(node)
    return converted


class _Loops(Rewriter):
    def visit_ForLoop(self, node: ForLoop) -> list[ast.stmt]:
        self.generic_visit(node)
        place = tested_at(node, node.iter)  # and where it is iterated over
        site = constant(node.site.encoded(), nowhere())
        begin = assign(node.construct, hook_call("for_loop", [node.iter, site], place), nowhere())
        item = attribute(node.construct, "item", on_line(node.target))
        bind = ast.copy_location(ast.Assign([node.target], item), on_line(node.target))
        drop = ast.Assign([_written(node.construct, "iterator")], constant(None, nowhere()))
        ast.copy_location(drop, nowhere())  # Python drops the iterator here too
        return [begin, _forever([*_head(node, place), bind, *node.body]), drop]

    def visit_WhileLoop(self, node: WhileLoop) -> list[ast.stmt]:
        self.generic_visit(node)
        place = tested_at(node, node.test)
        start = start_of(node)
        begin = hook_call("while_loop", [constant(node.site.encoded(), start)], start)
        called = joining(node.test) if isinstance(node.test, TestedBoolOp) else place
        asked = attribute(node.construct, "test", start)
        test = negated(ast.copy_location(HookCall(asked, [node.test], []), called))
        place = nowhere()
        again = own_if(
            attribute(node.construct, "again", place),
            [ast.copy_location(ast.Continue(), place)],
            place,
        )
        restore = [_where_traced(node, "result", place)] if node.site.names else []
        end = ast.copy_location(ast.Break(), place)
        leave = own_if(test, [again, *restore, end], place)
        body = [*_head(node, start), leave, *node.body]
        return [assign(node.construct, begin, start), _forever(body)]


def _head(node: ForLoop | WhileLoop, place: Placed) -> list[ast.stmt]:
    """Leave the loop if there is no further iteration; take over the state of a traced one."""
    name, names = node.construct, node.site.names
    leave: list[ast.stmt] = [ast.copy_location(ast.Break(), place)]
    take: list[ast.stmt] = []
    if names:
        leave.insert(0, _where_traced(node, "result", place))
        take.append(_where_traced(node, "state", place))
    looks = attribute(name, "looks", place)
    shown = OwnIfExp(looks, variables(place), constant(None, place))
    begin = attribute(name, "begin", place)
    more = ast.copy_location(HookCall(begin, [ast.copy_location(shown, place)], []), place)
    return [own_if(negated(more), leave, place), *take]


def _where_traced(node: ForLoop | WhileLoop, name: str, place: Placed) -> ast.stmt:
    values = assign_all(node.site.names, attribute(node.construct, name, place), place)
    return own_if(attribute(node.construct, "traced", place), [values], place)


def _written(construct: str, name: str) -> ast.expr:
    place = nowhere()
    return ast.copy_location(OwnAttribute(read(construct, place), name, ast.Store()), place)


def _forever(body: list[ast.stmt]) -> ast.stmt:
    place = nowhere()
    true = ast.copy_location(ast.Constant(True), place)
    return ast.copy_location(OwnWhile(true, body, []), place)
