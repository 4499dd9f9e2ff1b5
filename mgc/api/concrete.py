"""Concrete functions: one trace, compiled for one kind of arguments."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from os import PathLike
from types import CodeType
from typing import TYPE_CHECKING, Any

import numpy as np

from mgc.codegen.callbacks import CallbackTable
from mgc.codegen.python_entry import EntryObjects, make_entry
from mgc.codegen.python_table import EntryPlan
from mgc.frontend.trace import Traced
from mgc.ir.binding import bind_symbols
from mgc.ir.core import Function, Node
from mgc.ir.errors import MgcError, MgcValueError
from mgc.ir.extents import Symbol
from mgc.ir.layouts import store_transposed
from mgc.ir.tracebacks import user_frames

from .arguments import Prepared, is_large_and_transposed, prepare, refuse_other_meanings
from .binding import Bind, as_given, require_structure
from .compilation import Compilation
from .keys import adopted
from .native import CacheAnswer, ask_cache, load_native
from .options import Options
from .returned import returns_of

if TYPE_CHECKING:
    from mgc.ir.interpreter import Arrays, Interpreter
    from mgc.ir.ops.base import Array


class ConcreteFunction:
    """A traced function and its compiled code. Call it like the Python function."""

    def __init__(
        self,
        traced: Traced,
        options: Options,
        leaves: Sequence[Any] = (),
        code: CodeType | None = None,
        bind: Bind | None = None,
    ) -> None:
        """``leaves``: the specs and static values it was traced with. ``code``: of what.

        ``bind``: how keywords and defaults of a call get to their places.
        """
        self._bind = bind or as_given
        self.traced = traced
        self.code = code
        self.options = options
        self.leaves = tuple(leaves)
        self._variants: dict[frozenset[int], ConcreteFunction] = {}
        self.statics = {
            i: leaf
            for i, (leaf, number) in enumerate(zip(leaves, traced.arguments))
            if number is None
        }
        self.transposed = frozenset(
            i
            for i, (leaf, number) in enumerate(zip(leaves, traced.arguments))
            if number is not None
            and getattr(leaf, "layout", "C") == "F"
            and not traced.function.params[number].writable
        )
        self._transposed_numbers = {
            n for i in self.transposed if (n := traced.arguments[i]) is not None
        }
        function = store_transposed(traced.function, self._transposed_numbers)
        self.compilation = Compilation(function, options)

    # -- looking at it ------------------------------------------------------------------

    @property
    def function(self) -> Function:
        """The traced IR function."""
        return self.traced.function

    def ir(self, stage: str = "optimized", *, after: str | None = None) -> str:
        """MLIR text: ``traced``, ``optimized``, ``fused`` or ``loops``, or ``after`` a pass.

        Raises: MgcValueError for another stage or pass.
        """
        return self.compilation.ir(stage, after=after)

    def llvm_ir(self) -> str:
        """The LLVM IR of the kernel, optimised."""
        return self.compilation.llvm_ir()

    def asm(self) -> str:
        """The assembly of the kernel."""
        return self.compilation.asm()

    @property
    def signature(self) -> str:
        """``f32[n,784], f32[784,10] -> f32[n,10]``, with constraints after ``where``."""
        from mgc.codegen.abi import Signature

        return str(Signature.of(self.function))

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the shared object ``path``, and its C header beside it: ``libpredict.so``.

        Raises: CodegenError or UnsupportedError for what a library cannot hold; OSError.
        """
        from .artefact import save

        save([self], path)

    def __repr__(self) -> str:
        return f"<mgc concrete function {self.function.name}: {self.signature}>"

    # -- calling it ---------------------------------------------------------------------

    @user_frames
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the compiled code; keywords and defaults are those of the Python function.

        Raises: MgcTypeError for arguments of another structure than it was traced with.
        """
        return self.call_flat(self._leaves(args, kwargs))

    def _leaves(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        leaves, structure = self._bind(args, kwargs)
        require_structure(self.function.name, self.traced.structure, structure)
        return leaves

    def call_flat(self, leaves: Sequence[Any]) -> Any:
        """Runs the compiled code on the leaves of the arguments."""
        if self._stale:
            self._refresh()
        return self.entry(*leaves)

    @cached_property
    def plan(self) -> EntryPlan:
        """What the Python entry takes and returns."""
        return EntryPlan(
            self.traced.arguments, returns_of(self.traced), len(self._identities or ())
        )

    @property
    def valid(self) -> bool:
        """False once a global, closure or attribute that the trace depends on has changed."""
        return all(guard.holds() for guard in self.traced.guards)

    @cached_property
    def _identities(self) -> list[tuple[dict[str, Any], str, object]] | None:
        """The guards as globals that must be the same objects; None if that is not enough."""
        found: list[tuple[dict[str, Any], str, object]] = []
        for guard in self.traced.guards:
            value = guard.current()
            if guard.kind != "global" or isinstance(value, (list, tuple, dict)):
                return None
            found.append((guard.place, guard.name, value))
        return found

    @property
    def direct(self) -> bool:
        """True if a call needs nothing but the compiled entry, which compares the guards."""
        return self._identities is not None and not self._stale and self._shows_orders

    @property
    def _shows_orders(self) -> bool:
        """True if the compiled entry refuses arguments in another order than they must have.

        It takes what it writes to in C order, and packs the rest.
        """
        return all(
            layout == "C" or number in self._transposed_numbers
            for number, layout in self.traced.layouts.items()
        )

    @cached_property
    def entry(self) -> Callable[..., Any]:
        """The builtin for the leaves of the arguments."""
        if not self._shows_orders:
            return self._general
        return self.make_entry(self._general, guarded=False)

    def make_entry(
        self,
        slow: Callable[..., Any],
        *,
        guarded: bool = True,
        finish: Callable[..., Any] | None = None,
    ) -> Callable[..., Any]:
        """A builtin that calls ``slow`` with its arguments when they need more than a check.

        ``guarded``: it also does so when a global that the trace depends on is another object.
        """
        guards = self._identities or []
        if not guarded:
            guards = [_HOLDS] * len(guards)
        objects = EntryObjects(
            slow, self._fail, finish or self._finish, self.statics, self._captured, guards,
            self._callbacks,
        )  # fmt: skip
        address, library = self._code
        return make_entry(self.compilation.traced, self.plan, address, objects, library)

    @cached_property
    def _code(self) -> tuple[int, object]:
        return load_native(self.compilation, self.plan)

    def cached(self) -> CacheAnswer:
        """Whether the cache of compiled code has this function, and if not, why."""
        return ask_cache(self.compilation, self.plan)

    def _finish(self, fresh: tuple[Any, ...], *leaves: Any) -> Any:
        """What the Python function returns, from the fresh results and the arguments."""
        arguments = self._by_param(leaves)
        symbols = self._symbols(arguments)
        rest = iter(fresh)
        results: list[Any] = []
        for info in (info for info in self.function.results if info.inout is None):
            if info.alias is None:
                results.append(next(rest))
                continue
            value = arguments[info.alias]
            for step in info.view:
                value = step.substituted(dict(symbols)).eager(value)  # type: ignore[attr-defined]
            results.append(value)
        return self.traced.output.rebuild(results, symbols)

    def _by_param(self, leaves: Sequence[Any]) -> dict[int, Any]:
        found: dict[int, Any] = dict(self._captured)
        for leaf, number in zip(leaves, self.traced.arguments):
            if number is not None:
                found.setdefault(number, leaf)
        return found

    def admits(self, leaves: Sequence[Any]) -> bool:
        """True if arguments of the right types fulfil what the trace has assumed of extents."""
        if not self.function.constraints:
            return True
        try:
            self._symbols(self._by_param(leaves))
        except MgcError:
            return False
        return True

    def _symbols(self, arguments: Mapping[int, Any]) -> dict[Symbol, int]:
        params = self.function.params
        known = {p.symbol: int(arguments[i]) for i, p in enumerate(params) if p.symbol is not None}
        shapes = [() if p.kind == "weak" else np.shape(arguments[i]) for i, p in enumerate(params)]
        return bind_symbols(self.function, shapes, known)

    def interpreter(
        self,
        *,
        on_op: Callable[[Node, Arrays, Arrays], None] | None = None,
        watch: Mapping[str, Callable[[Array], None]] | None = None,
        break_at: Callable[[Node], bool] | None = None,
        exact: bool = True,
    ) -> Interpreter:
        """An interpreter of the traced IR: ``interpreter.session(x, w, b)`` can be stepped through.

        ``on_op`` is called after each node, ``watch`` for values by their names in the IR text,
        and sessions stop at ``break_at``. ``exact``: on mgc's compiled kernels, else on NumPy.
        """
        from mgc.ir.interpreter import Hooks, Interpreter

        from .kernels import CompiledKernels

        kernels = CompiledKernels(self.options) if exact else None
        return Interpreter(self.function, kernels, Hooks(on_op, watch or {}, break_at))

    @user_frames
    def interpret(self, *args: Any, exact: bool = True, **kwargs: Any) -> Any:
        """The same call on the interpreter, op by op.

        ``exact``: on mgc's kernels, which give the bits of the compiled function; else on NumPy.
        """
        leaves = adopted(self._leaves(args, kwargs))
        prepared = self._prepared(leaves)
        arguments = self._by_param(prepared.leaves)
        given = [arguments[i] for i, p in enumerate(self.function.params) if p.value is None]
        try:
            results = self.interpreter(exact=exact)(*given)
        finally:
            prepared.write_back()
        infos = (info for info in self.function.results if info.inout is None)
        fresh = tuple(r for r, info in zip(results, infos) if info.alias is None)
        return self._finish(fresh, *leaves)  # views are of the caller's own arrays

    # -- captured arrays ----------------------------------------------------------------

    @cached_property
    def _captured(self) -> dict[int, Any]:
        """The array for each captured parameter; a contiguous stand-in where one is needed."""
        return {
            number: np.ascontiguousarray(self.traced.captured[param.name])
            for number, param in enumerate(self.function.params)
            if param.kind == "captured"
        }

    @cached_property
    def _stale(self) -> list[tuple[Any, Any]]:
        """(array, stand-in) where a captured array is not contiguous."""
        return [
            (array, self._captured[number])
            for number, param in enumerate(self.function.params)
            if param.kind == "captured"
            and (array := self.traced.captured[param.name]) is not self._captured[number]
        ]

    def _refresh(self) -> None:
        for array, stand_in in self._stale:
            np.copyto(stand_in, array)

    # -- the slow way -------------------------------------------------------------------

    def _general(self, *arguments: Any) -> Any:
        """Arguments that failed the fast checks: layouts are packed, the rest is refused."""
        leaves = adopted(arguments)
        variant = self._variant(leaves)
        if variant is not None:
            return variant.call_flat(leaves)
        prepared = self._prepared(leaves)
        self._symbols({**self._captured, **prepared.by_param})
        try:
            result = self._packed_entry(*prepared.leaves)
        finally:
            prepared.write_back()  # after an error too: what was written before it stays
        return self._finish(result, *leaves) if self.plan.returns == "finish" else result

    def _prepared(self, leaves: Sequence[Any]) -> Prepared:
        traced = self.traced
        args = (traced.arguments, self.statics, leaves, self.transposed, traced.captured)
        prepared = prepare(self.function, *args)
        numbers = zip(traced.arguments, leaves)
        refuse_other_meanings(self.function, traced.layouts, traced.rebound, numbers)
        return prepared

    def _variant(self, leaves: Sequence[Any]) -> ConcreteFunction | None:
        """This trace compiled for large transposed arguments, which are then not packed.

        None if there are none, or if it is this one.
        """
        if len(leaves) != len(self.traced.arguments) or len(leaves) != len(self.leaves):
            return None
        wanted = frozenset(
            position
            for position, (leaf, number) in enumerate(zip(leaves, self.traced.arguments))
            if number is not None
            and not self.function.params[number].writable
            and number not in self.traced.layouts
            and is_large_and_transposed(leaf)
        )
        if wanted <= self.transposed:
            return None
        if wanted not in self._variants:
            specs = [
                dataclasses.replace(spec, layout="F") if position in wanted else spec
                for position, spec in enumerate(self.leaves)
            ]
            self._variants[wanted] = ConcreteFunction(
                self.traced, self.options, specs, self.code, self._bind
            )
        return self._variants[wanted]

    @cached_property
    def _packed_entry(self) -> Callable[..., Any]:
        """The builtin for prepared leaves, which must pass its checks.

        It returns the fresh results alone: aliases are made from the caller's own arrays.
        """
        return self.make_entry(_unexpected, guarded=False, finish=_fresh_results)

    @cached_property
    def _callbacks(self) -> CallbackTable | None:
        """What compiled code calls of Python's functions."""
        function = self.compilation.traced
        return CallbackTable(function) if function.callbacks else None

    @user_frames
    def _fail(self, number: int, *values: int) -> Any:
        site = self.compilation.program.sites[number]
        if site.kind == "callback" and self._callbacks is not None:
            raise self._callbacks.take_error()
        if 0 <= site.raiser < len(self.function.callbacks):
            raise self.function.callbacks[site.raiser](*site.numbers(values))
        raise site.failure(*values)


_HOLDS: tuple[dict[str, Any], str, object] = ({"": None}, "", None)
"""A guard that always holds, for callers that have looked at the guards already."""


def _fresh_results(fresh: tuple[Any, ...], *leaves: Any) -> tuple[Any, ...]:
    return fresh


def _unexpected(*leaves: Any) -> Any:
    raise MgcValueError("the arguments do not fit the compiled code")
