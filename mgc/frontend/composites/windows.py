"""Window functions of a symbolic size, and the Bessel function that one of them needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Extent
from mgc.ir.types import F64

from ..dispatch import call_ufunc
from ..engine import engine
from ..promote import cast, operand, require_argument
from ..refusal import numpy_error, refused
from ..registry import implements
from ..slices import at_least_zero
from ..symbolic_int import extent_of
from .create import progression
from .select import select
from .shape import array_argument

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def _size(M: Any, function: str) -> Extent:
    size = extent_of(M)
    if size is None:
        raise refused("MGC-D2", f"{function} of a size computed at run time")
    return size


def _window(M: Any, function: str, values: Callable[[Any, Any], Any]) -> Any:
    """``values(n, M - 1)`` for n from 1 - M to M - 1 in steps of 2; a 1 for one point."""
    size = _size(M, function)
    count = at_least_zero(size)
    number: Any = engine().extent(size, F64)
    places: Any = progression(count, F64)
    found = values(2.0 * places + (1.0 - number), number - 1.0)
    single = call_ufunc(np.equal, number, 1.0)
    return select(single, 1.0, found)


@implements(np.bartlett)
def bartlett(M: Any) -> Any:
    """``np.bartlett``: a triangle."""

    def values(n: Any, last: Any) -> Any:
        ratio = n / last
        return numpy.where(numpy.less_equal(n, 0), 1 + ratio, 1 - ratio)

    return _window(M, "np.bartlett", values)


@implements(np.blackman)
def blackman(M: Any) -> Any:
    """``np.blackman``: three cosines."""

    def values(n: Any, last: Any) -> Any:
        first, second = numpy.cos(np.pi * n / last), numpy.cos(2.0 * np.pi * n / last)
        return 0.42 + 0.5 * first + 0.08 * second

    return _window(M, "np.blackman", values)


@implements(np.hanning)
def hanning(M: Any) -> Any:
    """``np.hanning``: a raised cosine."""
    return _window(M, "np.hanning", lambda n, last: 0.5 + 0.5 * numpy.cos(np.pi * n / last))


@implements(np.hamming)
def hamming(M: Any) -> Any:
    """``np.hamming``: a raised cosine on a step."""
    return _window(M, "np.hamming", lambda n, last: 0.54 + 0.46 * numpy.cos(np.pi * n / last))


@implements(np.kaiser)
def kaiser(M: Any, beta: Any) -> Any:
    """``np.kaiser``: Bessel functions."""
    size = _size(M, "np.kaiser")
    number: Any = engine().extent(size, F64)
    shape: Any = cast(operand(require_argument(beta, "np.kaiser")), F64)
    alpha = (number - 1) / 2.0
    places: Any = progression(at_least_zero(size), F64)
    found = i0(shape * numpy.sqrt(1 - ((places - alpha) / alpha) ** 2.0)) / i0(shape)
    return select(call_ufunc(np.equal, number, 1.0), 1.0, found)


@implements(np.i0)
def i0(x: Any) -> Any:
    """``np.i0``: the modified Bessel function of order 0, by Chebyshev series.

    The series are those of Cephes (Moshier, "Methods and Programs for Mathematical Functions",
    1989), as in NumPy.
    """
    value: Any = array_argument(x, "np.i0")
    dtype = value.tensor_type.dtype
    if dtype.is_complex:
        raise numpy_error(TypeError, "i0 not supported for complex values")
    value = numpy.abs(value if dtype.is_float else engine().convert(value, F64))
    near = numpy.exp(value) * _chebyshev(value / 2.0 - 2, _NEAR)
    far = numpy.exp(value) * _chebyshev(32.0 / value - 2.0, _FAR) / numpy.sqrt(value)
    found = select(call_ufunc(np.less_equal, value, 8.0), near, far)
    return engine().as_array(found) if found.is_scalar else found


def _chebyshev(x: Any, coefficients: Sequence[float]) -> Any:
    """A Chebyshev series in half of x, by Clenshaw's recurrence."""
    b0, b1, b2 = coefficients[0], 0.0, 0.0
    for coefficient in coefficients[1:]:
        b2, b1 = b1, b0
        b0 = x * b1 - b2 + coefficient
    return 0.5 * (b0 - b2)


_NEAR = (
    -4.4153416464793395e-18,
    3.3307945188222384e-17,
    -2.431279846547955e-16,
    1.715391285555133e-15,
    -1.1685332877993451e-14,
    7.676185498604936e-14,
    -4.856446783111929e-13,
    2.95505266312964e-12,
    -1.726826291441556e-11,
    9.675809035373237e-11,
    -5.189795601635263e-10,
    2.6598237246823866e-09,
    -1.300025009986248e-08,
    6.046995022541919e-08,
    -2.670793853940612e-07,
    1.1173875391201037e-06,
    -4.4167383584587505e-06,
    1.6448448070728896e-05,
    -5.754195010082104e-05,
    0.00018850288509584165,
    -0.0005763755745385824,
    0.0016394756169413357,
    -0.004324309995050576,
    0.010546460394594998,
    -0.02373741480589947,
    0.04930528423967071,
    -0.09490109704804764,
    0.17162090152220877,
    -0.3046826723431984,
    0.6767952744094761,
)
_FAR = (
    -7.233180487874754e-18,
    -4.830504485944182e-18,
    4.46562142029676e-17,
    3.461222867697461e-17,
    -2.8276239805165836e-16,
    -3.425485619677219e-16,
    1.7725601330565263e-15,
    3.8116806693526224e-15,
    -9.554846698828307e-15,
    -4.150569347287222e-14,
    1.54008621752141e-14,
    3.8527783827421426e-13,
    7.180124451383666e-13,
    -1.7941785315068062e-12,
    -1.3215811840447713e-11,
    -3.1499165279632416e-11,
    1.1889147107846439e-11,
    4.94060238822497e-10,
    3.3962320257083865e-09,
    2.266668990498178e-08,
    2.0489185894690638e-07,
    2.8913705208347567e-06,
    6.889758346916825e-05,
    0.0033691164782556943,
    0.8044904110141088,
)
