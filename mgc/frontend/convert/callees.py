"""What a callee is made of: the Python function that would run, and how to put it back together.

`Hooks.call` gets whatever stands before the parentheses: a function, a bound method, a partial
function, a class, an object with ``__call__``. `resolve_callee` takes it apart.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, cast

from mgc.ir.location import is_internal_code
from mgc.ir.records import dataclass

UNCONVERTED_PACKAGES = frozenset({"mgc", "numpy", "narwhals", "pandas"})
"""Packages whose Python code is not looked into.

mgc's and NumPy's functions are known as operations. The others are asked by libraries whether an
array is a data frame, and have nothing to do where it is not.
"""


class CalleeKind(Enum):
    """How a callee comes to run a Python function."""

    FUNCTION = "function"
    METHOD = "method"
    PARTIAL = "partial"
    CALL_OBJECT = "call object"
    CLASS = "class"
    CACHED = "cached"
    SINGLE_DISPATCH = "single dispatch"
    OPAQUE = "opaque"


@dataclass(frozen=True)
class Callee:
    """A callee taken apart.

    ``function`` is the Python function that runs; None if there is none (`CalleeKind.OPAQUE`), or
    if the arguments decide (`CalleeKind.SINGLE_DISPATCH`, see `dispatch_on_first`).
    ``rebind(converted)`` is called as the original callee is, and runs ``converted``.
    """

    kind: CalleeKind
    function: Any  # FunctionType | None, which type checkers would take for a method
    rebind: Callable[[Callable[..., Any]], Callable[..., Any]]


def resolve_callee(callee: Any) -> Callee:
    """Take ``callee`` apart; the outermost wrapping gives the kind."""
    if isinstance(callee, FunctionType):
        if callee.__code__ is _SINGLE_DISPATCH_CODE:
            return Callee(CalleeKind.SINGLE_DISPATCH, None, _as_it_is)
        return Callee(CalleeKind.FUNCTION, callee, _as_it_is)
    if isinstance(callee, MethodType):
        return _method(callee)
    if isinstance(callee, functools.partial):
        return _partial(callee)
    if isinstance(callee, _CACHED_TYPE):
        return _around(CalleeKind.CACHED, callee.__wrapped__, _as_it_is)
    if isinstance(callee, type):
        return _class(callee)
    call: Any = inspect.getattr_static(type(callee), "__call__", None)
    if isinstance(call, FunctionType):
        return _around(
            CalleeKind.CALL_OBJECT, call, lambda converted: MethodType(converted, callee)
        )
    return _OPAQUE


def is_user_function(function: Callable[..., Any]) -> bool:
    """True for Python code that is to be converted when it is called.

    False for the standard library, mgc, and packages whose functions are operations to mgc. Where
    the code is counts, not the module that a wrapper claims to be from.
    """
    if not isinstance(function, FunctionType) or is_internal_code(function.__code__):
        return False
    module: str = function.__globals__.get("__name__", "")
    package = module.partition(".")[0]
    return package not in UNCONVERTED_PACKAGES


def dispatch_on_first(callee: Any, call: Callable[[Any], Callable[..., Any]]) -> Callable[..., Any]:
    """``callee``, made by `functools.singledispatch`, with its implementations passed to ``call``.

    ``call`` is `Hooks.call`: it decides about the implementation that the first argument chooses.
    """

    @functools.wraps(callee)
    def dispatching(*arguments: Any, **keywords: Any) -> Any:
        if not arguments:
            return callee(*arguments, **keywords)  # raises Python's own error
        implementation = callee.dispatch(arguments[0].__class__)
        return call(implementation)(*arguments, **keywords)

    return dispatching


def _as_it_is(converted: Callable[..., Any]) -> Callable[..., Any]:
    """A function that nothing is bound to."""
    return converted


_OPAQUE = Callee(CalleeKind.OPAQUE, None, _as_it_is)
_CACHED_TYPE: Any = type(functools.cache(_as_it_is))
_SINGLE_DISPATCH_CODE = cast("FunctionType", functools.singledispatch(_as_it_is)).__code__


def _around(
    kind: CalleeKind, inner: Any, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> Callee:
    """A callee of ``kind`` that runs the callee ``inner``."""
    found = resolve_callee(inner)
    if found.function is None:
        return _OPAQUE
    return Callee(kind, found.function, lambda converted: wrap(found.rebind(converted)))


def _method(callee: MethodType) -> Callee:
    """A function with its first argument, also of a class or an instance of another type."""
    function: Any = callee.__func__
    owner = callee.__self__
    return _around(CalleeKind.METHOD, function, lambda converted: MethodType(converted, owner))


def _partial(callee: functools.partial[Any]) -> Callee:
    """A function with some arguments given."""
    arguments, keywords = callee.args, callee.keywords
    return _around(
        CalleeKind.PARTIAL,
        callee.func,
        lambda converted: functools.partial(converted, *arguments, **keywords),
    )


def _class(callee: type) -> Callee:
    """A class, also of exceptions, whose instances ``__init__``, written in Python, completes."""
    make: Any = callee.__new__
    initialize: Any = callee.__init__  # type: ignore[misc]
    error = issubclass(callee, BaseException) and isinstance(make, BuiltinFunctionType)
    ordinary = type(callee).__call__ is type.__call__ and (error or make is object.__new__)
    if not ordinary or not isinstance(initialize, FunctionType):
        return _OPAQUE
    if is_internal_code(initialize.__code__):
        return _OPAQUE  # of the standard library, or written by dataclasses: no user code in it

    def rebind(converted: Callable[..., Any]) -> Callable[..., Any]:
        def construct(*arguments: Any, **keywords: Any) -> Any:
            instance: Any = make(callee, *arguments, **keywords) if error else make(callee)
            result = converted(instance, *arguments, **keywords)
            if result is not None:
                kind = type(result).__name__
                raise TypeError(f"__init__() should return None, not '{kind}'")
            return instance

        return construct

    return Callee(CalleeKind.CLASS, initialize, rebind)
