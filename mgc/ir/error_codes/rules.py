"""Codes of the type rules of ops, which writers of IR meet, and of checks at run time."""

from __future__ import annotations

from .entry import ErrorCode


def _application(module: str, name: str, application: str) -> str:
    """A program that asks an op for the type of its result."""
    return f"""\
from mgc.ir.ops.{module} import {name}
from mgc.ir.types import BOOL, F32, F64, I64, TensorType

print({application})
"""


def _rule(
    code: str, title: str, explanation: str, op: tuple[str, str], failing: str, cure: str
) -> ErrorCode:
    """A rule of the op that ``op`` names by module and class."""
    return ErrorCode(code, title, explanation, _application(*op, failing), _application(*op, cure))


CODES = (
    _rule(
        "MGC-V1",
        "an op has another number of operands",
        "The class of an op says how many operands it takes.\n",
        ("elementwise", "Add"),
        "Add().infer((TensorType(F32, (3,)),))",
        "Add().infer((TensorType(F32, (3,)), TensorType(F32, (3,))))",
    ),
    _rule(
        "MGC-V2",
        "operands differ in shape",
        """\
Ops of the tensor IR do not broadcast: operands of elementwise ops have one shape, and factors of a
matrix product agree in their inner and batch extents. Broadcasting is an op of its own.
""",
        ("elementwise", "Add"),
        "Add().infer((TensorType(F32, (3,)), TensorType(F32, (4,))))",
        "Add().infer((TensorType(F32, (4,)), TensorType(F32, (4,))))",
    ),
    _rule(
        "MGC-V3",
        "operands have element types that the op does not take",
        "Ops of the tensor IR do not promote: conversions are ops of their own.\n",
        ("elementwise", "Add"),
        "Add().infer((TensorType(F32, (3,)), TensorType(F64, (3,))))",
        "Add().infer((TensorType(F64, (3,)), TensorType(F64, (3,))))",
    ),
    _rule(
        "MGC-V4",
        "a shape cannot be broadcast to another one",
        "Axes are compared from the last one on: extents are equal, or 1 in the operand.\n",
        ("shape", "Broadcast"),
        "Broadcast((3, 4)).infer((TensorType(F32, (3,)),))",
        "Broadcast((3, 4)).infer((TensorType(F32, (4,)),))",
    ),
    _rule(
        "MGC-V5",
        "a shape cannot be reshaped to another one",
        "Both have the same number of elements, as far as that is known from symbols.\n",
        ("shape", "Reshape"),
        "Reshape((5, 2)).infer((TensorType(F32, (3, 4)),))",
        "Reshape((6, 2)).infer((TensorType(F32, (3, 4)),))",
    ),
    _rule(
        "MGC-V6",
        "axes are no permutation",
        "A transpose names each axis of its operand once.\n",
        ("shape", "Transpose"),
        "Transpose((0, 0)).infer((TensorType(F32, (3, 4)),))",
        "Transpose((1, 0)).infer((TensorType(F32, (3, 4)),))",
    ),
    _rule(
        "MGC-V7",
        "a slice is of another rank than its operand",
        "A slice says start, size and step of each axis of its operand.\n",
        ("shape", "Slice"),
        "Slice((0,), (2,), (1,)).infer((TensorType(F32, (3, 4)),))",
        "Slice((0, 0), (2, 4), (1, 1)).infer((TensorType(F32, (3, 4)),))",
    ),
    _rule(
        "MGC-V8",
        "an axis whose extent is not 1 cannot be squeezed",
        "Squeezing removes axes along which there is one element.\n",
        ("shape", "Squeeze"),
        "Squeeze((1,)).infer((TensorType(F32, (3, 4)),))",
        "Squeeze((1,)).infer((TensorType(F32, (3, 1)),))",
    ),
    _rule(
        "MGC-V9",
        "a value does not fit the part of a buffer that it is written to",
        "An update writes a value of the very shape of the view. Broadcasting comes before.\n",
        ("update", "Update"),
        "Update(()).infer((TensorType(F32, (3,)), TensorType(F32, (4,))))",
        "Update(()).infer((TensorType(F32, (3,)), TensorType(F32, (3,))))",
    ),
    _rule(
        "MGC-V10",
        "an op names an axis that its operand lacks, or one twice",
        "Axes are counted from 0 and differ from each other.\n",
        ("reduce", "Sum"),
        "Sum((2,)).infer((TensorType(F64, (3, 4)),))",
        "Sum((1,)).infer((TensorType(F64, (3, 4)),))",
    ),
    _rule(
        "MGC-V11",
        "a run-time check raises something else than an exception of Python",
        "mgc.ir.errors.RAISED lists what a check can raise.\n",
        ("check", "Check"),
        'Check("no", "OSError").infer((TensorType(BOOL, ()),))',
        'Check("no", "ValueError").infer((TensorType(BOOL, ()),))',
    ),
    ErrorCode(
        "MGC-X1",
        "an index is out of bounds",
        """\
The index is known at run time only, so it is checked at run time, as NumPy does. What the function
has written to its arguments before stays written. A compiled library returns MGC_INDEX.
""",
        """\
import numpy as np
import mgc

@mgc.function
def pick(x, i):
    return x[i]

pick(np.ones(3), np.array([0, 3]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def pick(x, i):
    return x[i]

pick(np.ones(3), np.array([0, 2]))
""",
    ),
    ErrorCode(
        "MGC-X2",
        "a condition that the program checks does not hold",
        """\
mgc.check(condition, message) raises at run time unless the condition holds, and so do operations
that Python and NumPy refuse for some values, such as a division by zero of Python's numbers. What
the function has written to its arguments before stays written; of several checks that fail the
first one is reported. A compiled library returns MGC_CHECK.
""",
        """\
import numpy as np
import mgc

@mgc.function
def normalized(w):
    total = np.sum(w)
    mgc.check(total > 0, "the weights sum to nothing")
    return w / total

normalized(np.zeros(3))
""",
        """\
import numpy as np
import mgc

@mgc.function
def normalized(w):
    total = np.sum(w)
    mgc.check(total > 0, "the weights sum to nothing")
    return w / total

normalized(np.ones(3))
""",
    ),
    ErrorCode(
        "MGC-X3",
        "there is no memory for an array whose size depends on data",
        """\
An array whose size a run computes is allocated when the size is known, as NumPy does it. What the
function has written to its arguments before stays written. A compiled library returns
MGC_ALLOCATION. A size that does not fit 63 bits is a ValueError, with the text of NumPy.
""",
        """\
import numpy as np
import mgc

@mgc.function
def occurrences(x):
    return np.bincount(x).max()

occurrences(np.array([2**50, 2**50]))
""",
        """\
import numpy as np
import mgc

@mgc.function
def occurrences(x):
    return np.bincount(x - x.min()).max()

occurrences(np.array([2**50, 2**50]))
""",
    ),
)
