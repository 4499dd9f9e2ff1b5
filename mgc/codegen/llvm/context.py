"""The context argument of a kernel: 64-bit words, by their offsets in bytes.

A kernel that stops writes where, how many values tell more, and the values. A kernel that calls
Python finds there the address of the C function that does it:

    i32 callback(i64 number, ptr operands, ptr extents, ptr results)

``operands`` and ``results`` are arrays of addresses of C-contiguous elements, ``extents`` an array
of i64: those of the operands' axes, then of the results'. It returns 0, or 1 if Python has raised.

A kernel with arrays whose size it computes itself finds there where memory comes from:

    ptr allocate(i64 bytes)
    void release(ptr memory)
    ptr provide(ptr context, i64 result, ptr extents)

``provide`` gives the memory of a result and remembers its extents, an array of i64. It returns NULL
if there is none, and may change the values.
"""

from __future__ import annotations

SITE = 0
COUNT = 8
VALUES = 16
CALLBACK = 64
ALLOCATE = 72
RELEASE = 80
PROVIDE = 88
OWN = 96
"""From here on the caller of the kernel keeps what its ``provide`` needs."""
WORDS = 12
"""Without what is the caller's own."""
