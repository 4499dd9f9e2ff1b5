"""Random statements without control flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .arrays import NUMPY, Array, Scope
from .choices import Choices
from .lines import State
from .writes import Writes


class Statements(Writes):
    """What the blocks of a program are made of."""

    def __init__(self, choices: Choices, scope: Scope, state: State) -> None:
        super().__init__(choices, scope, state)
        self.simple: list[tuple[Callable[[int], None], int]] = [
            (self.augment, 8), (self.assign, 5), (self.update_scalar, 5), (self.scale, 3),
            (self.name_view, 4),
            (self.name_value, 3), (self.rebind, 2), (self.swap, 1), (self.masked, 3),
            (self.scattered, 2),
            (self.into_out, 3), (self.in_place_call, 2), (self.select_some, 1),
            (self.update_places, 1),
            (self.several_names, 1),
        ]  # fmt: skip

    def select_some(self, depth: int) -> None:
        """A new array as long as a mask has true elements."""
        found = [a for a in self.scope.arrays if len(a.shape) == 1]
        if not found:
            return self.augment(depth)
        array = self.choices.pick(found)
        mask = self.value("bool", array.shape, depth=1)
        name = self.name("w")
        if self.choices.chance(25):
            self.line(depth, f"{name} = np.flatnonzero({mask})")
            made = Array(name, "i64", (f"{name}.shape[0]",))
        else:
            self.line(depth, f"{name} = {self.use(array)}[{mask}]")
            made = Array(name, array.dtype, (f"{name}.shape[0]",), array.exact)
        self.note("view: mask (a copy)")
        self.scope.arrays.append(made)
        found_scalars = [
            s
            for s in self.scope.scalars
            if s.dtype == made.dtype and (made.exact or not s.exact) and s.writable
        ]
        if found_scalars:
            total = self.expressions.tamed(f"np.sum({name}, dtype={NUMPY[made.dtype]})", made.dtype)
            self.line(depth, f"{self.choices.pick(found_scalars).text} = {total}")
        return None

    def name_view(self, depth: int) -> None:
        """A new name for a view."""
        array = self.views.chain(self.choices.pick(self.scope.arrays), 3)
        if not array.kinds or not array.shape:
            return self.augment(depth)
        name = self.name("v")
        self.line(depth, f"{name} = {self.use(array)}")
        self.scope.arrays.append(
            Array(
                name,
                array.dtype,
                array.shape,
                array.exact,
                array.writable,
                contiguous=array.contiguous,
            )
        )
        return None

    def name_value(self, depth: int) -> None:
        """A new array under a new name."""
        exact = not self.choices.chance(50)
        dtype = self.expressions.dtype() if exact else self.choices.pick(["f64", "f32", "f64"])
        dims = self.scope.dims
        shape = self.choices.pick([dims[:1], dims[-1:], dims, dims[::-1]])
        name = self.name("w")
        value = self.value(dtype, shape, exact=exact)
        self.line(
            depth, f"{name} = {value} + 0" if dtype != "bool" else f"{name} = {value} ^ False"
        )
        self.scope.arrays.append(Array(name, dtype, shape, exact))

    def rebind(self, depth: int) -> None:
        """A name that is bound to another array."""
        found = [a for a in self.scope.arrays if a.writable]
        array = self.choices.pick(found)
        value = self.value(array.dtype, array.shape, exact=array.exact)
        if self.choices.chance(80):
            value += " ^ False" if array.dtype == "bool" else " + 0"
        self.line(depth, f"{array.text} = {value}")
        self.rebound.add(array.text)
        self.note("flow: rebinding")

    def swap(self, depth: int) -> None:
        """Two names that change their arrays."""
        groups: dict[object, list[Array]] = {}
        for array in self.scope.arrays:
            if array.writable:
                groups.setdefault((array.dtype, array.shape, array.exact), []).append(array)
        pairs = [group for group in groups.values() if len(group) > 1]
        if not pairs:
            return self.rebind(depth)
        group = self.choices.pick(pairs)
        x, y = group[0].text, group[1 + self.choices.below(len(group) - 1)].text
        self.line(depth, f"{x}, {y} = {y}, {x}")
        self.rebound |= {x, y}
        self.note("flow: buffers change places")
        return None

    def several_names(self, depth: int) -> None:
        """Arrays in a tuple or list, and several targets."""
        found = [a for a in self.scope.arrays if len(a.shape) == 2 and a.shape[0] in ("n", "m")]
        if not found:
            return self.augment(depth)
        array = self.choices.pick(found)
        text = self.use(array)
        first, second = self.name("v"), self.name("v")
        self.line(
            depth,
            f"{first}, {second} = {text}[0], {text}[-1]"
            if self.choices.chance(50)
            else f"{first}, {second} = [{text}[j] for j in range(2)]",
        )
        for name in (first, second):
            self.scope.arrays.append(replace(array, text=name, shape=array.shape[1:], kinds=()))
        self.note("view: row")
        return None
