"""The order of the passes."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..core import Function
from ..verifier import verify as verify_function
from .base import Pass

PIPELINE: tuple[Pass, ...] = ()


def run_pipeline(
    fn: Function,
    *,
    disabled: Collection[str] = (),
    after: Callable[[str, Function], None] | None = None,
    verify: bool = False,
) -> Function:
    """Runs the passes in order, but for the ``disabled`` ones.

    ``after`` is called with each pass's name and result; ``verify`` checks each result.

    Raises: VerifyError if a pass made an invalid function.
    """
    for step in PIPELINE:
        if step.name in disabled:
            continue
        fn = step.run(fn)
        if verify:
            verify_function(fn)
        if after is not None:
            after(step.name, fn)
    return fn
