"""Malformed calls: a status, a message, nothing written, no crash."""

from __future__ import annotations

import ctypes
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mgc.codegen.abi import Signature, Status

from .libraries import all_cases, cases_image, load, write_library
from .mistakes import Tensors, operands, references, spoilt

CALLS = 1000


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    return load(write_library(tmp_path_factory.mktemp("misuse"), cases_image()))


# Functions that give the same when called again, element by element.
ELEMENTWISE = ("affine", "fill", "phase")
CASES = {case.name: case for case in all_cases()}


@pytest.mark.parametrize("at_end", [True, False], ids=["wall after", "wall before"])
@pytest.mark.parametrize("name", CASES)
def test_malformed_calls_are_refused_and_write_nothing(
    library: ctypes.CDLL, name: str, at_end: bool
) -> None:
    r = random.Random(f"{name} {at_end}")
    all = operands(CASES[name], at_end=at_end)
    before = [operand.buffer.contents for operand in all]
    seen: set[int] = set()
    for _ in range(CALLS // 2):
        what, tensors = spoilt(r, all)
        status = getattr(library, name)(*references(tensors))
        text = library.cases_last_error().decode()
        assert 0 < status < Status.INDEX, f"{what}: status {status}"
        names = [f"argument '{operand.name}'" for operand in all]
        assert text.startswith((*names, f"{name}: ")), f"{what}: {text!r}"
        assert [operand.buffer.contents for operand in all] == before, what
        seen.add(status)
    assert len(seen) >= 7, "the mistakes were not of many kinds"


@pytest.mark.parametrize("at_end", [True, False], ids=["wall after", "wall before"])
@pytest.mark.parametrize("name", CASES)
def test_good_calls_stay_inside_their_arrays(library: ctypes.CDLL, name: str, at_end: bool) -> None:
    all = operands(CASES[name], at_end=at_end)
    tensors: Tensors = [operand.tensor() for operand in all]
    assert getattr(library, name)(*references(tensors)) == 0
    written = [operand.buffer.contents for operand in all if operand.written]
    # The same call with every array backwards, which is packed.
    for operand, tensor in zip(all, tensors):
        if operand.shape and tensor is not None:
            rank = len(operand.shape)
            strides = [int(np.prod(operand.shape[axis + 1 :])) for axis in range(rank)]
            last = int(np.prod(operand.shape)) - 1
            tensor.strides = (ctypes.c_int64 * rank)(*[-s for s in strides])
            tensor.byte_offset = last * operand.dtype.itemsize
    assert getattr(library, name)(*references(tensors)) == 0
    again = [operand.buffer.contents for operand in all if operand.written]
    if name in ELEMENTWISE:
        assert again == written


@pytest.mark.parametrize("name", CASES)
def test_malformed_calls_of_out_shape_write_nothing(library: ctypes.CDLL, name: str) -> None:
    r = random.Random(name)
    signature = Signature.of(CASES[name].function())
    count = len(signature.arguments)
    all = operands(CASES[name], at_end=True)
    arguments = all[:count]
    refused = 0
    for _ in range(CALLS // 4):
        what, tensors = spoilt(r, arguments)
        ranks = [len(out.result.shape) for out in signature.outputs]
        shapes = [(ctypes.c_int64 * rank)(*[-7] * rank) for rank in ranks]
        status = getattr(library, f"{name}_out_shape")(*references(tensors), *shapes)
        if status:
            refused += 1
            assert library.cases_last_error()
            assert all_equal(shapes, -7), what
    assert refused > CALLS // 8


def all_equal(arrays: list[Any], value: int) -> bool:
    return all(item == value for array in arrays for item in array)


def test_a_wall_stops_the_process(tmp_path: Path) -> None:
    """The walls work: a program that touches one dies."""
    root = Path(__file__).parents[2]
    code = (
        "import ctypes; from tests.artefact.mistakes import WalledBuffer; "
        "b = WalledBuffer(8, at_end=True); ctypes.string_at(b.address, {})"
    )
    outcomes = [
        subprocess.run(
            [sys.executable, "-c", code.format(size)], cwd=root, capture_output=True, check=False
        ).returncode
        for size in (8, 9)
    ]
    assert outcomes == [0, -11]
