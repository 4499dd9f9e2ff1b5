"""Memory as a trace sees it: buffers are chains of versions, arrays are views of buffers.

A name of the user's program holds (buffer, view): a view is a chain of index ops. Reading emits
these ops on the version that is current at that moment; writing emits an ``Update`` whose result
is the next version. So ``b = a[1:3]`` sees later writes to ``a``, and a right-hand side is always
read before the write it is part of.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from mgc.ir.core import Value
from mgc.ir.extents import Shape
from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.complex import Part
from mgc.ir.records import dataclass
from mgc.ir.types import TensorType

if TYPE_CHECKING:
    from .scopes import Scope

Step = IndexOp | Part
View = tuple[Step, ...]
Shapers = frozenset[int] | None
"""Numbers of array parameters; None for all there are."""


@dataclass(eq=False)
class Buffer:
    """The unit of mutation: an argument, a captured array, or a result of the trace.

    ``version`` is the current contents. ``scope`` is the region it was made in.
    ``source`` names the array for messages.
    """

    version: Value
    scope: Scope
    param: int | None = None
    """Which array parameter of the function it is; captured arrays count on from the user's."""
    source: str = ""
    layout: str = "C"
    """``C``, ``F``, or ``unknown``: how elements lie in memory, where NumPy's answer to "view or
    copy?" depends on it."""
    shapers: Shapers = None
    """The arguments whose layouts have decided this one."""
    writes: int = 0
    """How often it has been written."""
    foreign: bool = False
    """An ordinary array made at trace time: constant, so it cannot be written."""
    moved: bool = False
    """Set where a copy that stands for it has been written: it must not be used any more."""

    moved_by: set[Buffer | None] = field(default_factory=set["Buffer | None"])
    """The copies that have been written; None for one that is not known."""

    apart: set[Buffer] = field(default_factory=set["Buffer"])
    """What the same condition has chosen, but never the same array."""

    stands_in: bool = False
    """Set where the array of an argument is carried by a loop, and written in it."""

    copied_from: tuple[Snapshot, ...] = ()
    """Set where NumPy may have made a view and the trace has made a copy."""

    @property
    def written(self) -> bool:
        """True if it has been written."""
        return self.writes > 0

    @property
    def type(self) -> TensorType:
        """Element type and extents; all versions have the same."""
        return self.version.type


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The buffer a copy was taken of, and the version it had.

    ``movable``: the copy may be written where nothing uses the original any more. ``carried``: it
    is the copy that a loop hands on, which decides itself whether it may be written. ``chosen``: a
    condition of a run decides whether it is that array.
    """

    buffer: Buffer
    version: Value
    movable: bool = False
    carried: bool = False
    chosen: bool = False
    moved: bool = field(init=False)
    """Whether a copy that stands for the original had been written when this one was made."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "moved", self.buffer.moved)


def viewed_type(buffer: Buffer, view: View) -> TensorType:
    """The type an array has that is ``view`` of ``buffer``."""
    shape: Shape = buffer.type.shape
    dtype = buffer.type.dtype
    for step in view:
        shape = step.result_shape(shape)
        dtype = dtype.real if isinstance(step, Part) else dtype
    return TensorType(dtype, shape)
