"""A debugger in exact eager mode sees arrays with the bits of compiled code."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import traceback
from pathlib import Path

import numpy as np
import pytest

import mgc

ROOT = Path(__file__).parents[2]

MODEL = """\
import numpy as np
import mgc


def centred(h):
    scale = np.exp(h)
    mean = scale.sum(axis=1, keepdims=True) / h.shape[1]
    return scale - mean


@mgc.function
def predict(x, w):
    h = x @ w
    return np.tanh(centred(h))


X = np.linspace(-2, 3, 35, dtype=np.float32).reshape(5, 7)
W = np.linspace(-1, 1, 21, dtype=np.float32).reshape(7, 3)

if __name__ == "__main__":
    predict.exact(X, W)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that calls ``predict.exact``."""
    path = tmp_path / "model.py"
    path.write_text(MODEL)
    return path


def debug(arguments: list[str], commands: list[str], folder: Path) -> str:
    """Standard output of a Python program under pdb that is fed with ``commands``."""
    done = subprocess.run(
        [sys.executable, *arguments],
        input="\n".join([*commands, "quit", ""]),
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONBREAKPOINT": ""},
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.replace("(Pdb) ", "")


def interpreted(program: Path, op: str) -> np.ndarray:
    """The interpreter's value of the only node ``op`` of ``predict``."""
    spec = importlib.util.spec_from_file_location("model_of_this_test", program)
    assert spec is not None
    assert spec.loader is not None
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    found = []
    interpreter = model.predict.get_concrete_function(model.X, model.W).interpreter(
        on_op=lambda node, operands, results: found.extend(results if node.op.name == op else ())
    )
    interpreter(model.X, model.W)
    (value,) = found
    return value


def test_a_step_into_a_helper_shows_the_interpreters_bits(program: Path) -> None:
    text = debug(
        ["-m", "pdb", program.name],
        ["break model.py:14", "continue", "step", "next", "next", "next", "where",
         "p 'scale', scale.tobytes().hex()", "p 'mean', mean.tobytes().hex()", "p scale.shape"],
        program.parent,
    )  # fmt: skip
    assert "model.py(8)centred()\n-> return scale - mean" in text
    for name, op in (("scale", "exp"), ("mean", "divide")):
        assert f"('{name}', '{interpreted(program, op).tobytes().hex()}')" in text
    assert "\n(5, 3)\n" in text


def test_expressions_typed_into_the_debugger_run_on_mgcs_kernels(program: Path) -> None:
    text = debug(
        ["-m", "pdb", program.name],
        ["break model.py:6", "continue", "p np.exp(h).tobytes().hex()", "p type(np.asarray(h))",
         "p h[0, 0] > 0, float(h[0, 0]), h.max()"],
        program.parent,
    )  # fmt: skip
    assert f"'{interpreted(program, 'exp').tobytes().hex()}'" in text
    h = interpreted(program, "matmul")
    assert f"({h[0, 0] > 0!r}, {float(h[0, 0])!r}, {h.max()!r})" in text


def test_breakpoint_in_the_function_stops_there(program: Path) -> None:
    stopping = MODEL.replace("    h = x @ w\n", "    h = x @ w; breakpoint()\n")
    program.write_text(stopping)
    text = debug([program.name], ["next", "p h.shape", "continue"], program.parent)
    assert "model.py(14)predict()" in text
    assert "(5, 3)" in text


def test_after_an_error_the_arrays_of_the_frames_are_ordinary() -> None:
    def helper(x):
        y = np.exp(x)
        return np.linalg.svd(y)

    @mgc.function
    def f(x):
        return helper(x) + 1

    with pytest.raises(mgc.MgcError) as caught:
        f.exact(np.eye(2))
    (frame,) = [
        frame
        for frame, _ in traceback.walk_tb(caught.value.__traceback__)
        if frame.f_code.co_name == "helper"
    ]
    y = frame.f_locals["y"]
    assert type(y + 1) is np.ndarray
    np.testing.assert_allclose(np.linalg.svd(y).S, np.linalg.svd(np.exp(np.eye(2))).S)
