"""`np.pad`: borders around an array, filled in many ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, minimum
from mgc.ir.ops.create import Iota
from mgc.ir.ops.shape import Slice
from mgc.ir.types import I64

from ..demands import demand
from ..engine import Operand, engine
from ..mutation import store
from ..promote import cast, operand, require_argument
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import TracedInt, extent_of, integer
from .create import empty_of
from .rearranging import flip, part_of
from .shape import array_argument
from .spacing import linspace

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""

Widths = Sequence[tuple[Extent, Extent]]

_NEGATIVE = "index can't contain negative values"

_OPTIONS: dict[str, tuple[str, ...]] = {
    "empty": (),
    "edge": (),
    "wrap": (),
    "constant": ("constant_values",),
    "linear_ramp": ("end_values",),
    "maximum": ("stat_length",),
    "mean": ("stat_length",),
    "median": ("stat_length",),
    "minimum": ("stat_length",),
    "reflect": ("reflect_type",),
    "symmetric": ("reflect_type",),
}
_STATISTICS: dict[str, Callable[..., Any]] = {
    "maximum": np.max,
    "minimum": np.min,
    "mean": np.mean,
    "median": np.median,
}


@implements(np.pad)
def pad(array: Any, pad_width: Any, mode: Any = "constant", **options: Any) -> Any:
    """``np.pad`` in every mode but functions."""
    x = array_argument(array, "np.pad")
    if callable(mode):
        raise refused("MGC-F3", "np.pad with a function as mode")
    if mode not in _OPTIONS:
        raise numpy_error(ValueError, f"mode '{mode}' is not supported")
    unknown = set(options) - set(_OPTIONS[mode])
    if unknown:
        text = f"unsupported keyword arguments for mode '{mode}': {unknown}"
        raise numpy_error(ValueError, text)
    shape = x.tensor_type.shape
    widths = _widths(pad_width, len(shape))
    longer = tuple(low + e + high for e, (low, high) in zip(shape, widths, strict=True))
    result = empty_of(longer, x.tensor_type.dtype)
    starts = tuple(low for low, _ in widths)
    store(engine().view(Slice(starts, shape, (1,) * len(shape)), result), x)
    if mode == "empty":
        return result
    filler = _filler(mode, options, len(shape))
    for axis, (low, high) in enumerate(widths):
        if (low, high) == (0, 0):
            continue
        if mode != "constant":
            text = f"can't extend empty axis {axis} using modes other than 'constant' or 'empty'"
            demand(0, "<", shape[axis], ValueError, text)
        # The axes before are whole by now, those after come later.
        region = tuple(
            slice(None) if i <= axis else slice(integer(start), integer(start + shape[i]))
            for i, start in enumerate(starts)
        )
        whole: Any = result
        filler(whole[region], axis, low, high)
    return result


def _widths(widths: Any, rank: int) -> list[tuple[Extent, Extent]]:
    """The widths before and after each axis. Raises: as NumPy for others than whole numbers."""
    if isinstance(widths, dict):
        given: list[Any] = [(0, 0)] * rank
        for axis, width in widths.items():
            given[axis] = width if isinstance(width, tuple) else (width, width)
        widths = given
    pairs = _pairs(widths, rank)
    found: list[tuple[Extent, Extent]] = []
    for pair in pairs:
        low, high = (extent_of(v) for v in pair)
        if low is None or high is None:
            if any(isinstance(v, Operand) for v in pair):
                raise refused("MGC-D2", "np.pad with a width computed at run time")
            raise numpy_error(TypeError, "`pad_width` must be of integral type.")
        for width in (low, high):
            demand(0, "<=", width, ValueError, _NEGATIVE)
        found.append((low, high))
    return found


def _pairs(values: Any, rank: int) -> list[tuple[Any, Any]]:
    """A number, a pair, or a pair for each axis, as a pair for each axis."""
    if isinstance(values, (TracedInt, Operand)) or not isinstance(
        values, (tuple, list, np.ndarray)
    ):
        return [(values, values)] * rank
    items = [v for v in values]  # of an array, its rows
    nested = [isinstance(v, (tuple, list)) or (_is_array(v) and v.ndim > 0) for v in items]
    if not any(nested):
        pair = (items[0], items[0]) if len(items) == 1 else (items[0], items[-1])
        return [pair] * rank
    rows = [(row[0], row[-1]) for row in items]
    if len(rows) == 1:
        rows *= rank
    if len(rows) != rank:
        raise numpy_error(
            ValueError,
            "operands could not be broadcast together with remapped shapes [original->remapped]: "
            f"({len(rows)},2) and requested shape ({rank},2)",
        )
    return rows


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _filler(mode: str, options: dict[str, Any], rank: int) -> Callable[..., None]:
    """What fills the borders of one axis of a view: ``(view, axis, low, high)``."""
    if mode in ("constant", "linear_ramp"):
        values = _pairs(options.get(_OPTIONS[mode][0], 0), rank)
        fill = _constant if mode == "constant" else _ramp
        return lambda x, axis, low, high: fill(x, axis, low, high, values[axis])
    if mode in _STATISTICS:
        lengths = _pairs(options.get("stat_length"), rank)
        function = _STATISTICS[mode]
        return lambda x, axis, low, high: _statistic(x, axis, low, high, lengths[axis], function)
    odd = options.get("reflect_type", "even") == "odd"
    return lambda x, axis, low, high: _repeated(x, axis, low, high, mode, odd=odd)


def _stores(x: Any, axis: int, low: Extent, high: Extent, before: Any, after: Any) -> None:
    """Stores what comes before and after the elements."""
    size = x.tensor_type.shape[axis]
    for start, width, value in ((0, low, before), (size - high, high, after)):
        if width != 0:
            store(part_of(x, axis, start, width), value)


def _constant(x: Any, axis: int, low: Extent, high: Extent, values: tuple[Any, Any]) -> None:
    dtype = x.tensor_type.dtype
    before, after = (cast(require_argument(v, "np.pad"), dtype) for v in values)
    _stores(x, axis, low, high, before, after)


def _ramp(x: Any, axis: int, low: Extent, high: Extent, values: tuple[Any, Any]) -> None:
    """From the end values towards the borders."""
    size = x.tensor_type.shape[axis]
    kind = x.dtype
    edges = (part_of(x, axis, low, 1), part_of(x, axis, size - high - 1, 1))
    ramps = [
        linspace(value, numpy.squeeze(edge, axis), integer(width), False, dtype=kind, axis=axis)
        for value, edge, width in zip(values, edges, (low, high), strict=True)
    ]
    _stores(x, axis, low, high, ramps[0], flip(ramps[1], axis))


def _statistic(
    x: Any,
    axis: int,
    low: Extent,
    high: Extent,
    lengths: tuple[Any, Any],
    function: Callable[..., Any],
) -> None:
    """A statistic of the elements next to the border, or of all."""
    inner = x.tensor_type.shape[axis] - low - high
    found: list[Any] = []
    for length, last in zip(lengths, (False, True), strict=True):
        count = inner if length is None else extent_of(length)
        if count is None:
            raise refused("MGC-F3", "np.pad with a stat_length that is no constant integer")
        demand(0, "<=", count, ValueError, _NEGATIVE)
        if function in (np.max, np.min):
            text = "stat_length of 0 yields no value for padding"
            demand(0, "<", count, ValueError, text)
        shorter = engine().decide(inner, "<", count)
        count = minimum(inner, count) if shorter is None else inner if shorter else count
        start = low + inner - count if last else low
        value = function(part_of(x, axis, start, count), axis=axis, keepdims=True)
        if x.tensor_type.dtype.is_integer:
            value = numpy.round(value)
        found.append(operand(value))
    _stores(x, axis, low, high, found[0], found[1])


def _repeated(x: Any, axis: int, low: Extent, high: Extent, mode: str, *, odd: bool) -> None:
    """The elements themselves, again or mirrored."""
    inner = x.tensor_type.shape[axis] - low - high
    current = engine()
    single = mode in ("reflect", "symmetric") and bool(current.decide(inner, "==", 1))
    if mode == "edge" or single:
        before, after = part_of(x, axis, low, 1), part_of(x, axis, low + inner - 1, 1)
        _stores(x, axis, low, high, before, after)
        return
    reach = inner - 1 if mode == "reflect" else inner
    if current.decide(low, "<=", reach) and current.decide(high, "<=", reach):
        _adjacent(x, axis, low, high, mode, odd=odd)
    elif odd:
        raise refused("MGC-F3", f"np.pad with mode={mode!r}, odd, wider than the array")
    else:
        _far(x, axis, low, high, mode)


def _adjacent(x: Any, axis: int, low: Extent, high: Extent, mode: str, *, odd: bool) -> None:
    """Borders no wider than what they repeat: two copies."""
    size = x.tensor_type.shape[axis]
    inner = size - low - high
    shift = 1 if mode == "reflect" else 0
    pieces: list[Any]
    if mode == "wrap":
        pieces = [part_of(x, axis, inner, low), part_of(x, axis, low, high)]
    else:
        starts = (low + shift, low + inner - high - shift)
        pieces = [
            flip(part_of(x, axis, start, width), axis)
            for start, width in zip(starts, (low, high), strict=True)
        ]
    if odd and mode != "wrap":
        edges: tuple[Any, ...] = (part_of(x, axis, low, 1), part_of(x, axis, low + inner - 1, 1))
        pieces = [2 * edge - piece for edge, piece in zip(edges, pieces, strict=True)]
    _stores(x, axis, low, high, pieces[0], pieces[1])


def _far(x: Any, axis: int, low: Extent, high: Extent, mode: str) -> None:
    """Borders of any width: the elements with a period."""
    size = x.tensor_type.shape[axis]
    inner = size - low - high
    current = engine()
    places: Any = current.apply(Iota(size, I64), ())
    count: Any = current.extent(inner, I64)
    places = places - current.extent(low, I64)
    if mode == "wrap":
        index = places % count
    else:
        period = 2 * count if mode == "symmetric" else 2 * (count - 1)
        folded = places % period
        last = period - 1 if mode == "symmetric" else period
        index = numpy.where(folded < count, folded, last - folded)
    elements = numpy.take(part_of(x, axis, low, inner), index, axis=axis)
    store(x, elements)
