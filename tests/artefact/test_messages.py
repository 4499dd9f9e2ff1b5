"""What a refused or failed call says: to each thread its own message."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mgc.codegen.abi import Status

from .calls import WIDE, X, call, extents, message, tensor
from .libraries import affine, all_cases, artefact, cases_image, image_of, load, write_library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    return load(write_library(tmp_path_factory.mktemp("cases"), cases_image()))


MESSAGES: dict[str, tuple[Callable[[], list[Any]], Status, str]] = {
    "no tensor": (
        lambda: [None, X.copy()],
        Status.NULL,
        "argument 'x': expected a DLTensor, got NULL",
    ),
    "no shape": (
        lambda: [tensor(X, shape=None), X.copy()],
        Status.NULL,
        "argument 'x': expected 2 extents, got NULL for the shape",
    ),
    "no data": (
        lambda: [X, tensor(X.copy(), data=None)],
        Status.NULL,
        "argument 'out': expected 48 bytes, got NULL for the data",
    ),
    "device": (
        lambda: [tensor(X, device_type=2), X.copy()],
        Status.DEVICE,
        "argument 'x': expected device type 1 (CPU), got 2",
    ),
    "dtype": (
        lambda: [X.astype(np.float64), X.copy()],
        Status.DTYPE,
        "argument 'x': expected f32, got f64",
    ),
    "bool": (
        lambda: [X > 1, X.copy()],
        Status.DTYPE,
        "argument 'x': expected f32, got bool8",
    ),
    "unknown dtype": (
        lambda: [tensor(X, code=200, bits=24), X.copy()],
        Status.DTYPE,
        "argument 'x': expected f32, got ?24",
    ),
    "lanes": (
        lambda: [tensor(X, lanes=4), X.copy()],
        Status.DTYPE,
        "argument 'x': expected 1 lane, got 4",
    ),
    "rank": (
        lambda: [X[0], X.copy()],
        Status.RANK,
        "argument 'x': expected 2 axes, got 1",
    ),
    "fixed extent": (
        lambda: [X.reshape(3, 4), X.copy()],
        Status.EXTENT,
        "argument 'x': expected extent 3 of axis 1, got 4",
    ),
    "symbolic extent": (
        lambda: [X, X[:3].copy()],
        Status.EXTENT,
        "argument 'out': expected extent n = 4 of axis 0, got 3",
    ),
    "negative extent": (
        lambda: [tensor(X, shape=extents(-4, 3)), X.copy()],
        Status.EXTENT,
        "argument 'x': the extent -4 of axis 0 is negative",
    ),
    "constraint": (
        lambda: [X[:1], X[:1].copy()],
        Status.CONSTRAINT,
        "affine: expected n > 1, got n = 1",
    ),
    "size": (
        lambda: [tensor(X, shape=extents(2**61, 3)), X.copy()],
        Status.SIZE,
        "argument 'x': more than 9223372036854775807 bytes",
    ),
    "strides": (
        lambda: [tensor(X, strides=extents(-(2**50), 1)), X.copy()],
        Status.STRIDES,
        "argument 'x': elements lie outside the address space",
    ),
    "output on itself": (
        lambda: [X, tensor(X.copy(), strides=extents(1, 1))],
        Status.STRIDES,
        "argument 'out': expected strides that keep the elements apart",
    ),
    "alignment": (
        lambda: [tensor(X, byte_offset=2), X.copy()],
        Status.ALIGNMENT,
        "argument 'x': expected an address divisible by 4, got one that is not",
    ),
    "overlap": (
        lambda: [WIDE[:4, :3], tensor(WIDE[3:7, :3])],
        Status.OVERLAP,
        "argument 'out': expected memory of its own, got that of 'x'",
    ),
    "overlap backwards": (
        lambda: [X, tensor(X[::-1, ::-1])],
        Status.OVERLAP,
        "argument 'out': expected memory of its own, got that of 'x'",
    ),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_message_says_argument_expected_and_got(library: ctypes.CDLL, case: str) -> None:
    arguments, status, text = MESSAGES[case]
    assert call(library.affine, *arguments()) == status
    assert message(library) == text


def test_an_extent_that_cannot_be_solved_is_refused(library: ctypes.CDLL) -> None:
    x, sums, number = np.zeros(5, np.int32), np.zeros(2, np.int32), np.array(0)
    assert call(library.pairs, x, sums, number) == Status.EXTENT
    assert message(library) == "argument 'x': expected extent 2*n = 4 of axis 0, got 5"


def test_an_integer_that_is_an_extent_may_not_be_negative(library: ctypes.CDLL) -> None:
    out = np.zeros(0, np.float16)
    assert call(library.fill, np.array(-1), np.array(1.0, np.float16), out) == Status.EXTENT
    assert message(library) == "argument 'out': the extent N = -1 of axis 0 is no size"


def test_a_failed_check_reports_python_line_and_status(library: ctypes.CDLL) -> None:
    x, out = np.arange(4, dtype=np.float32), np.zeros((), np.float32)
    assert call(library.pick, x, np.array(2), out) == 0
    assert out == 2
    assert call(library.pick, x, np.array(-7), out) == Status.INDEX
    assert message(library) == ("model.py:3:12: index -7 is out of bounds for axis 0 with size 4")
    assert out == 2


def test_each_thread_has_its_own_last_error(library: ctypes.CDLL) -> None:
    barrier = threading.Barrier(3)
    found: dict[int, str] = {}

    def work(rank: int) -> None:
        assert message(library) == ""
        barrier.wait()
        x = np.zeros((2,) * rank, np.float64)
        call(library.scale, x, np.array(1.0), np.array(False))
        barrier.wait()
        found[rank] = message(library)

    threads = [threading.Thread(target=work, args=(rank,)) for rank in (3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {r: f"argument 'y': expected 2 axes, got {r}" for r in (3, 4, 5)}


def test_a_long_message_is_cut(tmp_path: Path) -> None:
    case = affine()
    param, type = case.params[0]
    case.params = [(replace(param, name="x" * 3000), type)]
    library = load(write_library(tmp_path, image_of(artefact([case]))))
    assert call(library.affine, None, None) == Status.NULL
    assert message(library) == "argument '" + "x" * 1013


def test_unoptimised_entries_do_the_same(tmp_path: Path) -> None:
    library = load(write_library(tmp_path, image_of(artefact(all_cases()), level=0)))
    out = np.zeros((4, 3), np.float32)
    assert call(library.affine, np.asfortranarray(X), out) == 0
    assert np.array_equal(out, X + 1)
    for arguments, status, text in MESSAGES.values():
        assert call(library.affine, *arguments()) == status
        assert message(library) == text
