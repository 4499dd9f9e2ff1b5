"""The run-time routines of a library, as LLVM IR text: all that its entries share.

They need nothing but memory: no libc but malloc and free, no names outside the library. They are
written for size; what they do is driven by one table for each function (`layout`).

    message       the thread's error text, and the formatter that writes it
    tensor        one DLTensor against what is expected
    checks        all tensors of a call, their extents and the memory they share
    packing       other layouts than C
    environment   rounding and flush-to-zero modes
    call          a checked call from end to end
"""

from __future__ import annotations

import re
from enum import Enum

from mgc.ir.errors import UnsupportedError

from ..text import ModuleText
from .call import ALLOCATING, EXECUTE, GIVEN, SHAPES
from .checks import CHECKS
from .environment import ENVIRONMENTS
from .formats import encode_format
from .layout import AXIS_BYTES, EXPECTED_OFFSET, RECORD_BYTES, TYPES
from .message import MESSAGE
from .packing import PACKING
from .tensor import TENSOR

__all__ = [
    "AXIS_BYTES",
    "EXPECTED_OFFSET",
    "RECORD_BYTES",
    "Memory",
    "add_runtime",
    "encode_format",
]

# Loops must not become calls of memcpy, which a library without dependencies does not have.
_ATTRIBUTES = """
attributes #900 = { nounwind minsize optsize "no-builtins" "no-jump-tables"="true" }
attributes #901 = { nounwind minsize optsize "no-builtins" noinline cold }
attributes #902 = { nounwind minsize optsize "no-builtins" noinline }
attributes #903 = { nounwind optsize "no-builtins" noinline "no-jump-tables"="true" }
"""


_DECLARATION = re.compile(r"declare .*@([\w.]+)\(.*")


class Memory(Enum):
    """Where the checked entries of a library get their workspace."""

    NONE = "none"
    """They never need any."""
    MALLOC = "malloc"
    CALLER = "caller"
    """The entries have two more arguments: the workspace and its bytes."""


def add_runtime(module: ModuleText, architecture: str, memory: Memory) -> None:
    """Adds the routines to ``module``, which must define ``@mgc.text``.

    ``architecture`` is the first part of a target triple. With `Memory.MALLOC` the routine for
    checked entries is ``@mgc.run``, else ``@mgc.run_in``.

    Raises: UnsupportedError for an architecture without a way to set the rounding mode here.
    """
    if architecture not in ENVIRONMENTS:
        known = ", ".join(ENVIRONMENTS)
        raise UnsupportedError(f"no checked entry can be made for {architecture}, only for {known}")
    run = ALLOCATING if memory is Memory.MALLOC else GIVEN
    environment = ENVIRONMENTS[architecture]
    parts = (MESSAGE, TENSOR, CHECKS, PACKING, environment, EXECUTE, run, SHAPES)
    lines: list[str] = []
    for line in "".join(parts).splitlines():
        # A module must not declare anything twice.
        declaration = _DECLARATION.fullmatch(line)
        if declaration is None:
            lines.append(line)
        else:
            module.declare(declaration[1], line)
    module.header.append(TYPES)
    module.footer += [*lines, _ATTRIBUTES]
