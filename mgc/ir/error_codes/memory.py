"""Codes about memory: arguments, views, sizes that depend on data, values that escape."""

from __future__ import annotations

from .entry import ErrorCode

CODES = (
    ErrorCode(
        "MGC-A1",
        "arguments overlap in memory and one of them is written",
        """\
NumPy runs such a call one operation at a time, so each operation sees what the ones before wrote.
Compiled code is made for arguments that are separate, or that are the very same array. Other
overlaps are refused before anything is written.
""",
        """\
import numpy as np
import mgc

@mgc.function
def add_to(a, b):
    a += b
    return a

x = np.arange(6.0)
add_to(x[1:], x[:-1])
""",
        """\
import numpy as np
import mgc

@mgc.function
def add_to(a, b):
    a += b
    return a

x = np.arange(6.0)
add_to(x[1:], x[:-1].copy())
""",
    ),
    ErrorCode(
        "MGC-A2",
        "the extents or numbers of a call are not those that a function was compiled for",
        """\
With a signature a function is compiled once, for all extents and numbers. A condition on them is
asked at each call, if what both branches make fits together: one shape, one type. Where it does
not, and where NumPy's own functions ask, the answer that holds for large arrays is assumed, and
other calls are refused. Without a signature the function is compiled again for them.
""",
        """\
import numpy as np
import mgc

@mgc.function(signature="f64[n]")
def in_pairs(x):
    if x.shape[0] % 2 == 0:
        return x.reshape(-1, 2)
    return x

in_pairs(np.ones(6))
""",
        """\
import numpy as np
import mgc

@mgc.function
def in_pairs(x):
    if x.shape[0] % 2 == 0:
        return x.reshape(-1, 2)
    return x

in_pairs(np.ones(6))
""",
    ),
    ErrorCode(
        "MGC-M1",
        "a NumPy scalar cannot be written",
        """\
x[0] of a one-dimensional array is a value, not a view of x: writing to it would not change x.
NumPy refuses it too. A slice of length one is a view.
""",
        """\
import numpy as np
import mgc

@mgc.function
def clear_first(x):
    first = x[0]
    first[...] = 0.0
    return x

clear_first(np.ones(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def clear_first(x):
    first = x[0:1]
    first[...] = 0.0
    return x

clear_first(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-M2",
        "a traced value would be stored in an ordinary array",
        """\
The array was made outside the trace, by code that is not converted, so compiled code does not know
its memory. Storing into it would happen once, while tracing, and never again.
""",
        """\
import numpy as np
import mgc

@mgc.no_convert
def accumulator():
    return np.zeros(3)

@mgc.function
def record(x):
    total = accumulator()
    total += x
    return total

record(np.ones(3))
""",
        """\
import numpy as np
import mgc

def accumulator():
    return np.zeros(3)

@mgc.function
def record(x):
    total = accumulator()
    total += x
    return total

record(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-M3",
        "a read-only view cannot be written",
        """\
Several elements of a broadcast array are the same memory, and NumPy marks such views, like those of
np.diagonal, as read-only. Write to a copy, or to the array itself.
""",
        """\
import numpy as np
import mgc

@mgc.function
def table(x):
    rows = np.broadcast_to(x, (2, 3))
    rows[0, 0] = 1.0
    return rows

table(np.zeros(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def table(x):
    rows = np.broadcast_to(x, (2, 3)).copy()
    rows[0, 0] = 1.0
    return rows

table(np.zeros(3))
""",
    ),
    ErrorCode(
        "MGC-M4",
        "whether an array is a view or a copy depends on the memory layout",
        """\
Here NumPy makes a view if the strides allow it and a copy if not, and one of the two arrays is
written while the other is used, so the result would depend on the layout of an argument. Compiled
code fixes which of the two it is when it is traced; an argument in another order is refused then,
with the order that it must have. What `np.shares_memory` answers must be known then too, and an
array that is one of two, depending on a condition, cannot be written under its new name.
""",
        """\
import numpy as np
import mgc

@mgc.function
def clear(x):
    flat = x.reshape(-1)
    flat[0] = 0.0
    return x

clear(np.ones((4, 4))[:, ::2])
""",
        """\
import numpy as np
import mgc

@mgc.function
def clear(x):
    x[0, 0] = 0.0
    return x

clear(np.ones((4, 4))[:, ::2])
""",
    ),
    ErrorCode(
        "MGC-M5",
        "a mask is a view of the array that is written through it",
        """\
NumPy does not copy such a mask: it reads the elements of the mask while it writes, in an order that
depends on the memory. Copy the mask, which says what is meant. A mask that is the very array it
chooses from, as in ``b[b] = False``, is fine.
""",
        """\
import numpy as np
import mgc

@mgc.function
def mirror(b):
    b[::-1][b] = True
    return b

mirror(np.array([True, False, False]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def mirror(b):
    b[::-1][b.copy()] = True
    return b

mirror(np.array([True, False, False]))
""",
    ),
    ErrorCode(
        "MGC-D1",
        "x[mask] from before a loop or branch is used as an array inside",
        """\
x[mask] becomes an array where one is needed. If that is inside a loop or a branch, and no variable
leads to it before, what is written to it would be lost. Make it an array before, with .copy().
""",
        """\
from types import SimpleNamespace
import numpy as np
import mgc

@mgc.function
def positive(x, n):
    kept = SimpleNamespace(values=x[x > 0])
    for i in range(n):
        kept.values[i] = 0.0
    return kept.values

positive(np.array([1.0, -2.0, 3.0]), 2)
""",
        """\
from types import SimpleNamespace
import numpy as np
import mgc

@mgc.function
def positive(x, n):
    kept = SimpleNamespace(values=x[x > 0].copy())
    for i in range(n):
        kept.values[i] = 0.0
    return kept.values

positive(np.array([1.0, -2.0, 3.0]), 2)
""",
    ),
    ErrorCode(
        "MGC-D2",
        "a size depends on data and has no upper bound",
        """\
An array whose size a run computes, such as np.bincount(x), can be used where it is made. Where
branches meet, one memory has to hold the array of either, and that is planned before: its size
needs a bound that follows from the extents of the arguments, such as that of x[x > 0]. Use the
array inside the branch, or allocate the largest and use a slice.
""",
        """\
import numpy as np
import mgc

@mgc.function
def ramp(counts):
    y = np.zeros(1)
    if counts[0] > 1:
        y = np.zeros(counts[0]) + 1.0
    return y.sum()

ramp(np.array([3, 4]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def ramp(counts):
    total = 0.0
    if counts[0] > 1:
        y = np.zeros(counts[0]) + 1.0
        total = y.sum()
    return total

ramp(np.array([3, 4]))
""",
    ),
    ErrorCode(
        "MGC-L1",
        "a traced value is used outside the loop, branch or call that computed it",
        """\
The body of a loop is traced once and stands for every iteration. A value that gets out of it
through code that is not converted would be that of no particular iteration. What methods and inner
functions of the user change, attributes and variables, is carried as variables are.
""",
        """\
import numpy as np
import mgc

class Last:
    value = None

@mgc.no_convert
def keep(value):
    Last.value = value

@mgc.function
def last_row(x):
    for i in range(x.shape[0]):
        keep(x[i] * 2)
    return Last.value

last_row(np.ones((3, 2)))
""",
        """\
import numpy as np
import mgc

@mgc.function
def last_row(x):
    last = np.zeros(x.shape[1])
    for i in range(x.shape[0]):
        last = x[i] * 2
    return last

last_row(np.ones((3, 2)))
""",
    ),
)
"""The entries."""
