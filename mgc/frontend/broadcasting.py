"""NumPy's broadcasting on extents that may be symbolic.

Extents that are not known to be equal, and of which none is the number 1, are required to be
equal: a check at each call. A symbolic extent is never assumed to be 1, but for those that
`mgc.frontend.stretching` is about.
"""

from __future__ import annotations

from collections.abc import Sequence

from mgc.ir.extents import Extent, Shape, format_extents

from .demands import demand
from .engine import engine
from .refusal import shape_error
from .stretching import may_stretch, stretched_extent


def format_shape(shape: Shape) -> str:
    """As Python prints a tuple: ``(n,784)``, ``(3,)``."""
    return format_shapes([shape])


def format_shapes(shapes: Sequence[Shape]) -> str:
    """Several shapes beside each other."""
    extents = iter(format_extents([extent for shape in shapes for extent in shape]))
    texts = [[next(extents) for _ in shape] for shape in shapes]
    return " ".join(f"({x[0]},)" if len(x) == 1 else f"({','.join(x)})" for x in texts)


_OPERANDS = "operands could not be broadcast together with shapes"


def broadcast_shapes(
    shapes: Sequence[Shape], error: type[Exception] = ValueError, text: str = _OPERANDS
) -> Shape:
    """The common shape. Raises: ``error``, with NumPy's text, if there is none."""
    rank = max((len(shape) for shape in shapes), default=0)
    result: list[Extent] = []
    for axis in range(-rank, 0):
        extent: Extent = 1
        for shape in shapes:
            if -axis <= len(shape):
                extent = _common(extent, shape[axis], shapes, error, text)
        result.append(extent)
    return tuple(result)


def _common(
    left: Extent, right: Extent, shapes: Sequence[Shape], error: type[Exception], text: str
) -> Extent:
    if left == right or right == 1:
        return left
    if left == 1:
        return right
    message = f"{text} {format_shapes(shapes)}"
    common = stretched_extent(left, right, error, message)
    if common is not None:
        return common
    if error is ValueError:
        engine().require(left, "==", right, message)
    else:
        demand(left, "==", right, error, message)
    return right if isinstance(right, int) else left


def require_broadcastable(shape: Shape, target: Shape, message: str) -> None:
    """Makes sure that ``shape`` broadcasts to ``target``. Raises: ShapeError with ``message``."""
    if len(shape) > len(target):
        raise shape_error(message)
    for have, want in zip(reversed(shape), reversed(target)):
        if have not in (1, want) and not may_stretch(have, want, message):
            engine().require(have, "==", want, message)
