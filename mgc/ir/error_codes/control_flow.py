"""Codes about branches, loops, recursion and truth values."""

from __future__ import annotations

from .entry import ErrorCode

CODES = (
    ErrorCode(
        "MGC-B1",
        "bool() of a traced value in code that is not converted",
        """\
Which way to go is known at run time only. In a function with source mgc turns if, while, and, or,
not into compiled control flow; in code it does not convert, such as functions of the standard
library, there is nothing it can do.
""",
        """\
import numpy as np
import mgc
from bisect import bisect_left

@mgc.function
def place(x):
    return bisect_left([0.0, 1.0, 2.0], x[0])

place(np.array([1.0, 3.0]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def place(x):
    return np.sum(np.array([0.0, 1.0, 2.0]) < x[0])

place(np.array([1.0, 3.0]))
""",
    ),
    ErrorCode(
        "MGC-C1",
        "a name is used that has no value on the path that was taken",
        """\
It is bound in one branch of an 'if', or in a loop that did not run. Where a run decides, the
compiled function stops there with UnboundLocalError, as Python does. Bind the name before.
""",
        """\
import numpy as np
import mgc

@mgc.function
def scaled(x):
    if x.sum() > 0:
        options = {"scale": 2.0}
    return x * options["scale"]

scaled(-np.ones(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def scaled(x):
    options = {"scale": 1.0}
    if x.sum() > 0:
        options = {"scale": 2.0}
    return x * options["scale"]

scaled(-np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-C2",
        "a name has different types after the two branches",
        """\
A compiled value has one dtype, one shape and one structure, whichever branch ran.
""",
        """\
import numpy as np
import mgc

@mgc.function
def limiter(a, b):
    if a.sum() > 0:
        r = a * 2
    else:
        r = b
    return r

limiter(np.ones(3), np.ones(3, np.float32))
""",
        """\
import numpy as np
import mgc

@mgc.function
def limiter(a, b):
    if a.sum() > 0:
        r = a * 2
    else:
        r = b.astype(np.float64)
    return r

limiter(np.ones(3), np.ones(3, np.float32))
""",
    ),
    ErrorCode(
        "MGC-C3",
        "a loop variable changes its type in every iteration",
        """\
A variable that a loop carries from one iteration to the next has one type. Give it its final shape
and dtype before the loop.
""",
        """\
import numpy as np
import mgc

@mgc.function
def grow(x, n):
    for _ in range(n):
        x = np.concatenate([x, x])
    return x

grow(np.ones(2), np.int64(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def grow(x):
    for _ in mgc.unroll(range(3)):
        x = np.concatenate([x, x])
    return x

grow(np.ones(2))
""",
    ),
    ErrorCode(
        "MGC-C4",
        "a loop must be unrolled and cannot be",
        """\
The body does something that needs the counter while tracing, such as appending to a list, and the
number of iterations is not known then, or is above 64. Write into an array instead.
""",
        """\
import numpy as np
import mgc

@mgc.function
def squares(x):
    out = []
    for i in range(x.shape[0]):
        out.append(x[i] * x[i])
    return np.array(out)

squares(np.ones(1000))
""",
        """\
import numpy as np
import mgc

@mgc.function
def squares(x):
    out = np.empty(x.shape[0])
    for i in range(x.shape[0]):
        out[i] = x[i] * x[i]
    return out

squares(np.ones(1000))
""",
    ),
    ErrorCode(
        "MGC-C5",
        "a name in a loop is an argument at first and another array later",
        """\
The first iteration would write into the caller's memory, the others into memory of their own, and
how many there are is known at run time only. Copy the argument before the loop, or write into it
throughout. The same holds for arrays that change places, and for a loop that writes to an array and
returns it on one path, another array on another: return copies. Two arrays that a loop writes to
change places in every iteration or in none: under a condition, write `old[:] = new`.
""",
        """\
import numpy as np
import mgc

@mgc.function
def grow(x):
    while x[0] < 5:
        x[0] += 1
        x = x * 2
    return x

grow(np.ones(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def grow(x):
    x = x.copy()
    while x[0] < 5:
        x[0] += 1
        x = x * 2
    return x

grow(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-C6",
        "an integer that a run computes indexes a list or a tuple",
        """\
A list is gone when the compiled function runs. Numbers, or arrays of one shape, belong into an
array, which any integer can index; choosing among functions is a branch.
""",
        """\
import numpy as np
import mgc

@mgc.function
def apply(x, which):
    functions = [np.sin, np.cos]
    return functions[which[0]](x)

apply(np.ones(3), np.array([1]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def apply(x, which):
    if which[0] == 0:
        y = np.sin(x)
    else:
        y = np.cos(x)
    return y

apply(np.ones(3), np.array([1]))
""",
    ),
    ErrorCode(
        "MGC-C7",
        "a run-time error cannot be caught in compiled code",
        """\
A 'try' runs while tracing: its handlers see errors of shapes and types. An error that depends on
data stops the compiled function and is raised in the caller.
""",
        """\
import numpy as np
import mgc

@mgc.function
def item(x, i):
    try:
        return x[i[0]]
    except IndexError:
        return x[0]

item(np.ones(3), np.array([7]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def item(x, i):
    inside = np.logical_and(i[0] >= 0, i[0] < x.shape[0])
    return x[np.where(inside, i[0], 0)]

item(np.ones(3), np.array([7]))
""",
    ),
    ErrorCode(
        "MGC-C8",
        "recursion on a traced condition",
        """\
Calls are inlined, so the depth of a recursion must be known while tracing. A loop can run as often
as the data asks.
""",
        """\
import numpy as np
import mgc

def gcd(a, b):
    if b == 0:
        return a
    return gcd(b, a % b)

@mgc.function
def reduce_fraction(x):
    return x // gcd(x[0], x[1])

reduce_fraction(np.array([12, 18]))
""",
        """\
import numpy as np
import mgc

def gcd(a, b):
    while b != 0:
        a, b = b, a % b
    return a

@mgc.function
def reduce_fraction(x):
    return x // gcd(x[0], x[1])

reduce_fraction(np.array([12, 18]))
""",
    ),
    ErrorCode(
        "MGC-C9",
        "the condition of a 'while' writes to an array or changes an object",
        """\
A condition is evaluated once more than the body, and mgc evaluates it while tracing to see whether
a run decides it. Write in the body, and look at the result in the condition.
""",
        """\
import numpy as np
import mgc

def lowered(x):
    x[0] -= 1
    return x[0]

@mgc.function
def steps(x):
    count = 0
    while lowered(x) > 0:
        count += 1
    return count

steps(np.array([3.0]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def steps(x):
    count = 0
    x[0] -= 1
    while x[0] > 0:
        count += 1
        x[0] -= 1
    return count

steps(np.array([3.0]))
""",
    ),
)
"""The entries."""
