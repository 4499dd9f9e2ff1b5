"""Random Python functions made of control flow, as source text.

`program` uses everything, with side effects: for comparing converted code with Python line by
line. (Functions end with ``return``: where Python adds it after a loop with a ``return`` inside,
converted code is seen on the line of the loop once more.) `pure_program` assigns integers to
variables only, so that code may also run in branches that Python does not take.
"""

from __future__ import annotations

import linecache
from itertools import count
from random import Random
from types import FunctionType
from typing import Any

NAMES = ("a", "b", "c", "d")
_numbers = count()


def function_of(source: str) -> FunctionType:
    """The function ``f`` that ``source`` defines; its lines are known to `linecache`."""
    file = f"<random program {next(_numbers)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"__name__": "random_program"}
    exec(compile(source, file, "exec"), namespace)
    function: FunctionType = namespace["f"]
    return function


class _Writer:
    """Writes a function; ``pure`` as `pure_program`."""

    def __init__(self, seed: int, statements: int, pure: bool) -> None:
        self._random = Random(seed)
        self._pure = pure
        self._lines: list[str] = []
        self._counters = 0
        self._budget = statements

    def source(self) -> str:
        """The text of the function ``f(a, b, log, tick)``."""
        self._line(0, "def f(a, b, log, tick):")
        if self._pure:
            self._line(1, "c = d = 0")
        self._block(1, loops=0, depth=0)
        self._line(1, f"return {self._value()}")
        return "\n".join(self._lines) + "\n"

    def _pick(self, choices: int) -> int:
        return self._random.randrange(choices)

    def _name(self) -> str:
        return NAMES[self._pick(len(NAMES))]

    def _line(self, indent: int, text: str) -> None:
        self._lines.append("    " * indent + text)

    def _value(self, depth: int = 0) -> str:
        if depth > 1:
            return self._name()
        match self._pick(9):
            case 0 | 1:
                return str(self._pick(4))
            case 2:
                return f"({self._value(depth + 1)} + {self._name()}) % 7"
            case 3:
                return f"({self._name()} and {self._value(depth + 1)})"
            case 4:
                return f"({self._name()} or {self._value(depth + 1)})"
            case 5:
                return f"({self._name()} if {self._condition(depth + 1)} else {self._name()})"
            case _:
                return self._name()

    def _condition(self, depth: int = 0) -> str:
        left, right = self._name(), str(self._pick(5))
        match self._pick(10 if depth < 2 else 4):
            case 0:
                return left
            case 1:
                return f"{left} > {right}"
            case 2:
                return f"{left} != {self._name()}"
            case 3:
                return f"{left} in (1, {self._pick(4)})"
            case 4:
                return f"not {self._condition(depth + 1)}"
            case 5:
                return f"({self._condition(depth + 1)} and {self._condition(depth + 1)})"
            case 6:
                return f"({self._condition(depth + 1)} or {self._condition(depth + 1)})"
            case 7:
                return f"0 <= {left} < {right}"
            case 8 if not self._pure:
                return f"({self._name()} := {self._value(1)})"
            case _:
                return f"{left} % 2 == {self._pick(2)}"

    def _block(self, indent: int, loops: int, depth: int) -> None:
        for _ in range(1 + self._pick(3)):
            self._budget -= 1
            if self._budget < 0 or depth > 4:
                self._simple(indent, loops)
            else:
                self._statement(indent, loops, depth)

    def _simple(self, indent: int, loops: int) -> None:
        kinds = ["assign", "assign", "augment", "swap", "return", "raise", "assert"]
        if loops:
            kinds += ["break", "continue", "break", "continue"]
        if not self._pure:
            kinds += ["log", "log", "delete"]
        kind = kinds[self._pick(len(kinds))]
        x, y, value, number = self._name(), self._name(), self._value(), self._pick(9)
        texts = {
            "assign": f"{x} = {value}",
            "augment": f"{x} += {number}",
            "swap": f"{x}, {y} = {y}, {x}",
            "return": f"return {value}" if number else "return",
            "raise": f"raise ValueError({number})",
            "assert": f"assert {self._condition()}, {number}",
            "log": f"log.append(({len(self._lines)}, {x}))",
            "delete": f"del {x}",
        }
        self._line(indent, texts.get(kind, kind))

    def _statement(self, indent: int, loops: int, depth: int) -> None:
        kinds = ["if", "if", "if", "for", "while", "simple", "simple"]
        if not self._pure:
            kinds += ["try", "with", "function"]
        match kinds[self._pick(len(kinds))]:
            case "if":
                self._if(indent, loops, depth)
            case "for":
                self._for(indent, loops, depth)
            case "while":
                self._while(indent, loops, depth)
            case "try":
                self._try(indent, loops, depth)
            case "with":
                self._line(indent, "with log.suppress(ValueError):")
                self._block(indent + 1, loops, depth + 1)
            case "function":
                self._function(indent, depth)
            case _:
                self._simple(indent, loops)

    def _if(self, indent: int, loops: int, depth: int) -> None:
        self._line(indent, f"if {self._condition()}:")
        self._block(indent + 1, loops, depth + 1)
        if not self._pick(3):
            self._line(indent, f"elif {self._condition()}:")
            self._block(indent + 1, loops, depth + 1)
        self._else(indent, loops, depth)

    def _else(self, indent: int, loops: int, depth: int) -> None:
        if not self._pick(2):
            self._line(indent, "else:")
            self._block(indent + 1, loops, depth + 1)

    def _for(self, indent: int, loops: int, depth: int) -> None:
        self._line(indent, f"for {self._name()} in range({self._pick(4)}):")
        self._block(indent + 1, loops + 1, depth + 1)
        self._else(indent, loops, depth)

    def _while(self, indent: int, loops: int, depth: int) -> None:
        self._counters += 1
        counter = f"k{self._counters}"
        if self._pure:
            self._line(indent, f"{counter} = {self._pick(4)}")
            self._line(indent, f"while {counter} > 0 and {self._condition()}:")
            self._line(indent + 1, f"{counter} -= 1")
        else:
            more = ["tick()", f"tick() and {self._condition()}", f"{self._condition()} and tick()"]
            self._line(indent, f"while {more[self._pick(3)]}:")
        self._block(indent + 1, loops + 1, depth + 1)
        self._else(indent, loops, depth)

    def _try(self, indent: int, loops: int, depth: int) -> None:
        self._line(indent, "try:")
        self._block(indent + 1, loops, depth + 1)
        caught = self._pick(3)
        if caught:
            error = ["ValueError", "(UnboundLocalError, AssertionError)"][self._pick(2)]
            name = f" as {self._name()}" if not self._pick(3) else ""
            self._line(indent, f"except {error}{name}:")
            self._block(indent + 1, loops, depth + 1)
            self._else(indent, loops, depth)
        if not caught or self._pick(2):
            self._line(indent, "finally:")
            # Python 3.14 warns of jumps here.
            self._block(indent + 1, 0 if self._pick(3) else loops, depth + 1)

    def _function(self, indent: int, depth: int) -> None:
        name, inner = f"g{len(self._lines)}", self._name()
        self._line(indent, f"def {name}({inner}):")
        self._block(indent + 1, 0, depth + 1)
        self._line(indent + 1, f"return {self._value()}")
        self._line(indent, f"log.append({name}({self._value(1)}))")


def program(seed: int, statements: int) -> str:
    """The source of a function ``f(a, b, log, tick)``: a list with ``suppress``, and a counter."""
    return _Writer(seed, statements, pure=False).source()


def pure_program(seed: int, statements: int) -> str:
    """The source of a function ``f(a, b, log, tick)`` without side effects."""
    return _Writer(seed, statements, pure=True).source()
