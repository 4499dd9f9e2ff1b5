"""What a name holds that has no value on the path that was taken."""

from __future__ import annotations

from typing import NoReturn


class Unbound:
    """Stands for the missing value of the variable ``name``.

    Code whose conditions are known at once never sees one. Where both branches of an ``if`` are
    run, a name that one of them does not bind holds an `Unbound` in its state.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<no value of '{self.name}'>"

    def fail(self) -> NoReturn:
        """Raise the error that Python raises for the variable.

        Raises:
            UnboundLocalError: always.
        """
        raise UnboundLocalError(
            f"cannot access local variable '{self.name}' where it is not associated with a value"
        )
