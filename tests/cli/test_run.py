"""``mgc run``: one call with arrays from files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cli.commands import mgc, parsed, refused

X = np.linspace(-2, 2, 12, dtype=np.float32).reshape(4, 3)
WAYS: tuple[list[str], ...] = ([], ["--eager"], ["--exact"], ["--interpret"])


@pytest.fixture(autouse=True)
def _files(model: Path) -> None:
    """x.npy, weights.npz and all.npz beside the program."""
    np.save("x.npy", X)
    np.savez("weights.npz", a=np.ones(3), b=np.full(3, 2.0))
    np.savez("all.npz", x=np.arange(3.0), k=np.float64(1))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "".join(way) or "compiled")
def test_each_way_writes_the_result(way: list[str]) -> None:
    result = mgc("run", "model.py:predict", "--args", "x=x.npy", "-o", "y.npy", *way)
    assert (result.stdout, result.stderr) == ("", "")
    y = np.load("y.npy")
    expected = np.tanh(X @ (np.arange(6, dtype=np.float32).reshape(3, 2) / 8))
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, expected, rtol=1e-6)


def test_compiled_exact_and_interpreted_results_have_the_same_bits() -> None:
    found = []
    for way in ([], ["--exact"], ["--interpret"]):
        mgc("run", "model.py:predict", "--args", "x=x.npy", "-o", "y.npy", *way)
        found.append(Path("y.npy").read_bytes())
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "".join(way) or "compiled")
def test_results_are_printed_without_a_file(way: list[str]) -> None:
    result = mgc("run", "model.py:plain", "--args", "all.npz", "--args", "mode='same'", *way)
    assert "f" in result.stdout.splitlines()[0]
    assert "[1. 2. 3.]" in result.stdout


def test_arguments_come_from_archives_and_literals() -> None:
    result = mgc("run", "model.py:plain", "--args", "x=weights.npz:b,k=3")
    assert "[7. 7. 7.]" in result.stdout
    result = mgc("run", "model.py:nested", "--args", "params=weights.npz", "-o", "r.npz")
    with np.load("r.npz") as found:
        assert sorted(found) == ["out['both'][0]", "out['both'][1]", "out['sum']"]
        assert found["out['sum']"].tolist() == [3.0] * 3


def test_json_says_what_came_out() -> None:
    found = parsed("run", "model.py:predict", "--args", "x=x.npy", "--json")
    assert found == {"results": [{"name": "out", "dtype": "float32", "shape": [4, 2]}]}


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--args", "x"], "'x' is neither NAME=VALUE nor a .npz file"),
        (["--args", "x=other.npy"], "there is no file 'other.npy'"),
        (["--args", "x=weights.npz:c"], "weights.npz has no 'c', only a, b"),
        (["--args", "x=y"], "neither a .npy or .npz file nor a Python literal"),
        (["--args", "x=1", "--args", "x=2"], "'x' is given twice"),
        (
            ["--args", "x=x.npy", "--eager", "--exact"],
            "choose one of --eager, --exact",
        ),
        (["--args", "x=x.npy", "-o", "."], "is a directory"),
        (["--fast"], "No such option"),
    ],
)
def test_command_lines_that_are_wrong_are_refused(options: list[str], text: str) -> None:
    assert text in refused("run", "model.py:predict", *options)


def test_a_file_without_a_function_is_refused() -> None:
    assert "names no function; write model.py:FUNCTION" in refused("run", "model.py")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["model.py:predict"], "x"),
        (["model.py:predict", "--args", "x=x.npy,z=1"], "'z'"),
        (["model.py:predict", "--args", "x=weights.npz:a"], "argument 'x'"),
        (["model.py:raises", "--args", "x=1"], "of the user"),
        (["model.py:raises", "--args", "x=1", "--eager"], "of the user"),
        (["model.py:nested", "--args", "params=weights.npz", "-o", "r.npy"], "write a .npz file"),
        (["model.py:predict", "--args", "x=x.npy", "-o", "no/y.npy"], "cannot be written"),
        (["model.py:predict", "--args", "x=bad.npy"], "cannot be read as a .npy file"),
        (["model.py:predict", "--args", "bad.npz"], "cannot be read as a .npz file"),
    ],
)
def test_faults_of_program_and_data_have_status_1(arguments: list[str], text: str) -> None:
    Path("bad.npy").write_bytes(b"no array")
    Path("bad.npz").write_bytes(b"no archive")
    result = mgc("run", *arguments, status=1)
    assert text in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "".join(way) or "compiled")
def test_a_check_that_fails_is_told_with_its_line(way: list[str]) -> None:
    options = ["--args", "x=np.npy,i=i.npy", *way]
    np.save("np.npy", np.array([1.0, -1.0]))
    np.save("i.npy", np.array([0, 1]))
    text = mgc("run", "model.py:pick", *options, status=1).stderr
    assert "x is negative" in text
    assert "model.py:15" in text or 'model.py", line 15' in text
    np.save("np.npy", np.ones(1))
    text = mgc("run", "model.py:pick", *options, status=1).stderr
    assert "index 1 is out of bounds for axis 0 with size 1" in text
