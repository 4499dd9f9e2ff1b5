"""Compiling one function of a file by itself, with the scopes around it as they were.

A function's code depends on what surrounds it: names of enclosing functions are free variables,
the class around it decides what ``__name`` is short for, and what the module imports is called in
another way than methods. So it is compiled inside a skeleton::

    import np               # what the module imports
    def _(a, b):            # its free variables
        class Model:        # the class around it, if any
            def f(...): ...

which is never run: the code object of ``f`` is taken out of its constants.
"""

from __future__ import annotations
import __future__

import ast
import copy
import sys
import warnings
from functools import reduce
from operator import or_
from types import CodeType

from mgc.ir.records import dataclass

from .codes import nested_codes

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_FUTURE_FLAGS = reduce(
    or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)


@dataclass(frozen=True)
class Definition:
    """A function in a file: its ``node`` and what its code takes from the text around it.

    ``class_name`` is the innermost class around it, ``module_names`` what the module
    imports.
    """

    node: FunctionNode
    class_name: str | None
    module_names: frozenset[str]


def compile_definition(definition: Definition, original: CodeType) -> CodeType:
    """The code object of ``definition``, in the scopes that ``original`` was compiled in.

    Decorators, defaults and annotations belong to the scope around the function, not to its code;
    they are left out.

    Raises:
        SyntaxError: the free variables of ``original`` do not fit the definition.
    """
    outer = _skeleton(bare(definition.node), definition.class_name, original.co_freevars)
    names = [ast.alias(name, lineno=1, col_offset=0) for name in sorted(definition.module_names)]
    imports = [ast.copy_location(ast.Import(names), outer)] if names else []
    module = ast.Module(body=[*imports, outer], type_ignores=[])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python has already given them, at import
        code: CodeType = compile(
            module,
            original.co_filename,
            "exec",
            flags=original.co_flags & _FUTURE_FLAGS,
            dont_inherit=True,
        )
    for _ in range(2 if definition.class_name is None else 3):
        [code] = nested_codes(code)
    return code


def bare(node: FunctionNode) -> FunctionNode:
    """A shallow copy of ``node`` without decorators, defaults, annotations and type parameters.

    A decorator's line stays: it is the first line of the function.
    """
    node = copy.copy(node)
    node.args = _bare_arguments(node.args)
    if isinstance(node, ast.Lambda):
        return node
    node.decorator_list = [
        ast.copy_location(ast.Constant(None), decorator) for decorator in node.decorator_list
    ]
    node.returns = None
    if sys.version_info >= (3, 12):
        node.type_params = []
    return node


def _bare_arguments(arguments: ast.arguments) -> ast.arguments:
    """Parameters without defaults and annotations."""

    def named(argument: ast.arg) -> ast.arg:
        return ast.copy_location(ast.arg(argument.arg), argument)

    vararg, kwarg = arguments.vararg, arguments.kwarg
    return ast.arguments(
        posonlyargs=[named(argument) for argument in arguments.posonlyargs],
        args=[named(argument) for argument in arguments.args],
        vararg=None if vararg is None else named(vararg),
        kwonlyargs=[named(argument) for argument in arguments.kwonlyargs],
        kw_defaults=[None for _ in arguments.kwonlyargs],
        kwarg=None if kwarg is None else named(kwarg),
        defaults=[],
    )


def _skeleton(
    node: FunctionNode, class_name: str | None, free_names: tuple[str, ...]
) -> ast.FunctionDef:
    """``node`` inside a class inside a function with the parameters ``free_names``."""
    [outer] = ast.parse("def _():\n global _\n class _: pass").body
    assert isinstance(outer, ast.FunctionDef)
    declaration, class_node = outer.body
    assert isinstance(declaration, ast.Global)
    assert isinstance(class_node, ast.ClassDef)
    outer.args.args = [ast.copy_location(ast.arg(name), outer) for name in free_names]
    body: list[ast.stmt] = [
        ast.copy_location(ast.Expr(node), node) if isinstance(node, ast.Lambda) else node
    ]
    name = "_" if isinstance(node, ast.Lambda) else node.name
    if class_name is not None:
        class_node.name = name = class_name
        class_node.body = body
        body = [class_node]
    # What a module defines is global in itself; only its own free variables are not.
    declaration.names = [name]
    outer.body = body if name in free_names else [declaration, *body]
    return outer
