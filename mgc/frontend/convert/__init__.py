"""AST conversion of Python functions: what they do goes through hooks.

`convert` gives a function that behaves as the original and asks a `Hooks` object at every call
site, subscript, augmented assignment, condition and loop. It knows nothing of arrays and tracing.
File, line and column stay the user's, so tracebacks, breakpoints and ``step`` show the user's
source.

A construct is one pass: a module with a `Rewriter`, listed in `conversion.PASSES`.
"""

from __future__ import annotations

from .callees import Callee, CalleeKind, dispatch_on_first, is_user_function, resolve_callee
from .conversion import convert, is_converted, obstacle
from .errors import ConversionError, Obstacle
from .hooks import INPLACE_OPERATORS, Hooks, StaticControl, TransparentHooks
from .sites import BranchSite, LoopSite
from .unbound import Unbound

__all__ = [
    "INPLACE_OPERATORS",
    "BranchSite",
    "Callee",
    "CalleeKind",
    "ConversionError",
    "Hooks",
    "LoopSite",
    "Obstacle",
    "StaticControl",
    "TransparentHooks",
    "Unbound",
    "convert",
    "dispatch_on_first",
    "is_converted",
    "is_user_function",
    "obstacle",
    "resolve_callee",
]
