"""Compiles tensor IR for tests: many kernels in one library, called with guarded memory.

    add, exp = compile_functions([single_op(Add(), types), single_op(Exp(), types)])
    (result,) = add(x, y)

Calls go to the kernels themselves (``mgc.codegen.llvm.loops.kernel``). Results and workspace lie
between guard bytes that are checked after each call, at addresses that are aligned to the element
size and no more, and start out as garbage.
"""

from __future__ import annotations

import ctypes
import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mgc.api.compilation import Compilation
from mgc.api.native import code_cache
from mgc.api.options import Options
from mgc.codegen.cache import cache_key
from mgc.codegen.link import link_shared
from mgc.codegen.llvm.binding import emit_object, parse_and_optimize
from mgc.codegen.llvm.module import ModuleOptions, kernel_module
from mgc.ir.binding import bind_symbols
from mgc.ir.core import Function
from mgc.ir.extents import evaluate
from mgc.ir.loops.lower import lower
from mgc.ir.loops.program import Program, Scalar

Array = NDArray[Any]
GUARD = 64
DEFAULT = Options()
UNFUSED = Options(disabled=("fuse",))
GARBAGE = 0xFF  # NaN in every float type


class Guarded:
    """``size`` bytes of garbage between guards, at an odd multiple of ``alignment``."""

    def __init__(self, size: int, alignment: int) -> None:
        self._all = np.full(size + 2 * GUARD + 128, GARBAGE, np.uint8)
        start = -self._all.ctypes.data % 128 + GUARD + (alignment if alignment < GUARD else 0)
        self.memory = self._all[start : start + size]
        self._before, self._after = self._all[start - 8 : start], self._all[start + size :]

    @property
    def whole(self) -> bool:
        """True if nothing was written around it."""
        return bool(np.all(self._before == GARBAGE) and np.all(self._after == GARBAGE))


class CompiledFunction:
    """A kernel of a loaded library. ``program`` is its loop IR."""

    def __init__(self, program: Program, kernel: Any) -> None:
        self.program = program
        self.function = program.function
        self._kernel = kernel
        kernel.restype = ctypes.c_int32

    def __call__(self, *arguments: Any) -> tuple[Array, ...]:
        """The fresh results. Written arguments are updated and must be C-contiguous.

        Raises: MgcError for a failing run-time check.
        """
        values = self.function.body.params
        arrays = [np.asarray(a, v.type.dtype.numpy) for a, v in zip(arguments, values, strict=True)]
        symbols = bind_symbols(self.function, [a.shape for a in arrays])
        context = (ctypes.c_int64 * 8)()
        passed: list[Any] = [ctypes.byref(context)]
        kept = [np.require(a, requirements="C") for a in arrays]
        for home, array in zip(self.program.params, kept, strict=True):
            passed.append(_by_value(array) if isinstance(home, Scalar) else _pointer(array))
        blocks: list[Guarded] = []
        results: list[Array] = []
        for value, info in zip(self.function.body.results, self.function.results, strict=True):
            if info.inout is None and info.alias is None:
                shape = tuple(evaluate(e, symbols) for e in value.type.shape)
                dtype = value.type.dtype
                size = int(np.prod(shape)) * dtype.itemsize
                blocks.append(Guarded(size, dtype.itemsize))
                results.append(blocks[-1].memory.view(dtype.numpy).reshape(shape))
                passed.append(_pointer(blocks[-1].memory))
        passed += [ctypes.c_int64(symbols[s]) for s in self.function.symbols]
        blocks.append(Guarded(evaluate(self.program.workspace, symbols), 64))
        passed.append(_pointer(blocks[-1].memory))
        status = self._kernel(*passed)
        assert all(block.whole for block in blocks), "written out of bounds"
        if status:
            raise self.program.sites[context[0]].failure(context[2], context[3])
        return tuple(results)


def _pointer(array: Array) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _by_value(array: Array) -> Any:
    kind = {"b": ctypes.c_uint8, "f4": ctypes.c_float, "f8": ctypes.c_double}
    name = array.dtype.kind if array.dtype.kind == "b" else array.dtype.str[1:]
    integer = ctypes.c_int64 if array.dtype.itemsize == 8 else ctypes.c_int32
    return kind.get(name, integer)(array.item())


def compile_functions(
    functions: Sequence[Function], options: Options | Sequence[Options] = DEFAULT
) -> list[CompiledFunction]:
    """One library with a kernel for each function, which get names of their own.

    ``options``: of all functions, or of each; the first decides about the machine.
    """
    each = [options] * len(functions) if isinstance(options, Options) else list(options)
    stages = [
        Compilation(numbered(fn, number), chosen)
        for number, (fn, chosen) in enumerate(zip(functions, each, strict=True))
    ]
    return compile_programs([stage.program for stage in stages], each[0])


def compile_programs(
    programs: Sequence[Program], options: Options = DEFAULT
) -> list[CompiledFunction]:
    """One library with a kernel for each program; their functions have different names."""
    machine = Compilation(programs[0].function, options).machine
    text = str(kernel_module(programs, ModuleOptions.of(machine)))
    key = cache_key("tests", text, repr(options))
    found = code_cache().find(key)
    names = [f"{program.function.name}.kernel" for program in programs]
    if found is None:
        for name in names:
            text = text.replace(f"define internal i32 @{name}(", f"define i32 @{name}(")
        module = parse_and_optimize(text, machine, options.level)
        code = link_shared([emit_object(module, machine)], soname="tests", exports=names)
        found = code_cache().put(key, code)
    library = ctypes.CDLL(str(found))
    return [
        CompiledFunction(program, getattr(library, name))
        for program, name in zip(programs, names, strict=True)
    ]


def lowered(function: Function, options: Options = DEFAULT) -> Program:
    """The loop IR of a function before any pass over it."""
    stages = Compilation(function, options)
    return lower(stages.fused, ModuleOptions.of(stages.machine).kernel.pack_bytes)


def numbered(function: Function, number: int) -> Function:
    """The function under a name of its own."""
    return dataclasses.replace(function, name=f"{function.name}_{number}")


def compile_function(function: Function, options: Options = DEFAULT) -> CompiledFunction:
    """A library with one kernel."""
    return compile_functions([function], options)[0]


def same_bits(got: Array, expected: Array, context: str = "") -> None:
    """Asserts equal types, shapes and bits, but for sign and payload of a NaN."""
    assert got.dtype == expected.dtype, f"{context}: {got.dtype} instead of {expected.dtype}"
    assert got.shape == expected.shape, f"{context}: {got.shape} instead of {expected.shape}"
    if got.dtype.kind == "c":
        same_bits(got.real, expected.real, f"{context}, real part")
        same_bits(got.imag, expected.imag, f"{context}, imaginary part")
        return
    bits = np.dtype(f"u{got.itemsize}")
    same = np.ascontiguousarray(got).view(bits) == np.ascontiguousarray(expected).view(bits)
    if got.dtype.kind == "f":
        same |= np.isnan(got) & np.isnan(expected)
    if not same.all():
        at = tuple(int(i) for i in np.argwhere(~same)[0])
        raise AssertionError(
            f"{context}: {int((~same).sum())} of {same.size} differ, first at {at}: "
            f"{got[at]!r} instead of {expected[at]!r}"
        )
