"""Every program gives NumPy's results, whichever way it runs."""

from __future__ import annotations

import numpy as np
import pytest

from . import after_loops, orders, programs, shrinking, sizes
from .ways import PROGRAMS, outcome, same, ways

FILES = (
    programs,
    orders,
    sizes,
    shrinking,
    after_loops,
)  # each lists its functions when it is imported


@pytest.mark.parametrize(
    "number",
    range(len(PROGRAMS)),
    ids=[f"{program.__name__}-{number}" for number, (program, _) in enumerate(PROGRAMS)],
)
def test_every_way_gives_numpys_results(number, tmp_path):
    program, arguments = PROGRAMS[number]
    want = outcome(program, arguments)
    arguments = tuple(np.ascontiguousarray(a) for a in arguments)
    for name, run in ways(program, arguments, tmp_path, number):
        got = outcome(run, arguments)
        assert same(got, want), (name, got, want)
