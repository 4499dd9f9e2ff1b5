"""The arrays, views and numbers that random expressions are made of."""

from __future__ import annotations

from collections.abc import Callable

from .arrays import (
    CLASSES,
    COMPLEX,
    FLOATS,
    LITERALS,
    NUMPY,
    REALS,
    Array,
    Scope,
    Shape,
    shape_text,
)
from .choices import Choices
from .views import Views


class Leaves:
    """Finds arrays and views of a wanted dtype and shape; ``use`` is told of each."""

    def __init__(self, choices: Choices, scope: Scope, use: Callable[[Array], str]) -> None:
        self.choices, self.scope, self.use = choices, scope, use
        self.views = Views(choices, scope)

    def dtype(self, options: tuple[str, ...] = tuple(NUMPY)) -> str:
        """A dtype, mostly one that there are arrays of."""
        known = [a.dtype for a in self.scope.arrays if a.dtype in options]
        return (
            self.choices.pick(known)
            if known and self.choices.chance(85)
            else self.choices.pick(options)
        )

    def literal(self, dtype: str) -> str:
        """A Python number."""
        names = [name for kind, name in self.scope.weak if kind == CLASSES[dtype]]
        if names and dtype != "u8" and self.choices.chance(20):
            return self.choices.pick(names)
        return self.choices.pick(LITERALS[CLASSES[dtype]])

    # Leaves.

    def constant(self, dtype: str, shape: Shape) -> str:
        """The same number everywhere."""
        number = f"{NUMPY[dtype]}({self.literal(dtype)})"
        if not shape:
            return number
        return f"np.full({shape_text(shape)}, {number})"

    def find(self, dtype: str, shape: Shape, *, exact: bool, most: int = 2) -> Array | None:
        """An array, or a view of one, of that dtype and shape."""
        sources = [a for a in self.scope.arrays if a.exact or not exact]
        if not shape:
            scalars = [a for a in self.scope.scalars if a.dtype == dtype and (a.exact or not exact)]
            if scalars and self.choices.chance(40):
                return self.choices.pick(scalars)
        same = [a for a in sources if a.dtype == dtype and a.shape == shape]
        if same and self.choices.chance(60):
            return self.choices.pick(same)
        near = [a for a in sources if a.dtype == dtype or (a.dtype in COMPLEX and dtype in FLOATS)]
        for _ in range(3 if near else 0):
            array: Array | None = self.choices.pick(near)
            for _ in range(most + len(near[0].shape)):
                if array is not None:
                    array = self.views.step(array)
                if array is not None and array.shape == shape and array.dtype == dtype:
                    return array
        return self.choices.pick(same) if same else self.cut(dtype, shape, exact=exact)

    def cut(self, dtype: str, shape: Shape, *, exact: bool) -> Array | None:
        """A part of an array of that dtype and shape, if a subscript gives one."""
        found = [a for a in self.scope.arrays if a.dtype == dtype and len(a.shape) >= len(shape)]
        found = [a for a in found if a.exact or not exact]
        for _ in range(3 if found else 0):
            made = self.views.cut(self.choices.pick(found), shape)
            if made is not None:
                return made
        return None

    def leaf(self, dtype: str, shape: Shape, exact: bool, _depth: int) -> str | None:
        """An array or a view."""
        found = self.find(dtype, shape, exact=exact)
        return None if found is None else self.use(found)

    def converted(self, dtype: str, shape: Shape, exact: bool, _depth: int) -> str | None:
        """An array of another dtype, converted."""
        known = {a.dtype for a in self.scope.arrays if a.exact or not exact} & set(REALS)
        others = [d for d in NUMPY if d in known and d != dtype]
        for _ in range(2 if others else 0):
            source = self.choices.pick(others)
            text = self.leaf(source, shape, exact or source in FLOATS, 0)
            if text is not None:
                return self.conversion(text, source, dtype, shape)
        return None

    def conversion(self, text: str, source: str, dtype: str, shape: Shape) -> str:
        """An expression as another dtype; floats have to be in the range of integers."""
        if source in FLOATS and CLASSES[dtype] == "int":
            text = f"np.clip({text}, 0, 100)"
        return f"({text}).astype({NUMPY[dtype]})" if shape else f"{NUMPY[dtype]}({text})"
