"""Random Python programs do what NumPy does in every way of running them."""

from __future__ import annotations

import pytest

from .python_programs import source_of
from .python_sweep import check

COUNT = 300
REFUSALS = frozenset(("MGC-C2", "MGC-C3", "MGC-C5", "MGC-M4"))
"""What the programs may be refused for: each is a limit that docs/errors.md explains."""


@pytest.mark.parametrize("first", range(0, COUNT, 10))
def test_programs_agree_or_are_refused_for_a_known_limit(first: int) -> None:
    for seed in range(first, first + 10):
        code = check(seed, shared=seed % 10 == 0)
        assert code is None or code in REFUSALS, source_of(seed)


def test_few_programs_are_refused() -> None:
    refused = sum(check(seed, shared=False) is not None for seed in range(1000, 1040))
    assert refused <= 10
