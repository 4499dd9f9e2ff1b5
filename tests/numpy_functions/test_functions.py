"""Every case of the tables gives NumPy's results and errors, whichever way it runs."""

from __future__ import annotations

import pytest

from . import (
    applying,
    counting,
    index_arrays,
    index_modes,
    masks,
    mixed_lists,
    padding,
    python_numbers,
    run_time_pairs,
    run_time_sizes,
    series,
    sets,
    sizes_of_calls,
    spacing,
    statistics,
    ufunc_methods,
    unsigned_indices,
    zero_dimensional,
)
from .ways import Case, check

TABLES = (
    applying,
    counting,
    index_arrays,
    index_modes,
    masks,
    mixed_lists,
    padding,
    python_numbers,
    run_time_pairs,
    run_time_sizes,
    series,
    sets,
    sizes_of_calls,
    spacing,
    statistics,
    ufunc_methods,
    unsigned_indices,
    zero_dimensional,
)


@pytest.mark.parametrize(("number", "case"), [p for t in TABLES for p in t.case.parameters()])
def test_every_way_gives_numpys_outcome(number: int, case: Case) -> None:
    check(number, case)
