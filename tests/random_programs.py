"""Random functions of the tensor IR, with arguments for them.

``Maker(random.Random(seed)).program()``; a generator of hypothesis shrinks. Extents are symbols or
constants; zero and one are among the sizes. Every kind of op can occur, values are read before
and after they are overwritten, updates overlap what they read, and some indices are out of range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mgc.ir.builder import Builder
from mgc.ir.core import Function, Op, Param, Region, ResultInfo, Value
from mgc.ir.extents import Extent, Shape
from mgc.ir.ops import (
    bits,
    check,
    contract,
    create,
    elementwise,
    functions,
    gather,
    reduce,
    scan,
    shape,
)
from mgc.ir.ops.base import Elementwise, IndexOp, Reduction
from mgc.ir.ops.update import Update, view_shape
from mgc.ir.types import BOOL, F32, F64, I32, I64, TensorType
from tests.random_choices import LIMIT, Choices

Array = NDArray[Any]
FLOAT = (F32, F64)
UNARY = (
    elementwise.Negative, elementwise.Absolute, elementwise.Sign, functions.Exp, functions.Tanh,
    functions.Sqrt, functions.Sin, functions.Log, functions.Floor, elementwise.Copy,
)  # fmt: skip
BINARY = (
    elementwise.Add, elementwise.Subtract, elementwise.Multiply, elementwise.Divide,
    elementwise.Maximum, elementwise.Minimum, elementwise.Add, elementwise.Multiply,
)  # fmt: skip
INTEGER_UNARY = (elementwise.Negative, elementwise.Absolute, elementwise.Sign, elementwise.Copy)
INTEGER_BINARY = (
    elementwise.Add, elementwise.Subtract, elementwise.Multiply, elementwise.FloorDivide,
    elementwise.Remainder, elementwise.Maximum, elementwise.Minimum, bits.BitwiseXor,
)  # fmt: skip
COMPARE = (elementwise.Less, elementwise.LessEqual, elementwise.Equal, elementwise.NotEqual)


@dataclass(frozen=True)
class Program:
    """A function and its arguments; arguments that are written must be copied for each call."""

    function: Function
    arguments: tuple[Array, ...]


class Maker(Choices):
    """Makes one program by the choices of ``random``."""

    # -- the whole ----------------------------------------------------------------------

    def program(self) -> Program:
        """One program."""
        self._extents()
        for _ in range(self.random.randint(1, 3)):
            self._param(self._type())
        self.values.extend(self.params)
        region = Region()
        self.builder = Builder(region)
        for _ in range(self.random.randint(*self.steps)):
            self._step()
        region.params = tuple(self.params)
        infos = self._results(region)
        params = tuple(
            Param(f"x{i}", kind, writable=any(info.inout == i for info in infos))
            for i, kind in enumerate(self.kinds)
        )
        function = Function("program", region, params, infos, tuple(self.symbols))
        return Program(function, tuple(self._argument(i) for i in range(len(params))))

    def _results(self, region: Region) -> tuple[ResultInfo, ...]:
        made = [v for v in self.values if v.node is not None]
        made = made or [self.builder.add(elementwise.Copy(), self.params[0])]
        unused = [v for v in made if not any(v in n.operands for n in region.nodes)]
        count = self.random.randint(1, 3)
        chosen = unused[:3] + [self.random.choice(made) for _ in range(count)]
        if self.random.random() < 0.2:
            chosen.append(self.random.choice(self.values))
        infos = [ResultInfo() for _ in chosen]
        for number, param in enumerate(self.params):
            if self.kinds[number] != "array" or self.pure or self.random.random() < 0.5:
                continue
            fits = [v for v in self.values if v.type == param.type and v is not param]
            if fits:
                chosen.append(_latest(param, fits) or self.random.choice(fits))
                infos.append(ResultInfo(inout=number))
        region.results = tuple(chosen)
        return tuple(infos)

    # -- sizes --------------------------------------------------------------------------

    # -- one step -----------------------------------------------------------------------

    def _step(self) -> None:
        steps = [
            self._unary, self._unary, self._binary, self._binary, self._binary, self._compare,
            self._convert, self._broadcast, self._view, self._view, self._reduce, self._reduce,
            self._matmul, self._scan, self._create, self._normalise, self._normalise,
        ]  # fmt: skip
        if not self.pure:
            steps += [self._update, self._update, self._overlap, self._gather, self._check]
        made = self.random.choice(steps)()
        if made is not None:
            self.values.append(made)

    def _unary(self) -> Value | None:
        x = self.pick((*FLOAT, I32, I64))
        if x is None:
            return None
        table = UNARY if x.type.dtype.is_float else INTEGER_UNARY
        return self.builder.add(self.random.choice(table)(), x)

    def _binary(self) -> Value | None:
        x = self.pick((*FLOAT, I32, I64))
        if x is None:
            return None
        table = BINARY if x.type.dtype.is_float else INTEGER_BINARY
        return self._apply(self.random.choice(table)(), x)

    def _compare(self) -> Value | None:
        x = self.pick((*FLOAT, I32, I64))
        if x is None:
            return None
        test = self._apply(self.random.choice(COMPARE)(), x)
        if self.random.random() < 0.4:
            return test
        y = self._partner(x)
        return self.builder.add(elementwise.Where(), test, x, y)

    def _apply(self, op: Elementwise, x: Value) -> Value:
        y = self._partner(x)
        operands = (x, y) if self.random.random() < 0.5 else (y, x)
        return self.builder.add(op, *operands)

    def _partner(self, x: Value) -> Value:
        """A value of the type of ``x``: another one, one that is broadcast, or a constant."""
        fits = [
            v
            for v in self.values
            if v.type.dtype == x.type.dtype and _broadcasts(v.type.shape, x.type.shape)
        ]
        if fits and self.random.random() < 0.8:
            return self.builder.broadcast(self.random.choice(fits), x.type.shape)
        number = self.random.choice((-2, -1, 0, 1, 2, 3))
        return self.builder.broadcast(self.builder.constant(number, x.type.dtype), x.type.shape)

    def _convert(self) -> Value | None:
        x = self.pick()
        assert x is not None
        target = self.random.choice((F32, F64, I32, BOOL))
        return self.builder.convert(x, target) if x.type.dtype != target else None

    def _broadcast(self) -> Value | None:
        x = self.pick()
        if x is None or x.type.rank > 2:
            return None
        if self.random.random() < 0.6:
            axis = self.random.randint(0, x.type.rank)
            x = self.builder.add(shape.ExpandDims((axis,)), x)
        extents = tuple(
            self.random.choice(self.extents) if e == 1 and self.random.random() < 0.7 else e
            for e in x.type.shape
        )
        if self.random.random() < 0.3 and len(extents) < 3:
            extents = (self.random.choice(self.extents), *extents)
        return self.builder.broadcast(x, extents) if self.size(extents) <= LIMIT else None

    def _view(self) -> Value | None:
        x = self.pick(rank=1)
        if x is None:
            return None
        step = self._view_step(x.type.shape)
        return None if step is None else self.builder.add(step, x)

    def _reduce(self) -> Value | None:
        x = self.pick(rank=1)
        if x is None:
            return None
        axes = sorted(self.random.sample(range(x.type.rank), self.random.randint(1, x.type.rank)))
        lanes = x.type.rank - 1 in axes
        dtype = x.type.dtype
        if dtype == BOOL:
            op: type[Reduction] = self.random.choice((reduce.Any, reduce.All))
        else:
            op = self.random.choice((reduce.Sum, reduce.Sum, reduce.Max, reduce.Min, reduce.Prod))
            if self.random.random() < 0.15:
                op = self.random.choice((reduce.Argmax, reduce.Argmin))
        empty = self.size(tuple(x.type.shape[a] for a in axes)) == 0
        if empty and op not in (reduce.Sum, reduce.Prod, reduce.Any, reduce.All):
            return None
        if self.random.random() < 0.1:
            self.random.shuffle(axes)
        total = self.builder.add(op(tuple(axes), lanes), x)
        if self.random.random() < 0.5:
            return total
        return self.builder.add(shape.ExpandDims(tuple(sorted(axes))), total)

    def _normalise(self) -> Value | None:
        """A dear value combined with a total of it or of its neighbours, row by row."""
        x = self.pick(FLOAT, rank=1)
        if x is None:
            return None
        x = self.builder.add(self.random.choice((functions.Exp, functions.Tanh))(), x)
        rank = x.type.rank
        axes = sorted(self.random.sample(range(rank), self.random.randint(1, max(rank - 1, 1))))
        seen, rest = (self._part(x, axes) for _ in range(2))
        self.values += [seen, rest]
        op = self.random.choice((reduce.Sum, reduce.Sum, reduce.Max))
        if op is reduce.Max and self.size(tuple(seen.type.shape[a] for a in axes)) == 0:
            return None
        total = self.builder.add(op(tuple(axes), seen.type.rank - 1 in axes), seen)
        total = self.builder.add(shape.ExpandDims(tuple(axes)), total)
        total = self.builder.broadcast(total, rest.type.shape)
        return self.builder.add(self.random.choice(BINARY)(), rest, total)

    def _part(self, x: Value, axes: Sequence[int]) -> Value:
        """``x``, or a slice of it along ``axes``."""
        if self.random.random() < 0.5:
            return x
        whole: tuple[Extent, Extent, int]
        parts = []
        for axis, extent in enumerate(x.type.shape):
            whole = (0, extent, 1)
            parts.append(self._range(extent) if axis in axes else whole)
        starts, sizes = (tuple(part[k] for part in parts) for k in range(2))
        return self.builder.add(shape.Slice(starts, sizes, tuple(p[2] for p in parts)), x)

    def _matmul(self) -> Value | None:
        x = self.pick(FLOAT, rank=2)
        if x is None:
            return None
        *batch, _, inner = x.type.shape
        fits = [
            v
            for v in self.values
            if v.type.dtype == x.type.dtype
            and v.type.rank == x.type.rank
            and v.type.shape[:-1] == (*batch, inner)
        ]
        y = self.random.choice(fits) if fits else None
        if y is None:
            axes = (*range(x.type.rank - 2), x.type.rank - 1, x.type.rank - 2)
            y = self.builder.add(shape.Transpose(axes), x)
        if self.size((*x.type.shape[:-1], y.type.shape[-1])) > LIMIT:
            return None
        return self.builder.add(contract.Matmul(), x, y)

    def _scan(self) -> Value | None:
        x = self.pick((*FLOAT, I64), rank=1)
        if x is None:
            return None
        op = self.random.choice((scan.Cumsum, scan.Cumprod))
        return self.builder.add(op(self.random.randrange(x.type.rank)), x)

    def _create(self) -> Value | None:
        kind = self.random.randrange(3)
        extent = self.random.choice(self.extents)
        dtype = self.random.choice((F32, I64))
        if kind == 0:
            return self.builder.add(create.Iota(extent, dtype))
        if kind == 1:
            return self.builder.add(create.ExtentValue(extent, dtype))
        table = np.arange(self.number(extent)) if isinstance(extent, int) else np.arange(3)
        return self.builder.add(create.Constant.of(table * 0.5 if dtype == F32 else table, dtype))

    # -- memory -------------------------------------------------------------------------

    def _update(self) -> Value | None:
        buffer = self.pick(rank=1)
        if buffer is None:
            return None
        view = self._view_chain(buffer.type.shape)
        part = TensorType(buffer.type.dtype, view_shape(view, buffer.type.shape))
        fits = [
            v
            for v in self.values
            if v.type.dtype == part.dtype and _broadcasts(v.type.shape, part.shape)
        ]
        if fits and self.random.random() < 0.7:
            value = self.builder.broadcast(self.random.choice(fits), part.shape)
        else:
            value = self.builder.broadcast(self.builder.constant(1, part.dtype), part.shape)
        return self.builder.add(Update(view), buffer, value)

    def _overlap(self) -> Value | None:
        """``a[view] = f(a[other view])``."""
        buffer = self.pick((*FLOAT, I64), rank=1)
        if buffer is None:
            return None
        view = self._view_chain(buffer.type.shape)
        part = view_shape(view, buffer.type.shape)
        for _ in range(4):
            other = self._view_chain(buffer.type.shape)
            if view_shape(other, buffer.type.shape) == part:
                value = buffer
                for step in other:
                    value = self.builder.add(step, value)
                if self.random.random() < 0.5:
                    value = self.builder.add(elementwise.Negative(), value)
                return self.builder.add(Update(view), buffer, value)
        return None

    def _view_chain(self, extents: Shape) -> tuple[IndexOp, ...]:
        """Steps of a view that holds no element twice."""
        steps: list[IndexOp] = []
        for _ in range(self.random.randint(0, 2)):
            step = self._view_step(extents)
            if step is None or isinstance(step, shape.Reshape):
                continue
            steps.append(step)
            extents = step.result_shape(extents)
            if not extents:
                break
        return tuple(steps)

    def _check(self) -> None:
        """Elements are below a bound, which is mostly so; the message says which check it is."""
        x = self.pick((*FLOAT, I32, I64))
        if x is not None:
            bound = 2 if self.random.random() < 0.1 else 10_000
            limit = self.builder.constant(bound, x.type.dtype)
            below = elementwise.Less() if self.random.random() < 0.5 else elementwise.LessEqual()
            test = self.builder.add(below, x, self.builder.broadcast(limit, x.type.shape))
            message = f"check of {len(self.values)} values"
            self.builder.add(check.Check(message, "OverflowError"), test)

    def _gather(self) -> Value | None:
        x = self.pick(rank=1)
        if x is None:
            return None
        axis = self.random.randrange(x.type.rank)
        size = self.number(x.type.shape[axis])
        index_shape = self._shape(self.random.randint(0, 2))
        rest = (*x.type.shape[:axis], *x.type.shape[axis + 1 :])
        if not size or self.size((*rest, *index_shape)) > LIMIT or len(rest + index_shape) > 3:
            return None
        index = self._param(TensorType(I64, index_shape))
        self.indices.append((len(self.params) - 1, size))
        checked = self.builder.add(gather.CheckBounds(axis, x.type.shape[axis]), index)
        return self.builder.add(gather.Gather((axis,), axis), x, checked)


def _broadcasts(have: Shape, want: Shape) -> bool:
    if len(have) > len(want):
        return False
    return all(a in (1, b) for a, b in zip(reversed(have), reversed(want), strict=False))


def _latest(param: Value, fits: Sequence[Value]) -> Value | None:
    """The last of the values that are updates of ``param``, if there is one."""
    chain = [v for v in fits if _base(v) is param]
    return chain[-1] if chain else None


def _base(value: Value) -> Value:
    while value.node is not None and isinstance(value.node.op, Update):
        value = value.node.operands[0]
    return value


def ops_of(function: Function) -> list[Op]:
    """The ops of the nodes in order."""
    return [node.op for node in function.body.walk()]
