"""Random expressions with a wanted dtype and shape."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import templates as t
from .arrays import (
    CLASSES,
    COMPLEX,
    FLOATS,
    NUMPY,
    REALS,
    Array,
    Scope,
    Shape,
    shape_text,
)
from .choices import Choices
from .leaves import Leaves

NUMPY_TYPES = {
    dtype: np.dtype(getattr(np, name.removeprefix("np."))) for dtype, name in NUMPY.items()
}
PAIRS = {
    dtype: [
        (a, b)
        for a in NUMPY
        for b in NUMPY
        if (a, b) != (dtype, dtype) and np.result_type(NUMPY_TYPES[a], NUMPY_TYPES[b]) == kind
    ]
    for dtype, kind in NUMPY_TYPES.items()
}
"""The pairs of dtypes, of which one is another, whose results have each dtype."""

Maker = Callable[[str, Shape, bool, int], "str | None"]


class Expressions(Leaves):
    """Chooses expressions. ``use`` is told every array that one is made of."""

    def __init__(self, choices: Choices, scope: Scope, use: Callable[[Array], str]) -> None:
        super().__init__(choices, scope, use)
        self.looping = False
        """In a loop, where numbers must not grow."""
        self.makers: list[tuple[Maker, int]] = [
            (self.leaf, 14), (self.binary, 10), (self.unary, 6), (self.promoted, 3), (self.cast, 4),
            (self.chosen, 3), (self.reduced, 4), (self.moved, 4), (self.gathered, 3),
            (self.product, 2),
            (self.spread, 2), (self.made, 2), (self.rough, 10), (self.scanned, 1),
            (self.from_complex, 1),
        ]  # fmt: skip

    def value(self, dtype: str, shape: Shape, *, exact: bool = True, depth: int = 2) -> str:
        """An expression of exactly that dtype and shape."""
        if depth > 0:
            for _ in range(3):
                made = self.choices.weighted(self.makers)(dtype, shape, exact, depth - 1)
                if made is not None:
                    return made
        for maker in (self.leaf, self.converted):
            made = maker(dtype, shape, exact, 0)
            if made is not None:
                return made
        return self.constant(dtype, shape)

    def operand(self, dtype: str, shape: Shape, *, exact: bool = True, depth: int = 2) -> str:
        """An expression of that dtype that NumPy broadcasts to the shape."""
        which = self.choices.weighted([("whole", 8), ("number", 2), ("rows", 1), ("element", 2)])
        if which == "number":
            return self.literal(dtype)
        if which == "rows" and len(shape) > 1:
            return self.value(dtype, shape[1:], exact=exact, depth=depth)
        if which == "element":
            return self.value(dtype, (), exact=exact, depth=min(depth, 1))
        return self.value(dtype, shape, exact=exact, depth=depth)

    # Elementwise.

    def binary(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """Two operands of one dtype, of which one may be broadcast."""
        if dtype == "bool" and self.choices.chance(60):
            return self.compared(shape, depth)
        left = self.value(dtype, shape, exact=exact, depth=depth)
        right = self.operand(dtype, shape, exact=exact, depth=depth)
        if self.choices.chance(20):
            left, right = right, left
        return self.choices.pick(t.BINARY[CLASSES[dtype]]).format(left, right)

    def compared(self, shape: Shape, depth: int) -> str:
        """A comparison of exact numbers."""
        dtype = self.dtype()
        if dtype in FLOATS and self.choices.chance(15):
            return self.choices.pick(t.TESTED).format(self.value(dtype, shape, depth=depth))
        left = self.value(dtype, shape, depth=depth)
        right = self.operand(dtype, shape, depth=depth)
        return self.choices.pick(t.COMPARED if dtype in REALS else t.EQUALITY).format(left, right)

    def unary(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """One operand."""
        template = self.choices.pick(t.UNARY[CLASSES[dtype]])
        return template.format(self.value(dtype, shape, exact=exact, depth=depth))

    def promoted(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """Two operands of different dtypes."""
        if not PAIRS[dtype]:
            return None
        left, right = self.choices.pick(PAIRS[dtype])
        first = self.value(left, shape, exact=exact, depth=depth)
        second = self.value(right, shape, exact=exact, depth=depth)
        operators = ["+", "*"] if dtype == "bool" or self.looping is False else ["+"]
        return f"({first} {self.choices.pick(operators)} {second})"

    def cast(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """Another dtype, converted."""
        sources = {"float": REALS, "complex": tuple(NUMPY), "bool": REALS, "int": REALS}[
            CLASSES[dtype]
        ]
        source = self.choices.pick([d for d in sources if d != dtype])
        if source in FLOATS and CLASSES[dtype] != "float":
            exact = True
        value = self.value(source, shape, exact=exact, depth=depth)
        return self.conversion(value, source, dtype, shape)

    def chosen(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """``np.where``, or a conditional expression."""
        left = self.value(dtype, shape, exact=exact, depth=depth)
        right = self.value(dtype, shape, exact=exact, depth=depth)
        if not shape or self.choices.chance(15):
            return f"({left} if {self.condition(depth)} else {right})"
        mask = self.value("bool", self.choices.pick([shape, shape[-1:]]), depth=depth)
        if self.choices.chance(15):
            return f"np.select([{mask}], [{left}], {right})"
        return f"np.where({mask}, {left}, {right})"

    def rough(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """Functions whose results are rounded."""
        if exact or dtype not in FLOATS:
            return None
        left = self.value(dtype, shape, exact=False, depth=depth)
        if self.choices.chance(30):
            return self.choices.pick(t.ROUGH_BINARY).format(
                left, self.value(dtype, shape, exact=False, depth=depth)
            )
        if self.choices.chance(20) and len(shape) < 2 and dtype != "f16":
            source, axis = self._longer(dtype, shape, False, depth)
            return self.choices.pick(t.ROUGH_REDUCED).format(source, axis)
        return self.choices.pick(t.ROUGH_UNARY).format(left)

    def from_complex(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """Parts of complex numbers."""
        if dtype not in ("f32", "f64"):
            return None
        source = self.value({"f32": "c64", "f64": "c128"}[dtype], shape, exact=exact, depth=depth)
        parts = ["np.real({0})", "np.imag({0})"] + ([] if exact else ["np.abs({0})"])
        return self.choices.pick(parts).format(source)

    # Along axes.

    def _longer(self, dtype: str, shape: Shape, exact: bool, depth: int) -> tuple[str, int]:
        """(a value with one more axis, that axis)."""
        axis = self.choices.below(len(shape) + 1)
        dim = self.choices.pick(self.scope.dims)
        return self.value(
            dtype, (*shape[:axis], dim, *shape[axis:]), exact=exact, depth=depth
        ), axis

    def reduced(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """A reduction of one axis, or of all."""
        if len(shape) > 1 and "1" not in shape:
            return None
        if dtype == "i64" and self.choices.chance(50):
            return self.counted(shape, depth)
        if "1" in shape:
            axis = shape.index("1")
            dim = self.choices.pick(self.scope.dims)
            source = self.value(
                dtype, (*shape[:axis], dim, *shape[axis + 1 :]), exact=exact, depth=depth
            )
            options = f"axis={axis}, keepdims=True"
        elif not shape and self.choices.chance(50):
            source = self.value(dtype, self.scope.dims[-2:], exact=exact, depth=depth)
            options = self.choices.pick(
                ["axis=None", "axis=None", f"axis={tuple(range(len(self.scope.dims[-2:])))}"]
            )
        else:
            source, axis = self._longer(dtype, shape, exact, depth)
            options = f"axis={axis if self.choices.chance(70) else axis - len(shape) - 1}"
        name = self.choices.pick(t.REDUCED[CLASSES[dtype]])
        call = f"({source}).{name}({options})"
        if name.startswith("np."):
            call = f"{name}({', '.join(filter(None, [source, options]))})"
        return self.tamed(call, dtype)

    def counted(self, shape: Shape, depth: int) -> str | None:
        """Integers that say something of an axis."""
        if len(shape) > 1:
            return None
        dtype = self.dtype(REALS)
        source, axis = self._longer(dtype, shape, True, depth)
        if dtype in ("bool", "i32", "i64") and self.choices.chance(40):
            return f"({source}).sum(axis={axis})"
        made = self.choices.pick(t.COUNTED).format(source, axis)
        return f"np.int64({made})" if not shape else made

    def tamed(self, text: str, dtype: str) -> str:
        """In a loop, numbers that would grow are brought back."""
        if not self.looping:
            return text
        if dtype in FLOATS:
            return self.choices.pick(
                [f"np.clip({text}, -8, 8)", f"({text} % 8)", f"np.fmod({text}, 8)"]
            )
        return f"({text} * 0.125)" if dtype in COMPLEX else text

    def scanned(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """Running totals."""
        if not shape or CLASSES[dtype] not in ("float", "int"):
            return None
        source = self.value(dtype, shape, exact=exact, depth=depth)
        axis = self.choices.below(len(shape))
        call = self.choices.pick(
            ["np.cumsum({0}, axis={1}, dtype={2})", "({0}).cumsum(axis={1}).astype({2})"]
        )
        return self.tamed(call.format(source, axis, NUMPY[dtype]), dtype)

    def moved(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """The elements in another order, or others like them."""
        if not shape or not all(dim in (*self.scope.dims, "1", "2") for dim in shape):
            return None
        options = list(t.MOVED)
        if dtype in REALS and dtype != "bool":
            options += t.ORDERED
        if len(shape) == 2:
            options += t.SQUARED
        return self.choices.pick(options).format(self.value(dtype, shape, exact=exact, depth=depth))

    def gathered(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """Elements at places that data decide."""
        if not shape or shape[0] not in self.scope.dims:
            return None
        source = self.value(dtype, shape, exact=exact, depth=depth)
        at = self.places(shape[0], depth)
        if len(shape) == 1 and self.choices.chance(20):
            return f"np.take_along_axis({source}, {at}, axis=0)"
        return self.choices.pick([f"({source})[{at}]", f"np.take({source}, {at}, axis=0)"])

    def places(self, dim: str, depth: int = 0) -> str:
        """As many indices of an axis as it has elements."""
        options = [f"np.arange({dim})", f"np.arange({dim} - 1, -1, -1)"]
        if dim == "n" and self.scope.index is not None:
            options += [self.scope.index] * 4 + [f"{self.scope.index}[::-1]"]
        options.append(
            f"np.argsort({self.value(self.dtype(REALS), (dim,), depth=depth)}, kind='stable')"
        )
        return self.choices.pick(options)

    def product(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """A matrix product, or one of vectors."""
        if len(shape) > 2 or dtype in ("bool", "f16"):
            return None
        dim = self.choices.pick(self.scope.dims)
        left = self.value(dtype, (*shape[:1], dim) if shape else (dim,), exact=exact, depth=depth)
        right = self.value(dtype, (dim, *shape[1:]), exact=exact, depth=depth)
        template = self.choices.pick(["({0} @ {1})", "np.dot({0}, {1})", "np.matmul({0}, {1})"])
        text = template.format(left, right)
        if dtype in FLOATS:
            return f"np.clip(np.rint({text}), -8, 8)" if exact else f"np.tanh({text})"
        return f"({text} * 0.0625)" if dtype in COMPLEX else text

    def spread(self, dtype: str, shape: Shape, exact: bool, depth: int) -> str | None:
        """Vectors spread over a matrix."""
        if len(shape) != 2 or dtype == "bool":
            return None
        column = self.value(dtype, shape[:1], exact=exact, depth=depth)
        row = self.value(dtype, shape[1:], exact=exact, depth=depth)
        template = self.choices.pick(
            ["(({0})[:, None] + ({1})[None, :])", "np.add.outer({0}, {1})",
             "np.subtract(({0})[:, np.newaxis], {1})",
             "np.broadcast_to({1}, {2})", "np.tile({1}, (({2})[0], 1))",
             "np.stack([{1}] * 1).repeat(({2})[0], axis=0)"]
        )  # fmt: skip
        return template.format(column, row, shape_text(shape))

    def made(self, dtype: str, shape: Shape, _exact: bool, depth: int) -> str | None:
        """New arrays."""
        if not shape:
            return None
        name = NUMPY[dtype]
        options = [
            f"np.zeros({shape_text(shape)}, {name})",
            f"np.ones({shape_text(shape)}, dtype={name})",
        ]
        if len(shape) == 1 and dtype != "bool":
            options.append(f"np.arange({shape[0]}).astype({name})")
        if len(shape) == 2:
            options.append(f"np.eye({shape[0]}, {shape[1]}, dtype={name})")
        options.append(
            f"np.full({shape_text(shape)}, {self.value(dtype, (), depth=min(depth, 1))})"
        )
        return self.choices.pick(options)

    # Conditions.

    def condition(self, depth: int = 1) -> str:
        """A Boolean of one element."""
        kind = self.choices.weighted(
            [("value", 6), ("counter", 3), ("mask", 3), ("sum", 1), ("chain", 1)]
        )
        simple = self.simple_condition(kind, depth)
        joined = self.choices.weighted([("", 14), ("and", 2), ("or", 2), ("not", 1)])
        if joined == "not":
            return f"not {simple}"
        return f"{simple} {joined} {self.simple_condition('value', depth)}" if joined else simple

    def simple_condition(self, kind: str, depth: int) -> str:
        """One comparison."""
        counters = self.scope.counters
        if kind == "counter" and counters:
            i, j = self.choices.pick(counters), self.choices.pick(counters)
            return self.choices.pick(
                [
                    f"{i.name} % 2 == 0",
                    f"{i.name} > 1",
                    f"{i.name} < {i.dim} - 1",
                    f"{i.name} <= {j.name}",
                    "c % 2 == 0",
                ]
            )
        if kind == "mask":
            mask = self.value("bool", (self.choices.pick(self.scope.dims),), depth=depth)
            return self.choices.pick(["np.any({0})", "({0}).all()", "({0}).any()"]).format(mask)
        dtype = self.dtype(REALS)
        if kind == "chain" and dtype in FLOATS:
            return f"-1 < {self.value(dtype, (), depth=depth)} <= 2"
        if dtype == "bool":
            return self.value("bool", (), depth=depth)
        return self.choices.pick(t.COMPARED[:6]).format(
            self.value(dtype, (), depth=depth),
            self.choices.pick([self.literal(dtype), self.value(dtype, (), depth=0)]),
        )
