"""What the hooks are told about a construct: the variables it changes, as constants of the code.

Names are spelled as the keys of ``locals()``. They include the variables that the conversion adds,
such as the flag that a ``break`` sets.
"""

from __future__ import annotations

from mgc.ir.records import dataclass

SITE = "<mgc.frontend.convert.site>"
"""Marks the constants that stand for sites until the code object exists."""

Encoded = tuple["str | int | tuple[str, ...] | None", ...]


@dataclass(frozen=True)
class BranchSite:
    """An ``if``.

    ``names`` are assigned in either branch and live after the statement, ``then_names`` all that
    the first branch assigns; both are sorted. ``line`` is the line of the statement.
    """

    names: tuple[str, ...]
    then_names: tuple[str, ...]
    line: int

    def encoded(self) -> Encoded:
        """The site in types that Python compiles as constants."""
        return (SITE, "branch", self.names, self.then_names, self.line)


@dataclass(frozen=True)
class LoopSite:
    """A ``for`` or a ``while``.

    ``names`` are assigned in the body, the target of a ``for`` included, and live at the head or
    after the loop. ``head`` are those whose value a later iteration or the condition reads before
    it is assigned, ``after`` those that are read after the loop, ``plain`` those that are bound by
    more than augmented assignment. All are sorted. ``stop`` is the variable that is true once the
    loop is left by ``break`` or ``return``, None if it never is. ``target`` is the first variable
    of the target of a ``for``, None if that is no variable.
    """

    names: tuple[str, ...]
    head: tuple[str, ...]
    after: tuple[str, ...]
    plain: tuple[str, ...]
    stop: str | None
    line: int
    target: str | None = None

    def encoded(self) -> Encoded:
        """The site in types that Python compiles as constants."""
        return (
            SITE, "loop", self.names, self.head, self.after, self.plain, self.stop, self.line,
            self.target,
        )  # fmt: skip


def decoded(constant: tuple[object, ...]) -> BranchSite | LoopSite | None:
    """The site that a constant of the code stands for; None for the user's own constants."""
    if len(constant) < 2 or constant[0] != SITE:
        return None
    fields: tuple[object, ...] = constant[2:]
    return BranchSite(*fields) if constant[1] == "branch" else LoopSite(*fields)  # type: ignore[arg-type]
