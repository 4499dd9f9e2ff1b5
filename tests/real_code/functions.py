"""The list, drawn before any of it was tried: what numerical users call, written in Python."""

from __future__ import annotations

from . import (
    astropy_functions,
    scipy_functions,
    skimage_functions,
    sklearn_functions,
    smaller_functions,
    statsmodels_functions,
)
from .cases import Case

CASES: tuple[Case, ...] = (
    *scipy_functions.CASES,
    *skimage_functions.CASES,
    *sklearn_functions.CASES,
    *statsmodels_functions.CASES,
    *astropy_functions.CASES,
    *smaller_functions.CASES,
)
