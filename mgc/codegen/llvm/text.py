"""LLVM IR as text: modules, functions, basic blocks and typed values.

Text is used instead of ``llvmlite.ir`` because it shows every feature of LLVM 22 (opaque
pointers, ``splat`` constants, debug records) and is several times faster to make.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import field
from typing import TYPE_CHECKING

from mgc.ir.records import dataclass
from mgc.ir.types import BOOL, DType

if TYPE_CHECKING:
    from .debug import DebugInfo

FIRST_NOTE = 900_000
"""Number of the first metadata node that is not debug information."""

_READABLE = 4096
"""Bytes of constants up to which printable characters stay as they are."""

_ELEMENT = {
    "bool": "i1", "i8": "i8", "i16": "i16", "i32": "i32", "i64": "i64",
    "u8": "i8", "u16": "i16", "u32": "i32", "u64": "i64",
    "f16": "half", "bf16": "i16", "f32": "float", "f64": "double",
}  # fmt: skip


def element_type(dtype: DType) -> str:
    """LLVM's scalar type in registers: ``i1`` for bool, ``float`` for f32."""
    return _ELEMENT[dtype.name]


def llvm_type(dtype: DType, lanes: int = 1) -> str:
    """LLVM's type of ``lanes`` elements: ``float`` or ``<8 x float>``."""
    element = _ELEMENT[dtype.name]
    return element if lanes == 1 else f"<{lanes} x {element}>"


def memory_type(dtype: DType) -> str:
    """LLVM's type of an element in memory: as in registers, but ``i8`` for bool."""
    return "i8" if dtype.is_bool else _ELEMENT[dtype.name]


def mangled(dtype: DType, lanes: int = 1) -> str:
    """The suffix of an overloaded intrinsic: ``f32``, ``v8f32``, ``v4i64``."""
    floating = dtype.is_float and dtype.name != "bf16"
    element = f"f{dtype.bits}" if floating else ("i1" if dtype.is_bool else f"i{dtype.bits}")
    return element if lanes == 1 else f"v{lanes}{element}"


def literal(value: float | bool, dtype: DType) -> str:
    """A scalar constant as LLVM writes it; floats as the bits of a double."""
    if dtype.is_bool:
        return "true" if value else "false"
    if dtype.is_float:
        number = float(value)
        if dtype.name == "f32":
            number = struct.unpack("<f", struct.pack("<f", number))[0]
        return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"
    wrapped = int(value) & ((1 << dtype.bits) - 1)
    if wrapped >= 1 << (dtype.bits - 1):
        wrapped -= 1 << dtype.bits
    return str(wrapped)


def bytes_constant(data: bytes) -> str:
    """Type and value of a constant: an array of i8 and a string. Short ones can be read."""
    if len(data) > _READABLE:
        text = "\\" + data.hex("\\")
    else:
        text = "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:02X}" for b in data)
    return f'[{len(data)} x i8] c"{text}"'


@dataclass(frozen=True, slots=True)
class LLVMValue:
    """An SSA value or constant: its text, element type and number of lanes (1 = scalar)."""

    text: str
    dtype: DType
    lanes: int = 1

    @property
    def type(self) -> str:
        """LLVM's type, ``<8 x float>``."""
        return llvm_type(self.dtype, self.lanes)

    def __str__(self) -> str:
        return f"{self.type} {self.text}"


@dataclass
class ModuleText:
    """A module under construction. Declarations and definitions are kept once by symbol."""

    features: frozenset[str] = frozenset()
    """LLVM's names of the target's features, ``+avx512f``."""

    lacking: frozenset[str] = frozenset()
    """Scalar operations without an instruction on the target, from ``instructions.lacking``."""

    header: list[str] = field(default_factory=list)
    declarations: dict[str, str] = field(default_factory=dict)
    globals: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    footer: list[str] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    """Nodes that ``note`` has numbered."""

    used: list[str] = field(default_factory=list)
    """Globals to keep although nothing refers to them, ``@name``."""

    debug: DebugInfo | None = None
    """Lines of the source, if they are wanted."""

    def declare(self, symbol: str, line: str) -> str:
        """Adds ``line`` (a ``declare``) for ``symbol`` unless present; returns ``@symbol``."""
        self.declarations.setdefault(symbol, line)
        return f"@{symbol}"

    def define_global(self, symbol: str, line: str) -> str:
        """Adds a global ``line`` for ``symbol`` unless present; returns ``@symbol``."""
        self.globals.setdefault(symbol, line)
        return f"@{symbol}"

    def note(self, text: str) -> str:
        """Adds a metadata node; returns its name. ``{self}`` in the text stands for that."""
        name = f"!{FIRST_NOTE + len(self.metadata)}"
        self.metadata.append(f"{name} = {text.replace('{self}', name)}")
        return name

    def define(self, symbol: str, function: FunctionText) -> str:
        """Adds a finished function; returns ``@symbol``."""
        self.functions[symbol] = str(function)
        return f"@{symbol}"

    def __str__(self) -> str:
        parts: Iterable[list[str]] = (
            self.header,
            list(self.globals.values()),
            list(self.declarations.values()),
            list(self.functions.values()),
            self.footer,
            self.metadata,
            self._kept(),
            [] if self.debug is None else self.debug.lines(),
        )
        return "\n".join(line for part in parts for line in part) + "\n"

    def _kept(self) -> list[str]:
        if not self.used:
            return []
        rows = ", ".join(f"ptr {name}" for name in self.used)
        kind = f"[{len(self.used)} x ptr]"
        return [f'@llvm.used = appending global {kind} [{rows}], section "llvm.metadata"']


class FunctionText:
    """A function under construction: one current basic block, fresh names, text lines.

    ``location`` is appended to each instruction as ``!dbg !N`` while it is set; ``subprogram`` is
    the node that describes the function itself. Both come from the module's ``debug``.
    ``loop_facts`` is metadata of the loops that are emitted while it is set.
    """

    def __init__(self, module: ModuleText, signature: str, attributes: str = "") -> None:
        """``signature``: between ``define`` and attributes, ``internal void @f(ptr %a)``."""
        self.module = module
        self.signature = signature
        self.attributes = attributes
        self.block = "entry"
        self.location: int | None = None
        self.loop_facts = ""
        self.subprogram: int | None = None
        self.entry_lines: list[str] = []
        self._lines: list[str] = []
        self._next = 0
        if module.debug is not None:
            module.debug.begin(self)

    def name(self, hint: str = "") -> str:
        """A fresh local name, ``%hint.7``."""
        self._next += 1
        return f"%{hint}.{self._next}"

    def label(self, hint: str) -> str:
        """A fresh label, without ``%``."""
        self._next += 1
        return f"{hint}.{self._next}"

    def line(self, text: str) -> None:
        """Adds an instruction without a result."""
        suffix = "" if self.location is None else f", !dbg !{self.location}"
        self._lines.append(f"  {text}{suffix}")

    def assign(self, text: str, hint: str = "") -> str:
        """Adds an instruction with a result; returns its fresh name."""
        name = self.name(hint)
        self.line(f"{name} = {text}")
        return name

    def reserve(self) -> int:
        """Keeps the place of a line (a phi) whose text is given to ``fill`` later."""
        self._lines.append("")
        return len(self._lines) - 1

    def fill(self, place: int, text: str) -> None:
        """Writes the line whose place was reserved."""
        self._lines[place] = f"  {text}"

    def start(self, label: str) -> None:
        """Begins the basic block ``label``; the block before must have been terminated."""
        self._lines.append(f"{label}:")
        self.block = label

    def branch(self, label: str, metadata: str = "") -> None:
        """Ends the block with a jump."""
        self.line(f"br label %{label}{metadata}")

    def branch_if(self, condition: str, then: str, other: str, metadata: str = "") -> None:
        """Ends the block with a two-way branch on the i1 ``condition``."""
        self.line(f"br i1 {condition}, label %{then}, label %{other}{metadata}")

    def alloca(self, type_text: str, align: int, hint: str = "slot") -> str:
        """A stack slot in the entry block; returns its name."""
        name = self.name(hint)
        self.entry_lines.append(f"  {name} = alloca {type_text}, align {align}")
        return name

    def __str__(self) -> str:
        body = "\n".join(["entry:", *self.entry_lines, *self._lines])
        debug = "" if self.subprogram is None else f" !dbg !{self.subprogram}"
        return f"define {self.signature} {self.attributes}{debug} {{\n{body}\n}}\n"


def splat(value: LLVMValue, lanes: int, f: FunctionText) -> LLVMValue:
    """``value`` in every one of ``lanes`` lanes; constants stay constants."""
    if value.lanes == lanes:
        return value
    if value.lanes != 1:
        raise ValueError(f"cannot widen {value} to {lanes} lanes")
    if not value.text.startswith("%"):
        return LLVMValue(f"splat ({value.type} {value.text})", value.dtype, lanes)
    wide = llvm_type(value.dtype, lanes)
    first = f.assign(f"insertelement {wide} poison, {value}, i64 0")
    name = f.assign(f"shufflevector {wide} {first}, {wide} poison, <{lanes} x i32> zeroinitializer")
    return LLVMValue(name, value.dtype, lanes)


TRUE = LLVMValue("true", BOOL)
