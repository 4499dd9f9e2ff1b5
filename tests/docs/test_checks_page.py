"""What docs/checks.md shows is what happens."""

from __future__ import annotations

import doctest
import linecache
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "checks.md").read_text()


def test_examples_print_what_the_page_says() -> None:
    test = doctest.DocTestParser().get_doctest(PAGE, {}, "checks", "checks.md", 0)
    for number, example in enumerate(test.examples):
        name = f"<doctest {test.name}[{number}]>"
        linecache.cache[name] = (len(example.source), None, example.source.splitlines(True), name)
    report: list[str] = []
    doctest.DocTestRunner().run(test, out=report.append)
    assert test.examples
    assert not report, "".join(report)
