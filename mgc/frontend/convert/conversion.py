"""Converting a function: find its source, rewrite the tree, compile it, bind it to the hooks."""

from __future__ import annotations

import copy
import inspect
import sys
import weakref
from collections.abc import Callable
from dataclasses import replace
from types import CodeType, FunctionType
from typing import Any

from mgc.ir.records import dataclass

from .assigning_conditions import convert_assigning_conditions
from .booleans import convert_booleans
from .calls import convert_calls
from .codes import nested_codes, rename, replace_constants
from .comprehensions import convert_comprehensions
from .conditions import convert_conditions
from .debugging import hide_internal_frames
from .errors import ConversionError, Obstacle
from .exits import convert_exits
from .formatting import convert_formatting
from .hooks import Hooks
from .liveness import annotate_sites
from .loads import convert_loads
from .loops import convert_loops
from .matching import convert_matches
from .private import spell_private_names
from .raising import convert_raising
from .rewriter import OPERATION, Pass
from .runtime import Operation, operations
from .sites import decoded
from .skeleton import Definition, bare, compile_definition
from .source import find_definition
from .subscripts import convert_subscripts
from .truth import convert_truth

PASSES: tuple[Pass, ...] = (
    convert_assigning_conditions,
    convert_matches,
    convert_exits,
    annotate_sites,
    convert_truth,
    convert_conditions,
    convert_loops,
    convert_raising,
    convert_comprehensions,
    convert_booleans,
    convert_formatting,
    convert_loads,
    convert_subscripts,
    convert_calls,
)
"""The rewriting passes in order.

`exits` makes the statements that the next five look for; calls come last, so that other passes may
add calls.
"""

_GENERATOR_FLAGS = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR


@dataclass
class _Converted:
    """The conversion of a code object, and that code bound to the hooks that were used last."""

    original: weakref.ref[CodeType]
    code: CodeType
    hooks: Hooks | None = None
    bound: CodeType | None = None


_cache: dict[int, _Converted] = {}


def convert(function: Callable[..., Any], hooks: Hooks) -> FunctionType:
    """A function like ``function`` whose calls, subscripts and updates go through ``hooks``.

    It shares globals, closure cells, defaults and attributes with the original. Functions and
    classes defined inside are converted with it. Decorators around it are not part of it.

    Raises:
        ConversionError: there is no source text, or the function is a generator or a coroutine.
        TypeError: ``function`` is not a function; `resolve_callee` finds the function in a callee.
    """
    if not isinstance(function, FunctionType):
        raise TypeError(f"only a function can be converted, not '{type(function).__name__}'")
    hide_internal_frames()
    entry = _entry(function)
    if entry is None:
        code = function.__code__
        return function if _hooks_of(code) is hooks else _rebuild(function, _bind(code, hooks))
    if entry.bound is None or entry.hooks is not hooks:
        entry.hooks, entry.bound = hooks, _bind(entry.code, hooks)
    return _rebuild(function, entry.bound)


def is_converted(function: FunctionType) -> bool:
    """True for the result of `convert`, and for functions defined inside converted code."""
    return _hooks_of(function.__code__) is not None


def obstacle(function: Callable[..., Any]) -> ConversionError | None:
    """The error that `convert` would raise for ``function``, None if it can be converted."""
    try:
        if isinstance(function, FunctionType):
            _entry(function)
    except ConversionError as error:
        return error
    return None


def _entry(function: FunctionType) -> _Converted | None:
    """The conversion of the function's code, made at first use; None if it is converted code.

    Keyed by identity: equal code objects may come from different files.
    """
    code = function.__code__
    entry = _cache.get(id(code))
    if entry is None:
        if _hooks_of(code) is not None:
            return None
        _refuse_suspending(code)
        converted = _converted_code(find_definition(function), code)
        key = id(code)
        forget = _cache.pop  # the module may be gone before the last function
        original = weakref.ref(code, lambda _: forget(key, None))
        entry = _cache[key] = _Converted(original, converted)
    return entry


def _refuse_suspending(code: CodeType) -> None:
    """Generators and coroutines run in pieces, when someone asks: there is nothing to trace."""
    if code.co_flags & _GENERATOR_FLAGS:
        raise ConversionError(
            Obstacle.GENERATOR, f"'{code.co_qualname}' is a generator: it contains 'yield'"
        )
    if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ITERABLE_COROUTINE):
        raise ConversionError(
            Obstacle.COROUTINE, f"'{code.co_qualname}' is a coroutine: it is an 'async def'"
        )


def _converted_code(definition: Definition, original: CodeType) -> CodeType:
    """The code of ``definition`` rewritten by the passes, not yet bound to hooks."""
    tree = spell_private_names(copy.deepcopy(bare(definition.node)), definition.class_name)
    for rewrite in PASSES:
        tree = rewrite(tree)
    code = compile_definition(replace(definition, node=tree), original)
    return rename(code, original)


def _bind(code: CodeType, hooks: Hooks) -> CodeType:
    """``code`` with the operations of ``hooks`` among its constants."""
    table = operations(hooks)

    def bound(constant: Any) -> Any:
        if isinstance(constant, Operation):
            return table[constant.name]
        if not isinstance(constant, tuple):
            return constant
        if len(constant) == 2 and constant[0] == OPERATION:
            return table[constant[1]]
        return decoded(constant) or constant

    return replace_constants(code, bound)


def _hooks_of(code: CodeType) -> Hooks | None:
    """The hooks that converted code is bound to; None for code that was not converted."""
    for constant in code.co_consts:
        if isinstance(constant, Operation):
            return constant.hooks
    found = map(_hooks_of, nested_codes(code))
    return next((hooks for hooks in found if hooks is not None), None)


def _rebuild(function: FunctionType, code: CodeType) -> FunctionType:
    """``function`` with other code; the free variables keep their cells."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    new = FunctionType(
        code,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        tuple(cells[name] for name in code.co_freevars),
    )
    new.__kwdefaults__ = function.__kwdefaults__
    if sys.version_info >= (3, 14):
        new.__annotate__ = function.__annotate__  # evaluated when someone asks
    else:
        new.__annotations__ = function.__annotations__
    new.__qualname__ = function.__qualname__
    new.__module__ = function.__module__
    new.__doc__ = function.__doc__
    new.__dict__.update(function.__dict__)
    if sys.version_info >= (3, 12):
        new.__type_params__ = function.__type_params__
    return new
