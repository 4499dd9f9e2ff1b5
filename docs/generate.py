"""Writes the parts of the documentation that follow from the code.

    python docs/generate.py            writes the pages and the table of numerics.md
    python docs/generate.py --check    exits with 1 if they are not up to date

Measured errors come from docs/measured_ulp.md, the output of ``python -m benchmarks.ulp``.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from mgc.cli.reference import reference_page
from mgc.frontend.supported import supported
from mgc.ir.error_codes import ERROR_CODES
from mgc.ir.math import FUNCTIONS

DOCS = Path(__file__).parent
INTERNAL = ("scale",)
EXACT = "NumPy's bits"


def errors_page() -> str:
    """docs/errors.md: every code with a failing program and its cure."""
    parts = [
        "# Errors",
        "What a function does that cannot be compiled, or fails, is an error with its line and a "
        "code; `mgc explain CODE` shows what is here. Arguments that do not fit the signature are "
        "told by name: what came, and what was expected. Where NumPy or Python would raise an "
        "exception, the error is of its class.",
    ]
    for entry in ERROR_CODES.values():
        parts += [
            f"## {entry.code}: {entry.title}",
            entry.explanation.strip(),
            f"```python\n{entry.failing.strip()}\n```",
            f"Instead:\n\n```python\n{entry.cure.strip()}\n```",
        ]
    return "\n\n".join(parts) + "\n"


def supported_page() -> str:
    """docs/supported.md: every callable of NumPy and method of arrays."""
    entries = supported()
    compiled = [entry.name for entry in entries if entry.status == "compiled"]
    static = [entry.name for entry in entries if entry.status == "static"]
    lines = [
        "# What is supported",
        f"{len(compiled)} of NumPy's {len(entries)} public callables and array attributes can be "
        "compiled. The others are refused with an error that names the line; `mgc explain CODE` "
        "says more. Functions that are refused for arrays still work on what is known while "
        "tracing: `np.hanning(5)` is a constant. `mgc.supported()` is this list.",
        "## Compiled",
        ", ".join(f"`{name}`" for name in compiled),
        "## Used as they are",
        "Questions about types, answered while tracing: " + ", ".join(f"`{n}`" for n in static),
        "## Refused",
        "| name | code |\n|---|---|\n"
        + "\n".join(f"| `{entry.name}` | {entry.status} |" for entry in entries if entry.refused),
    ]
    return "\n\n".join(lines) + "\n"


def measured() -> dict[tuple[str, str], tuple[str, str]]:
    """(function, dtype) -> (number of points, largest error) from the measurement's table."""
    path = DOCS / "measured_ulp.md"
    if not path.exists():
        return {}
    rows = re.findall(r"^\| (\w+) \| (f\d\d) \| (\S+) \| (\S+) \|", path.read_text(), re.M)
    return {(name, dtype): (points, ulp) for name, dtype, points, ulp in rows}


def ulp_table() -> str:
    """The bounds of every elementary function, in both element types."""
    found = measured()
    half = "promised | found | arguments"
    lines = [f"| function | f32: {half} | f64: {half} |", "|---|---|---|---|---|---|---|"]
    names = dict.fromkeys(
        name for name, dtype in FUNCTIONS if dtype == "f32" and name not in INTERNAL
    )
    for name in sorted(names):
        cells = [name]
        for dtype in ("f32", "f64"):
            function = FUNCTIONS.get((name, dtype))
            if function is None or function.is_part:
                cells = []
                break
            points, ulp = found.get((name, dtype), ("-", "-"))
            promised = EXACT if function.ulp == 0 else f"{function.ulp:.1f}"
            cells += [promised, ulp, points]
        if cells:
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def with_table(text: str, name: str, table: str) -> str:
    """``text`` with the lines between ``<!-- table: name -->`` and ``<!-- end -->`` replaced."""
    start = f"<!-- table: {name} -->"
    head, _, rest = text.partition(start)
    _, _, tail = rest.partition("<!-- end -->")
    return f"{head}{start}\n\n{table}\n\n<!-- end -->{tail}"


def pages() -> dict[Path, str]:
    """What each generated page should contain."""
    numerics = DOCS / "numerics.md"
    return {
        DOCS / "cli.md": reference_page(),
        DOCS / "errors.md": errors_page(),
        DOCS / "supported.md": supported_page(),
        numerics: with_table(numerics.read_text(), "elementary functions", ulp_table()),
    }


def main() -> int:
    """Writes the pages, or compares them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = [path for path, text in pages().items() if not _same(path, text)]
    for path in stale:
        if not options.check:
            path.write_text(pages()[path])
        print(f"{path.name} {'is not up to date' if options.check else 'written'}")
    return 1 if options.check and stale else 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main())
