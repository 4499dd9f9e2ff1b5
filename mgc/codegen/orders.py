"""Arguments that must have the memory order that a function was compiled for.

A function that writes to ``x.reshape(-1)`` writes to ``x`` where NumPy makes a view, and not where
it makes a copy. Which of the two it was is fixed when it is traced.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.errors import UnsupportedError

ORDERS = {"C": "C order", "F": "Fortran order"}
_MAKERS = {"C": "np.ascontiguousarray", "F": "np.asfortranarray"}


def in_order(array: np.ndarray[Any, Any], layout: str) -> bool:
    """True if the array is contiguous in the order ``C`` or ``F``."""
    return array.flags.f_contiguous if layout == "F" else array.flags.c_contiguous


def other_order(name: str, array: np.ndarray[Any, Any], layout: str) -> UnsupportedError:
    """MGC-M4 for the argument ``name``, which does not have the order it must have."""
    found = next((text for o, text in ORDERS.items() if in_order(array, o)), None)
    strides = f"strides {array.strides}"
    return UnsupportedError(
        f"argument '{name}': expected an array in {ORDERS[layout]}, got one "
        + (f"in {found}" if found else f"with {strides}"),
        code="MGC-M4",
        notes=(
            "the function writes to an array that NumPy makes as a view in the one case and as a "
            "copy in the other",
        ),
        hint=f"{name} = {_MAKERS[layout]}({name}) before the call, or .copy() in the function "
        "where a copy is meant",
    )
