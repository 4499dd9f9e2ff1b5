"""The table of error codes is complete, and its cures are programs that work."""

from __future__ import annotations

import ast
import itertools
import re
import runpy
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mgc.frontend.checks import check
from mgc.ir.error_codes import ERROR_CODES, ErrorCode
from mgc.ir.errors import MgcError

PACKAGE = Path(__file__).parents[2] / "mgc"
USER_CODE = re.compile(r"\bMGC-[A-Z]\d+\b")


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
    module.check = check
    module.no_convert = lambda function: function
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
    places = [(code[4], int(code[5:])) for code in ERROR_CODES]
    assert all(a < b for a, b in itertools.pairwise(places))


def test_snippets_differ_and_use_mgc(entry: ErrorCode) -> None:
    assert entry.failing != entry.cure
    for program in (entry.failing, entry.cure):
        names = {
            node.attr for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Attribute)
        }
        assert {"function", "infer"} & names


@pytest.mark.usefixtures("plain_numpy")
def test_cure_is_a_numpy_program_that_works(entry: ErrorCode) -> None:
    run(entry.cure, f"{entry.code}.py")


@pytest.mark.parametrize("code", ERROR_CODES)
def test_failing_program_fails_with_its_code(code: str, tmp_path: Path) -> None:
    program = tmp_path / f"{code.replace('-', '_').lower()}.py"
    program.write_text(ERROR_CODES[code].failing)
    with pytest.raises(MgcError) as caught:
        runpy.run_path(str(program))
    assert caught.value.code == code


@pytest.mark.parametrize("code", ERROR_CODES)
def test_cure_can_be_compiled(code: str, tmp_path: Path) -> None:
    program = tmp_path / f"{code.replace('-', '_').lower()}.py"
    program.write_text(ERROR_CODES[code].cure)
    runpy.run_path(str(program))
