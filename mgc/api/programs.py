"""The functions of a Python module, and which of them can be compiled as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, ModuleType
from typing import Any

from mgc.frontend.specs import Signature, parse_signature
from mgc.ir.errors import SpecError
from mgc.ir.location import display_path

from .concrete import ConcreteFunction
from .errors import ProgramError
from .function import MgcFunction, function
from .load import Library
from .options import Options


def decorated_functions(module: ModuleType) -> dict[str, MgcFunction]:
    """The decorated functions that ``module`` itself defines, by name, in their order.

    Raises: ProgramError if there are none.
    """
    found = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, MgcFunction) and value.eager.__module__ == module.__name__
    }
    if not found:
        raise ProgramError(
            f"{_name(module)} has no function decorated with mgc.function",
            hint="decorate one, or name a plain function: FILE.py:FUNCTION",
        )
    return found


def function_called(module: ModuleType, name: str) -> MgcFunction:
    """The function ``name`` of ``module``, decorated now if it is not yet.

    Raises: ProgramError if there is none, or something else of that name.
    """
    value = getattr(module, name, None)
    if isinstance(value, MgcFunction):
        return value
    if isinstance(value, FunctionType):
        made: MgcFunction = function(value)
        return made
    if value is not None:
        raise ProgramError(f"{name!r} in {_name(module)} is no function but {value!r}")
    names = [
        n
        for n, v in vars(module).items()
        if isinstance(v, (MgcFunction, FunctionType))
        and getattr(v, "__module__", None) == module.__name__
    ]
    hint = f"it has {', '.join(names)}" if names else None
    raise ProgramError(f"{_name(module)} has no function {name!r}", hint=hint)


def functions_of_library(
    library: Library, functions: Mapping[str, MgcFunction]
) -> dict[str, MgcFunction]:
    """The functions of the program, which have to be in the library.

    Raises: ProgramError if one is missing.
    """
    for name in functions:
        if name not in library.functions:
            known = ", ".join(library.functions)
            raise ProgramError(f"{library.path} has no function {name!r}", hint=f"it has {known}")
    return dict(functions)


def specialize(
    fn: MgcFunction,
    signature: str | None = None,
    statics: Mapping[str, Any] | None = None,
    options: Options | None = None,
) -> ConcreteFunction:
    """The concrete function for a signature, or for the declared one, under ``options``.

    Raises: SpecError if the signature is missing, cannot be read or does not fit the parameters;
        MgcError from tracing.
    """
    given = dict(statics or {})
    declared = _signature(fn, signature, given)
    concrete = fn.concrete_for(declared.arguments, given, declared.results)
    if options is None or options == concrete.options:
        return concrete
    count = len(concrete.traced.arguments)
    leaves = [concrete.statics.get(position) for position in range(count)]
    return ConcreteFunction(concrete.traced, options, leaves, concrete.code)


def _signature(fn: MgcFunction, text: str | None, statics: Mapping[str, Any]) -> Signature:
    declared: Signature | None = fn.declared if text is None else parse_signature(text)
    if declared is None:
        raise SpecError(
            f"{fn.__name__} has no signature",
            hint="give one: -s 'f32[n,784], f32[784,10]', or @mgc.function(signature=...)",
        )
    try:
        fn.python_signature.bind(*declared.arguments, **statics)
    except TypeError as error:
        parameters = str(fn.python_signature)
        raise SpecError(f"the signature does not fit {fn.__name__}{parameters}: {error}") from None
    return declared


def _name(module: ModuleType) -> str:
    """Its file, as the user would write it."""
    return display_path(module.__file__ or module.__name__)
