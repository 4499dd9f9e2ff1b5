"""Memory of a program: who provides it, and how large it is."""

from __future__ import annotations

from ..extents import Extent
from ..records import dataclass
from ..types import DType


@dataclass(eq=False)
class Buffer:
    """Memory of ``size`` scalars.

    ``role``: ``param`` (``index``: which), ``result`` (``index``: which output), ``arena`` (a
    temporary, at byte ``offset`` of the workspace), ``constant`` (with its bytes), ``row`` (in the
    workspace too, but private to one row of a nest), ``heap`` (a temporary with memory of its own).
    An ``Allocate`` gives memory to heap buffers and to results whose size a run computes.
    ``within``: the buffer in whose memory this one is, from the first byte on, instead. ``parts``:
    scalars of one element, 2 for complex ones.
    """

    name: str
    dtype: DType
    size: Extent
    role: str
    index: int = 0
    offset: Extent = 0
    data: bytes = b""
    written: bool = False
    within: Buffer | None = None
    parts: int = 1

    @classmethod
    def of(cls, name: str, dtype: DType, count: Extent, role: str, index: int = 0) -> Buffer:
        """Memory of ``count`` elements of any type; complex ones are two scalars each."""
        parts = 2 if dtype.is_complex else 1
        return cls(name, dtype.real, parts * count, role, index, parts=parts)

    def holds(self, dtype: DType) -> bool:
        """True if its elements are of that type."""
        return self.dtype == dtype.real and self.parts == (2 if dtype.is_complex else 1)

    @property
    def bytes(self) -> Extent:
        """Its size in memory."""
        return self.size * self.dtype.itemsize
