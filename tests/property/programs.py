"""Random programs of the tensor IR, and arguments for them.

Only ops that NumPy computes the same way however an array lies in memory: no elementary functions
and no matrix products. Sums are in the order that the IR defines (`OrderedKernels`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from mgc.ir.builder import Builder
from mgc.ir.core import Function, Op, Param, Region, ResultInfo, Value
from mgc.ir.extents import Extent, Shape, Symbol, dim, evaluate, product
from mgc.ir.interpreter import Interpreter
from mgc.ir.kernels import NumPyKernels
from mgc.ir.ops import bits, elementwise, functions, reduce, shape
from mgc.ir.ops.base import Array, IndexOp, Reduction, TensorOp
from mgc.ir.ops.create import Constant, ExtentValue, Iota
from mgc.ir.ops.scan import Cumsum
from mgc.ir.ops.update import Update, view_shape
from mgc.ir.types import BOOL, F32, F64, I32, I64, U8, DType, TensorType

Draw = Callable[[st.SearchStrategy[Any]], Any]

DTYPES = (F64, F32, I32, U8, BOOL)
SIZES = {"n": 3, "m": 2}
NUMBERS = (0, 1, 2, -1, -0.0, 0.5, 4.0, 3.7, float("inf"), float("nan"))

FLOAT_UNARY: tuple[type[Op], ...] = (
    elementwise.Negative, elementwise.Absolute, functions.Sqrt, functions.Floor, functions.Trunc,
    functions.Isnan,
)  # fmt: skip
NUMBER_BINARY: tuple[type[Op], ...] = (
    elementwise.Add, elementwise.Subtract, elementwise.Multiply, elementwise.Maximum,
    elementwise.Less, elementwise.Equal, elementwise.NotEqual, elementwise.GreaterEqual,
)  # fmt: skip
BOOL_BINARY: tuple[type[Op], ...] = (
    elementwise.LogicalAnd, elementwise.LogicalOr, elementwise.LogicalXor, bits.BitwiseAnd,
    elementwise.Equal, elementwise.Add,
)  # fmt: skip
INTEGER_BINARY: tuple[type[Op], ...] = (
    *NUMBER_BINARY, bits.BitwiseAnd, bits.BitwiseOr, bits.BitwiseXor, elementwise.FloorDivide,
    elementwise.Remainder,
)  # fmt: skip


class OrderedKernels(NumPyKernels):
    """Sums and running sums one element after the other, in the order of ``Sum.axes``.

    NumPy's own order depends on how the operand lies in memory.
    """

    def run(
        self, op: TensorOp, types: tuple[TensorType, ...], operands: tuple[Array, ...]
    ) -> tuple[Array, ...]:
        if not isinstance(op, reduce.Sum):
            return super().run(op, types, operands)
        (x,) = operands
        kept = [axis for axis in range(x.ndim) if axis not in op.axes]
        total = np.zeros([x.shape[axis] for axis in kept], x.dtype)
        for index in np.ndindex(*(x.shape[axis] for axis in op.axes)):
            part = x.transpose(*op.axes, *kept)[index]
            with np.errstate(all="ignore"):
                total = np.asarray(total + part, x.dtype)
        return (total,)


class Programs:
    """Draws one program step by step."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.symbols = {name: Symbol(name) for name in SIZES}
        self.extents: tuple[Extent, ...] = (1, 2, 3, *map(dim, self.symbols.values()))
        self.builder = Builder(Region())
        self.values: list[Value] = []

    def function(self, steps: int) -> Function:
        """A program of up to ``steps`` steps with one to three results."""
        types = [self.type() for _ in range(self.draw(st.integers(1, 3)))]
        # A parameter that determines the symbols whatever else is drawn.
        types.append(TensorType(F64, tuple(map(dim, self.symbols.values()))))
        params = tuple(Value(type, hint=f"x{i}") for i, type in enumerate(types))
        self.builder = Builder(Region(params))
        self.values = list(params)
        for _ in range(self.draw(st.integers(1, steps))):
            made = self.pick(self.STEPS)(self)
            if made is not None:
                self.values.append(made)
        return self.finished(params)

    def finished(self, params: tuple[Value, ...]) -> Function:
        """The function with results of each kind."""
        results = [self.pick(self.values) for _ in range(self.draw(st.integers(1, 3)))]
        infos = [ResultInfo(scalar=not value.type.shape) for value in results]
        written = {
            index: last
            for index, param in enumerate(params)
            if (last := self.last_version(param)) is not param and self.draw(st.booleans())
        }
        region = self.builder.region
        region.results = (*results, *written.values())
        return Function(
            "program",
            region,
            tuple(Param(f"x{i}", writable=i in written) for i in range(len(params))),
            (*infos, *(ResultInfo(inout=index) for index in written)),
            tuple(self.symbols.values()),
        )

    def last_version(self, buffer: Value) -> Value:
        """The end of the first chain of updates of ``buffer``."""
        for node in self.builder.region.nodes:
            if isinstance(node.op, Update) and node.operands[0] is buffer:
                return self.last_version(node.result)
        return buffer

    def pick(self, items: Any) -> Any:
        """One of some items."""
        return self.draw(st.sampled_from(list(items)))

    def type(self) -> TensorType:
        """A type of rank 0 to 3."""
        rank = self.draw(st.integers(0, 3))
        return TensorType(self.pick(DTYPES), tuple(self.pick(self.extents) for _ in range(rank)))

    def value(self, fits: Callable[[TensorType], bool]) -> Value | None:
        """A value of a type that fits, newer ones first."""
        found = [value for value in self.values if fits(value.type)]
        return self.pick(found[::-1]) if found else None

    def like(self, type: TensorType) -> Value:
        """A value of just this type: one there is, or a broadcast constant or scalar."""
        same = [value for value in self.values if value.type == type]
        if same and self.draw(st.booleans()):
            found: Value = self.pick(same)
            return found
        scalars = [v for v in self.values if v.type == type.with_shape(())]
        if scalars and self.draw(st.booleans()):
            return self.builder.broadcast(self.pick(scalars), type.shape)
        return self.builder.broadcast(self.constant(type.dtype), type.shape)

    def constant(self, dtype: DType) -> Value:
        """A scalar constant."""
        number = self.pick(NUMBERS)
        if not dtype.is_float:
            number = int(number) % 256 if np.isfinite(number) else 7
        return self.builder.constant(number, dtype)

    # Steps. Each returns a value, or None where nothing fits.

    def unary(self) -> Value | None:
        x = self.pick(self.values)
        dtype = x.type.dtype
        if dtype.is_float:
            return self.builder.add(self.pick(FLOAT_UNARY)(), x)
        choices = (bits.LogicalNot, bits.Invert)
        return self.builder.add(
            self.pick(choices if dtype.is_bool else (*choices, elementwise.Negative))(), x
        )

    def binary(self) -> Value | None:
        x = self.pick(self.values)
        dtype = x.type.dtype
        choices = NUMBER_BINARY if dtype.is_float else INTEGER_BINARY
        op = self.pick(BOOL_BINARY if dtype.is_bool else choices)()
        if dtype.is_float and self.draw(st.booleans()):
            op = elementwise.Divide()
        operands = [x, self.like(x.type)]
        if self.draw(st.booleans()):
            operands.reverse()
        return self.builder.add(op, *operands)

    def where(self) -> Value | None:
        x = self.pick(self.values)
        condition = self.like(x.type.with_dtype(BOOL))
        return self.builder.add(elementwise.Where(), condition, x, self.like(x.type))

    def convert(self) -> Value | None:
        x = self.pick(self.values)
        float_source = x.type.dtype.is_float
        targets = (F64, F32, BOOL) if float_source else (*DTYPES, I64)
        return self.builder.add(elementwise.Convert(self.pick(targets)), x)

    def index(self) -> Value | None:
        x = self.pick(self.values)
        op = self.index_op(x.type.shape, broadcast=True)
        return None if op is None else self.builder.add(op, x)

    def index_op(self, extents: Shape, *, broadcast: bool) -> IndexOp | None:
        """An index op that fits a shape."""
        rank = len(extents)
        choices = ["transpose", "slice", "reshape", "expand_dims", "squeeze", "reverse"]
        kind = self.pick([*choices, "broadcast"] if broadcast else choices)
        if kind == "transpose":
            return shape.Transpose(tuple(self.draw(st.permutations(range(rank)))))
        if kind == "slice":
            return self.slice(extents)
        if kind == "reverse":
            return shape.Slice(tuple(e - 1 for e in extents), extents, (-1,) * rank)
        if kind == "reshape":
            flat = (product(extents),)
            return shape.Reshape(self.pick([flat, (1, *extents), (*extents, 1), extents]))
        if kind == "expand_dims" and rank < 3:
            return shape.ExpandDims((self.draw(st.integers(0, rank)),))
        if kind == "broadcast" and rank < 3:
            wide = tuple(self.pick(self.extents) if e == 1 else e for e in extents)
            return shape.Broadcast((self.pick(self.extents), *wide))
        ones = [axis for axis, extent in enumerate(extents) if extent == 1]
        return shape.Squeeze((self.pick(ones),)) if kind == "squeeze" and ones else None

    def slice(self, extents: Shape) -> IndexOp:
        """One element, all of them, or all but the first, of each axis."""
        starts, sizes = [], []
        for extent in extents:
            kind = self.pick(["one", "all", "rest"])
            # Every symbol is at least 2 in these tests, so that no slice is empty.
            rest = kind == "rest" and extent != 1
            starts.append(1 if rest else 0)
            sizes.append(extent - 1 if rest else 1 if kind == "one" else extent)
        return shape.Slice(tuple(starts), tuple(sizes), (1,) * len(extents))

    def reduction(self) -> Value | None:
        x = self.value(lambda t: bool(t.shape))
        if x is None:
            return None
        count = self.draw(st.integers(1, x.type.rank))
        axes = tuple(sorted(self.draw(st.permutations(range(x.type.rank)))[:count]))
        choices: list[type[Reduction]] = [reduce.Max, reduce.Argmax]
        choices += [reduce.Any] if x.type.dtype.is_bool else [reduce.Sum, reduce.Sum]
        return self.builder.add(self.pick(choices)(axes, x.type.rank - 1 in axes), x)

    def scan(self) -> Value | None:
        x = self.value(lambda t: bool(t.shape) and t.dtype.is_integer)
        return None if x is None else self.builder.add(Cumsum(x.type.rank - 1), x)

    def create(self) -> Value | None:
        dtype = self.pick((F64, I32))
        kind = self.pick(["iota", "extent", "table", "zeros"])
        if kind == "iota":
            return self.builder.add(Iota(self.pick(self.extents), dtype))
        if kind == "extent":
            return self.builder.add(ExtentValue(self.pick(self.extents) + 1, dtype))
        if kind == "zeros":
            shape = (self.pick(self.extents), self.pick(self.extents))
            return self.builder.broadcast(self.builder.constant(0, dtype), shape)
        table = np.asarray([[1, 2], [3, self.pick([1, 4])]], dtype.numpy)
        return self.builder.add(Constant.of(table * self.pick([0, 1])))

    def update(self) -> Value | None:
        buffer = self.pick(self.values)
        view: list[IndexOp] = []
        for _ in range(self.draw(st.integers(0, 2))):
            extents = view_shape(tuple(view), buffer.type.shape)
            op = self.index_op(extents, broadcast=False)
            # A reshape of a part of a buffer would be a copy of it.
            if op is not None and not (view and isinstance(op, shape.Reshape)):
                view.append(op)
        part = view_shape(tuple(view), buffer.type.shape)
        value = self.like(buffer.type.with_shape(part))
        return self.builder.add(Update(tuple(view)), buffer, value)

    STEPS = (unary, binary, binary, where, convert, index, index, reduction, scan, create, update)


@st.composite
def programs(draw: Draw, steps: int = 12) -> Function:
    """A valid function that any arrays of its parameters' types may be given."""
    return Programs(draw).function(steps)


def arguments(function: Function, seed: int) -> list[Array]:
    """Arrays for a program: small numbers, zeros of both signs, NaN, infinity."""
    rng = np.random.default_rng(seed)
    sizes = {symbol: SIZES[symbol.name] for symbol in function.symbols}
    return [_array(rng, value.type, sizes) for value in function.body.params]


def _array(rng: np.random.Generator, type: TensorType, sizes: dict[Symbol, int]) -> Array:
    extents = [evaluate(extent, sizes) for extent in type.shape]
    numbers = rng.integers(-3, 4, extents).astype(np.float64)
    if type.dtype.is_float:
        special = np.asarray([0.1, -0.0, np.nan, np.inf, 1e-3, 7.25])
        numbers = np.where(rng.random(extents) < 0.4, rng.choice(special, extents), numbers)
        return np.asarray(numbers, type.dtype.numpy)
    return np.asarray(np.abs(numbers) if type.dtype == U8 else numbers).astype(type.dtype.numpy)


def outcome(function: Function, inputs: list[Array]) -> list[Array]:
    """The results of a call, then the arguments after it."""
    copies = [array.copy() for array in inputs]
    results = Interpreter(function, OrderedKernels())(*copies)
    return [np.asarray(result) for result in results] + copies


def assert_same_bits(left: list[Array], right: list[Array]) -> None:
    """Equal but for signs and payloads of NaN."""
    assert len(left) == len(right)
    for a, b in zip(left, right, strict=True):
        assert a.dtype == b.dtype
        assert a.shape == b.shape
        if a.dtype.kind == "f":
            np.testing.assert_array_equal(np.isnan(a), np.isnan(b))
            a, b = (np.where(np.isnan(x), np.asarray(0, x.dtype), x) for x in (a, b))
        assert a.tobytes() == b.tobytes(), f"{a} differs from {b}"
