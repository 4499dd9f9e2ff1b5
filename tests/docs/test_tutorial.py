"""What docs/tutorial.md shows is what its blocks print."""

from __future__ import annotations

import doctest
import linecache
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"


def test_blocks_print_what_is_shown() -> None:
    """One program; each example gets a file of its own, since tracing reads source."""
    finder = doctest.DocTestParser()
    test = finder.get_doctest(TUTORIAL.read_text(), {}, "tutorial", str(TUTORIAL), 0)
    for number, example in enumerate(test.examples):
        name = f"<doctest {test.name}[{number}]>"
        linecache.cache[name] = (len(example.source), None, example.source.splitlines(True), name)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    report: list[str] = []
    runner.run(test, out=report.append)
    assert not runner.failures, "".join(report)
