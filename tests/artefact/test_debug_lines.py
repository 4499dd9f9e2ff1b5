"""Debug information: lines of the Python file in compiled libraries, as gdb and others see it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

import mgc
from mgc.api.artefact import LibraryBuild, write_file
from mgc.api.disassembly import source_lines
from mgc.api.options import Options
from mgc.api.programs import specialize

MODEL = """\
import numpy as np
import mgc


def scaled(x, w):
    y = x * w
    return np.maximum(y, 0.5)


@mgc.function(signature="f32[n], f32[n]")
def predict(x, w):
    y = scaled(x, w)
    z = np.exp(y)
    total = z.sum()
    return z / total


@mgc.function(signature="f32[n,64], f32[64,32], f32[32]")
def layer(x, w, b):
    y = x @ w
    return np.tanh(y + b)
"""
HOST = """
#include "libmodel.h"
int main(void) {
  static _Alignas(64) char workspace[1 << 20];
  static float x[3 * 64], w[64 * 32], b[32], out[192];
  return predict_raw(x, w, out, 100, workspace) | layer_raw(x, w, b, out, 3, workspace);
}
"""
FUNCTIONS = ("predict", "layer")


def build(folder: Path, monkeypatch: pytest.MonkeyPatch, *, debug: bool = True) -> Path:
    """``libmodel.so`` and its header, compiled from ``model.py`` in ``folder``."""
    folder.mkdir(exist_ok=True)
    model = folder / "model.py"
    model.write_text(MODEL)
    monkeypatch.chdir(folder)
    spec = importlib.util.spec_from_file_location("model", model)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    options = Options(debug=debug)
    functions = [specialize(getattr(module, name), None, {}, options) for name in FUNCTIONS]
    made = LibraryBuild(functions, "libmodel.so")
    write_file(folder / "libmodel.so", made.shared_object, executable=True)
    write_file(folder / "libmodel.h", made.header.encode())
    return folder / "libmodel.so"


def sections(library: Path) -> dict[str, bytes]:
    """The contents of each section."""
    with library.open("rb") as file:
        return {s.name: s.data() for s in ELFFile(file).iter_sections()}


def gdb(folder: Path, *commands: str) -> str:
    """What gdb says about a C program that calls the library."""
    (folder / "host.c").write_text(HOST)
    cc = ["gcc", "host.c", "-o", "host", "-L.", "-lmodel", "-Wl,-rpath,$ORIGIN"]
    subprocess.run(cc, cwd=folder, check=True)
    setup = ("set debuginfod enabled off", "set breakpoint pending on")
    arguments = [word for command in (*setup, *commands) for word in ("-ex", command)]
    done = subprocess.run(
        ["gdb", "-batch", "-nx", *arguments, "./host"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


needs_gdb = pytest.mark.skipif(
    shutil.which("gdb") is None or shutil.which("gcc") is None, reason="needs gdb and gcc"
)


@needs_gdb
def test_gdb_stops_at_python_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, monkeypatch)
    text = gdb(tmp_path, "break model.py:15", "run", "delete", "break model.py:21", "continue")
    assert "predict () at ./model.py:15\n15\t    return z / total\n" in text
    assert "at ./model.py:21\n21\t    return np.tanh(y + b)\n" in text


@needs_gdb
def test_gdb_shows_calls_between_python_functions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, monkeypatch)
    frames = gdb(tmp_path, "break model.py:7", "run", "backtrace 2").split("\n#")[1:]
    assert "scaled () at ./model.py:7" in frames[0]
    assert "predict () at ./model.py:12" in frames[1]


def test_every_line_that_computes_has_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = set(source_lines(build(tmp_path, monkeypatch)).values())
    numbers = {number for _, number in lines}
    assert {7, 13, 14, 15, 20, 21} <= numbers <= {6, 7, 12, 13, 14, 15, 20, 21}
    assert {name for name, _ in lines} == {"model.py"}


def test_code_is_the_same_with_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_lines = sections(build(tmp_path / "g", monkeypatch))
    without = sections(build(tmp_path / "plain", monkeypatch, debug=False))
    assert with_lines[".text"] == without[".text"]
    assert ".debug_line" in with_lines
    assert not [name for name in without if name.startswith(".debug")]


def test_the_folder_is_not_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (build(tmp_path / name, monkeypatch).read_bytes() for name in "ab")
    assert first == second
    assert str(tmp_path).encode() not in first


def test_compiled_calls_can_have_lines() -> None:
    def spread(x, i):
        e = np.sin(x) - x.mean()
        return np.cumsum(e)[i] @ np.ones((3, 2), np.float32)

    x = np.linspace(0, 1, 30, dtype=np.float32)
    i = np.array([[1, 5, 7], [29, -1, 2]])
    plain, lines = (
        specialize(mgc.function(spread), "f32[n], i64[2,3]", {}, Options(debug=debug))
        for debug in (False, True)
    )
    assert "!DILocation" in lines.llvm_ir()
    assert "!DILocation" not in plain.llvm_ir()
    assert np.array_equal(lines(x, i), plain(x, i))


def test_mgc_compile_g_writes_lines(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(MODEL)
    command = [sys.executable, "-m", "mgc", "compile", str(tmp_path / "model.py"), "-g", "-o"]
    root = Path(__file__).parents[2]
    subprocess.run([*command, str(tmp_path / "libmodel.so")], cwd=root, check=True)
    lines = source_lines(tmp_path / "libmodel.so")
    assert {number for _, number in lines.values()} >= {7, 13, 21}
