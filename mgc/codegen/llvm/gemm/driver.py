"""The GEMM driver: which way to compute, and the loops over cache blocks with packing.

The loops are those of K. Goto and R. van de Geijn (see ``tiles``): columns of B by
``column_block``, k by ``depth_block``, rows of A by ``row_block``, then panels of B. Each operand
is packed only where that pays: B if its columns are not adjacent or it is read often, A if it
is read often; the last, narrow panel of B always is. None of these choices changes the order of
operations on an element, so none changes its bits.
"""

from __future__ import annotations

from mgc.ir.records import dataclass

from ..text import FunctionText, ModuleText, llvm_type
from .column import emit_column, rows_at_once
from .flow import counted_loop, maximum, minimum, only_if
from .microkernel import ATTRIBUTES
from .pack import emit_pack, emit_pack_rows
from .panel import emit_panel
from .small import SmallGemm, is_small
from .spec import GemmSpec, Layout
from .symmetric import emit_mirror, least_rows
from .tiles import ALIGNMENT, Tile
from .vector import emit_vector

PARAMETERS = (
    "ptr %a, i64 %a_row_stride, i64 %a_col_stride, ptr %b, i64 %b_row_stride, "
    "i64 %b_col_stride, ptr %c, i64 %c_row_stride, i64 %m, i64 %n, i64 %k, ptr %workspace"
)
_ROWS_AT_ONCE = 8
# (bytes of B, m): up to so many rows of A, B is read in place. It is read in narrow strips, which
# is slow from memory and quick from the second-level cache.
_DIRECT_ROWS = ((4 << 20, 32), (1 << 20, 128))


def emit_gemm(module: ModuleText, symbol: str, spec: GemmSpec, tile: Tile) -> str:
    """Defines the function ``symbol`` for (m, k), (k, n) -> (m, n); returns ``@symbol``.

    ``internal void @symbol(PARAMETERS, ptr %context, <spec.extra>)`` computes
    ``C = epilogue(A @ B)``. Strides are in elements and arbitrary (negative, zero); the columns
    of C are adjacent. C does not overlap A or B; before the epilogue it is written only if
    k > DEPTH or the product is symmetric, and then holds partial sums. ``%workspace`` has
    ``workspace_bytes`` bytes. Extents that ``spec`` gives as constants are passed too. k = 0 means
    A @ B = +0.0.
    """
    signature = f"internal void @{symbol}({PARAMETERS}, {spec.parameters})"
    if is_small(spec):
        f = FunctionText(module, signature, "nounwind #0")
        SmallGemm(f, symbol, spec, tile).emit()
    else:
        f = FunctionText(module, signature, ATTRIBUTES)
        _Driver(f, symbol, spec, tile).emit()
    return module.define(symbol, f)


@dataclass(frozen=True)
class _Matrix:
    """A matrix in memory: pointer and strides in elements."""

    base: str
    row: str
    column: str


@dataclass(frozen=True)
class _Problem:
    """The operands and extents."""

    a: _Matrix
    b: _Matrix
    m: str
    n: str
    k: str


@dataclass(frozen=True)
class _Block:
    """The columns of C and the values of k that are being computed."""

    column: str
    columns: str
    p: str
    depth: str
    flags: str


class _Driver:
    def __init__(self, f: FunctionText, symbol: str, spec: GemmSpec, tile: Tile) -> None:
        self.f, self.symbol, self.spec, self.tile = f, symbol, spec, tile
        self.element = llvm_type(tile.dtype)
        self.panel = emit_panel(f.module, f"{symbol}.panel", spec, tile)
        self.pack_a = emit_pack(f.module, tile)
        self.pack_b = emit_pack_rows(f.module, tile)

    def emit(self) -> None:
        """The whole body."""
        f, spec, tile = self.f, self.spec, self.tile
        m, n, k = (
            name if known is None else str(known)
            for name, known in (("%m", spec.m), ("%n", spec.n), ("%k", spec.k))
        )
        problem = _Problem(_matrix("a", spec.a_layout), _matrix("b", spec.b_layout), m, n, k)
        self._vector_times_matrix(problem)
        self._matrix_times_column(problem)
        self._decide(problem)
        self.lower = f.assign(f"icmp sge i64 {m}, {least_rows(tile)}") if spec.symmetric else ""
        with counted_loop(f, "0", problem.n, str(tile.column_block)) as column:
            columns = minimum(f, f.assign(f"sub i64 {problem.n}, {column}"), str(tile.column_block))
            with counted_loop(f, "0", maximum(f, k, "1"), tile.depth_block) as p:
                left = f.assign(f"sub i64 {k}, {p}")
                depth = minimum(f, left, str(tile.depth_block))
                first = f.assign(f"icmp eq i64 {p}, 0")
                last = f.assign(f"icmp sle i64 {left}, {tile.depth_block}")
                flags = f"i1 {first}, i1 {self._final(last)}"
                if spec.symmetric:
                    flags += f", i1 {self.lower}"
                self._block(problem, _Block(column, columns, p, depth, flags))
        if spec.symmetric:
            self._complete(problem)
        f.line("ret void")

    # -- symmetric products -------------------------------------------------------------

    def _final(self, last: str) -> str:
        """Whether a panel gives its sums to the epilogue; below the diagonal all go to C first."""
        if not self.spec.symmetric or self.spec.epilogue is None:
            return last
        whole = self.f.assign(f"xor i1 {self.lower}, true")
        return self.f.assign(f"and i1 {last}, {whole}")

    def _complete(self, problem: _Problem) -> None:
        """What is above the diagonal, and the epilogue of everything."""
        f, spec = self.f, self.spec
        with only_if(f, self.lower):
            mirror = emit_mirror(f.module, self.tile)
            f.line(f"call void {mirror}(ptr %c, i64 %c_row_stride, i64 {problem.n})")
            if spec.epilogue is not None:
                f.line(
                    f"call void @{self.symbol}.panel.store(ptr %c, i64 %c_row_stride, "
                    f"i64 {problem.m}, i64 {problem.n}, ptr %c, i64 %c_row_stride, i64 0, i64 0, "
                    f"i1 true, i1 true, {spec.parameters})"
                )

    # -- choices ------------------------------------------------------------------------

    def _vector_times_matrix(self, problem: _Problem) -> None:
        """If m = 1, rows of B are streamed."""
        f, spec, a, b = self.f, self.spec, problem.a, problem.b
        if spec.m not in (None, 1) or spec.b_layout is Layout.COLUMNS:
            return
        store = f"@{self.symbol}.panel.store"
        vector = emit_vector(f.module, f"{self.symbol}.vector", store, spec, self.tile)
        one = f.assign(f"icmp eq i64 {problem.m}, 1")
        unit = f.assign(f"icmp eq i64 {b.column}, 1")
        long = f.assign(f"icmp sge i64 {problem.n}, {2 * self.tile.columns}")
        terms = f.assign(f"icmp sgt i64 {problem.k}, 0")
        fits = f.assign(f"and i1 {f.assign(f'and i1 {one}, {unit}')}, {long}")
        with only_if(f, f.assign(f"and i1 {fits}, {terms}")):
            f.line(
                f"call void {vector}(ptr {a.base}, i64 {a.column}, ptr {b.base}, i64 {b.row}, "
                f"ptr %c, i64 {problem.n}, i64 {problem.k}, ptr %workspace, {spec.parameters})"
            )
            f.line("ret void")
            f.start(f.label("unreachable"))

    def _matrix_times_column(self, problem: _Problem) -> None:
        """If n is known to be 1, rows of A are transposed in registers."""
        f, spec, a, b = self.f, self.spec, problem.a, problem.b
        if spec.n != 1 or spec.a_layout is Layout.COLUMNS:
            return
        store = f"@{self.symbol}.panel.store"
        column = emit_column(f.module, f"{self.symbol}.column", store, spec, self.tile)
        unit = f.assign(f"icmp eq i64 {a.column}, 1")
        tall = f.assign(f"icmp sge i64 {problem.m}, {rows_at_once(self.tile)}")
        with only_if(f, f.assign(f"and i1 {unit}, {tall}")):
            f.line(
                f"call void {column}(ptr {a.base}, i64 {a.row}, ptr {b.base}, i64 {b.row}, ptr %c, "
                f"i64 %c_row_stride, i64 {problem.m}, i64 {problem.k}, {spec.parameters})"
            )
            f.line("ret void")
            f.start(f.label("unreachable"))

    def _decide(self, problem: _Problem) -> None:
        """Which operands to pack, and where."""
        f, tile = self.f, self.tile
        strided = f.assign(f"icmp ne i64 {problem.b.column}, 1")
        size = f.assign(f"mul i64 {problem.n}, {problem.k}")
        limit = "0"
        for capacity, rows in _DIRECT_ROWS:
            fits = f.assign(f"icmp sle i64 {size}, {capacity // tile.dtype.itemsize}")
            limit = self._select(fits, "i64", str(rows), limit)
        many = f.assign(f"icmp sgt i64 {problem.m}, {limit}")
        self.packs_b = f.assign(f"or i1 {strided}, {many}")
        self.packs_a = f.assign(f"icmp sgt i64 {problem.n}, {tile.direct_columns}")
        address = f.assign("ptrtoint ptr %workspace to i64")
        padding = f.assign(f"and i64 {f.assign(f'sub i64 0, {address}')}, {ALIGNMENT - 1}")
        self.b_area = f.assign(f"getelementptr i8, ptr %workspace, i64 {padding}")
        beyond = f.assign(f"add i64 {problem.n}, {tile.columns - 1}")
        whole = f.assign(f"sub i64 {beyond}, {f.assign(f'urem i64 {beyond}, {tile.columns}')}")
        columns = minimum(f, whole, str(tile.column_block))
        depth = minimum(f, problem.k, str(tile.depth_block))
        self.a_area = self._at(self.b_area, (columns, depth))

    # -- blocks -------------------------------------------------------------------------

    def _block(self, problem: _Problem, block: _Block) -> None:
        """Some columns of C and values of k, all rows."""
        f, a, b = self.f, problem.a, problem.b
        b_start = self._at(b.base, (block.p, b.row), (block.column, b.column))
        self._pack_b(b, b_start, block)
        with counted_loop(f, "0", problem.m, self.tile.row_block) as row:
            left = f.assign(f"sub i64 {problem.m}, {row}")
            rows = minimum(f, left, str(self.tile.row_block))
            a_start = self._at(a.base, (row, a.row), (block.p, a.column))
            self._pack_a(a, a_start, rows, block.depth)
            self._panels((a, a_start), (b, b_start), (row, rows), block)

    def _pack_b(self, b: _Matrix, start: str, block: _Block) -> None:
        """All panels, or only the narrow one at the end.

        Contiguous rows are packed some at a time into all panels, so that they are read in long
        pieces.
        """
        f, width = self.f, self.tile.columns
        rest = f.assign(f"urem i64 {block.columns}, {width}")
        narrow = f.assign(f"sub i64 {block.columns}, {rest}")
        begin = self._select(self.packs_b, "i64", "0", narrow)
        contiguous = f.assign(f"icmp eq i64 {b.column}, 1")
        step = self._select(contiguous, "i64", str(_ROWS_AT_ONCE), block.depth)
        with (
            counted_loop(f, "0", block.depth, step) as p,
            counted_loop(f, begin, block.columns, width) as j,
        ):
            size = minimum(f, f.assign(f"sub i64 {block.columns}, {j}"), str(width))
            count = minimum(f, f.assign(f"sub i64 {block.depth}, {p}"), step)
            f.line(
                f"call void {self.pack_b}(ptr {self._at(start, (p, b.row), (j, b.column))}, "
                f"i64 {b.column}, i64 {b.row}, i64 {size}, i64 {count}, "
                f"ptr {self._at(self.b_area, (j, block.depth), (p, size))})"
            )

    def _pack_a(self, a: _Matrix, start: str, rows: str, depth: str) -> None:
        f, height = self.f, self.tile.rows
        with only_if(f, self.packs_a), counted_loop(f, "0", rows, height) as i:
            size = minimum(f, f.assign(f"sub i64 {rows}, {i}"), str(height))
            f.line(
                f"call void {self.pack_a}(ptr {self._at(start, (i, a.row))}, i64 {a.row}, "
                f"i64 {a.column}, i64 {size}, i64 {depth}, "
                f"ptr {self._at(self.a_area, (i, depth))}, i64 {height})"
            )

    def _panels(
        self, a: tuple[_Matrix, str], b: tuple[_Matrix, str], rows: tuple[str, str], block: _Block
    ) -> None:
        """One panel of B after the other, with what was packed or with what is in place."""
        f, tile = self.f, self.tile
        a_start = self._select(self.packs_a, "ptr", self.a_area, a[1])
        a_step = self._select(self.packs_a, "i64", block.depth, a[0].row)
        a_row = self._select(self.packs_a, "i64", "1", a[0].row)
        a_column = self._select(self.packs_a, "i64", str(tile.rows), a[0].column)
        with counted_loop(f, "0", block.columns, tile.columns) as j:
            columns = minimum(f, f.assign(f"sub i64 {block.columns}, {j}"), str(tile.columns))
            narrow = f.assign(f"icmp slt i64 {columns}, {tile.columns}")
            packed = f.assign(f"or i1 {self.packs_b}, {narrow}")
            in_area = self._at(self.b_area, (j, block.depth))
            b_start = self._select(packed, "ptr", in_area, self._at(b[1], (j, "1")))
            b_row = self._select(packed, "i64", columns, b[0].row)
            column = f.assign(f"add i64 {block.column}, {j}")
            f.line(
                f"call void {self.panel}(ptr {a_start}, i64 {a_step}, i64 {a_row}, "
                f"i64 {a_column}, ptr {b_start}, i64 {b_row}, i64 {rows[1]}, i64 {columns}, "
                f"i64 {block.depth}, ptr %c, i64 %c_row_stride, i64 {rows[0]}, i64 {column}, "
                f"{block.flags}, {self.spec.parameters})"
            )

    # -- emission -----------------------------------------------------------------------

    def _at(self, base: str, *steps: tuple[str, str]) -> str:
        for count, stride in steps:
            offset = count if stride == "1" else self.f.assign(f"mul i64 {count}, {stride}")
            base = self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {offset}")
        return base

    def _select(self, condition: str, kind: str, x: str, y: str) -> str:
        if x == y:
            return x
        return self.f.assign(f"select i1 {condition}, {kind} {x}, {kind} {y}")


def _matrix(name: str, layout: Layout) -> _Matrix:
    row = "1" if layout is Layout.COLUMNS else f"%{name}_row_stride"
    column = "1" if layout is Layout.ROWS else f"%{name}_col_stride"
    return _Matrix(f"%{name}", row, column)
