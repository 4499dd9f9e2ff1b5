"""Comparisons of symbolic extents that are not settled while tracing: bools of Python."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent
from mgc.ir.types import I64

from .engine import Operand, engine
from .operators import Arithmetic
from .refusal import untraceable


class ExtentComparison(Arithmetic):
    """A relation of extents that holds for some calls and not for others.

    It computes as a bool of Python does, with the value that a run finds.
    """

    __slots__ = ("left", "relation", "right")

    def __init__(self, left: Extent, relation: str, right: Extent) -> None:
        self.left = left
        self.relation = relation
        self.right = right

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        return bool

    def scalar(self) -> Operand:
        """The value as a bool of Python in the engine."""
        from .dispatch import call_ufunc

        ufuncs = {"==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal}
        current = engine()
        left, right = (current.extent(e, I64) for e in (self.left, self.right))
        return current.as_scalar(call_ufunc(ufuncs[self.relation], left, right), weak=True)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise self._needed("np.array() in unconverted code")

    def __bool__(self) -> bool:
        answer = engine().decide(self.left, self.relation, self.right)
        if answer is None:
            raise untraceable(
                "MGC-B1",
                f"bool() of {self!r}, which is known at run time only, in unconverted code",
            )
        return answer

    def __round__(self, digits: Any = None) -> Any:
        from .scalars import python_int

        return python_int(self.scalar()) if digits is None else round(+self, digits)

    def __trunc__(self) -> Any:
        return +self

    __floor__ = __ceil__ = __trunc__

    def __hash__(self) -> int:  # type: ignore[override]
        raise self._needed("a set, or a dict whose key it is,")

    def __index__(self) -> int:
        raise self._needed("code that is not converted, or a container,")

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        from .int_attributes import attribute_of

        return attribute_of(self, bool, name, self._needed)

    def _needed(self, what: str) -> Exception:
        from .control.unrolling import unroll_for

        why = f"{what} needs the value of a comparison with its counter"
        unroll_for(self.left, why)
        unroll_for(self.right, why)
        return untraceable(
            "MGC-H1",
            f"{what} needs the answer to {self!r}, which differs between calls",
            "ask with 'if', and write what depends on it into the branches",
        )

    def __repr__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"
