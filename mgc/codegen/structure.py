"""Nested arguments and results of a library's function, as metadata describes them."""

from __future__ import annotations

import collections
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache
from typing import Any

from mgc.ir.core import Op
from mgc.ir.errors import MgcTypeError
from mgc.ir.records import dataclass

Key = str | int
Static = bool | int | float | str | None

# The names are known at run time only, which neither NamedTuple nor the checkers foresee.
_namedtuple: Callable[..., Any] = collections.namedtuple  # noqa: PYI024

# NumPy has no public names for the classes of ``np.linalg.slogdet``, ``np.unique_all``, ...
_MODULES_WITH_RESULTS = ("numpy.linalg._linalg", "numpy.lib._arraysetops_impl")

KINDS = ("leaf", "tuple", "list", "dict", "namedtuple")


@dataclass(frozen=True)
class Structure:
    """The shape of a nested value: ``kind`` is one of `KINDS`.

    ``keys`` are the keys of a dict or the field names of a namedtuple, whose class is called
    ``name``. A class that only the compiled program knew, such as a dataclass, is described as a
    namedtuple.
    """

    kind: str = "leaf"
    parts: tuple[Structure, ...] = ()
    keys: tuple[Key, ...] = ()
    name: str = ""

    @property
    def leaf_count(self) -> int:
        """Number of leaves."""
        return 1 if self.kind == "leaf" else sum(part.leaf_count for part in self.parts)

    def flatten(self, value: Any, where: str) -> Iterator[Any]:
        """The leaves of ``value``, called ``where`` in messages.

        Raises: MgcTypeError if it is built in another way.
        """
        if self.kind == "leaf":
            yield value
            return
        parts = self._parts(value)
        if parts is None or len(parts) != len(self.parts):
            wanted = f"{self.kind} of {len(self.parts)}"
            raise MgcTypeError(f"argument '{where}': expected a {wanted}, got {_described(value)}")
        for structure, (key, part) in zip(self.parts, parts, strict=True):
            yield from structure.flatten(part, f"{where}{key}")

    def rebuild(self, leaves: Iterator[Any]) -> Any:
        """The nested value with these leaves, in order."""
        if self.kind == "leaf":
            return next(leaves)
        values = [part.rebuild(leaves) for part in self.parts]
        if self.kind == "list":
            return values
        if self.kind == "dict":
            return dict(zip(self.keys, values, strict=True))
        if self.kind == "namedtuple":
            return _container(self.name, tuple(map(str, self.keys)))(*values)
        return tuple(values)

    def _parts(self, value: Any) -> list[tuple[str, Any]] | None:
        """The parts of ``value`` with how Python reaches them; None for another kind of value."""
        if self.kind == "dict":
            if not isinstance(value, Mapping) or set(value) != set(self.keys):
                return None
            return [(f"[{key!r}]", value[key]) for key in self.keys]
        if self.kind == "namedtuple":
            names = [str(key) for key in self.keys]
            if not all(hasattr(value, name) for name in names):
                return None
            return [(f".{name}", getattr(value, name)) for name in names]
        if not isinstance(value, tuple if self.kind == "tuple" else list):
            return None
        items: Sequence[Any] = value
        return [(f"[{number}]", item) for number, item in enumerate(items)]


@dataclass(frozen=True)
class ReturnedLeaf:
    """One leaf of what a function returns.

    ``result``: the number of the result it is. ``python``: it is converted to ``int``, ``float``,
    ``complex`` or ``bool``. Without a result it is the leaf ``view_of`` seen through ``view``, or
    ``static``, always the same.
    """

    result: int | None = None
    python: str | None = None
    static: Static = None
    view_of: int | None = None
    view: tuple[Op, ...] = ()


@dataclass(frozen=True)
class Argument:
    """One argument of the Python function; its leaves are parameters in order."""

    name: str
    structure: Structure = field(default_factory=Structure)


@dataclass(frozen=True)
class Returned:
    """What a function returns: its structure, and what its leaves are."""

    structure: Structure
    leaves: tuple[ReturnedLeaf, ...]

    @classmethod
    def plain(cls, results: Iterable[int]) -> Returned:
        """Nothing, one result, or a tuple of several, by their numbers."""
        leaves = tuple(ReturnedLeaf(number) for number in results)
        if len(leaves) == 1:
            return cls(Structure(), leaves)
        if not leaves:
            return cls(Structure(), (ReturnedLeaf(),))
        return cls(Structure("tuple", (Structure(),) * len(leaves)), leaves)


@cache
def _container(name: str, fields: tuple[str, ...]) -> Callable[..., Any]:
    """The namedtuple of that name: NumPy's class if its functions return one, else a new one."""
    for module in _MODULES_WITH_RESULTS:
        found: Any = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type) and getattr(found, "_fields", None) == fields:
            return found
    made: Callable[..., Any] = _namedtuple(name, fields)
    return made


def _described(value: Any) -> str:
    length = f" of {len(value)}" if isinstance(value, (tuple, list, dict)) else ""
    return type(value).__name__ + length
