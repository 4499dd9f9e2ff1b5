"""Complex values as pairs of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from ..records import dataclass
from ..types import DType

T = TypeVar("T")


@dataclass(frozen=True)
class Complex(Generic[T]):
    """``real`` + ``imag`` i; ``dtype`` is c64 or c128."""

    real: T
    imag: T
    dtype: DType


def real_part(x: Any) -> Any:
    """The real part of a complex value; a real one itself."""
    return x.real if isinstance(x, Complex) else x


def imag_part(x: Any) -> Any:
    """The imaginary part of a complex value."""
    assert isinstance(x, Complex)
    return x.imag


def parts_of(values: Sequence[Any]) -> tuple[Any, ...]:
    """Real scalars: two for each complex number."""
    found: list[Any] = []
    for value in values:
        found += [value.real, value.imag] if isinstance(value, Complex) else [value]
    return tuple(found)


def joined(parts: Sequence[Any], dtypes: Sequence[DType]) -> tuple[Any, ...]:
    """The values of these types that `parts_of` took apart."""
    rest = iter(parts)
    return tuple(
        Complex(next(rest), next(rest), dtype) if dtype.is_complex else next(rest)
        for dtype in dtypes
    )
