"""One GEMM as a callable on arrays, compiled into this process.

For tests and measurements: the GEMM is compiled alone, without the rest of the compiler.
"""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from ..binding import LoadedObject, Machine, emit_object, parse_and_optimize, target_machine
from ..instructions import lacking
from ..text import FunctionText, ModuleText
from .driver import PARAMETERS, emit_gemm
from .flow import counted_loop
from .spec import GemmSpec
from .tiles import Tile, select_tile
from .workspace import workspace_bytes

Array = NDArray[np.generic]


def gemm_text(spec: GemmSpec, tile: Tile, machine: Machine) -> str:
    """The module: the GEMM and an exported ``@kernel`` that calls it ``%repeats`` times."""
    module = ModuleText(lacking=lacking(machine.features, machine.triple, machine.cpu))
    gemm = emit_gemm(module, "gemm", spec, tile)
    parameters = f"{PARAMETERS}, {spec.parameters}"
    f = FunctionText(module, f"void @kernel(i64 %repeats, {parameters})", "nounwind #0")
    with counted_loop(f, "0", "%repeats"):
        f.line(f"call void {gemm}({parameters})")
    f.line("ret void")
    module.define("kernel", f)
    module.footer.append(
        f'attributes #0 = {{ "target-cpu"="{machine.cpu}" "target-features"="{machine.features}" }}'
    )
    return str(module)


class GemmKernel:
    """``A @ B`` for arrays (m, k), (k, n) -> (m, n) of any strides."""

    def __init__(
        self, spec: GemmSpec, tile: Tile | None = None, machine: Machine | None = None
    ) -> None:
        """Compiles for ``machine``, by default this one."""
        machine = machine or target_machine()
        self.spec = spec
        self.tile = tile or select_tile(spec.dtype, machine.features, machine.triple)
        self.text = gemm_text(spec, self.tile, machine)
        self.object = emit_object(parse_and_optimize(self.text, machine), machine)
        self._loaded = LoadedObject(self.object, ("kernel",))
        kinds = [
            ctypes.c_void_p if p.startswith("ptr") else ctypes.c_int64
            for p in f"i64 %repeats, {PARAMETERS}, {spec.parameters}".split(", ")
        ]
        self.function = ctypes.CFUNCTYPE(None, *kinds)(self._loaded.addresses["kernel"])

    def arguments(
        self, a: Array, b: Array, c: Array, workspace: Array, *extra: int, repeats: int = 1
    ) -> tuple[int, ...]:
        """The function's arguments for ``c = a @ b``; the arrays must outlive the call.

        Raises: ValueError on wrong operands.
        """
        (m, k), n = a.shape, b.shape[1]
        dtype = self.spec.dtype.numpy
        if not (a.dtype == b.dtype == c.dtype == dtype and c.shape == (m, n) and len(b) == k):
            raise ValueError(f"need {self.spec.dtype} arrays (m, k), (k, n) and (m, n)")
        size = dtype.itemsize
        if n > 1 and m > 0 and c.strides[1] != size:
            raise ValueError("the columns of c must be adjacent")
        strides = [[s // size for s in x.strides] for x in (a, b, c)]
        return (
            repeats, a.ctypes.data, *strides[0], b.ctypes.data, *strides[1],
            c.ctypes.data, strides[2][0], m, n, k, workspace.ctypes.data, 0, *extra,
        )  # fmt: skip

    def workspace(self, m: int, n: int, k: int) -> Array:
        """A buffer that is just large enough."""
        return np.empty(workspace_bytes(self.tile, m, n, k), np.uint8)

    def __call__(self, a: Array, b: Array, *extra: int) -> Array:
        """``a @ b`` in a new array; with an epilogue that stores elsewhere it is scratch."""
        c = np.empty((a.shape[0], b.shape[1]), self.spec.dtype.numpy)
        workspace = self.workspace(a.shape[0], b.shape[1], a.shape[1])
        self.function(*self.arguments(a, b, c, workspace, *extra))
        return c
