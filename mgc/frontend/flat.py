"""``x.flat``: the elements of an array in C order, which NumPy gives as an iterator of its own.

Subscripts read copies and write through; nothing that is read from it is a view of the array.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from mgc.ir.errors import UnsupportedError
from mgc.ir.extents import product
from mgc.ir.location import Location
from mgc.ir.ops.shape import Reshape

from .array import TracedArray
from .engine import Deferred, Operand, engine
from .exact_values import ExactArray
from .indexing import basic_view, expand, get_item
from .mutation import set_item
from .operators import Overrides
from .promote import require_argument, shape_of
from .refusal import numpy_error, refused
from .views import may_be_view


def _comparison(ufunc: np.ufunc) -> Callable[[Any, Any], Any]:
    def compare(self: FlatElements, other: Any) -> Any:
        from .dispatch import call_ufunc

        return call_ufunc(ufunc, self, other)

    return compare


class FlatElements(Deferred, Overrides):
    """``base.flat``. It knows no arithmetic, as NumPy's does not; functions take its elements."""

    __hash__ = None  # type: ignore[assignment]
    __slots__ = ("base", "place")

    def __init__(self, base: Operand) -> None:
        self.base = base
        self.place = None  # it belongs to no region: it reads what the array holds then

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        return np.flatiter

    def __getitem__(self, index: Any) -> Any:
        whole: Any = self._live()
        found = get_item(whole, index)
        subscript = expand(index, whole.tensor_type.shape)
        is_view = subscript.mask is None and not subscript.arrays and not subscript.scalar
        return engine().as_array(found) if is_view else found

    def __setitem__(self, index: Any, value: Any) -> None:
        whole = self._live()
        count = _count(whole, index)
        set_item(whole, index, value if count is None else _repeated(value, count))
        if not self._is_view():
            current = engine()
            shaped = current.apply(Reshape(self.base.tensor_type.shape), (whole,))
            current.store(self.base, shaped)

    def __len__(self) -> int:
        return len(self._live())  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Any]:
        if self._is_view():
            whole: Any = self._live()
            return iter(whole)
        shape: Any = self.base.tensor_type.shape  # no copy: it shows what is written meanwhile
        return (get_item(self.base, index) for index in np.ndindex(shape))

    def __next__(self) -> Any:
        """Raises: MGC-F1."""
        raise refused(
            "MGC-F1",
            "next() of x.flat is not supported in compiled code",
            "use x.flat[0], x.flat[1], ...",
        )

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(self.materialized(), dtype)

    __eq__ = _comparison(np.equal)
    __ne__ = _comparison(np.not_equal)
    __lt__, __le__ = _comparison(np.less), _comparison(np.less_equal)
    __gt__, __ge__ = _comparison(np.greater), _comparison(np.greater_equal)

    def __getattr__(self, name: str) -> Any:
        if name in ("coords", "index"):
            raise refused("MGC-F1", f"x.flat.{name} is not supported in compiled code")
        raise AttributeError(f"'numpy.flatiter' object has no attribute '{name}'")

    def copy(self) -> Any:
        """The elements as a new array."""
        return engine().as_array(self._live())

    def materialized(self) -> Operand:
        """The elements now: NumPy makes a view where they lie in C order, else a copy."""
        current = engine()
        if isinstance(self.base, ExactArray):
            whole = self._live()
            return current.view(Reshape(whole.tensor_type.shape), whole, read_only=True)
        return may_be_view(self.base, current.apply(self._step(), (self.base,)))

    def element(self, number: Any) -> Any:
        """The element with this number, as it is now."""
        return get_item(self._live(), number)

    @property
    def extent(self) -> Any:
        """The number of elements."""
        return product(self.base.tensor_type.shape)

    def _step(self) -> Reshape:
        return Reshape((self.extent,))

    def _is_view(self) -> bool:
        return not isinstance(self.base, ExactArray) or self.base.plain.flags.c_contiguous

    def _live(self) -> Operand:
        """The elements as an array of one axis: a view, or else a copy of what is there now."""
        current = engine()
        if self._is_view():
            return current.view(self._step(), self.base)
        return current.apply(self._step(), (self.base,))


FlatElements.__name__ = "numpy.flatiter"  # what Python's own messages call it


def set_flat(array: TracedArray | ExactArray, value: Any) -> None:
    """``array.flat = value``. No values at all are no error, as ``array.flat[...] = []`` is."""
    if product(shape_of(require_argument(value, "flat"))) != 0:
        FlatElements(array)[...] = value


def refuse_iterator(place: Location | None) -> UnsupportedError:
    """MGC-F3: what Python would be given is no array."""
    error = refused(
        "MGC-F3",
        "x.flat is returned or passed to Python: an iterator of NumPy",
        "use x.flat.copy()",
    )
    error.location = place or error.location
    return error


def _count(whole: Operand, index: Any) -> Any:
    """How many elements a subscript names, if that does not depend on values."""
    subscript = expand(index, whole.tensor_type.shape)
    if subscript.mask is not None or subscript.scalar:
        return None
    if subscript.arrays:
        return product(subscript.arrays[0].tensor_type.shape)
    return product(basic_view(whole, subscript).tensor_type.shape)


def _repeated(value: Any, count: Any) -> Any:
    """The elements of a value, one after the other and again from the first, ``count`` times.

    Raises: MGC-N1 where a run has to know how often.
    """
    given = require_argument(value, "assignment")
    shape = shape_of(given)
    if not shape:
        return given
    assert isinstance(given, Operand)
    size = product(shape)
    flat: Any = given if len(shape) == 1 else engine().apply(Reshape((size,)), (given,))
    if size == count or not isinstance(size, int) or not isinstance(count, int):
        return flat
    if not size:
        raise numpy_error(ValueError, "Error setting single item of array.")
    return flat[np.arange(count) % size]
