"""How a function is compiled."""

from __future__ import annotations

from mgc.ir.records import dataclass


@dataclass(frozen=True)
class Options:
    """Compilation options; equal options give equal code.

    ``level``: effort of LLVM, 0 to 3. ``cpu`` and ``features`` None: this machine's.
    ``disabled``: passes left out. ``numerics``: ``strict``. ``verify``: the verifier runs after
    every pass. ``debug``: the code says which lines of the source it comes from. ``checks``:
    ``full``, or ``none`` of those that no line of the program asks for: of indices, of extents and
    of names without a value.
    """

    level: int = 2
    cpu: str | None = None
    features: str | None = None
    triple: str | None = None
    disabled: tuple[str, ...] = ()
    numerics: str = "strict"
    verify: bool = False
    debug: bool = False
    checks: str = "full"

    @property
    def machine(self) -> tuple[int, str | None, str | None, str | None]:
        """What has to be the same for all code of one library."""
        return (self.level, self.triple, self.cpu, self.features)
