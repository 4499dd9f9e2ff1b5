"""The GEMM driver: loops over cache blocks, packing, and calls of the micro-kernels.

The loops are those of K. Goto and R. van de Geijn (see ``tiles``): columns of B by
``column_block``, k by DEPTH, rows of A by ``row_block``, then panels of B, then panels of A.
Each operand is packed only where that pays: B if its columns are not adjacent or it is read
often, A if it is read often; the last, narrow panel of B always is. If n is tiny and m is not,
``C.T = B.T @ A.T`` is computed instead, so that vectors run along m. None of these choices
changes the order of operations on an element, so none changes its bits.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..text import FunctionText, ModuleText, llvm_type
from .flow import Carried, counted_loop, minimum, only_if
from .microkernel import ATTRIBUTES, emit_microkernel
from .pack import emit_pack
from .spec import GemmSpec, Layout
from .store import emit_store
from .tiles import DEPTH, Tile
from .vector import emit_vector
from .workspace import ALIGNMENT, may_swap

PARAMETERS = (
    "ptr %a, i64 %a_row_stride, i64 %a_col_stride, ptr %b, i64 %b_row_stride, "
    "i64 %b_col_stride, ptr %c, i64 %c_row_stride, i64 %m, i64 %n, i64 %k, ptr %workspace"
)


def emit_gemm(module: ModuleText, symbol: str, spec: GemmSpec, tile: Tile) -> str:
    """Defines the function ``symbol`` for (m, k), (k, n) -> (m, n); returns ``@symbol``.

    ``internal void @symbol(PARAMETERS, ptr %context, <spec.extra>)`` computes
    ``C = epilogue(A @ B)``. Strides are in elements and arbitrary (negative, zero); the columns
    of C are adjacent. C does not overlap A or B; before the epilogue it is written only if
    k > DEPTH, and then holds partial sums. ``%workspace`` has ``workspace_bytes`` bytes. Extents
    that ``spec`` gives as constants are passed too. k = 0 means A @ B = +0.0.
    """
    signature = f"internal void @{symbol}({PARAMETERS}, {spec.parameters})"
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
class _Block:
    """The block of C and of k that is being computed: where it starts and how large it is."""

    row: str
    rows: str
    column: str
    columns: str
    depth: str
    first: str
    last: str


@dataclass(frozen=True)
class _Panels:
    """Panels of A: row i is at ``base + i // rows * rows * step + i % rows * row``."""

    base: str
    step: str
    row: str
    column: str


@dataclass(frozen=True)
class _TileCall:
    """One tile of C: where it is, its size, and whether the micro-kernel writes to C itself."""

    row: str
    rows: str
    column: str
    columns: str
    in_place: str


class _Driver:
    def __init__(self, f: FunctionText, symbol: str, spec: GemmSpec, tile: Tile) -> None:
        self.f, self.symbol, self.spec, self.tile = f, symbol, spec, tile
        self.element = llvm_type(tile.dtype)
        module = f.module
        self.store = emit_store(module, f"{symbol}.store", spec, tile)
        self.pack_a = emit_pack(module, tile, tile.rows)
        self.pack_b = emit_pack(module, tile, tile.columns)
        self.kernels = [
            (
                rows,
                emit_microkernel(module, tile, rows, tile.vectors),
                emit_microkernel(module, tile, rows, 1),
            )
            for rows in tile.row_variants
        ]

    def emit(self) -> None:
        """The whole body."""
        f, spec = self.f, self.spec
        m, n, self.k = (
            name if known is None else str(known)
            for name, known in (("%m", spec.m), ("%n", spec.n), ("%k", spec.k))
        )
        a = _matrix("a", spec.a_layout)
        b = _matrix("b", spec.b_layout)
        self._vector_times_matrix(a, b, m, n)
        a, b, m, n = self._swap(a, b, m, n)
        self._decide(b, m, n)
        with counted_loop(f, "0", n, self.column_block) as column:
            columns = minimum(f, f.assign(f"sub i64 {n}, {column}"), self.column_block)
            with counted_loop(f, "0", self._at_least_1(self.k), DEPTH) as p:
                rest = f.assign(f"sub i64 {self.k}, {p}")
                depth = minimum(f, rest, str(DEPTH))
                first = f.assign(f"icmp eq i64 {p}, 0")
                last = f.assign(f"icmp sle i64 {rest}, {DEPTH}")
                b_block = self._at(b.base, (p, b.row), (column, b.column))
                self._pack_b(b, b_block, columns, depth)
                with counted_loop(f, "0", m, self.tile.row_block) as row:
                    rest = f.assign(f"sub i64 {m}, {row}")
                    rows = minimum(f, rest, str(self.tile.row_block))
                    block = _Block(row, rows, column, columns, depth, first, last)
                    a_block = self._at(a.base, (row, a.row), (p, a.column))
                    self._panels(self._pack_a(a, a_block, block), b, b_block, block)
        f.line("ret void")

    # -- choices ------------------------------------------------------------------------

    def _vector_times_matrix(self, a: _Matrix, b: _Matrix, m: str, n: str) -> None:
        """If m = 1, rows of B are streamed."""
        f, spec = self.f, self.spec
        if spec.m not in (None, 1) or spec.b_layout is Layout.COLUMNS:
            return
        vector = emit_vector(f.module, f"{self.symbol}.vector", self.store, spec, self.tile)
        one = f.assign(f"icmp eq i64 {m}, 1")
        unit = f.assign(f"icmp eq i64 {b.column}, 1")
        long = f.assign(f"icmp sge i64 {n}, {2 * self.tile.columns}")
        terms = f.assign(f"icmp sgt i64 {self.k}, 0")
        fits = f.assign(f"and i1 {f.assign(f'and i1 {one}, {unit}')}, {long}")
        with only_if(f, f.assign(f"and i1 {fits}, {terms}")):
            f.line(
                f"call void {vector}(ptr {a.base}, i64 {a.column}, ptr {b.base}, i64 {b.row}, "
                f"ptr %c, i64 {n}, i64 {self.k}, ptr %workspace, {spec.parameters})"
            )
            f.line("ret void")
            f.start(f.label("unreachable"))

    def _swap(self, a: _Matrix, b: _Matrix, m: str, n: str) -> tuple[_Matrix, _Matrix, str, str]:
        """Exchanges the operands (and rows with columns) if n is tiny and m is not."""
        f, tile = self.f, self.tile
        self.swapped, self.column_block = "false", str(tile.column_block)
        if not may_swap(self.spec, tile):
            return a, b, m, n
        narrow = f.assign(f"icmp sle i64 {n}, {tile.swap_columns}")
        tall = f.assign(f"icmp sge i64 {m}, {tile.columns}")
        self.swapped = f.assign(f"and i1 {narrow}, {tall}")
        self.column_block = self._choose("i64", str(tile.swap_block), self.column_block)
        left = _Matrix(
            self._choose("ptr", b.base, a.base),
            self._choose("i64", b.column, a.row),
            self._choose("i64", b.row, a.column),
        )
        right = _Matrix(
            self._choose("ptr", a.base, b.base),
            self._choose("i64", a.column, b.row),
            self._choose("i64", a.row, b.column),
        )
        return left, right, self._choose("i64", n, m), self._choose("i64", m, n)

    def _choose(self, kind: str, swapped: str, usual: str) -> str:
        return self._select(self.swapped, kind, swapped, usual)

    def _decide(self, b: _Matrix, m: str, n: str) -> None:
        """Which operands to pack, and where."""
        f, tile = self.f, self.tile
        self.tile_buffer = f.alloca(
            f"[{tile.rows * tile.columns} x {self.element}]", ALIGNMENT, "tile"
        )
        strided = f.assign(f"icmp ne i64 {b.column}, 1")
        many = f.assign(f"icmp sgt i64 {m}, {tile.direct_rows}")
        self.packs_b = f.assign(f"or i1 {strided}, {many}")
        self.packs_a = f.assign(f"icmp sgt i64 {n}, {tile.direct_columns}")
        address = f.assign("ptrtoint ptr %workspace to i64")
        padding = f.assign(f"and i64 {f.assign(f'sub i64 0, {address}')}, {ALIGNMENT - 1}")
        self.b_area = f.assign(f"getelementptr i8, ptr %workspace, i64 {padding}")
        beyond = f.assign(f"add i64 {n}, {tile.columns - 1}")
        whole = f.assign(f"sub i64 {beyond}, {f.assign(f'urem i64 {beyond}, {tile.columns}')}")
        columns = minimum(f, whole, self.column_block)
        depth = minimum(f, self.k, str(DEPTH))
        self.a_area = self._at(self.b_area, (columns, depth))

    def _at_least_1(self, extent: str) -> str:
        symbol = self.f.module.declare("llvm.smax.i64", "declare i64 @llvm.smax.i64(i64, i64)")
        return self.f.assign(f"call i64 {symbol}(i64 {extent}, i64 1)")

    # -- packing ------------------------------------------------------------------------

    def _pack_b(self, b: _Matrix, block: str, columns: str, depth: str) -> None:
        """All panels, or only the narrow one at the end."""
        f, width = self.f, self.tile.columns
        narrow = f.assign(f"sub i64 {columns}, {f.assign(f'urem i64 {columns}, {width}')}")
        start = self._select(self.packs_b, "i64", "0", narrow)
        with counted_loop(f, start, columns, width) as j:
            size = minimum(f, f.assign(f"sub i64 {columns}, {j}"), str(width))
            f.line(
                f"call void {self.pack_b}(ptr {self._at(block, (j, b.column))}, "
                f"i64 {b.column}, i64 {b.row}, i64 {size}, i64 {depth}, "
                f"ptr {self._at(self.b_area, (j, depth))})"
            )

    def _pack_a(self, a: _Matrix, start: str, block: _Block) -> _Panels:
        f, height = self.f, self.tile.rows
        with only_if(f, self.packs_a), counted_loop(f, "0", block.rows, height) as i:
            size = minimum(f, f.assign(f"sub i64 {block.rows}, {i}"), str(height))
            f.line(
                f"call void {self.pack_a}(ptr {self._at(start, (i, a.row))}, i64 {a.row}, "
                f"i64 {a.column}, i64 {size}, i64 {block.depth}, "
                f"ptr {self._at(self.a_area, (i, block.depth))})"
            )
        return _Panels(
            self._select(self.packs_a, "ptr", self.a_area, start),
            self._select(self.packs_a, "i64", block.depth, a.row),
            self._select(self.packs_a, "i64", "1", a.row),
            self._select(self.packs_a, "i64", str(height), a.column),
        )

    # -- micro-kernels ------------------------------------------------------------------

    def _panels(self, a: _Panels, b: _Matrix, b_block: str, block: _Block) -> None:
        """One panel of B after the other."""
        f, width = self.f, self.tile.columns
        with counted_loop(f, "0", block.columns, width) as j:
            columns = minimum(f, f.assign(f"sub i64 {block.columns}, {j}"), str(width))
            narrow = f.assign(f"icmp slt i64 {columns}, {width}")
            packed = f.assign(f"or i1 {self.packs_b}, {narrow}")
            panel = _Matrix(
                self._select(
                    packed,
                    "ptr",
                    self._at(self.b_area, (j, block.depth)),
                    self._at(b_block, (j, "1")),
                ),
                self._select(packed, "i64", str(width), b.row),
                "1",
            )
            column = f.assign(f"add i64 {block.column}, {j}")
            self._rows(a, panel, block, column, columns)

    def _rows(self, a: _Panels, b: _Matrix, block: _Block, column: str, columns: str) -> None:
        """Tiles down the rows of a block: whole ones, then 4 rows, then single rows."""
        f = self.f
        kernels = self._kernels_for(columns)
        in_place = self._in_place(block, columns)
        head, body, done = f.label("rows"), f.label("tile"), f.label("end")
        before = f.block
        f.branch(head)
        f.start(head)
        carried = Carried(f, [("i64", "0")], before)
        i = carried.names[0]
        f.branch_if(f.assign(f"icmp slt i64 {i}, {block.rows}"), body, done)
        f.start(body)
        rows, kernel = self._kernel(kernels, f.assign(f"sub i64 {block.rows}, {i}"))
        row = f.assign(f"add i64 {block.row}, {i}")
        tile = _TileCall(row, rows, column, columns, in_place)
        self._tile(kernel, self._panel_row(a, i), a, b, block, tile)
        carried.close([f.assign(f"add i64 {i}, {rows}")], f.block)
        f.branch(head)
        f.start(done)

    def _kernels_for(self, columns: str) -> list[tuple[int, str]]:
        """A kernel for each number of rows: of one vector if that is enough."""
        narrow = self.f.assign(f"icmp sle i64 {columns}, {self.tile.lanes}")
        return [
            (rows, self._select(narrow, "ptr", one, whole)) for rows, whole, one in self.kernels
        ]

    def _kernel(self, kernels: list[tuple[int, str]], left: str) -> tuple[str, str]:
        """(rows, kernel) of the tallest kernel for ``left`` rows."""
        rows, kernel = str(kernels[-1][0]), kernels[-1][1]
        for count, candidate in reversed(kernels[:-1]):
            enough = self.f.assign(f"icmp sge i64 {left}, {count}")
            rows = self._select(enough, "i64", str(count), rows)
            kernel = self._select(enough, "ptr", candidate, kernel)
        return rows, kernel

    def _in_place(self, block: _Block, columns: str) -> str:
        """Whether the micro-kernel may write to C itself."""
        f = self.f
        whole = f.assign(f"icmp eq i64 {columns}, {self.tile.columns}")
        usual = f.assign(f"xor i1 {self.swapped}, true")
        in_place = f.assign(f"and i1 {whole}, {usual}")
        if self.spec.epilogue is None:
            return in_place
        return f.assign(f"and i1 {in_place}, {f.assign(f'xor i1 {block.last}, true')}")

    def _panel_row(self, a: _Panels, i: str) -> str:
        f = self.f
        inside = f.assign(f"urem i64 {i}, {self.tile.rows}")
        panel = f.assign(f"sub i64 {i}, {inside}")
        return self._at(a.base, (panel, a.step), (inside, a.row))

    def _tile(
        self,
        kernel: str,
        a_row: str,
        a: _Panels,
        b: _Matrix,
        block: _Block,
        tile: _TileCall,
    ) -> None:
        f = self.f
        in_place = tile.in_place
        in_c = self._at("%c", (tile.row, "%c_row_stride"), (tile.column, "1"))
        out = self._select(in_place, "ptr", in_c, self.tile_buffer)
        width = str(self.tile.columns)
        out_row = self._select(in_place, "i64", "%c_row_stride", width)
        more = f.assign(f"xor i1 {block.first}, true")
        accumulate = f.assign(f"and i1 {in_place}, {more}")
        f.line(
            f"call void {kernel}(ptr {a_row}, i64 {a.row}, i64 {a.column}, ptr {b.base}, "
            f"i64 {b.row}, i64 {block.depth}, ptr {out}, i64 {out_row}, i1 {accumulate})"
        )
        with only_if(f, f.assign(f"xor i1 {in_place}, true")):
            self._store(tile, block)

    def _store(self, tile: _TileCall, block: _Block) -> None:
        """The way over the buffer; in C rows and columns are as the caller sees them."""
        width = str(self.tile.columns)
        columns = self._choose("i64", tile.rows, tile.columns)
        self.f.line(
            f"call void {self.store}(ptr {self.tile_buffer}, "
            f"i64 {self._choose('i64', '1', width)}, i64 {self._choose('i64', width, '1')}, "
            f"i64 {self._choose('i64', tile.columns, tile.rows)}, i64 {columns}, "
            f"i64 {self._choose('i64', '0', columns)}, ptr %c, i64 %c_row_stride, "
            f"i64 {self._choose('i64', tile.column, tile.row)}, "
            f"i64 {self._choose('i64', tile.row, tile.column)}, "
            f"i1 {block.first}, i1 {block.last}, {self.spec.parameters})"
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
