"""What a random program knows of its arrays: the text that names one, its dtype and its extents.

Extents are texts too: ``n``, ``n - 1``, ``i3 + 1``. Arrays have the same shape where the texts are
the same. The program starts with ``n, m = a.shape``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Shape = tuple[str, ...]

NUMPY = {
    "bool": "np.bool_", "u8": "np.uint8", "i32": "np.int32", "i64": "np.int64",
    "f16": "np.float16", "f32": "np.float32", "f64": "np.float64",
    "c64": "np.complex64", "c128": "np.complex128",
}  # fmt: skip
"""Every dtype with its name in a program."""

FLOATS = ("f64", "f32", "f16")
INTEGERS = ("i64", "i32", "u8")
COMPLEX = ("c128", "c64")
REALS = (*FLOATS, *INTEGERS, "bool")
CLASSES = (
    {d: "float" for d in FLOATS} | {d: "int" for d in INTEGERS} | {d: "complex" for d in COMPLEX}
)
CLASSES["bool"] = "bool"

ADDED = {
    **dict.fromkeys(FLOATS, REALS),
    "i64": (*INTEGERS, "bool"), "i32": (*INTEGERS, "bool"), "u8": ("u8", "bool"),
    "bool": ("bool",), "c128": (*COMPLEX, *REALS), "c64": (*COMPLEX, *REALS),
}  # fmt: skip
"""The dtypes that may be combined in place with each dtype."""

STORED = {
    **dict.fromkeys(FLOATS, REALS), "i64": REALS, "i32": REALS,
    "u8": (*INTEGERS, "bool"), "bool": REALS, "c128": (*COMPLEX, *REALS), "c64": (*COMPLEX, *REALS),
}  # fmt: skip
"""The dtypes that may be assigned to elements of each dtype: those with a defined conversion."""

LITERALS = {
    "float": ("1.0", "0.5", "2.0", "-1.5"),
    "int": ("1", "2", "3"),
    "bool": ("True", "False"),
    "complex": ("1.0", "1j", "(0.5 - 1j)"),
}


@dataclass(frozen=True)
class Array:
    """An array or a scalar that ``text`` stands for.

    ``exact``: its numbers are exact whatever the order of additions, so that conditions may
    depend on them. ``kinds``: the views that lead to it. ``place``: what may stand on the left of
    an assignment: a name, an expression that ends with a subscript, or neither.
    """

    text: str
    dtype: str
    shape: Shape
    exact: bool = True
    writable: bool = True
    kinds: tuple[str, ...] = ()
    place: str = "name"
    contiguous: bool = True

    def view(
        self, text: str, shape: Shape, kind: str, *, place: str = "", **changed: object
    ) -> Array:
        """A view of this array."""
        kinds = (*self.kinds, kind)
        return replace(self, text=text, shape=shape, kinds=kinds, place=place, **changed)  # type: ignore[arg-type]

    @property
    def subscriptable(self) -> str:
        """The text in a form that a subscript or a method may follow."""
        return self.text


@dataclass(frozen=True)
class Counter:
    """An integer variable in [0, dim)."""

    name: str
    dim: str


@dataclass
class Scope:
    """What can be named at a place of the program."""

    arrays: list[Array]
    scalars: list[Array]
    counters: list[Counter]
    dims: tuple[str, ...] = ("n", "m")
    index: str | None = None
    """An array of integers in [0, n)."""
    integer: str | None = None
    """A Python int in [0, 3)."""
    weak: tuple[tuple[str, str], ...] = ()
    """(class of dtype, name) of variables that are Python numbers."""

    def mark(self) -> tuple[int, int, int]:
        """What `forget` needs to come back to this place."""
        return len(self.arrays), len(self.scalars), len(self.counters)

    def forget(self, mark: tuple[int, int, int]) -> None:
        """Drops what was added since: the names of a block are not used after it."""
        del self.arrays[mark[0] :]
        del self.scalars[mark[1] :]
        del self.counters[mark[2] :]


def shape_text(shape: Shape) -> str:
    """As a tuple in a program."""
    return f"({', '.join(shape)},)" if len(shape) == 1 else f"({', '.join(shape)})"
