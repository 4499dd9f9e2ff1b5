"""``mgc doctor``, ``explain``, ``cache``; help, versions, and a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mgc as package
from mgc.api import native
from mgc.cli.main import COMMANDS, main
from mgc.ir.error_codes import ERROR_CODES
from tests.cli.commands import mgc, parsed, refused, write_model

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own with two entries."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MGC_CACHE_DIR", str(folder))
    package.function(lambda x: x * 7.5)(np.ones(3))
    package.function(lambda x: x * 8.5)(np.ones(3))
    return folder


# -- doctor, explain, cache ---------------------------------------------------------------


def test_doctor_finds_a_machine_that_works(cache: Path) -> None:
    result = mgc("doctor")
    assert "A small kernel was compiled and computed the right result." in result.stdout
    assert f"{cache} (" in result.stdout
    assert result.stderr == ""
    found = parsed("doctor", "--json")
    assert found["problems"] == []
    assert found["python"].startswith("CPython")


def test_doctor_tells_of_a_cache_that_others_can_write(cache: Path) -> None:
    cache.chmod(0o777)
    native._cache_in.cache_clear()
    told = CliRunner().invoke(main, ["doctor"])
    native._cache_in.cache_clear()
    assert told.exit_code == 1
    assert "problem     the cache folder" in told.stdout


@pytest.mark.parametrize("code", ERROR_CODES)
def test_explain_shows_what_a_code_means(code: str) -> None:
    entry = ERROR_CODES[code]
    text = mgc("explain", code).stdout
    assert text.startswith(f"{code}: {entry.title}\n")
    assert entry.explanation in text
    assert text.index("Fails:") < text.index("Works:")
    short = code.removeprefix("MGC-").lower()
    assert mgc("explain", short).stdout == text
    assert parsed("explain", code, "--json")["cure"] == entry.cure


def test_explain_lists_all_codes() -> None:
    lines = mgc("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(ERROR_CODES)
    assert list(parsed("explain", "--json")) == list(ERROR_CODES)


def test_explain_refuses_other_codes() -> None:
    assert "there is no error code 'MGC-Z1'; mgc explain lists all" in refused("explain", "MGC-Z1")


def test_cache_ls_lists_the_entries(cache: Path) -> None:
    files = sorted(path.stem for path in cache.glob("*.so"))
    assert len(files) == 2
    result = mgc("cache", "ls")
    lines = result.stdout.splitlines()
    assert sorted(line.split()[0] for line in lines[:2]) == [name[:16] for name in files]
    assert lines[2].startswith("2 entries, ")
    assert lines[2].endswith(f"in {cache}")
    found = parsed("cache", "ls", "--json")
    assert found["folder"] == str(cache)
    assert sorted(entry["key"] for entry in found["entries"]) == files


def test_cache_why_says_whether_there_is_code_and_what_differs(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = f"{write_model(tmp_path)}:plain"
    arguments = ("cache", "why", program, "-s", "f64[n], float")
    assert "and none of a function of that name" in mgc(*arguments).stdout
    np.save(tmp_path / "x.npy", np.ones(3))
    mgc("run", program, "--args", f"x={tmp_path}/x.npy,k=1.5")
    assert "differs in IR" in mgc(*arguments).stdout
    signature = "f64[3], float"
    text = mgc("cache", "why", program, "-s", signature).stdout
    assert text.startswith("plain: found, ")
    other = mgc("cache", "why", program, "-s", signature, "--static", "mode='x'").stdout
    assert "differs in IR" in other
    monkeypatch.setattr("mgc.codegen.cache.host_fingerprint", lambda: "another processor")
    found = parsed("cache", "why", program, "-s", signature, "--json")
    assert (found["found"], found["differences"]) == (False, ["processor"])
    assert text.split()[2] == found["nearest"][:16]


def test_cache_why_needs_one_function(tmp_path: Path) -> None:
    path = write_model(tmp_path)
    assert "names no function" in refused("cache", "why", path)
    assert "has no signature" in mgc("cache", "why", f"{path}:undeclared", status=1).stderr


def test_cache_gc_removes_old_entries(cache: Path) -> None:
    old = next(cache.glob("*.so"))
    os.utime(old, (0, 0))
    assert mgc("cache", "gc", "--days", "1").stdout.startswith("removed 1 entries, ")
    assert not old.exists()
    assert mgc("cache", "gc").stdout.startswith("removed 0 entries, ")
    assert mgc("cache", "gc", "--days", "0").stdout.startswith("removed 1 entries, ")
    assert not list(cache.glob("*.so"))
    assert mgc("cache", "ls").stdout.startswith("0 entries, 0 B")


@pytest.mark.parametrize(
    "arguments", [["gc", "--days", "-1"], ["gc", "--days", "x"], ["rm"], ["ls", "-a"]]
)
def test_cache_refuses_other_options(arguments: list[str]) -> None:
    refused("cache", *arguments)


# -- all commands -------------------------------------------------------------------------


def test_help_lists_the_commands() -> None:
    text = mgc("--help").stdout
    assert text.startswith("Usage: mgc [OPTIONS] COMMAND")
    assert all(f"  {name} " in text for name in COMMANDS)
    assert "3 a comparison failed, 70 a fault of mgc" in " ".join(text.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_begins_with_its_line_in_the_list(name: str) -> None:
    text = mgc(name, "-h").stdout
    assert COMMANDS[name] in " ".join(text.split())
    assert mgc(name, "--help").stdout == text


def test_unknown_commands_and_options_are_refused() -> None:
    assert "No such command 'build'" in refused("build")
    assert "No such option" in refused("--fast")


def test_version() -> None:
    assert mgc("--version").stdout == f"mgc {package.__version__}\n"


def process(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """``python -m mgc`` with pipes for all streams."""
    return subprocess.run(
        [sys.executable, "-m", "mgc", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_process_is_quiet_in_a_pipe(tmp_path: Path) -> None:
    write_model(tmp_path)
    for arguments in (
        ("compile", "model.py"),
        ("compile", "model.py", "-o", "libmodel.so", "--emit", "so,asm"),
    ):
        done = process(*arguments, folder=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = process("verify", "libmodel.so", "--against", "model.py", "--fuzz", "5", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout == "predict: 5 calls, the same bits\npick: 5 calls, the same bits\n"
    assert done.stderr == ""


def test_a_process_ends_with_the_status_of_its_error(tmp_path: Path) -> None:
    write_model(tmp_path)
    usage = process("compile", folder=tmp_path)
    assert (usage.returncode, usage.stdout) == (2, "")
    assert usage.stderr.startswith("Usage: ")
    program = process("compile", "model.py:broken", "-s", "f64[n]", "--json", folder=tmp_path)
    assert (program.returncode, program.stdout) == (1, "")
    assert json.loads(program.stderr)["error"]["kind"] == "program"
    debugged = process("compile", "model.py:broken", "-s", "f64[n]", folder=tmp_path, MGC_DEBUG="1")
    assert debugged.returncode == 1
    assert debugged.stderr.startswith("Traceback")


def test_help_does_not_load_the_compiler(tmp_path: Path) -> None:
    program = (
        "import sys, mgc.cli.main as m\n"
        "try: m.main(['--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'llvmlite', 'numpy', 'rich'} & set(sys.modules), 'loaded'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    write_model(tmp_path)
    command = f"{sys.executable} -m mgc compile model.py:predict --emit llvm -o - | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
