"""The cache of compiled code of a test run: a temporary folder that the run's processes share."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

_folder: str | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-golden`` rewrites the golden files; ``--cases N`` runs fewer cases."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")
    parser.addoption(
        "--cases", type=int, metavar="N", help="run only N cases of each test, spread over all"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """``--cases N`` leaves out cases of tests that have more, at regular distances."""
    wanted: int | None = config.getoption("--cases")
    if wanted is None:
        return
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        groups.setdefault(item.nodeid.partition("[")[0], []).append(item)
    kept = {
        group[i * len(group) // min(wanted, len(group))]
        for group in groups.values()
        for i in range(min(wanted, len(group)))
    }
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def pytest_configure(config: pytest.Config) -> None:
    """Chooses the folder before any test module is imported; xdist's workers inherit it."""
    global _folder
    if not hasattr(config, "workerinput") and "MGC_CACHE_DIR" not in os.environ:
        _folder = os.environ["MGC_CACHE_DIR"] = tempfile.mkdtemp(prefix="mgc-test-cache-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Removes the folder."""
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)
        del os.environ["MGC_CACHE_DIR"]
