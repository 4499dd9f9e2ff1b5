"""What code can be made for: systems and processors, by the names that users write."""

from __future__ import annotations

import platform

from mgc.codegen.link import MACHINES
from mgc.ir.errors import UnsupportedError
from mgc.ir.records import dataclass

NATIVE = "native"
"""This machine's processor, with exactly its features."""

_V2 = ("cx16", "popcnt", "sahf", "sse3", "sse4.1", "sse4.2", "ssse3")
_V3 = (*_V2, "avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe", "xsave")
_V4 = (*_V3, "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")


@dataclass(frozen=True)
class Target:
    """A system: ``triple`` is LLVM's name; ``cpus`` the features of each processor.

    The features are those that the levels of the x86-64 psABI add to the baseline. The first
    processor is taken unless one is chosen.
    """

    name: str
    triple: str
    cpus: dict[str, tuple[str, ...]]

    @property
    def architecture(self) -> str:
        """The first part of the triple."""
        return self.triple.partition("-")[0]

    @property
    def linkable(self) -> bool:
        """True if mgc can make a shared object for it."""
        return self.architecture in MACHINES

    @property
    def is_host(self) -> bool:
        """True for the system that runs."""
        return platform.system() == "Linux" and platform.machine() == self.architecture

    @property
    def processors(self) -> tuple[str, ...]:
        """What ``features`` knows."""
        return (*((NATIVE,) if self.is_host else ()), *self.cpus)

    def features(self, cpu: str) -> str | None:
        """LLVM's feature string of a processor; None for this machine's.

        Raises: UnsupportedError for a processor that is not known.
        """
        if cpu == NATIVE and self.is_host:
            return None
        if cpu not in self.cpus:
            known = ", ".join(self.processors)
            raise UnsupportedError(
                f"{self.name} has no processor {cpu!r}", hint=f"processors: {known}"
            )
        return ",".join(f"+{feature}" for feature in self.cpus[cpu])


TARGETS = {
    target.name: target
    for target in (
        Target(
            "x86_64-linux",
            "x86_64-unknown-linux-gnu",
            {"x86-64": (), "x86-64-v2": _V2, "x86-64-v3": _V3, "x86-64-v4": _V4},
        ),
        Target("aarch64-linux", "aarch64-unknown-linux-gnu", {"generic": ("neon",)}),
        Target("riscv64-linux", "riscv64-unknown-linux-gnu", {"generic-rv64": tuple("mafdc")}),
    )
}
"""The systems by name."""


def host_target() -> Target:
    """The system that runs. Raises: UnsupportedError if it is none of `TARGETS`."""
    for target in TARGETS.values():
        if target.is_host:
            return target
    raise UnsupportedError(
        f"mgc cannot compile for {platform.system()} on {platform.machine()}",
        hint=f"targets: {', '.join(TARGETS)}",
    )
