"""Executes a function of the tensor IR one node at a time.

    Interpreter(function, NumPyKernels())(x, w, b)

runs to the end; ``session`` gives a program that is stopped before its first node, to be stepped
through. Kernels decide who computes: NumPy (the oracle of the tests) or compiled one-op kernels
(the bits of the compiled function).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import field

import numpy as np

from .binding import bind_symbols
from .callbacks import run_callback
from .core import Function, Node, Param, Region, ResultInfo, Value
from .errors import MgcError, MgcTypeError, UnsupportedError, VerifyError
from .extents import Symbol, evaluate, substitute, substitute_shape
from .kernels import Kernels, NumPyKernels
from .names import Names
from .ops.base import Array, TensorOp
from .ops.callback import Callback
from .ops.check import Raise
from .ops.control import Bind, Control, For, While
from .ops.data_dependent import Scatter
from .ops.nest import Nest
from .ops.update import Update
from .printer import print_node
from .records import dataclass
from .types import TensorType
from .versions import chain

Arrays = tuple[Array, ...]
Execution = Generator[Node, None, Arrays]


@dataclass(frozen=True)
class Hooks:
    """What is called, and where execution stops.

    ``on_op``: after each node, with its operands and results. ``watch``: by a value's name in the
    IR text, such as ``%3`` or ``y``, each time it is computed. ``break_at``: nodes before which
    ``Session.run`` stops.
    """

    on_op: Callable[[Node, Arrays, Arrays], None] | None = None
    watch: Mapping[str, Callable[[Array], None]] = field(default_factory=dict)
    break_at: Callable[[Node], bool] | None = None


class Interpreter:
    """Calls a function with arrays. Arguments are those of all parameters that hold no value."""

    def __init__(
        self, function: Function, kernels: Kernels | None = None, hooks: Hooks | None = None
    ) -> None:
        self.function = function
        self.kernels = kernels or NumPyKernels()
        self.hooks = hooks or Hooks()
        self.names = Names(function)
        missing = [name for name in self.hooks.watch if self.names.find(name) is None]
        if missing:
            raise KeyError(f"{function.name} has no value called {', '.join(missing)}")

    def __call__(self, *arguments: object) -> tuple[object, ...]:
        """The results that are returned, in order; in-out arguments are written in place.

        Raises: ShapeError or MgcTypeError for arguments that do not fit; what run-time checks
            raise.
        """
        session = Session(self, arguments)
        while not session.done:
            session.step()
        return session.results

    def session(self, *arguments: object) -> Session:
        """A program stopped before its first node."""
        return Session(self, arguments)


class Session:
    """One execution, which can be stepped through and looked into."""

    def __init__(self, interpreter: Interpreter, arguments: Sequence[object]) -> None:
        self.function = interpreter.function
        self._interpreter = interpreter
        self._arguments = _arrays(self.function, arguments)
        self._values: dict[Value, Array] = {}
        self.symbols = _symbols(self.function, self._arguments)
        self.next: Node | None = None
        """The node that ``step`` would execute; None at the end."""
        watch = interpreter.hooks.watch
        self._watched = {interpreter.names.find(name): watch[name] for name in watch}
        self._results: tuple[object, ...] = ()
        self._execution = self._region(self.function.body, self._arguments)
        self._advance()

    @property
    def done(self) -> bool:
        """True once every node has been executed and the results are stored."""
        return self.next is None

    @property
    def results(self) -> tuple[object, ...]:
        """What the call returns. Raises: RuntimeError before the end."""
        if not self.done:
            raise RuntimeError(f"{self.function.name} has not come to its end")
        return self._results

    def step(self) -> Node:
        """Executes one node and returns it; of a node with regions, its entry.

        Raises: RuntimeError at the end; what the node raises, with its location.
        """
        node = self.next
        if node is None:
            raise RuntimeError(f"{self.function.name} has come to its end")
        self._advance()
        return node

    def run(self) -> bool:
        """Executes to the next node of ``break_at``, at least one node; True at the end."""
        stops = self._interpreter.hooks.break_at
        while not self.done:
            self.step()
            if stops is not None and self.next is not None and stops(self.next):
                return False
        return True

    def value(self, name: str) -> Array:
        """The latest array of the value called ``name`` in the IR text. Raises: KeyError."""
        found = self._interpreter.names.find(name)
        if found is None or found not in self._values:
            raise KeyError(name)
        return self._values[found]

    def _advance(self) -> None:
        try:
            self.next = next(self._execution)
        except StopIteration as end:
            self.next = None
            values: Arrays = end.value
            self._results = _deliver(self.function, self._arguments, values, self.symbols)
        except BaseException:
            self._keep_writes()
            raise

    def _keep_writes(self) -> None:
        """Stores the updates done before a run-time check failed, as eager execution does."""
        for value, info in zip(self.function.body.results, self.function.results, strict=True):
            if info.inout is None:
                continue
            first, _ = chain(value)
            if first is not self.function.body.params[info.inout]:
                continue  # written as a whole, at the end
            latest = self._latest(value)
            if latest is not None:
                self._arguments[info.inout][...] = latest.copy()

    def _latest(self, value: Value) -> Array | None:
        """The newest version, up to ``value``, of the buffer that it is a version of."""
        if value in self._values:
            return self._values[value]
        node = value.node
        if node is None:
            return None
        if isinstance(node.op, Control):
            bodies = node.regions[1:] if isinstance(node.op, While) else node.regions
            for region in bodies:
                found = self._latest(region.results[value.index])
                if found is not None:
                    return found
            carried = node.operands[node.op.leading :]
            return self._latest(carried[value.index]) if value.index < len(carried) else None
        return self._latest(node.operands[0]) if isinstance(node.op, (Update, Scatter)) else None

    def _region(self, region: Region, arguments: Arrays) -> Execution:
        """Yields each node before it is executed; returns the region's results."""
        for node in region.walk():  # what the last iteration has computed
            for value in node.results:
                self._values.pop(value, None)
            for inner in node.regions:
                for value in inner.params:
                    self._values.pop(value, None)
        for value, array in zip(region.params, arguments, strict=True):
            self._define(value, array)
        for node in region.nodes:
            yield node
            operands = tuple(self._values[v] for v in node.operands)
            try:
                results = yield from self._node(node, operands)
            except MgcError as error:
                error.location = error.location or node.location
                raise
            for value, array in zip(node.results, results, strict=True):
                self._define(value, array)
            if self._interpreter.hooks.on_op is not None:
                self._interpreter.hooks.on_op(node, operands, results)
        return tuple(self._values[v] for v in region.results)

    def _node(self, node: Node, operands: Arrays) -> Execution:
        if isinstance(node.op, Nest):
            return (yield from self._region(node.regions[0], operands))
        if isinstance(node.op, Control):
            return (yield from self._control(node, operands))
        if isinstance(node.op, Bind):
            self.symbols[node.op.symbol] = int(operands[0])
            return ()
        if isinstance(node.op, Callback):
            types = node.op.substituted(self.symbols).infer(())
            shapes = [tuple(evaluate(e, {}) for e in t.shape) for t in types]
            given = [np.array(operand, order="C") for operand in operands]
            return run_callback(self.function, node, given, shapes)
        op = node.op.substituted(self.symbols)
        makers = self.function.callbacks
        if isinstance(op, Raise) and op.number < len(makers) and not operands[0].all():
            raise makers[op.number](*operands[1:])
        if not isinstance(op, TensorOp):
            raise UnsupportedError(f"the interpreter has no rule for {op.name}")
        types = tuple(
            TensorType(v.type.dtype, array.shape)
            for v, array in zip(node.operands, operands, strict=True)
        )
        results = self._interpreter.kernels.run(op, types, operands)
        self._check(node, results)
        return results

    def _control(self, node: Node, operands: Arrays) -> Execution:
        """The results of a loop or a condition."""
        first, last = node.regions[0], node.regions[-1]
        match node.op:
            case For():
                count = substitute(node.op.extent, self.symbols)
                for number in range(evaluate(count, {})):
                    self.symbols[first.counters[0]] = number
                    operands = yield from self._region(first, operands)
                return operands
            case While():
                while (yield from self._region(first, operands))[0]:
                    operands = yield from self._region(last, operands)
                return operands
            case _:
                taken = first if operands[0] else last
                return (yield from self._region(taken, operands[1:]))

    def _check(self, node: Node, results: Arrays) -> None:
        """Raises: VerifyError if a kernel's results are not what the type rule says.

        What a loop would have made that has not run may have negative extents: it is empty.
        """
        for type, array in zip(node.result_types, results, strict=True):
            extents = substitute_shape(type.shape, self.symbols)
            shape = tuple(max(e, 0) if isinstance(e, int) else e for e in extents)
            if array.shape != shape or array.dtype != type.dtype.numpy:
                text = print_node(self.function, node, self._interpreter.names)
                got = f"{array.dtype}{list(array.shape)}"
                raise VerifyError(f"the kernel of {node.op.name} gave {got}", notes=(text,))

    def _define(self, value: Value, array: Array) -> None:
        self._values[value] = array
        callback = self._watched.get(value)
        if callback is not None:
            callback(array)


def _arrays(function: Function, arguments: Sequence[object]) -> Arrays:
    """One array for each parameter. Raises: MgcTypeError for a wrong number or dtype."""
    given = iter(arguments)
    missing = [param for param in function.params if param.value is None]
    if len(missing) != len(arguments):
        raise MgcTypeError(f"{function.name} takes {len(missing)} arguments, got {len(arguments)}")
    return tuple(
        param.value if param.value is not None else _array(param, value.type, next(given))
        for param, value in zip(function.params, function.body.params, strict=True)
    )


def _array(param: Param, type: TensorType, argument: object) -> Array:
    dtype = type.dtype.numpy
    if param.kind == "weak":
        return np.asarray(argument, dtype)
    if not isinstance(argument, np.ndarray | np.generic):
        kind = argument.__class__.__name__
        raise MgcTypeError(f"argument '{param.name}' is {kind}, expected an array {type}")
    if argument.dtype != dtype:
        raise MgcTypeError(
            f"argument '{param.name}' has dtype {argument.dtype}, expected {dtype} ({type})"
        )
    return np.asarray(argument)


def _symbols(function: Function, arguments: Arrays) -> dict[Symbol, int]:
    known = {
        param.symbol: int(array)
        for param, array in zip(function.params, arguments, strict=True)
        if param.symbol is not None
    }
    return bind_symbols(function, [array.shape for array in arguments], known)


def _deliver(
    function: Function, arguments: Arrays, values: Arrays, symbols: Mapping[Symbol, int]
) -> tuple[object, ...]:
    """Writes in-out arguments and returns the other results, none of which aliases by chance."""
    infos = function.results
    # Copies first: a result may be a view of an argument that another result overwrites.
    owned = [
        np.array(value, order="C") if info.alias is None else value
        for info, value in zip(infos, values, strict=True)
    ]
    for info, value in zip(infos, owned, strict=True):
        if info.inout is not None:
            arguments[info.inout][...] = value
    return tuple(
        _returned(info, value, arguments, symbols)
        for info, value in zip(infos, owned, strict=True)
        if info.inout is None
    )


def _returned(
    info: ResultInfo, value: Array, arguments: Arrays, symbols: Mapping[Symbol, int]
) -> object:
    if info.alias is not None:
        value = arguments[info.alias]
        for step in info.view:
            viewed = step.substituted(symbols)
            assert isinstance(viewed, TensorOp)
            result = viewed.eager(value)
            assert isinstance(result, np.ndarray)
            value = result
    return value[()] if info.scalar else value
