"""The benchmark of checks runs and prints a line for every program; nothing is timed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from benchmarks.checks_programs import all_programs

ROOT = Path(__file__).parents[2]


def test_every_program_has_a_line_with_all_builds() -> None:
    command = [sys.executable, "-m", "benchmarks.checks", "--quick"]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stderr
    rows = [line for line in result.stdout.splitlines() if line.startswith("|")]
    assert rows[0] == (
        "| microseconds | all checks | hoisting off | no checks | NumPy | checks add "
        "| at most 3 % |"
    )
    for program, row in zip(all_programs(16), rows[2:], strict=True):
        _, name, full, stored, none, numpy, added, verdict, _ = row.split("|")
        assert name.strip() == program.name
        assert all(float(cell) > 0 for cell in (full, stored, none, numpy))
        assert re.fullmatch(r" [+-]\d+\.\d % ", added)
        assert verdict.strip() in (("yes", "no") if program.goal else ("",))


def test_the_table_of_the_page_is_of_these_programs() -> None:
    page = (ROOT / "docs" / "checks.md").read_text()
    for program in all_programs(1):
        assert f"| {program.name} | " in page
