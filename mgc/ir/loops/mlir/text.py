"""MLIR functions under construction: lines, unique names, constants, structured loops.

Constants stand at the top of their function. A pure operation that was written in this block or
in one around it is not written again.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import field

from ...attributes import DTYPE_TEXT, location_text, quoted
from ...location import Location
from ...records import dataclass
from ...types import DType

INDEX = DType("index", "i", 64)
"""The type of loop counters, extents and offsets."""

_BARE_SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_$.]*")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


def element_type(dtype: DType) -> str:
    """MLIR's signless type of a scalar: ``i1`` for bool, ``i8`` for u8."""
    return "index" if dtype is INDEX else DTYPE_TEXT[dtype.name].removeprefix("u")


def memory_type(dtype: DType) -> str:
    """The type of an element in memory: that of a scalar, but ``i8`` for bool."""
    return "i8" if dtype.is_bool else element_type(dtype)


def symbol_name(name: str) -> str:
    """``@name``, quoted where needed."""
    return f"@{name}" if _BARE_SYMBOL.fullmatch(name) else f"@{quoted(name)}"


@dataclass(frozen=True, slots=True)
class MLIRValue:
    """An SSA value: its name, element type and number of lanes (1 = scalar)."""

    text: str
    dtype: DType
    lanes: int = 1

    @property
    def type(self) -> str:
        """``f32`` or ``vector<32xf32>``."""
        element = element_type(self.dtype)
        return element if self.lanes == 1 else f"vector<{self.lanes}x{element}>"


@dataclass
class ModuleText:
    """A module under construction: globals and functions by symbol, each once."""

    globals: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = "".join(f"  {line}\n" for line in self.globals.values())
        return f"module {{\n{lines}{''.join(self.functions.values())}}}\n"


@dataclass
class Carried:
    """A loop's counter, what it carries (seen inside), and the same after the loop."""

    counter: MLIRValue
    values: list[MLIRValue]
    results: list[MLIRValue]
    following: list[MLIRValue] = field(default_factory=list)


class FunctionText:
    """One function. ``location`` is written after each operation while it is set."""

    def __init__(self, module: ModuleText) -> None:
        self.module = module
        self.location: Location | None = None
        self._lines: list[str] = []
        self._constants: dict[str, str] = {}
        self._known: list[dict[str, str]] = [{}]
        self._taken: set[str] = set()
        self._values = 0
        self._depth = 2

    # -- names --------------------------------------------------------------------------

    def name(self, hint: str) -> str:
        """A fresh name like ``hint``: ``%i``, ``%i_1``."""
        base = _NOT_IN_NAMES.sub("_", hint)
        base = f"_{base}" if not base or base[0].isdecimal() else base
        unique, number = base, 0
        while unique in self._taken:
            number += 1
            unique = f"{base}_{number}"
        self._taken.add(unique)
        return f"%{unique}"

    def number(self) -> str:
        """The next numbered name."""
        self._values += 1
        return f"%{self._values - 1}"

    # -- lines --------------------------------------------------------------------------

    def line(self, text: str) -> None:
        """One operation, or the last line of one with regions."""
        where = "" if self.location is None else f" {location_text(self.location)}"
        self._raw(f"{text}{where}")

    def assign(self, text: str) -> str:
        """An operation with one result; returns its name."""
        name = self.number()
        self.line(f"{name} = {text}")
        return name

    def pure(self, text: str) -> str:
        """An operation that only depends on its operands: its result, known or new."""
        for known in reversed(self._known):
            if text in known:
                return known[text]
        name = self._known[-1][text] = self.assign(text)
        return name

    def constant(self, text: str, hint: str) -> str:
        """``arith.constant text`` at the top of the function."""
        if text not in self._constants:
            self._constants[text] = self.name(hint)
        return self._constants[text]

    def index(self, value: int) -> MLIRValue:
        """A constant of type ``index``."""
        hint = f"c{value}" if value >= 0 else f"cm{-value}"
        return MLIRValue(self.constant(f"{value} : index", hint), INDEX)

    @contextmanager
    def block(self, head: str, end: str | None = "}") -> Generator[None]:
        """``head``, the enclosed lines one step further in, then ``end``."""
        self._raw(head)
        self._known.append({})
        self._depth += 1
        outer = self.location
        yield
        self.location = outer
        self._depth -= 1
        self._known.pop()
        if end is not None:
            self.line(end)

    def define(self, symbol: str, head: str) -> None:
        """Puts the finished function in the module; ``head`` goes from ``func.func`` to ``{``."""
        constants = [f"    {n} = arith.constant {t}\n" for t, n in self._constants.items()]
        body = "".join([*constants, *self._lines])
        self.module.functions[symbol] = f"  {head} {{\n{body}  }}\n"

    def _raw(self, text: str) -> None:
        self._lines.append(f"{'  ' * self._depth}{text}\n")

    def argument_line(self, values: Sequence[MLIRValue]) -> None:
        """The arguments of the block that was just begun."""
        self._lines.append(f"{'  ' * (self._depth - 1)}^bb0({declarations_text(values)}):\n")

    # -- structured operations ----------------------------------------------------------

    def results(self, types: Sequence[MLIRValue]) -> tuple[str, list[MLIRValue]]:
        """Names for the results of one operation: ``%3:2 = `` and ``%3#0``, ``%3#1``."""
        if not types:
            return "", []
        name = self.number()
        if len(types) == 1:
            return f"{name} = ", [MLIRValue(name, types[0].dtype, types[0].lanes)]
        values = [MLIRValue(f"{name}#{i}", t.dtype, t.lanes) for i, t in enumerate(types)]
        return f"{name}:{len(types)} = ", values

    @contextmanager
    def loop(
        self,
        hint: str,
        bounds: tuple[MLIRValue, MLIRValue, int],
        first: Sequence[MLIRValue] = (),
        attributes: str = "",
    ) -> Generator[Carried]:
        """``scf.for`` over (start, stop, step); ``following`` of what is yielded is carried on."""
        start, stop, step = bounds
        head, results = self.results(first)
        counter = MLIRValue(self.name(hint), INDEX)
        inside = [MLIRValue(self.number(), v.dtype, v.lanes) for v in first]
        head += f"scf.for {counter.text} = {start.text} to {stop.text} step {self.index(step).text}"
        if first:
            pairs = ", ".join(f"{a.text} = {b.text}" for a, b in zip(inside, first))
            head += f" iter_args({pairs}) -> ({types_text(first)})"
        carried = Carried(counter, inside, results)
        with self.block(f"{head} {{", f"}}{attributes}"):
            yield carried
            if first:
                self.finish("scf.yield", carried.following)

    def finish(self, terminator: str, values: Sequence[MLIRValue]) -> None:
        """The terminator of a block with its operands."""
        self.line(f"{terminator} {names_text(values)} : {types_text(values)}")


def names_text(values: Sequence[MLIRValue]) -> str:
    """``%0, %1``."""
    return ", ".join(v.text for v in values)


def declarations_text(values: Sequence[MLIRValue]) -> str:
    """``%0: f32, %1: index``."""
    return ", ".join(f"{v.text}: {v.type}" for v in values)


def types_text(values: Sequence[MLIRValue]) -> str:
    """``f32, index``."""
    return ", ".join(v.type for v in values)
