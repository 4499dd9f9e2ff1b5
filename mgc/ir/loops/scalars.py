"""The scalar vocabulary: about forty operations that every target implements.

An op of the tensor IR says what it does to one element by calling these methods
(``Op.lower``), and so do the elementary functions of ``mgc.ir.math``. A target implements
the protocol once and never hears of ``tanh``. ``S`` is whatever an implementation uses for a
value: loop IR scalars, LLVM values of one lane or of many, NumPy arrays in tests.

All operations are exact or correctly rounded (IEEE 754, round to nearest even), none is
contracted or reassociated, and none traps; so one body gives the same bits on every target
and for every number of lanes.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from ..records import dataclass
from ..types import DType

S = TypeVar("S")


@dataclass(frozen=True)
class Table:
    """A read-only table of constants, looked up by index.

    ``values`` are ints for integer element types and exact Python floats for f32 and f64.
    """

    name: str
    dtype: DType
    values: tuple[int | float, ...]


class Scalars(Protocol[S]):
    """Operations on one element.

    Operands of a binary operation have equal types; booleans are values of type ``bool``. Methods
    return a new value and leave their operands alone.
    """

    def dtype(self, x: S) -> DType:
        """The element type of ``x``."""
        ...

    def const(self, value: float | bool, dtype: DType) -> S:
        """A constant; ``value`` must be representable in ``dtype`` (floats are rounded)."""
        ...

    # Arithmetic: floats round to nearest; integers wrap around.
    def add(self, x: S, y: S) -> S:
        """Sum."""
        ...

    def sub(self, x: S, y: S) -> S:
        """Difference."""
        ...

    def mul(self, x: S, y: S) -> S:
        """Product."""
        ...

    def div(self, x: S, y: S) -> S:
        """Float: IEEE. Integer: truncating; the caller excludes y = 0 and INT_MIN / -1."""
        ...

    def rem(self, x: S, y: S) -> S:
        """Integer remainder with the sign of ``x``; same conditions as ``div``. Not for floats."""
        ...

    def neg(self, x: S) -> S:
        """Float: flips the sign bit (also of NaN). Integer: 0 - x."""
        ...

    def fma(self, x: S, y: S, z: S) -> S:
        """Float x*y + z with one rounding."""
        ...

    def sqrt(self, x: S) -> S:
        """Float: correctly rounded square root."""
        ...

    def abs(self, x: S) -> S:
        """Float: clears the sign bit. Integer: wraps at INT_MIN."""
        ...

    def copysign(self, x: S, y: S) -> S:
        """Magnitude of float ``x``, sign bit of ``y``."""
        ...

    def rint(self, x: S) -> S:
        """Float to nearest integer, ties to even, keeping the sign of zero."""
        ...

    def floor(self, x: S) -> S:
        """Float rounded down to an integer."""
        ...

    def ceil(self, x: S) -> S:
        """Float rounded up to an integer."""
        ...

    def trunc(self, x: S) -> S:
        """Float rounded towards zero to an integer."""
        ...

    # Bits: integers and bool.
    def and_(self, x: S, y: S) -> S:
        """Bits set in both."""
        ...

    def or_(self, x: S, y: S) -> S:
        """Bits set in either."""
        ...

    def xor(self, x: S, y: S) -> S:
        """Bits set in one of them."""
        ...

    def not_(self, x: S) -> S:
        """Bits not set in ``x``."""
        ...

    def shl(self, x: S, n: S) -> S:
        """Left shift; ``n`` has the type of ``x`` and 0 <= n < bits."""
        ...

    def shr(self, x: S, n: S) -> S:
        """Right shift, arithmetic for signed and logical for unsigned; 0 <= n < bits."""
        ...

    def clz(self, x: S) -> S:
        """Number of leading zero bits (all bits for 0), in the type of ``x``."""
        ...

    def popcount(self, x: S) -> S:
        """Number of one bits, in the type of ``x``."""
        ...

    # Comparisons give bool. For floats all are false on NaN, except ``ne``, which is true.
    def eq(self, x: S, y: S) -> S:
        """Equal; -0 equals 0."""
        ...

    def ne(self, x: S, y: S) -> S:
        """Not equal."""
        ...

    def lt(self, x: S, y: S) -> S:
        """Less."""
        ...

    def le(self, x: S, y: S) -> S:
        """Less or equal."""
        ...

    def gt(self, x: S, y: S) -> S:
        """Greater."""
        ...

    def ge(self, x: S, y: S) -> S:
        """Greater or equal."""
        ...

    def select(self, condition: S, x: S, y: S) -> S:
        """``x`` where the condition holds, else ``y``; both are computed."""
        ...

    def convert(self, x: S, dtype: DType) -> S:
        """Numeric conversion among bool, integers, f32 and f64 (f16 and bf16 at load and store).

        Integer to integer wraps; to bool is ``x != 0``; float to integer truncates and gives
        x86's result out of range (INT_MIN of i32 or i64, then wrapped to narrower types).
        """
        ...

    def bitcast(self, x: S, dtype: DType) -> S:
        """The same bits as another type of equal width."""
        ...

    def lookup(self, table: Table, index: S) -> S:
        """``table.values[index]``; the index is i32 or i64 and in range."""
        ...

    def call(self, name: str, *operands: S) -> S:
        """The elementary function ``name`` (a key of ``mgc.ir.math.FUNCTIONS``, without type)."""
        ...

    def rare(self, condition: S, usual: S, name: str, *operands: S) -> S:
        """``call(name, *operands)`` where the condition holds, else ``usual``.

        The call is skipped when the condition holds for no lane: for huge arguments and other
        cases that are seldom taken and dear.
        """
        ...
