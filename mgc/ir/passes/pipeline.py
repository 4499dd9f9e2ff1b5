"""The order of the passes."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..core import Function
from ..loops.program import Program
from ..verifier import verify as verify_function
from .base import LoopPass, Pass
from .carry_in_place import CarryInPlace
from .copy_versions import CopyVersions
from .cse import Cse
from .dce import Dce
from .expand import Expand
from .fold import Fold
from .hoist import Hoist
from .plan import Plan
from .schedule import Schedule
from .simplify import Simplify
from .sink_broadcast import SinkBroadcast
from .sink_transpose import SinkTranspose
from .split_checks import SplitChecks
from .version_loops import VersionLoops

PIPELINE: tuple[Pass, ...] = (
    Simplify(),  # first, so that the passes below see one spelling of each thing
    SinkBroadcast(),  # elementwise work on the smallest shape; scalars meet scalars
    SinkTranspose(),  # transposes meet and cancel; reductions see the axes as they lie
    Simplify(),  # what has met
    Fold(),  # scalars that met
    Simplify(),  # by folded constants, such as x * (0.5 + 0.5)
    VersionLoops(),  # before `Dce`, for what indices were computed from
    Cse(),  # after there is one spelling
    Dce(),  # what the others have left unused
    SplitChecks(),  # while sorts and the like are one thing, of which a range is known
    Expand(),  # after what sees such an op as one thing; before updates are looked at
    CarryInPlace(),  # after `Dce`, since what reads a parameter in vain would keep it
    CopyVersions(),  # last: from here on updates may be done in place
)
"""What runs between tracing and fusion."""

LOOP_PIPELINE: tuple[LoopPass, ...] = (
    Schedule(),  # first: loops with nothing between them can be made one
    Hoist(),  # out of the loops that are left
    Plan(),  # last: what may share memory follows from where reads and writes are in the end
)
"""What runs between lowering to loops and code generation."""


def run_pipeline(
    fn: Function,
    *,
    disabled: Collection[str] = (),
    after: Callable[[str, Function], None] | None = None,
    verify: bool = False,
) -> Function:
    """Runs the passes in order, but for the ``disabled`` ones that the code is right without.

    ``after`` is called with each pass's name and result; ``verify`` checks each result.

    Raises: VerifyError if a pass made an invalid function.
    """
    for step in PIPELINE:
        if step.optional and step.name in disabled:
            continue
        fn = step.run(fn)
        if verify:
            verify_function(fn)
        if after is not None:
            after(step.name, fn)
    return fn


def run_loop_pipeline(
    program: Program,
    *,
    disabled: Collection[str] = (),
    after: Callable[[str, Program], None] | None = None,
    verify: bool = False,
) -> None:
    """Runs the passes over the loop IR in order, but for the ``disabled`` ones, in place.

    ``after`` and ``verify`` as in `run_pipeline`; ``after`` sees the program as it is then.

    Raises: VerifyError if a pass made an invalid program.
    """
    for step in LOOP_PIPELINE:
        if step.name in disabled:
            continue
        step.run(program)
        if verify:
            from ..loops.verifier import verify_program

            verify_program(program)
        if after is not None:
            after(step.name, program)
