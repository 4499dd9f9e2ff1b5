"""What a call is cached under: the spec of each leaf of its arguments.

Arrays count by dtype and extents, Python floats as numbers of any value, everything else by
value. After four traces that differ in one extent or one Python int alone, that one becomes a
symbol.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mgc.frontend.specs import ScalarSpec, Signature, TensorSpec
from mgc.frontend.tree import Structure, flatten
from mgc.ir.errors import MgcTypeError, UnsupportedError
from mgc.ir.location import calling_location
from mgc.ir.types import DType, dtype_of

from .arguments import identical

PROMOTE_AFTER = 4
"""Traces that differ in one number alone before it becomes symbolic."""

Specs = tuple[Any, ...]


def leaf_specs(leaves: Sequence[Any], static: frozenset[int] = frozenset()) -> Specs:
    """The spec of each leaf; a leaf in ``static`` (by position) counts by value.

    Raises: MgcTypeError for an array whose element type mgc lacks.
    """
    arrays: list[Any] = []
    return tuple(
        leaf if position in static else _spec(leaf, arrays) for position, leaf in enumerate(leaves)
    )


def declared_specs(function: str, declared: Signature, specs: Specs) -> Specs:
    """The specs of a call, those that are declared in the place of those given.

    Raises: MgcTypeError if fewer arguments are given than are declared.
    """
    leaves, _ = flatten(declared.arguments)
    if len(leaves) > len(specs):
        raise MgcTypeError(f"{function} is declared with {len(leaves)} arguments, got {len(specs)}")
    return (*leaves, *specs[len(leaves) :])


def call_signature(function: Callable[..., Any]) -> inspect.Signature:
    """How a function is called; a ufunc with its operands alone.

    Raises: MgcTypeError for a callable that does not say so.
    """
    if isinstance(function, np.ufunc):
        only = inspect.Parameter.POSITIONAL_ONLY
        names = ("x",) if function.nin == 1 else [f"x{k}" for k in range(1, function.nin + 1)]
        return inspect.Signature([inspect.Parameter(name, only) for name in names])
    try:
        return inspect.signature(function)
    except ValueError:
        raise MgcTypeError(
            f"mgc.function cannot know the arguments of {function!r}",
            hint="write a function that calls it",
        ) from None


def leaf_names(parameters: Sequence[str], structure: Structure) -> list[str]:
    """A name for each leaf of the arguments of a call: ``x``, ``params['w']``."""
    positional, keywords = structure.parts
    names: list[str] = []
    for position, part in enumerate(positional.parts):
        name = parameters[position] if position < len(parameters) else f"arg{position}"
        names.extend(part.paths(name))
    for key, part in zip(keywords.keys, keywords.parts, strict=True):
        names.extend(part.paths(key))
    return names


def _spec(leaf: Any, arrays: list[Any]) -> Any:
    if isinstance(leaf, np.generic):
        return TensorSpec(_element_type(leaf))
    if isinstance(leaf, (bool, int, str)) or leaf is None:
        return leaf
    if isinstance(leaf, float):
        return ScalarSpec("float")
    if isinstance(leaf, complex):
        return ScalarSpec("complex")
    array = as_array(leaf)
    if array is None:
        _require_hashable(leaf)
        return leaf
    found = next((i for i, other in enumerate(arrays) if identical(other, array)), None)
    arrays.append(array)
    transposed = array.flags.f_contiguous and not array.flags.c_contiguous
    return TensorSpec(
        _element_type(array),
        array.shape,
        layout="F" if transposed else "C",
        read_only=not array.flags.writeable,
        zero_d=array.ndim == 0,
        same_as=found,
    )


def _require_hashable(leaf: Any) -> None:
    """Raises: MgcTypeError for an object that cannot be part of the key."""
    try:
        hash(leaf)
    except TypeError:
        kind = type(leaf).__name__
        raise UnsupportedError(
            f"an argument of type {kind} counts by value and is not hashable",
            code="MGC-T1",
            location=calling_location(),
            hint=f"mgc.register_tree says how a {kind} is taken apart",
        ) from None


def _element_type(array: np.ndarray[Any, Any] | np.generic) -> DType:
    try:
        return dtype_of(array.dtype)
    except TypeError:
        text = f"an array of dtype {array.dtype} cannot be an argument of compiled code"
        other = array.dtype.newbyteorder("=")
        swapped = other != array.dtype and other.kind in "iufc"
        hint = f"pass it in the machine's byte order, x.astype({other.name!r})" if swapped else None
        raise MgcTypeError(text, code="MGC-T1", location=calling_location(), hint=hint) from None


def as_array(value: Any) -> np.ndarray[Any, Any] | None:
    """``value`` as an array without copying, if it is one or offers itself as one."""
    if isinstance(value, np.ndarray):
        own = type(value).__module__.startswith("mgc.")  # of an exact run
        if type(value) not in (np.ndarray, np.memmap) and not own:
            raise MgcTypeError(
                f"an argument of class {type(value).__name__}, which may compute in its own way, "
                "cannot be an argument of compiled code",
                code="MGC-T1",
                location=calling_location(),
                hint="pass np.asarray(x)",
            )
        return value
    if isinstance(value, type):  # np.int32 has the attributes of its instances
        return None
    if hasattr(value, "__array_interface__"):
        return np.asarray(value)
    if hasattr(value, "__dlpack__"):
        return np.from_dlpack(value)
    if isinstance(value, (bytearray, memoryview)) or type(value).__module__ == "array":
        return np.asarray(value)
    return None


def adopted(leaves: Sequence[Any]) -> list[Any]:
    """The leaves; arrays of other libraries as NumPy's, on the same memory."""
    return [
        leaf
        if isinstance(leaf, (np.ndarray, np.generic)) or (array := as_array(leaf)) is None
        else array
        for leaf in leaves
    ]


Place = tuple[int, int | None]
"""A number in the specs: the leaf, and its axis or None for a Python int."""


def numbers(specs: Specs) -> dict[Place, int]:
    """Every extent and Python int of the specs."""
    found: dict[Place, int] = {}
    for leaf, spec in enumerate(specs):
        if isinstance(spec, TensorSpec):
            found.update({(leaf, a): e for a, e in enumerate(spec.shape) if isinstance(e, int)})
        elif type(spec) is int:
            found[leaf, None] = spec
    return found


def varying(new: Specs, old: Sequence[Specs]) -> frozenset[Place] | None:
    """The places that alone differ, all with one value, between ``new`` and three others.

    None if fewer than ``PROMOTE_AFTER`` keys, ``new`` counted, agree in everything else.
    """
    found: dict[frozenset[Place], set[int]] = {}
    for other in old:
        places = _differing(new, other)
        if places and len({numbers(new)[p] for p in places}) == 1:
            values = {numbers(other)[p] for p in places}
            if len(values) == 1:
                found.setdefault(places, set()).update(values)
    for places, values in found.items():
        if len(values) >= PROMOTE_AFTER - 1:
            return places
    return None


def _differing(a: Specs, b: Specs) -> frozenset[Place] | None:
    """Where two specs differ, if only in numbers."""
    if len(a) != len(b):
        return None
    mine, theirs = numbers(a), numbers(b)
    if mine.keys() != theirs.keys() or erased(a, mine) != erased(b, theirs):
        return None
    return frozenset(p for p in mine if mine[p] != theirs[p])


def erased(specs: Specs, places: Any, name: str = "?") -> Specs:
    """The specs with the numbers at ``places`` replaced by ``name``."""
    result = list(specs)
    for leaf, axis in places:
        spec = result[leaf]
        if axis is None:
            result[leaf] = ScalarSpec("int", name)
        else:
            shape = (*spec.shape[:axis], name, *spec.shape[axis + 1 :])
            result[leaf] = dataclasses.replace(spec, shape=shape)
    return tuple(result)


def describe_difference(names: Sequence[str], old: Specs, new: Specs) -> list[str]:
    """One line for each argument that differs between two calls."""
    lines = []
    for name, before, after in zip(names, old, new):
        if before != after:
            lines.append(f"argument {name}: {_text(before)} -> {_text(after)}")
    return lines


def _text(spec: Any) -> str:
    if isinstance(spec, TensorSpec):
        notes = [
            text
            for holds, text in (
                (spec.layout == "F", "in Fortran order"),
                (spec.read_only, "read-only"),
                (spec.same_as is not None, "same"),
            )
            if holds
        ]
        return " ".join([str(spec), *notes])
    return str(spec) if isinstance(spec, ScalarSpec) else repr(spec)


def same_types(left: Specs, right: Specs) -> bool:
    """True unless 1 and True, or 0 and False, have been taken for each other."""
    return all(isinstance(x, bool) == isinstance(y, bool) for x, y in zip(left, right, strict=True))


def matches(specs: Specs, general: Specs, places: frozenset[Place]) -> bool:
    """True if ``specs`` is ``general`` with one number at all ``places``."""
    values = set()
    for leaf, axis in places:
        spec = specs[leaf] if leaf < len(specs) else None
        shape = getattr(spec, "shape", None)
        if axis is None:
            values.add(spec)
        elif shape is None or axis >= len(shape):
            return False
        else:
            values.add(shape[axis])
    return len(values) == 1 and erased(specs, places, "n") == general
