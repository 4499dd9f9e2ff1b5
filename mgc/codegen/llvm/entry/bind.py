"""``@F.bind(frame)``: the symbols, the workspace, the expected extents, the constraints."""

from __future__ import annotations

from mgc.ir.core import Constraint
from mgc.ir.extents import Symbol

from ...abi import Binding, Status, constraint_symbols, format_constraint
from ..extents import ExtentEmitter
from ..runtime import encode_format
from ..text import FunctionText, ModuleText, bytes_constant
from .tables import Frame

_PREDICATES = {"==": "eq", "!=": "ne", "<": "slt", "<=": "sle"}


def define_bind(module: ModuleText, frame: Frame) -> str:
    """Adds the function; returns its name.

    It returns null, or the message of the first constraint that does not hold.
    """
    name = f"{frame.signature.name}.bind"
    f = FunctionText(module, f"internal ptr @{name}(ptr %frame)", "#902")
    _Bind(f, frame).emit()
    return module.define(name, f)


class _Bind:
    def __init__(self, f: FunctionText, frame: Frame) -> None:
        self.f = f
        self.frame = frame
        self.signature = frame.signature
        self.values: dict[Symbol, str] = {}
        self.extents = ExtentEmitter(f, self.values)
        self.violations: list[tuple[str, str]] = []
        """(i1, the name of the message) in the order of reporting."""

    def emit(self) -> None:
        for binding in self.signature.bindings:
            self._bind(binding)
        for number, symbol in enumerate(self.signature.symbols):
            self._store(self.values[symbol], self.frame.symbol(number))
        self._store(self.extents.size(self.signature.workspace), self.frame.workspace)
        for tensor in self.frame.tensors:
            for axis, extent in enumerate(tensor.shape, tensor.first_axis):
                # What only a run knows may be of any extent: the run finds out if it is enough.
                room = self.signature.is_computed(extent)
                size = self._load("i64", self.frame.extent(axis)) if room else None
                self._store(size or self.extents.size(extent), self.frame.expected(axis))
        for constraint in self.signature.constraints:
            self._require(constraint)
        problem = "null"
        for violated, message in reversed(self.violations):
            problem = self.f.assign(f"select i1 {violated}, ptr {message}, ptr {problem}")
        self.f.line(f"ret ptr {problem}")

    def _bind(self, binding: Binding) -> None:
        f = self.f
        tensors = enumerate(self.frame.tensors)
        number, tensor = next((i, t) for i, t in tensors if t.parameter == binding.parameter)
        if binding.axis is None:
            address = self._load("ptr", self.frame.given(number))
            self.values[binding.symbol] = f.assign(f"load i64, ptr {address}, align 8")
            return
        size = self._load("i64", self.frame.extent(tensor.first_axis + binding.axis))
        if (binding.factor, binding.offset) != (1, 0):
            size = self._solve(binding, size)
        self.values[binding.symbol] = size

    def _solve(self, binding: Binding, size: str) -> str:
        """(size - offset) // factor; the comparison of extents finds out if it is not exact.

        A symbol that comes out negative, or cannot be found as the factor is 0, is a violation.
        """
        f = self.f
        offset, wrong = self.extents.checked(binding.offset)
        factor, wrong_factor = self.extents.checked(binding.factor)
        difference = f.assign(f"sub i64 {size}, {offset}")
        value = self.extents.floor_divide(difference, factor)
        negative = f.assign(f"icmp slt i64 {value}, 0")
        flags = [negative, *(flag for flag in (wrong, wrong_factor) if flag != "false")]
        if not isinstance(binding.factor, int):
            flags.append(f.assign(f"icmp eq i64 {factor}, 0"))
        while len(flags) > 1:
            flags[:2] = [f.assign(f"or i1 {flags[0]}, {flags[1]}")]
        number = self._value(binding.symbol)
        template = f"{{t0}}: expected {{t1}} >= 0, got {{t1}} = {{d{number}}}"
        texts = (self.signature.name, binding.symbol.name)
        self.violations.append((flags[0], self._message(Status.EXTENT, template, *texts)))
        return value

    def _require(self, constraint: Constraint) -> None:
        f = self.f
        left, left_wrong = self.extents.checked(constraint.left)
        right, right_wrong = self.extents.checked(constraint.right)
        holds = f.assign(f"icmp {_PREDICATES[constraint.relation]} i64 {left}, {right}")
        violated = f.assign(f"xor i1 {holds}, true")
        for flag in (left_wrong, right_wrong):
            if flag != "false":
                violated = f.assign(f"or i1 {violated}, {flag}")
        symbols = constraint_symbols(constraint)
        texts = [self.signature.name, format_constraint(constraint), *(s.name for s in symbols)]
        got = ", ".join(
            f"{{t{k}}} = {{d{self._value(symbol)}}}" for k, symbol in enumerate(symbols, 2)
        )
        template = "{t0}: expected {t1}" + (f", got {got}" if got else "")
        message = self._message(Status.CONSTRAINT, template, *texts)
        self.violations.append((violated, message))

    def _value(self, symbol: Symbol) -> int:
        """The number of a symbol among the values, from 1; the first is the workspace."""
        return 2 + self.signature.symbols.index(symbol)

    def _message(self, status: Status, template: str, *texts: str) -> str:
        """Adds a message; returns its name."""
        symbol = f"{self.signature.name}.needs.{len(self.violations)}"
        constant = bytes_constant(encode_format(status, template, *texts) + b"\0")
        return self.f.module.define_global(
            symbol, f"@{symbol} = internal unnamed_addr constant {constant}, align 1"
        )

    def _at(self, offset: int) -> str:
        return self.f.assign(f"getelementptr i8, ptr %frame, i64 {offset}")

    def _load(self, kind: str, offset: int) -> str:
        return self.f.assign(f"load {kind}, ptr {self._at(offset)}, align 8")

    def _store(self, value: str, offset: int) -> None:
        self.f.line(f"store i64 {value}, ptr {self._at(offset)}, align 8")
