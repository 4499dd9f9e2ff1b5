"""f16 and bf16 by integer code: storage types whose arithmetic is done in f32.

f64 becomes f16 with one rounding: first f32 by rounding to odd, which the second rounding, to at
most 22 bits, cannot tell from the exact value (S. Boldo and
G. Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to
odd", IEEE Trans. Comput. 57, 2008).
"""

from __future__ import annotations

from ..loops.scalars import S, Scalars
from ..types import F32, F64, U16, U32

_F32_INFINITY = 0x7F800000
_F16_INFINITY, _F16_NAN = 0x7C00, 0x7E00
_REBIAS = (127 - 15) << 23
_SMALLEST_NORMAL = (127 - 14) << 23
"""The bits of 2**-14 as f32."""


def round_to_odd(s: Scalars[S], x: S) -> S:
    """f64 -> f32: exact, or the neighbour whose last bit is 1; largest finite above the range."""
    near = s.convert(x, F32)
    wide = s.convert(near, F64)
    bits = s.bitcast(near, U32)
    one = s.const(1, U32)
    even = s.eq(s.and_(bits, one), s.const(0, U32))
    inexact = s.or_(s.lt(wide, x), s.gt(wide, x))
    step = s.select(s.gt(s.abs(wide), s.abs(x)), s.const(0xFFFFFFFF, U32), one)
    # Towards zero from a magnitude that was rounded up, else away; -0 keeps its sign bit.
    odd = s.bitcast(s.add(bits, step), F32)
    return s.select(s.and_(even, inexact), odd, near)


def half_bits(s: Scalars[S], x: S) -> S:
    """The u16 bits of an f32 rounded to f16."""
    bits = s.bitcast(x, U32)
    negative = s.and_(s.shr(bits, s.const(16, U32)), s.const(0x8000, U32))
    a = s.and_(bits, s.const(0x7FFFFFFF, U32))
    normal = s.shr(s.sub(_nearest(s, a, 13), s.const(_REBIAS, U32)), s.const(13, U32))
    infinity = s.const(_F16_INFINITY, U32)
    normal = s.select(s.gt(normal, infinity), infinity, normal)
    # In [1/2, 1) the unit of f32 is that of f16's subnormal numbers: the sum rounds to it.
    half = s.const(0.5, F32)
    small = s.sub(s.bitcast(s.add(s.bitcast(a, F32), half), U32), s.bitcast(half, U32))
    result = s.select(s.lt(a, s.const(_SMALLEST_NORMAL, U32)), small, normal)
    result = s.select(s.gt(a, s.const(_F32_INFINITY, U32)), s.const(_F16_NAN, U32), result)
    return s.convert(s.or_(result, negative), U16)


def half_value(s: Scalars[S], bits: S) -> S:
    """The f32 value of an f16 given as u16."""
    wide = s.convert(bits, U32)
    negative = s.shl(s.and_(wide, s.const(0x8000, U32)), s.const(16, U32))
    a = s.and_(wide, s.const(0x7FFF, U32))
    moved = s.add(s.shl(a, s.const(13, U32)), s.const(_REBIAS, U32))
    special = s.ge(a, s.const(_F16_INFINITY, U32))
    moved = s.select(special, s.add(moved, s.const(_REBIAS, U32)), moved)
    small = s.mul(s.convert(a, F32), s.const(2.0**-24, F32))
    tiny = s.lt(a, s.const(0x400, U32))
    magnitude = s.select(tiny, s.bitcast(small, U32), moved)
    return s.bitcast(s.or_(magnitude, negative), F32)


def bfloat_bits(s: Scalars[S], x: S) -> S:
    """The u16 bits of an f32 rounded to bf16."""
    bits = s.bitcast(x, U32)
    rounded = s.shr(_nearest(s, bits, 16), s.const(16, U32))
    quiet = s.or_(s.shr(bits, s.const(16, U32)), s.const(0x40, U32))
    return s.convert(s.select(s.ne(x, x), quiet, rounded), U16)


def bfloat_value(s: Scalars[S], bits: S) -> S:
    """The f32 value of a bf16 given as u16."""
    return s.bitcast(s.shl(s.convert(bits, U32), s.const(16, U32)), F32)


def _nearest(s: Scalars[S], bits: S, dropped: int) -> S:
    """Bits whose upper part is rounded to nearest even; the lower ``dropped`` are to be cut."""
    last = s.and_(s.shr(bits, s.const(dropped, U32)), s.const(1, U32))
    return s.add(s.add(bits, s.const((1 << (dropped - 1)) - 1, U32)), last)
