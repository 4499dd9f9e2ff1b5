"""Where quantiles are among what is sorted: the methods of `np.quantile`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..checks import require
from ..engine import engine
from ..promote import cast, operand, require_argument
from ..refusal import numpy_error, refused
from .sorting import common_type

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""

# The places of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996.


def _linear(alpha: float, beta: float) -> Callable[[Any, Any], Any]:
    return lambda n, q: n * q + (alpha + q * (1 - alpha - beta)) - 1


def _step(shift: float, *, even: bool) -> Callable[[Any, Any], Any]:
    """The next whole place, but for what is one already; of ``even``, if it is odd."""

    def place(n: Any, q: Any) -> Any:
        index = n * q - 1 - shift if shift else n * q - 1
        previous = numpy.floor(index)
        whole = index - previous == 0
        if even:
            whole = numpy.logical_and(whole, previous % 2 == 1)
        return numpy.maximum(numpy.where(whole, previous, previous + 1), 0)

    return place


_METHODS: dict[str, Callable[[Any, Any], Any]] = {
    "inverted_cdf": _step(0, even=False),
    "averaged_inverted_cdf": lambda n, q: n * q - 1,
    "closest_observation": _step(0.5, even=True),
    "interpolated_inverted_cdf": _linear(0, 1),
    "hazen": _linear(0.5, 0.5),
    "weibull": _linear(0, 0),
    "linear": lambda n, q: (n - 1) * q,
    "median_unbiased": _linear(1 / 3.0, 1 / 3.0),
    "normal_unbiased": _linear(3 / 8.0, 3 / 8.0),
    "lower": lambda n, q: numpy.floor((n - 1) * q),
    "higher": lambda n, q: numpy.ceil((n - 1) * q),
    "midpoint": lambda n, q: 0.5 * (numpy.floor((n - 1) * q) + numpy.ceil((n - 1) * q)),
    "nearest": lambda n, q: numpy.rint((n - 1) * q),
}
_WHOLE = {"inverted_cdf", "closest_observation", "lower", "higher", "nearest"}
"""Methods whose places are those of elements."""


class Fractions:
    """The quantiles asked for, and how they are found.

    ``values`` have their own type; ``weak`` if they are one Python number.
    """

    def __init__(self, q: Any, unit: int, method: str) -> None:
        if method not in _METHODS:
            names = f"dict_keys({list(_METHODS)})"
            raise numpy_error(ValueError, f"{method!r} is not a valid method. Use one of: {names}")
        given = operand(require_argument(q, "np.quantile"))
        if given.tensor_type.rank > 1:
            raise refused("MGC-F3", "np.quantile with an array of more than one axis of quantiles")
        self.weak = type(q) in (int, float) or given.weak
        places: Any = engine().as_array(cast(given, common_type(given)))
        self.values = numpy.true_divide(places, 100) if unit == 100 else places
        self.method = method
        name, limits = ("Percentiles", "[0, 100]") if unit == 100 else ("Quantiles", "[0, 1]")
        valid = numpy.logical_and(numpy.all(self.values >= 0), numpy.all(self.values <= 1))
        require(valid, ValueError, f"{name} must be in the range {limits}")

    @property
    def shape(self) -> Any:
        """() or (k,)."""
        return self.values.shape

    @property
    def whole(self) -> bool:
        """True if every quantile is an element."""
        dtype = self.values.tensor_type.dtype
        return self.method in _WHOLE or (self.method == "linear" and not dtype.is_inexact)

    def places(self, n: Any, q: Any) -> Any:
        """Where the quantiles are among ``n`` elements."""
        return _METHODS[self.method](n, q)

    def weight(self, fraction: Any, place: Any) -> Any:
        """How much of the next element counts."""
        if self.method == "averaged_inverted_cdf":
            return numpy.where(fraction == 0, 0.5, 1.0).astype(fraction.dtype)
        if self.method == "midpoint":
            return numpy.where(place % 1 == 0, 0.0, 0.5).astype(fraction.dtype)
        return fraction
