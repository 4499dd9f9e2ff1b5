"""The workspace: one block of memory that temporaries get pieces of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from ..bounds import is_natural
from ..extents import Extent, floor_div, maximum
from ..records import dataclass
from .program import Buffer, Program

ALIGNMENT = 64
"""Bytes: a cache line, and the widest vector register."""

Piece = tuple[Extent, Extent]
"""Of the workspace: offset and size in bytes."""


@dataclass(eq=False)
class Arena:
    """Hands out pieces of the workspace; a piece that was given back is used again."""

    size: Extent = 0
    _free: list[Piece] = field(default_factory=list)

    def take(self, count: Extent) -> Piece:
        """A piece of at least ``count`` bytes: of the free ones the smallest known to do."""
        needed = aligned(count)
        fits = [piece for piece in self._free if _holds(piece, needed)]
        if fits:
            piece = min(fits, key=lambda p: p[1] if isinstance(p[1], int) else 0)
            self._free.remove(piece)
            return piece
        piece = (self.size, needed)
        self.size = self.size + needed
        return piece

    def give(self, piece: Piece) -> None:
        """The piece is dead."""
        self._free.append(piece)


def aligned(count: Extent) -> Extent:
    """``count`` rounded up to a multiple of the alignment; at least 0.

    It may be negative for what is made in a loop or branch that does not run.
    """
    natural = count if is_natural(count) else maximum(count, 0)
    return floor_div(natural + (ALIGNMENT - 1), ALIGNMENT) * ALIGNMENT


def _holds(piece: Piece, needed: Extent) -> bool:
    size = piece[1]
    return size == needed or (isinstance(needed, int) and isinstance(size, int) and size >= needed)


def separate_places(buffers: Iterable[Buffer]) -> dict[Buffer, int]:
    """Numbers of temporaries: those with different numbers never share memory.

    A piece is used again as a whole, so pieces at different places do not overlap. The private
    buffers of nests lie over each other, and all have one number.
    """
    numbers: dict[Buffer | Extent | None, int] = {}
    found: dict[Buffer, int] = {}
    for buffer in buffers:
        if buffer.role == "heap":
            found[buffer] = numbers.setdefault(buffer, len(numbers))
        elif buffer.role in ("arena", "row") and (
            buffer.within is None or buffer.within.role == "arena"
        ):
            place = buffer.offset if buffer.role == "arena" else None
            found[buffer] = numbers.setdefault(place, len(numbers))
    return found


def place_apart(program: Program) -> None:
    """Gives every temporary and every row a piece of its own: right whatever the program does."""
    offset: Extent = 0
    for buffer in program.buffers():
        if buffer.role in ("arena", "row"):
            buffer.within, buffer.offset = None, offset
            offset = offset + aligned(buffer.bytes)
    program.workspace = offset


def place_rows(rows: Iterable[Sequence[Buffer]], start: Extent) -> Extent:
    """Places the private buffers of each nest from ``start`` on; returns where they all end."""
    longest: Extent = 0
    for buffers in rows:
        size: Extent = 0
        for buffer in buffers:
            buffer.offset = start + size
            size = size + aligned(buffer.bytes)
        longest = maximum(longest, size) if longest != 0 and size != 0 else longest + size
    return start + longest
