"""The cache of compiled code of a test run: a temporary folder that the run's processes share."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

_folder: str | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-golden`` rewrites the golden files instead of comparing with them."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


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
