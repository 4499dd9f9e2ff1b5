"""Converted code is the user's source to debuggers, tracebacks and locations."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mgc.frontend.convert import (
    TransparentHooks,
    convert,
    is_user_function,
    resolve_callee,
)
from mgc.ir.location import Location, user_location

ROOT = Path(__file__).parents[2]

TRACER = """\
import json
from mgc.frontend.convert import TransparentHooks, convert, is_user_function, resolve_callee


class Tracer(TransparentHooks):
    def call(self, callee):
        found = resolve_callee(callee)
        if found.function is None or not is_user_function(found.function):
            return callee
        return found.rebind(convert(found.function, self))

    def get_item(self, array, index):
        return array[json.loads(json.dumps(index))]
"""

MODEL = """\
def shrink(v):
    limit = max(v)
    return [e / limit for e in v]


class Model:
    def __init__(self, scale):
        self.scale = scale

    def apply(self, v):
        w = shrink(v)
        w[0] = w[1]
        w[1] += self.scale
        return w


def predict(x):
    model = Model(2)
    y = model.apply(x)
    return y[0]
"""


LOOPS = """\
def find(rows, wanted):
    for number, row in enumerate(rows):
        if not row:
            continue
        total = 0
        for value in row:
            if value == wanted:
                return number
            total += value
        if total > 9 and wanted:
            break
    else:
        number = -1
    while number > 0:
        number -= 1
    return number


def run():
    found = [find([[1], [], [2, 3]], 3)]
    found.append(find([[1], [9, 2]], 5))
    found.append(find([[1]], 5))
    return found
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that runs ``predict`` converted, with hooks that count as a module of mgc."""
    (tmp_path / "model.py").write_text(MODEL)
    main = tmp_path / "main.py"
    tracer = str(ROOT / "mgc" / "tracer_of_this_test.py")
    main.write_text(
        "import model\n"
        "from mgc.frontend.convert import convert\n"
        f"exec(compile({TRACER!r}, {tracer!r}, 'exec'))\n"
        "print('result', convert(model.predict, Tracer())([4, 2]))\n"
    )
    return main


def debug(program: Path, *commands: str) -> list[str]:
    """What ``python -m pdb program`` prints, fed with ``commands``, line by line."""
    result = subprocess.run(
        [sys.executable, "-m", "pdb", program.name],
        input="\n".join([*commands, "quit", ""]),
        capture_output=True,
        text=True,
        cwd=program.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONBREAKPOINT": ""},
        timeout=60,
    )
    assert "Traceback" not in result.stderr, result.stderr
    return [line.removeprefix("(Pdb) ") for line in result.stdout.splitlines()]


def shown(lines: list[str]) -> list[str]:
    """What the debugger shows of the file of the loops, and what it prints."""
    start = next(number for number, line in enumerate(lines) if "reakpoint 1 at" in line)
    return lines[start + 1 :]


def stops(lines: list[str]) -> list[str]:
    """The places where the debugger stopped, as ``file:line function``."""
    found = []
    for line in lines:
        if line.startswith("> "):
            place, _, function = line[2:].partition(")")
            file, _, number = place.partition("(")
            found.append(f"{Path(file).name}:{number} {function.partition('(')[0]}")
    return found


def test_breakpoint_by_line_and_variables(program: Path) -> None:
    lines = debug(program, "b model.py:12", "c", "p w", "p self.scale", "n", "p w")
    assert stops(lines)[1:] == ["model.py:12 apply", "model.py:13 apply"]
    assert "[1.0, 0.5]" in lines
    assert "[0.5, 0.5]" in lines
    assert "2" in lines


def test_step_goes_from_the_call_into_the_function(program: Path) -> None:
    lines = debug(program, "b model.py:19", "c", *["s"] * 5)
    assert stops(lines)[1:] == [
        "model.py:19 predict",
        "model.py:10 apply",
        "model.py:11 apply",
        "model.py:1 shrink",
        "model.py:2 shrink",
        "model.py:3 shrink",
    ]


def test_step_over_subscripts_stays_on_the_users_lines(program: Path) -> None:
    lines = debug(program, "b model.py:12", "c", *["s"] * 6)
    assert stops(lines)[1:] == [
        "model.py:12 apply",
        "model.py:13 apply",
        "model.py:14 apply",
        "model.py:14 apply",
        "model.py:20 predict",
        "model.py:20 predict",
        "main.py:4 <module>",
    ]


def test_step_into_a_constructor(program: Path) -> None:
    lines = debug(program, "b model.py:18", "c", "s", "s", "w")
    assert stops(lines)[1:4] == [
        "model.py:18 predict",
        "model.py:7 __init__",
        "model.py:8 __init__",
    ]


def test_breakpoint_by_function_name(program: Path) -> None:
    lines = debug(program, "import model", "b model.shrink", "c", "p v", "r", "c")
    assert "model.py:2 shrink" in stops(lines)
    assert "[4, 2]" in lines
    assert "result 0.5" in lines


def test_breakpoint_call_steps_into_the_next_function(program: Path) -> None:
    model = program.parent / "model.py"
    model.write_text(
        MODEL.replace("    model = Model(2)\n", "    model = Model(2); breakpoint()\n")
    )
    result = subprocess.run(
        [sys.executable, program.name],
        input="n\ns\ns\nc\n" if sys.version_info >= (3, 13) else "s\ns\nc\n",
        capture_output=True,
        text=True,
        cwd=program.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONBREAKPOINT": ""},
        timeout=60,
    )
    lines = [line.removeprefix("(Pdb) ") for line in result.stdout.splitlines()]
    assert stops(lines)[-3:] == ["model.py:19 predict", "model.py:10 apply", "model.py:11 apply"]


@pytest.mark.parametrize(
    "commands",
    [
        ["b loops.py:3", "c", *["n"] * 40],
        ["b loops.py:7", "c", *["s"] * 40],
        ["b loops.py:10", "c", "p total", "until", "until", "n", "n", "p number"],
        ["b loops.py:8", "c", "p number, value", "r", "n", "c"],
        ["b loops.py:9, value == 2", "c", "p total", "clear 1", "n", "until 14", "n", "n"],
        ["tbreak loops.py:14", "c", "until 16", "p number", "u", "p found", "d", "r"],
    ],
)
def test_control_flow_is_stepped_through_as_in_python(tmp_path: Path, commands: list[str]) -> None:
    (tmp_path / "loops.py").write_text(LOOPS)
    plain, converted = tmp_path / "main.py", tmp_path / "converted.py"
    plain.write_text("import loops\nrun = loops.run\n\nprint('result', run())\n")
    tracer = str(ROOT / "mgc" / "tracer_of_this_test.py")
    converted.write_text(
        "import loops\nfrom mgc.frontend.convert import convert\n"
        f"exec(compile({TRACER!r}, {tracer!r}, 'exec'))\n"
        "run = convert(loops.run, Tracer())\n"
        "print('result', run())\n"
    )
    expected = [line for line in debug(plain, *commands) if "main.py" not in line]
    lines = [line for line in debug(converted, *commands) if "converted.py" not in line]
    assert len(stops(expected)) >= 3
    assert shown(lines) == shown(expected)


class Tracer(TransparentHooks):
    """Converts what is called and notes the location of every subscript."""

    def __init__(self) -> None:
        self.places: list[Location] = []

    def call(self, callee: Any, /) -> Callable[..., Any]:
        found = resolve_callee(callee)
        if found.function is None or not is_user_function(found.function):
            return super().call(callee)
        return found.rebind(convert(found.function, self))

    def note(self) -> None:
        place = user_location()
        assert place is not None
        while place.file == __file__ and "Tracer" in place.function:
            assert place.inlined_at is not None
            place = place.inlined_at
        self.places.append(place)

    def get_item(self, array: Any, index: Any, /) -> Any:
        self.note()
        return super().get_item(array, index)

    def set_item(self, array: Any, index: Any, value: Any, /) -> None:
        self.note()
        super().set_item(array, index, value)

    def update_item(self, array: Any, index: Any, operator: str, value: Any, old: Any, /) -> None:
        self.note()
        super().update_item(array, index, operator, value, old)

    def inplace(self, operator: str, target: Any, value: Any, /) -> Any:
        self.note()
        return super().inplace(operator, target, value)


def text_of(place: Location) -> str:
    return place.source_line[place.column - 1 : place.end_column - 1]


def third(v):
    return v[3]


def test_locations_are_those_of_the_source() -> None:
    def f(x):
        x[0] = x[1] + third(x)
        x[2 - 1] += 4
        n = (
            x[-1]
        )  # fmt: skip
        n *= 2
        return n

    tracer = Tracer()
    assert convert(f, tracer)([1, 2, 3, 4]) == 8
    assert [text_of(place) for place in tracer.places] == [
        "x[1]",
        "v[3]",
        "x[0]",
        "x[2 - 1]",
        "x[2 - 1] += 4",
        "x[-1]",
        "n *= 2",
    ]
    helper = tracer.places[1]
    assert helper.function == "third"
    assert helper.inlined_at is not None
    assert text_of(helper.inlined_at) == "third(x)"
    assert helper.inlined_at.function.endswith("<locals>.f")


def test_traceback_shows_the_users_lines_and_columns() -> None:
    def f(x):
        y = x[0]
        return third(y) + 1

    with pytest.raises(IndexError) as caught:
        convert(f, Tracer())([[1]])
    frames = traceback.extract_tb(caught.value.__traceback__)
    shown = [(e.name, e.line, e.colno, e.end_colno) for e in frames if e.name in {"f", "third"}]
    assert shown == [
        ("f", "return third(y) + 1", 15, 23),
        ("third", "return v[3]", 11, 15),
    ]
