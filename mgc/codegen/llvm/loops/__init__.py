"""Loop IR to LLVM IR.

Vector loops are emitted with explicit vectors: every scalar of the body becomes a value of many
lanes, or stays one lane where it does not depend on the loop. Reductions keep the strict order:
32 lanes, or one chain for each lane of the loop around them. What remains after the last full
vector runs through the same statements with one lane.
"""

from __future__ import annotations

from .kernel import KernelOptions, emit_kernel

__all__ = ["KernelOptions", "emit_kernel"]
