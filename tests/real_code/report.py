"""The committed outcomes: ``results.json`` beside this file, and docs/real_code.md made of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .cases import Case
from .runs import Outcome

RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[2] / "docs" / "real_code.md"
DISTRIBUTIONS = {
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "numpy_financial": "numpy-financial",
    "pywt": "PyWavelets",
    "colour": "colour-science",
}
INTRODUCTION = """# Real code

Functions of installed packages that nobody wrote to be compiled, each run as `mgc.function(f)`
without options and compared with the same call on plain NumPy: results, their types, and arguments
that are written, to 1e-9 (numerical derivatives to what their steps magnify). The list was drawn
before any of it was tried. `python -m tests.real_code.runs` runs it, `tests/real_code` tests it
where the packages are installed in these versions. No code of the packages is part of this project.
"""


def installed(package: str) -> str:
    """The version of a package. Raises: PackageNotFoundError where it is not installed."""
    return version(DISTRIBUTIONS.get(package, package))


def stored() -> dict[str, Any]:
    """What ``results.json`` holds: versions by package, and outcomes in the order of the list."""
    found: dict[str, Any] = json.loads(RESULTS.read_text())
    return found


def facts(outcome: Outcome) -> dict[str, object]:
    """What has to stay: the kind; of a refusal the code, the line, and that it has a hint."""
    if outcome.kind != "refused":
        return {"kind": outcome.kind}
    called = outcome.file.endswith("real_code/runs.py")  # refused before it began
    where = "the call" if called else f"{outcome.file}:{outcome.line}"
    return {"kind": "refused", "code": outcome.code, "line": where, "hint": bool(outcome.hint)}


def write_results(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> None:
    """Writes both files."""
    packages = dict.fromkeys(case.package for case in cases)
    data = {
        "versions": {package: installed(package) for package in packages},
        "outcomes": [
            {"target": case.target, **facts(outcome)} for case, outcome in zip(cases, outcomes)
        ],
    }
    RESULTS.write_text(json.dumps(data, indent=1) + "\n")
    PAGE.write_text(page(data))


def page(data: dict[str, Any]) -> str:
    """The page: counts by package, then every function."""
    kinds = ("right", "refused", "wrong")
    counts: dict[str, Counter[str]] = {package: Counter() for package in data["versions"]}
    for outcome in data["outcomes"]:
        counts[outcome["target"].partition(":")[0].partition(".")[0]][outcome["kind"]] += 1
    lines = [
        INTRODUCTION,
        "| package | version | right | refused | wrong |",
        "|---|---|---|---|---|",
    ]
    for package, count in counts.items():
        numbers = " | ".join(str(count[kind]) for kind in kinds)
        lines.append(f"| {package} | {data['versions'][package]} | {numbers} |")
    total = sum(counts.values(), Counter[str]())
    lines.append(f"| all | | {' | '.join(str(total[kind]) for kind in kinds)} |")
    lines += ["", "| function | outcome | refused at |", "|---|---|---|"]
    for outcome in data["outcomes"]:
        kind = outcome.get("code", outcome["kind"])
        line = f"`{outcome['line']}`" if "line" in outcome else ""
        lines.append(f"| `{outcome['target'].replace(':', '.')}` | {kind} | {line} |")
    return "\n".join(lines) + "\n"
