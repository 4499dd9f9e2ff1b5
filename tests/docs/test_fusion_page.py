"""What docs/fusion.md shows is what is computed and printed."""

from __future__ import annotations

import doctest
import linecache
import re
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "fusion.md").read_text()
EXCERPTS = re.findall(r"```mlir\n// (.*)\n((?:.*\n)*?)```", PAGE)


def run_page() -> dict[str, Any]:
    """The names the page defines; each example gets a file, since tracing reads source."""
    test = doctest.DocTestParser().get_doctest(PAGE, {}, "fusion", "fusion.md", 0)
    for number, example in enumerate(test.examples):
        name = f"<doctest {test.name}[{number}]>"
        linecache.cache[name] = (len(example.source), None, example.source.splitlines(True), name)
    report: list[str] = []
    runner = doctest.DocTestRunner()
    runner.run(test, out=report.append, clear_globs=False)
    assert not runner.failures, "".join(report)
    return test.globs


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """Those the page defines."""
    return run_page()


def unnumbered(line: str) -> str:
    """A line without the numbers of values."""
    return re.sub(r"%\d+(#\d+|:\d+)?", "%", line.strip())


@pytest.mark.parametrize(("expression", "excerpt"), EXCERPTS, ids=[e for e, _ in EXCERPTS])
def test_excerpts_are_printed_in_order(
    expression: str, excerpt: str, names: dict[str, Any]
) -> None:
    printed = iter([unnumbered(line) for line in eval(expression, names).splitlines()])
    for line in map(unnumbered, excerpt.splitlines()):
        start = line.removesuffix("...")
        whole = start == line
        assert any(p == line if whole else p.startswith(start) for p in printed), line


def test_three_excerpts_are_shown() -> None:
    assert len(EXCERPTS) == 3
