"""``mgc inspect`` and ``mgc verify``: what they say of a library."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.commands import MODEL, mgc, parsed, refused


def test_inspect_shows_what_is_in_the_library(library: Path) -> None:
    text = mgc("inspect", library).stdout
    for wanted in (
        "predict: f32[n,3] -> f32[n,2]",
        "pick: f64[n], i64[m] -> f64[m]",
        "target     x86_64",
        "soname     libmodel.so",
        "source     model.py, sha256",
        "error      tanh f32: at most",
        "constant   W: f32[3,2], 24 B, sha256",
        "numerics   strict",
        "can stop   at model.py:15",
        "can stop   at model.py:16",
    ):
        assert wanted in text


def test_inspect_as_json(library: Path) -> None:
    found = parsed("inspect", library, "--json")
    assert [f["name"] for f in found["functions"]] == ["predict", "pick"]
    assert found["bytes"] == library.stat().st_size
    assert {s["name"] for s in found["symbols"] if s["exported"]} >= {"predict", "model_last_error"}


def test_inspect_lists_symbols(library: Path) -> None:
    lines = mgc("inspect", library, "--symbols").stdout.splitlines()
    assert any("exported predict" in line for line in lines)


def test_inspect_prints_the_ir_that_was_kept(library: Path, model: Path) -> None:
    text = mgc("inspect", library, "--ir").stdout
    assert text.count("func.func @") == 2
    Path("kept.mlir").write_text(text)
    mgc("opt", "kept.mlir", "--passes", "cse,dce", "--verify-each")
    mgc("compile", "model.py:predict")
    assert "--keep-ir" in mgc("inspect", "libpredict.so", "--ir", status=1).stderr


def test_inspect_disassembles_with_lines_of_python(library: Path, model: Path) -> None:
    pytest.importorskip("capstone", reason="capstone is not installed")
    plain = mgc("inspect", library, "--disasm").stdout
    assert "predict:" in plain
    one = mgc("inspect", library, "--disasm", "--symbol", "pick", "--source").stdout
    assert "model.py:16:" in one
    assert "return x[i]" in one
    assert "predict:" not in one
    mgc("compile", "model.py:predict")
    text = mgc("inspect", "libpredict.so", "--disasm", "--source", status=1).stderr
    assert "no debug information" in text


def test_inspect_reads_libraries_of_other_machines(model: Path) -> None:
    mgc("compile", "model.py:predict", "--target", "aarch64-linux", "-o", "libarm.so")
    assert "target     aarch64" in mgc("inspect", "libarm.so").stdout


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--symbol", "predict"], "--symbol and --source go with --disasm"),
        (["--source"], "--symbol and --source go with --disasm"),
        (["--ir", "--json"], "choose one of"),
        (["--symbols", "--disasm"], "choose one of"),
        (["--all"], "No such option"),
    ],
)
def test_inspect_refuses_options_that_contradict(
    library: Path, options: list[str], text: str
) -> None:
    assert text in refused("inspect", library, *options)


def test_inspect_says_what_is_no_library(tmp_path: Path) -> None:
    assert "does not exist" in refused("inspect", tmp_path / "absent.so")
    other = tmp_path / "other.so"
    for content in (b"", b"text", b"\x7fELF" + bytes(200)):
        other.write_bytes(content)
        assert "other.so" in mgc("inspect", other, status=1).stderr


def test_inspect_says_that_a_symbol_is_missing(library: Path) -> None:
    pytest.importorskip("capstone", reason="capstone is not installed")
    text = mgc("inspect", library, "--disasm", "--symbol", "absent", status=1).stderr
    assert "absent" in text


def test_verify_finds_the_same_bits(library: Path) -> None:
    program = library.parent / "model.py"
    result = mgc("verify", library, "--against", program, "--fuzz", "20")
    assert result.stdout == "predict: 20 calls, the same bits\npick: 20 calls, the same bits\n"
    assert result.stderr == ""
    found = parsed(
        "verify", library, "--against", f"{program}:predict", "--fuzz", "3", "--seed", "7", "--json"
    )
    assert found == {"calls": 3, "seed": 7, "differences": {"predict": None}}


def test_verify_finds_a_difference_with_status_3(library: Path, tmp_path: Path) -> None:
    other = tmp_path / "model.py"
    other.write_text(MODEL.replace("np.tanh(x @ W)", "np.tanh(x @ W) + np.float32(1e-7)"))
    arguments = ("verify", library, "--against", f"{other}:predict", "--fuzz", "20")
    text = mgc(*arguments, status=3).stdout
    assert "predict: call " in text
    assert "library" in text
    assert "n = " in text
    difference = parsed(*arguments, "--json", status=3)["differences"]["predict"]
    assert difference["library"] != difference["other"]


def test_verify_takes_statics(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "model", raising=False)  # that of another test
    mgc("compile", "model.py:plain", "-s", "f64[n], f64[]", "--static", "mode='same'")
    Path("spec.py").write_text(
        "import mgc, model\nplain = mgc.function(signature='f64[n], f64[]')(model.plain)\n"
    )
    arguments = ("verify", "libplain.so", "--against", "spec.py:plain", "--fuzz", "5")
    mgc(*arguments, "--static", "mode='same'")
    mgc(*arguments, status=3)


def test_verify_finds_a_plain_function_by_the_name_in_the_library(model: Path) -> None:
    Path("bare.py").write_text("def twice(x):\n    return x * 2\n\n\ndef other(x):\n    return x\n")
    mgc("compile", "bare.py:twice", "-s", "f64[n]")
    result = mgc("verify", "libtwice.so", "--against", "bare.py", "--fuzz", "5")
    assert result.stdout == "twice: 5 calls, the same bits\n"
    Path("bare.py").write_text("def other(x):\n    return x\n")
    text = mgc("verify", "libtwice.so", "--against", "bare.py", status=1).stderr
    assert "bare.py has no function 'twice'" in text


def test_verify_says_what_does_not_fit(library: Path, model: Path) -> None:
    assert "--against" in refused("verify", library)
    assert "--fuzz" in refused("verify", library, "--against", model, "--fuzz", "0")
    assert "there is no file" in refused("verify", library, "--against", "absent.py")
    text = mgc("verify", library, "--against", "model.py:plain", status=1).stderr
    assert "has no function 'plain'" in text
    shutil.copy(model, "not_a_library.so")
    assert "not_a_library" in mgc("verify", "not_a_library.so", "--against", model, status=1).stderr


_RAISING = """
class Own(Exception): pass
def asserts(x):
    assert x.size < 3, "too many"
    return x * 2
def divides(x):
    if x.size > 2: raise ZeroDivisionError("no")
    return x * 2
def tells(x):
    if x.size > 2: raise RuntimeError(f"{x.size} elements")
    return x * 2
def own(x):
    if x.size > 2: raise Own("mine")
    return x * 2
def unbound(x):
    for v in x: t = v
    return t
"""


@pytest.mark.parametrize("name", ["asserts", "divides", "tells", "own", "unbound"])
def test_verify_finds_the_same_errors(name: str, tmp_path: Path) -> None:
    model, library = tmp_path / "raising.py", tmp_path / "raising.so"
    model.write_text(_RAISING)
    mgc("compile", f"{model}:{name}", "-s", "f64[n]", "-o", str(library))
    told = mgc("verify", str(library), "--against", f"{model}:{name}", "--fuzz", "20")
    assert "the same bits" in told.stdout
