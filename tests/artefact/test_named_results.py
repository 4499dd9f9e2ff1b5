"""Libraries return the classes that NumPy's functions do, without a compiler."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

import mgc


def named(a, x):
    return np.linalg.slogdet(a), np.unique_all(x), np.unique_counts(x), np.unique_inverse(x)


def test_named_results_are_of_numpys_classes(tmp_path: Path) -> None:
    a, x = np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([3.0, 1.0, 3.0])
    concrete = mgc.function(named).get_concrete_function(a, x)
    path = tmp_path / "libnamed.so"
    concrete.save(path)
    wanted = named(a, x)
    for run in (concrete, concrete.interpret, mgc.load(path).named):
        for found, expected in zip(run(a, x), wanted, strict=True):
            assert type(found) is type(expected)
            for part, other in zip(found, expected, strict=True):
                np.testing.assert_allclose(part, other)
    program = (
        "import sys, numpy as np, mgc\n"
        f"found = mgc.load({str(path)!r}).named(np.eye(2), np.array([3.0, 1.0, 3.0]))\n"
        "assert type(found[0]) is type(np.linalg.slogdet(np.eye(2))), found\n"
        "assert 'llvmlite' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
