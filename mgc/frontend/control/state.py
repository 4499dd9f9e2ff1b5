"""What objects hold while a region is filled: attributes, items of containers, closure cells.

No variable of a statement shows that a method it calls has changed ``self.count``, or an inner
function a variable of another one. So all that variables lead to is noted when a region is opened,
and compared when it is closed. What has changed is a `Place`: it is carried by a loop, or merged
after a condition, as a variable is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import CellType, FunctionType, MemberDescriptorType, MethodType, ModuleType
from typing import Any

import numpy as np

from mgc.ir.records import dataclass

from ..convert.unbound import Unbound
from ..engine import Operand
from ..refusal import untraceable
from ..symbolic_int import ExtentComparison, TracedInt
from .unrolling import unroll_innermost
from .values import MaybeUnbound, same_leaf

_LEAVES = (
    bool, int, float, complex, str, bytes, type(None), np.generic, np.ndarray, np.ufunc, np.dtype,
    Operand, ModuleType, ExtentComparison, TracedInt, Unbound, MaybeUnbound,
)  # fmt: skip
_INDEXED = (list, deque, bytearray)
_OWN = ("builtins", "numpy", "mgc")


@dataclass(frozen=True, eq=False)
class Place:
    """Where an object holds something: ``name`` is how messages call it.

    ``kind`` is ``attribute``, ``item`` or ``cell``; ``key`` an attribute's name or an item's index.
    """

    kind: str
    owner: Any
    key: Any
    name: str

    @property
    def identity(self) -> tuple[int, Any]:
        """Equal for the same place."""
        return id(self.owner), self.key

    def get(self) -> Any:
        """What is there now; an `Unbound` if there is nothing."""
        return _CONTENTS[self.kind](self.owner).get(self.key, Unbound(self.name))

    def set(self, value: Any) -> None:
        """Puts ``value`` there."""
        if self.kind == "item":
            self.owner[self.key] = value
        elif self.kind == "cell":
            self.owner.cell_contents = value
        elif isinstance(value, Unbound):
            delattr(self.owner, self.key)
        elif isinstance(self.owner, type):
            setattr(self.owner, self.key, value)
        else:
            object.__setattr__(self.owner, self.key, value)


Change = tuple[Place, Any]
"""A place that holds something else than before, and what it held."""


@dataclass(frozen=True, eq=False)
class _Noted:
    """What an object held, by attribute or index."""

    kind: str
    owner: Any
    path: str
    before: Mapping[Any, Any]

    def changes(self) -> Iterator[Change]:
        now = _CONTENTS[self.kind](self.owner)
        if self.kind == "item" and now.keys() != self.before.keys():
            _refuse_growth(self.owner, self.path)
        for key in dict.fromkeys((*self.before, *now)):
            name = _SUFFIXES[self.kind](self.path, key)
            before, after = (held.get(key, Unbound(name)) for held in (self.before, now))
            if before is after or _absent(before, after):
                continue
            if not (isinstance(before, _LEAVES) and same_leaf(before, after)):
                yield Place(self.kind, self.owner, key, name), before


def _absent(before: object, after: object) -> bool:
    return isinstance(before, Unbound) and isinstance(after, Unbound)


class State:
    """What the objects hold that ``variables`` lead to.

    The ``assigned`` ones among the variables of the innermost function are left out, also as cells
    of functions defined in it, whose qualified names start with ``own``.
    """

    def __init__(
        self,
        variables: Iterable[Mapping[str, Any]],
        own: str = "",
        assigned: frozenset[str] = frozenset(),
    ) -> None:
        self._own = own
        self._assigned = assigned
        self._innermost: Mapping[str, Any] = {}
        self._noted: list[_Noted] = []
        self._seen: dict[int, Any] = {}
        for names in variables:
            self._innermost = self._innermost or names
            self._walk(names)

    def __contains__(self, value: object) -> bool:
        return id(value) in self._seen

    def changes(self) -> list[Change]:
        """The places that hold something else now.

        Raises: Unroll; MGC-C4 where a container has grown or shrunk.
        """
        return [change for noted in self._noted for change in noted.changes()]

    def _walk(self, names: Mapping[str, Any]) -> None:
        pending = deque(names.items())
        while pending:
            path, value = pending.popleft()
            if isinstance(value, _LEAVES) or id(value) in self._seen or _is_internal(value):
                continue
            self._seen[id(value)] = value
            for kind in _kinds(value):
                contents = dict(_CONTENTS[kind](value))
                self._noted.append(_Noted(kind, value, path, contents))
                pending += [(_SUFFIXES[kind](path, k), item) for k, item in contents.items()]
            pending += _parts(value, path)
            if isinstance(value, FunctionType):
                pending += self._cells(value)

    def _cells(self, function: FunctionType) -> Iterator[tuple[str, CellType]]:
        inner = bool(self._own) and function.__qualname__.startswith(self._own)
        names = function.__code__.co_freevars
        for name, cell in zip(names, function.__closure__ or (), strict=True):
            mine = inner and name in self._assigned and name in self._innermost
            if not mine or _cell(cell).get("") is not self._innermost[name]:
                yield name, cell


def _is_internal(value: object) -> bool:
    owner = value if isinstance(value, type) else type(value)
    package = owner.__module__.partition(".")[0]
    return package == "mgc" or (isinstance(value, type) and package in _OWN)


def _kinds(value: Any) -> Iterator[str]:
    """The kinds of places that an object has."""
    if isinstance(value, (dict, set, *_INDEXED)):
        yield "item"
    if isinstance(value, CellType):
        yield "cell"
    elif isinstance(getattr(value, "__dict__", None), Mapping) or _slots(value):
        yield "attribute"


def _parts(value: Any, path: str) -> list[tuple[str, Any]]:
    """Other objects that it leads to."""
    found: tuple[Any, ...] = ()
    if isinstance(value, (tuple, frozenset)):
        found = tuple(value)
    elif isinstance(value, MethodType):
        found = (value.__self__, value.__func__)
    elif isinstance(value, partial):
        found = (value.func, *value.args, *value.keywords.values())
    elif isinstance(value, property):
        found = (value.fget, value.fset)
    elif isinstance(value, FunctionType):
        found = (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())
    return [(path, part) for part in found]


def _slots(value: object) -> list[str]:
    return [
        name
        for kind in type(value).__mro__
        if kind.__module__.partition(".")[0] not in _OWN
        for name, found in vars(kind).items()
        if isinstance(found, MemberDescriptorType)
    ]


def _attributes(value: Any) -> dict[str, Any]:
    held = getattr(value, "__dict__", {})
    if isinstance(value, type):
        return {name: held[name] for name in held if not name.startswith("__")}
    return {
        **held,
        **{name: getattr(value, name) for name in _slots(value) if hasattr(value, name)},
    }


def _items(value: Any) -> Mapping[Any, Any]:
    if isinstance(value, dict):
        return value
    return dict.fromkeys(value) if isinstance(value, set) else dict(enumerate(value))


def _cell(cell: CellType) -> dict[str, Any]:
    try:
        return {"": cell.cell_contents}
    except ValueError:
        return {}


def _refuse_growth(container: object, path: str) -> None:
    kind = type(container).__name__
    unroll_innermost(f"it adds items to '{path}', a {kind} from before the loop, or removes some")
    raise untraceable(
        "MGC-C4",
        f"'{path}', a {kind} from before, gets or loses items in a branch or loop that a run "
        "decides about",
        "write into an array that is made before",
    )


_CONTENTS: dict[str, Callable[[Any], Mapping[Any, Any]]] = {
    "attribute": _attributes,
    "item": _items,
    "cell": _cell,
}
_SUFFIXES: dict[str, Callable[[str, Any], str]] = {
    "attribute": lambda path, key: f"{path}.{key}",
    "item": lambda path, key: f"{path}[{key!r}]",
    "cell": lambda path, _: path,
}
