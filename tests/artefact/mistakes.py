"""Calls with one mistake, made at random, in memory that ends at a wall.

Every buffer ends, or starts, at a page that may not be touched.
"""

from __future__ import annotations

import ctypes
import mmap
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mgc.codegen.abi import Signature
from mgc.codegen.dlpack import DLTensor, type_code
from mgc.ir.extents import Symbol, evaluate
from mgc.ir.types import DType

from .libraries import Case

Tensors = list[DLTensor | None]

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


class WalledBuffer:
    """``size`` bytes between two pages without access, at the end or at the start of theirs."""

    def __init__(self, size: int, *, at_end: bool) -> None:
        page = mmap.PAGESIZE
        inner = max(-(-size // page), 1) * page
        self.memory = mmap.mmap(-1, inner + 2 * page)
        self.size = size
        base = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
        self.walls = (base, base + page + inner)
        for wall in self.walls:
            assert _libc.mprotect(wall, page, 0) == 0
        self.address = base + page + (inner - size if at_end else 0)

    @property
    def contents(self) -> bytes:
        return ctypes.string_at(self.address, self.size)

    def fill(self, data: bytes) -> None:
        ctypes.memmove(self.address, data, len(data))


@dataclass
class Operand:
    """One tensor of a call: what the function says about it, and memory for it."""

    name: str
    dtype: DType
    shape: tuple[int, ...]
    written: bool
    checked_elsewhere: bool
    buffer: WalledBuffer

    def tensor(self) -> DLTensor:
        """A good descriptor, with arrays of its own."""
        rank = len(self.shape)
        described = DLTensor(self.buffer.address, 1, 0, rank)
        described.code, described.bits, described.lanes = type_code(self.dtype), self.dtype.bits, 1
        described.shape = (ctypes.c_int64 * rank)(*self.shape)
        strides = [int(np.prod(self.shape[axis + 1 :])) for axis in range(rank)]
        described.strides = (ctypes.c_int64 * rank)(*strides)
        return described


SIZES = {"n": 5, "m": 3, "N": 4, "i": 2}


def operands(case: Case, *, at_end: bool) -> list[Operand]:
    """The tensors of a call with small extents."""
    signature = Signature.of(case.function(), case.workspace)
    values = {symbol: SIZES[symbol.name] for symbol in signature.symbols}
    tensors = [(p.name, p.dtype, p.shape, p.writable) for p in signature.arguments]
    tensors += [(o.name, o.result.dtype, o.result.shape, True) for o in signature.outputs]
    found = [_operand(*tensor, signature, values, at_end) for tensor in tensors]
    for p, operand in zip(signature.arguments, found):
        data = np.arange(1, 1 + int(np.prod(operand.shape)))
        if p.symbol is not None:
            data = np.array(SIZES[p.symbol.name])
        operand.buffer.fill(data.astype(p.dtype.numpy).tobytes())
    return found


def _operand(
    name: str,
    dtype: DType,
    shape: tuple[Any, ...],
    written: bool,
    signature: Signature,
    values: dict[Symbol, int],
    at_end: bool,
) -> Operand:
    extents = tuple(evaluate(extent, values) for extent in shape)
    bound = {(b.parameter, b.axis) for b in signature.bindings}
    parameters = [p.name for p in signature.parameters]
    alone = name in parameters and (parameters.index(name), 0) in bound
    uses = sum(str(shape) == str(other.shape) for other in signature.arguments)
    uses += sum(str(shape) == str(other.result.shape) for other in signature.outputs)
    size = int(np.prod(extents)) * dtype.itemsize
    return Operand(
        name, dtype, extents, written, not alone or uses > 1, WalledBuffer(size, at_end=at_end)
    )


Mutation = Callable[[random.Random, list[Operand], Tensors, int], bool]
"""Spoils tensor ``k``; False if it cannot be spoilt in this way."""


def spoil_pointer(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    tensors[k] = None
    return True


def spoil_device(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    _at(tensors, k).device_type = r.choice([0, 2, 3, 10, -1, 2**31 - 1])
    return True


def spoil_dtype(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    tensor = _at(tensors, k)
    good = tensor.code, tensor.bits
    tensor.code, tensor.bits = r.choice(
        [pair for pair in ((0, 32), (2, 32), (2, 64), (6, 8), (9, 7), (255, 255)) if pair != good]
    )
    return True


def spoil_lanes(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    _at(tensors, k).lanes = r.choice([0, 2, 4, 65535])
    return True


def spoil_rank(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    tensor = _at(tensors, k)
    tensor.ndim = r.choice([tensor.ndim + 1, tensor.ndim - 1, -1, 2**31 - 1, -(2**31)])
    return True


def spoil_shape(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    _at(tensors, k).shape = None
    return bool(all[k].shape)


def spoil_extent(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    shape = list(all[k].shape)
    if not shape:
        return False
    axis = r.randrange(len(shape))
    wrong = [-1, -shape[axis], -(2**63), 2**63 - 1]
    if all[k].checked_elsewhere:
        wrong += [shape[axis] + 1, shape[axis] - 1, 0, 2**32]
    shape[axis] = r.choice(wrong)
    if shape[axis] == 2**63 - 1 and all[k].dtype.itemsize == 1 and not all[k].checked_elsewhere:
        return False
    _at(tensors, k).shape = (ctypes.c_int64 * len(shape))(*shape)
    return True


def spoil_data(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    _at(tensors, k).data = None
    return all[k].buffer.size > 0


def spoil_alignment(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    alignment = all[k].dtype.real.itemsize
    if alignment == 1:
        return False
    _at(tensors, k).byte_offset = r.randrange(1, alignment)
    return True


def spoil_offset(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    tensor = _at(tensors, k)
    tensor.byte_offset = 2**64 - (tensor.data or 0) + r.choice([0, 8, 64])
    return all[k].buffer.size > 0


def spoil_strides(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    shape = all[k].shape
    axes = [axis for axis, extent in enumerate(shape) if extent > 1]
    if not axes:
        return False
    strides = [int(np.prod(shape[axis + 1 :])) for axis in range(len(shape))]
    strides[r.choice(axes)] = r.choice([2**62, -(2**62), -(2**63), 2**63 - 1, -(2**60)])
    _at(tensors, k).strides = (ctypes.c_int64 * len(shape))(*strides)
    return True


def spoil_folds(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    """A written tensor with two elements at one address."""
    shape = all[k].shape
    if not all[k].written or max(shape, default=0) < 2:
        return False
    fold = r.choice([(0,), (1, 1), (1, -1), (0, 1)])
    strides = [*fold, *[1] * len(shape)][: len(shape)]
    _at(tensors, k).strides = (ctypes.c_int64 * len(shape))(*strides)
    return any(s == 0 for s in strides) or len([e for e in shape if e > 1]) > 1


def spoil_overlap(r: random.Random, all: list[Operand], tensors: Tensors, k: int) -> bool:
    """A tensor in the memory of a written one."""
    others = [j for j, other in enumerate(all) if j != k and (other.written or all[k].written)]
    others = [j for j in others if all[j].buffer.size and all[k].buffer.size]
    if not others:
        return False
    other = all[r.choice(others)]
    alignment = all[k].dtype.real.itemsize
    step = r.randrange(0, other.buffer.size)
    _at(tensors, k).data = (other.buffer.address + step) // alignment * alignment
    return (_at(tensors, k).data or 0) >= other.buffer.address


MUTATIONS: list[Mutation] = [
    spoil_pointer,
    spoil_device,
    spoil_dtype,
    spoil_lanes,
    spoil_rank,
    spoil_shape,
    spoil_extent,
    spoil_data,
    spoil_alignment,
    spoil_offset,
    spoil_strides,
    spoil_folds,
    spoil_overlap,
]


def _at(tensors: Tensors, k: int) -> DLTensor:
    tensor = tensors[k]
    assert tensor is not None
    return tensor


def references(tensors: Tensors) -> list[Any]:
    return [None if t is None else ctypes.byref(t) for t in tensors]


def spoilt(r: random.Random, all: list[Operand]) -> tuple[str, Tensors]:
    """A call with one mistake: what it is, and the tensors."""
    while True:
        tensors: Tensors = [operand.tensor() for operand in all]
        k = r.randrange(len(tensors))
        mutation = r.choice(MUTATIONS)
        if mutation(r, all, tensors, k):
            return f"{mutation.__name__} of {all[k].name}", tensors
