"""Errors are shown with the user's line, carets, notes and a hint, in one fixed layout."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from mgc.ir import errors
from mgc.ir.errors import MgcError, MgcIndexError, ShapeError, TraceError, UnsupportedError
from mgc.ir.location import Location

SOURCE = """\
def limiter(a, b):
    if a.sum() > 0:
        r = a * 2
\tz = "\u00fc\u4e16" + b
    return (a +
            b)

limiter(x, limiter(y, z))
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a source file in the current folder."""
    path = tmp_path / "model.py"
    path.write_text(SOURCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return str(path)


def at(file: str, line: int, column: int, end_line: int, end_column: int) -> Location:
    return Location(file, line, column, end_line, end_column, "limiter")


def test_full_text(file: str) -> None:
    error = TraceError(
        "'r' has dtype float64 after the 'if' branch and float32 after the 'else' branch",
        code="MGC-C2",
        location=at(file, 2, 8, 2, 19),
        notes=["'r' is assigned at line 15 (r = a * 2, f64[n])"],
        hint="make both branches the same dtype",
    )
    assert str(error) == (
        "model.py:2:8: error[MGC-C2]: 'r' has dtype float64 after the 'if' branch and float32"
        " after the 'else' branch\n"
        "    2 |     if a.sum() > 0:\n"
        "      |        ^^^^^^^^^^^\n"
        "'r' is assigned at line 15 (r = a * 2, f64[n])\n"
        "hint: make both branches the same dtype"
    )


def test_message_alone_is_shown_bare() -> None:
    assert str(MgcIndexError("index 5 is out of bounds for axis 0 with size 3")) == (
        "index 5 is out of bounds for axis 0 with size 3"
    )


def test_code_without_a_place() -> None:
    assert str(MgcError("no such op", code="MGC-F1")) == "error[MGC-F1]: no such op"


def test_file_outside_the_current_folder_is_shown_in_full(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "model"
    other.mkdir()
    monkeypatch.chdir(other)
    assert str(MgcError("m", location=at(file, 3, 9, 3, 10))).startswith(f"{file}:3:9: error: m")


def test_range_over_several_lines_is_marked_to_the_end_of_the_first(file: str) -> None:
    assert errors.source_excerpt(at(file, 5, 12, 6, 15)) == [
        "    5 |     return (a +",
        "      |            ^^^^",
    ]


def test_tabs_are_kept_and_wide_characters_take_two_carets(file: str) -> None:
    assert errors.source_excerpt(at(file, 4, 7, 4, 9)) == [
        '    4 | \tz = "\u00fc\u4e16" + b',
        "      | \t     ^^^",
    ]


def test_line_without_columns_has_no_carets(file: str) -> None:
    assert errors.source_excerpt(at(file, 3, 0, 3, 0)) == ["    3 |         r = a * 2"]


def test_missing_source_shows_the_place_alone(tmp_path: Path) -> None:
    error = MgcError("m", location=at("<stdin>", 3, 1, 3, 2), hint="h")
    assert str(error) == "<stdin>:3:1: error: m\nhint: h"


def test_call_chain_is_listed_innermost_first(file: str) -> None:
    outer = Location(file, 8, 1, 8, 26, "<module>")
    middle = Location(file, 5, 13, 5, 14, "limiter", outer)
    inner = Location(file, 3, 13, 3, 18, "scale", middle)
    assert str(ShapeError("m", location=inner)).splitlines()[3:] == [
        "'scale' is called at model.py:5:13: return (a +",
        "'limiter' is called at model.py:8:1: limiter(x, limiter(y, z))",
    ]


@pytest.mark.parametrize(
    ("name", "builtin"),
    [
        ("MgcTypeError", TypeError),
        ("ShapeError", ValueError),
        ("MgcValueError", ValueError),
        ("MgcIndexError", IndexError),
        ("UnsupportedError", NotImplementedError),
        ("TraceError", TypeError),
        ("VerifyError", ValueError),
        ("CodegenError", RuntimeError),
        ("SpecError", ValueError),
        ("ArtefactError", RuntimeError),
    ],
)
def test_class_is_also_the_builtin(name: str, builtin: type[Exception]) -> None:
    cls = getattr(errors, name)
    assert issubclass(cls, MgcError)
    assert issubclass(cls, builtin)


def test_pickle_keeps_everything(file: str) -> None:
    error = UnsupportedError("m", code="MGC-F1", location=at(file, 3, 9, 3, 10), notes=["n"])
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is UnsupportedError
    assert str(copy) == str(error)
    assert copy.location == error.location
