"""Declared results: ``... -> f32[n,10]`` is a promise about what the function returns."""

from __future__ import annotations

from typing import Any

from mgc.ir.errors import SpecError
from mgc.ir.extents import Extent, Shape, Symbol, format_extent, symbols_of

from .array import PYTHON_KINDS
from .engine import Operand, engine
from .specs import ScalarSpec, Symbols, TensorSpec
from .symbolic_int import ExtentComparison, TracedInt
from .tree import flatten


def check_results(returned: Any, declared: tuple[Any, ...], symbols: Symbols) -> None:
    """Compares what is returned with the declared specs; extents may become constraints.

    Names that no argument uses stand for any extent, the same for the same name.

    Raises: SpecError naming the result, what is declared and what is returned.
    """
    expected, structure = flatten(declared[0] if len(declared) == 1 else declared)
    leaves, found = flatten(returned)
    if structure != found:
        raise SpecError(
            f"the function returns {len(leaves)} values, the signature declares {len(expected)}"
            if len(leaves) != len(expected)
            else "the returned values are nested in another way than the signature declares"
        )
    unknown: dict[Symbol, Extent] = {}
    arguments = set(symbols.order)
    for number, (leaf, spec) in enumerate(zip(leaves, expected, strict=True)):
        _check(number, leaf, spec, symbols, arguments, unknown)


def _check(
    number: int,
    value: Any,
    spec: Any,
    symbols: Symbols,
    arguments: set[Symbol],
    unknown: dict[Symbol, Extent],
) -> None:
    if type(value) in (TracedInt, ExtentComparison):
        value = value.scalar()
    text = f"result {number} is {_describe(value)}, declared {spec}"
    if not isinstance(value, Operand):
        raise SpecError(text)
    found = value.tensor_type
    if isinstance(spec, ScalarSpec):
        if found.shape or found.dtype != spec.dtype:
            raise SpecError(text)
        return
    if not isinstance(spec, TensorSpec) or found.dtype != spec.dtype:
        raise SpecError(text, hint="convert it with .astype, or declare what is returned")
    wanted = symbols.tensor_type(spec, f"result{number}")
    if wanted.rank != found.rank:
        raise SpecError(text)
    _check_extents(found.shape, wanted.shape, arguments, unknown, text)


def _check_extents(
    shape: Shape, wanted: Shape, arguments: set[Symbol], unknown: dict[Symbol, Extent], text: str
) -> None:
    for have, want in zip(shape, wanted, strict=True):
        mentioned = symbols_of(want)
        if any(s not in arguments for s in mentioned):
            if len(mentioned) == 1 and mentioned[0] not in unknown:
                unknown[mentioned[0]] = have
            continue
        try:
            engine().require(have, "==", want, text)
        except ValueError:
            raise SpecError(f"{text}: {format_extent(have)} is not {format_extent(want)}") from None


def _describe(value: Any) -> str:
    if not isinstance(value, Operand):
        return repr(value)
    if value.weak:
        return f"a Python {PYTHON_KINDS[value.tensor_type.dtype.kind].__name__}"
    return str(value.tensor_type)
