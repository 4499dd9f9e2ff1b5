"""``mgc.config``: settings of the process, and of a block.

mgc.config.set(cache_folder="/scratch/mgc")
with mgc.config(eager=True, log=True):
predict(x, w, b)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path

from mgc.codegen.cache import cache_folder as default_cache_folder
from mgc.ir.errors import MgcValueError, UnsupportedError
from mgc.ir.records import dataclass

from . import modes

Folder = str | os.PathLike[str]


@dataclass(frozen=True)
class _Settings:
    """What was chosen; None: what the environment says."""

    cache_folder: Path | None = None
    log: bool | None = None


_NOTHING = _Settings()
_process = [_NOTHING]
_block: ContextVar[_Settings] = ContextVar("mgc_config", default=_NOTHING)


class Config:
    """The settings, as attributes.

    ``set`` changes them for the process; ``with mgc.config(...)`` for the block, in this thread or
    task alone. ``threads`` can be asked to be 1, which it always is: compiled code runs on the
    thread that calls it.
    """

    threads = 1

    @property
    def cache_folder(self) -> Path:
        """Where compiled code is kept: chosen, ``MGC_CACHE_DIR``, or in the user's cache folder."""
        return _block.get().cache_folder or _process[0].cache_folder or default_cache_folder()

    @property
    def eager(self) -> bool | str:
        """True if functions run as plain Python, ``"exact"`` op by op on mgc's own kernels."""
        mode = modes.mode()
        return "exact" if mode == "exact" else mode == "eager"

    @property
    def log(self) -> bool:
        """True if traces and compilations are reported on standard error: ``MGC_LOG=1``."""
        for chosen in (_block.get().log, _process[0].log):
            if chosen is not None:
                return chosen
        return os.environ.get("MGC_LOG", "") not in ("", "0")

    def set(
        self,
        *,
        cache_folder: Folder | None = None,
        eager: bool | str | None = None,
        log: bool | None = None,
        threads: int | None = None,
    ) -> None:
        """Changes the settings that are given for the whole process.

        Raises: MgcValueError for a value that is none of them; UnsupportedError for threads.
        """
        _process[0] = _changed(_process[0], cache_folder, eager, log, threads)
        if eager is not None:
            modes.set_process_mode(_mode(eager))

    @contextmanager
    def __call__(
        self,
        *,
        cache_folder: Folder | None = None,
        eager: bool | str | None = None,
        log: bool | None = None,
        threads: int | None = None,
    ) -> Generator[Config]:
        """The settings that are given, inside the block.

        Raises: MgcValueError for a value that is none of them; UnsupportedError for threads.
        """
        changed = _changed(_block.get(), cache_folder, eager, log, threads)
        with ExitStack() as stack:
            token = _block.set(changed)
            stack.callback(_block.reset, token)
            if eager is not None:
                stack.enter_context(modes.in_mode(_mode(eager)))
            yield self

    def __repr__(self) -> str:
        return (
            f"<mgc.config: cache_folder={str(self.cache_folder)!r}, eager={self.eager!r}, "
            f"log={self.log}, threads={self.threads}>"
        )


config = Config()
"""The one object."""


def note(text: str) -> None:
    """Reports what mgc does, if that is asked for."""
    if config.log:
        print(f"mgc: {text}", file=sys.stderr)


def _mode(eager: bool | str) -> str:
    """The mode that a value of ``eager`` stands for."""
    return "exact" if eager == "exact" else "eager" if eager else "compiled"


def _changed(
    old: _Settings,
    cache_folder: Folder | None,
    eager: bool | str | None,
    log: bool | None,
    threads: int | None,
) -> _Settings:
    """Raises: MgcValueError or UnsupportedError."""
    if threads not in (None, 1):
        raise UnsupportedError(
            f"compiled code runs on the thread that calls it, not on {threads!r}",
            hint="leave threads out; several threads of Python may call at once",
        )
    if eager not in (None, True, False, "exact"):
        raise MgcValueError(f"eager is True, False or 'exact', not {eager!r}")
    folder = old.cache_folder if cache_folder is None else Path(cache_folder).expanduser()
    return _Settings(folder, old.log if log is None else bool(log))
