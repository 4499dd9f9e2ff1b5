"""A random program: its text, its parameters, and the sizes it is called with."""

from __future__ import annotations

import linecache
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from types import FunctionType
from typing import Any

import numpy as np

from .arguments import LAYOUTS, Parameter, arguments
from .arrays import FLOATS, INTEGERS, NUMPY, Array, Scope
from .choices import Choices, seeded
from .lines import State
from .templates import ROUNDING
from .writer import Writer, function_text

_numbers = count()


@dataclass(frozen=True)
class Program:
    """``source`` defines ``program``. ``symbolic``: it is compiled once for all ``sizes``."""

    source: str
    parameters: tuple[Parameter, ...]
    sizes: tuple[Mapping[str, int], ...]
    symbolic: bool
    features: frozenset[str]
    data: int

    def function(self) -> FunctionType:
        """The function that the text defines; its lines are known to `linecache`."""
        return function_of(self.source)

    def arguments(self, sizes: Mapping[str, int]) -> list[Any]:
        """New arguments, the same at every call."""
        return arguments(self.parameters, sizes, self.data)

    @property
    def signature(self) -> str:
        """With symbolic extents."""
        return ", ".join(parameter.spec() for parameter in self.parameters)

    @property
    def rounds(self) -> bool:
        """True if it calls a function whose results NumPy rounds in its own way."""
        return any(name in self.source for name in ROUNDING)

    @property
    def shares(self) -> bool:
        """True if one array is two arguments."""
        return any(parameter.same_as is not None for parameter in self.parameters)


def function_of(source: str) -> FunctionType:
    """The function ``program`` of a text."""
    file = f"<random Python program {next(_numbers)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"np": np, "__name__": "random_python_program"}
    exec(compile(source, file, "exec"), namespace)
    function: FunctionType = namespace["program"]
    return function


def program_of(seed: int) -> Program:
    """The program of a seed."""
    return make_program(seeded(seed), seed)


def make_program(choices: Choices, data: int) -> Program:
    """A program. ``data``: the seed of the numbers in its arguments."""
    symbolic, large = choices.chance(30), choices.chance(15)
    parameters = _parameters(choices, symbolic=symbolic)
    state = State(3 + choices.below(8))
    writer = Writer(choices, _scope(parameters, choices), state, 1 if large else 3)
    functions = _functions(writer, parameters)
    writer.lines = _opening(parameters, writer.scope)
    given = [*writer.scope.arrays, *writer.scope.scalars]
    numbers = [name for _, name in writer.scope.weak] + (["z"] if writer.scope.index else [])
    if choices.chance(30):
        writer.early = _returned(writer, given, numbers, copied=True)
    writer.body()
    results = given if writer.early else [*writer.scope.arrays, *writer.scope.scalars]
    writer.line(1, f"return {_returned(writer, results, numbers, copied=False)}")
    features = state.features | _of_arguments(parameters, symbolic=symbolic)
    source = "\n\n".join([*functions, "\n".join(writer.lines) + "\n"])
    sizes = _sizes(choices, large=large, count=2 if symbolic else 1)
    return Program(source, parameters, sizes, symbolic, frozenset(features), data)


def _parameters(choices: Choices, *, symbolic: bool) -> tuple[Parameter, ...]:
    """Of a (n, m), x (n), y (n), one to three more arrays, z: indices, s: a number, k: an int."""

    def layout() -> str:
        return choices.weighted([("C", 12), *((name, 1) for name in LAYOUTS[1:])])

    first = choices.weighted(
        [
            ("f64", 9),
            ("f32", 4),
            ("i64", 2),
            ("i32", 1),
            ("c128", 1),
            ("f16", 1),
            ("u8", 1),
            ("c64", 1),
        ]
    )
    dtype = choices.weighted([(first, 4), ("f64", 4), ("f32", 2), ("i64", 1), ("bool", 1)])
    made = [
        Parameter("a", first, ("n", "m"), layout()),
        Parameter("x", dtype, ("n",), layout()),
        Parameter("y", dtype, ("n",), layout()),
    ]
    for name in ("b", "f", "g")[: 1 + choices.below(3)]:
        kind = choices.weighted([*((d, 2) for d in NUMPY), ("f64", 4), ("f32", 3)])
        shape = choices.pick([("n",), ("m",), ("n", "m"), ("n", "n"), ("m", "n"), ("m",), ("n",)])
        made.append(
            Parameter(name, kind, shape, layout(), read_only=not symbolic and choices.chance(5))
        )
    if not symbolic and choices.chance(8):
        made[2] = Parameter("y", dtype, ("n",), made[1].layout, same_as="x")
    made.append(Parameter("z", "i64", ("n",)))
    made.append(Parameter("s", choices.pick(["f64", "f32", "i64"]), ()))
    made.append(Parameter("k", "int", None))
    if choices.chance(30):
        made.append(Parameter("p", "float", None))
    return tuple(made)


def _scope(parameters: tuple[Parameter, ...], choices: Choices) -> Scope:
    """The names at the start: the parameters and a NumPy number ``t``."""
    arrays = [
        Array(
            p.name,
            p.dtype,
            p.shape,
            writable=not p.read_only,
            contiguous=p.layout == "C" and p.same_as is None,
        )
        for p in parameters
        if p.shape and p.name != "z"
    ]
    scalars = [Array("s", p.dtype, ()) for p in parameters if p.name == "s"]
    scalars.append(Array("t", choices.pick([*FLOATS, *INTEGERS, "f64", "bool", "c128"]), ()))
    scalars.append(Array("h", "f64", (), exact=False))
    weak = (("float", "q"), ("int", "c"))
    return Scope(arrays, scalars, [], index="z", integer="k", weak=weak)


def _opening(parameters: tuple[Parameter, ...], scope: Scope) -> list[str]:
    names = ", ".join(p.name for p in parameters)
    (kind,) = [a.dtype for a in scope.scalars if a.text == "t"]
    start = "p" if parameters[-1].name == "p" else "0.5"
    return [
        f"def program({names}):", "    n, m = a.shape", f"    t = {NUMPY[kind]}(1)",
        "    h = np.float64(s)", "    c = 0", f"    q = {start}",
    ]  # fmt: skip


def _functions(writer: Writer, parameters: tuple[Parameter, ...]) -> list[str]:
    """Up to two functions that the program may call."""
    texts: list[str] = []
    for number in range(writer.choices.weighted([(0, 5), (1, 4), (2, 2)])):
        dtype = writer.choices.pick([p.dtype for p in parameters if p.shape and p.name != "z"])
        text, returns = function_text(writer.choices, writer.state, f"f{number}", dtype)
        writer.callable.append((f"f{number}", dtype, returns))
        texts.append(text)
    return texts


def _returned(writer: Writer, arrays: list[Array], numbers: list[str], *, copied: bool) -> str:
    """A tuple of what the program has made; names that were bound again are mostly copied."""
    texts: list[str] = []
    for array in arrays:
        copy = copied or writer.choices.chance(85 if array.text in writer.rebound else 30)
        if array.shape and copy:
            texts.append(f"{array.text}.copy()")
        elif len(array.shape) > 0 and writer.choices.chance(10):
            texts.append(f"{array.text}[::-1]")
        else:
            texts.append(array.text)
    return ", ".join([*texts, *(f"{n} * 1" for n in numbers)])


def _sizes(choices: Choices, *, large: bool, count: int) -> tuple[Mapping[str, int], ...]:
    """Extents; loops over large ones are not nested, and few have one iteration or none."""
    usual, rare = (8, 17, 33, 70) if large else (4, 3, 5, 4, 7), (1, 2, 1, 0)

    def extent() -> int:
        return choices.pick(rare if choices.chance(12) else usual)

    return tuple({"n": extent(), "m": extent()} for _ in range(count))


def _of_arguments(parameters: tuple[Parameter, ...], *, symbolic: bool) -> set[str]:
    found = {f"argument: {p.layout}" for p in parameters if p.shape}
    found.add("extents: symbolic" if symbolic else "extents: numbers")
    found |= {"argument: read-only" for p in parameters if p.read_only}
    found |= {"argument: the same array twice" for p in parameters if p.same_as}
    return found | {f"dtype: {p.dtype}" for p in parameters if p.shape}
