"""The digits example: its data, its training, its programs."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import mgc

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/digits"
COMPLETE = hasattr(mgc, "function") and importlib.util.find_spec("mgc.cli.main") is not None


def run(arguments: list[str], folder: Path) -> str:
    """Standard output of a command that must succeed, with this tree's mgc."""
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def train() -> ModuleType:
    """The module train.py."""
    spec = importlib.util.spec_from_file_location("digits_train", EXAMPLE / "train.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    """The committed weights."""
    with np.load(EXAMPLE / "weights.npz") as data:
        return dict(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example, so that nothing is built in the tree."""
    return shutil.copytree(
        EXAMPLE, tmp_path / "digits", ignore=shutil.ignore_patterns("build", "__pycache__")
    )


def test_data_are_1797_images_of_64_pixels() -> None:
    with np.load(EXAMPLE / "digits.npz") as data:
        images, labels = data["images"], data["labels"]
    assert images.shape == (1797, 64)
    assert labels.shape == (1797,)
    assert images.dtype == labels.dtype == np.uint8
    assert images.max() == 16
    assert set(labels.tolist()) == set(range(10))


def test_weights_are_small_and_f32(weights: dict[str, np.ndarray]) -> None:
    shapes = {name: value.shape for name, value in weights.items()}
    assert shapes == {"W1": (64, 48), "b1": (48,), "W2": (48, 10), "b2": (10,)}
    assert {value.dtype for value in weights.values()} == {np.dtype(np.float32)}
    assert (EXAMPLE / "weights.npz").stat().st_size < 200_000


def test_committed_weights_have_the_stated_accuracy(
    train: ModuleType, weights: dict[str, np.ndarray]
) -> None:
    images, labels, held_out = train.load()
    accuracy = train.accuracy(weights, images[held_out], labels[held_out])
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    stated = re.search(r"classify (\d+\.\d+) % of the held-out", text)
    assert stated
    assert round(100 * accuracy, 2) == float(stated[1])
    assert accuracy >= 0.97


def test_training_anew_reaches_97_percent(train: ModuleType) -> None:
    images, labels, held_out = train.load()
    weights = train.train(images[~held_out], labels[~held_out])
    assert train.accuracy(weights, images[held_out], labels[held_out]) >= 0.97


def test_raw_export_holds_the_images(folder: Path) -> None:
    run([sys.executable, "export_raw.py", "images.f32"], folder)
    with np.load(EXAMPLE / "digits.npz") as data:
        images = data["images"]
    raw = np.fromfile(folder / "images.f32", "<f4").reshape(-1, 64)
    assert np.array_equal(raw, images)


@pytest.mark.skipif(not COMPLETE, reason="this tree has no mgc.function or no CLI")
def test_library_classifies_like_numpy_from_python_and_c(
    folder: Path, train: ModuleType, weights: dict[str, np.ndarray]
) -> None:
    report = run([sys.executable, "run.py"], folder)
    assert "like NumPy  1797 of 1797" in report

    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler; the Python half passed")
    run([sys.executable, "export_raw.py", "build/images.f32"], folder)
    flags = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror"]
    link = ["-Ibuild", "main.c", "-Lbuild", "-ldigits", "-Wl,-rpath,build", "-o", "build/digits"]
    run([compiler, *flags, *link], folder)
    printed = [int(line) for line in run(["build/digits", "build/images.f32"], folder).split()]
    images, _, _ = train.load()
    hidden = np.tanh(images @ weights["W1"] + weights["b1"])
    assert printed == (hidden @ weights["W2"] + weights["b2"]).argmax(axis=1).tolist()
