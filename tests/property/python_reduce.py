"""Smaller random programs that fail like a large one: less and less of it is left."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from .python_check import Different, Refused, Ways, check
from .python_programs import Program

Edit = Callable[[], object]


def reduced(program: Program, ways: Ways) -> str:
    """The source, and how it fails."""
    wanted = failure(program, ways)
    if wanted is None:
        return f"{program.source}\nruns, or is refused"
    changed = True
    while changed:
        changed = False
        for source in candidates(program.source):
            smaller = replace(program, source=source)
            if failure(smaller, ways) == wanted:
                program, changed = smaller, True
                break
    text = f"{program.source}\n# {program.signature} {program.sizes} {program.data}\n"
    return f"{text}# {wanted}: {_message(program, ways)}"


def failure(program: Program, ways: Ways) -> str | None:
    """The kind of failure: which way differs, or the error; None if there is none."""
    try:
        check(program, ways)
    except Refused:
        return None
    except Different as error:
        return str(error).split(" is ")[0].split(":")[0]
    except Exception as error:
        return type(error).__name__
    return None


def _message(program: Program, ways: Ways) -> str:
    try:
        check(program, ways)
    except Exception as error:
        return f"{error}"[:600]
    return ""


def candidates(source: str) -> Iterator[str]:
    """The program with one thing less: a statement, a block's frame, a part of an expression."""
    count = sum(1 for _ in _edits(ast.parse(source)))
    for number in range(count):
        tree = ast.parse(source)
        for position, edit in enumerate(_edits(tree)):
            if position == number:
                edit()
                break
        text = _text(tree)
        if text is not None and len(text) < len(source):
            yield text


def _text(tree: ast.Module) -> str | None:
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        compile(text, "<candidate>", "exec")
    except (SyntaxError, ValueError):
        return None
    return text


def _edits(tree: ast.Module) -> Iterator[Edit]:
    for node in ast.walk(tree):
        for name in ("body", "orelse"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield from _of_block(block, required=name == "body")
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            values = value if isinstance(value, list) else [value]
            for place, old in enumerate(values):
                if isinstance(old, ast.expr):
                    for inner in ast.iter_child_nodes(old):
                        if isinstance(inner, ast.expr):
                            yield _replacement(node, name, place, inner)


def _of_block(block: list[ast.stmt], *, required: bool) -> Iterator[Edit]:
    for position, statement in enumerate(block):
        if isinstance(statement, ast.Return):
            continue
        if len(block) > 1 or not required:
            yield partial(block.__delitem__, position)
        if isinstance(statement, (ast.For, ast.While, ast.If)):
            yield partial(block.__setitem__, slice(position, position + 1), statement.body)


def _replacement(node: ast.AST, name: str, place: int, new: ast.expr) -> Edit:
    def edit() -> None:
        value = getattr(node, name)
        if isinstance(value, list):
            value[place] = new
        else:
            setattr(node, name, new)

    return edit
