"""Errors of Python and of compiled modules that name a class which stands for a value of the run.

Python's own operators are implemented by these classes, so such an error says that code which needs
the value itself was given a stand-in.
"""

from __future__ import annotations

import re
from types import FrameType

from mgc.ir.errors import MgcError, TraceError
from mgc.ir.location import Location

_NAMES = {
    "TracedInt": "int",
    "ExtentComparison": "bool",
    "TracedArray": "numpy.ndarray",
    "TracedScalar": "number",
    "TracedRange": "range",
}
_PATTERN = re.compile(rf"\b({'|'.join(_NAMES)})\b")


def unnamed(error: BaseException, frame: FrameType | None) -> BaseException:
    """``error``, or what says in the user's terms that a value was needed, at the user's line."""
    if isinstance(error, MgcError) or not isinstance(error, (TypeError, AttributeError)):
        return error
    text = str(error)
    if not _PATTERN.search(text):
        return error
    words = _PATTERN.sub(lambda found: _NAMES[found[0]], text)
    return TraceError(
        f"code that is not converted was given a value that is known at run time only: {words}",
        code="MGC-H1",
        location=None if frame is None else Location.from_frame(frame),
        hint="compute it with NumPy or Python's operators, or outside the compiled function",
    )
