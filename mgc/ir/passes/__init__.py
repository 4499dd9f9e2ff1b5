"""The passes over the tensor IR, one file each."""

from __future__ import annotations

from .base import Pass
from .copy_versions import CopyVersions
from .cse import Cse
from .dce import Dce
from .fold import Fold
from .fuse import Fuse
from .simplify import Simplify
from .sink_broadcast import SinkBroadcast
from .sink_transpose import SinkTranspose

__all__ = ["PASSES", "Pass"]

PASSES: tuple[type[Pass], ...] = (
    Simplify, Fold, Cse, Dce, SinkBroadcast, SinkTranspose, CopyVersions, Fuse,
)  # fmt: skip
"""Every pass there is; ``pipeline.py`` says in which order they run."""
