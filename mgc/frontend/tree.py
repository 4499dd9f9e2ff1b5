"""Nested arguments and results: tuples, lists, dicts, namedtuples, dataclasses, registered types.

`flatten` takes a nested value apart into its leaves and a `Structure`; `Structure.rebuild` puts
other leaves together the same way. The structure is part of a call's cache key.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from mgc.ir.records import dataclass

Flatten = Callable[[Any], tuple[Sequence[Any], Any]]
Unflatten = Callable[[Any, Sequence[Any]], Any]


@dataclass(frozen=True)
class Structure:
    """The shape of a nested value.

    ``kind`` is ``leaf``, ``tuple``, ``list``, ``dict``, ``namedtuple``, ``dataclass`` or
    ``registered``; ``container`` the class of the last three; ``keys`` names of parts (or what a
    registered type's flatten function returned beside them).
    """

    kind: str
    parts: tuple[Structure, ...] = ()
    container: type | None = None
    keys: Any = ()

    @property
    def leaf_count(self) -> int:
        """Number of leaves."""
        return 1 if self.kind == "leaf" else sum(p.leaf_count for p in self.parts)

    def rebuild(self, leaves: Iterable[Any]) -> Any:
        """The nested value with other leaves, in order."""
        return self._build(iter(leaves))

    def paths(self, prefix: str = "") -> Iterator[str]:
        """How Python code reaches each leaf: ``params['w'][0]``."""
        if self.kind == "leaf":
            yield prefix
            return
        for part, suffix in zip(self.parts, self._suffixes(), strict=True):
            yield from part.paths(prefix + suffix)

    def _suffixes(self) -> list[str]:
        if self.kind in ("tuple", "list", "registered"):
            return [f"[{i}]" for i in range(len(self.parts))]
        if self.kind == "dict":
            return [f"[{key!r}]" for key in self.keys]
        return [f".{key}" for key in self.keys]

    def _build(self, leaves: Iterator[Any]) -> Any:
        if self.kind == "leaf":
            return next(leaves)
        values = [part._build(leaves) for part in self.parts]
        if self.kind == "tuple":
            return tuple(values)
        if self.kind == "list":
            return values
        if self.kind == "dict":
            return dict(zip(self.keys, values, strict=True))
        assert self.container is not None
        if self.kind == "registered":
            return _registered[self.container][1](self.keys, values)
        if self.kind == "namedtuple":
            return self.container(*values)
        return _build_dataclass(self.container, dict(zip(self.keys, values, strict=True)))


LEAF = Structure("leaf")

_registered: dict[type, tuple[Flatten, Unflatten]] = {}


def register_tree(container: type, flatten: Flatten, unflatten: Unflatten) -> None:
    """Teaches mgc a container: ``flatten(x) -> (parts, rest)``, ``unflatten(rest, parts) -> x``.

    ``rest`` must be hashable: it is part of the cache key.
    """
    _registered[container] = (flatten, unflatten)


_leaf_types: set[type] = set()


def register_leaf(*types: type) -> None:
    """Keeps instances of these classes whole, dataclasses though they are."""
    _leaf_types.update(types)


def flatten(value: Any) -> tuple[list[Any], Structure]:
    """The leaves of a nested value in order, and its structure."""
    leaves: list[Any] = []
    return leaves, _flatten(value, leaves)


def children(value: Any) -> Sequence[Any]:
    """The parts of a container; nothing for a leaf."""
    found = _parts(value)
    return () if found is None else found[1]


def _flatten(value: Any, leaves: list[Any]) -> Structure:
    found = _parts(value)
    if found is None:
        leaves.append(value)
        return LEAF
    kind, parts, container, keys = found
    return Structure(kind, tuple(_flatten(p, leaves) for p in parts), container, keys)


def _parts(value: Any) -> tuple[str, Sequence[Any], type | None, Any] | None:
    """Kind, parts, class and keys of a container; None for a leaf."""
    kind = type(value)
    if kind in _leaf_types:
        return None
    if kind in _registered:
        parts, rest = _registered[kind][0](value)
        return "registered", parts, kind, rest
    if kind is tuple or kind is list:
        return kind.__name__, value, None, ()
    if kind is dict:
        return "dict", list(value.values()), None, tuple(value)
    fields = getattr(kind, "_fields", None)
    if issubclass(kind, tuple) and fields is not None:
        return "namedtuple", value, kind, tuple(fields)
    if dataclasses.is_dataclass(kind):
        names = tuple(f.name for f in dataclasses.fields(kind))
        return "dataclass", [getattr(value, name) for name in names], kind, names
    return None


def _build_dataclass(container: type, values: dict[str, Any]) -> Any:
    """An instance with these field values; ``__init__`` is not run, as the values are final."""
    built: Any = object.__new__(container)
    for name, item in values.items():
        object.__setattr__(built, name, item)
    return built
