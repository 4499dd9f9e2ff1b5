"""Codes about functions and values: what compiled code cannot call or cannot know."""

from __future__ import annotations

from .entry import ErrorCode

CODES = (
    ErrorCode(
        "MGC-F1",
        "a NumPy function that is not supported in compiled code",
        """\
mgc.supported() lists what is. Often another NumPy function does the same in a supported way.
""",
        """\
import numpy as np
import mgc

@mgc.function
def total(x):
    s = 0.0
    for v in np.nditer(x):
        s = s + v
    return s

total(np.ones(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def total(x):
    return np.sum(x)

total(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-F2",
        "a compiled extension that needs real arrays",
        """\
The function is machine code of another library: it reads the memory of its arguments, which exists
at run time only. Write it with NumPy, or call it outside.
""",
        """\
import numpy as np
import mgc
from scipy.ndimage import uniform_filter1d

@mgc.function
def smooth(x):
    return uniform_filter1d(x, 3) * 0.5

smooth(np.arange(5.0))
""",
        """\
import numpy as np
import mgc
from scipy.ndimage import uniform_filter1d

@mgc.function
def scale(x):
    return x * 0.5

scale(uniform_filter1d(np.arange(5.0), 3))
""",
    ),
    ErrorCode(
        "MGC-F3",
        "an argument of a NumPy function that is not supported",
        """\
The function is supported, this value of this argument is not.
""",
        """\
import numpy as np
import mgc

@mgc.function
def total(x):
    return np.sum(x, dtype=object)

total(np.ones(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def total(x):
    return np.sum(x)

total(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-F4",
        "where= without out= leaves elements undefined",
        """\
NumPy leaves the elements that the mask excludes as the memory happened to be. Give out= an array
with the values they are to have.
""",
        """\
import numpy as np
import mgc

@mgc.function
def ratio(a, b):
    return np.divide(a, b, where=b != 0)

ratio(np.ones(3), np.array([1.0, 0.0, 2.0]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def ratio(a, b):
    return np.divide(a, b, where=b != 0, out=np.zeros_like(a))

ratio(np.ones(3), np.array([1.0, 0.0, 2.0]))
""",
    ),
    ErrorCode(
        "MGC-H1",
        "a value that exists only at run time is needed while tracing",
        """\
.tolist(), .tobytes(), np.save and the like turn array elements into Python objects. While tracing
there are no elements yet.
""",
        """\
import numpy as np
import mgc

@mgc.function
def normalise(x):
    return x / x.max().tolist()

normalise(np.array([1.0, 2.0]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def normalise(x):
    return x / x.max()

normalise(np.array([1.0, 2.0]))
""",
    ),
    ErrorCode(
        "MGC-H2",
        "a traced value is formatted into a string",
        """\
The text would hold a value that does not exist yet. print and raise format at run time; anything
else has to be done outside.
""",
        """\
import numpy as np
import mgc

@mgc.function
def labelled(x):
    return x * 2, f"sum {x.sum()}"

labelled(np.ones(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def doubled(x):
    return x * 2, x.sum()

y, total = doubled(np.ones(3))
label = f"sum {total}"
""",
    ),
    ErrorCode(
        "MGC-N1",
        "NumPy refuses these arguments",
        """\
The error is NumPy's own, in its words and of its class; shapes and dtypes are known while tracing,
so it comes before anything runs, also if the line is in a condition or loop and would not be
reached.
""",
        """\
import numpy as np
import mgc

@mgc.function
def total(a, b):
    return a + b

total(np.ones(3), np.ones(4))
""",
        """\
import numpy as np
import mgc

@mgc.function
def total(a, b):
    return a + b

total(np.ones(4), np.ones(4))
""",
    ),
    ErrorCode(
        "MGC-R1",
        "np.random in compiled code",
        """\
NumPy's generators keep a hidden state; drawn while tracing, the numbers would be the same at every
call. Pass the numbers.
""",
        """\
import numpy as np
import mgc

@mgc.function
def noisy(x):
    return x + np.random.normal(size=x.shape)

noisy(np.ones(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def noisy(x, noise):
    return x + noise

noisy(np.ones(3), np.random.normal(size=3))
""",
    ),
)
"""The entries."""
