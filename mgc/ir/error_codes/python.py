"""Codes about Python itself: source text, side effects, types of arguments."""

from __future__ import annotations

from .entry import ErrorCode

CODES = (
    ErrorCode(
        "MGC-P1",
        "a function without source text",
        """\
mgc reads the function's source. There is none for code made by exec or typed at an old interactive
prompt. Put the function into a file, or mark it with mgc.no_convert to trace it as it is.
""",
        """\
import numpy as np
import mgc

namespace = {}
exec("def double(x): return x * 2", namespace)
double = mgc.function(namespace["double"])

double(np.ones(3))
""",
        """\
import numpy as np
import mgc

def double(x):
    return x * 2

double = mgc.function(double)

double(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-P2",
        "a generator or a coroutine",
        """\
A function with 'yield' or 'async' runs in pieces, whenever someone asks for the next. Return the
results in an array or a list instead.
""",
        """\
import numpy as np
import mgc

@mgc.function
def halves(x):
    for i in range(3):
        yield x[i] / 2

list(halves(np.ones(3)))
""",
        """\
import numpy as np
import mgc

@mgc.function
def halves(x):
    return x / 2

list(halves(np.ones(3)))
""",
    ),
    ErrorCode(
        "MGC-P3",
        "the source text has changed since it was imported",
        """\
The file was edited after Python had read it, so its text is no longer that of the running function.
Restart, or load the module again.
""",
        """\
import linecache
import numpy as np
import mgc

text = "def double(x):\\n    return x * 2\\n"
namespace = {}
exec(compile(text, "edited.py", "exec"), namespace)
new = text.replace("2", "3")
linecache.cache["edited.py"] = (len(new), None, new.splitlines(True), "edited.py")
double = mgc.function(namespace["double"])

double(np.ones(3))
""",
        """\
import linecache
import numpy as np
import mgc

text = "def double(x):\\n    return x * 3\\n"
namespace = {}
exec(compile(text, "edited.py", "exec"), namespace)
linecache.cache["edited.py"] = (len(text), None, text.splitlines(True), "edited.py")
double = mgc.function(namespace["double"])

double(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-S1",
        "a side effect in compiled code",
        """\
Opening files, reading clocks and the like would happen once, while tracing, and never again. Do it
outside.
""",
        """\
import numpy as np
import mgc

@mgc.function
def stored(x):
    with open("log.txt", "a") as log:
        log.write("called")
    return x * 2

stored(np.ones(3))
""",
        """\
import os
import numpy as np
import mgc

@mgc.function
def doubled(x):
    return x * 2

result = doubled(np.ones(3))
with open(os.devnull, "a") as log:
    log.write("called")
""",
    ),
    ErrorCode(
        "MGC-S2",
        "a global name is rebound in compiled code",
        """\
The assignment would happen while tracing, not at every call. Return the new value instead. Writing
into a global array is fine.
""",
        """\
import numpy as np
import mgc

total = 0.0

@mgc.function
def accumulate(x):
    global total
    total = total + x.sum()
    return x

accumulate(np.ones(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def accumulate(x, total):
    return x, total + x.sum()

x, total = accumulate(np.ones(3), 0.0)
""",
    ),
    ErrorCode(
        "MGC-S3",
        "a library would have to call Python",
        """\
print, mgc.callback and mgc.debug run Python functions while the compiled function runs. A library
works without Python, so a function that uses them cannot be one. Calls from Python can do it.
""",
        """\
import tempfile
import numpy as np
import mgc

@mgc.function
def total(x):
    print("adding", x)
    return x.sum()

total(np.ones(3))
with tempfile.TemporaryDirectory() as folder:
    total.get_concrete_function("f64[n]").save(f"{folder}/libtotal.so")
""",
        """\
import tempfile
import numpy as np
import mgc

@mgc.function
def total(x):
    return x.sum()

print("adding", np.ones(3))
total(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-T1",
        "an argument of a type that compiled code does not know",
        """\
Arguments are arrays, numbers, static values (strings, None, functions, dtypes, enums, other
objects), and tuples, lists, dicts, named tuples and dataclasses of these; mgc.register_tree adds
classes. Elements of arrays are bools, integers, floating-point and complex numbers: no records, no
texts, no objects.
""",
        """\
import numpy as np
import mgc

@mgc.function
def total(bodies):
    return np.sum(bodies["mass"])

total(np.zeros(3, [("mass", "f8"), ("age", "i4")]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def total(bodies):
    return np.sum(bodies["mass"])

bodies = np.zeros(3, [("mass", "f8"), ("age", "i4")])
total({name: bodies[name] for name in bodies.dtype.names})
""",
    ),
)
"""The entries."""
