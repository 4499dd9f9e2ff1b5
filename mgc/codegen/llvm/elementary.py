"""One elementary function as a loop over arrays, compiled into this process.

For tests and measurements of ``mgc.ir.math``: the function's body is compiled alone, over one
lane or many, without the rest of the compiler.
"""

from __future__ import annotations

import ctypes
import inspect

import numpy as np
from numpy.typing import NDArray

from mgc.ir.math import FUNCTIONS
from mgc.ir.types import DType

from .binding import LoadedObject, Machine, emit_object, parse_and_optimize, target_machine
from .instructions import lacking
from .scalars import LLVMScalars
from .text import FunctionText, LLVMValue, ModuleText, llvm_type


class ElementaryKernel:
    """``FUNCTIONS[name, dtype]`` as a callable: arrays (n,), ... -> (n,), ``lanes`` at a time.

    The last ``n % lanes`` elements go through the one-lane form.
    """

    def __init__(
        self,
        name: str,
        dtype: DType,
        lanes: int,
        machine: Machine | None = None,
        lack: frozenset[str] | None = None,
    ) -> None:
        """Compiles for ``machine``, by default this one, as if it lacked the instructions ``lack``.

        Raises: KeyError for an unknown name.
        """
        self.dtype = dtype
        self.result = FUNCTIONS[name, dtype.name].result or dtype
        self.arity = arity_of(name, dtype)
        machine = machine or target_machine()
        if lack is None:
            lack = lacking(machine.features, machine.triple, machine.cpu)
        self.text = kernel_text(name, dtype, lanes, machine.features, lack)
        self._object = LoadedObject(
            emit_object(parse_and_optimize(self.text, machine), machine), ("kernel",)
        )
        arguments = [ctypes.c_int64] + [ctypes.c_void_p] * (self.arity + 1)
        prototype = ctypes.CFUNCTYPE(None, *arguments)
        self._call = prototype(self._object.addresses["kernel"])

    def __call__(self, *operands: NDArray[np.generic]) -> NDArray[np.generic]:
        """Applies the function to contiguous arrays of one length."""
        out = np.empty(len(operands[0]), self.result.numpy)
        self.into(out, *operands)
        return out

    def into(self, out: NDArray[np.generic], *operands: NDArray[np.generic]) -> None:
        """The same, into ``out``.

        Raises: ValueError if an array is not a contiguous (n,) array of the right type.
        """
        for array, dtype in zip(
            (out, *operands), (self.result, *[self.dtype] * self.arity), strict=True
        ):
            if (
                array.dtype != dtype.numpy
                or not array.flags.c_contiguous
                or array.shape != out.shape
            ):
                raise ValueError(f"need contiguous {dtype} arrays of one length")
        self._call(len(out), *[array.ctypes.data for array in (*operands, out)])


def arity_of(name: str, dtype: DType) -> int:
    """Number of operands of a function, from the signature of its body (after ``s``)."""
    return len(inspect.signature(FUNCTIONS[name, dtype.name].body).parameters) - 1


def kernel_text(
    name: str,
    dtype: DType,
    lanes: int,
    features: str = "",
    lack: frozenset[str] = frozenset(),
) -> str:
    """LLVM IR of ``void kernel(i64 n, ptr x, ..., ptr out)`` for LLVM's target ``features``.

    ``lack``: scalar operations for which the target has no instruction.
    """
    module = ModuleText(features=frozenset(features.split(",")), lacking=lack)
    arity = arity_of(name, dtype)
    operands = "".join(f"ptr noalias %a{i}, " for i in range(arity))
    f = FunctionText(module, f"void @kernel(i64 %n, {operands}ptr noalias %out)", "nounwind #0")
    whole = f.assign(f"and i64 %n, {-lanes}")
    end = _loop(f, name, dtype, arity, lanes, "0", whole)
    _loop(f, name, dtype, arity, 1, end, "%n")
    f.line("ret void")
    module.define("kernel", f)
    module.footer.append("attributes #0 = { nounwind }")
    return str(module)


def _loop(
    f: FunctionText, name: str, dtype: DType, arity: int, lanes: int, start: str, end: str
) -> str:
    """Emits ``for (i = start; i < end; i += lanes)``; returns ``end``."""
    head, body, after = f.label("head"), f.label("body"), f.label("after")
    slot = f.alloca("i64", 8)
    f.line(f"store i64 {start}, ptr {slot}, align 8")
    f.branch(head)
    f.start(head)
    counter = f.assign(f"load i64, ptr {slot}, align 8")
    f.branch_if(f.assign(f"icmp slt i64 {counter}, {end}"), body, after)
    f.start(body)
    operands = []
    for i in range(arity):
        at = f.assign(f"getelementptr {llvm_type(dtype)}, ptr %a{i}, i64 {counter}")
        load = f.assign(f"load {llvm_type(dtype, lanes)}, ptr {at}, align {dtype.itemsize}")
        operands.append(LLVMValue(load, dtype, lanes))
    value = LLVMScalars(f).call(name, *operands)
    at = f.assign(f"getelementptr {llvm_type(value.dtype)}, ptr %out, i64 {counter}")
    f.line(f"store {value}, ptr {at}, align {value.dtype.itemsize}")
    following = f.assign(f"add nsw i64 {counter}, {lanes}")
    f.line(f"store i64 {following}, ptr {slot}, align 8")
    f.branch(head)
    f.start(after)
    return end
