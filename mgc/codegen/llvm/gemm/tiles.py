"""Tile shapes: how many accumulators a micro-kernel holds, and the sizes of the cache blocks.

A micro-kernel holds ``rows x vectors`` vectors of C in registers; with the vectors of one row
of B and one broadcast element of A they must fit the register file: 16 registers with AVX2,
32 with AVX-512 and NEON. The blocks follow K. Goto and R. van de Geijn, "Anatomy of
High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008: a block of A (row_block x
depth_block) stays in the second-level cache, a block of B (depth_block x column_block) in the
second or third. A block of k spans several chains, because each pass over a large C costs about
as much as packing both operands.
"""

from __future__ import annotations

from mgc.ir.records import dataclass
from mgc.ir.types import DType

DEPTH = 256
"""Length of the fma chains: part of the definition of a contraction, not a tuning parameter."""

ALIGNMENT = 64
"""Bytes of a cache line. The function aligns its workspace to it; the size has room for that."""


@dataclass(frozen=True)
class Tile:
    """A micro-kernel of ``rows x (vectors * lanes)`` elements and the blocks around it.

    ``unroll`` is the number of values of k in one iteration of the loop over packed panels of
    A; 1 where the general loop is as fast. Up to ``direct_columns`` columns of B, A is read in
    place.
    """

    dtype: DType
    lanes: int
    rows: int
    vectors: int
    row_block: int
    column_block: int
    depth_block: int
    unroll: int
    direct_columns: int

    @property
    def columns(self) -> int:
        """Width of the tile in elements."""
        return self.vectors * self.lanes


@dataclass(frozen=True)
class _Shape:
    """What a tile is made from; vectors have ``bits`` bits."""

    bits: int
    rows: int
    vectors: int
    row_block: int
    direct_columns: int
    unroll: int


_DEPTH_BYTES = 4096  # of a block of k
_AVX512 = _Shape(bits=512, rows=8, vectors=3, row_block=80, direct_columns=256, unroll=1)
_AVX2 = _Shape(bits=256, rows=6, vectors=2, row_block=42, direct_columns=64, unroll=4)
_NEON = _Shape(bits=128, rows=8, vectors=3, row_block=40, direct_columns=64, unroll=2)
_SSE = _Shape(bits=128, rows=6, vectors=2, row_block=42, direct_columns=64, unroll=2)


def _shape(features: frozenset[str], triple: str) -> _Shape:
    if "avx512f" in features:
        return _AVX512
    if "avx2" in features and "fma" in features:
        return _AVX2
    return _NEON if triple.startswith(("aarch64", "arm64")) else _SSE


def select_tile(dtype: DType, features: str, triple: str = "x86_64") -> Tile:
    """The tile for f32 or f64 on a processor with LLVM's ``features``, ``"+avx2,+fma"``.

    The choice does not change the result's bits.
    """
    enabled = frozenset(name[1:] for name in features.split(",") if name.startswith("+"))
    shape = _shape(enabled, triple)
    columns = shape.vectors * shape.bits // dtype.bits
    # Blocks are whole tiles, so that only the last one has an edge.
    return Tile(
        dtype=dtype,
        lanes=shape.bits // dtype.bits,
        rows=shape.rows,
        vectors=shape.vectors,
        row_block=shape.row_block,
        column_block=528 // columns * columns,
        depth_block=_DEPTH_BYTES // dtype.itemsize,
        unroll=shape.unroll,
        direct_columns=shape.direct_columns,
    )
