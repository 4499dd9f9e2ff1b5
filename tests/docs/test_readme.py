"""What README.md shows can be run.

Console blocks are run in a folder with a copy of the examples, whose ``.venv/bin`` leads to this
interpreter and this tree; the parts of a command that create an environment, install, or run these
tests are left out. Output below a command must match, with ``...`` standing for anything. The
Python blocks are one program.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_HERE = re.compile(r"-m venv\b|pip install\b|-m pytest\b")


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the output shown below it."""

    text: str
    output: str

    @property
    def runnable(self) -> str:
        """The command without the parts that are not run here; may be empty."""
        parts = [part for part in self.text.split(" && ") if not NOT_HERE.search(part)]
        return " && ".join(parts)


def blocks(language: str) -> list[str]:
    """The contents of the fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[Command]:
    """The commands of all console blocks."""
    pairs = [pair for block in blocks("console") for pair in re.split(r"^\$ ", block, flags=re.M)]
    split = [pair.partition("\n") for pair in pairs if pair.strip()]
    return [Command(text, output) for text, _, output in split]


def command_below(heading: str) -> str:
    """The first command of the section with that heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = re.search(r"^\$ (.*)$", section, flags=re.MULTILINE)
    assert found, f"no command below {heading!r}"
    return found[1]


def write_script(path: Path, command: str) -> None:
    """Make an executable that runs ``command`` with its own arguments."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which README's commands find what they name."""
    shutil.copytree(
        ROOT / "examples",
        tmp_path / "examples",
        ignore=shutil.ignore_patterns("build", "__pycache__"),
    )
    for name in ("python", "python3"):
        write_script(tmp_path / ".venv/bin" / name, sys.executable)
    write_script(tmp_path / ".venv/bin/mgc", f"{sys.executable} -m mgc")
    return tmp_path


def run(arguments: list[str], folder: Path) -> str:
    """Standard output of a command that must succeed."""
    path = os.pathsep.join((str(folder / ".venv/bin"), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    done = subprocess.run(
        arguments,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_install_command_makes_an_environment_installs_and_runs() -> None:
    first, second, third = command_below("Install and run").split(" && ")
    assert first.endswith("-m venv .venv")
    assert second == ".venv/bin/pip install ."
    assert (ROOT / third.removeprefix(".venv/bin/python ")).is_file()


def test_test_command_installs_the_extra_and_runs_everything() -> None:
    expected = ".venv/bin/pip install '.[test]' && .venv/bin/python -m pytest -n auto"
    assert command_below("Test") == expected


def test_links_lead_to_files() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    local = [target for target in targets if "://" not in target]
    assert local
    assert not [target for target in local if not (ROOT / target).exists()]


def test_first_screen_is_short() -> None:
    assert len(README.split("\n## ")[0].splitlines()) <= 50


RUNNABLE = [command for command in commands() if command.runnable]


@pytest.mark.parametrize("command", RUNNABLE, ids=lambda command: command.text)
def test_command_runs_and_prints_what_is_shown(command: Command, folder: Path) -> None:
    got = run(["bash", "-e", "-c", command.runnable], folder)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    if command.output:
        assert doctest.OutputChecker().check_output(command.output, got, flags), got


def test_python_blocks_are_one_program(folder: Path) -> None:
    program = folder / "readme.py"
    program.write_text("\n".join(blocks("python")), encoding="utf-8")
    run([str(folder / ".venv/bin/python"), program.name], folder)
