"""``mgc.config``: settings of the process and of a block."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcValueError, UnsupportedError


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Puts the settings of the process back."""
    from mgc.api import config

    before = list(config._process)
    yield
    config._process[:] = before
    mgc.run_functions_eagerly(False)


@mgc.function
def double(x):
    return x + x if isinstance(x, np.ndarray) else x * 2


def entries(folder: Path) -> int:
    return len(list(folder.glob("*.so")))


def test_a_block_chooses_the_cache_folder(tmp_path: Path) -> None:
    before = mgc.config.cache_folder
    with mgc.config(cache_folder=tmp_path) as settings:
        assert settings.cache_folder == tmp_path
        mgc.function(lambda x: x * 3.25)(np.ones(3))
    assert entries(tmp_path) == 1
    assert mgc.config.cache_folder == before


def test_the_process_gets_another_cache_folder(tmp_path: Path) -> None:
    mgc.config.set(cache_folder=str(tmp_path))
    assert mgc.config.cache_folder == tmp_path
    mgc.function(lambda x: x * 4.25)(np.ones(3))
    assert entries(tmp_path) == 1
    with mgc.config(cache_folder=tmp_path / "inner"):
        assert mgc.config.cache_folder == tmp_path / "inner"
    assert mgc.config.cache_folder == tmp_path


def test_the_environment_is_asked_if_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MGC_CACHE_DIR", "/somewhere/else")
    monkeypatch.setenv("MGC_LOG", "1")
    assert mgc.config.cache_folder == Path("/somewhere/else")
    assert mgc.config.log is True
    monkeypatch.setenv("MGC_LOG", "0")
    assert mgc.config.log is False


def test_eager_runs_python_on_plain_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mgc.api.exact.run_exactly", lambda *arguments: "exact")

    def way() -> object:
        fn = mgc.function(lambda x: x + 1)
        result = fn(np.ones(2))
        return result if isinstance(result, str) else "compiled" if fn.trace_count else "eager"

    def chosen() -> object:
        return mgc.config.eager

    assert way() == "compiled"
    with mgc.config(eager=True):
        assert chosen() is True
        assert way() == "eager"
        with mgc.config(eager=False):
            assert chosen() is False
            assert way() == "compiled"
    with mgc.config(eager="exact"):
        assert chosen() == "exact"
        assert way() == "exact"
    assert chosen() is False
    mgc.config.set(eager="exact")
    assert way() == "exact"
    mgc.config.set(eager=False)
    assert way() == "compiled"


def test_a_block_ends_with_an_error() -> None:
    with pytest.raises(KeyError), mgc.config(eager=True, log=True):
        raise KeyError
    assert (mgc.config.eager, mgc.config.log) == (False, False)


def test_a_block_holds_for_its_thread_alone() -> None:
    found: list[object] = []
    with mgc.config(eager=True, log=True):
        thread = threading.Thread(target=lambda: found.extend((mgc.config.eager, mgc.config.log)))
        thread.start()
        thread.join()
    assert found == [False, False]


def test_log_reports_traces_and_compilations_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for expected in ("compiling", "machine code from"):
        with mgc.config(cache_folder=tmp_path, log=True):
            mgc.function(double.eager)(np.ones((2, 3), np.float32))
        out, err = capsys.readouterr()
        assert out == ""
        lines = err.splitlines()
        assert lines[0] == "mgc: double: trace 1, for f32[2,3]"
        assert expected in lines[1]
        assert len(lines) == 2
    double(np.ones((2, 3)))
    assert capsys.readouterr().err == ""


def test_threads_other_than_one_are_refused() -> None:
    assert mgc.config.threads == 1
    mgc.config.set(threads=1)
    with pytest.raises(UnsupportedError, match="not on 4"):
        mgc.config.set(threads=4)
    with pytest.raises(UnsupportedError, match="not on 0"), mgc.config(threads=0):
        pass


def test_other_values_and_names_are_refused() -> None:
    with pytest.raises(MgcValueError, match="eager is True, False or 'exact', not 'fast'"):
        mgc.config.set(eager="fast")
    with pytest.raises(TypeError):
        mgc.config.set(cache="x")  # type: ignore[call-arg]


def test_the_settings_can_be_looked_at(tmp_path: Path) -> None:
    with mgc.config(cache_folder=tmp_path, eager=True):
        text = f"<mgc.config: cache_folder={str(tmp_path)!r}, eager=True, log=False, threads=1>"
        assert repr(mgc.config) == text
