"""Locations are the user's: exact ranges, the chain of user calls, internal frames left out."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mgc.ir import location
from mgc.ir.location import Location, trace_boundary, user_location

HERE = os.path.abspath(__file__)


@trace_boundary
def trace(function: Any, *args: Any) -> Location:
    """Stands for the tracer: calls the user's function."""
    found = function(*args)
    assert isinstance(found, Location)
    return found


def marked(place: Location) -> str:
    """The source text of a location on one line."""
    return place.source_line[place.column - 1 : place.end_column - 1]


def test_here_is_the_call_itself() -> None:
    place = Location.here()
    assert place.file == __file__
    assert place.function == "test_here_is_the_call_itself"
    assert place.inlined_at is None
    assert marked(place) == "Location.here()"


def test_chain_ends_at_the_boundary() -> None:
    def leaf(x):
        return x, user_location()

    def middle(x):
        return leaf(x + 1)[1]

    place = trace(lambda: middle(1))
    assert marked(place) == "user_location()"
    assert place.function.endswith("<locals>.leaf")
    assert place.inlined_at is not None
    assert marked(place.inlined_at) == "leaf(x + 1)"
    outermost = place.inlined_at.inlined_at
    assert outermost is not None
    assert marked(outermost) == "middle(1)"
    assert outermost.function.endswith("<lambda>")
    assert outermost.inlined_at is None


def test_numpy_and_standard_library_frames_are_left_out() -> None:
    def user():
        places: list[Location | None] = []

        def row(x):
            places.append(user_location())
            return x

        np.apply_along_axis(row, 0, np.zeros(1))
        return places[0]

    place = trace(functools.partial(user))
    assert marked(place) == "user_location()"
    assert place.inlined_at is not None
    assert marked(place.inlined_at).startswith("np.apply_along_axis(")
    assert place.inlined_at.inlined_at is None


def test_generated_methods_of_dataclasses_are_left_out() -> None:
    @dataclass
    class Noted:
        place: Location | None = None

        def __post_init__(self):
            self.place = user_location()

    def user():
        return Noted().place

    place = trace(user)
    assert place.function.endswith("__post_init__")
    assert place.inlined_at is not None
    assert marked(place.inlined_at) == "Noted()"


def test_comprehension_belongs_to_its_function() -> None:
    def user():
        [place] = [user_location() for _ in range(1)]
        return place

    place = trace(user)
    assert place.function.endswith("<locals>.user")
    assert marked(place) == "user_location()"
    assert place.inlined_at is None


def test_columns_count_characters() -> None:
    name = "\u00fc"  # the next line has two characters of more than one byte before the call
    place = ("\u00e9", "é", "世", Location.here())[-1]
    assert isinstance(place, Location)
    assert name == "\u00fc"
    assert marked(place) == "Location.here()"


def test_same_instruction_gives_the_same_object() -> None:
    def user():
        return [user_location() for _ in range(2)]

    first, second = user()
    assert first is second
    assert first is not None


def test_only_internal_frames_give_none() -> None:
    assert trace_without_user_code() is None


@trace_boundary
def trace_without_user_code() -> Location | None:
    """A boundary with nothing of the user's inside."""
    return user_location()


def test_files_are_told_apart() -> None:
    package = Path(location.__file__).parents[1]
    assert location.is_internal_file(location.__file__)
    assert location.is_internal_file(str(package / "frontend" / "array.py"))
    assert location.is_internal_file(np.__file__)
    assert location.is_internal_file(os.__file__)
    assert location.is_internal_file("<frozen importlib._bootstrap>")
    assert not location.is_internal_file(str(package / "tests" / "model.py"))
    assert not location.is_internal_file(HERE)
    assert not location.is_internal_file("<stdin>")
    assert not location.is_internal_file(os.path.join(os.path.dirname(np.__file__), "../jax.py"))


def test_path_is_shown_relative_only_below_the_current_folder(monkeypatch: Any) -> None:
    monkeypatch.chdir(Path(HERE).parent)
    assert location.display_path(HERE) == Path(HERE).name
    assert location.display_path("/elsewhere/model.py") == "/elsewhere/model.py"
