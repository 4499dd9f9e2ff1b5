"""From a code object to the syntax tree it was compiled from.

The file is parsed whole, so every node has the line and column the user sees. A candidate counts
only if compiling it gives the code object back: text that was edited since is never taken for it.
"""

from __future__ import annotations

import ast
import linecache
import warnings
from collections import OrderedDict
from collections.abc import Iterator
from types import CodeType, FunctionType

from mgc.ir.records import dataclass

from .codes import is_rewritten, resembles, same_code
from .errors import ConversionError, Obstacle
from .skeleton import Definition, FunctionNode, compile_definition

_Key = tuple[int, str]
_Index = dict[_Key, list[Definition]]
_PARSED_FILES = 8


@dataclass(frozen=True)
class _ParsedFile:
    """The functions of one text of one file, by first line and name."""

    text: str
    index: _Index


_parsed: OrderedDict[str, _ParsedFile] = OrderedDict()


def find_definition(function: FunctionType) -> Definition:
    """The syntax tree of ``function``, with the class around it.

    The tree is shared: copy it before changing it.

    Raises:
        ConversionError: there is no source, or it is not what ``function`` was compiled from.
    """
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    if not lines:
        raise ConversionError(
            Obstacle.NO_SOURCE,
            f"there is no source for '{code.co_qualname}' (defined in {code.co_filename})",
        )
    found = _search(code, lines)
    if found is None:
        # The cached lines may be older than the code: a module edited and loaded again.
        linecache.checkcache(code.co_filename)
        found = _search(code, linecache.getlines(code.co_filename, function.__globals__))
    if found is None:
        raise ConversionError(
            Obstacle.CHANGED_SOURCE,
            f"the source of '{code.co_qualname}' at {code.co_filename}:{code.co_firstlineno} has"
            " changed since it was imported",
        )
    return found


def _search(code: CodeType, lines: list[str]) -> Definition | None:
    """The definition in ``lines`` that compiles to ``code``."""
    try:
        index = _parse(code.co_filename, "".join(lines)).index
    except (SyntaxError, ValueError):
        return None
    candidates = index.get((code.co_firstlineno, code.co_name), [])
    matches = resembles if is_rewritten(code) else same_code
    for candidate in candidates:
        try:
            compiled = compile_definition(candidate, code)
        except SyntaxError:
            continue
        if matches(code, compiled):
            return candidate
    return None


def _parse(file: str, text: str) -> _ParsedFile:
    """The functions in ``text``; the last few files are kept."""
    entry = _parsed.get(file)
    if entry is None or entry.text != text:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python has already given them, at import
            tree = ast.parse(text, file)
        entry = _ParsedFile(text, {})
        _index(tree, entry.index)
        _parsed[file] = entry
        while len(_parsed) > _PARSED_FILES:
            _parsed.popitem(last=False)
    _parsed.move_to_end(file)
    return entry


def _index(tree: ast.AST, index: _Index) -> None:
    """Enter the functions of ``tree`` into ``index``, each with the class around it."""
    names = frozenset(_module_names(tree))
    pending: list[tuple[ast.AST, str | None]] = [(tree, None)]
    while pending:
        node, around = pending.pop()
        if isinstance(node, FunctionNode):
            index.setdefault(_key(node), []).append(Definition(node, around, names))
        # Decorators and bases of a class are outside it.
        body = set(map(id, node.body)) if isinstance(node, ast.ClassDef) else frozenset[int]()
        inside = node.name if isinstance(node, ast.ClassDef) else None
        pending += [
            (child, inside if id(child) in body else around) for child in ast.iter_child_nodes(node)
        ]


def _module_names(tree: ast.AST) -> Iterator[str]:
    """The names of the module that decide how its functions are compiled.

    These are the names bound by its own import statements, conditional ones included, and
    ``super`` where the module mentions it.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.Name) and node.id == "super":
            yield node.id
        elif not isinstance(node, FunctionNode | ast.ClassDef):
            yield from _module_names(node)


def _key(node: FunctionNode) -> _Key:
    """First line, counting decorators as code objects do, and name."""
    if isinstance(node, ast.Lambda):
        return node.lineno, "<lambda>"
    first = node.decorator_list[0] if node.decorator_list else node
    return first.lineno, node.name
