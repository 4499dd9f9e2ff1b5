"""The loop IR as MLIR text, which ``mlir-opt --allow-unregistered-dialect`` accepts.

    func.func @f(%x: memref<?xf32> {mgc.size = "n"}, %out0: memref<?xf32> {mgc.size = "n"},
                 %n: index, %workspace: memref<?xi8>) {
      scf.for %i = %c0 to %n step %c1 {
        %0 = memref.load %x[%i] : memref<?xf32>
        %1 = func.call @mgc_tanh_f32(%0) : (f32) -> f32
        memref.store %1, %out0[%i] : memref<?xf32>
      } {mgc.vector}
      func.return
    }

Buffers are flat, pieces of the workspace are views of it, bool is ``i8`` in memory. Loops
around nests are ``scf.for`` and ``scf.while``; what they carry is in memory. Elementary
functions are private functions of the module, and the strict orders of reductions and scans are
written out, so the text means what the compiled code does, bit for bit. Memory whose size is
computed is allocated, and released when the function is left. These operations are not MLIR's:
``mgc.check``, which leaves the function if its first operand holds, ``mgc.contract``, a matrix
product in the order of docs/numerics.md, ``mgc.result``, the caller's memory for a result of the
extents given; and where indices are checked in the loops that use them, ``mgc.inspected``, whose
first region ``mgc.guard`` leaves for the second one.
"""

from __future__ import annotations

from ..extents import format_extent
from .mlir.printing import Printing, buffer_type
from .mlir.scalars import global_constant
from .mlir.statements import Statements
from .mlir.text import (
    INDEX,
    FunctionText,
    MLIRValue,
    ModuleText,
    element_type,
    memory_type,
    symbol_name,
)
from .program import Buffer, Program, Scalar

_WORKSPACE = "memref<?xi8>"


def print_program(program: Program, *, locations: bool = False) -> str:
    """A module with the program's function, then the elementary functions it calls.

    ``locations``: every operation says which line of the source it comes from.
    """
    module = ModuleText()
    name = program.function.name
    module.functions[name] = ""  # keeps the place: the functions it calls come after
    f = FunctionText(module)
    statements = Statements(f, program.sites, locations=locations)
    parameters = _parameters(f, statements.printing, program)
    workspace = f.name("workspace")
    parameters.append(f"{workspace}: {_WORKSPACE}")
    _memory(f, statements.printing, program, workspace)
    statements.body(program.body)
    f.location = None
    f.line("func.return")
    f.define(name, f"func.func {symbol_name(name)}({', '.join(parameters)})")
    return str(module)


def _parameters(f: FunctionText, p: Printing, program: Program) -> list[str]:
    """Declares parameters, results and symbols, in the order of the kernel's parameters."""
    declared: list[str] = []
    late: list[tuple[Scalar, MLIRValue]] = []
    for param in program.params:
        if isinstance(param, Buffer):
            declared.append(_array(f, p, param))
            continue
        value = MLIRValue(f.name(param.hint), param.dtype)
        declared.append(f"{value.text}: {element_type(param.dtype)}")
        late.append((param, value))
    asked_for = program.late_results
    declared += [_array(f, p, result) for result in program.results if result not in asked_for]
    for symbol in program.function.symbols:
        value = MLIRValue(f.name(symbol.name), INDEX)
        p.symbols[symbol] = value
        declared.append(f"{value.text}: index")
    for param, value in late:
        p.scalars[param] = value
    return declared


def _array(f: FunctionText, p: Printing, buffer: Buffer) -> str:
    name = p.buffers[buffer] = f.name(buffer.name)
    facts = [f'mgc.size = "{format_extent(buffer.size)}"']
    if buffer.written:
        facts.append("mgc.writable")
    return f"{name}: {buffer_type(buffer)} {{{', '.join(facts)}}}"


def _memory(f: FunctionText, p: Printing, program: Program, workspace: str) -> None:
    """Names constants and pieces of the workspace."""
    for buffer in program.buffers():
        if buffer.role == "constant":
            p.buffers[buffer] = _table(f, program.function.name, buffer)
        elif buffer.role == "local":
            p.buffers[buffer] = _local(f, buffer)
        elif buffer.within is not None:
            p.buffers[buffer] = p.buffers[buffer.within]
        elif buffer.role == "local":
            name = p.buffers[buffer] = f.name(buffer.name)
            f.line(f"{name} = memref.alloca({p.index(buffer.size).text}) : {buffer_type(buffer)}")
        elif buffer.role in ("arena", "row"):
            kind = buffer_type(buffer)
            name = f.name(buffer.name)
            p.buffers[buffer] = name
            place = f"[{p.index(buffer.offset).text}][{p.index(buffer.size).text}]"
            f.line(f"{name} = memref.view {workspace}{place} : {_WORKSPACE} to {kind}")


def _local(f: FunctionText, buffer: Buffer) -> str:
    """One element on the stack."""
    kind = f"memref<{buffer.size}x{memory_type(buffer.dtype)}>"
    made = f.assign(f"memref.alloca() : {kind}")
    name = f.name(buffer.name)
    f.line(f"{name} = memref.cast {made} : {kind} to {buffer_type(buffer)}")
    return name


def _table(f: FunctionText, function: str, buffer: Buffer) -> str:
    """A global constant with the buffer's bytes."""
    tables = f.module.globals
    symbol = f"{function}_table_{len(tables)}"
    count = len(buffer.data) // buffer.dtype.itemsize
    kind = f"memref<{count}x{memory_type(buffer.dtype)}>"
    quoted = symbol_name(symbol)
    tables[symbol] = global_constant(symbol, kind, buffer.dtype, count, buffer.data)
    found = f.assign(f"memref.get_global {quoted} : {kind}")
    return f.assign(f"memref.cast {found} : {kind} to {buffer_type(buffer)}")
