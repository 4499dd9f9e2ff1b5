"""Views of arrays, one step at a time: subscripts, transposes, reshapes, diagonals, parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .arrays import COMPLEX, Array, Scope, Shape
from .choices import Choices

Step = Callable[[Array], "Array | None"]


class Views:
    """Chooses views. A step that does not fit an array gives None."""

    def __init__(self, choices: Choices, scope: Scope) -> None:
        self.choices, self.scope = choices, scope
        self.steps: list[tuple[Step, int]] = [
            (self.slice, 8),
            (self.index, 8),
            (self.reverse, 3),
            (self.transpose, 3),
            (self.newaxis, 2),
            (self.diagonal, 4),
            (self.flatten, 1),
            (self.reshape, 2),
            (self.squeeze, 2),
            (self.part, 2),
            (self.elements, 1),
            (self.ellipsis, 1),
        ]

    def step(self, array: Array) -> Array | None:
        """A view of an array."""
        return self.choices.weighted(self.steps)(array)

    def chain(self, array: Array, most: int) -> Array:
        """A view of a view of an array."""
        for _ in range(self.choices.weighted([(0, 3), (1, 5), (2, 3), (3, 1)])):
            if len(array.kinds) < most and (made := self.step(array)) is not None:
                array = made
        return array

    # Subscripts.

    def position(self, dim: str) -> str:
        """An integer that may be an index of an axis of that extent."""
        near = [c.name for c in self.scope.counters if c.dim == dim]
        options: list[tuple[str, int]] = [("0", 2), ("-1", 1)]
        options += [(name, 6) for name in near]
        if dim in self.scope.dims:
            options.append((f"{dim} // 2", 1))
            if self.scope.integer is not None:
                options.append((self.scope.integer, 1))
            options += [(f"({dim} - 1 - {name})", 1) for name in near]
        if dim == "n" and self.scope.index is not None:
            inner = self.choices.pick(["0", "1", *near])
            options.append((f"{self.scope.index}[{inner}]", 2))
        return self.choices.weighted(options)

    def parts(self, dim: str) -> list[tuple[str, str]]:
        """(slice, its extent) for each way to cut an axis."""
        one = dim if dim.isidentifier() else f"({dim})"
        options = [(":-1", f"{dim} - 1"), ("1:", f"{dim} - 1"), ("::2", f"({dim} + 1) // 2")]
        options += [("1::2", f"{one} // 2"), ("::-2", f"({dim} + 1) // 2")]
        if dim in self.scope.dims:
            options += [(f":{dim} // 2", f"{dim} // 2"), ("-2:", "2"), ("1:-1", f"{dim} - 2")]
            for name in [c.name for c in self.scope.counters if c.dim == dim]:
                options += [
                    (f":{name} + 1", f"{name} + 1"),
                    (f"{name}:", f"{dim} - {name}"),
                    (f":{name}", name),
                    (f"{name} + 1:", f"{dim} - {name} - 1"),
                    (f"{name}::-1", f"{name} + 1"),
                    (f"{dim} - {name} - 1:", f"{name} + 1"),
                ]
        return options

    def part_of(self, dim: str) -> tuple[str, str]:
        """(slice, its extent) of an axis."""
        return self.choices.pick(self.parts(dim))

    def cut(self, array: Array, shape: Shape) -> Array | None:
        """A view of that shape by one subscript, if there is one."""
        subscripts: list[str] = []
        wanted, extra = list(shape), len(array.shape) - len(shape)
        for dim in array.shape:
            fits = [":"] if wanted and wanted[0] == dim else []
            fits += [part for part, extent in self.parts(dim) if wanted and extent == wanted[0]]
            if fits and not (extra > 0 and self.choices.chance(30)):
                subscripts.append(self.choices.pick(fits))
                del wanted[0]
            elif extra > 0 and _surely_filled(dim):
                subscripts.append(self.position(dim))
                extra -= 1
            else:
                return None
        if wanted or all(text == ":" for text in subscripts):
            return None
        kind = "row" if subscripts[-1] == ":" else "element" if not shape else "slice"
        text = f"{array.text}[{', '.join(subscripts)}]"
        return array.view(text, shape, kind, place="subscript", contiguous=False)

    def _subscripted(self, array: Array, axis: int, text: str) -> str:
        before = [":"] * axis
        return f"{array.text}[{', '.join([*before, text])}]"

    def index(self, array: Array) -> Array | None:
        """One axis less."""
        if not array.shape:
            return None
        axis = self.choices.below(len(array.shape))
        dim = array.shape[axis]
        if not _surely_filled(dim):
            return None
        text = self._subscripted(array, axis, self.position(dim))
        shape = array.shape[:axis] + array.shape[axis + 1 :]
        kind = "element" if not shape else "row" if axis == 0 else "column"
        return array.view(
            text, shape, kind, place="subscript", contiguous=array.contiguous and axis == 0
        )

    def elements(self, array: Array) -> Array | None:
        """Subscripts of two axes at once."""
        if len(array.shape) != 2 or not all(map(_surely_filled, array.shape)):
            return None
        i, j = (self.position(dim) for dim in array.shape)
        if self.choices.chance(40):
            part, extent = self.part_of(array.shape[1])
            return array.view(
                f"{array.text}[{i}, {part}]",
                (extent,),
                "part of a row",
                place="subscript",
                contiguous=False,
            )
        return array.view(f"{array.text}[{i}, {j}]", (), "element", place="subscript")

    def slice(self, array: Array) -> Array | None:
        """Part of an axis."""
        if not array.shape:
            return None
        axis = self.choices.below(len(array.shape))
        text, extent = self.part_of(array.shape[axis])
        shape = (*array.shape[:axis], extent, *array.shape[axis + 1 :])
        kind = "slice"
        if "::" in text:
            kind = "slice with a negative step" if "::-" in text else "slice with a step"
        text = self._subscripted(array, axis, text)
        return array.view(text, shape, kind, place="subscript", contiguous=False)

    def reverse(self, array: Array) -> Array | None:
        """An axis backwards."""
        if not array.shape:
            return None
        axis = self.choices.below(len(array.shape))
        text = self._subscripted(array, axis, "::-1")
        return array.view(
            text, array.shape, "slice with a negative step", place="subscript", contiguous=False
        )

    def newaxis(self, array: Array) -> Array | None:
        """One more axis of extent 1."""
        if not array.shape or len(array.shape) > 2:
            return None
        if self.choices.chance(50):
            text, shape = f"{array.text}[None]", ("1", *array.shape)
        else:
            text, shape = f"{array.text}[..., np.newaxis]", (*array.shape, "1")
        return array.view(text, shape, "newaxis", place="subscript")

    def ellipsis(self, array: Array) -> Array | None:
        """An ellipsis, before a subscript of the last axis."""
        if not array.shape or not _surely_filled(array.shape[-1]):
            return None
        text = f"{array.text}[..., {self.position(array.shape[-1])}]"
        if len(array.shape) == 1:
            text = f"{array.text}[...]"
            return array.view(text, array.shape, "ellipsis", place="subscript")
        return array.view(text, array.shape[:-1], "ellipsis", place="subscript", contiguous=False)

    # Other orders and shapes.

    def transpose(self, array: Array) -> Array | None:
        """Axes in another order."""
        if len(array.shape) != 2:
            return None
        way = self.choices.pick(
            [".T", ".transpose()", ".transpose(1, 0)", ".swapaxes(0, 1)", "np.moveaxis", ".mT"]
        )
        text = f"np.moveaxis({array.text}, 0, 1)" if way == "np.moveaxis" else array.text + way
        return array.view(text, array.shape[::-1], "transpose", contiguous=False)

    def diagonal(self, array: Array) -> Array | None:
        """The diagonal of a square matrix; NumPy lets nobody write to it."""
        if len(array.shape) != 2 or array.shape[0] != array.shape[1]:
            return None
        text = self.choices.pick(
            [f"np.diagonal({array.text})", f"{array.text}.diagonal()", f"np.diag({array.text})"]
        )
        return array.view(text, array.shape[:1], "diagonal", writable=False, contiguous=False)

    def flatten(self, array: Array) -> Array | None:
        """All elements in one axis."""
        if len(array.shape) != 2 or not (array.contiguous or self.choices.chance(10)):
            return None
        way = self.choices.pick([".ravel()", ".reshape(-1)"])
        return array.view(array.text + way, (f"({array.shape[0]}) * ({array.shape[1]})",), "ravel")

    def reshape(self, array: Array) -> Array | None:
        """The same elements in other axes."""
        if not array.shape or not (array.contiguous or self.choices.chance(10)):
            return None
        if len(array.shape) == 1:
            shape = self.choices.pick([(array.shape[0], "1"), ("1", array.shape[0])])
        elif len(array.shape) == 2:
            shape = array.shape[::-1]
        else:
            return None
        return array.view(f"{array.text}.reshape({', '.join(shape)})", shape, "reshape")

    def squeeze(self, array: Array) -> Array | None:
        """Without the axes of extent 1."""
        if "1" not in array.shape or len(array.shape) < 2:
            return None
        shape = tuple(dim for dim in array.shape if dim != "1")
        axes = tuple(axis for axis, dim in enumerate(array.shape) if dim == "1")
        if not shape:
            return None
        return array.view(
            f"{array.text}.squeeze({axes[0] if len(axes) == 1 else axes})", shape, "squeeze"
        )

    def part(self, array: Array) -> Array | None:
        """The real or imaginary parts of complex numbers."""
        if array.dtype not in COMPLEX or not array.shape:
            return None
        name = self.choices.pick(["real", "imag"])
        made = array.view(
            f"{array.text}.{name}", array.shape, "real or imaginary part", contiguous=False
        )
        return replace(made, dtype={"c64": "f32", "c128": "f64"}[array.dtype])


def _surely_filled(dim: str) -> bool:
    """True if an axis of that extent has an element."""
    simple = dim.removesuffix(" + 1").isidentifier() and dim.endswith("+ 1")
    halves = dim in ("(n + 1) // 2", "(m + 1) // 2", "n // 2", "m // 2")
    return simple or halves or dim in ("n", "m", "d", "1", "2", "n - 1", "m - 1")
