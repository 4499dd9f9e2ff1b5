"""Matrix products: one generic operation with its step and its epilogue as regions.

    "mgc.contract"(%a, %b, %sums, %pack) ({
    ^bb0(%0: f32, %1: f32, %2: f32):
      %3 = math.fma %0, %1, %2 : f32
      "mgc.yield"(%3) : (f32) -> ()
    }, {
    ^bb0(%i: index, %j: index, %4: f32):
      ...
      "mgc.yield"() : () -> ()
    }) : (memref<?x?xf32, strided<[784, 1], offset: ?>>, ...) -> ()

The second region runs for every element of the product, ``%4``; ``%sums`` holds partial sums on
the way, ``%pack`` is memory for packed panels. There are two regions because MLIR takes an unknown
operation with one region for a symbol table, in which it does not find the functions called.
"""

from __future__ import annotations

from ...extents import Extent
from ..program import MatmulCall, Matrix
from .printing import Printing, buffer_type
from .text import INDEX, MLIRValue, element_type


def print_contraction(p: Printing, call: MatmulCall) -> None:
    """Writes the operands as strided matrices, and the operation."""
    f = p.f
    a = _matrix(p, call.a, (call.m, call.k))
    b = _matrix(p, call.b, (call.k, call.n))
    sums = _matrix(p, call.scratch, (call.m, call.n))
    pack = (p.buffers[call.pack], "memref<?xi8>")
    operands = ", ".join(name for name, _ in (a, b, sums, pack))
    types = ", ".join(kind for _, kind in (a, b, sums, pack))
    step = [MLIRValue(f.number(), call.dtype) for _ in range(3)]
    with f.block(f'"mgc.contract"({operands}) ({{', None):
        f.argument_line(step)
        total = p.s.fma(*step)
        f.line(f'"mgc.yield"({total.text}) : ({total.type}) -> ()')
    row, column = (MLIRValue(f.name(s.name), INDEX) for s in (call.row, call.column))
    p.symbols[call.row], p.symbols[call.column] = row, column
    value = MLIRValue(f.number(), call.dtype)
    p.scalars[call.accumulator] = value
    with f.block("}, {", f"}}) : ({types}) -> ()"):
        f.argument_line([row, column, value])
        p.body(call.body)
        f.line('"mgc.yield"() : () -> ()')


def _matrix(p: Printing, matrix: Matrix, shape: tuple[Extent, Extent]) -> tuple[str, str]:
    """A view of a buffer and its type."""
    offset, strides = matrix.offset, (matrix.row, matrix.column)
    dims = "".join(f"{_static(e)}x" for e in shape)
    layout = f"[{', '.join(map(_static, strides))}]"
    layout += "" if offset == 0 else f", offset: {_static(offset)}"
    kind = f"memref<{dims}{element_type(matrix.buffer.dtype)}, strided<{layout}>>"
    sizes, steps = (", ".join(_item(p, e) for e in part) for part in (shape, strides))
    where = f"offset: [{_item(p, offset)}], sizes: [{sizes}], strides: [{steps}]"
    source = p.buffers[matrix.buffer]
    cast = f"memref.reinterpret_cast {source} to {where} : {buffer_type(matrix.buffer)} to {kind}"
    return p.f.pure(cast), kind


def _static(extent: Extent) -> str:
    return str(extent) if isinstance(extent, int) else "?"


def _item(p: Printing, extent: Extent) -> str:
    return str(extent) if isinstance(extent, int) else p.index(extent).text
