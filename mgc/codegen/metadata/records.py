"""The metadata of a library as data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from mgc.ir.location import Location

from ..abi import ABI_VERSION, Entry, RuntimeCheck, Signature
from ..sources import SourceFile
from ..structure import Argument, Returned

SCHEMA = 1
"""The version of the JSON's schema. Readers refuse others."""


@dataclass(frozen=True)
class CheckRecord:
    """A place where the function can stop: the status it returns then, and the Python line.

    ``error``: the exception of Python that the status stands for, one of ``mgc.ir.errors.RAISED``.
    ``message``: its text; empty where it depends on values.
    """

    status: int
    location: Location | None
    error: str = "IndexError"
    message: str = ""

    @classmethod
    def of(cls, check: RuntimeCheck) -> CheckRecord:
        """What the metadata say of a check."""
        return cls(check.status, check.location, check.error, check.text)


@dataclass(frozen=True)
class ConstantRecord:
    """An array that the library holds: the SHA-256 of its elements in C order, in hex."""

    name: str
    sha256: str


@dataclass(frozen=True)
class FunctionRecord:
    """One function.

    ``unchecked``: the checks that no line of the program asks for were left out. ``ir``: the text
    of the tensor IR, if it was kept. ``line``: where the Python function begins in
    ``file``.
    """

    signature: Signature
    arguments: tuple[Argument, ...]
    returned: Returned
    checks: tuple[CheckRecord, ...] = ()
    constants: tuple[ConstantRecord, ...] = ()
    numerics: str = "strict"
    file: str | None = None
    line: int | None = None
    ir: str | None = None
    unchecked: bool = False

    @classmethod
    def of(cls, entry: Entry) -> FunctionRecord:
        """What follows from the entry: plain arguments and results, no source, no IR."""
        signature = entry.signature
        captured = [p.name for p in signature.parameters if p.kind == "captured"]
        numbers = (k for k, result in enumerate(signature.results) if result.inout is None)
        return cls(
            signature,
            tuple(Argument(p.name) for p in signature.arguments),
            Returned.plain(numbers),
            tuple(map(CheckRecord.of, entry.checks)),
            tuple(
                ConstantRecord(name, hashlib.sha256(data).hexdigest())
                for name, data in zip(captured, entry.constants, strict=True)
            ),
        )


@dataclass(frozen=True)
class LibraryRecord:
    """One library. ``memory``: who provides workspaces, ``none``, ``malloc`` or ``caller``.

    ``cpus``: the processors there is code for, as LLVM calls them, the default one first.
    ``ulp``: the elementary functions it uses, ``exp f32``, and the largest error of each in units
    in the last place.
    """

    stem: str
    version: str
    target: str
    cpus: tuple[str, ...]
    functions: tuple[FunctionRecord, ...]
    sources: tuple[SourceFile, ...] = ()
    memory: str = "malloc"
    ulp: tuple[tuple[str, float], ...] = ()
    abi: int = ABI_VERSION
