"""What a GEMM computes: element type, extents, operand layouts and what happens to the result.

``C = epilogue(A @ B)`` with (m, k), (k, n) -> (m, n).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from mgc.ir.records import dataclass
from mgc.ir.types import DType

from ..scalars import LLVMScalars
from ..text import LLVMValue

Epilogue = Callable[[LLVMScalars, LLVMValue, str, str, int], None]
"""``epilogue(scalars, accumulator, row, column, lanes)`` emits what becomes of the elements
``[row, column : column + lanes]`` of A @ B, stores included.

``accumulator`` holds ``lanes`` of them; ``row`` and ``column`` are i64 values. It is called
several times, with several ``lanes``, in one function whose parameters are ``%context`` and
``GemmSpec.extra``, and may append basic blocks.
"""


class Layout(Enum):
    """Which stride of a matrix is known to be 1 when the code is generated."""

    GENERAL = "general"
    ROWS = "rows"  # the column stride is 1: rows are contiguous, as in C order
    COLUMNS = "columns"  # the row stride is 1: columns are contiguous, as in Fortran order


@dataclass(frozen=True)
class GemmSpec:
    """One GEMM; ``None`` for an extent means that it is known at run time only.

    ``extra`` declares further parameters of the generated function that the epilogue uses by
    name, e.g. ``("ptr %bias", "i64 %bias_stride")``; they come after ``%context``.
    ``symmetric``: B is A transposed, in the same memory, so m = n.
    """

    dtype: DType
    m: int | None = None
    n: int | None = None
    k: int | None = None
    epilogue: Epilogue | None = None
    extra: tuple[str, ...] = ()
    a_layout: Layout = Layout.GENERAL
    b_layout: Layout = Layout.GENERAL
    symmetric: bool = False

    @property
    def plain_name(self) -> str | None:
        """A name that says all about a GEMM without epilogue; None for one with."""
        if self.epilogue is not None or self.extra:
            return None
        extents = "x".join("n" if e is None else str(e) for e in (self.m, self.n, self.k))
        layouts = f"{self.a_layout.value}.{self.b_layout.value}"
        kind = ".symmetric" if self.symmetric else ""
        return f"mgc.gemm.{self.dtype}.product.{extents}.{layouts}{kind}"

    @property
    def parameters(self) -> str:
        """What the epilogue sees: ``ptr %context`` and ``extra``."""
        return ", ".join(("ptr %context", *self.extra))
