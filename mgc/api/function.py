"""``mgc.function``: a NumPy function that is compiled for the arguments it is called with."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import warnings
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MethodType
from typing import Any, ClassVar, overload

from mgc.frontend.annotations import annotated_arrays, declared_by_annotations
from mgc.frontend.engine import current_engine
from mgc.frontend.generality import NotGeneral
from mgc.frontend.specs import Signature, TensorSpec, parse_signature
from mgc.frontend.trace import ArgumentSpecs, trace
from mgc.frontend.tree import Structure, flatten
from mgc.ir.errors import MgcError, MgcTypeError, MgcValueError, UnsupportedError
from mgc.ir.tracebacks import user_frames

from . import modes
from .concrete import ConcreteFunction
from .config import note
from .explain import explanation
from .keys import (
    Place,
    Specs,
    call_signature,
    declared_specs,
    erased,
    leaf_names,
    leaf_specs,
    matches,
    numbers,
    same_types,
    varying,
)
from .options import Options

RETRACE_WARNING = 8
"""Traces of one function after which it warns."""

_GENERAL_NAMES = ("n", "n1", "n2", "n3")
"""Of an extent that has become symbolic: one for each trace that assumes something else of it."""


class MgcRetraceWarning(UserWarning):
    """A function is traced again and again; the text says which arguments differ."""


class MgcFunction:
    """A Python function with its compiled versions.

    Calling it traces and compiles at the first call with a new kind of arguments; later calls
    go to compiled code. ``eager`` is the Python function itself; ``trace_count`` says how often
    it was traced.
    """

    __call__: ClassVar[Callable[..., Any]]
    __name__: str
    __qualname__: str

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        signature: str | None,
        static_argnames: tuple[str, ...],
        dynamic: Mapping[str, str],
        fallback: str,
        options: Options,
    ) -> None:
        functools.update_wrapper(self, function)
        if not hasattr(function, "__name__"):  # functools.partial, an object with __call__
            self.__name__ = self.__qualname__ = type(self).__name__
        self.eager = function
        self.options = options
        self._signature = None if signature is None else parse_signature(signature)
        self.static_argnames = frozenset(static_argnames)
        self.dynamic = dict(dynamic)
        self.fallback = fallback
        self.python_signature = call_signature(function)
        self.trace_count = 0
        self._keys: dict[Structure, dict[Specs, ConcreteFunction]] = {}
        self._symbolic: dict[Structure, list[tuple[frozenset[Place], Specs]]] = {}
        self._particular: set[frozenset[Place]] = set()
        """Places whose numbers the function depends on."""

        modes.register(self)

    @cached_property
    def declared(self) -> Signature | None:
        """The signature that was given or that the annotations say, if all arguments have one."""
        return self._signature or declared_by_annotations(self.eager)

    @cached_property
    def _annotated(self) -> dict[str, TensorSpec]:
        """The extents that annotations say of single arguments, and those given as ``dynamic``."""
        return {} if self.declared is not None else annotated_arrays(self.eager)

    # -- calls --------------------------------------------------------------------------

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """A call that the compiled entry could not take by itself."""
        mode = modes.mode()
        if mode == "eager" or current_engine() is not None:
            return self.eager(*args, **kwargs)
        if mode == "exact":
            return self.exact(*args, **kwargs)
        leaves, structure = self._bind(args, kwargs)
        try:
            concrete = self._find(leaves, structure) or self._trace(leaves, structure)
        except MgcError as error:
            if self.fallback != "eager":
                raise
            warnings.warn(f"{self.__name__} runs on NumPy: {error}", stacklevel=4)
            return self.eager(*args, **kwargs)
        self._install(concrete, structure)
        return concrete.call_flat(leaves)

    @property
    def __mgc_traced__(self) -> Callable[..., Any]:
        """What a trace or exact run of another function inlines at a call."""
        return self.eager

    @user_frames
    def exact(self, *args: Any, **kwargs: Any) -> Any:
        """The function op by op on mgc's own kernels: the bits of the compiled function."""
        from .exact import run_exactly

        leaves, structure = self._bind(args, kwargs)
        return run_exactly(self.eager, leaves, structure, self._specs(leaves, structure))

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[list[Any], Structure]:
        """Leaves and structure of a call, keywords and defaults in their places."""
        bound = self.python_signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return flatten((bound.args, bound.kwargs))

    def _install(self, concrete: ConcreteFunction, structure: Structure) -> None:
        """Makes calls go straight to the compiled entry where arguments are plain."""
        positional, keywords = structure.parts
        plain = not keywords.parts and all(part.kind == "leaf" for part in positional.parts)
        direct = plain and modes.entries_allowed() and concrete.direct
        if direct and vars(type(self))["__call__"] is _slow_call:
            type(self).__call__ = concrete.make_entry(MethodType(_slow_call, self))

    def take_down(self) -> None:
        """Makes calls look at the mode again."""
        type(self).__call__ = _slow_call

    def __reduce__(self) -> str:
        """By reference, as plain functions are pickled and copied."""
        return self.__qualname__

    def __repr__(self) -> str:
        return f"<mgc function {self.__qualname__}{self.python_signature}>"

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else MethodType(self, instance)

    # -- traces -------------------------------------------------------------------------

    def _statics(self, structure: Structure) -> frozenset[int]:
        """Positions of leaves that are static by name."""
        names = [path.split("[")[0].split(".")[0] for path in self.leaf_names(structure)]
        return frozenset(i for i, name in enumerate(names) if name in self.static_argnames)

    def leaf_names(self, structure: Structure) -> list[str]:
        """A name for each leaf: ``x``, ``params['w']``."""
        return leaf_names(list(self.python_signature.parameters), structure)

    def _specs(self, leaves: list[Any], structure: Structure) -> Specs:
        specs = leaf_specs(leaves, self._statics(structure))
        if self.declared is not None:
            return declared_specs(self.__name__, self.declared, specs)
        return self._dynamic_specs(specs, structure)

    def _dynamic_specs(self, specs: Specs, structure: Structure) -> Specs:
        if not self.dynamic and not self._annotated:
            return specs
        result = list(specs)
        for position, name in enumerate(self.leaf_names(structure)):
            known = self._annotated.get(name)
            if known is not None and isinstance(specs[position], TensorSpec):
                result[position] = dataclasses.replace(
                    specs[position], dtype=known.dtype, shape=known.shape
                )
            if name in self.dynamic:
                (spec,) = parse_signature(
                    f"{specs[position].dtype}[{self.dynamic[name]}]"
                ).arguments
                result[position] = dataclasses.replace(specs[position], shape=spec.shape)
        return tuple(result)

    def _find(self, leaves: list[Any], structure: Structure) -> ConcreteFunction | None:
        specs = self._specs(leaves, structure)
        known = self._keys.get(structure, {})
        found = known.get(specs)
        for places, general in self._symbolic.get(structure, ()):
            if found is None and matches(specs, general, places) and known[general].admits(leaves):
                found = known[general]
        if found is None or not found.valid or not same_types(found.leaves, specs):
            return None
        return found

    def _trace(self, leaves: list[Any], structure: Structure) -> ConcreteFunction:
        specs = self._specs(leaves, structure)
        known = self._keys.setdefault(structure, {})
        places = varying(specs, list(known)) if self.declared is None else None
        if places and (concrete := self._general(leaves, specs, structure, places)) is not None:
            return concrete
        self._warn_about_retraces(specs, structure, 6)
        concrete = self._concrete(specs, structure)
        known[specs] = concrete
        self.take_down()
        return concrete

    def _general(
        self, leaves: list[Any], specs: Specs, structure: Structure, places: frozenset[Place]
    ) -> ConcreteFunction | None:
        """A trace with a symbol at ``places``; None where the function depends on the number."""
        known = self._keys[structure]
        # A general trace that is there already has assumed what does not hold now.
        name = next((n for n in _GENERAL_NAMES if erased(specs, places, n) not in known), None)
        if name is None or places in self._particular:
            return None
        general = erased(specs, places, name)
        self._warn_about_retraces(general, structure, 7)
        concrete = None
        with contextlib.suppress(Exception, NotGeneral):  # the program's own will come again
            example = {name: numbers(specs)[next(iter(places))]}
            concrete = self._concrete(general, structure, example)
        if concrete is None or not concrete.admits(leaves):  # an extent may be a 1 that is repeated
            self._particular.add(places)
            return None
        known[general] = concrete
        self._symbolic.setdefault(structure, []).append((places, general))
        self.take_down()
        return concrete

    def _concrete(
        self,
        specs: Specs,
        structure: Structure,
        example: Mapping[str, int] | None = None,
        results: tuple[Any, ...] | None = None,
    ) -> ConcreteFunction:
        args, kwargs = structure.rebuild(specs)
        if results is None and self.declared is not None:
            results = self.declared.results
        traced = trace(
            self.eager,
            ArgumentSpecs(tuple(args), kwargs, example or {}, frozenset(example or ())),
            name=self.__name__.replace("<", "").replace(">", ""),
            results=results,
        )
        self.trace_count += 1
        note(f"{self.__name__}: trace {self.trace_count}, for {', '.join(map(str, specs))}")
        code = getattr(self.eager, "__code__", None)
        return ConcreteFunction(traced, self.options, specs, code, self._bind)

    def _warn_about_retraces(self, specs: Specs, structure: Structure, depth: int) -> None:
        """``depth``: how many frames from here the call of the user is."""
        if self.trace_count == RETRACE_WARNING:
            text = explanation(self, specs, structure)
            warnings.warn(text, MgcRetraceWarning, stacklevel=depth)

    def known(self, structure: Structure) -> list[Specs]:
        """The keys of earlier traces with arguments of this structure."""
        return list(self._keys.get(structure, {}))

    # -- asking -------------------------------------------------------------------------

    @user_frames
    def get_concrete_function(self, *arguments: Any, **static: Any) -> ConcreteFunction:
        """The compiled function for a signature string, specs, or example arguments.

        ``get_concrete_function("f32[n,784], f32[784,10]")``; without arguments, that of the
        declared signature. Static values are given by keyword.

        Raises: SpecError for a signature that cannot be read; MgcError from tracing.
        """
        if not arguments and self.declared is not None:
            return self.concrete_for(self.declared.arguments, static)
        if len(arguments) == 1 and isinstance(arguments[0], str):
            signature = parse_signature(arguments[0])
            return self.concrete_for(signature.arguments, static, signature.results)
        return self.concrete_for(arguments, static)

    def concrete_for(
        self,
        given: tuple[Any, ...],
        static: Mapping[str, Any],
        results: tuple[Any, ...] | None = None,
    ) -> ConcreteFunction:
        """The compiled function for specs or example arguments, with results that are declared."""
        leaves, structure = self._bind(given, dict(static))
        specs = leaf_specs(leaves, self._statics(structure))
        if results is not None:  # may demand more of the extents than calls have to fulfil
            return self._concrete(specs, structure, results=results)
        known = self._keys.setdefault(structure, {})
        found = known.get(specs)
        if found is None or not found.valid:
            found = known[specs] = self._concrete(specs, structure)
        return found

    def explain(self, *args: Any, **kwargs: Any) -> str:
        """Whether a call with these arguments would trace again, and why."""
        leaves, structure = self._bind(args, kwargs)
        if self._find(leaves, structure) is not None:
            return f"{self.__name__} has been traced for these arguments: the call is compiled code"
        return explanation(self, self._specs(leaves, structure), structure)


@user_frames
def _slow_call(self: MgcFunction, *args: Any, **kwargs: Any) -> Any:
    return self.call(*args, **kwargs)


@overload
def function(function: Callable[..., Any], /) -> MgcFunction: ...
@overload
def function(
    *,
    signature: str | None = None,
    static_argnames: tuple[str, ...] = (),
    dynamic: Mapping[str, str] | None = None,
    numerics: str = "strict",
    checks: str = "full",
    fallback: str = "error",
) -> Callable[[Callable[..., Any]], MgcFunction]: ...
def function(
    function: Callable[..., Any] | None = None,
    /,
    *,
    signature: str | None = None,
    static_argnames: tuple[str, ...] = (),
    dynamic: Mapping[str, str] | None = None,
    numerics: str = "strict",
    checks: str = "full",
    fallback: str = "error",
) -> Any:
    """Compiles a NumPy function: ``@mgc.function``, or with options.

    Args:
        function: the function.
        signature: ``"f32[n,784], f32[784,10] -> f32[n,10]"``; one trace for all calls.
        static_argnames: arguments that count by value.
        dynamic: extents that are symbolic, by argument: ``{"x": "n,784"}``.
        numerics: ``"strict"``: the same bits everywhere.
        checks: ``"full"``, or ``"none"``: indices are in range, extents fit and names have values
            because the caller says so; ``raise``, ``assert`` and ``mgc.check`` stay.
        fallback: ``"error"``, or ``"eager"`` to warn and run on NumPy what cannot be compiled.

    Raises: SpecError for a signature that cannot be read; MgcTypeError for what is no function.
    """
    if function is None:
        return functools.partial(
            _decorate,
            signature=signature,
            static_argnames=static_argnames,
            dynamic=dynamic or {},
            numerics=numerics,
            checks=checks,
            fallback=fallback,
        )
    return _decorate(function, None, (), {}, numerics, checks, fallback)


def _decorate(
    function: Callable[..., Any],
    signature: str | None,
    static_argnames: tuple[str, ...],
    dynamic: Mapping[str, str],
    numerics: str,
    checks: str,
    fallback: str,
) -> MgcFunction:
    if checks not in ("full", "none"):
        raise MgcValueError(f"checks={checks!r} is not known", hint='write "full" or "none"')
    if numerics != "strict":
        raise UnsupportedError(
            f"numerics={numerics!r} is not supported", hint='leave it out, or write "strict"'
        )
    if not callable(function):
        raise MgcTypeError(f"mgc.function needs a function, got {function!r}")
    name = getattr(function, "__name__", type(function).__name__)
    made = type(name, (MgcFunction,), {"__call__": _slow_call, "__module__": __name__})
    result: MgcFunction = made(
        function,
        signature=signature,
        static_argnames=static_argnames,
        dynamic=dynamic,
        fallback=fallback,
        options=Options(numerics=numerics, checks=checks),
    )
    return result
