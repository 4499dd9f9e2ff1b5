"""Golden files of passes over the loop IR: a function, its loops before the pass and after it.

A file of ``tests/golden/loops`` is named after a pass and holds::

    // what the case shows
    func.func ...                        tensor IR
    // -----
    // before
    module { ... }                       lowered, and through the passes that come earlier
    // -----
    // becomes
    module { ... }                       after the pass
    // -----

Only the functions are written by hand; ``--update-golden`` writes the modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.golden.cases import BECOMES, SEPARATOR

BEFORE = "// before\n"
FOLDER = Path(__file__).parent / "loops"


@dataclass(frozen=True)
class LoopCase:
    """Three texts; ``claim`` says what they show."""

    path: Path
    claim: str
    function: str
    before: str
    after: str

    @property
    def pass_name(self) -> str:
        """The pass the file is named after."""
        return self.path.stem

    def __str__(self) -> str:
        return f"{self.pass_name}: {self.claim}"


def read_loop_cases(path: Path) -> list[LoopCase]:
    """The cases of a file. Raises: ValueError if it is not made of threes."""
    chunks = path.read_text(encoding="utf-8").strip().split(SEPARATOR.strip())
    if len(chunks) % 3:
        raise ValueError(f"{path} does not hold a function, its loops, and its loops again")
    threes = zip(chunks[::3], chunks[1::3], chunks[2::3], strict=True)
    return [_case(path, *(chunk.strip() for chunk in three)) for three in threes]


def write_loop_cases(path: Path, cases: list[LoopCase]) -> None:
    """Writes a file that ``read_loop_cases`` reads."""
    texts = [
        text
        for case in cases
        for text in (
            f"// {case.claim}\n{case.function}",
            BEFORE + case.before,
            BECOMES + case.after,
        )
    ]
    path.write_text(SEPARATOR.join(text.strip() + "\n" for text in texts), encoding="utf-8")


def all_loop_cases() -> Iterator[LoopCase]:
    """The cases of every file."""
    for path in sorted(FOLDER.glob("*.mlir")):
        yield from read_loop_cases(path)


def _case(path: Path, function: str, before: str, after: str) -> LoopCase:
    claim, _, text = function.partition("\n")
    heads = (BEFORE.strip(), BECOMES.strip())
    if not claim.startswith("// ") or not (
        before.startswith(heads[0]) and after.startswith(heads[1])
    ):
        raise ValueError(f"{path}: a case is '// claim', IR, '{heads[0]}', IR, '{heads[1]}', IR")
    loops = [part.removeprefix(head).lstrip() for part, head in zip((before, after), heads)]
    return LoopCase(path, claim[3:], text, *loops)
