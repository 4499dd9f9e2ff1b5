"""``if``: one branch is run if the condition is known, else both, with the state in between.

::

    if c:                     branch = hooks.branch(c, site)
        a = 1                 if branch.first:
    else:                         a = 1
        b = 2                     if branch.traced: (a,) = branch.between(locals())
                              if branch.second:
                                  b = 2
                                  if branch.traced: a, b = branch.merged(locals())
"""

from __future__ import annotations

import ast

from .nodes import (
    Conditional,
    OwnCompare,
    OwnIf,
    OwnName,
    TestedBoolOp,
    assign,
    assign_all,
    attribute,
    method,
    own_if,
    read,
    variables,
)
from .places import Placed, joining, nowhere, on_line, tested_at
from .rewriter import Rewriter, constant, hook_call, operation
from .skeleton import FunctionNode


def convert_conditions(node: FunctionNode) -> FunctionNode:
    """Send every ``if`` in ``node`` through `Hooks.branch`."""
    converted: FunctionNode = _Conditions().visit(node)
    return converted


class _Conditions(Rewriter):
    def visit_Conditional(self, node: Conditional) -> list[ast.stmt]:
        self.generic_visit(node)
        name, site = node.construct, node.site
        if isinstance(node.test, OwnName):
            result = [_guard(node, node.test)]
            called: Placed = nowhere()
        else:
            called = tested_at(node, node.test)
            if isinstance(node.test, TestedBoolOp):
                called = joining(node.test)
            result = [_choice(node, node.test, called)]
        between = _state(node, "between", site.then_names)
        merged = _state(node, "merged", site.names)
        if not node.orelse:
            first = [*node.body, _where_traced(name, [between, merged])]
            return [*result, own_if(attribute(name, "first"), first, nowhere())]
        # Where the first branch does not end, Python comes to the second from the condition only.
        reached = nowhere() if node.body and not node.left else called
        if node.body:
            first = [*node.body, _where_traced(name, [between])]
            result.append(own_if(attribute(name, "first"), first, nowhere()))
        else:
            result.append(_where_traced(name, [between], called))
        second = [*node.orelse, _where_traced(name, [merged])]
        result.append(own_if(attribute(name, "second", reached), second, reached))
        return result


def _choice(node: Conditional, test: ast.expr, place: Placed) -> ast.stmt:
    """``construct = hooks.branch(test, site)``."""
    site = constant(node.site.encoded(), nowhere())
    return assign(node.construct, hook_call("branch", [test, site], place), nowhere())


def _guard(node: Conditional, test: OwnName) -> ast.stmt:
    """As `_choice`, for a flag: where nothing is traced, it is True or False."""
    result = _choice(node, read(test.id, on_line(node)), on_line(node))
    place = nowhere()
    for value, branch in ((True, "then"), (False, "else")):
        literal = ast.copy_location(ast.Constant(value), place)
        known = ast.copy_location(OwnCompare(test, [ast.Is()], [literal]), place)
        chosen = assign(node.construct, operation(branch, place), place)
        result = ast.copy_location(OwnIf(known, [chosen], [result]), place)
    return result


def _state(node: Conditional, name: str, names: tuple[str, ...]) -> ast.stmt:
    """``(names) = construct.name(locals())``, at the line of the ``if``."""
    place = on_line(node) if isinstance(node.test, OwnName) else tested_at(node, node.test)
    return assign_all(names, method(node.construct, name, [variables(place)], place), place)


def _where_traced(name: str, body: list[ast.stmt], place: Placed | None = None) -> ast.stmt:
    place = place or nowhere()
    return own_if(attribute(name, "traced", place), body, place)
