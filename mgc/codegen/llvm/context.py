"""The context argument of a kernel: 64-bit words, by their offsets in bytes.

A kernel that stops writes where, how many values tell more, and the values. A kernel that calls
Python finds there the address of the C function that does it:

    i32 callback(i64 number, ptr operands, ptr extents, ptr results)

``operands`` and ``results`` are arrays of addresses of C-contiguous elements, ``extents`` an array
of i64: those of the operands' axes, then of the results'. It returns 0, or 1 if Python has raised.
"""

from __future__ import annotations

SITE = 0
COUNT = 8
VALUES = 16
CALLBACK = 64
WORDS = 9
