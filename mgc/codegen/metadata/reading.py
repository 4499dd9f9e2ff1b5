"""Typed access to JSON values, with errors that say where in the document they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mgc.ir.errors import ArtefactError


class JsonNode:
    """A value in a JSON document; ``path`` is where: ``functions[0].parameters[1].name``."""

    def __init__(self, value: object, path: str = "") -> None:
        self.value = value
        self.path = path

    def member(self, key: str) -> JsonNode:
        """A member of an object; null if it is missing."""
        if not isinstance(self.value, Mapping):
            raise self.wrong("an object")
        members: Mapping[str, Any] = self.value
        return JsonNode(members.get(key), f"{self.path}.{key}" if self.path else key)

    def members(self) -> Iterator[tuple[str, JsonNode]]:
        """All members of an object; none of null."""
        if self.value is None:
            return
        if not isinstance(self.value, Mapping):
            raise self.wrong("an object")
        for key in self.value:
            yield str(key), self.member(str(key))

    def items(self) -> Iterator[JsonNode]:
        """The items of an array; none of null."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.wrong("an array")
        values: list[Any] = self.value
        for number, value in enumerate(values):
            yield JsonNode(value, f"{self.path}[{number}]")

    @property
    def absent(self) -> bool:
        """True for null and for what is missing."""
        return self.value is None

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise self.wrong("a string")
        return self.value

    def integer(self) -> int:
        """An integer."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("an integer")
        return self.value

    def number(self) -> float:
        """A number."""
        if not isinstance(self.value, (int, float)) or isinstance(self.value, bool):
            raise self.wrong("a number")
        return float(self.value)

    def flag(self) -> bool:
        """A Boolean; false if it is missing."""
        if not isinstance(self.value, (bool, type(None))):
            raise self.wrong("true or false")
        return bool(self.value)

    def optional_text(self) -> str | None:
        """A string or null."""
        return None if self.absent else self.text()

    def optional_integer(self) -> int | None:
        """An integer or null."""
        return None if self.absent else self.integer()

    def wrong(self, wanted: str) -> ArtefactError:
        """The error that this value is not what is wanted."""
        return ArtefactError(f"damaged metadata: {self.path or 'the document'} is not {wanted}")
