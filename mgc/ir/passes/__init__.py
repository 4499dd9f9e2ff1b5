"""The passes over the tensor IR and over the loop IR, one file each."""

from __future__ import annotations

from .base import LoopPass, Pass
from .carry_in_place import CarryInPlace
from .copy_versions import CopyVersions
from .cse import Cse
from .dce import Dce
from .expand import Expand
from .fold import Fold
from .fuse import Fuse
from .hoist import Hoist
from .plan import Plan
from .read_updated import ReadUpdated
from .schedule import Schedule
from .simplify import Simplify
from .sink_broadcast import SinkBroadcast
from .sink_transpose import SinkTranspose
from .split_checks import SplitChecks
from .version_loops import VersionLoops

__all__ = ["LOOP_PASSES", "PASSES", "LoopPass", "Pass"]

PASSES: tuple[type[Pass], ...] = (
    Simplify, Fold, Cse, Dce, SinkBroadcast, SinkTranspose, VersionLoops, SplitChecks, Expand,
    CarryInPlace, CopyVersions, Fuse, ReadUpdated,
)  # fmt: skip
"""Every pass over the tensor IR; ``pipeline.py`` says in which order they run."""

LOOP_PASSES: tuple[type[LoopPass], ...] = (Schedule, Hoist, Plan)
"""Every pass over the loop IR."""
