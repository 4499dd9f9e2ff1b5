"""Every program gives NumPy's results, whichever way it runs."""

from __future__ import annotations

import numpy as np
import pytest

from . import programs
from .ways import PROGRAMS, outcome, same, ways

assert programs


@pytest.mark.parametrize(
    ("program", "arguments"),
    PROGRAMS,
    ids=[f"{program.__name__}-{number}" for number, (program, _) in enumerate(PROGRAMS)],
)
def test_every_way_gives_numpys_results(program, arguments, tmp_path):
    want = outcome(program, arguments)
    arguments = tuple(np.ascontiguousarray(a) for a in arguments)
    for name, run in ways(program, arguments, tmp_path):
        got = outcome(run, arguments)
        assert same(got, want), (name, got, want)
