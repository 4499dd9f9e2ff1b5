"""Which exceptions the running code of the user would catch.

A ``try`` of a traced function runs while tracing, so its handlers do not see what a run-time check
raises. Whether there is one around the current instruction is in the exception tables of the code
objects (CPython 3.11 and later): they say where control goes to, and the instructions there begin
with the comparison of the exception with each class in turn.
"""

from __future__ import annotations

import builtins
import dis
import sys
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

from mgc.ir.core import Op
from mgc.ir.errors import RAISED, TraceError
from mgc.ir.location import is_internal_code, is_trace_boundary
from mgc.ir.ops.check import Check

from .refusal import untraceable

_UNKNOWN = BaseException
"""In place of classes that the code computes: it may catch anything."""


def uncatchable(op: Op) -> TraceError | None:
    """MGC-C7 for a check whose error the user's code would handle; None for any other op."""
    name = op.error if isinstance(op, Check) else "IndexError"
    if not is_caught(RAISED[name]):
        return None
    return untraceable(
        "MGC-C7",
        f"the {name} that this may raise at run time is handled by a 'try', which compiled code "
        "does not have",
        "check before, with 'if' or np.where, or handle the error where the function is called",
    )


def is_caught(error: type[BaseException]) -> bool:
    """True if code of the user around the current instruction handles ``error``."""
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None and not is_trace_boundary(frame.f_code):
        own = not is_internal_code(frame.f_code)
        if own and any(issubclass(error, kind) for kind in _handled(frame)):
            return True
        frame = frame.f_back
    return False


def _handled(frame: FrameType) -> Iterator[type[BaseException]]:
    """The classes that handlers around a frame's current instruction name."""
    code = frame.f_code
    if not code.co_exceptiontable:
        return
    names = {**vars(builtins), **frame.f_globals}
    for clauses in _clauses(code, frame.f_lasti):
        for clause in clauses:
            found: Any = names.get(clause[0]) if clause else None
            for attribute in clause[1:]:
                found = getattr(found, attribute, None)
            yield found if isinstance(found, type) else _UNKNOWN


@lru_cache(maxsize=1024)
def _clauses(code: CodeType, offset: int) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """For each ``try`` around an instruction the dotted names of what it handles.

    An empty name stands for a clause that is not one.
    """
    instructions = list(dis.get_instructions(code))
    places = {found.offset: k for k, found in enumerate(instructions)}
    table: list[Any] = dis._parse_exception_table(code)  # type: ignore[attr-defined]
    result: list[tuple[tuple[str, ...], ...]] = []
    seen: set[int] = set()
    while True:
        targets = [e.target for e in table if e.start <= offset < e.end]
        if not targets or targets[-1] in seen:
            return tuple(result)
        offset = targets[-1]
        seen.add(offset)
        result.append(tuple(_names(instructions, places, places[offset])))


def _names(
    instructions: list[dis.Instruction], places: dict[int, int], at: int
) -> Iterator[tuple[str, ...]]:
    """What the clauses of the handler that begins at an instruction name.

    Converted code loads names by calls of hooks, which are constants.
    """
    if instructions[at].opname != "PUSH_EXC_INFO":
        return
    at += 1
    if instructions[at].opname == "POP_TOP":  # except:
        yield ()
    while True:
        names: list[tuple[str, ...]] = []
        while instructions[at].opname in _LOADS:
            found = instructions[at]
            if found.opname == "LOAD_ATTR" and names:
                names[-1] = (*names[-1], str(found.argval).removesuffix(" + NULL|self"))
            elif found.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                names.append((str(found.argval),))
            elif found.opname.startswith("LOAD") and found.opname != "LOAD_CONST":
                names.append(())  # a local variable
            at += 1
        if instructions[at].opname != "CHECK_EXC_MATCH":
            return
        yield from names
        # The jump of a long function has its argument in several instructions.
        jumps = (found for found in instructions[at + 1 :] if found.opname != "EXTENDED_ARG")
        at = places[next(jumps).argval]
        if instructions[at].opname == "POP_TOP":  # a last clause without a class
            yield ()


_LOADS = frozenset(
    (
        "LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR", "LOAD_FAST", "LOAD_DEREF", "LOAD_CONST",
        "BUILD_TUPLE", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW", "NOT_TAKEN", "NOP", "PRECALL",
        "CALL", "CACHE", "PUSH_NULL", "RESUME", "EXTENDED_ARG",
    )
)  # fmt: skip
