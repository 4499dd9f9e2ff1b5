"""Place temporaries in the workspace, so that memory is used again.

    %t0 = workspace[0]          %t0 = workspace[0]
    %t1 = workspace[n*8]        %t1 = %t0                  (in place: the nest that makes %t1
    %t2 = workspace[2*n*8]      %t2 = workspace[n*8]        reads %t0 last, each element before
    %t3 = workspace[3*n*8]      %t3 = workspace[0]          it writes there)

A temporary lives from the first to the last top-level statement that touches it; a dead one's
piece is given to another. Where the statement that makes a value reads a temporary last, and
``loops.in_place`` proves that each element is read before its place is written, the value takes
the temporary's memory; if the value is a result, the temporary is in the result's memory from the
beginning. Memory that one nest needs for itself is shared by all nests. Pieces are found by first
fit in order of execution. Without this pass each buffer has a piece of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..loops.arena import Arena, Piece, place_rows
from ..loops.in_place import can_overwrite
from ..loops.program import Buffer, Program, Statement, buffers_of, walk
from ..records import dataclass
from .base import LoopPass

Lives = Mapping[Buffer, tuple[int, int]]
"""The first and the last top-level statement that touches a buffer."""


@dataclass(frozen=True)
class Plan(LoopPass):
    """Decides where in memory temporaries are.

    ``in_place``: values may be written over temporaries that die.
    """

    name = "plan"
    in_place: bool = True

    def run(self, program: Program) -> None:
        """Gives the buffers their places."""
        lives = _lives(program.body)
        for buffer in lives:
            buffer.within = None
        overwritten = _overwritten(program.body, lives) if self.in_place else {}
        arena = _place(program.body, lives, overwritten)
        rows: list[list[Buffer]] = [[] for _ in program.body]
        for buffer, (first, _) in lives.items():
            if buffer.role == "row":
                rows[first].append(buffer)
        program.workspace = place_rows(rows, arena.size)


def _lives(body: list[Statement]) -> dict[Buffer, tuple[int, int]]:
    lives: dict[Buffer, tuple[int, int]] = {}
    for position, statement in enumerate(body):
        for inner in walk([statement]):
            for buffer in buffers_of(inner):
                first, _ = lives.get(buffer, (position, position))
                lives[buffer] = (first, position)
    return lives


def _overwritten(body: list[Statement], lives: Lives) -> dict[Buffer, Buffer]:
    """The temporary whose place each value can take."""
    found: dict[Buffer, Buffer] = {}
    for position, statement in enumerate(body):
        dying = [b for b, (first, last) in lives.items() if first < last == position]
        born = [b for b, (first, _) in lives.items() if first == position]
        for new in born:
            for old in dying:
                if (
                    new.role in ("arena", "result")
                    and old.role == "arena"
                    and old not in found.values()
                    and can_overwrite(statement, old, new)
                ):
                    found[new] = old
                    break
    return found


def _place(body: list[Statement], lives: Lives, overwritten: Mapping[Buffer, Buffer]) -> Arena:
    """Places temporaries; returns the arena with what they take."""
    arena = Arena()
    pieces: dict[Buffer, Piece] = {}
    _move_into_results(overwritten)
    following = {old: new for new, old in overwritten.items()}
    for position in range(len(body)):
        for buffer, (first, _) in lives.items():
            if first != position or buffer.role != "arena" or buffer.within is not None:
                continue
            old = overwritten.get(buffer)
            if old is None:
                pieces[buffer] = arena.take(buffer.bytes)
            else:
                pieces[buffer] = pieces[old]
                buffer.within = old.within or old
            buffer.offset = pieces[buffer][0]
        for buffer, (_, last) in lives.items():
            if last == position and buffer in pieces and buffer not in following:
                arena.give(pieces[buffer])
    return arena


def _move_into_results(overwritten: Mapping[Buffer, Buffer]) -> None:
    """Puts the temporaries that end up as a result into its memory."""
    for result in overwritten:
        old = overwritten.get(result) if result.role == "result" else None
        while old is not None:
            old.within, old.offset = result, 0
            old = overwritten.get(old)
