"""From a function of the tensor IR to its calling convention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mgc.ir.core import Constraint, Function, Param, ResultInfo
from mgc.ir.errors import CodegenError, ShapeError, UnsupportedError
from mgc.ir.extents import Extent, Symbol, coefficient, dim, substitute, symbols_of
from mgc.ir.names import Names
from mgc.ir.types import TensorType

from .abi import Binding, Parameter, Result, Signature
from .c_names import check_function_name


def signature_of(
    function: Function, workspace: Extent = 0, *, embed_captured: bool = True
) -> Signature:
    """The calling convention of ``function``, whose kernel needs ``workspace`` bytes.

    ``embed_captured`` False makes captured arrays ordinary arguments, in their place.

    Raises: ShapeError for an extent that no argument determines.
    """
    names = Names(function)
    symbols = {symbol: _renamed(names, symbol) for symbol in function.symbols}
    parameters = [
        _parameter(names, param, value.type, embed_captured=embed_captured)
        for param, value in zip(function.params, function.body.params, strict=True)
    ]
    dims: dict[Symbol, Extent] = {old: dim(new) for old, new in symbols.items()}
    results = [
        _result(names, info, value.type, dims)
        for value, info in zip(function.body.results, function.results, strict=True)
    ]
    constraints = tuple(
        Constraint(names.extent(c.left), c.relation, names.extent(c.right))
        for c in function.constraints
    )
    renamed = tuple(symbols.values())
    inside = [s for r in results for e in r.shape for s in symbols_of(e) if s not in renamed]
    return Signature(
        function.name,
        tuple(parameters),
        tuple(results),
        renamed,
        bindings_of(function.name, parameters, renamed),
        constraints,
        names.extent(workspace),
        tuple(dict.fromkeys(inside)),
    )


def _parameter(names: Names, param: Param, type: TensorType, *, embed_captured: bool) -> Parameter:
    return Parameter(
        param.name,
        "array" if param.kind == "captured" and not embed_captured else param.kind,
        type.dtype,
        tuple(map(names.extent, type.shape)),
        param.writable,
        _renamed(names, param.symbol) if param.symbol is not None else None,
        param.order or param.layout.replace("C", ""),
    )


def _result(
    names: Names, info: ResultInfo, type: TensorType, symbols: Mapping[Symbol, Extent]
) -> Result:
    view = tuple(op.substituted(symbols) for op in info.view)
    shape = tuple(map(names.extent, type.shape))
    return Result(type.dtype, shape, info.inout, info.alias, view, info.scalar, info.extents)


def bindings_of(
    name: str, parameters: Sequence[Parameter], symbols: Sequence[Symbol]
) -> tuple[Binding, ...]:
    """How each symbol is found, in an order in which this is possible.

    An extent that is just the symbol is preferred to one that must be solved for it.

    Raises: ShapeError for a symbol that no argument determines.
    """
    bound = [
        Binding(parameter.symbol, number)
        for number, parameter in enumerate(parameters)
        if parameter.symbol is not None
    ]
    while True:
        known = {binding.symbol for binding in bound}
        missing = [symbol for symbol in symbols if symbol not in known]
        if not missing:
            return tuple(bound)
        candidates = [
            binding
            for number, parameter in enumerate(parameters)
            for axis, extent in enumerate(parameter.shape)
            if (binding := _solved(extent, known, number, axis)) is not None
        ]
        if not candidates:
            raise ShapeError(f"no argument of {name} determines the extent {missing[0].name}")
        direct = [c for c in candidates if (c.factor, c.offset) == (1, 0)]
        bound.append((direct or candidates)[0])


def _renamed(names: Names, symbol: Symbol) -> Symbol:
    (renamed,) = symbols_of(names.extent(dim(symbol)))
    return renamed


def _solved(extent: Extent, known: set[Symbol], parameter: int, axis: int) -> Binding | None:
    """The binding that ``extent`` gives if exactly one of its symbols is unknown and linear."""
    unknown = [symbol for symbol in symbols_of(extent) if symbol not in known]
    if len(unknown) != 1:
        return None
    factor = coefficient(extent, unknown[0])
    if factor is None or factor == 0:
        return None
    return Binding(unknown[0], parameter, axis, factor, substitute(extent, {unknown[0]: 0}))


def check_exportable(signature: Signature) -> None:
    """Sees to it that a library can hold the function.

    Raises: CodegenError for a name that C cannot have or a captured array that is written;
        UnsupportedError for a required memory layout, or a result of which another extent than the
        first depends on data.
    """
    check_function_name(signature.name)
    for parameter in signature.parameters:
        if parameter.layout == "F":
            raise UnsupportedError(
                f"'{signature.name}' was traced with argument '{parameter.name}' in Fortran order, "
                "and would mean another thing for other arrays",
                hint="compile it for arguments in C order, as a signature text gives them",
            )
        if parameter.kind == "captured" and parameter.writable:
            raise CodegenError(
                f"'{signature.name}' writes to the captured array '{parameter.name}', which a "
                "library holds as a constant",
                hint="pass the array as an argument",
            )
    for result in signature.results:
        if result.alias is not None and signature.parameters[result.alias].kind == "captured":
            raise CodegenError(
                f"'{signature.name}' returns the captured array "
                f"'{signature.parameters[result.alias].name}' itself",
                hint="return a copy of it",
            )
        _check_prefix(signature, result)


def _check_prefix(signature: Signature, result: Result) -> None:
    """Raises: UnsupportedError where what a result holds would not be in one piece."""
    apart = any(number is not None for number in result.extents[1:])
    if apart or any(map(signature.is_computed, result.shape[1:])):
        raise UnsupportedError(
            f"'{signature.name}' has a result {result} of which another extent than the first "
            "depends on data",
            code="MGC-D2",
            hint="return it transposed, as in y.T.copy(), with that axis first",
        )
