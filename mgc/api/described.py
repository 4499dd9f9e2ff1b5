"""How a traced function is called and what it returns, in the words of a library's metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mgc.codegen.structure import Argument, Returned, ReturnedLeaf, Structure
from mgc.frontend.results import ResultLeaf
from mgc.frontend.trace import Traced
from mgc.frontend.tree import Structure as Tree
from mgc.ir.errors import UnsupportedError
from mgc.ir.extents import Extent, Symbol, dim

_ROOT = re.compile(r"\w+")
_STATIC = (bool, int, float, str, type(None))


def described_arguments(traced: Traced) -> tuple[Argument, ...]:
    """The arguments of the Python function that a library's function takes.

    Static arguments are part of the code and left out.

    Raises: UnsupportedError for an argument that is static in part, or the same array as another.
    """
    given = [number for number in traced.arguments if number is not None]
    if len(set(given)) != len(given):
        raise UnsupportedError(
            f"'{traced.function.name}' was traced with the same array for two arguments",
            hint="trace it with a signature, or with different arrays",
        )
    positional, keyword = traced.structure.parts
    numbers = iter(traced.arguments)
    keys: list[str | None] = [*(None for _ in positional.parts), *map(str, keyword.keys)]
    parts = (*positional.parts, *keyword.parts)
    found: list[Argument] = []
    for position, (part, key) in enumerate(zip(parts, keys, strict=True)):
        own = [next(numbers) for _ in range(part.leaf_count)]
        if all(number is None for number in own) and own:
            continue
        if None in own:
            raise UnsupportedError(
                f"argument {key or position} of '{traced.function.name}' holds static values "
                "besides arrays, which a library cannot take",
                hint="give the static values as an argument of their own",
            )
        name = key or _root(traced, own) or f"arg{position}"
        found.append(Argument(name, _structure(part)))
    return tuple(found)


def described_returns(traced: Traced, symbols: Sequence[Symbol]) -> Returned:
    """What the function returns; views are over ``symbols``, those of its signature.

    Raises: UnsupportedError for a static result that metadata cannot hold.
    """
    extents: dict[Symbol, Extent] = {
        old: dim(new) for old, new in zip(traced.function.symbols, symbols, strict=True)
    }
    output = traced.output
    leaves = tuple(_leaf(traced.function.name, leaf, extents) for leaf in output.leaves)
    return Returned(_structure(output.structure), leaves)


def _root(traced: Traced, numbers: Sequence[int | None]) -> str | None:
    """``params`` for the leaf ``params['w']``; None without leaves."""
    for number in numbers:
        assert number is not None
        match = _ROOT.match(traced.function.params[number].name)
        return match.group() if match else None
    return None


def _structure(tree: Tree) -> Structure:
    if tree.kind == "leaf":
        return Structure()
    parts = tuple(map(_structure, tree.parts))
    if tree.kind in ("tuple", "list"):
        return Structure(tree.kind, parts)
    if tree.kind == "registered":
        raise UnsupportedError(
            f"a library cannot take or return {tree.container!r}", hint="use a tuple or a dict"
        )
    keys = tuple(_keys(tree))
    if tree.kind == "dict":
        return Structure("dict", parts, keys)
    name = tree.container.__name__ if tree.container is not None else ""
    return Structure("namedtuple", parts, keys, name)


def _keys(tree: Tree) -> Iterator[str | int]:
    for key in tree.keys:
        if not isinstance(key, (str, int)):
            raise UnsupportedError(f"a library cannot have {key!r} as the key of a dict")
        yield key


def _leaf(function: str, leaf: ResultLeaf, extents: Mapping[Symbol, Extent]) -> ReturnedLeaf:
    if leaf.index is None and leaf.view_of is None and not isinstance(leaf.static, _STATIC):
        raise UnsupportedError(f"'{function}' returns {leaf.static!r}, which a library cannot hold")
    python = leaf.python.__name__ if leaf.python is not None else None
    view = tuple(step.substituted(extents) for step in leaf.view)
    return ReturnedLeaf(leaf.index, python, leaf.static, leaf.view_of, view)
