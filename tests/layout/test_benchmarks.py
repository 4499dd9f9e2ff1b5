"""The benchmark of first numbers runs and prints a line for every goal; nothing is timed here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
GOALS = (
    "chain a\\*x+b\\*y+c",
    "softmax 1024x1024",
    "matmul f32 512, against OpenBLAS",
    "matmul f32 333",
    "matmul f32 1023",
    "left operand transposed",
    "right operand every second column",
    "call with 16 floats",
    "import mgc after NumPy",
    "import mgc imports llvmlite",
    "first call of five operations",
    "first call from the disk cache",
    "shared object of the chain",
)


def test_first_numbers_has_a_line_for_every_goal() -> None:
    command = [sys.executable, "-m", "benchmarks.first_numbers", "--quick"]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stderr
    rows = [line for line in result.stdout.splitlines() if line.startswith("|")]
    for goal in GOALS:
        (row, *_) = [row for row in rows if goal in row]
        _, _, wanted, measured, reached, _, _ = row.split("|")
        assert wanted.strip()
        assert measured.strip()[0].isdigit()
        assert reached.strip() in ("yes", "no")
    assert "one thread" in result.stdout


def test_importing_mgc_imports_no_llvm() -> None:
    code = "import mgc, sys; print([m for m in sys.modules if m.startswith('llvmlite')])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.strip() == "[]"
