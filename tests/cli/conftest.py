"""A program, and a library that is made of it once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import mgc, write_model


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program in a folder of its own, which is the current one."""
    monkeypatch.chdir(tmp_path)
    write_model(tmp_path)
    return Path("model.py")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``libmodel.so`` of ``predict`` and ``pick``, beside the program, with IR and lines."""
    folder = tmp_path_factory.mktemp("library")
    path = folder / "libmodel.so"
    mgc("compile", write_model(folder), "-o", path, "-g", "--keep-ir")
    return path
