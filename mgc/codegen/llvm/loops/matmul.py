"""Calls of the GEMM: one generated function for each product, with its epilogue inside."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from mgc.ir.extents import Extent, Symbol, dim, symbols_of
from mgc.ir.loops.program import (
    Bind,
    Buffer,
    Compute,
    Index,
    Load,
    MatmulCall,
    Matrix,
    Scalar,
    Statement,
    Store,
    walk,
)
from mgc.ir.types import I64

from ..gemm import Epilogue, GemmSpec, Layout
from ..gemm.driver import emit_gemm
from ..gemm.symmetric import least_rows
from ..scalars import LLVMScalars
from ..text import LLVMValue
from .emitter import Emitter, Vector

EmitBody = Callable[[Emitter, list[Statement]], None]


def emit_matmul(e: Emitter, call: MatmulCall, emit_body: EmitBody) -> None:
    """Defines the GEMM and calls it."""
    captured = _Captured(e, call)
    m, n, k = (extent if isinstance(extent, int) else None for extent in (call.m, call.n, call.k))
    spec = GemmSpec(
        call.dtype,
        m,
        n,
        k,
        epilogue=None if _is_plain(call) else captured.epilogue(emit_body),
        extra=captured.parameters(),
        a_layout=_layout(call.a),
        b_layout=_layout(call.b),
        symmetric=_is_symmetric(call) and (m is None or m >= least_rows(e.tile(call.dtype))),
    )
    symbol = _defined(e, call, spec)
    a, b, c = (e.address(x.buffer, e.uniform(x.offset)) for x in (call.a, call.b, call.scratch))
    rows = (call.a.row, call.a.column, call.b.row, call.b.column, call.scratch.row)
    strides = dict(zip(("ar", "ac", "br", "bc", "cr"), map(e.uniform, rows), strict=True))
    strides |= dict(zip("mnk", map(e.limit, (call.m, call.n, call.k)), strict=True))
    at = {name: f"i64 {text}" for name, text in strides.items()}
    arguments = [
        f"ptr {a}", at["ar"], at["ac"], f"ptr {b}", at["br"], at["bc"], f"ptr {c}", at["cr"],
        at["m"], at["n"], at["k"], f"ptr {e.buffers[call.pack]}", "ptr null",
        *captured.arguments(),
    ]  # fmt: skip
    e.f.line(f"call void @{symbol}({', '.join(arguments)})")


def _defined(e: Emitter, call: MatmulCall, spec: GemmSpec) -> str:
    """The name of the function; products that are just stored share one where they are alike."""
    module = e.f.module
    symbol = spec.plain_name or e.new_symbol("gemm")
    if symbol not in module.functions:
        debug = module.debug
        with nullcontext() if debug is None else debug.functions_at(call.location):
            emit_gemm(module, symbol, spec, e.tile(call.dtype))
    return symbol


def _layout(matrix: Matrix) -> Layout:
    if matrix.column == 1:
        return Layout.ROWS
    return Layout.COLUMNS if matrix.row == 1 else Layout.GENERAL


def _is_symmetric(call: MatmulCall) -> bool:
    """True if the right operand is the left one transposed, whatever is in it."""
    a, b = call.a, call.b
    same = a.buffer is b.buffer and a.offset == b.offset and call.m == call.n
    return same and (a.row, a.column) == (b.column, b.row)


def _is_plain(call: MatmulCall) -> bool:
    """True if the product itself is all that is stored, where the partial sums are."""
    if len(call.body) != 1 or not isinstance(call.body[0], Store):
        return False
    store = call.body[0]
    c = call.scratch
    place: Extent = c.offset + dim(call.row) * c.row + dim(call.column)
    return store.value is call.accumulator and store.buffer is c.buffer and store.offset == place


class _Captured:
    """What the epilogue needs from around the call, passed as parameters of the GEMM."""

    def __init__(self, e: Emitter, call: MatmulCall) -> None:
        self.e, self.call = e, call
        self.buffers: dict[Buffer, str] = {}
        self.symbols: dict[Symbol, str] = {}
        self.scalars: dict[Scalar, str] = {}
        self._own = {call.row, call.column}
        if not _is_plain(call):
            self._collect()

    def _collect(self) -> None:
        made = {self.call.accumulator}
        for statement in walk(self.call.body):
            if isinstance(statement, (Load, Store)):
                self.buffers.setdefault(statement.buffer, f"%x.buffer{len(self.buffers)}")
                self._need_symbols(statement.offset)
            if isinstance(statement, Index):
                self._need_symbols(statement.extent)
            if isinstance(statement, Store):
                self._need_scalar(statement.value, made)
            if isinstance(statement, Compute):
                for operand in statement.operands:
                    self._need_scalar(operand, made)
            if isinstance(statement, (Load, Compute, Index)):
                made.add(statement.result)
            if isinstance(statement, Bind):
                self._need_scalar(statement.value, made)
                self._own.add(statement.symbol)

    def _need_symbols(self, extent: Extent) -> None:
        for symbol in symbols_of(extent):
            if symbol not in self._own:
                self.symbols.setdefault(symbol, f"%x.symbol{len(self.symbols)}")

    def _need_scalar(self, scalar: Scalar, made: set[Scalar]) -> None:
        if scalar not in made:
            self.scalars.setdefault(scalar, f"%x.scalar{len(self.scalars)}")

    def parameters(self) -> tuple[str, ...]:
        """Declarations."""
        return (
            *(f"ptr {name}" for name in self.buffers.values()),
            *(f"i64 {name}" for name in self.symbols.values()),
            *(f"{self.e.scalars[s].type} {name}" for s, name in self.scalars.items()),
        )

    def arguments(self) -> tuple[str, ...]:
        """What is passed for them here."""
        return (
            *(f"ptr {self.e.buffers[b]}" for b in self.buffers),
            *(str(self.e.symbols[s]) for s in self.symbols),
            *(str(self.e.scalars[s]) for s in self.scalars),
        )

    def epilogue(self, emit_body: EmitBody) -> Epilogue:
        """The call's body as an epilogue of the GEMM."""

        def emit(s: LLVMScalars, accumulator: LLVMValue, row: str, column: str, lanes: int) -> None:
            call, outer = self.call, self.e
            inner = Emitter(s.f, outer.vector_bits)
            inner.buffers = dict(self.buffers)
            inner.symbols = {symbol: LLVMValue(name, I64) for symbol, name in self.symbols.items()}
            inner.scalars = {
                scalar: LLVMValue(name, scalar.dtype) for scalar, name in self.scalars.items()
            }
            inner.scalars[call.accumulator] = accumulator
            inner.symbols[call.row] = LLVMValue(row, I64)
            inner.symbols[call.column] = LLVMValue(column, I64)
            with inner.over(Vector(call.column, lanes) if lanes > 1 else None):
                emit_body(inner, call.body)

        return emit
