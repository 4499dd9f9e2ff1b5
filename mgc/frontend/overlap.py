"""Masks that are views of the memory they choose places of."""

from __future__ import annotations

from typing import Any

import numpy as np

from .array import TracedArray
from .exact_values import ExactArray
from .refusal import untraceable


def require_apart(mask: Any, target: Any) -> None:
    """Refuses a mask that changes while what it chooses is written.

    NumPy reads such a mask as it goes, so that the result depends on the order in which it visits
    the elements. A mask that is the target itself is read before each element is written.

    Raises: MGC-M5.
    """
    if _are_mixed(mask, target):
        raise untraceable(
            "MGC-M5",
            "the mask is a view of the array that is written: what NumPy does depends on the "
            "order of its loops",
            "copy the mask first: mask.copy()",
        )


def _are_mixed(mask: object, target: object) -> bool:
    if isinstance(mask, TracedArray) and isinstance(target, TracedArray):
        return mask.buffer is target.buffer and mask.steps != target.steps
    if isinstance(mask, ExactArray) and isinstance(target, ExactArray):
        first, second = mask.plain, target.plain
        same = first.__array_interface__["data"] == second.__array_interface__["data"]
        same = same and first.strides == second.strides and first.shape == second.shape
        return not same and np.shares_memory(first, second)
    return False
