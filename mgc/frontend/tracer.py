"""The tracing engine: operations become nodes of the current region.

A trace has a stack of open scopes, one for each region that is being built; buffers know their
current version, and a scope remembers which buffers were written inside it. Nothing is global but
the context variable of `engine`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import FunctionType
from typing import TYPE_CHECKING, Any

from mgc.ir.bounds import Range
from mgc.ir.builder import Builder
from mgc.ir.core import Param, Region, Value
from mgc.ir.errors import MgcError, MgcValueError
from mgc.ir.extents import Symbol
from mgc.ir.location import user_location
from mgc.ir.ops.base import IndexOp, TensorOp
from mgc.ir.ops.control import Bind
from mgc.ir.ops.create import Constant
from mgc.ir.ops.data_dependent import Scatter
from mgc.ir.ops.gather import Gather
from mgc.ir.ops.update import Update
from mgc.ir.types import TensorType, dtype_of

from .array import TracedArray, TracedScalar
from .assumptions import Assumptions
from .buffers import Buffer, Shapers, Snapshot, Step, View
from .changed import Changes
from .engine import NumpyArray, Operand
from .globals import Surroundings
from .handlers import uncatchable
from .parts import through_part
from .questions import AsksAboutExtents, Questions
from .refusal import numpy_error, untraceable
from .returns import Returns
from .scopes import Captured, Scope, Unrolling
from .specs import Symbols
from .validity import require_current, require_known, require_open, require_possible

if TYPE_CHECKING:
    from .control.for_loop import TracedFor
    from .control.regions import Opened
    from .orders import Decision
    from .symbolic_int import ExtentComparison


class Trace(AsksAboutExtents):
    """The state of one trace. ``params`` grow: first the user's, then captured arrays."""

    symbolic = True

    def __init__(
        self,
        name: str,
        sizes: Iterable[Symbol] = (),
        signed: Iterable[Symbol] = (),
        example: Mapping[Symbol, int] | None = None,
    ) -> None:
        self.name = name
        self.assumptions = Assumptions(sizes, signed, example)
        self.body = Region()
        self.scopes = [Scope(Builder(self.body))]
        self.opened: list[Opened] = []
        """The regions that are being filled, outermost first."""

        self.questions = Questions()
        self.comparisons: dict[Value, ExtentComparison] = {}
        """The conditions that are questions about extents and numbers."""

        self.loops: list[TracedFor] = []
        """The loops whose bodies are being traced, outermost first."""

        self.problem: MgcError | None = None
        """Why there is no trace, though the code goes on: a handler would hide the error."""

        self.refusals = []

        self.names = Symbols()
        """The symbols of the signature, by name."""

        self.callbacks: list[Callable[..., Any]] = []
        """The functions that a run calls, by the numbers that nodes have."""

        self.automatic: set[Symbol] = set()
        """Python integers that have become symbols by themselves."""

        self.unrolling = Unrolling()
        """The loops to be unrolled."""

        self.returns = Returns()
        self.changes = Changes()
        self.surroundings = Surroundings()
        self.params: list[Param] = []
        self.param_values: list[Value] = []
        self.param_buffers: dict[int, Buffer] = {}
        self.param_arrays: dict[int, TracedArray] = {}
        self.captured: dict[int, Captured] = {}
        self.rebound: set[int] = set()
        """Scalar parameters that an in-place operator was applied to."""

        self.ranges: dict[Symbol, Range] = {}
        """The bounds of integers that a run computes."""

        self.counted: dict[Symbol, Range] = {}
        """The ranges of the counters of loops."""

        self.closed: set[Symbol] = set()
        """Symbols of regions that have been closed."""

        self.decisions: list[Decision] = []
        """Where the layout of an argument may have decided between a view and a copy."""

    @property
    def scope(self) -> Scope:
        """The innermost open scope."""
        return self.scopes[-1]

    # Parameters.

    def add_param(self, param: Param, type: TensorType) -> int:
        """Appends a parameter; returns its number."""
        self.params.append(param)
        self.param_values.append(Value(type, hint=param.name))
        return len(self.params) - 1

    def array_param(
        self, param: Param, type: TensorType, *, layout: str = "C", read_only: bool = False
    ) -> TracedArray:
        """A parameter that is an array."""
        index = self.add_param(param, type)
        shapers = frozenset() if param.kind == "captured" else frozenset((index,))
        value, scope = self.param_values[index], self.scopes[0]
        buffer = Buffer(value, scope, index, param.name, layout, shapers)
        self.param_buffers[index] = buffer
        self.param_arrays[index] = TracedArray(buffer, read_only=read_only)
        return self.param_arrays[index]

    def scalar_param(self, param: Param, type: TensorType) -> TracedScalar:
        """A parameter that is a NumPy scalar or a Python number."""
        index = self.add_param(param, type)
        weak = param.kind == "weak"
        return TracedScalar(self.param_values[index], self.scopes[0], weak=weak, param=index)

    # Reading.

    def value(self, operand: Operand) -> Value:
        """The SSA value an operand has now; emits the steps of a view."""
        if isinstance(operand, TracedScalar):
            require_open(self.scopes, operand.scope, operand)
            return operand.value
        assert isinstance(operand, TracedArray), operand
        buffer = operand.buffer
        require_open(self.scopes, buffer.scope, operand)
        require_current(self.scopes, buffer, operand)
        value = self.contents(buffer)
        for scope in self.scopes[self.scopes.index(buffer.scope) + 1 :]:
            scope.used.add(buffer)
        for step in operand.steps:
            value = self.node(step, (value,))
        return value

    def contents(self, buffer: Buffer) -> Value:
        """The buffer's version now, as the innermost region knows it."""
        for scope in self.scopes[self.scopes.index(buffer.scope) + 1 :]:
            if buffer not in scope.entries:
                scope.before[buffer] = buffer.version
                entry = Value(buffer.type, hint=buffer.version.hint)
                scope.entries[buffer] = buffer.version = entry
        return buffer.version

    def node(self, op: TensorOp, operands: tuple[Value, ...]) -> Value:
        """Appends a node with the user's location; its only result."""
        if self.closed:
            require_known(self.closed, op)
        if op.effect:
            self.problem = self.problem or uncatchable(op)
        builder = self.scope.builder
        builder.location = user_location()
        value = builder.add(op, *operands)
        require_possible(value.type)
        return value

    # The engine.

    def bind(self, op: Bind, number: Value) -> None:
        """Gives the integer a symbol, in the innermost region."""
        builder = self.scope.builder
        builder.location = user_location()
        builder.node(op, (number,))
        self.scope.symbols.add(op.symbol)
        self.ranges[op.symbol] = (op.lower, op.upper)

    def truth(self, condition: Operand) -> bool | None:
        """The value of a constant."""
        made = self.value(condition).node
        if made is None or not isinstance(made.op, Constant) or condition.tensor_type.shape:
            return None
        return bool(made.op.array)

    def apply(self, op: TensorOp, operands: tuple[Operand, ...]) -> Operand:
        """Records a node."""
        from .orders import common_layout

        value = self.node(op, tuple(self.value(x) for x in operands))
        layout, shapers = common_layout(x for x in operands if isinstance(x, TracedArray))
        if isinstance(op, Gather) and op.position:
            layout = "unknown"
        return self.wrap(value, "C" if value.type.rank < 2 else layout, shapers)

    def wrap(self, value: Value, layout: str = "C", shapers: Shapers = frozenset()) -> Operand:
        """A fresh array, or a scalar if the rank is 0."""
        if not value.type.shape:
            return TracedScalar(value, self.scope)
        return TracedArray(Buffer(value, self.scope, layout=layout, shapers=shapers))

    def keep_order(self, callee: object, args: Any, kwargs: Mapping[str, Any], result: Any) -> Any:
        """Says how fresh arrays lie in memory."""
        from .orders import keep_order

        keep_order(callee, (args, dict(kwargs)), result)
        return result

    @property
    def unobserved(self) -> bool:
        """False in branches and loops, and after writes to arguments and run-time checks."""
        written = any(buffer.written for buffer in self.param_buffers.values())
        effects = any(node.op.effect for node in self.body.walk())
        return len(self.scopes) == 1 and not written and not effects

    def view(self, op: Step, operand: Operand, *, read_only: bool = False) -> Operand:
        """The array with one more step in its view."""
        array = operand if isinstance(operand, TracedArray) else self.as_array(operand)
        assert isinstance(array, TracedArray)
        read_only = read_only or array.read_only
        return TracedArray(array.buffer, (*array.steps, op), read_only=read_only)

    def store(self, target: Operand, value: Operand) -> None:
        """Records an ``Update``: the next version of the buffer."""
        array = self._require_writable(target)
        new, buffer = self.value(value), array.buffer
        require_open(self.scopes, buffer.scope, array)
        require_current(self.scopes, buffer, array, writing=True)
        self._require_own(buffer)
        view, whole_new = through_part(self, array, new)
        buffer.version = self.node(Update(view), (self.contents(buffer), whole_new))
        buffer.writes += 1

    def scatter(
        self, target: Operand, op: Scatter, value: Operand, indices: Sequence[Operand]
    ) -> None:
        """Records a ``Scatter`` through the view: the next version of the buffer."""
        array = self._require_writable(target)
        rows = (self.value(value), *map(self.value, indices))
        view = tuple(step for step in array.steps if isinstance(step, IndexOp))
        if len(view) != len(array.steps):  # .real and .imag
            new = self.node(op, (self.value(array), *rows))
            self.store(array, TracedArray(Buffer(new, self.scope)))
            return
        buffer = array.buffer
        require_open(self.scopes, buffer.scope, array)
        require_current(self.scopes, buffer, array, writing=True)
        self._require_own(buffer)
        through = Scatter(op.axes, view, op.combine)
        buffer.version = self.node(through, (self.contents(buffer), *rows))
        buffer.writes += 1

    def _require_writable(self, target: Operand) -> TracedArray:
        if not isinstance(target, TracedArray):
            raise numpy_error(TypeError, "return arrays must be of ArrayType")
        if target.read_only:
            raise MgcValueError(
                "assignment destination is read-only", code="MGC-M3", location=user_location()
            )
        return target

    def _require_own(self, buffer: Buffer) -> None:
        if buffer.foreign:
            raise untraceable(
                "MGC-M2",
                "a traced value would be stored in an ordinary array, made outside the trace",
                "create the array inside the function or pass it as an argument",
            )

    @property
    def place(self) -> object:
        """The innermost region."""
        return self.scope

    def known_positions(self, mask: Operand) -> Operand | None:
        """Those of the same version of the mask."""
        key = self._contents_key(mask)
        return next((s.positions[key] for s in self.scopes if key in s.positions), None)

    def note_positions(self, mask: Operand, positions: Operand) -> None:
        """Remembers them for the open region."""
        self.scope.positions[self._contents_key(mask)] = positions

    def _contents_key(self, mask: Operand) -> tuple[Value, View]:
        if isinstance(mask, TracedArray):
            return self.contents(mask.buffer), mask.steps
        assert isinstance(mask, TracedScalar)
        return mask.value, ()

    def as_array(self, operand: Operand) -> Operand:
        """A buffer of its own that starts with the value."""
        return TracedArray(Buffer(self.value(operand), self.scope, shapers=frozenset()))

    def as_scalar(self, operand: Operand, *, weak: bool = False) -> Operand:
        """The value now."""
        return TracedScalar(self.value(operand), self.scope, weak=weak)

    def copy_where_numpy_may_view(self, base: TracedArray, value: Value) -> TracedArray:
        """A fresh array that stands for a view or a copy of ``base``, whichever NumPy makes.

        Either is the same until one of the two is written; that is refused then.
        """
        snapshot = Snapshot(base.buffer, self.contents(base.buffer))
        return TracedArray(Buffer(value, self.scope, copied_from=(snapshot,)))

    def capture(self, array: NumpyArray) -> Operand:
        """A hidden parameter, or a constant if no name leads to the array."""
        found = self.captured.get(id(array))
        if found is not None:
            return found.traced
        try:
            dtype = dtype_of(array.dtype)
        except TypeError:
            raise untraceable(
                "MGC-T1", f"an array of dtype {array.dtype} cannot be used in compiled code"
            ) from None
        name = self.surroundings.name_of(array)
        if name is None:
            constant = self.as_array(self.constant(array, dtype))
            assert isinstance(constant, TracedArray)
            constant.buffer.foreign = True
            return constant
        from .layout import layout_of

        scopes, self.scopes = self.scopes, self.scopes[:1]
        param = Param(name, "captured", value=array)
        traced = self.array_param(
            param,
            TensorType(dtype, array.shape),
            layout=layout_of(array),
            read_only=not array.flags.writeable,
        )
        self.scopes = scopes
        self.captured[id(array)] = Captured(name, array, traced)
        return traced

    # What the function reaches without being given it.

    def enter(self, function: FunctionType) -> None:
        """Guards what the function names."""
        self.surroundings.enter(function)
        self.changes.enter(function.__code__)

    def effect(self, callee: Callable[..., Any], problem: Exception) -> Callable[..., Any]:
        """``print`` prints at run time; other effects are refused."""
        if callee is print:
            from .callbacks import staged_print

            return staged_print(self)
        raise problem

    def watch(self, owner: object, attribute: str) -> None:
        """Guards the attribute."""
        self.surroundings.watch(owner, attribute)

    def set_attribute(self, owner: object, attribute: str, value: object) -> None:
        """Assigns to objects of the trace; refuses for others."""
        if self.surroundings.is_known(owner):
            raise untraceable(
                "MGC-S1",
                f"'.{attribute}' of an object that was there before the call is assigned: in "
                "compiled code that would happen once, while tracing",
                f"return the value, or write into the array of the object, .{attribute}[...] = y",
            )
        self.changes.note(owner)
        setattr(owner, attribute, value)

    @property
    def may_not_run(self) -> bool:
        """True in a branch that a run decides on."""
        return len(self.scopes) - 1 > len(self.loops)
