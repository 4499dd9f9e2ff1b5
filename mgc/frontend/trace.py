"""The entry: a Python function and the specs of its arguments become a function of the IR."""

from __future__ import annotations

import dataclasses
import inspect
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import partial
from types import FrameType
from typing import Any

from mgc.ir.core import Function, Param, Value
from mgc.ir.errors import MgcError, SpecError, TraceError, UnsupportedError
from mgc.ir.extents import Symbol, dim, symbols_of
from mgc.ir.location import Location, is_internal_code, trace_boundary
from mgc.ir.records import dataclass
from mgc.ir.types import TensorType

from .containers import refuse_changed_containers
from .control.unrolling import Keep, Unroll
from .declared import check_results
from .engine import NumpyArray, activate
from .globals import Guard
from .intercept import converted
from .masked import materialize
from .orders import required_orders
from .questions import Questions
from .refusal import numpy_error
from .results import Output, ResultBuilder
from .scopes import Unrolling
from .specs import ScalarSpec, Symbols, TensorSpec, parse_signature
from .stand_ins import unnamed
from .swallowed import swallowed
from .symbolic_int import TracedInt
from .tracer import Trace
from .tree import Structure, flatten

UNREACHED = (
    "note: the line is in a condition or loop, of which all is traced, also what no run reaches"
)
"""What errors of NumPy say that tracing may have come to in vain."""


@dataclass(frozen=True, eq=False)
class ArgumentSpecs:
    """What a function is traced with: nested specs and static values, as in a call.

    Leaves are `TensorSpec`, `ScalarSpec` or static values. ``example`` gives named extents typical
    sizes: they decide questions such as ``n > 1`` where tracing needs an answer. ``automatic``
    are names of Python integers that may be extents and counts only, else `NotGeneral` is raised.
    """

    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    example: Mapping[str, int] = field(default_factory=dict)
    automatic: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str, **static: Any) -> ArgumentSpecs:
        """From a signature such as ``f32[n,784], f32[784,10]``, and static keyword arguments.

        Raises: SpecError.
        """
        return cls(parse_signature(text).arguments, static)


@dataclass(frozen=True, eq=False)
class Traced:
    """A traced function.

    ``arguments``: for each leaf of the arguments in order, the number of its parameter, or None if
    it is static. ``output``: how to rebuild what the function returned from the results.
    ``captured``: the arrays behind hidden parameters, by name. ``guards``: what else the function
    depends on; the trace holds as long as they all do. ``rebound``: scalar parameters that
    an in-place operator was applied to, which must not be given as 0-d arrays.
    ``unrolled``: how many loops of the source were not kept as loops.
    """

    function: Function
    arguments: tuple[int | None, ...]
    structure: Structure
    output: Output
    captured: Mapping[str, NumpyArray]
    guards: tuple[Guard, ...]
    rebound: frozenset[int]
    unrolled: int = 0

    @property
    def layouts(self) -> Mapping[int, str]:
        """The orders that array arguments must have, by number of the parameter."""
        return {i: p.order for i, p in enumerate(self.function.params) if p.order}


def trace(
    function: Callable[..., Any],
    arguments: ArgumentSpecs,
    *,
    name: str | None = None,
    results: tuple[Any, ...] | None = None,
) -> Traced:
    """Runs ``function`` on traced arguments and returns what it did.

    ``results``: specs the results must have.

    Raises: SpecError for signatures that do not fit; MgcError with the user's line for what cannot
        be compiled with NumPy's meaning; what the function itself raises.
    """
    questions = Questions(later=not arguments.example)
    run = partial(_unrolled, function, arguments, name, results)
    try:
        return run(questions)
    except Exception:
        if not questions.left_open:
            raise
    return run(Questions(later=False))


def _unrolled(
    function: Callable[..., Any],
    arguments: ArgumentSpecs,
    name: str | None,
    results: tuple[Any, ...] | None,
    questions: Questions,
) -> Traced:
    """The function, with the loops unrolled that cannot be traced as they are."""
    unrolling = Unrolling()
    while True:
        try:
            return _trace(function, arguments, name, results, (unrolling, questions))
        except Unroll as request:
            loops = unrolling.kept if isinstance(request, Keep) else unrolling.chosen
            loops.add(request.key)
        except (TraceError, UnsupportedError):
            if not unrolling.more():
                raise


def _trace(
    function: Callable[..., Any],
    arguments: ArgumentSpecs,
    name: str | None,
    results: tuple[Any, ...] | None,
    attempt: tuple[Unrolling, Questions],
) -> Traced:
    """One attempt. Raises: Unroll to be called again with another loop unrolled."""
    chosen: str = getattr(function, "__name__", "function") if name is None else name
    leaves, structure = flatten((arguments.args, dict(arguments.kwargs)))
    names = _leaf_names(function, structure)
    session = _Session(chosen, arguments)
    session.trace.unrolling, session.trace.questions = attempt
    values = session.parameters(leaves, names)
    args, kwargs = structure.rebuild(values)
    with activate(session.trace):
        for leaf, leaf_name in zip(leaves, names, strict=True):
            session.trace.surroundings.remember(leaf, leaf_name)
        session.trace.surroundings.remember_bound(function)
        try:
            returned = _run(converted(function), args, kwargs)
            problem = session.trace.problem or swallowed(session.trace, None)
            if problem is not None:
                raise problem
        except BaseException as error:
            session.trace.surroundings.restore()
            if isinstance(error, RecursionError):
                raise _endless(error) from None
            if session.trace.opened:
                _tell_unreached(error)
            error = unnamed(error, _last_of_user(error))
            raise swallowed(session.trace, error) or error  # noqa: B904  # the user's, or in its place
        finally:
            session.trace.refusals = []
        _refuse_changes(session.trace)
        refuse_changed_containers(session.trace.changes, (args, kwargs), values, structure, names)
        if results is not None:
            returned = materialize(returned)
            check_results(returned, results, session.symbols)
        return session.finish(returned, structure)


def _endless(error: RecursionError) -> TraceError:
    """MGC-C8, with the place of the user where calls got too deep."""
    frame = _last_of_user(error)
    name = "a function" if frame is None else frame.f_code.co_qualname
    return TraceError(
        f"'{name}' calls itself without end while tracing: calls are inlined, and a condition that "
        "a run decides does not end the recursion",
        code="MGC-C8",
        location=None if frame is None else Location.from_frame(frame),
        hint="write it as a loop",
    )


def _tell_unreached(error: BaseException) -> None:
    """Says so if the line that NumPy or Python refuses is traced, but may not be reached.

    Raises: MGC-C1 for a name without a value.
    """
    if isinstance(error, MgcError) and error.code == "MGC-N1":
        error.notes = (*error.notes, UNREACHED)
    frame = _last_of_user(error)
    kinds = (ZeroDivisionError, OverflowError, IndexError)
    kind = next((kind for kind in kinds if type(error) is kind), None)
    if kind is not None:
        told = numpy_error(kind, str(error))
        told.location = None if frame is None else Location.from_frame(frame)
        told.notes = (*told.notes, UNREACHED)
        raise told from None
    if isinstance(error, UnboundLocalError):
        raise TraceError(
            f"{error}, where a run decides whether that is reached",
            code="MGC-C1",
            location=None if frame is None else Location.from_frame(frame),
            hint="bind the name before the loop or the 'if'",
        ) from None


def _last_of_user(error: BaseException) -> FrameType | None:
    """The innermost frame of the user's code that the error came through."""
    frames = [f for f, _ in traceback.walk_tb(error.__traceback__)]
    return next((f for f in reversed(frames) if not is_internal_code(f.f_code)), None)


@trace_boundary
def _run(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    return function(*args, **kwargs)


def _refuse_changes(trace: Trace) -> None:
    """Raises: MGC-S1 or MGC-S2 if the function changed what was there before."""
    changed = trace.surroundings.changed()
    if changed is None:
        return
    rebound, changes = changed.rebound, trace.changes
    place = changes.rebinding(changed.name) if rebound else changes.line_of(changed.original)
    trace.surroundings.restore()
    if rebound and changed.kind == "global":
        raise TraceError(
            f"the global name '{changed.path}' is rebound in compiled code",
            code="MGC-S2",
            location=place,
            hint="return the new value",
        )
    raise TraceError(
        f"'{changed.path}' is changed in compiled code: that would happen once, while tracing",
        code="MGC-S1",
        location=place,
        hint="return the new value",
    )


class _Session:
    """Makes the parameters of one trace and, at the end, its function."""

    def __init__(self, name: str, arguments: ArgumentSpecs) -> None:
        self.symbols = Symbols()
        self.example = arguments.example
        self.automatic = arguments.automatic
        self.name = name
        self.trace = Trace(name)
        self.trace.names = self.symbols
        self.numbers: list[int | None] = []

    def parameters(self, leaves: list[Any], names: list[str]) -> list[Any]:
        """What the function is called with for each leaf."""
        arrays: list[Any] = []
        values: list[Any] = []
        for leaf, name in zip(leaves, names, strict=True):
            if isinstance(leaf, TensorSpec):
                value, number = self._tensor(leaf, name, arrays)
                arrays.append((value, number))
            elif isinstance(leaf, ScalarSpec):
                value, number = self._scalar(leaf, name)
            else:
                value, number = leaf, None
            values.append(value)
            self.numbers.append(number)
        self._bind_symbols()
        return values

    def _tensor(self, spec: TensorSpec, name: str, arrays: list[Any]) -> tuple[Any, int]:
        if spec.same_as is not None:
            same: tuple[Any, int] = arrays[spec.same_as]
            return same
        type = self.symbols.tensor_type(spec, name)
        if not spec.shape and not spec.zero_d:
            value: Any = self.trace.scalar_param(Param(name, "scalar"), type)
        else:
            value = self.trace.array_param(
                Param(name), type, layout=spec.layout, read_only=spec.read_only
            )
        return value, len(self.trace.params) - 1

    def _scalar(self, spec: ScalarSpec, name: str) -> tuple[Any, int]:
        symbol = None
        if spec.kind == "int":
            symbol = self.symbols.named(spec.name or name)
            if spec.name in self.automatic:
                self.trace.automatic.add(symbol)
            self.trace.assumptions.signed.add(symbol)
        param = Param(name, "weak", symbol=symbol)
        value: Any = self.trace.scalar_param(param, TensorType(spec.dtype))
        if symbol is not None:
            value = TracedInt(dim(symbol))
        return value, len(self.trace.params) - 1

    def _bind_symbols(self) -> None:
        known = {s for p in self.trace.params if (s := p.symbol) is not None}
        for value in self.trace.param_values:
            for extent in value.type.shape:
                found = symbols_of(extent)
                if len(found) == 1:
                    known.add(found[0])
        for symbol in self.symbols.order:
            if symbol not in known:
                raise SpecError(f"no argument determines the extent {symbol.name}")
        named = self.symbols.by_name
        example = {named[n]: v for n, v in self.example.items() if n in named}
        self.trace.assumptions.bind(self.symbols.order, example)

    def finish(self, returned: Any, structure: Structure) -> Traced:
        """The function, once the user's code has returned."""
        trace = self.trace
        built = ResultBuilder(trace).build(returned)
        trace.body.params = tuple(trace.param_values)
        trace.body.results = built.values
        orders = required_orders(trace)
        params = tuple(
            dataclasses.replace(
                param,
                writable=i in trace.param_buffers and trace.param_buffers[i].written,
                order=orders.get(i, ""),
            )
            for i, param in enumerate(trace.params)
        )
        function = Function(
            self.name,
            trace.body,
            params,
            built.infos,
            _in_order(trace.param_values, trace.assumptions.sizes),
            trace.assumptions.minimal_constraints(),
            tuple(trace.callbacks),
        )
        captured = {c.name: c.array for c in trace.captured.values()}
        return Traced(
            function,
            tuple(self.numbers),
            structure,
            built.output,
            captured,
            tuple(trace.surroundings.guards.values()),
            frozenset(trace.rebound),
            len(trace.unrolling.chosen),
        )


def _in_order(values: list[Value], symbols: Iterable[Symbol]) -> tuple[Symbol, ...]:
    """Symbols in the order in which the parameters' extents mention them, then the others."""
    found: dict[Symbol, None] = {}
    for value in values:
        for extent in value.type.shape:
            found.update(dict.fromkeys(symbols_of(extent)))
    found.update(dict.fromkeys(symbols))
    return tuple(found)


def _leaf_names(function: Callable[..., Any], structure: Structure) -> list[str]:
    """A name for each leaf of ``(args, kwargs)``: ``x``, ``params['w']``."""
    positional, keyword = structure.parts
    given = list(positional.parts)
    names = _parameter_names(function, len(given))
    found: list[str] = []
    for name, part in zip(names, given, strict=True):
        found.extend(part.paths(name))
    for key, part in zip(keyword.keys, keyword.parts, strict=True):
        found.extend(part.paths(key))
    return found


def _parameter_names(function: Callable[..., Any], count: int) -> list[str]:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return (names + [f"arg{i}" for i in range(len(names), count)])[:count]
