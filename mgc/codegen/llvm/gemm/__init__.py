"""Generation of C = epilogue(A @ B) in LLVM IR, for f32 and f64."""

from __future__ import annotations

from .driver import emit_gemm
from .spec import Epilogue, GemmSpec, Layout
from .tiles import DEPTH, Tile, select_tile
from .workspace import workspace_bytes, workspace_limit

__all__ = [
    "DEPTH",
    "Epilogue",
    "GemmSpec",
    "Layout",
    "Tile",
    "emit_gemm",
    "select_tile",
    "workspace_bytes",
    "workspace_limit",
]
