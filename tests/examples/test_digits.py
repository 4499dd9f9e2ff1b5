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
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


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


def load_module(name: str) -> ModuleType:
    """A module of the example."""
    spec = importlib.util.spec_from_file_location(f"digits_{name}", EXAMPLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copy_of_example(folder: Path) -> Path:
    """The example in a folder of its own, without what was built."""
    ignored = shutil.ignore_patterns("build", "__pycache__")
    return shutil.copytree(EXAMPLE, folder / "digits", ignore=ignored)


@pytest.fixture(scope="module")
def train() -> ModuleType:
    """The module train.py."""
    return load_module("train")


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    """The committed weights."""
    with np.load(EXAMPLE / "weights.npz") as data:
        return dict(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example, so that nothing is built in the tree."""
    return copy_of_example(tmp_path)


@pytest.fixture(scope="module")
def model() -> ModuleType:
    """The module model.py."""
    return load_module("model")


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """All images as model.py wants them: f32 pixels of 0..16."""
    with np.load(EXAMPLE / "digits.npz") as data:
        return data["images"].astype(np.float32)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example with build/libdigits.so and its header."""
    folder = copy_of_example(tmp_path_factory.mktemp("compiled"))
    command = [sys.executable, "-m", "mgc", "compile", "model.py", "-o", "build/libdigits.so"]
    run(command, folder)
    return folder


@pytest.fixture(scope="module")
def built(compiled: Path) -> Path:
    """The same with build/images.f32 and the C program build/digits."""
    assert COMPILER is not None
    run([sys.executable, "export_raw.py", "build/images.f32"], compiled)
    flags = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror"]
    link = ["-Ibuild", "main.c", "-Lbuild", "-ldigits", "-Wl,-rpath,build", "-o", "build/digits"]
    run([COMPILER, *flags, *link], compiled)
    return compiled


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


def test_library_classifies_like_numpy(folder: Path) -> None:
    assert "like NumPy  1797 of 1797" in run([sys.executable, "run.py"], folder)


@pytest.mark.skipif(COMPILER is None, reason="there is no C compiler")
def test_c_program_classifies_like_numpy(
    built: Path, train: ModuleType, weights: dict[str, np.ndarray]
) -> None:
    printed = [int(line) for line in run(["build/digits", "build/images.f32"], built).split()]
    images, _, _ = train.load()
    hidden = np.tanh(images @ weights["W1"] + weights["b1"])
    assert printed == (hidden @ weights["W2"] + weights["b2"]).argmax(axis=1).tolist()


def test_exact_mode_interpreter_compiled_call_and_library_have_the_same_bits(
    model: ModuleType, images: np.ndarray, compiled: Path
) -> None:
    expected = model.scores.exact(images)
    assert expected.shape == (1797, 10)
    assert expected.dtype == np.float32
    ways = {
        "interpreter": model.scores.get_concrete_function().interpret(images),
        "compiled": model.scores(images),
        "library": mgc.load(compiled / "build/libdigits.so").scores(images),
    }
    for way, got in ways.items():
        assert got.tobytes() == expected.tobytes(), way


@pytest.mark.skipif(COMPILER is None, reason="there is no C compiler")
def test_scores_of_the_c_program_have_the_same_bits(
    built: Path, model: ModuleType, images: np.ndarray
) -> None:
    run(["build/digits", "build/images.f32", "build/scores.f32"], built)
    got = (built / "build/scores.f32").read_bytes()
    assert got == model.scores.exact(images).astype("<f4").tobytes()
