"""The benchmark of NPBench's kernels runs on a checkout with our own; nothing is timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.npbench_compare import Different, largest_error, sensitivity
from benchmarks.npbench_kernels import load, symbolic_specs

ROOT = Path(__file__).parents[2]

INITIALIZE = """
import numpy as np


def initialize(N):
    return 0.5, np.arange(2.0 * (N + 2)).reshape(N + 2, 2) % 7
"""
SMOOTH = """
import numpy as np


def kernel(N, alpha, A):
    A *= alpha
    for i in range(1, N + 1):
        A[i] = (A[i - 1] + A[i] + A[i + 1]) / 3
    return A.sum(axis=1)
"""
REFUSED = """
import numpy as np


def kernel(N, alpha, A):
    return np.linalg.svd(A)
"""
KERNELS = {"smooth": SMOOTH, "refused": REFUSED, "crashing": "import os\n\nos.abort()\n"}


def description(name: str) -> dict[str, Any]:
    return {
        "benchmark": {
            "relative_path": name,
            "module_name": name,
            "func_name": "kernel",
            "parameters": {"S": {"N": 5}, "M": {"N": 9}},
            "init": {
                "func_name": "initialize",
                "input_args": ["N"],
                "output_args": ["alpha", "A"],
            },
            "input_args": ["N", "alpha", "A"],
        }
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "bench_info").mkdir()
    for name, text in KERNELS.items():
        (tmp_path / "bench_info" / f"{name}.json").write_text(json.dumps(description(name)))
        folder = tmp_path / "npbench" / "benchmarks" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.py").write_text(INITIALIZE)
        (folder / f"{name}_numpy.py").write_text(text)
    return tmp_path


def run(checkout: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/npbench.py", "--npbench", str(checkout), "--repeat", "1"]
    return subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_each_kernel_is_validated_and_what_fails_is_told(checkout: Path) -> None:
    result = run(checkout, "--json", str(checkout / "out.json"))
    assert result.returncode == 1
    found = json.loads((checkout / "out.json").read_text())
    status = {(m["kernel"], m["preset"]): m["status"] for m in found}
    assert status == {
        ("crashing", "S"): "failed",
        ("crashing", "M"): "failed",
        ("refused", "S"): "refused",
        ("refused", "M"): "refused",
        ("smooth", "S"): "right",
        ("smooth", "M"): "right",
    }
    smooth = next(m for m in found if m["kernel"] == "smooth")
    assert smooth["nodes"] > 5
    assert (smooth["unrolled"], smooth["callbacks"], smooth["traces"]) == (0, 0, 1)
    assert "signal 6" in found[0]["detail"]
    assert "MGC-" in result.stdout


def test_one_symbolic_trace_serves_all_presets_through_shared_objects(checkout: Path) -> None:
    output = str(checkout / "out.json")
    result = run(checkout, "smooth", "--symbolic", "--aot", "--json", output)
    assert result.returncode == 0, result.stdout + result.stderr
    small, medium = json.loads(Path(output).read_text())
    assert (small["traces"], medium["traces"]) == (1, 0)
    assert (small["status"], medium["status"]) == ("right", "right")


def test_a_kernel_that_hangs_is_given_up(checkout: Path) -> None:
    file = checkout / "npbench" / "benchmarks" / "smooth" / "smooth.py"
    file.write_text("import time\n\ntime.sleep(100)\n")
    result = run(checkout, "smooth", "--preset", "S", "--timeout", "0.5")
    assert result.returncode == 1
    assert "late" in result.stdout


def test_extents_that_belong_together_are_one_symbol(checkout: Path) -> None:
    kernel = load(checkout, "smooth")
    specs = symbolic_specs([kernel.arguments("S"), kernel.arguments("M")])
    assert [str(spec) for spec in specs] == ["n:int", "float", "f64[n+2,2]"]


def test_other_values_types_and_extents_are_different() -> None:
    x = np.arange(4.0)
    assert largest_error((x, None), (x, None), 0.0) == 0
    for other in (x + 1e-3, x.astype(np.float32), x[:3], np.where(x > 2, np.nan, x)):
        with pytest.raises(Different):
            largest_error(other, x, 0.0)
    with pytest.raises(Different):
        largest_error((x,), (x, x), 0.0)
    assert largest_error(x * (1 + 1e-3), x, 1e-2) == pytest.approx(1e-3)


def test_sensitivity_is_what_one_ulp_does() -> None:
    def magnify(x: np.ndarray[Any, Any], n: int) -> Any:
        return (x - 1) * n

    assert sensitivity(magnify, (np.full(3, 1 + 2.0**-40), 2)) == pytest.approx(2.0**-12)
    assert sensitivity(magnify, (np.zeros(3), 1)) < 1e-15
