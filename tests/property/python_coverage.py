"""What random programs consist of, and the report of a sweep over them."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .python_programs import Program

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>", ast.Invert: "~", ast.Not: "not", ast.USub: "unary -",
    ast.UAdd: "unary +", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==",
    ast.NotEq: "!=", ast.And: "and", ast.Or: "or",
}  # fmt: skip
_BUILTINS = ("abs", "divmod", "float", "enumerate", "range", "reversed", "zip")
_NOT_OPS = (
    "bool_",
    "newaxis",
    "uint8",
    "int32",
    "int64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
)
GROUPS = ("loop", "flow", "view", "write", "dtype", "argument", "extents", "op")


def ops_of(source: str) -> Iterator[str]:
    """Functions, methods and operators that a program uses."""
    tree = ast.parse(source)
    inner = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not (id(node) in inner and _is_numpys(node)):
            name = _dotted(node)
            if name.removeprefix("np.") not in _NOT_OPS:
                yield name
        elif isinstance(node, ast.Name) and node.id in _BUILTINS:
            yield node.id
        elif isinstance(node, ast.AugAssign):
            yield f"{_OPERATORS[type(node.op)]}="
        elif isinstance(node, ast.IfExp):
            yield "x if c else y"
        elif isinstance(node, (ast.BinOp, ast.UnaryOp, ast.BoolOp)):
            yield _OPERATORS[type(node.op)]
        elif isinstance(node, ast.Compare):
            yield from (_OPERATORS[type(op)] for op in node.ops)


def _is_numpys(node: ast.Attribute) -> bool:
    """True for ``np.add``, here the inner part of ``np.add.at``."""
    return isinstance(node.value, ast.Name) and node.value.id == "np"


def _dotted(node: ast.Attribute) -> str:
    """``np.add.at``, or ``.sum`` of an array."""
    parts, inner = [node.attr], node.value
    while isinstance(inner, ast.Attribute):
        parts.insert(0, inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name) and inner.id == "np":
        return ".".join(["np", *parts])
    return f".{node.attr}"


def features_of(program: Program) -> frozenset[str]:
    """Loop forms, views, writes, dtypes and ops, each after the name of its group."""
    return program.features | {f"op: {name}" for name in ops_of(program.source)}


@dataclass
class Outcome:
    """What came of one program. ``status``: ran, refused, wrong or crashed."""

    seed: int
    status: str
    detail: str = ""
    features: frozenset[str] = frozenset()


@dataclass
class Report:
    """Counts over the programs of a sweep; those of ``coverage`` are of programs that ran."""

    first: int
    last: int
    ran: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[int, str]] = field(default_factory=list)
    coverage: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Counts a program."""
        if outcome.status == "ran":
            self.ran += 1
            self.coverage.update(outcome.features)
        elif outcome.status == "refused":
            self.refused[outcome.detail] += 1
        else:
            self.failed.append((outcome.seed, f"{outcome.status}: {outcome.detail}"))

    @property
    def programs(self) -> int:
        """How many there were."""
        return self.ran + self.refused.total() + len(self.failed)

    def as_json(self) -> dict[str, Any]:
        """For a file."""
        return {
            "seeds": [self.first, self.last],
            "programs": self.programs,
            "ran": self.ran,
            "refused": dict(self.refused.most_common()),
            "refused_share": round(self.refused.total() / max(self.programs, 1), 4),
            "failed": [list(item) for item in self.failed],
            "coverage": {
                group: dict(counts.most_common()) for group, counts in self.groups().items()
            },
            "seconds": round(self.seconds, 1),
        }

    def groups(self) -> dict[str, Counter[str]]:
        """The coverage of each group by name."""
        found: dict[str, Counter[str]] = {group: Counter() for group in GROUPS}
        for feature, count in self.coverage.items():
            group, name = feature.split(": ", 1)
            found[group][name] = count
        return found


def merged(reports: Iterable[dict[str, Any]]) -> Report:
    """One report of the files of several runs."""
    found = list(reports)
    result = Report(min(r["seeds"][0] for r in found), max(r["seeds"][1] for r in found))
    for report in found:
        result.ran += report["ran"]
        result.refused.update(report["refused"])
        result.failed += [(seed, text) for seed, text in report["failed"]]
        result.seconds += report["seconds"]
        for group, counts in report["coverage"].items():
            result.coverage.update({f"{group}: {name}": n for name, n in counts.items()})
    return result


def as_markdown(report: Report) -> str:
    """Tables for the documentation."""
    refused = report.refused.total()
    lines = [
        f"{report.programs} programs: {report.ran} ran, {refused} "
        f"({refused / max(report.programs, 1):.1%}) were refused, {len(report.failed)} failed.",
        "",
        "| refused with | programs |",
        "|---|---|",
        *(f"| {code} | {count} |" for code, count in report.refused.most_common()),
    ]
    titles = {
        "loop": "loop form", "flow": "other control flow", "view": "view", "write": "write",
        "dtype": "dtype", "argument": "argument", "extents": "extents",
    }  # fmt: skip
    groups = report.groups()
    for group, title in titles.items():
        lines += ["", f"| {title} | programs |", "|---|---|"]
        lines += [f"| {name} | {count} |" for name, count in groups[group].most_common()]
    ops = ", ".join(f"`{name}` {count}" for name, count in groups["op"].most_common())
    return "\n".join(
        [*lines, "", f"{len(groups['op'])} functions, methods and operators: {ops}", ""]
    )
