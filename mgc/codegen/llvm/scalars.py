"""The scalar vocabulary in LLVM IR, over one lane or many.

Operands with one lane are widened where they meet operands with more, so uniform values stay
scalar until they are needed. Nothing here sets fast-math flags: every operation keeps its
IEEE meaning, and ``fma`` is the only fused one.

Each elementary function becomes one internal function per element type and number of lanes,
``@mgc.exp.f32.v8``, inlined always, or never if it is a rare path.
Operations that the target lacks are mgc's own code too, so no object refers to a library.
"""

from __future__ import annotations

from mgc.ir.loops.scalars import Table
from mgc.ir.math import halves, rounding
from mgc.ir.math.function import Body
from mgc.ir.types import BOOL, F16, F32, F64, I32, I64, U16, U64, DType

from .text import (
    FunctionText,
    LLVMValue,
    literal,
    llvm_type,
    mangled,
    memory_type,
    splat,
)

_HALF_FEATURES = {"+f16c", "+neon"}
"""Processors that convert between f16 and f32."""
_UNLIKELY = ', !prof !{!"branch_weights", i32 1, i32 4000}'


class LLVMScalars:
    """``Scalars[LLVMValue]`` that appends instructions to the function ``f``."""

    def __init__(self, f: FunctionText) -> None:
        self.f = f

    def dtype(self, x: LLVMValue) -> DType:
        """The element type of ``x``."""
        return x.dtype

    def const(self, value: float | bool, dtype: DType) -> LLVMValue:
        """A constant of one lane."""
        return LLVMValue(literal(value, dtype), dtype)

    # -- arithmetic ---------------------------------------------------------------------

    def add(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X + y."""
        return self._binary("fadd" if x.dtype.is_float else "add", x, y)

    def sub(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X - y."""
        return self._binary("fsub" if x.dtype.is_float else "sub", x, y)

    def mul(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X * y."""
        return self._binary("fmul" if x.dtype.is_float else "mul", x, y)

    def div(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X / y; truncating for integers."""
        return self._binary("fdiv" if x.dtype.is_float else _signed(x, "sdiv", "udiv"), x, y)

    def rem(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """Integer remainder with the sign of x."""
        return self._binary(_signed(x, "srem", "urem"), x, y)

    def neg(self, x: LLVMValue) -> LLVMValue:
        """-x."""
        if x.dtype.is_float:
            return self._result(f"fneg {x}", x)
        return self.sub(self.const(0, x.dtype), x)

    def fma(self, x: LLVMValue, y: LLVMValue, z: LLVMValue) -> LLVMValue:
        """X * y + z, rounded once."""
        if "fma" in self.f.module.lacking:
            return self.call("fma", x, y, z)
        return self._intrinsic("fma", x, y, z)

    def sqrt(self, x: LLVMValue) -> LLVMValue:
        """Correctly rounded square root."""
        return self._intrinsic("sqrt", x)

    def abs(self, x: LLVMValue) -> LLVMValue:
        """|x|."""
        if x.dtype.is_float:
            return self._intrinsic("fabs", x)
        if not x.dtype.is_signed:
            return x
        return self.select(self.lt(x, self.const(0, x.dtype)), self.neg(x), x)

    def copysign(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """|x| with the sign of y."""
        return self._intrinsic("copysign", x, y)

    def rint(self, x: LLVMValue) -> LLVMValue:
        """Nearest integer, ties to even."""
        return self._integral("roundeven", rounding.rint, x)

    def floor(self, x: LLVMValue) -> LLVMValue:
        """Largest integer not above x."""
        return self._integral("floor", rounding.floor, x)

    def ceil(self, x: LLVMValue) -> LLVMValue:
        """Smallest integer not below x."""
        return self._integral("ceil", rounding.ceil, x)

    def trunc(self, x: LLVMValue) -> LLVMValue:
        """X rounded towards zero."""
        return self._integral("trunc", rounding.trunc, x)

    # -- bits ---------------------------------------------------------------------------

    def and_(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X & y."""
        return self._binary("and", x, y)

    def or_(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X | y."""
        return self._binary("or", x, y)

    def xor(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X ^ y."""
        return self._binary("xor", x, y)

    def not_(self, x: LLVMValue) -> LLVMValue:
        """~x."""
        return self._binary("xor", x, self.const(True if x.dtype.is_bool else -1, x.dtype))

    def shl(self, x: LLVMValue, n: LLVMValue) -> LLVMValue:
        """X << n."""
        return self._binary("shl", x, n)

    def shr(self, x: LLVMValue, n: LLVMValue) -> LLVMValue:
        """X >> n."""
        return self._binary(_signed(x, "ashr", "lshr"), x, n)

    def clz(self, x: LLVMValue) -> LLVMValue:
        """Leading zero bits."""
        symbol = f"llvm.ctlz.{mangled(x.dtype, x.lanes)}"
        self.f.module.declare(symbol, f"declare {x.type} @{symbol}({x.type}, i1)")
        return self._result(f"call {x.type} @{symbol}({x}, i1 false)", x)

    def popcount(self, x: LLVMValue) -> LLVMValue:
        """One bits."""
        return self._intrinsic("ctpop", x)

    # -- comparisons --------------------------------------------------------------------

    def eq(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X == y."""
        return self._compare("oeq", "eq", "eq", x, y)

    def ne(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X != y; true on NaN."""
        return self._compare("une", "ne", "ne", x, y)

    def lt(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X < y."""
        return self._compare("olt", "slt", "ult", x, y)

    def le(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X <= y."""
        return self._compare("ole", "sle", "ule", x, y)

    def gt(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X > y."""
        return self._compare("ogt", "sgt", "ugt", x, y)

    def ge(self, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X >= y."""
        return self._compare("oge", "sge", "uge", x, y)

    def select(self, condition: LLVMValue, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        """X where the condition holds, else y."""
        x, y = self._same(x, y)
        if condition.lanes > x.lanes:
            x, y = (splat(v, condition.lanes, self.f) for v in (x, y))
        return self._result(f"select {condition}, {x}, {y}", x)

    # -- conversions --------------------------------------------------------------------

    def convert(self, x: LLVMValue, dtype: DType) -> LLVMValue:
        """Numeric conversion with the corner cases of the protocol."""
        source = x.dtype
        if source.name == dtype.name:
            return x
        if dtype.compute != dtype or source.compute != source:
            return self._through_f32(x, dtype)
        if dtype.is_bool:
            return self.ne(x, self.const(0, source))
        if source.is_float and dtype.is_float:
            return self._cast("fpext" if dtype.bits > source.bits else "fptrunc", x, dtype)
        if source.is_float:
            return self._float_to_integer(x, dtype)
        if dtype.is_float:
            return self._cast("sitofp" if source.is_signed else "uitofp", x, dtype)
        source_bits = 1 if source.is_bool else source.bits
        if source_bits == dtype.bits:
            return LLVMValue(x.text, dtype, x.lanes)
        if source_bits > dtype.bits:
            return self._cast("trunc", x, dtype)
        return self._cast("sext" if source.is_signed else "zext", x, dtype)

    def bitcast(self, x: LLVMValue, dtype: DType) -> LLVMValue:
        """The same bits as another type."""
        if llvm_type(x.dtype) == llvm_type(dtype):
            return LLVMValue(x.text, dtype, x.lanes)
        return self._cast("bitcast", x, dtype)

    def _through_f32(self, x: LLVMValue, dtype: DType) -> LLVMValue:
        """Conversions from and to f16 and bf16, by integer code where there is no instruction."""
        native = bool(self.f.module.features & _HALF_FEATURES)
        if x.dtype.compute != x.dtype:
            if native and x.dtype == F16:
                return self.convert(self._cast("fpext", x, F32), dtype)
            value = halves.half_value if x.dtype == F16 else halves.bfloat_value
            return self.convert(value(self, self.bitcast(x, U16)), dtype)
        exact = x.dtype == F64 and dtype == F16  # ml_dtypes rounds to f32, then to bf16
        single = halves.round_to_odd(self, x) if exact else self.convert(x, F32)
        if native and dtype == F16:
            return self._cast("fptrunc", single, dtype)
        bits = halves.half_bits if dtype == F16 else halves.bfloat_bits
        return self.bitcast(bits(self, single), dtype)

    def _float_to_integer(self, x: LLVMValue, dtype: DType) -> LLVMValue:
        if dtype.name == "u64":
            limit = self.const(2.0**63, x.dtype)
            high = self.ge(x, limit)
            low = self.select(high, self.sub(x, limit), x)
            bits = self.convert(self._truncate(low, I64), U64)
            return self.select(high, self.xor(bits, self.const(1 << 63, U64)), bits)
        wide = I64 if dtype.name in ("i64", "u32") else I32
        return self.convert(self._truncate(x, wide), dtype)

    def _truncate(self, x: LLVMValue, dtype: DType) -> LLVMValue:
        """cvttss2si: INT_MIN for NaN and everything out of range."""
        bound = float(1 << (dtype.bits - 1))
        low = self.const(-bound, x.dtype)
        if x.dtype.bits > dtype.bits:  # f64 holds i32 exactly: -2147483648.9 is in range
            above = self.gt(x, self.const(-bound - 1, x.dtype))
        else:
            above = self.ge(x, low)
        fits = self.and_(above, self.lt(x, self.const(bound, x.dtype)))
        safe = self.select(fits, x, self.const(0.0, x.dtype))
        result = self._cast("fptosi", safe, dtype)
        return self.select(fits, result, self.const(-(1 << (dtype.bits - 1)), dtype))

    # -- tables and calls ---------------------------------------------------------------

    def lookup(self, table: Table, index: LLVMValue) -> LLVMValue:
        """table[index], lane by lane."""
        element = memory_type(table.dtype)
        values = ", ".join(f"{element} {literal(v, table.dtype)}" for v in table.values)
        size = len(table.values)
        symbol = self.f.module.define_global(
            f"mgc.table.{table.name}",
            f"@mgc.table.{table.name} = internal unnamed_addr constant "
            f"[{size} x {element}] [{values}], align 64",
        )
        if index.lanes == 1:
            at = self.f.assign(f"getelementptr inbounds {element}, ptr {symbol}, {index}")
            name = self.f.assign(f"load {element}, ptr {at}, align {table.dtype.itemsize}")
            return LLVMValue(name, table.dtype)
        lanes = index.lanes
        at = self.f.assign(f"getelementptr inbounds {element}, ptr {symbol}, {index}")
        kind = llvm_type(table.dtype, lanes)
        gather = f"llvm.masked.gather.{mangled(table.dtype, lanes)}.v{lanes}p0"
        self.f.module.declare(
            gather, f"declare {kind} @{gather}(<{lanes} x ptr>, <{lanes} x i1>, {kind})"
        )
        name = self.f.assign(
            f"call {kind} @{gather}(<{lanes} x ptr> align {table.dtype.itemsize} {at}, "
            f"<{lanes} x i1> splat (i1 true), {kind} poison)"
        )
        return LLVMValue(name, table.dtype, lanes)

    def call(self, name: str, *operands: LLVMValue) -> LLVMValue:
        """An elementary function, defined in the module at first use."""
        operands = self._same(*operands)
        if name == "scale" and "+avx512f" in self.f.module.features:
            x = operands[0]
            if x.dtype.bits * x.lanes == 512:
                return self._scalef(*operands)
        symbol, result = self._function(name, operands)
        arguments = ", ".join(map(str, operands))
        return self._result(f"call fastcc {result.type} @{symbol}({arguments})", result)

    def _scalef(self, x: LLVMValue, n: LLVMValue) -> LLVMValue:
        """AVX-512's x * 2**n, in the current rounding mode."""
        kind, mask = ("ps", "i16") if x.dtype.bits == 32 else ("pd", "i8")
        symbol = f"llvm.x86.avx512.mask.scalef.{kind}.512"
        types = f"{x.type}, {x.type}, {x.type}, {mask}, i32"
        self.f.module.declare(symbol, f"declare {x.type} @{symbol}({types})")
        arguments = f"{x}, {n}, {x.type} poison, {mask} -1, i32 4"
        return self._result(f"call {x.type} @{symbol}({arguments})", x)

    def rare(
        self, condition: LLVMValue, usual: LLVMValue, name: str, *operands: LLVMValue
    ) -> LLVMValue:
        """``call(name, ...)`` in the lanes where the condition holds, skipped if none."""
        condition, usual = self._same(condition, usual)
        f = self.f
        some = condition.text if condition.lanes == 1 else self._any(condition)
        slow, join = f.label("rare"), f.label("usual")
        before = f.block
        f.branch_if(some, slow, join, _UNLIKELY)
        f.start(slow)
        called = splat(self.call(name, *operands), usual.lanes, f)
        chosen = self.select(condition, called, usual)
        after = f.block
        f.branch(join)
        f.start(join)
        return self._result(
            f"phi {usual.type} [ {usual.text}, %{before} ], [ {chosen.text}, %{after} ]", usual
        )

    def _any(self, condition: LLVMValue) -> str:
        """True if the condition holds in some lane, as one integer comparison (movmskps, test)."""
        lanes = condition.lanes
        bits = self.f.assign(f"bitcast {condition} to i{lanes}")
        return self.f.assign(f"icmp ne i{lanes} {bits}, 0")

    def _function(self, name: str, operands: tuple[LLVMValue, ...]) -> tuple[str, LLVMValue]:
        from mgc.ir.math import FUNCTIONS

        dtype, lanes = operands[0].dtype, operands[0].lanes
        function = FUNCTIONS[name, dtype.name]
        symbol = f"mgc.{name}.{dtype}" + (f".v{lanes}" if lanes > 1 else "")
        result = LLVMValue("", function.result or dtype, lanes)
        module = self.f.module
        if symbol not in module.functions:
            module.functions[symbol] = ""  # keeps the place: callees come after
            arguments = [LLVMValue(f"%x{i}", o.dtype, lanes) for i, o in enumerate(operands)]
            inline = "noinline" if function.is_part else "alwaysinline"
            inline += " cold" if function.cold else ""
            text = FunctionText(
                module,
                f"internal fastcc {result.type} @{symbol}({', '.join(map(str, arguments))})",
                f"{inline} nounwind #0",
            )
            value = splat(function.body(LLVMScalars(text), *arguments), lanes, text)
            text.line(f"ret {value}")
            module.define(symbol, text)
        return symbol, result

    # -- emission -----------------------------------------------------------------------

    def _same(self, *values: LLVMValue) -> tuple[LLVMValue, ...]:
        lanes = max(v.lanes for v in values)
        return tuple(splat(v, lanes, self.f) for v in values)

    def _result(self, text: str, like: LLVMValue) -> LLVMValue:
        return LLVMValue(self.f.assign(text), like.dtype, like.lanes)

    def _integral(self, intrinsic: str, body: Body, x: LLVMValue) -> LLVMValue:
        """A rounding to an integer, by its instruction or else by ``body``."""
        if body.__name__ in self.f.module.lacking:
            value: LLVMValue = body(self, x)
            return value
        return self._intrinsic(intrinsic, x)

    def _binary(self, opcode: str, x: LLVMValue, y: LLVMValue) -> LLVMValue:
        x, y = self._same(x, y)
        return self._result(f"{opcode} {x}, {y.text}", x)

    def _compare(
        self, ordered: str, signed: str, unsigned: str, x: LLVMValue, y: LLVMValue
    ) -> LLVMValue:
        x, y = self._same(x, y)
        predicate = (
            f"fcmp {ordered}" if x.dtype.is_float else f"icmp {_signed(x, signed, unsigned)}"
        )
        name = self.f.assign(f"{predicate} {x}, {y.text}")
        return LLVMValue(name, BOOL, x.lanes)

    def _cast(self, opcode: str, x: LLVMValue, dtype: DType) -> LLVMValue:
        name = self.f.assign(f"{opcode} {x} to {llvm_type(dtype, x.lanes)}")
        return LLVMValue(name, dtype, x.lanes)

    def _intrinsic(self, name: str, *operands: LLVMValue) -> LLVMValue:
        operands = self._same(*operands)
        x = operands[0]
        symbol = f"llvm.{name}.{mangled(x.dtype, x.lanes)}"
        types = ", ".join(o.type for o in operands)
        self.f.module.declare(symbol, f"declare {x.type} @{symbol}({types})")
        return self._result(f"call {x.type} @{symbol}({', '.join(map(str, operands))})", x)


def _signed(x: LLVMValue, signed: str, unsigned: str) -> str:
    return signed if x.dtype.is_signed else unsigned
