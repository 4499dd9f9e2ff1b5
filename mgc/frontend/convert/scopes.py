"""Which variables of a function statements assign and expressions read, by Python's scopes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from .nodes import OwnIf

_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FRAME_FUNCTIONS = frozenset({"locals", "vars", "dir", "eval", "exec"})


def assigned(nodes: Iterable[ast.AST], *, augmented: bool = True) -> frozenset[str]:
    """The variables that ``nodes`` bind or delete in their own scope.

    Without ``augmented``, those that are the target of ``+=`` and its like alone are left out.
    """
    return frozenset(_assigned(nodes, augmented))


def _assigned(nodes: Iterable[ast.AST], augmented: bool) -> Iterator[str]:
    for node in nodes:
        yield from _bound_by(node)
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                yield from _assigned(_outside(node), augmented)
            case ast.AugAssign(target=ast.Name()) if not augmented:
                yield from _assigned([node.value], augmented)
            case ast.comprehension():
                yield from _assigned([node.iter, *node.ifs], augmented)
            case OwnIf():  # never changes what a traced run does
                pass
            case _:
                yield from _assigned(ast.iter_child_nodes(node), augmented)


def _bound_by(node: ast.AST) -> Iterator[str]:
    """The names that ``node`` itself binds or deletes."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import() | ast.ImportFrom():
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        case (
            ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            yield name
        case _:
            pass


def reads(*nodes: ast.AST | None) -> frozenset[str]:
    """The variables of the surrounding scope that ``nodes`` read, in inner functions too."""
    return frozenset(name for node in nodes if node is not None for name in _reads(node))


def _reads(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Load() | ast.Del()):
            yield name
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            yield from reads(*_outside(node))
            yield from _free_reads(node)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            first, *others = node.generators
            yield from reads(first.iter)
            elements = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
            inner = reads(*elements, *first.ifs, *others)
            yield from inner - assigned(generator.target for generator in node.generators)
        case ast.AugAssign(target=ast.Name(id=name)):
            yield name
            yield from reads(node.value)
        case _:
            yield from reads(*ast.iter_child_nodes(node))


def _free_reads(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    """The variables of the surrounding scope that the body of a function reads."""
    body: Sequence[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else node.body
    arguments = {child.arg for child in ast.walk(node.args) if isinstance(child, ast.arg)}
    return reads(*body) - (assigned(body) - declared(body)) - arguments


def _outside(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda,
) -> list[ast.AST]:
    """What runs in the scope around a definition: decorators, defaults, bases."""
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    defaults: list[ast.AST] = [*node.args.defaults]
    defaults += [default for default in node.args.kw_defaults if default is not None]
    return defaults if isinstance(node, ast.Lambda) else [*node.decorator_list, *defaults]


def declared(body: Iterable[ast.AST], kind: type[ast.stmt] | None = None) -> frozenset[str]:
    """The names that a function declares ``global`` or ``nonlocal``, or as ``kind`` alone."""
    names: set[str] = set()
    pending = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Global | ast.Nonlocal):
            if kind is None or isinstance(node, kind):
                names.update(node.names)
        elif not isinstance(node, _FUNCTIONS | ast.ClassDef):
            pending += ast.iter_child_nodes(node)
    return frozenset(names)


def rebound_by_functions(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The variables of the surrounding scope that functions defined in ``nodes`` may bind."""
    names: frozenset[str] = frozenset()
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = {child.arg for child in ast.walk(node.args) if isinstance(child, ast.arg)}
            own = declared(node.body, ast.Nonlocal)
            names |= own | (rebound_by_functions(node.body) - assigned(node.body) - arguments)
        else:
            pending += ast.iter_child_nodes(node)
    return names


def captured(body: Sequence[ast.stmt]) -> frozenset[str]:
    """The variables that may be read at any time: by functions defined in ``body``, or outside.

    A generator expression that is the argument of a call counts as run by that call. Where a
    function such as ``locals`` is mentioned, every variable may be read.
    """
    names = set(declared(body, ast.Nonlocal))
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call):
            consumed = [a for a in node.args if isinstance(a, ast.GeneratorExp)]
            pending += [c for c in ast.iter_child_nodes(node) if c not in consumed]
            for generator in consumed:
                pending += ast.iter_child_nodes(generator)
        elif isinstance(node, _FUNCTIONS):
            names |= _free_reads(node) | (declared(_body(node), ast.Nonlocal))
            pending += _outside(node)
        elif isinstance(node, ast.GeneratorExp):
            names |= reads(node)
        elif isinstance(node, ast.Name) and node.id in _FRAME_FUNCTIONS:
            return assigned(body)
        else:
            pending += ast.iter_child_nodes(node)
    return frozenset(names)


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.AST]:
    return [node.body] if isinstance(node, ast.Lambda) else [*node.body]
