"""The read-only data of entries: texts, and one table for each function.

A table says what each tensor of a function must be; `mgc.codegen.llvm.runtime.layout` has its
structure.
"""

from __future__ import annotations

from mgc.ir.extents import Shape, format_extent
from mgc.ir.records import dataclass
from mgc.ir.types import DType

from ...abi import Signature, alignment_of
from ...dlpack import type_code
from ..runtime import AXIS_BYTES, EXPECTED_OFFSET, RECORD_BYTES
from ..text import ModuleText, bytes_constant


class TextPool:
    """The texts of a library, each ended by a zero byte and kept once. The first is empty."""

    def __init__(self) -> None:
        self._data = bytearray(1)
        self._offsets = {b"": 0}

    def add(self, text: str | bytes) -> int:
        """The offset of ``text`` in ``@mgc.text``."""
        data = text.encode() if isinstance(text, str) else text
        if data not in self._offsets:
            self._offsets[data] = len(self._data)
            self._data += data + b"\0"
        return self._offsets[data]

    def define(self, module: ModuleText) -> None:
        """Adds ``@mgc.text``, when all texts are known."""
        constant = bytes_constant(bytes(self._data))
        module.define_global(
            "mgc.text", f"@mgc.text = internal unnamed_addr constant {constant}, align 1"
        )


@dataclass(frozen=True)
class Tensor:
    """One argument or output of the checked entry. ``parameter``: its number, None for outputs.

    ``ordered``: it must be in C order.
    """

    name: str
    dtype: DType
    shape: Shape
    written: bool
    ordered: bool
    parameter: int | None
    first_axis: int


@dataclass(frozen=True)
class Frame:
    """The tensors of a call and where its frame has what, in bytes."""

    signature: Signature
    tensors: tuple[Tensor, ...]
    axes: int

    @classmethod
    def of(cls, signature: Signature) -> Frame:
        """Arguments first, then outputs."""
        found: list[Tensor] = []
        axes = 0
        for number, p in enumerate(signature.parameters):
            if p.kind != "captured":
                ordered = p.layout == "C"
                found.append(Tensor(p.name, p.dtype, p.shape, p.writable, ordered, number, axes))
                axes += len(p.shape)
        for output in signature.outputs:
            result = output.result
            found.append(Tensor(output.name, result.dtype, result.shape, True, False, None, axes))
            axes += len(result.shape)
        return cls(signature, tuple(found), axes)

    @property
    def words(self) -> int:
        """The size of the frame in i64."""
        return (self.workspace + 8) // 8 + len(self.signature.symbols)

    @property
    def workspace(self) -> int:
        """Where the bytes of the workspace are; the symbols follow."""
        return len(self.tensors) * RECORD_BYTES + self.axes * AXIS_BYTES

    def symbol(self, number: int) -> int:
        """Where the value of a symbol is."""
        return self.workspace + 8 + 8 * number

    def given(self, tensor: int) -> int:
        """Where the address of a tensor's first element is."""
        return tensor * RECORD_BYTES

    def used(self, tensor: int) -> int:
        """Where the address is that the kernel gets."""
        return tensor * RECORD_BYTES + 8

    def extent(self, axis: int) -> int:
        """Where the extent of an axis is; axes of all tensors are numbered in a row."""
        return len(self.tensors) * RECORD_BYTES + axis * AXIS_BYTES

    def expected(self, axis: int) -> int:
        """Where its expected extent is."""
        return self.extent(axis) + EXPECTED_OFFSET


def define_table(module: ModuleText, frame: Frame, texts: TextPool) -> str:
    """Adds ``@F.table``; returns its name."""
    signature = frame.signature
    params: list[str] = []
    axes: list[str] = []
    for tensor in frame.tensors:
        dtype = tensor.dtype
        names = f"i32 {texts.add(tensor.name)}, i32 {texts.add(dtype.name)}"
        flags = (int(tensor.written), int(tensor.ordered))
        bytes_ = (type_code(dtype), dtype.bits, alignment_of(dtype), *flags)
        numbers = ", ".join(f"i8 {_signed(value)}" for value in bytes_)
        params.append(f"%mgc.param {{ {names}, i32 {len(tensor.shape)}, {numbers} }}")
        for extent in tensor.shape:
            symbolic = "" if isinstance(extent, int) else f"{format_extent(extent)} = "
            axes.append(f"i32 {texts.add(symbolic)}")
    arguments = len(signature.arguments)
    head = f"i32 {len(frame.tensors)}, i32 {arguments}, i32 {frame.axes}"
    name = f"i32 {texts.add(signature.name)}"
    kinds = f"{{ %mgc.table, [{len(params)} x %mgc.param], [{len(axes)} x i32] }}"
    value = f"%mgc.table {{ {head}, {name} }}, [{len(params)} x %mgc.param] [{', '.join(params)}]"
    value += f", [{len(axes)} x i32] [{', '.join(axes)}]"
    symbol = f"{signature.name}.table"
    line = f"@{symbol} = internal unnamed_addr constant {kinds} {{ {value} }}, align 4"
    return module.define_global(symbol, line)


def _signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte
