"""Running ``mgc`` in this process, and the program that the tests give it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from mgc.cli.main import main

MODEL = """\
import numpy as np

import mgc

W = np.arange(6, dtype=np.float32).reshape(3, 2) / 8


@mgc.function(signature="f32[n,3] -> f32[n,2]")
def predict(x):
    return np.tanh(x @ W)


@mgc.function(signature="f64[n], i64[m] -> f64[m]")
def pick(x, i):
    mgc.check(x >= 0, "x is negative")
    return x[i]


@mgc.function
def undeclared(x):
    return x + 1


def plain(x, k, mode="double"):
    y = x * 2 if mode == "double" else x
    return y + k


def nested(params):
    return {"sum": params["a"] + params["b"], "both": (params["a"], params["b"])}


def broken(x):
    return np.fft.fft(x)


def raises(x):
    raise KeyError("of the user")
"""


def mgc(*arguments: object, status: int = 0, **options: Any) -> Result:
    """The outcome of a command line that ends with ``status``."""
    result = CliRunner().invoke(main, [str(a) for a in arguments], prog_name="mgc", **options)
    shown = f"mgc {' '.join(map(str, arguments))}\n{result.stdout}\n{result.stderr}"
    assert result.exit_code == status, shown
    if status not in (0, 3):
        assert result.stderr, shown
        assert "Traceback" not in result.stderr or status == 1, shown
    return result


def refused(*arguments: object) -> str:
    """What is said about a command line that is wrong; nothing goes to standard output."""
    result = mgc(*arguments, status=2)
    assert result.stdout == ""
    return result.stderr


def parsed(*arguments: object, status: int = 0) -> Any:
    """The JSON that a command prints, which is one line."""
    result = mgc(*arguments, status=status)
    text = result.stdout if status in (0, 3) else result.stderr
    assert text.count("\n") == 1
    return json.loads(text)


def write_model(folder: Path) -> Path:
    """``model.py`` in a folder."""
    path = folder / "model.py"
    path.write_text(MODEL)
    return path
