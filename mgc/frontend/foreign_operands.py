"""Operators between traced values and what is no number and no array: None, texts, lists.

NumPy's arrays make arrays of lists, and so do its floats; Python's numbers do not, and an integer,
NumPy's too, repeats a list.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .engine import Operand
from .refusal import numpy_error, refused

FOREIGN = (str, bytes, type(None), list, tuple, dict, set, frozenset)
"""Classes of operands that are looked at here."""

_SYMBOLS: dict[np.ufunc, str] = {
    np.add: "+", np.subtract: "-", np.multiply: "*", np.true_divide: "/", np.floor_divide: "//",
    np.remainder: "%", np.divmod: "divmod()", np.power: "** or pow()", np.matmul: "@",
    np.bitwise_and: "&", np.bitwise_or: "|", np.bitwise_xor: "^", np.left_shift: "<<",
    np.right_shift: ">>",
}  # fmt: skip
_ORDERS: dict[np.ufunc, str] = {
    np.less: "<", np.less_equal: "<=", np.greater: ">", np.greater_equal: ">=",
}  # fmt: skip


def of_foreign(ufunc: np.ufunc, left: Any, right: Any) -> Any:
    """What ``left op right`` gives; None where NumPy takes the other operand for an array.

    Raises: MgcTypeError in Python's words; MGC-F3 for arrays that are compared with None or a text.
    """
    number, other = (right, left) if isinstance(left, FOREIGN) else (left, right)
    sequence = isinstance(other, (list, tuple))
    if isinstance(number, Operand) and not number.is_scalar:
        return None if sequence else _of_array(ufunc, other)
    repeats = issubclass(number.__class__, (int, np.integer)) and ufunc is np.multiply
    if repeats and isinstance(other, (str, bytes, list, tuple)):
        raise _repeated(number, other)
    if sequence and isinstance(number, Operand) and not number.weak:
        return None
    if ufunc in (np.equal, np.not_equal):
        return ufunc is np.not_equal
    return _no_operator(ufunc, left, right)


def _of_array(ufunc: np.ufunc, value: object) -> Any:
    if ufunc in (np.equal, np.not_equal) and (value is None or isinstance(value, str)):
        raise refused(
            "MGC-F3",
            f"comparing a traced array with {value!r}",
            "use 'is None' to ask whether an argument was given",
        )
    return NotImplemented


def _repeated(number: Any, sequence: Any) -> Exception:
    """For ``[0] * n``. Raises: what asks a loop to be unrolled."""
    from .symbolic_int import TracedInt

    if type(number) is TracedInt:
        number.__index__()
    kind = type(sequence).__name__
    return refused(
        "MGC-C6",
        f"a {kind} is repeated as often as a run decides",
        "use an array: np.full(n, value), np.tile(values, n)",
    )


def _no_operator(ufunc: np.ufunc, left: Any, right: Any) -> Any:
    names = (left.__class__.__name__, right.__class__.__name__)
    if ufunc in _ORDERS:
        words = f"'{_ORDERS[ufunc]}' not supported between instances of '{{}}' and '{{}}'"
    else:
        words = f"unsupported operand type(s) for {_SYMBOLS[ufunc]}: '{{}}' and '{{}}'"
    raise numpy_error(TypeError, words.format(*names))
