"""``mgc opt``: IR text in, passes, IR text out."""

from __future__ import annotations

from pathlib import Path

import pytest

from mgc.api.textual import TENSOR_PASSES
from tests.cli.commands import mgc, refused

TEXT = """\
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array"}) \
-> (tensor<?xf64, ["n"]>) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.exp"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]> loc("m.py":3:4)
  %1 = "mgc.exp"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %2 = "mgc.tanh"(%x) : (tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  %3 = "mgc.add"(%0, %1) : (tensor<?xf64, ["n"]>, tensor<?xf64, ["n"]>) -> tensor<?xf64, ["n"]>
  func.return %3 : tensor<?xf64, ["n"]>
}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The text in a file."""
    path = tmp_path / "f.mlir"
    path.write_text(TEXT)
    return path


def test_without_passes_the_text_is_read_and_printed(file: Path) -> None:
    result = mgc("opt", file)
    assert result.stdout == TEXT
    assert result.stderr == ""
    assert mgc("opt", input=TEXT).stdout == TEXT
    assert mgc("opt", "-", input=TEXT).stdout == TEXT


def test_passes_run_in_the_given_order(file: Path) -> None:
    text = mgc("opt", file, "--passes", "cse,dce", "--verify-each").stdout
    assert text.count("mgc.exp") == 1
    assert "mgc.tanh" not in text
    assert mgc("opt", file, "--passes", " cse , ").stdout.count("mgc.tanh") == 1


@pytest.mark.parametrize("name", TENSOR_PASSES)
def test_each_pass_can_be_run(file: Path, name: str) -> None:
    text = mgc("opt", file, "--passes", name, "--verify-each").stdout
    assert mgc("opt", input=text).stdout == text


def test_locations_can_be_left_out(file: Path, tmp_path: Path) -> None:
    mgc("opt", file, "--no-locations", "-o", tmp_path / "out.mlir")
    assert "loc(" not in (tmp_path / "out.mlir").read_text()


def test_a_function_goes_down_to_loops(file: Path) -> None:
    assert "memref" in mgc("opt", file, "--passes", "dce,fuse,lower").stdout


def test_unknown_passes_and_options_are_refused(file: Path) -> None:
    assert "there is no pass 'other'" in refused("opt", file, "--passes", "cse,other")
    assert "No such option" in refused("opt", file, "--all")
    assert "No such file" in refused("opt", file.with_name("absent.mlir"))


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("func.func", "function", "expected"),
        ("mgc.tanh", "mgc.other", "there is no op 'other'"),
        ("%0, %1)", "%0, %9)", "%9"),
        ('"mgc.add"(%0, %1)', '"mgc.add"(%0, %0, %1)', "f.mlir:5:18: error: 2 operand types for 3"),
        ("loc(", "location(", "f.mlir:2:"),
    ],
)
def test_text_that_is_wrong_is_told_with_its_line(
    file: Path, old: str, new: str, text: str
) -> None:
    file.write_text(TEXT.replace(old, new))
    result = mgc("opt", file, status=1)
    assert text in result.stderr
    assert "f.mlir" in result.stderr
    assert result.stdout == ""


def test_passes_at_the_wrong_place_are_told(file: Path) -> None:
    assert "put fuse" in mgc("opt", file, "--passes", "lower", status=1).stderr
    assert "hoist" in mgc("opt", file, "--passes", "hoist", status=1).stderr
    assert "cse" in mgc("opt", file, "--passes", "dce,fuse,lower,cse", status=1).stderr
