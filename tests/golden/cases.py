"""Golden files: IR in, IR out.

A file of ``tests/golden/passes`` is named after a pass and holds pairs of functions::

    // what the case shows
    func.func ...
    // -----
    // becomes
    func.func ...
    // -----

``// -----`` is what ``mlir-opt --split-input-file`` splits at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEPARATOR = "\n// -----\n\n"
BECOMES = "// becomes\n"
FOLDER = Path(__file__).parent / "passes"


@dataclass(frozen=True)
class Case:
    """One pair of texts; ``claim`` says what it shows."""

    path: Path
    claim: str
    before: str
    after: str

    @property
    def pass_name(self) -> str:
        """The pass the file is named after."""
        return self.path.stem

    def __str__(self) -> str:
        return f"{self.pass_name}: {self.claim}"


def read_cases(path: Path) -> list[Case]:
    """The cases of a file. Raises: ValueError if it is not made of pairs."""
    chunks = path.read_text(encoding="utf-8").strip().split(SEPARATOR.strip())
    if len(chunks) % 2:
        raise ValueError(f"{path} does not hold pairs of functions")
    return [_case(path, *pair) for pair in zip(chunks[::2], chunks[1::2], strict=True)]


def write_cases(path: Path, cases: list[Case]) -> None:
    """Writes a file that ``read_cases`` reads."""
    texts = [
        text for case in cases for text in (f"// {case.claim}\n{case.before}", BECOMES + case.after)
    ]
    path.write_text(SEPARATOR.join(text.strip() + "\n" for text in texts), encoding="utf-8")


def all_cases() -> Iterator[Case]:
    """The cases of every file."""
    for path in sorted(FOLDER.glob("*.mlir")):
        yield from read_cases(path)


def _case(path: Path, before: str, after: str) -> Case:
    claim, _, text = before.strip().partition("\n")
    if not claim.startswith("// ") or not after.strip().startswith(BECOMES.strip()):
        raise ValueError(f"{path}: a case is '// claim', IR, '{BECOMES.strip()}', IR")
    return Case(path, claim[3:], text, after.strip().removeprefix(BECOMES.strip()).lstrip())
