"""The kernel of a program: one internal function.

    i32 @F.kernel(ptr %ctx, <parameters>, <results>, <symbols>, ptr %workspace)

Arrays are pointers to C-contiguous elements; scalars come by value, bool as i8; symbols are
i64. Results with extents that the kernel computes are not among its parameters: it asks for their
memory through ``%ctx`` (see `context`). Returns 0, or 1 with the site and values of a failed check
in ``%ctx``.
"""

from __future__ import annotations

from mgc.ir.extents import Extent, minimum
from mgc.ir.loops.arena import separate_places
from mgc.ir.loops.program import Buffer, Program, Scalar
from mgc.ir.records import dataclass
from mgc.ir.types import I64, DType

from ..debug import first_line
from ..gemm import Tile, select_tile, workspace_bytes
from ..text import FunctionText, LLVMValue, ModuleText, bytes_constant, memory_type
from .emitter import Emitter
from .leaving import close_heap, open_heap
from .statements import emit_body


@dataclass(frozen=True)
class KernelOptions:
    """The processor a kernel is for: LLVM's feature string and the width of its vectors."""

    features: str
    triple: str = "x86_64"

    @property
    def vector_bits(self) -> int:
        """512 with AVX-512, 256 with AVX2, else 128."""
        enabled = set(self.features.split(","))
        if "+avx512f" in enabled and "+avx512vl" in enabled:
            return 512
        return 256 if "+avx2" in enabled else 128

    def tile(self, dtype: DType) -> Tile:
        """The GEMM tile."""
        return select_tile(dtype, self.features, self.triple)

    def pack_bytes(self, dtype: DType, m: Extent, n: Extent, k: Extent) -> Extent:
        """Bytes of packing memory an (m, k) @ (k, n) product needs."""
        size: Extent = workspace_bytes(self.tile(dtype), m, n, k, minimum)
        return size


def emit_kernel(module: ModuleText, program: Program, options: KernelOptions) -> str:
    """Defines ``@F.kernel`` in ``module``; returns its name."""
    name = program.function.name
    parameters = _parameters(program)
    f = FunctionText(module, f"internal i32 @{name}.kernel({', '.join(parameters)})", "nounwind #0")
    located = [s.location for s in program.walk() if s.location is not None]
    if module.debug is not None and located:
        module.debug.describe(f, name, min(located, key=first_line))
    e = Emitter(f, options.vector_bits)
    e.name = name
    e.tile = options.tile
    if program.has_control:
        e.nest_facts = f", !llvm.loop {_finished_loop(module)}"
        e.memory_facts = _separate_memory(module, program)
    _bind(e, program)
    emit_body(e, program.body)
    e.leave(0)
    close_heap(e)
    return module.define(f"{name}.kernel", f)


def _finished_loop(module: ModuleText) -> str:
    """Metadata of loops that LLVM's vectoriser and unroller leave as they are."""
    rolled = module.note('!{!"llvm.loop.unroll.disable"}')
    scalar = module.note('!{!"llvm.loop.vectorize.enable", i1 false}')
    return module.note(f"distinct !{{{{self}}, {rolled}, {scalar}}}")


def _separate_memory(module: ModuleText, program: Program) -> dict[Buffer, str]:
    """Metadata of loads and stores that says which temporaries never share memory.

    Parameters and results need none: their pointers are ``noalias``.
    """
    places = separate_places(program.buffers())
    numbers = sorted(set(places.values()))
    if len(numbers) < 2:
        return {}
    domain = module.note("distinct !{{self}}")
    scopes = [module.note(f"distinct !{{{{self}}, {domain}}}") for _ in numbers]
    facts: list[str] = []
    for number in numbers:
        own = module.note(f"!{{{scopes[number]}}}")
        others = module.note(f"!{{{', '.join(s for s in scopes if s != scopes[number])}}}")
        facts.append(f", !alias.scope {own}, !noalias {others}")
    return {buffer: facts[number] for buffer, number in places.items()}


def _parameters(program: Program) -> list[str]:
    declared = ["ptr noalias %ctx"]
    for number, param in enumerate(program.params):
        if isinstance(param, Scalar):
            declared.append(f"{memory_type(param.dtype)} %p{number}")
        else:
            declared.append(f"ptr noalias {'' if param.written else 'readonly '}%p{number}")
    late = program.late_results
    declared += [f"ptr noalias %out{k}" for k, b in enumerate(program.results) if b not in late]
    declared += [f"i64 %s{number}" for number in range(len(program.function.symbols))]
    return [*declared, "ptr noalias %workspace"]


def _bind(e: Emitter, program: Program) -> None:
    """Names of parameters, results, symbols, constants and pieces of the workspace."""
    f = e.f
    for number, symbol in enumerate(program.function.symbols):
        e.symbols[symbol] = LLVMValue(f"%s{number}", I64)
    for number, param in enumerate(program.params):
        if isinstance(param, Buffer):
            e.buffers[param] = f"%p{number}"
            continue
        value = LLVMValue(f"%p{number}", param.dtype)
        if param.dtype.is_bool:
            value = LLVMValue(f.assign(f"icmp ne i8 %p{number}, 0"), param.dtype)
        e.scalars[param] = value
    for number, result in enumerate(program.results):
        e.buffers[result] = f"%out{number}"
    buffers = program.buffers()
    for buffer in buffers:
        if buffer.role not in ("param", "result", "heap"):
            e.buffers[buffer] = _memory(e, buffer)
    open_heap(e, (buffer for buffer in buffers if buffer.role == "heap"))


def _memory(e: Emitter, buffer: Buffer) -> str:
    """The address of a buffer that is not the caller's."""
    if buffer.role == "constant":
        return _table(e, buffer)
    if buffer.role == "local":
        return _local(e, buffer)
    if buffer.within is not None:
        return e.buffers[buffer.within]
    offset = e.uniform(buffer.offset)
    return e.f.assign(f"getelementptr inbounds i8, ptr %workspace, i64 {offset}", buffer.name)


def _local(e: Emitter, buffer: Buffer) -> str:
    """Stack slots for one element, which LLVM makes a register of."""
    kind = f"[{buffer.size} x {memory_type(buffer.dtype)}]"
    slot = e.f.alloca(kind, buffer.dtype.itemsize, buffer.name)
    # What is never assigned must still have some value: branches may depend on it.
    e.f.line(f"store {kind} zeroinitializer, ptr {slot}, align {buffer.dtype.itemsize}")
    return slot


def _table(e: Emitter, buffer: Buffer) -> str:
    """A read-only global with the buffer's bytes."""
    symbol = e.new_symbol("table")
    constant = bytes_constant(buffer.data)
    return e.f.module.define_global(
        symbol, f"@{symbol} = internal unnamed_addr constant {constant}, align 64"
    )
