"""Records behave like standard dataclasses."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from mgc.ir.records import dataclass


@dataclass(frozen=True)
class Place:
    """Fields of every kind."""

    name: str
    line: int = 1
    notes: list[str] = dataclasses.field(default_factory=list, compare=False)
    place: Place | None = dataclasses.field(default=None, kw_only=True, repr=False)


@dataclasses.dataclass(frozen=True)
class Standard:
    """The same by the standard library."""

    name: str
    line: int = 1
    notes: list[str] = dataclasses.field(default_factory=list, compare=False)
    place: Standard | None = dataclasses.field(default=None, kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class Slots:
    """Without a ``__dict__``."""

    a: int
    b: str = "b"


@dataclass
class Mutable:
    """Derived values, and no hash."""

    a: int
    double: int = dataclasses.field(init=False)
    seen: list[int] = dataclasses.field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.double = 2 * self.a


@dataclass(frozen=True)
class Wider(Place):
    """Inherits fields."""

    column: int = 7


@dataclass(eq=False, repr=False)
class Identity:
    """Compared by identity."""

    a: int


@dataclass(frozen=True)
class Own:
    """Has methods of its own."""

    a: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own)

    def __hash__(self) -> int:
        return 5

    def __repr__(self) -> str:
        return "own"


def test_text_equality_and_hash_are_those_of_standard_dataclasses() -> None:
    mine, standard = Place("x", 3, place=Place("y")), Standard("x", 3, place=Standard("y"))
    assert repr(mine) == repr(standard).replace("Standard", "Place")
    assert hash(Place("x")) == hash(Standard("x"))
    assert mine == Place("x", 3, ["ignored"], place=Place("y"))
    assert mine != Place("x", 4, place=Place("y"))
    other: object = Standard("x")
    assert Place("x") != other
    assert Wider("x") != Place("x")


def test_defaults_are_made_for_each_instance() -> None:
    first, second = Place("x"), Place(name="y", line=2)
    first.notes.append("note")
    assert (second.notes, second.line, second.place) == ([], 2, None)
    assert Mutable(1).seen is not Mutable(1).seen
    assert Mutable(4).double == 8


def test_the_first_and_later_instances_are_equal() -> None:
    made = [Place("x", place=Place("y")) for _ in range(40)]
    assert all(place == made[0] for place in made)
    assert all(place.notes == [] and place.line == 1 for place in made)
    assert [Mutable(a).double for a in range(40)] == [2 * a for a in range(40)]
    assert {Slots(3, b="c") for _ in range(40)} == {Slots(3, "c")}


def test_wrong_arguments_are_refused_at_the_first_and_at_later_instances() -> None:
    for _ in range(20):
        with pytest.raises(TypeError, match="multiple values for argument 'name'"):
            Place("x", name="y")  # type: ignore[misc]  # pyright: ignore[reportCallIssue]
        with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
            Wider("x", other=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'name'"):
            Wider()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        with pytest.raises(TypeError, match="positional argument"):
            Place("x", 1, [], None)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_subclasses_have_the_fields_of_their_base_first() -> None:
    wider = Wider("x", 2, column=3)
    assert [f.name for f in dataclasses.fields(wider)] == [
        "name", "line", "notes", "place", "column",
    ]  # fmt: skip
    assert repr(wider) == "Wider(name='x', line=2, notes=[], column=3)"


@pytest.mark.parametrize("value", [Place("x"), Slots(1)])
def test_frozen_instances_cannot_be_changed(value: object) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.a = 1  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del value.a  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def test_replace_and_asdict_know_the_fields() -> None:
    assert dataclasses.replace(Place("x", 3), name="y") == Place("y", 3)
    assert dataclasses.asdict(Slots(1)) == {"a": 1, "b": "b"}


@pytest.mark.parametrize("value", [Place("x", 5), Slots(1, "c"), Wider("y")])
def test_copies_and_pickles_are_equal(value: object) -> None:
    assert copy.copy(value) == value
    assert copy.deepcopy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value


def test_options_leave_methods_out() -> None:
    assert Identity(1) != Identity(1)
    assert "object at" in repr(Identity(1))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Mutable(1))


def test_methods_of_the_class_stay() -> None:
    assert (Own(1) == Own(2), hash(Own(1)), repr(Own(1))) == (True, 5, "own")
