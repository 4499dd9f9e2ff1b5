"""The tables behind dispatch: which callable is implemented by what, keyed by identity.

What stands for a callable is found when it is first asked for: among the ops (`Op.numpy`), and in
the module of `composites` that `composites.index` names, whose functions register what they stand
for. What is in neither is not compiled.
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

from .composites.index import MODULES
from .engine import current_engine, engine

Implementation = Callable[..., Any]
_F = TypeVar("_F", bound=Implementation)
_T = TypeVar("_T")

_ELEMENTWISE: dict[Callable[..., Any], Implementation] = {}
_FUNCTIONS: dict[Callable[..., Any], Implementation] = {}
_EXTERNAL: dict[str, Implementation] = {}


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
    load(ufunc)
    found = _ELEMENTWISE.get(ufunc)
    if found is not None:
        return found
    op = _ops().get(ufunc) if isinstance(ufunc, np.ufunc) else None
    if op is None or not issubclass(op, Elementwise):
        return _of_imported(_external_ops()).get(ufunc)
    return _ELEMENTWISE.setdefault(ufunc, _op_implementation(op))


def function_implementation(function: object) -> Implementation | None:
    """What stands for a function that is no ufunc."""
    key: Any = function
    try:
        load(key)
        found = _FUNCTIONS.get(key)
    except TypeError:  # unhashable
        return None
    if found is not None:
        return found
    op = _ops().get(key)
    if op is None or not issubclass(op, (Reduction, Scan)):
        return _external_function(key)
    from .reductions import implementation_of

    return _FUNCTIONS.setdefault(key, keeping_order(key, implementation_of(op)))


def load(key: object) -> None:
    """Imports the module that registers ``key``, if one does.

    ``key``: a callable of NumPy, or a name as in `composites.index`, such as ``.astype``.
    """
    module = _modules().get(key)
    if module is not None:
        importlib.import_module(f".composites.{module}", __package__)


def implemented() -> tuple[Callable[..., Any], ...]:
    """Every callable of NumPy with an implementation."""
    callables = [key for key in (*_modules(), *_ops()) if callable(key)]
    return tuple(
        key
        for key in dict.fromkeys(callables)
        if elementwise_implementation(key) or function_implementation(key)
    )


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
def _modules() -> dict[object, str]:
    """The modules of `composites` by what they register."""
    return {
        key: module
        for module, names in MODULES.items()
        for name in names.split()
        if (key := _key(name)) is not None
    }


def _key(name: str) -> object:
    """What ``name`` of the index is looked up by; None for functions this NumPy does not have."""
    if not name.startswith("np."):
        return name
    owner: Any = np
    for attribute in name.split(".")[1:]:
        owner = getattr(owner, attribute, None)
    return owner


def _op_implementation(op: type[TensorOp]) -> Implementation:
    def implementation(*operands: Any) -> Any:
        return engine().apply(op(), operands)

    return implementation


@cache
def _external_ops() -> dict[str, Implementation]:
    """Ops for callables of packages that may not be there, such as SciPy, by ``module:name``."""
    tensor_ops = [op for op in OPS.values() if issubclass(op, TensorOp)]
    return {name: _op_implementation(op) for op in tensor_ops for name in op.external}


def _external_function(function: Callable[..., Any]) -> Implementation | None:
    """What stands for a function of a package that has been imported."""
    names = {str(key): str(key) for key in _modules() if isinstance(key, str) and ":" in key}
    name = _of_imported(names).get(function)
    if name is None:
        return None
    load(name)
    return _EXTERNAL[name]


def _of_imported(named: dict[str, _T]) -> dict[Callable[..., Any], _T]:
    """What stands for callables, by ``module:name``, of the modules that have been imported."""
    found: dict[Callable[..., Any], _T] = {}
    for name, implementation in named.items():
        module, _, attribute = name.partition(":")
        loaded = sys.modules.get(module)
        if loaded is not None:
            found[getattr(loaded, attribute)] = implementation
    return found
