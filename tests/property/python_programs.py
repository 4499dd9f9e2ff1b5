"""Random Python functions with loops, conditions, views and writes, as source text.

Numbers are small multiples of powers of two and most operations on them are exact, so NumPy and mgc
rarely differ although they add in different orders.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from itertools import count
from random import Random
from types import FunctionType
from typing import Any

import numpy as np

ROWS = 4
"""The extent of every axis of the arguments."""

_numbers = count()


def source_of(seed: int) -> str:
    """The text of the function ``program(x, y, a, f, z, s, k)``."""
    return _Writer(Random(seed)).function()


def function_of(source: str) -> FunctionType:
    """The function that the text defines; its lines are known to `linecache`."""
    file = f"<random Python program {next(_numbers)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"np": np, "__name__": "random_python_program"}
    exec(compile(source, file, "exec"), namespace)
    function: FunctionType = namespace["program"]
    return function


def arguments_of(seed: int) -> tuple[Any, ...]:
    """Arguments for a call: f64 (n), f64 (n), f64 (n, n), f32 (n), i64 (n), f64, int."""
    rng = np.random.default_rng(seed)

    def halves(*shape: int) -> Any:
        return rng.integers(-8, 9, size=shape) / 2

    return (
        halves(ROWS),
        halves(ROWS),
        halves(ROWS, ROWS),
        halves(ROWS).astype(np.float32),
        rng.integers(0, ROWS, size=ROWS),
        np.float64(rng.integers(-8, 9) / 2),
        int(rng.integers(0, ROWS)),
    )


class _Writer:
    """Writes one function. ``counters`` are the loop variables in scope, all below ``ROWS``."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []
        self.counters: list[str] = []
        self.names = 0
        self.budget = random.randint(6, 22)
        self.loops = 0
        self.returns = random.random() < 0.25

    def function(self) -> str:
        """The whole text."""
        self.lines = ["def program(x, y, a, f, z, s, k):", "    t = 0.0", "    c = 0"]
        self.block(1, 4)
        self.line(1, "return x, y, a, f, z, s, t, c")
        return "\n".join(self.lines) + "\n"

    def line(self, depth: int, text: str) -> None:
        """Appends one line."""
        self.lines.append("    " * depth + text)

    def block(self, depth: int, most: int) -> None:
        """One to ``most`` statements."""
        before = len(self.lines)
        for _ in range(self.random.randint(1, most)):
            if self.budget > 0:
                self.budget -= 1
                self.statement(depth)
        if len(self.lines) == before:
            self.line(depth, "t += 0.5")

    def statement(self, depth: int) -> None:
        """Any statement."""
        kinds: list[tuple[Callable[[int], None], int]] = [
            (self.update_scalar, 4),
            (self.update_element, 4),
            (self.update_slice, 4),
            (self.update_view, 2),
            (self.rebind, 1),
            (self.use_condition, 3 if depth < 4 else 0),
            (self.use_for, 6 if self.loops < 3 and depth < 4 else 0),
            (self.use_while, 1 if self.loops < 2 and depth < 3 else 0),
            (self.leave, 1 if self.loops and depth < 5 else 0),
            (self.return_early, 1 if self.returns and depth < 4 else 0),
        ]
        chosen = self.random.choices([k for k, _ in kinds], [w for _, w in kinds])[0]
        chosen(depth)

    # Statements.

    def update_scalar(self, depth: int) -> None:
        """Numbers, of Python and NumPy, and a count."""
        which = self.random.randrange(4)
        if which == 0:
            self.line(depth, f"t = {self.scalar()} * 0.5")
        elif which == 1:
            self.line(depth, f"t += {self.scalar()}")
        elif which == 2:
            self.line(depth, f"c += {self.random.choice(['1', '2', self.position()])}")
        else:
            self.line(depth, f"s = {self.choose('s', 't')} - {self.scalar()}")

    def update_element(self, depth: int) -> None:
        """One element of an array, perhaps at a place that data decide."""
        target = self.element()
        if target.startswith("z"):
            self.line(depth, f"{target} = ({target} + {self.position()}) % {ROWS}")
        else:
            operator = self.choose("=", "+=", "-=")
            self.line(depth, f"{target} {operator} {self.scalar()}")

    def update_slice(self, depth: int) -> None:
        """Part of an array."""
        name = self.choose("x", "y", "f", "a")
        operator = self.choose("=", "+=", "-=")
        if name == "a":
            which = self.choose("row", "column", "part")
            i = self.position()
            if which == "row":
                self.line(depth, f"a[{i}] {operator} {self.vector()}")
            elif which == "column":
                self.line(depth, f"a[:, {i}] {operator} {self.vector()}")
            else:
                self.line(depth, f"a[{i}, :{self.position()} + 1] {operator} {self.scalar()}")
            return
        low, step = self.bounds()
        value = self.choose(self.scalar(), f"{self.choose('x', 'y')}[{low}{step}] * 0.5")
        self.line(depth, f"{name}[{low}{step}] {operator} {value}")

    def update_view(self, depth: int) -> None:
        """An array reached through a view."""
        self.names += 1
        view = f"v{self.names}"
        base = self.choose(f"a[{self.position()}]", f"a[:, {self.position()}]", "a.T", "x[::-1]")
        self.line(depth, f"{view} = {base}")
        self.line(depth, f"{view} {self.choose('+=', '-=')} {self.scalar()}")

    def rebind(self, depth: int) -> None:
        """Names that are bound to other arrays."""
        if self.random.random() < 0.4:
            self.line(depth, "x, y = y, x")
        else:
            name = self.choose("x", "y")
            self.line(depth, f"{name} = {self.vector()} + {self.choose('x', 'y')}")

    def use_condition(self, depth: int) -> None:
        """``if``, perhaps with ``else``."""
        self.line(depth, f"if {self.condition()}:")
        self.block(depth + 1, 3)
        if self.random.random() < 0.5:
            self.line(depth, "else:")
            self.block(depth + 1, 3)

    def use_for(self, depth: int) -> None:
        """``for`` over a range, an array or with a position."""
        self.names += 1
        counter = f"i{self.names}"
        which = self.random.randrange(5)
        if which == 0:
            self.line(depth, f"for {counter} in range({ROWS}):")
        elif which == 1:
            self.line(depth, f"for {counter} in range({self.position()} + 1):")
        elif which == 2:
            self.line(depth, f"for {counter} in range({ROWS} - 1, {self.position()}, -1):")
        elif which == 3:
            self.line(depth, f"for {counter}, e{self.names} in enumerate(x):")
        else:
            self.line(depth, f"for {counter} in reversed(range(x.shape[0])):")
        self.inside(counter, depth)

    def use_while(self, depth: int) -> None:
        """``while`` that ends after a few iterations at the latest."""
        self.names += 1
        counter = f"w{self.names}"
        self.line(depth, f"{counter} = 0")
        extra = f" and ({self.condition()})" if self.random.random() < 0.6 else ""
        self.line(depth, f"while {counter} < {ROWS - 1}{extra}:")
        self.line(depth + 1, f"{counter} += 1")
        self.inside(counter, depth)

    def inside(self, counter: str, depth: int) -> None:
        """The body of a loop."""
        self.loops += 1
        self.counters.append(counter)
        self.block(depth + 1, 4)
        self.counters.pop()
        self.loops -= 1

    def leave(self, depth: int) -> None:
        """``break`` or ``continue`` under a condition."""
        self.line(depth, f"if {self.condition()}:")
        self.line(depth + 1, self.choose("break", "continue"))

    def return_early(self, depth: int) -> None:
        """The function's result under a condition."""
        self.line(depth, f"if {self.condition()}:")
        self.line(depth + 1, "return x * 1, y * 1, a * 1, f * 1, z * 1, s, t, c")

    # Expressions.

    def choose(self, *options: str) -> str:
        """One of them."""
        return self.random.choice(options)

    def position(self) -> str:
        """An integer in [0, ROWS)."""
        options = [*self.counters, *self.counters, "k", str(self.random.randrange(ROWS))]
        if self.random.random() < 0.2:
            return f"z[{self.random.choice(options)}]"
        return self.random.choice(options)

    def bounds(self) -> tuple[str, str]:
        """Bounds of a slice."""
        low = self.choose("", "1:", f"{self.position()}:", f":{self.position()} + 1", ":-1", "::2")
        return (low or ":"), ""

    def element(self) -> str:
        """One element."""
        i, j = self.position(), self.position()
        return self.choose(
            f"x[{i}]", f"y[{i}]", f"f[{i}]", f"z[{i}]", f"a[{i}, {j}]", f"a[{i}][{j}]"
        )

    def scalar(self) -> str:
        """A number."""
        i, j = self.position(), self.position()
        return self.choose(
            "s", "t", "0.5", "1", f"x[{i}]", f"y[{i}] * 0.5", f"a[{i}, {j}]", f"float(f[{i}])",
            f"min(x[{i}], y[{j}])", f"abs(x[{i}])", f"(x[{i}] if {self.condition()} else 1.5)",
            f"a[{i}].sum() * 0.25", "x.max()", f"float(z[{i}])", f"x[:{i} + 1].sum()",
        )  # fmt: skip

    def vector(self) -> str:
        """An f64 array of all rows."""
        i = self.position()
        return self.choose(
            "x", "y * 0.5", f"a[{i}]", f"a[:, {i}] * 0.5", "np.maximum(x, y)",
            "np.where(x > y, x, s)", "a.sum(axis=0) * 0.25", "x[z]", "np.abs(y)", "x[::-1]",
        )  # fmt: skip

    def condition(self) -> str:
        """A Boolean."""
        i, j = self.position(), self.position()
        simple = self.choose(
            f"x[{i}] > y[{j}]", "s > 0", "t < 4", f"z[{i}] == {j}", "c % 2 == 0",
            f"x[{i}] < 0 <= s", f"{i} < {j}", "k > 1", f"not (a[{i}, {j}] > 0)",
            "x.sum() > 1", "(x > y).any()",
        )  # fmt: skip
        if self.random.random() < 0.2:
            return f"{simple} {self.choose('and', 'or')} y[{i}] != 0"
        return simple
