"""Messages as the formatter of `message` reads them."""

from __future__ import annotations

import re

from ...abi import Status, shown_text
from ..text import bytes_constant

_FIELD = re.compile(r"\{([dst])(\d+)\}")
_CODES = {"d": 1, "s": 2}
MAX_VALUES = 255


def encode_format(status: Status, template: str, *texts: str) -> bytes:
    """The bytes of a message with its status.

    In ``template``, ``{d1}`` is the first value as a number, ``{s1}`` as a text, and ``{t0}`` the
    first of ``texts``, which are not searched for fields. Control characters become blanks.

    Raises: ValueError for the number of a value above 255.
    """
    parts = [bytes([status])]
    end = 0
    for field in _FIELD.finditer(template):
        parts.append(template[end : field.start()].encode())
        kind, number = field[1], int(field[2])
        if kind == "t":
            parts.append(shown_text(texts[number]).encode())
        else:
            parts.append(bytes([_CODES[kind], number]))
        end = field.end()
    return b"".join([*parts, template[end:].encode()])


def format_constant(symbol: str, status: Status, template: str) -> str:
    """The global ``@symbol`` that holds a message."""
    data = encode_format(status, template) + b"\0"
    return f"@{symbol} = internal unnamed_addr constant {bytes_constant(data)}, align 1\n"
