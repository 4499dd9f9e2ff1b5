"""``mgc compile``: each option does what its help says, and nothing else is taken."""

from __future__ import annotations

import json
import operator
import os
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mgc as package
from mgc.api.emission import KINDS
from mgc.api.textual import OPTIONAL_PASSES, PASSES
from mgc.cli.main import main
from tests.cli.commands import mgc, parsed, refused

PREDICT = "model.py:predict"
TEXTS = {
    "header": "int32_t predict(",
    "asm": "predict",
    "llvm": "define",
    "ir": "func.func @predict",
    "loops": "memref",
}


@pytest.mark.usefixtures("model")
def test_the_default_is_a_library_and_its_header_and_says_nothing(tmp_path: Path) -> None:
    result = mgc("compile", PREDICT)
    assert (result.stdout, result.stderr) == ("", "")
    assert sorted(p.name for p in tmp_path.glob("lib*")) == ["libpredict.h", "libpredict.so"]
    assert os.access("libpredict.so", os.X_OK)
    assert not os.access("libpredict.h", os.X_OK)
    x = np.ones((4, 3), np.float32)
    assert package.load("libpredict.so").predict(x).shape == (4, 2)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_one_file(kind: str, tmp_path: Path) -> None:
    mgc("compile", PREDICT, "--emit", kind, "-o", "out/file")
    data = (tmp_path / "out/file").read_bytes()
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["file"]
    if kind in TEXTS:
        assert TEXTS[kind] in data.decode()
    else:
        assert data.startswith({"so": b"\x7fELF", "obj": b"\x7fELF", "bc": b"BC\xc0\xde"}[kind])


@pytest.mark.usefixtures("model")
def test_several_kinds_lie_beside_each_other(tmp_path: Path) -> None:
    mgc("compile", PREDICT, "--emit", "so,asm", "--emit", "asm,ir", "-o", "b/libx.so")
    assert sorted(p.name for p in (tmp_path / "b").iterdir()) == ["libx.mlir", "libx.s", "libx.so"]


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("kind", TEXTS)
def test_a_dash_is_standard_output(kind: str) -> None:
    result = mgc("compile", PREDICT, "--emit", kind, "-o", "-")
    assert TEXTS[kind] in result.stdout
    assert result.stderr == ""


@pytest.mark.usefixtures("model")
def test_a_file_is_all_its_functions_with_signatures(tmp_path: Path) -> None:
    result = mgc("compile", "model.py", "-v")
    assert "predict: f32[n,3] -> f32[n,2]" in result.stderr
    assert "undeclared has no declared signature and is left out" in result.stderr
    library = package.load(tmp_path / "libmodel.so")
    assert sorted(library.functions) == ["pick", "predict"]


@pytest.mark.usefixtures("model")
def test_a_plain_function_is_given_a_signature_and_statics() -> None:
    mgc("compile", "model.py:plain", "-s", "f64[n], f64[]", "--static", "mode='same'")
    x = np.arange(3.0)
    assert package.load("libplain.so").plain(x, np.float64(1)).tolist() == [1.0, 2.0, 3.0]


@pytest.mark.usefixtures("model")
def test_json_says_what_was_made() -> None:
    found = parsed("compile", "model.py", "--json", "--time-passes", "--cpu", "x86-64-v3")
    assert [f["name"] for f in found["functions"]] == ["predict", "pick"]
    assert found["skipped"] == ["undeclared"]
    assert found["cpu"] == "x86-64-v3"
    assert {name: Path(f["path"]).stat().st_size for name, f in found["files"].items()} == {
        name: f["bytes"] for name, f in found["files"].items()
    }
    assert {"import", "trace", "link"} <= {lap["stage"] for lap in found["seconds"]}


@pytest.mark.usefixtures("model")
def test_time_passes_lists_stages_on_standard_error() -> None:
    result = mgc("compile", PREDICT, "--time-passes")
    assert result.stdout == ""
    stages = [line.split(" ms ")[1] for line in result.stderr.splitlines()]
    assert any("simplify" in stage for stage in stages)
    assert any("link" in stage for stage in stages)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("name", ["simplify", "cse", "fuse"])
def test_ir_is_printed_after_a_pass(name: str) -> None:
    result = mgc("compile", PREDICT, "--print-ir-after", name)
    assert result.stdout == ""
    assert f"// -----// IR after {name}: predict //----- //" in result.stderr
    assert "func.func @predict" in result.stderr
    assert "IR after dce" not in result.stderr


@pytest.mark.usefixtures("model")
def test_ir_is_printed_after_all_passes() -> None:
    result = mgc("compile", PREDICT, "--print-ir-after", "all", "--emit", "ir", "-o", "-")
    assert {name for name in PASSES if f"IR after {name}:" in result.stderr} >= {
        "simplify", "fold", "cse", "dce", "copy_versions", "fuse",
    }  # fmt: skip
    assert "IR after" not in result.stdout


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("name", OPTIONAL_PASSES)
def test_a_pass_that_is_disabled_changes_no_bits(name: str) -> None:
    mgc("compile", PREDICT, "--disable-pass", name, "--verify-each", "-o", f"lib{name}.so")
    x = np.linspace(-3, 3, 21, dtype=np.float32).reshape(7, 3)
    mgc("compile", PREDICT)
    expected = package.load("libpredict.so").predict(x)
    got = package.load(f"lib{name}.so").predict(x)
    assert got.tobytes() == expected.tobytes()


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_levels_have_the_same_bits(level: int) -> None:
    mgc("compile", PREDICT, "-O", level, "-o", f"libo{level}.so")
    x = np.linspace(-3, 3, 21, dtype=np.float32).reshape(7, 3)
    mgc("compile", PREDICT)
    expected = package.load("libpredict.so").predict(x)
    assert package.load(f"libo{level}.so").predict(x).tobytes() == expected.tobytes()


@pytest.mark.usefixtures("model")
def test_lines_of_python_are_in_the_code_on_request() -> None:
    assert b".debug_line" in _compiled("-g")
    assert b".debug_line" not in _compiled()


@pytest.mark.usefixtures("model")
def test_the_ir_is_kept_on_request() -> None:
    assert b"func.func @predict" in _compiled("--keep-ir")
    assert b"func.func @predict" not in _compiled()


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("options", [("--numerics", "strict"), ("--checks", "full")])
def test_what_is_the_default_anyway_can_be_said(options: tuple[str, str]) -> None:
    assert _compiled(*options) == _compiled()


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("target", "cpu", "machine"),
    [("x86_64-linux", "x86-64-v3", 62), ("aarch64-linux", None, 183), ("riscv64-linux", None, 243)],
)
def test_other_machines_get_object_files(target: str, cpu: str | None, machine: int) -> None:
    options = ["--target", target, *([] if cpu is None else ["--cpu", cpu])]
    mgc("compile", PREDICT, *options, "--emit", "obj", "-o", "other.o")
    assert int.from_bytes(Path("other.o").read_bytes()[18:20], "little") == machine


@pytest.mark.usefixtures("model")
def test_mgc_links_for_aarch64_and_says_where_it_cannot() -> None:
    mgc("compile", PREDICT, "--target", "aarch64-linux", "-o", "libarm.so")
    assert Path("libarm.so").read_bytes()[18] == 183
    text = refused("compile", PREDICT, "--target", "riscv64-linux")
    assert "mgc cannot link for riscv64-linux; --emit obj,header" in text


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--emit", "exe"], "'exe' is none of so, header"),
        (["--emit", "so,"], "'' is none of"),
        (["--cpu", "pentium"], "pentium"),
        (["--target", "toaster"], "'toaster' is none of"),
        (["-O", "4"], "'-O'"),
        (["--numerics", "fast"], "'fast'"),
        (["--checks", "some"], "'some'"),
        (["--disable-pass", "nothing"], "'nothing' is none of"),
        (["--disable-pass", "copy_versions"], "not right without the pass 'copy_versions'"),
        (["--print-ir-after", "nothing"], "'nothing' is none of all"),
        (["--static", "k"], "'k' is not NAME=VALUE"),
        (["--static", "k=x"], "'x' is not a Python literal"),
        (["-o", "-"], "-o - is for one kind of text"),
        (["-o", "-", "--emit", "obj"], "-o - is for one kind of text"),
        (["-o", "-", "--emit", "asm", "--json"], "both write to standard output"),
        (["-o", "."], "-o . is a folder"),
        (["-o", "libx"], "does not say which of 2 files it is"),
        (["--threads", "2"], "No such option"),
        (["--unroll"], "No such option"),
        (["more"], "unexpected extra argument"),
    ],
)
def test_command_lines_that_are_wrong_are_refused(options: list[str], text: str) -> None:
    before = sorted(Path().iterdir())
    assert text in refused("compile", PREDICT, *options)
    assert sorted(Path().iterdir()) == before


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "Missing argument"),
        (["other.py"], "there is no file 'other.py'"),
        (["model.py:"], "'' in 'model.py:' is not the name of a function"),
        (["model.py:a b"], "is not the name of a function"),
        (["model.py", "-s", "f32[n]"], "--signature and --static are for one function"),
        (["model.py", "--static", "k=1"], "--signature and --static are for one function"),
    ],
)
def test_programs_that_are_named_wrongly_are_refused(arguments: list[str], text: str) -> None:
    assert text in refused("compile", *arguments)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["model.py:absent"], "model.py has no function 'absent'"),
        (["model.py:W"], "'W' in model.py is no function"),
        (["model.py:undeclared"], "undeclared has no signature"),
        (["model.py:plain", "-s", "f32[n"], "f32[n"),
        (["model.py:plain", "-s", "f32[n], f32[], f32[], f32[]"], "does not fit plain"),
        (["model.py:broken", "-s", "f64[n]"], "error[MGC-F"),
        (["model.py:raises", "-s", "f64[n]"], "of the user"),
        (["model.py:predict", "-s", "f32[n,4]"], "model.py:10:"),
    ],
)
def test_faults_of_the_program_are_told_with_status_1(arguments: list[str], text: str) -> None:
    result = mgc("compile", *arguments, status=1)
    assert text in result.stderr
    assert result.stdout == ""
    assert not list(Path().glob("lib*"))


@pytest.mark.usefixtures("model")
def test_errors_are_json_too() -> None:
    arguments = ("compile", "model.py:broken", "-s", "f64[n]", "--json")
    error = parsed(*arguments, status=1)["error"]
    assert error["kind"] == "program"
    assert error["code"].startswith("MGC-F")
    assert error["location"]["file"].endswith("model.py")
    assert error["location"]["line"] == 34


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("import nothing_of_that_name", "No module named"),
        ("def f(:\n", "SyntaxError"),
        ("raise SystemExit(5)", "ends the program while it is imported (exit status 5)"),
        ("x = 1", "has no function decorated with mgc.function"),
        ("import mgc\n@mgc.function\ndef f(x):\n    return x\n", "has a declared signature"),
        ("import mgc\n@mgc.function(signature='f32[')\ndef f(x):\n    return x\n", "f32["),
        ("import mgc\n@mgc.function(numerics='fast')\ndef f(x):\n    return x\n", "fast"),
    ],
)
def test_files_that_cannot_be_imported_are_faults_of_the_program(
    text: str, wanted: str, tmp_path: Path
) -> None:
    path = tmp_path / "other.py"
    path.write_text(text)
    assert wanted in mgc("compile", path, status=1).stderr


def test_what_a_program_prints_goes_to_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "talks.py"
    path.write_text("print('hello')\ndef f(x):\n    return x + 1\n")
    result = mgc("compile", f"{path}:f", "-s", "f64[n]", "--emit", "ir", "-o", "-")
    assert "hello" in result.stderr
    assert "hello" not in result.stdout


@pytest.mark.usefixtures("model")
def test_output_that_cannot_be_written_is_told() -> None:
    Path("file").write_text("")
    result = mgc("compile", PREDICT, "-o", "file/libx.so", status=1)
    assert "file" in result.stderr


@pytest.mark.usefixtures("model")
def test_faults_of_mgc_have_their_own_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mgc.api.compilation.lower", operator.truediv)
    result = mgc("compile", PREDICT, status=70)
    assert "internal error: TypeError: unsupported operand" in result.stderr
    assert "MGC_DEBUG=1" in result.stderr
    error = json.loads(mgc("compile", PREDICT, "--json", status=70).stderr)["error"]
    assert error["kind"] == "internal"
    monkeypatch.setenv("MGC_DEBUG", "1")
    debugged = CliRunner().invoke(main, ["compile", PREDICT])
    assert debugged.exit_code == 70
    assert "Traceback" in debugged.stderr


def _compiled(*options: str) -> bytes:
    mgc("compile", PREDICT, "-o", "libsame.so", *options)
    return Path("libsame.so").read_bytes()


def test_a_result_that_is_declared_has_to_be_that(model: Path) -> None:
    Path("bare.py").write_text("def twice(x):\n    return x * 2\n")
    text = mgc("compile", "bare.py:twice", "-s", "f64[n] -> f32[n]", status=1).stderr
    assert "result 0 is f64[n], declared f32[n]" in text
    assert not Path("libtwice.so").exists()
    mgc("compile", "bare.py:twice", "-s", "f64[n] -> f64[n]")
