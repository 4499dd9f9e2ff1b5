"""The scalar vocabulary in the dialects arith and math.

Elementary functions become private functions of the module, ``@mgc_exp_f32``, whose bodies are
written in the same vocabulary.
"""

from __future__ import annotations

import numpy as np

from ...dense import INLINE_ELEMENTS, format_elements
from ...types import BOOL, I32, I64, U64, DType
from ..scalars import Table
from .text import (
    INDEX,
    FunctionText,
    MLIRValue,
    declarations_text,
    element_type,
    symbol_name,
    types_text,
)


class MLIRScalars:
    """``Scalars[MLIRValue]`` that appends operations to the function ``f``."""

    def __init__(self, f: FunctionText) -> None:
        self.f = f

    def dtype(self, x: MLIRValue) -> DType:
        """The element type of ``x``."""
        return x.dtype

    def const(self, value: float | bool, dtype: DType) -> MLIRValue:
        """A constant."""
        if dtype is INDEX:
            return self.f.index(int(value))
        kind, text = element_type(dtype), literal(value, dtype)
        if dtype.is_bool:
            return MLIRValue(self.f.constant(text, text), dtype)
        hint = "cst" if dtype.is_float else f"c{text.replace('-', 'm')}_{kind}"
        return MLIRValue(self.f.constant(f"{text} : {kind}", hint), dtype)

    def splat(self, value: float | bool, dtype: DType, lanes: int) -> MLIRValue:
        """A vector with a constant in every lane."""
        like = MLIRValue("", dtype, lanes)
        name = self.f.constant(f"dense<{literal(value, dtype)}> : {like.type}", "cst")
        return MLIRValue(name, dtype, lanes)

    # -- arithmetic ---------------------------------------------------------------------

    def add(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Sum."""
        return self._binary(_by_kind(x, "addf", "addi"), x, y)

    def sub(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Difference."""
        return self._binary(_by_kind(x, "subf", "subi"), x, y)

    def mul(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Product."""
        return self._binary(_by_kind(x, "mulf", "muli"), x, y)

    def div(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Quotient; truncating for integers."""
        return self._binary(_by_kind(x, "divf", "divsi", "divui"), x, y)

    def rem(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Integer remainder with the sign of x."""
        return self._binary(_by_kind(x, "remf", "remsi", "remui"), x, y)

    def neg(self, x: MLIRValue) -> MLIRValue:
        """-x."""
        if x.dtype.is_float:
            return self._result(f"arith.negf {x.text} : {x.type}", x)
        return self.sub(self.const(0, x.dtype), x)

    def fma(self, x: MLIRValue, y: MLIRValue, z: MLIRValue) -> MLIRValue:
        """Product plus z, rounded once."""
        return self._math("fma", x, y, z)

    def sqrt(self, x: MLIRValue) -> MLIRValue:
        """Correctly rounded square root."""
        return self._math("sqrt", x)

    def abs(self, x: MLIRValue) -> MLIRValue:
        """|x|."""
        if x.dtype.is_float:
            return self._math("absf", x)
        return self._math("absi", x) if x.dtype.is_signed else x

    def copysign(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """|x| with the sign of y."""
        return self._math("copysign", x, y)

    def rint(self, x: MLIRValue) -> MLIRValue:
        """Nearest integer, ties to even."""
        return self._math("roundeven", x)

    def floor(self, x: MLIRValue) -> MLIRValue:
        """Largest integer not above x."""
        return self._math("floor", x)

    def ceil(self, x: MLIRValue) -> MLIRValue:
        """Smallest integer not below x."""
        return self._math("ceil", x)

    def trunc(self, x: MLIRValue) -> MLIRValue:
        """Rounded towards zero."""
        return self._math("trunc", x)

    # -- bits ---------------------------------------------------------------------------

    def and_(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Bits set in both."""
        return self._binary("andi", x, y)

    def or_(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Bits set in either."""
        return self._binary("ori", x, y)

    def xor(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Bits set in one of them."""
        return self._binary("xori", x, y)

    def not_(self, x: MLIRValue) -> MLIRValue:
        """Bits not set in x."""
        return self._binary("xori", x, self.const(True if x.dtype.is_bool else -1, x.dtype))

    def shl(self, x: MLIRValue, n: MLIRValue) -> MLIRValue:
        """Left shift."""
        return self._binary("shli", x, n)

    def shr(self, x: MLIRValue, n: MLIRValue) -> MLIRValue:
        """Right shift."""
        return self._binary("shrsi" if x.dtype.is_signed else "shrui", x, n)

    def clz(self, x: MLIRValue) -> MLIRValue:
        """Leading zero bits."""
        return self._math("ctlz", x)

    def popcount(self, x: MLIRValue) -> MLIRValue:
        """One bits."""
        return self._math("ctpop", x)

    # -- comparisons --------------------------------------------------------------------

    def eq(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Equal."""
        return self._compare("oeq", "eq", "eq", x, y)

    def ne(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Not equal; true on NaN."""
        return self._compare("une", "ne", "ne", x, y)

    def lt(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Less."""
        return self._compare("olt", "slt", "ult", x, y)

    def le(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Less or equal."""
        return self._compare("ole", "sle", "ule", x, y)

    def gt(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Greater."""
        return self._compare("ogt", "sgt", "ugt", x, y)

    def ge(self, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Greater or equal."""
        return self._compare("oge", "sge", "uge", x, y)

    def select(self, condition: MLIRValue, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        """Where the condition holds x, else y."""
        return self._result(f"arith.select {condition.text}, {x.text}, {y.text} : {x.type}", x)

    # -- conversions --------------------------------------------------------------------

    def convert(self, x: MLIRValue, dtype: DType) -> MLIRValue:
        """Numeric conversion with the corner cases of the protocol."""
        source = x.dtype
        if source.name == dtype.name:
            return x
        if INDEX in (source, dtype):
            return self._convert_index(x, dtype)
        if dtype.is_bool:
            return self.ne(x, self.const(0, source))
        if source.is_float and dtype.is_float:
            return self._resize("extf", "truncf", x, dtype)
        if source.is_float:
            return self._float_to_integer(x, dtype)
        if dtype.is_float:
            return self._cast("sitofp" if source.is_signed else "uitofp", x, dtype)
        return self._resize("extsi" if source.is_signed else "extui", "trunci", x, dtype)

    def bitcast(self, x: MLIRValue, dtype: DType) -> MLIRValue:
        """The same bits as another type."""
        if element_type(x.dtype) == element_type(dtype):
            return MLIRValue(x.text, dtype)
        return self._cast("bitcast", x, dtype)

    def _convert_index(self, x: MLIRValue, dtype: DType) -> MLIRValue:
        if x.dtype is INDEX:
            return self.convert(self._cast("index_cast", x, I64), dtype)
        return self._cast("index_cast" if x.dtype.is_signed else "index_castui", x, INDEX)

    def _resize(self, wider: str, narrower: str, x: MLIRValue, dtype: DType) -> MLIRValue:
        bits = 1 if x.dtype.is_bool else x.dtype.bits
        if bits == dtype.bits and x.dtype.kind != "f":
            return MLIRValue(x.text, dtype)
        return self._cast(wider if dtype.bits > bits else narrower, x, dtype)

    def _float_to_integer(self, x: MLIRValue, dtype: DType) -> MLIRValue:
        if dtype.name == "u64":
            limit = self.const(2.0**63, x.dtype)
            high = self.ge(x, limit)
            low = self.select(high, self.sub(x, limit), x)
            bits = self.convert(self._truncate(low, I64), U64)
            return self.select(high, self.xor(bits, self.const(1 << 63, U64)), bits)
        wide = I64 if dtype.name in ("i64", "u32") else I32
        return self.convert(self._truncate(x, wide), dtype)

    def _truncate(self, x: MLIRValue, dtype: DType) -> MLIRValue:
        """The smallest integer for NaN and everything out of range."""
        bound = float(1 << (dtype.bits - 1))
        if x.dtype.bits > dtype.bits:  # f64 holds i32 exactly: -2147483648.9 is in range
            above = self.gt(x, self.const(-bound - 1, x.dtype))
        else:
            above = self.ge(x, self.const(-bound, x.dtype))
        fits = self.and_(above, self.lt(x, self.const(bound, x.dtype)))
        safe = self.select(fits, x, self.const(0.0, x.dtype))
        lowest = self.const(-(1 << (dtype.bits - 1)), dtype)
        return self.select(fits, self._cast("fptosi", safe, dtype), lowest)

    # -- tables and calls ---------------------------------------------------------------

    def lookup(self, table: Table, index: MLIRValue) -> MLIRValue:
        """The element of a global constant."""
        data = np.array(table.values, table.dtype.numpy).tobytes()
        symbol = f"mgc_table_{table.name}"
        kind = f"memref<{len(table.values)}x{element_type(table.dtype)}>"
        self.f.module.globals[symbol] = global_constant(
            symbol, kind, table.dtype, len(table.values), data
        )
        found = self.f.pure(f"memref.get_global @{symbol} : {kind}")
        at = self.convert(index, INDEX)
        name = self.f.pure(f"memref.load {found}[{at.text}] : {kind}")
        return MLIRValue(name, table.dtype)

    def call(self, name: str, *operands: MLIRValue) -> MLIRValue:
        """An elementary function, defined in the module at first use."""
        symbol, dtype = self._function(name, operands[0].dtype, len(operands))
        like = MLIRValue("", dtype)
        arguments = ", ".join(o.text for o in operands)
        text = f"func.call @{symbol}({arguments}) : ({types_text(operands)}) -> {like.type}"
        return self._result(text, like)

    def rare(
        self, condition: MLIRValue, usual: MLIRValue, name: str, *operands: MLIRValue
    ) -> MLIRValue:
        """The call where the condition holds, else ``usual``."""
        f = self.f
        head, (result,) = f.results([usual])
        with f.block(f"{head}scf.if {condition.text} -> ({usual.type}) {{", None):
            f.finish("scf.yield", [self.call(name, *operands)])
        with f.block("} else {"):
            f.finish("scf.yield", [usual])
        return result

    def _function(self, name: str, dtype: DType, arity: int) -> tuple[str, DType]:
        from ...math import FUNCTIONS

        function = FUNCTIONS[name, dtype.name]
        symbol, result = f"mgc_{name}_{dtype}", function.result or dtype
        module = self.f.module
        if symbol not in module.functions:
            module.functions[symbol] = ""  # keeps the place: callees come after
            text = FunctionText(module)
            operands = [MLIRValue(text.name(f"x{i}"), dtype) for i in range(arity)]
            text.finish("func.return", [function.body(MLIRScalars(text), *operands)])
            head = f"func.func private @{symbol}({declarations_text(operands)})"
            text.define(symbol, f"{head} -> {element_type(result)}")
        return symbol, result

    # -- writing ------------------------------------------------------------------------

    def _result(self, text: str, like: MLIRValue) -> MLIRValue:
        return MLIRValue(self.f.pure(text), like.dtype)

    def _binary(self, opcode: str, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        return self._result(f"arith.{opcode} {x.text}, {y.text} : {x.type}", x)

    def _math(self, opcode: str, *operands: MLIRValue) -> MLIRValue:
        x = operands[0]
        names = ", ".join(o.text for o in operands)
        return self._result(f"math.{opcode} {names} : {x.type}", x)

    def _compare(
        self, ordered: str, signed: str, unsigned: str, x: MLIRValue, y: MLIRValue
    ) -> MLIRValue:
        test = f"cmpf {ordered}" if x.dtype.is_float else f"cmpi {_by_sign(x, signed, unsigned)}"
        like = MLIRValue("", BOOL)
        return self._result(f"arith.{test}, {x.text}, {y.text} : {x.type}", like)

    def _cast(self, opcode: str, x: MLIRValue, dtype: DType) -> MLIRValue:
        like = MLIRValue("", dtype)
        return self._result(f"arith.{opcode} {x.text} : {x.type} to {like.type}", like)


def literal(value: float | bool, dtype: DType) -> str:
    """A scalar as MLIR writes it, read back to the same bits; integers as signed ones."""
    if dtype.is_bool:
        return "true" if value else "false"
    if dtype.is_float:
        data = np.array(value, dtype.numpy).tobytes()
        return format_elements(dtype, (), data) or ""
    wrapped = int(value) & ((1 << dtype.bits) - 1)
    return str(wrapped - (1 << dtype.bits) if wrapped >> (dtype.bits - 1) else wrapped)


def global_constant(symbol: str, kind: str, dtype: DType, count: int, data: bytes) -> str:
    """A ``memref.global`` with the elements in ``data``, one byte for each bool."""
    size = dtype.itemsize
    if count > INLINE_ELEMENTS and data != data[:size] * count:
        elements = f'"0x{data.hex().upper()}"'
    else:
        parts = [_element(data[i : i + size], dtype) for i in range(0, len(data), size)]
        elements = f"[{', '.join(parts)}]" if parts else ""
    head = f'memref.global "private" constant {symbol_name(symbol)} : {kind} ='
    return f"{head} dense<{elements}> {{alignment = 64 : i64}}"


def _element(data: bytes, dtype: DType) -> str:
    if dtype.is_float:
        return format_elements(dtype, (), data) or ""
    return str(int.from_bytes(data, "little", signed=True))


def _by_kind(x: MLIRValue, floating: str, signed: str, unsigned: str | None = None) -> str:
    return floating if x.dtype.is_float else _by_sign(x, signed, unsigned or signed)


def _by_sign(x: MLIRValue, signed: str, unsigned: str) -> str:
    return signed if x.dtype.is_signed else unsigned
