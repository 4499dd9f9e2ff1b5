# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""What has another error than NumPy, or none there."""

from __future__ import annotations

import numpy as np
import pytest

import mgc

from .counting import NAN, VALUES, bins
from .masks import MASK, elements_copied


@pytest.mark.parametrize("spec", ["n", "m", "k"])
def test_symbols_of_their_own_are_required_to_be_equal(spec):
    concrete = mgc.function(elements_copied).get_concrete_function(f"f64[n], f64[m], bool[{spec}]")
    x = np.arange(3.0)
    concrete(x, np.arange(3.0) + 7, MASK)
    assert x.tolist() == [7.0, 1.0, 9.0]
    with pytest.raises(ValueError, match=r"needs|expected"):
        concrete(x, np.arange(4.0), MASK)


@pytest.mark.parametrize("edges", [[1, NAN, 2], [3, 2, NAN], [1, 2, NAN, 3]])
def test_bins_with_nan_between_are_refused(edges):
    with pytest.raises(NotImplementedError, match="NaN"):
        mgc.function(bins)(VALUES, np.array(edges))
    with pytest.raises(NotImplementedError, match="NaN"):
        mgc.function(bins).exact(VALUES, np.array(edges))
