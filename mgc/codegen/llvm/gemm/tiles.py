"""Tile shapes: how many accumulators a micro-kernel holds, and the sizes of the cache blocks.

A micro-kernel holds ``rows x vectors`` vectors of C in registers; with the vectors of one row
of B and one broadcast element of A they must fit the register file: 16 registers with AVX2,
32 with AVX-512 and NEON. The blocks follow K. Goto and R. van de Geijn, "Anatomy of
High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008: a block of A (row_block x DEPTH)
stays in the second-level cache, a block of B (DEPTH x column_block) in the third.
"""

from __future__ import annotations

from dataclasses import dataclass

from mgc.ir.types import DType

DEPTH = 256
"""Length of the fma chains: part of the definition of a contraction, not a tuning parameter."""


@dataclass(frozen=True)
class Tile:
    """A micro-kernel of ``rows x (vectors * lanes)`` elements and the blocks around it."""

    dtype: DType
    lanes: int
    rows: int
    vectors: int
    row_block: int
    column_block: int
    unroll: int = 1

    @property
    def row_variants(self) -> tuple[int, ...]:
        """Heights of the micro-kernels: a rest of rows is split into 4s and 1s."""
        return (self.rows, 4, 1)

    @property
    def swap_columns(self) -> int:
        """Up to this n, and with many rows, C.T = B.T @ A.T fills vectors better."""
        return self.lanes // 4

    @property
    def swap_block(self) -> int:
        """Rows of A packed at a time when the operands are swapped."""
        return 8 * self.columns

    @property
    def direct_rows(self) -> int:
        """Up to this m, rows of B are read in place."""
        return 3 * self.rows

    @property
    def direct_columns(self) -> int:
        """Up to this n, rows of A are read in place."""
        return 3 * self.columns

    @property
    def columns(self) -> int:
        """Width of the tile in elements."""
        return self.vectors * self.lanes


# (vector bits, rows, vectors, unroll); elements per vector follow from the dtype.
_AVX512 = (512, 14, 2, 1)
_AVX2 = (256, 6, 2, 4)
_NEON = (128, 8, 3, 2)
_SSE = (128, 6, 2, 2)


def _shape(features: frozenset[str], triple: str) -> tuple[int, int, int, int]:
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
    bits, rows, vectors, unroll = _shape(enabled, triple)
    lanes = bits // dtype.bits
    columns = vectors * lanes
    # Blocks are whole tiles, so that only the last one has an edge.
    return Tile(
        dtype=dtype,
        lanes=lanes,
        rows=rows,
        vectors=vectors,
        row_block=(168 if dtype.bits == 32 else 96) // rows * rows,
        column_block=(2048 if dtype.bits == 32 else 1024) // columns * columns,
        unroll=unroll,
    )
