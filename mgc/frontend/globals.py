"""What a function reaches without being given it: globals, closures, defaults, attributes.

Each is recorded as a `Guard` when the function is entered or the attribute is read: numbers and
strings by value, arrays and other objects by identity, lists, tuples and dicts by their contents.
A trace holds as long as its guards do. Arrays become hidden parameters named by the way that leads
to them, so later changes of their contents are seen.

A guard that fails at the end of the trace itself shows that the function changed something that
was there before: that would happen once, while tracing, so it is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from types import (
    BuiltinFunctionType,
    CellType,
    CodeType,
    FunctionType,
    MethodType,
    ModuleType,
)
from typing import Any

import numpy as np

from mgc.ir.location import is_internal_file
from mgc.ir.records import dataclass

from .engine import NumpyArray

_MISSING: Any = object()
_MAX_LEAVES = 10_000
_BY_VALUE = (bool, int, float, complex, str, bytes, type(None), np.generic)


@dataclass(frozen=True, eq=False)
class Guard:
    """``place`` (a namespace, a cell or an object) held ``snapshot`` under ``name``.

    ``kind`` is ``global``, ``closure`` or ``attribute``; ``path`` the user's name for it.
    """

    kind: str
    place: Any
    name: str
    path: str
    snapshot: object
    original: Any = None

    def restore(self) -> None:
        """Puts back what a rebound global or closure name stood for."""
        if self.kind == "global":
            self.place[self.name] = self.original
        elif self.kind == "closure":
            self.place.cell_contents = self.original

    def current(self) -> Any:
        """What is there now; a private mark if there is nothing."""
        if self.kind == "global":
            return self.place.get(self.name, _MISSING)
        if self.kind == "closure":
            try:
                return self.place.cell_contents
            except ValueError:
                return _MISSING
        return _attribute(self.place, self.name)

    @property
    def rebound(self) -> bool:
        """True if the name stands for another object now."""
        return self.current() is not self.original

    def holds(self) -> bool:
        """True as long as nothing has changed."""
        return snapshot(self.current()) == self.snapshot


@dataclass(frozen=True, eq=False)
class _Identity:
    """An object compared by identity; arrays also by dtype and shape."""

    value: Any
    facts: object = None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Identity) and self.value is other.value and self.facts == other.facts
        )

    __hash__ = None  # type: ignore[assignment]


def snapshot(value: Any) -> object:
    """What of ``value`` a trace depends on; equal snapshots mean the same trace."""
    return _snapshot(value, [_MAX_LEAVES])


def _snapshot(value: Any, budget: list[int]) -> object:
    budget[0] -= 1
    if isinstance(value, _BY_VALUE) and type(value).__module__ in ("builtins", "numpy"):
        return type(value), repr(value)
    if type(value) is np.ndarray:
        return _Identity(value, (value.dtype, value.shape, value.flags.writeable))
    items: Any = value
    if type(value) in (list, tuple) and budget[0] > 0:
        return type(value), tuple(_snapshot(v, budget) for v in items)
    if type(value) is dict and budget[0] > 0:
        return dict, tuple(value), tuple(_snapshot(v, budget) for v in value.values())
    return _Identity(value)


class Surroundings:
    """The guards of one trace, and the names of the arrays that they lead to."""

    def __init__(self) -> None:
        self.guards: dict[tuple[int, str], Guard] = {}
        self._names: dict[int, str] = {}
        self._known: dict[int, Any] = {}
        self._entered: set[int] = set()

    def enter(self, function: FunctionType) -> None:
        """Guards the globals and the closure that a function's code names."""
        if id(function) in self._entered:
            return
        self._entered.add(id(function))
        self._known[id(function)] = function
        names = set(_names(function.__code__))
        for name in sorted(names):
            value = function.__globals__.get(name, _MISSING)
            if value is not _MISSING:
                self._add(Guard("global", function.__globals__, name, name, None), value)
        for name, cell in zip(
            function.__code__.co_freevars, function.__closure__ or (), strict=True
        ):
            self._closure(name, cell)
        defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
        for value in defaults:
            self.remember(value, f"{function.__name__}.__defaults__")

    def watch(self, owner: Any, attribute: str) -> None:
        """Guards an attribute of an object that was there before the trace."""
        if id(owner) not in self._known:
            return
        value = _attribute(owner, attribute)
        if value is not _MISSING:
            path = f"{self._names[id(owner)]}.{attribute}"
            self._add(Guard("attribute", owner, attribute, path, None), value)

    def remember(self, value: Any, path: str) -> None:
        """Names the arrays in ``value``, which was there before the trace."""
        for part, suffix in _walk(value, "", [_MAX_LEAVES]):
            if id(part) not in self._known:
                self._known[id(part)] = part
                self._names[id(part)] = path + suffix

    def remember_bound(self, callee: Any) -> None:
        """Names what comes with a callee itself: the object of a method, a partial's arguments."""
        if isinstance(callee, MethodType):
            self.remember(callee.__self__, _bound_name(callee))
            self.remember_bound(callee.__func__)
        elif isinstance(callee, functools.partial):
            name = getattr(callee.func, "__name__", "partial")
            self.remember([*callee.args], f"{name}.args")
            self.remember(callee.keywords, f"{name}.keywords")
            self.remember_bound(callee.func)
        elif not isinstance(callee, (FunctionType, BuiltinFunctionType, np.ufunc, type)):
            self.remember(callee, "self")

    def is_known(self, value: Any) -> bool:
        """True for objects that were there before the trace."""
        return id(value) in self._known

    def name_of(self, array: NumpyArray) -> str | None:
        """The way that leads to an array; None if it was made while tracing."""
        return self._names.get(id(array))

    def changed(self) -> Guard | None:
        """The first guard that does not hold any more."""
        return next((g for g in self.guards.values() if not g.holds()), None)

    def restore(self) -> None:
        """Puts back what rebound global and closure names stood for."""
        for guard in self.guards.values():
            if guard.rebound:
                guard.restore()

    def _closure(self, name: str, cell: CellType) -> None:
        guard = Guard("closure", cell, name, name, None)
        value = guard.current()
        if value is not _MISSING:
            self._add(guard, value)

    def _add(self, guard: Guard, value: Any) -> None:
        key = (id(guard.place), guard.name)
        if key in self.guards or _is_fixed(value):
            return
        self.guards[key] = replace(guard, snapshot=snapshot(value), original=value)
        self.remember(value, guard.path)


def _is_fixed(value: Any) -> bool:
    """True for modules, and for functions and classes of NumPy, Python and mgc."""
    if isinstance(value, (ModuleType, BuiltinFunctionType, np.ufunc)):
        return True
    if isinstance(value, FunctionType):
        return is_internal_file(value.__code__.co_filename)
    return isinstance(value, type) and value.__module__.partition(".")[0] in (
        "builtins",
        "mgc",
        "numpy",
    )


def _bound_name(method: MethodType) -> str:
    """What the source of a method calls its object."""
    code = getattr(method.__func__, "__code__", None)
    return code.co_varnames[0] if code is not None and code.co_argcount else "self"


def _names(code: CodeType) -> Iterator[str]:
    """The global names that code may read, those of inner functions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _attribute(owner: Any, name: str) -> Any:
    """Data stored under an attribute, as written in the source; properties are not run."""
    spaces = [getattr(owner, "__dict__", {}), *(vars(c) for c in type(owner).__mro__)]
    if isinstance(owner, type):
        spaces = [vars(c) for c in owner.__mro__]
    private = name.startswith("__") and not name.endswith("__")
    for space in spaces:
        for key in (name, *(k for k in space if private and k.endswith(name))):
            if key in space:
                value = space[key]
                return _slot(owner, value) if hasattr(type(value), "__get__") else value
    return _MISSING


def _slot(owner: Any, descriptor: Any) -> Any:
    """The value in a slot; functions, properties and other descriptors are not data."""
    if type(descriptor).__name__ != "member_descriptor":
        return _MISSING
    try:
        return descriptor.__get__(owner, type(owner))
    except AttributeError:
        return _MISSING


def _walk(value: Any, suffix: str, budget: list[int]) -> Iterator[tuple[Any, str]]:
    """The objects in nested lists, tuples and dicts, themselves included, with their paths."""
    budget[0] -= 1
    if isinstance(value, _BY_VALUE) or budget[0] < 0:
        return
    yield value, suffix
    if type(value) in (list, tuple):
        for i, item in enumerate(value):
            yield from _walk(item, f"{suffix}[{i}]", budget)
    elif type(value) is dict:
        for key, item in value.items():
            yield from _walk(item, f"{suffix}[{key!r}]", budget)
