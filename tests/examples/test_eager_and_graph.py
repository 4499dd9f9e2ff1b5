"""The tour of the two modes prints what is written at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/eager_and_graph.py"


def test_the_output_is_the_one_in_the_file() -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    _, _, comment = EXAMPLE.read_text().partition("\n# Output:\n#\n")
    written = [line.removeprefix("#").removeprefix(" ") for line in comment.splitlines()]
    assert [line.rstrip() for line in done.stdout.strip("\n").splitlines()] == written
    assert written.count("") >= 5
    assert written[-2:] == [
        "its bits are those of the interpreter's value: True",
        "the result has the bits of compiled code: True",
    ]
