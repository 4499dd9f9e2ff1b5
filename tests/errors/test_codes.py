"""The table of error codes is complete, and its cures are programs that work."""

from __future__ import annotations

import ast
import itertools
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mgc.ir.error_codes import ERROR_CODES, ErrorCode

PACKAGE = Path(__file__).parents[2] / "mgc"
# What is not shown to users of NumPy functions, but to writers of IR, is explained elsewhere.
USER_CODE = re.compile(r"\bMGC-[ABCDFHLMNPRST]\d+\b")


@pytest.fixture(params=ERROR_CODES.values(), ids=lambda entry: entry.code)
def entry(request: pytest.FixtureRequest) -> ErrorCode:
    """One entry."""
    found = request.param
    assert isinstance(found, ErrorCode)
    return found


@pytest.fixture
def plain_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """``import mgc`` gives a stand-in whose functions run as plain Python."""
    module: Any = ModuleType("mgc")
    module.function = lambda function: function
    module.unroll = lambda iterable: iterable
    monkeypatch.setitem(sys.modules, "mgc", module)


def run(program: str, name: str) -> None:
    exec(compile(program, name, "exec"), {"__name__": __name__})


def test_every_code_in_the_package_is_explained() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    used = {code for text in texts.values() for code in USER_CODE.findall(text)}
    assert used >= {"MGC-C2"}
    assert used - ERROR_CODES.keys() == set()


def test_codes_are_well_formed(entry: ErrorCode) -> None:
    assert USER_CODE.fullmatch(entry.code)
    assert entry.title
    assert not entry.title.endswith(".")
    assert not entry.title[0].isspace()
    assert entry.explanation.endswith(".\n")
    assert max(map(len, entry.explanation.splitlines())) <= 100


def test_codes_are_sorted() -> None:
    assert all(a < b for a, b in itertools.pairwise(ERROR_CODES))


def test_snippets_differ_and_use_mgc(entry: ErrorCode) -> None:
    assert entry.failing != entry.cure
    for program in (entry.failing, entry.cure):
        names = {
            node.attr for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Attribute)
        }
        assert "function" in names


@pytest.mark.usefixtures("plain_numpy")
def test_cure_is_a_numpy_program_that_works(entry: ErrorCode) -> None:
    run(entry.cure, f"{entry.code}.py")
