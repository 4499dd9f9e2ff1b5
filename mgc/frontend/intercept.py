"""What converted code calls: the hooks of a trace.

A call site asks what to call in place of ``f``. NumPy's functions and Python's own (``float``,
``max``, ``math.sqrt``) become operations of the current engine, functions of the user are converted
in turn, and what has side effects is refused before it happens.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from types import BuiltinFunctionType, BuiltinMethodType, ModuleType
from typing import Any

import numpy as np

from .array import TracedArray
from .attribute_assignment import assign_attribute
from .attributes import get_attribute
from .builtin_calls import builtin_call
from .composites.create import constant_array
from .control.growth import watch_call, watch_change, watch_item, watched_next
from .control.hooks import ControlHooks, loaded
from .control.values import MaybeUnbound
from .convert import (
    CalleeKind,
    ConversionError,
    Obstacle,
    convert,
    dispatch_on_first,
    is_converted,
    is_user_function,
    resolve_callee,
)
from .convert.unbound import Unbound
from .dispatch import binary_operator, callable_name, ufunc_call, ufunc_method, unsupported_callable
from .effects import effect_of
from .engine import Operand, current_engine, engine
from .indexing import get_item, get_scalar_item
from .masked import MaskedArray, masked_function
from .mutation import inplace_operator, require_same_kind, set_item
from .properties import Read, user_property
from .refusal import refused, untraceable
from .registry import always_traced, function_implementation, is_type_query
from .sequence_items import is_run_time_index, item_of_sequence
from .symbolic_int import ExtentComparison, TracedInt
from .teaching import registered

INPLACE_UFUNCS: dict[str, np.ufunc] = {
    "iadd": np.add,
    "isub": np.subtract,
    "imul": np.multiply,
    "imatmul": np.matmul,
    "itruediv": np.true_divide,
    "ifloordiv": np.floor_divide,
    "imod": np.remainder,
    "ipow": np.power,
    "ilshift": np.left_shift,
    "irshift": np.right_shift,
    "iand": np.bitwise_and,
    "ixor": np.bitwise_xor,
    "ior": np.bitwise_or,
}
_CONVERSION_CODES = {
    Obstacle.NO_SOURCE: "MGC-P1",
    Obstacle.GENERATOR: "MGC-P2",
    Obstacle.COROUTINE: "MGC-P2",
    Obstacle.CHANGED_SOURCE: "MGC-P3",
}


class TraceHooks(ControlHooks):
    """The hooks of converted code; they consult the current engine, and without one do nothing."""

    def call(self, callee: Any, /) -> Callable[..., Any]:
        """What to call in place of ``callee``."""
        if current_engine() is None:
            function: Callable[..., Any] = callee
            return function
        return replacement(loaded(callee) if type(callee) in _ABSENT else callee)

    def get_item(self, array: Any, index: Any, /) -> Any:
        """``array[index]``; real arrays are captured."""
        if current_engine() is not None:
            if isinstance(array, Operand):
                return get_scalar_item(array, index) if array.is_scalar else get_item(array, index)
            if type(array) is np.ndarray:
                return get_item(engine().capture(array), index)
            if type(array) in (list, tuple) and is_run_time_index(index):
                return item_of_sequence(array, index)
            special = _SUBSCRIPTED.get(id(array))
            if special is not None and contains_array(index):
                return special(index)
            if special is not None:
                return _fresh(array[index])
        return lifted(array[index])

    def set_item(self, array: Any, index: Any, value: Any, /) -> None:
        """``array[index] = value``; real arrays are captured."""
        if type(array) is np.ndarray and current_engine() is not None:
            set_item(engine().capture(array), index, value)
        else:
            watch_item(array, index)
            array[index] = value

    def load(self, value: Any, /) -> Any:
        """``value``, or what stands for it if it is a real array."""
        if type(value) in _ABSENT:
            value = loaded(value)
        return lifted(value) if type(value) in _LIFTED else value

    def watch(self, owner: Any, attribute: str, /) -> Any:
        """``owner``; the numbers among its attributes are guarded."""
        if type(owner) is np.ndarray:
            return lifted(owner)
        current = current_engine()
        if current is not None and isinstance(owner, Operand):
            plain = attribute.startswith("__") or not owner.is_scalar
            return owner if plain else Read(get_attribute(owner, attribute))
        if current is not None and not isinstance(owner, ModuleType):
            current.watch(owner, attribute)
            found = user_property(owner, attribute)
            if found is not None:
                return Read(self.call(found.fget)(owner))
        return owner

    def set_attribute(self, owner: Any, attribute: str, value: Any, /) -> None:
        """``owner.attribute = value``."""
        current = current_engine()
        if current is None:
            setattr(owner, attribute, value)
            return
        if isinstance(owner, (Operand, MaskedArray)):
            assign_attribute(owner, attribute, value)
            return
        found = user_property(owner, attribute)
        if found is not None and found.fset is not None:
            self.call(found.fset)(owner, value)
        else:
            current.set_attribute(owner, attribute, value)

    def update_item(self, array: Any, index: Any, operator: str, value: Any, old: Any, /) -> None:
        """``array[index] op= value``."""
        if type(old) is TracedArray and old.buffer.copied_from:
            # A view in NumPy and a copy here: the new value is stored, not written into the copy.
            result = binary_operator(INPLACE_UFUNCS[operator], old, value)
            require_same_kind(old, result, INPLACE_UFUNCS[operator].__name__)
            self.set_item(array, index, result)
            return
        self.set_item(array, index, self.inplace(operator, old, value))

    def inplace(self, operator: str, target: Any, value: Any, /) -> Any:
        """``target op= value``."""
        if isinstance(target, _ABSENT):
            target = loaded(target)
        if current_engine() is not None:
            if isinstance(target, (Operand, MaskedArray)):
                result = inplace_operator(INPLACE_UFUNCS[operator], target, value)
                if result is not NotImplemented:
                    return result
            elif isinstance(target, np.ndarray):  # a real one
                captured = engine().capture(target)
                return self.inplace(operator, captured, value)
            else:
                watch_change(target, "changes the contents")
        return _INPLACE[operator](target, value)


_LIFTED = (np.ndarray, tuple)
_ABSENT = (Unbound, MaybeUnbound)

HOOKS = TraceHooks()
"""The one object converted code is bound to."""

_INPLACE: dict[str, Callable[[Any, Any], Any]] = {
    name: getattr(operator, name) for name in INPLACE_UFUNCS
}


def converted(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` with its own code converted. Raises: MGC-P1 to P3 where that is impossible."""
    callee = resolve_callee(function)
    if callee.kind is CalleeKind.SINGLE_DISPATCH:
        return dispatch_on_first(function, HOOKS.call)
    if callee.function is None or not is_user_function(callee.function):
        return function
    current = current_engine()
    if current is not None and not is_converted(callee.function):
        current.enter(callee.function)
    if getattr(callee.function, "__mgc_no_convert__", False):
        return function
    try:
        return callee.rebind(convert(callee.function, HOOKS))
    except ConversionError as error:
        raise untraceable(
            _CONVERSION_CODES[error.obstacle],
            error.reason,
            "mark the function with mgc.no_convert to trace it as it is",
        ) from None


def replacement(callee: Any) -> Callable[..., Any]:
    """What converted code calls in place of ``callee``."""
    watch_call(callee)
    if callee is next or callee is setattr:
        return watched_next if callee is next else HOOKS.set_attribute
    taught = registered(callee)
    if taught is not None:
        return converted(taught)
    if type(callee) is partial and _is_own(callee.func):
        function: Callable[..., Any] = callee
        return function
    inlined = getattr(callee, "__mgc_traced__", None)
    if inlined is not None:
        return converted(inlined)
    problem = effect_of(callee)
    if problem is not None:
        return engine().effect(callee, problem)
    if callee is np.errstate or callee is np.seterr:
        return _errstate(callee)
    special = builtin_call(callee)
    if special is not None:
        return special
    return _numpy_call(callee) or _bound_call(callee) or _other_call(callee)


def _errstate(callee: Callable[..., Any]) -> Callable[..., Any]:
    """``np.errstate``: compiled code neither warns nor raises, so it must not be asked to."""

    def call(*args: Any, **kwargs: Any) -> Any:
        if any(value not in ("ignore", "warn", None) for value in (*args, *kwargs.values())):
            raise refused(
                "MGC-F3",
                "floating-point errors that raise or call something, which compiled code ignores",
                "check the values, e.g. with np.isfinite",
            )
        return callee(*args, **kwargs)

    return call


def _is_own(function: Any) -> bool:
    return str(getattr(function, "__module__", "")).startswith("mgc.frontend")


def _numpy_call(callee: Any) -> Callable[..., Any] | None:
    """The call of a ufunc, a function of the tables, a NumPy scalar type, or another of NumPy's."""
    implementation = function_implementation(callee)
    if implementation is None and isinstance(callee, np.ufunc):
        return _where_arrays(callee, lambda *args, **options: ufunc_call(callee, args, **options))
    if implementation is not None:
        if always_traced(callee):
            return implementation
        return _where_arrays(callee, implementation)
    if isinstance(callee, type) and issubclass(callee, np.generic):
        from .scalar_types import scalar_type_call

        return _where_arrays(callee, partial(scalar_type_call, callee))
    module = getattr(callee, "__module__", None) or ""
    if isinstance(module, str) and module.partition(".")[0] in ("numpy", "scipy"):
        if is_type_query(callee):
            function: Callable[..., Any] = callee
            return function
        if _is_python_of_scipy(callee, module):
            return None
        return _where_arrays(callee, partial(_refuse, callee))
    return None


def _is_python_of_scipy(callee: Any, module: str) -> bool:
    """True for functions of SciPy that are converted as a user's are."""
    if module.partition(".")[0] != "scipy":
        return False
    function = resolve_callee(callee).function
    return function is not None and is_user_function(function)


def _where_arrays(
    callee: Callable[..., Any], implementation: Callable[..., Any]
) -> Callable[..., Any]:
    """Calls the implementation if arrays are involved, else ``callee``: its result is static."""

    def call(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(x, MaskedArray) for x in args) and not isinstance(callee, np.ufunc):
            return masked_function(callee, args, kwargs)
        if contains_array((args, kwargs)):
            return implementation(*args, **kwargs)
        return _fresh(callee(*args, **kwargs))

    return call


def _fresh(value: Any) -> Any:
    """What NumPy made while tracing: its arrays become constants that can be written."""
    if type(value) is np.ndarray:
        return constant_array(value)
    if type(value) in (tuple, list):
        return type(value)(map(_fresh, value))
    return value


def _refuse(callee: Any, *args: Any, **kwargs: Any) -> Any:
    module = getattr(callee, "__module__", "")
    values = (*args, *kwargs.values())
    if all(type(v) in (TracedInt, int, float, str, bool, type(None)) for v in values):
        return callee(*map(_whole, args), **{k: _whole(v) for k, v in kwargs.items()})
    if module.startswith("scipy"):
        raise refused(
            "MGC-F2",
            f"{callable_name(callee)} is compiled code that needs a real array",
            "write it with NumPy, or call it outside the compiled function",
        )
    raise unsupported_callable(callee)


def _whole(value: Any) -> Any:
    """The int that a symbolic one is. Raises: what asks a loop to be unrolled."""
    return operator.index(value) if type(value) is TracedInt else value


def _bound_call(callee: Any) -> Callable[..., Any] | None:
    """A method of a real array (which is captured) or of a ufunc, or ``format`` of a text."""
    if not isinstance(callee, (BuiltinFunctionType, BuiltinMethodType)):
        return None
    owner = callee.__self__
    if isinstance(owner, str) and callee.__name__ == "format":
        return lambda *args, **kwargs: HOOKS.text((args, kwargs), "format", owner)
    if isinstance(owner, np.ndarray):
        method: Callable[..., Any] = getattr(engine().capture(owner), callee.__name__)
        return method
    if isinstance(owner, np.ufunc):
        name = callee.__name__
        return _where_arrays(
            callee, lambda *args, **options: ufunc_method(owner, name, args, options)
        )
    return None


def _other_call(callee: Any) -> Callable[..., Any]:
    """A user function, converted; the arrays that others return are constants."""
    function = converted(callee)
    if function is callee and not isinstance(callee, type):
        return lambda *args, **kwargs: lifted(callee(*args, **kwargs))
    return function


def contains_array(value: Any) -> bool:
    """True if ``value`` is, or has among its items, a traced value or an array."""
    if isinstance(value, (tuple, list)):
        return any(contains_array(item) for item in value)
    if isinstance(value, dict):
        return any(contains_array(item) for item in value.values())
    if isinstance(value, slice):
        return contains_array((value.start, value.stop, value.step))
    return isinstance(value, (Operand, MaskedArray, np.ndarray)) or type(value) in (
        TracedInt,
        ExtentComparison,
    )


def lifted(value: Any) -> Any:
    """A real array as an operand of the engine; anything else as it is."""
    if current_engine() is None:
        return value
    if type(value) is np.ndarray:
        return engine().capture(value)
    if type(value) in (tuple, list) and any(type(v) is np.ndarray for v in value):
        return type(value)(lifted(v) for v in value)
    return value


def _made(name: str, index: Any, **options: bool) -> Any:
    from .composites import sequences  # which needs this module

    return getattr(sequences, name)(index, **options)


_SUBSCRIPTED: dict[int, Callable[[Any], Any]] = {
    id(np.r_): partial(_made, "joined", columns=False),
    id(np.c_): partial(_made, "joined", columns=True),
    id(np.mgrid): partial(_made, "grid", sparse=False),
    id(np.ogrid): partial(_made, "grid", sparse=True),
}
