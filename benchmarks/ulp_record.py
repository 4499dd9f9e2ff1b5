"""What was found about the error of one elementary function, as JSON and as a row of a table."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

HEADER = (
    "| function | dtype | points | max ULP | promised | at | by mpmath | references differ by |\n"
    "|---|---|---|---|---|---|---|---|"
)
_ROW = re.compile(r"^\| (\w+) \| (f\d\d) \|.*$", re.MULTILINE)


@dataclass
class Record:
    """The worst points of a function: tuples of an error in ULP and the operands.

    ``points`` were measured, ``checked`` of them against mpmath; there the two references differed
    by up to ``difference`` ULP. ``done`` chunks of the plan are behind.
    """

    name: str
    dtype: str
    promised: float
    points: int = 0
    checked: int = 0
    difference: float | None = None
    worst: list[tuple[float, ...]] = field(default_factory=list)
    done: int = 0
    finished: bool = False

    @property
    def ulp(self) -> float:
        """The largest error."""
        return self.worst[0][0]

    @property
    def kept(self) -> bool:
        """Whether the promised bound holds."""
        return self.ulp <= self.promised

    def row(self) -> str:
        """A row of the table."""
        exact = self.promised == 0
        where = "" if exact and self.kept else ", ".join(map(_literal, self.worst[0][1:]))
        promised = "NumPy's bits" if exact else f"{self.promised:.1f}"
        difference = "-" if self.difference is None else f"{self.difference:.1g}"
        cells = [
            self.name, self.dtype, f"{self.points:.3g}", f"{self.ulp:.3f}",
            promised if self.kept else f"{promised} **exceeds**", where,
            f"{self.checked:.3g}" if self.checked else "-", difference,
        ]  # fmt: skip
        return f"| {' | '.join(cells)} |"

    def write(self, path: Path) -> None:
        """Keeps the record in a file, which is replaced at once."""
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self)))
        os.replace(beside, path)

    @classmethod
    def read(cls, path: Path) -> Record:
        """The record in a file."""
        record = cls(**json.loads(path.read_text()))
        record.worst = [tuple(point) for point in record.worst]
        return record


def _literal(x: float) -> str:
    """``x`` in hexadecimal without trailing zeros, 0x1.8p+3."""
    return re.sub(r"\.?0*p", "p", float.hex(x))


def merged(path: Path, record: Record) -> str:
    """The text of the table at ``path`` with the row of ``record`` in its place."""
    text = path.read_text() if path.exists() else ""
    rows = {match.groups(): match.group() for match in _ROW.finditer(text)}
    rows[record.name, record.dtype] = record.row()
    title, _, _ = text.partition("| function |")
    table = "\n".join(rows[key] for key in sorted(rows))
    return f"{title.strip() or '# Largest errors found'}\n\n{HEADER}\n{table}\n"
