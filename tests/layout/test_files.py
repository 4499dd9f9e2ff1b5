"""The shape of the source files.

Rules:

- a file has at most 400 lines;
- a function has at most 60 lines of code: lines that hold something other than blanks, comments
  and docstrings, nested functions included;
- no file or folder is called utils, helpers, common or misc (singular neither);
- every module and every folder's ``__init__`` has a docstring;
- nothing is left for later in a comment.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("mgc", "tests", "examples", "benchmarks")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "misc"}
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}
LEFT_FOR_LATER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function


def python_files() -> list[Path]:
    """Every Python file of the project, relative to its root."""
    paths = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return sorted(path.relative_to(ROOT) for path in paths if "build" not in path.parts)


def docstring_lines(tree: ast.Module) -> set[int]:
    """The numbers of the lines that docstrings occupy."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, Documented) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def code_lines(text: str, tree: ast.Module) -> set[int]:
    """The numbers of the lines that hold code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NOT_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines - docstring_lines(tree)


def function_lengths(text: str) -> dict[str, int]:
    """Lines of code of each function, by ``line:name``."""
    tree = ast.parse(text)
    code = code_lines(text, tree)
    return {
        f"{node.lineno}:{node.name}": len(
            code & set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        )
        for node in ast.walk(tree)
        if isinstance(node, Function)
    }


def comments(text: str) -> list[tokenize.TokenInfo]:
    """The comments of a file."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token for token in tokens if token.type == tokenize.COMMENT]


@pytest.fixture(params=python_files(), ids=str)
def path(request: pytest.FixtureRequest) -> Path:
    """One Python file, relative to the root."""
    relative = request.param
    assert isinstance(relative, Path)
    return relative


@pytest.fixture
def text(path: Path) -> str:
    """What the file holds."""
    return (ROOT / path).read_text(encoding="utf-8")


def test_length_counts_code_only() -> None:
    source = (
        '"""M."""\n\ndef f():\n    """D.\n\n    E.\n    """\n    # c\n\n    return """a\nb"""\n'
    )
    assert function_lengths(source) == {"3:f": 3}


def test_files_were_found() -> None:
    assert Path("mgc/__main__.py") in python_files()


def test_file_is_short(path: Path, text: str) -> None:
    lines = text.count("\n")
    assert lines <= MAX_FILE_LINES, f"{path} has {lines} lines, more than {MAX_FILE_LINES}"


def test_functions_are_short(path: Path, text: str) -> None:
    long = {k: v for k, v in function_lengths(text).items() if v > MAX_FUNCTION_LINES}
    assert not long, f"{path}: functions of more than {MAX_FUNCTION_LINES} lines of code: {long}"


def test_name_says_something(path: Path) -> None:
    names = {*path.parent.parts, path.stem}
    assert not names & VAGUE_NAMES, f"{path}: name what is in it"


def test_module_has_a_docstring(path: Path, text: str) -> None:
    assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


def test_nothing_is_left_for_later(path: Path, text: str) -> None:
    found = [f"{path}:{c.start[0]}" for c in comments(text) if LEFT_FOR_LATER.search(c.string)]
    assert not found


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "mgc").rglob("*.py")}
    missing = [
        str(f.relative_to(ROOT)) for f in sorted(folders) if not (f / "__init__.py").exists()
    ]
    assert not missing, f"no __init__.py, so left out of the wheel: {missing}"
