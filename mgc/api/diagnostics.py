"""What to tell a user about an exception: whose fault it is, and the text."""

from __future__ import annotations

import traceback
from types import FrameType

from mgc.ir.errors import MgcError, VerifyError
from mgc.ir.location import Location, is_mgc_file, is_standard_library_file
from mgc.ir.records import dataclass

from .errors import ProgramError

_DEPENDENCIES = {"capstone", "click", "elftools", "llvmlite", "numpy", "platformdirs", "rich"}
"""Packages that mgc calls: an exception raised there is its caller's."""


@dataclass(frozen=True)
class Diagnostic:
    """An error as it is reported.

    ``kind``: ``program`` (the user's program or data) or ``internal`` (a fault of mgc). ``text``
    has no newline at its end.
    """

    kind: str
    type: str
    text: str
    message: str
    code: str | None = None
    location: Location | None = None
    notes: tuple[str, ...] = ()
    hint: str | None = None

    def fields(self) -> dict[str, object]:
        """For JSON."""
        at = self.location
        place = None if at is None else {"file": at.file, "line": at.line, "column": at.column}
        return {
            "kind": self.kind,
            "type": self.type,
            "code": self.code,
            "message": self.message,
            "location": place,
            "notes": list(self.notes),
            "hint": self.hint,
        }


def diagnose(error: BaseException, *, debug: bool = False) -> Diagnostic:
    """The report of ``error``; with ``debug`` its text is the whole traceback."""
    kind = type(error).__name__
    whole = "".join(traceback.format_exception(error)).rstrip()
    if isinstance(error, MgcError) and not isinstance(error, VerifyError):
        text = error.render()
        if error.code is None and error.location is None:
            text = f"error: {text}"
        if isinstance(error, ProgramError) and error.__cause__ is not None:
            text = f"{_user_traceback(error.__cause__)}\n{text}"
        return Diagnostic(
            "program", kind, whole if debug else text,
            error.message, error.code, error.location, error.notes, error.hint,
        )  # fmt: skip
    message = str(error)
    if _is_users(error):
        return Diagnostic("program", kind, whole if debug else _user_traceback(error), message)
    if isinstance(error, OSError) and error.filename is not None:
        text = f"error: {error.strerror}: {error.filename}"
        return Diagnostic("program", kind, whole if debug else text, message)
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({f.filename}:{f.lineno})" for f in last)
    text = (
        f"internal error: {kind}: {message}{where}\n"
        "This is a fault of mgc. MGC_DEBUG=1 shows the traceback."
    )
    return Diagnostic("internal", kind, whole if debug else text, message)


def _is_users(error: BaseException) -> bool:
    """True if the innermost frame that is not library code is the user's."""
    owners = [owner for owner in map(_owner, _frames(error)) if owner != "library"]
    return bool(owners) and owners[-1] == "user"


def _frames(error: BaseException) -> list[FrameType]:
    return [frame for frame, _ in traceback.walk_tb(error.__traceback__)]


def _owner(frame: FrameType) -> str:
    """Whose code a frame runs: ``mgc``, ``library`` or ``user``."""
    file = frame.f_code.co_filename
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    if is_mgc_file(file):
        return "mgc"
    return "library" if package in _DEPENDENCIES or is_standard_library_file(file) else "user"


def _user_traceback(error: BaseException) -> str:
    """The traceback from the first frame of the user on, without those of mgc."""
    whole = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = whole
    cause: BaseException | None = error
    while part is not None and cause is not None:
        owners = [_owner(frame) for frame in _frames(cause)]
        first = owners.index("user") if "user" in owners else len(owners)
        kept = [i for i in range(first, len(owners)) if owners[i] != "mgc"]
        part.stack = traceback.StackSummary.from_list([part.stack[i] for i in kept])
        part = part.__cause__ or part.__context__
        cause = cause.__cause__ or cause.__context__
    lines = list(whole.format())
    if not whole.stack and lines and lines[0].startswith("Traceback"):
        del lines[0]  # an error of syntax has no frame
    return "".join(lines).rstrip()
