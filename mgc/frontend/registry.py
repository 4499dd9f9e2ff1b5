"""The tables behind dispatch: which callable is implemented by what, keyed by identity.

They are filled when first asked for: from the ops (`Op.numpy`) and from the modules of
`composites`, whose functions register the callables they stand for. What is in no table is not
compiled.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar

import numpy as np

from mgc.ir.ops import OPS
from mgc.ir.ops.base import Elementwise, Reduction, TensorOp
from mgc.ir.ops.scan import Scan

from .engine import current_engine, engine

Implementation = Callable[..., Any]
_F = TypeVar("_F", bound=Implementation)

_ELEMENTWISE: dict[Callable[..., Any], Implementation] = {}
_FUNCTIONS: dict[Callable[..., Any], Implementation] = {}
_EXTERNAL: dict[str, Implementation] = {}
_COMPOSITES = (
    "applying",
    "arithmetic",
    "array_methods",
    "bits",
    "choosing",
    "contiguous",
    "contraction",
    "counting",
    "create",
    "einsum",
    "factorizations",
    "histograms",
    "index_arrays",
    "indexing",
    "insertion",
    "joining",
    "linalg",
    "logic",
    "nan_functions",
    "padding",
    "polynomials",
    "quantiles",
    "queries",
    "ranges",
    "rearranging",
    "repeating",
    "select",
    "sequences",
    "series",
    "sets",
    "shape",
    "sorting",
    "spacing",
    "special",
    "special_matrices",
    "statistics",
    "windows",
)


def elementwise(*callables: Callable[..., Any]) -> Callable[[_F], _F]:
    """Registers what computes ufuncs: loop-typed operands of one shape in, results out."""

    def register(implementation: _F) -> _F:
        _add(_ELEMENTWISE, callables, implementation)
        return implementation

    return register


def implements(*callables: Callable[..., Any]) -> Callable[[_F], _F]:
    """Registers what stands for NumPy functions; it takes their arguments."""

    def register(implementation: _F) -> _F:
        for callable in dict.fromkeys(callables):
            _add(_FUNCTIONS, (callable,), keeping_order(callable, implementation))
        return implementation

    return register


def implements_external(name: str) -> Callable[[_F], _F]:
    """Registers what stands for a function of a package that may not be there, ``module:name``."""

    def register(implementation: _F) -> _F:
        _EXTERNAL[name] = keeping_order(name, implementation)
        return implementation

    return register


def keeping_order(callee: object, implementation: Implementation) -> Implementation:
    """The implementation of ``callee``, a function or the name of a method or external function.

    Results lie in memory as NumPy lays them out.
    """

    @wraps(implementation)
    def run(*args: Any, **kwargs: Any) -> Any:
        result = implementation(*args, **kwargs)
        current = current_engine()
        return result if current is None else current.keep_order(callee, args, kwargs, result)

    return run


def elementwise_implementation(ufunc: Callable[..., Any]) -> Implementation | None:
    """What computes ``ufunc`` on loop-typed operands."""
    _load()
    found = _ELEMENTWISE.get(ufunc)
    return found if found is not None else _external_ops().get(ufunc)


def function_implementation(function: object) -> Implementation | None:
    """What stands for a function that is no ufunc."""
    _load()
    key: Any = function
    try:
        return _FUNCTIONS.get(key) or _external_functions().get(key)
    except TypeError:  # unhashable
        return None


def implemented() -> tuple[Callable[..., Any], ...]:
    """Every callable with an implementation."""
    _load()
    return (*_ELEMENTWISE, *_FUNCTIONS)


def always_traced(function: Callable[..., Any]) -> bool:
    """True for functions that make arrays from nothing: traced without traced arguments too."""
    return function in _creations()


def is_type_query(function: Callable[..., Any]) -> bool:
    """True for NumPy functions about types: they are called as they are."""
    return function in _type_queries()


@cache
def _creations() -> frozenset[Callable[..., Any]]:
    names = (
        "zeros ones empty full zeros_like ones_like empty_like full_like arange linspace eye "
        "identity array asarray asanyarray ascontiguousarray copy ndarray tri indices "
        "fromfunction tril_indices triu_indices diag_indices logspace geomspace"
    )
    return frozenset(getattr(np, name) for name in names.split())


@cache
def _type_queries() -> frozenset[Callable[..., Any]]:
    names = (
        "dtype finfo iinfo result_type promote_types can_cast min_scalar_type issubdtype "
        "iscomplexobj isrealobj isscalar iterable broadcast_shapes common_type errstate "
        "set_printoptions get_printoptions geterr seterr isdtype"
    )
    return frozenset(getattr(np, name) for name in names.split())


def op_of(callable: Callable[..., Any]) -> type[TensorOp] | None:
    """The op that stands for a NumPy callable by itself."""
    return _ops().get(callable)


def _add(
    table: dict[Callable[..., Any], Implementation],
    callables: tuple[Callable[..., Any], ...],
    implementation: Implementation,
) -> None:
    for callable in dict.fromkeys(callables):  # some names of NumPy are the same function
        if callable in table:
            raise ValueError(f"{callable} is registered twice")
        table[callable] = implementation


@cache
def _ops() -> dict[Callable[..., Any], type[TensorOp]]:
    return {
        callable: op for op in OPS.values() if issubclass(op, TensorOp) for callable in op.numpy
    }


@cache
def _load() -> None:
    """Fills the tables."""
    for name in _COMPOSITES:
        importlib.import_module(f".composites.{name}", __package__)
    for callable, op in _ops().items():
        if issubclass(op, Elementwise) and isinstance(callable, np.ufunc):
            _ELEMENTWISE.setdefault(callable, _op_implementation(op))
        elif issubclass(op, (Reduction, Scan)):
            from .reductions import implementation_of

            if callable not in _FUNCTIONS:
                _FUNCTIONS[callable] = keeping_order(callable, implementation_of(op))


def _op_implementation(op: type[TensorOp]) -> Implementation:
    def implementation(*operands: Any) -> Any:
        return engine().apply(op(), operands)

    return implementation


def _external_ops() -> dict[Callable[..., Any], Implementation]:
    """Ops for callables of packages that have been imported, such as SciPy."""
    tensor_ops = [op for op in OPS.values() if issubclass(op, TensorOp)]
    return _of_imported({name: _op_implementation(op) for op in tensor_ops for name in op.external})


def _external_functions() -> dict[Callable[..., Any], Implementation]:
    return _of_imported(_EXTERNAL)


def _of_imported(named: dict[str, Implementation]) -> dict[Callable[..., Any], Implementation]:
    """What stands for callables, by ``module:name``, of the modules that have been imported."""
    found: dict[Callable[..., Any], Implementation] = {}
    for name, implementation in named.items():
        module, _, attribute = name.partition(":")
        loaded = sys.modules.get(module)
        if loaded is not None:
            found[getattr(loaded, attribute)] = implementation
    return found
