"""Random functions: control flow around random statements, and the functions that they call."""

from __future__ import annotations

from collections.abc import Callable

from .arrays import CLASSES, Array, Counter, Scope
from .choices import Choices
from .lines import State
from .statements import Statements


class Writer(Statements):
    """Writes the body of one function. ``deepest``: loops inside loops that it may have."""

    def __init__(self, choices: Choices, scope: Scope, state: State, deepest: int) -> None:
        super().__init__(choices, scope, state)
        self.deepest = deepest
        self.loops: list[str] = []
        self.callable: list[tuple[str, str, bool]] = []
        """(name, dtype of its arrays, whether it returns one) of each function."""
        self.early: str | None = None
        """What an early return gives, if there may be one."""

    def body(self) -> None:
        """Statements until the budget is used; their names are kept."""
        while self.state.budget > 0:
            self.state.budget -= 1
            self.statement(1)

    def block(self, depth: int, most: int) -> None:
        """One to ``most`` statements; their names are forgotten after it."""
        mark = self.scope.mark()
        before = len(self.lines)
        for _ in range(1 + self.choices.below(most)):
            if self.state.budget > 0:
                self.state.budget -= 1
                self.statement(depth)
        if len(self.lines) == before:
            self.line(depth, "c += 1")
        self.scope.forget(mark)

    def statement(self, depth: int) -> None:
        """Any statement."""
        inside = len(self.loops)
        control: list[tuple[Callable[[int], None], int]] = [
            (self.use_for, 14 if inside < self.deepest and depth < 6 else 0),
            (self.use_while, 4 if inside < self.deepest and depth < 5 else 0),
            (self.use_condition, 9 if depth < 6 else 0),
            (self.leave, 4 if self.loops else 0),
            (self.return_early, 5 if self.early and depth > 1 else 0),
            (self.stop, 1),
            (self.call, 3 if self.callable else 0),
        ]
        self.choices.weighted([*self.simple, *control])(depth)

    # Conditions.

    def use_condition(self, depth: int) -> None:
        """``if``, perhaps with ``elif`` and ``else``."""
        self.note("flow: if")
        self.line(depth, f"if {self.expressions.condition()}:")
        self.block(depth + 1, 3)
        if self.choices.chance(15):
            self.note("flow: elif")
            self.line(depth, f"elif {self.expressions.condition()}:")
            self.block(depth + 1, 2)
        if self.choices.chance(50):
            self.note("flow: else")
            self.line(depth, "else:")
            self.block(depth + 1, 3)

    def leave(self, depth: int) -> None:
        """``break`` or ``continue``, mostly under a condition."""
        which = self.choices.pick(["break", "continue"])
        self.note(f"flow: {which}")
        self.line(depth, f"if {self.expressions.condition()}:")
        self.line(depth + 1, which)

    def return_early(self, depth: int) -> None:
        """The function's result under a condition."""
        self.note("flow: return in a loop" if self.loops else "flow: early return")
        self.line(depth, f"if {self.expressions.condition()}:")
        self.line(depth + 1, f"return {self.early}")

    def stop(self, depth: int) -> None:
        """``raise`` or ``assert``, mostly not reached."""
        condition = (
            f"({self.expressions.condition(0)}) and c > {self.choices.pick(['40', '9', '3'])}"
        )
        if self.choices.chance(30):
            self.note("flow: assert")
            self.line(depth, f"assert not ({condition}), 'assertion'")
            return
        self.note("flow: raise")
        self.line(depth, f"if {condition}:")
        self.line(depth + 1, "raise ValueError('stopped')")

    # Loops.

    def inside(
        self, depth: int, counters: list[Counter], kind: str, arrays: list[Array], most: int = 4
    ) -> None:
        """The body of a loop, and perhaps ``else``."""
        self.note(f"loop: {kind}")
        if self.loops:
            self.note(f"loop: nested {len(self.loops) + 1} deep")
        mark = self.scope.mark()
        self.loops.append(kind)
        self.expressions.looping = True
        self.scope.counters.extend(counters)
        for array in arrays:
            (self.scope.arrays if array.shape else self.scope.scalars).append(array)
        self.block(depth + 1, most)
        self.scope.forget(mark)
        self.loops.pop()
        self.expressions.looping = bool(self.loops)
        if self.choices.chance(8):
            self.note("flow: else of a loop")
            self.line(depth, "else:")
            self.block(depth + 1, 2)
        if counters and kind.startswith("range") and self.choices.chance(4):
            self.note("flow: counter after its loop")
            self.line(depth, f"c += {counters[0].name}")

    def use_for(self, depth: int) -> None:
        """``for``."""
        self.choices.weighted(
            [
                (self.for_range, 10),
                (self.for_triangle, 14),
                (self.for_array, 7),
                (self.for_items, 1),
            ]
        )(depth)

    def for_range(self, depth: int) -> None:
        """Over all indices of an axis, or regularly chosen ones."""
        counter = Counter(self.name("i"), self.choices.pick(self.scope.dims))
        dim = counter.dim
        options = [
            (f"range({dim})", "range"), (f"range({dim})", "range"), (f"range(1, {dim})", "range"),
            (f"range({dim} - 1)", "range"), (f"range(0, {dim}, 2)", "range with a step"),
            (f"range({dim} - 1, -1, -1)", "range backwards"),
            (f"reversed(range({dim}))", "reversed range"),
        ]  # fmt: skip
        if self.scope.integer is not None:
            options.append((f"range({self.scope.integer})", "range of an argument"))
        text, kind = self.choices.pick(options)
        self.line(depth, f"for {counter.name} in {text}:")
        self.inside(depth, [counter], kind, [])

    def for_triangle(self, depth: int) -> None:
        """Over a range that depends on the counter of a loop around it."""
        if not self.scope.counters:
            return self.for_range(depth)
        outer = self.choices.pick(self.scope.counters)
        i, dim = outer.name, outer.dim
        counter = Counter(self.name("i"), dim)
        text = self.choices.pick(
            [f"range({i} + 1)", f"range({i})", f"range({i}, {dim})", f"range({i} + 1, {dim})",
             f"range({dim} - 1, {i}, -1)",
             f"range({i}, -1, -1)", f"range({dim} - {i})", f"range({i}, {dim}, 2)",
             f"reversed(range({i}))"]
        )  # fmt: skip
        self.line(depth, f"for {counter.name} in {text}:")
        self.inside(depth, [counter], "triangular range", [])
        return None

    def for_array(self, depth: int) -> None:
        """Over the elements or rows of an array, perhaps of two, perhaps with positions."""
        found = [a for a in self.scope.arrays if a.shape and a.shape[0] in self.scope.dims]
        if not found:
            return self.for_range(depth)
        first = self.choices.pick(found)
        counter = Counter(self.name("i"), first.shape[0])
        one = self._element(first)
        way = self.choices.pick(["plain", "enumerate", "zip", "enumerate zip", "reversed", "view"])
        text, row = self.use(first), "rows" if len(first.shape) > 1 else "elements"
        if "zip" in way:
            second = self.choices.pick([a for a in found if a.shape[0] == first.shape[0]])
            other = self._element(second)
            pair, zipped = f"{one.text}, {other.text}", f"zip({text}, {self.use(second)})"
            if way == "zip":
                self.line(depth, f"for {pair} in {zipped}:")
            else:
                self.line(depth, f"for {counter.name}, ({pair}) in enumerate({zipped}):")
            self.inside(depth, [counter] if way != "zip" else [], way, [one, other])
        elif way == "enumerate":
            self.line(depth, f"for {counter.name}, {one.text} in enumerate({text}):")
            self.inside(depth, [counter], way, [one])
        else:
            text = {"plain": text, "reversed": f"reversed({text})", "view": f"{text}[::-1]"}[way]
            self.line(depth, f"for {one.text} in {text}:")
            self.inside(
                depth, [], "reversed array" if way == "reversed" else f"{row} of an array", [one]
            )
        return None

    def _element(self, array: Array) -> Array:
        shape = array.shape[1:]
        return Array(
            self.name("e"), array.dtype, shape, array.exact, array.writable and bool(shape)
        )

    def for_items(self, depth: int) -> None:
        """Over a tuple, while tracing."""
        groups = [a for a in self.scope.arrays if a.writable and len(a.shape) == 1]
        if len(groups) < 2:
            return self.for_range(depth)
        first = self.choices.pick(groups)
        second = self.choices.pick(
            [
                a
                for a in groups
                if (a.dtype, a.shape, a.exact) == (first.dtype, first.shape, first.exact)
            ]
        )
        item = Array(self.name("e"), first.dtype, first.shape, first.exact)
        self.line(depth, f"for {item.text} in ({first.text}, {second.text}):")
        self.inside(depth, [], "tuple", [item], 2)
        return None

    def use_while(self, depth: int) -> None:
        """``while`` that ends after fewer than ``n`` iterations."""
        counter = Counter(self.name("i"), self.scope.dims[0])
        name, last = counter.name, f"{counter.dim} - 1"
        self.line(depth, f"{name} = 0")
        way = self.choices.pick(["count", "data", "data", "true"])
        if way == "count":
            self.line(depth, f"while {name} < {last}:")
        elif way == "data":
            self.line(depth, f"while {name} < {last} and {self._in_parentheses()}:")
        else:
            self.line(depth, "while True:")
        self.line(depth + 1, f"{name} += 1")
        if way == "true":
            self.line(depth + 1, f"if {name} >= {last}:")
            self.line(depth + 2, "break")
        kind = {"count": "while", "data": "while on data", "true": "while True"}[way]
        self.inside(depth, [counter], kind, [])

    def _in_parentheses(self) -> str:
        return f"({self.expressions.condition()})"

    # Functions.

    def call(self, depth: int) -> None:
        """A call of a function of the program, with arrays or views of them."""
        name, dtype, returns = self.choices.pick(self.callable)
        found = [
            a
            for a in self.scope.arrays
            if a.dtype == dtype and a.exact and a.writable and len(a.shape) < 3
        ]
        if not found:
            return self.augment(depth)
        first = self._vector(self.choices.pick(found))
        if first is None:
            return self.augment(depth)
        second = self.expressions.find(dtype, first.shape, exact=True) or first
        call = f"{name}({self.use(first)}, {self.use(second)})"
        self.note("flow: call of a function")
        if first.kinds or second.kinds:
            self.note("flow: call with views")
        if returns:
            result = self.name("w")
            self.line(depth, f"{result} = {call}")
            self.scope.arrays.append(Array(result, dtype, first.shape, contiguous=False))
        else:
            self.line(depth, call)
        return None

    def _vector(self, array: Array) -> Array | None:
        for _ in range(4):
            if len(array.shape) == 1 and array.shape[0] in (*self.scope.dims, "n - 1", "m - 1"):
                return array
            made = self.views.step(array)
            if made is not None and made.writable:
                array = made
        return None


def function_text(choices: Choices, state: State, name: str, dtype: str) -> tuple[str, bool]:
    """(a function of two vectors of one size, whether it returns an array)."""
    scope = Scope(
        [Array("u", dtype, ("d",)), Array("r", dtype, ("d",), writable=choices.chance(40))],
        [],
        [],
        ("d",),
    )
    budget, state.budget = state.budget, 1 + choices.below(4)
    writer = Writer(choices, scope, state, 1)
    writer.expressions.looping = True
    writer.lines = [f"def {name}(u, r):", "    d = u.shape[0]", "    c = 0", "    q = 0.5"]
    mark = scope.mark()
    writer.block(1, 3)
    scope.forget(mark)
    returns = choices.chance(70)
    if returns:
        result = choices.pick(["u", "u[::-1]", "r * 1", "u + r"])
        if CLASSES[dtype] == "bool":
            result = choices.pick(["u", "u[::-1]", "u & r"])
        writer.line(1, f"return {result}")
    state.budget = budget
    return "\n".join(writer.lines) + "\n", returns
