"""The project's metadata, and the links at its root."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import mgc

ROOT = Path(__file__).parents[2]
FROM_SDIST = (ROOT / "PKG-INFO").exists()
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = PYPROJECT["project"]


@pytest.mark.skipif(FROM_SDIST, reason="a source distribution is without the links")
@pytest.mark.parametrize("name", ["frontend", "ir", "codegen", "cli"])
def test_link_at_the_root_points_into_the_package(name: str) -> None:
    link = ROOT / name
    assert link.is_symlink()
    assert link.readlink() == Path("mgc", name)
    assert link.is_dir()


@pytest.mark.parametrize("name", ["frontend", "ir", "codegen", "cli"])
def test_source_distribution_leaves_the_links_out(name: str) -> None:
    assert f"prune {name}" in (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines()


def test_version_is_the_package_s() -> None:
    assert PROJECT["version"] == mgc.__version__


def test_dependencies_are_what_the_design_needs() -> None:
    names = {re.split(r"[<>=~!\[; ]", item)[0] for item in PROJECT["dependencies"]}
    assert names == {"click", "llvmlite", "numpy", "platformdirs", "pyelftools", "rich"}


def test_extras_exist() -> None:
    assert set(PROJECT["optional-dependencies"]) == {"dev", "inspect", "real-code", "test"}


def test_package_says_that_it_is_typed() -> None:
    assert (ROOT / "mgc/py.typed").read_bytes() == b""
    assert "py.typed" in PYPROJECT["tool"]["setuptools"]["package-data"]["mgc"]


def test_license_is_included() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    text = (ROOT / PROJECT["license-files"][0]).read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_script_is_a_callable_of_the_package() -> None:
    module, _, name = PROJECT["scripts"]["mgc"].partition(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_type_checkers_read_the_package_and_the_tests() -> None:
    assert {"mgc", "tests"} <= set(PYPROJECT["tool"]["mypy"]["files"])
    assert {"mgc", "tests", "examples"} <= set(PYPROJECT["tool"]["pyright"]["include"])
    assert PYPROJECT["tool"]["mypy"]["strict"] is True


def test_each_exception_to_a_lint_rule_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.flake8")]
    rules = re.findall(r'^ +"[A-Z]+[0-9]+",(.*)$', section, flags=re.MULTILINE)
    assert rules
    assert all(re.match(r" +# \w", rest) for rest in rules)
