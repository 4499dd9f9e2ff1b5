"""Symbols from the shapes of arguments: what a compiled entry does, in Python.

The parameter types are equations, ``n = 3``, ``2*n = 6``, ``n+1 = 4``. Those with a single unknown
symbol, to the first power and with a constant factor, are solved in turn; all of them are checked
in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import eq, le, lt, ne

from .core import Constraint, Function, Origin
from .errors import RAISED, MgcError, ShapeError, check_code
from .extents import Extent, Symbol, coefficient, format_extent, substitute, symbols_of
from .types import TensorType

RELATIONS: Mapping[str, Callable[[int, int], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le}
"""The relations of a ``Constraint``."""

_Values = dict[Symbol, int]
_Equation = tuple[Extent, int]


def bind_symbols(
    function: Function, shapes: Sequence[tuple[int, ...]], known: Mapping[Symbol, int] | None = None
) -> dict[Symbol, int]:
    """The value of every symbol of ``function`` for arguments of these shapes.

    ``known`` are symbols whose values come from elsewhere: weak ints.

    Raises: ShapeError naming the argument, what is expected and what it is; or the constraint that
        does not hold; or a symbol that no argument determines.
    """
    types = [value.type for value in function.body.params]
    named = list(zip(function.params, types, shapes, strict=True))
    for param, type, shape in named:
        if type.rank != len(shape):
            raise _mismatch(param.name, type, shape, {})
    equations = [e for _, type, shape in named for e in zip(type.shape, shape, strict=True)]
    values = _solve(equations, dict(known or {}))
    for param, type, shape in named:
        if not all(
            _holds(extent, size, values) for extent, size in zip(type.shape, shape, strict=True)
        ):
            raise _mismatch(param.name, type, shape, values, _of_number(function, type))
    for symbol in function.symbols:
        if symbol not in values:
            raise ShapeError(f"no argument of {function.name} determines the extent {symbol.name}")
    for constraint in function.constraints:
        _check(function, constraint, values)
    return values


def _solve(equations: list[_Equation], values: _Values) -> _Values:
    """Adds to ``values`` what the equations determine, until nothing new follows."""
    pending = equations
    while True:
        left: list[_Equation] = []
        for extent, size in pending:
            rest = substitute(extent, values)
            unknown = symbols_of(rest)
            if len(unknown) == 1 and (solution := _solution(rest, size, unknown[0])) is not None:
                values[unknown[0]] = solution
            elif unknown:
                left.append((extent, size))
        if len(left) == len(pending):
            return values
        pending = left


def _solution(extent: Extent, size: int, symbol: Symbol) -> int | None:
    """The natural number that makes ``extent`` equal to ``size``; None if there is no such."""
    factor = coefficient(extent, symbol)
    offset = substitute(extent, {symbol: 0})
    if not isinstance(factor, int) or not isinstance(offset, int) or factor == 0:
        return None
    value, remainder = divmod(size - offset, factor)
    return None if remainder or value < 0 else value


def _holds(extent: Extent, size: int, values: Mapping[Symbol, int]) -> bool:
    return substitute(extent, values) == size


def _check(function: Function, constraint: Constraint, values: _Values) -> None:
    try:
        left, right = (substitute(e, values) for e in (constraint.left, constraint.right))
    except ZeroDivisionError:  # what is no number fulfils nothing
        raise _unmet(function, constraint, values) from None
    if not (isinstance(left, int) and isinstance(right, int)):
        raise ShapeError(
            f"no argument of {function.name} determines {format_constraint(constraint)}"
        )
    if not RELATIONS[constraint.relation](left, right):
        raise _unmet(function, constraint, values)


def _unmet(function: Function, constraint: Constraint, values: _Values) -> MgcError:
    """The error of Python at the line that needs the constraint, or that the call is refused."""
    origin = constraint.origin or Origin(None)
    for other in origin.earlier:
        _check(function, other, values)
    mentioned = (*symbols_of(constraint.left), *symbols_of(constraint.right))
    needs = (
        f"{function.name} needs {format_constraint(constraint)}, got {_listed(mentioned, values)}"
    )
    if origin.error is None:
        hint = "mgc.function without a signature compiles it again for such a call"
        return ShapeError(needs, code="MGC-A2", location=origin.location, hint=hint)
    text = "".join(
        part if isinstance(part, str) else str(substitute(part, values)) for part in origin.text
    )
    index = origin.error == "IndexError"
    return RAISED[origin.error](
        text,
        code="MGC-X1" if index else check_code(origin.error),
        location=origin.location,
        notes=() if index else (f"note: {needs}",),
    )


def format_constraint(constraint: Constraint) -> str:
    """``n < 2*m``."""
    left, right = format_extent(constraint.left), format_extent(constraint.right)
    return f"{left} {constraint.relation} {right}"


def _mismatch(
    name: str,
    type: TensorType,
    shape: tuple[int, ...],
    values: Mapping[Symbol, int],
    hint: str | None = None,
) -> ShapeError:
    mentioned = [symbol for extent in type.shape for symbol in symbols_of(extent)]
    solved = _listed(mentioned, values)
    wanted = f"{type}" + (f" with {solved}" if solved else "")
    return ShapeError(f"argument '{name}' has shape {shape}, expected {wanted}", hint=hint)


def _of_number(function: Function, type: TensorType) -> str | None:
    """What to do where an argument that is a number gives one of the extents."""
    mentioned = {symbol for extent in type.shape for symbol in symbols_of(extent)}
    numbers = [p for p in function.params if p.symbol in mentioned]
    if not numbers:
        return None
    number, symbol = numbers[0].name, numbers[0].symbol
    assert symbol is not None
    return (
        f"the argument '{number}' gives the extent {symbol.name}, as they have one name: call one "
        "of them otherwise if they are not the same number"
    )


def _listed(symbols: Sequence[Symbol], values: Mapping[Symbol, int]) -> str:
    """``n = 3, m = 4``, each symbol that has a value once."""
    unique = dict.fromkeys(symbol for symbol in symbols if symbol in values)
    return ", ".join(f"{symbol.name} = {values[symbol]}" for symbol in unique)
