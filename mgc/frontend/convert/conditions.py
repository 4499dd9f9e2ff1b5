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
    assign,
    assign_all,
    attribute,
    method,
    nowhere,
    own_if,
    variables,
)
from .rewriter import Rewriter, constant, hook_call
from .skeleton import FunctionNode


def convert_conditions(node: FunctionNode) -> FunctionNode:
    """Send every ``if`` in ``node`` through `Hooks.branch`."""
    converted: FunctionNode = _Conditions().visit(node)
    return converted


class _Conditions(Rewriter):
    def visit_Conditional(self, node: Conditional) -> list[ast.stmt]:
        self.generic_visit(node)
        name, site, test = node.construct, node.site, node.test
        choice = hook_call("branch", [test, constant(site.encoded(), test)], test)
        between = _state(node, "between", site.then_names)
        merged = _state(node, "merged", site.names)
        result = [assign(name, choice, test)]
        if not node.orelse:
            first = [*node.body, _where_traced(name, [between, merged])]
            return [*result, own_if(attribute(name, "first", test), first, test)]
        if node.body:
            first = [*node.body, _where_traced(name, [between])]
            result.append(own_if(attribute(name, "first", test), first, test))
        else:
            result.append(_where_traced(name, [between]))
        second = [*node.orelse, _where_traced(name, [merged])]
        place = nowhere() if node.body else test
        result.append(own_if(attribute(name, "second", place), second, place))
        return result


def _state(node: Conditional, name: str, names: tuple[str, ...]) -> ast.stmt:
    """``(names) = construct.name(locals())``, at the line of the ``if``."""
    return assign_all(names, method(node.construct, name, [variables(node)], node), node)


def _where_traced(name: str, body: list[ast.stmt]) -> ast.stmt:
    place = nowhere()
    return own_if(attribute(name, "traced", place), body, place)
