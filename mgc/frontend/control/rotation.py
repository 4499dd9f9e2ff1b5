"""Arrays that change places in a loop, as in ``a, b = b, a``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import lcm
from typing import Any

from mgc.ir.records import dataclass

from ..array import TracedArray
from ..buffers import Buffer
from ..refusal import untraceable
from ..returns import shown
from ..validity import outdate
from .carried import Carried
from .carried_names import CarriedName
from .manners import Contents, Integer, Kept, Stepping
from .regions import Closed


@dataclass(eq=False)
class Rotation:
    """Arrays that are in their places again after ``period`` iterations.

    ``cycles``: the parts whose arrays change places among themselves.
    """

    period: int
    cycles: tuple[list[Carried], ...]

    @property
    def of_equal_types(self) -> bool:
        """True if each array could be in any of its places for good."""
        return all(
            part.initial.tensor_type == cycle[0].initial.tensor_type
            for cycle in self.cycles
            for part in cycle
        )

    def keep(self, carried: Iterable[CarriedName]) -> None:
        """Keeps the arrays by reference from then on; an iteration is ``period`` of the user."""
        for cycle in self.cycles:
            for part in cycle:
                part.manner = Kept()
        for name in carried:
            for part in name.parts:
                if isinstance(part.manner, Stepping):
                    part.manner = Integer()  # its step is that of several iterations now


def find_rotation(carried: Mapping[str, CarriedName], names: Mapping[str, Any]) -> Rotation | None:
    """How arrays change places in an iteration that ends with ``names``; None if they do not."""
    places = {
        part.inner.buffer: part
        for name in carried.values()
        for part in name.leaves
        if isinstance(part.manner, Contents)
    }
    target: dict[Carried, Carried] = {}
    for name, group in carried.items():
        leaves = group.leaving(names.get(name))
        for part, leaf in zip(group.parts, leaves or [], strict=False):
            if isinstance(leaf, TracedArray) and not leaf.steps and leaf.buffer in places:
                target[part] = places[leaf.buffer]
    cycles = tuple(cycle for part in target if len(cycle := _cycle(part, target)) > 1)
    return Rotation(lcm(*map(len, cycles)), cycles) if cycles else None


def _cycle(part: Carried, target: Mapping[Carried, Carried]) -> list[Carried]:
    """The parts that ``part`` goes through until it is itself; just one if it never is."""
    found = [part]
    following = target.get(part)
    while following is not None and following is not part:
        if following in found:
            return [part]
        found.append(following)
        following = target.get(following)
    return found if following is part else [part]


def refuse_writes(carried: Iterable[CarriedName], closed: Closed) -> None:
    """Refuses a loop that writes to its copy of an array from before it that someone else sees.

    Raises: MGC-C5 if that is an argument, or is used in the loop under another name.
    """
    for name, original in _written(carried):
        if original in closed.scope.used:
            raise untraceable(
                "MGC-C5",
                f"{shown(name)} is written in a loop that binds it to other arrays, and what it is "
                "before the loop is used in it under another name",
                "copy it before the loop, with .copy()",
            )
        moved, stands_in, moved_by = original.moved, original.stands_in, {*original.moved_by}
        if not outdate(original):
            raise untraceable(
                "MGC-C5",
                f"{shown(name)} is an argument in some iterations, which write to it, and another "
                "array in others",
                "copy it before the loop, with .copy()",
            )
        original.moved, original.stands_in, original.moved_by = moved, stands_in, moved_by


def outdate_originals(carried: Iterable[CarriedName]) -> None:
    """Notes that the loop's copies have been written, and not what they stood for at first."""
    for _, original in _written(carried):
        outdate(original)


def _written(carried: Iterable[CarriedName]) -> Iterator[tuple[str, Buffer]]:
    for name in carried:
        for part in name.leaves:
            if isinstance(part.manner, Contents) and part.inner.buffer.stands_in:
                yield name.name, part.initial.buffer
                for buffer in part.later:
                    yield name.name, buffer
