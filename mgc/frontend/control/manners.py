"""In what manner a loop carries a leaf of a name from one iteration to the next."""

from __future__ import annotations

from mgc.ir.extents import Extent
from mgc.ir.records import dataclass
from mgc.ir.types import TensorType

from ..array import TracedArray
from .values import INTEGER, Number, is_number, number_of


@dataclass(frozen=True)
class Kept:
    """The same thing in every iteration, or a reference to the same array."""


@dataclass(frozen=True)
class Integer:
    """A Python int that extents may mention."""


@dataclass(frozen=True)
class Stepping:
    """A Python int that grows by ``step`` in each iteration."""

    step: Extent


@dataclass(frozen=True)
class Contents:
    """An array that is bound to another one in each iteration: its contents are carried."""

    type: TensorType


@dataclass(frozen=True)
class Length:
    """An extent of an array that may be shorter in the next iteration: at most ``limit``."""

    limit: Extent


Manner = Kept | Integer | Stepping | Contents | Length | Number


class Retry(Exception):
    """The loop has to be traced again, carrying something in another manner."""


def first_manner(leaf: object, *, rebound: bool) -> Manner:
    """How a leaf is carried unless its loop shows that it must be otherwise.

    ``rebound``: the name is assigned, not only written in place.
    """
    if isinstance(leaf, TracedArray):
        return Contents(leaf.tensor_type) if rebound else Kept()
    if not is_number(leaf):
        return Kept()
    kind = number_of(leaf)
    return Integer() if kind == INTEGER else kind
