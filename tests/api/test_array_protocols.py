"""Arrays of other libraries: DLPack, ``__array_interface__``, the buffer protocol."""

from __future__ import annotations

import array
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError


class Dlpack:
    """Offers an array by DLPack and nothing else, as a tensor of another library does."""

    def __init__(self, data: np.ndarray) -> None:
        self._data = data

    def __dlpack__(self, **options: Any) -> Any:
        return self._data.__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self._data.__dlpack_device__()


class OnDevice(Dlpack):
    """Is in the memory of a graphics card."""

    def __dlpack__(self, **options: Any) -> Any:
        raise BufferError("the tensor is not in the memory of the CPU")

    def __dlpack_device__(self) -> Any:
        return (2, 0)


class Interface:
    """Offers an array by ``__array_interface__`` and nothing else."""

    def __init__(self, data: np.ndarray) -> None:
        self._data = data

    @property
    def __array_interface__(self) -> Any:
        return self._data.__array_interface__


def as_memoryview(data: np.ndarray) -> memoryview:
    return memoryview(data)  # type: ignore[arg-type]


def as_array_array(data: np.ndarray) -> array.array[float]:
    return array.array("d", data.tolist())


WRAPPERS = [Dlpack, Interface, as_memoryview]


@mgc.function
def affine(x, y):
    return x * 2.0 + y


@mgc.function
def fill(x):
    x[:] = x + 1.0


@pytest.mark.parametrize("wrap", [*WRAPPERS, as_array_array])
def test_values_are_those_of_the_array(wrap: Any) -> None:
    x, y = np.arange(5.0), np.ones(5)
    expected = affine.eager(x, y)
    for got in (affine(wrap(x), y), affine(y, wrap(x)) * 0 + affine(wrap(x), wrap(y))):
        assert np.array_equal(got, expected)
    concrete = affine.get_concrete_function("f64[n], f64[n]")
    assert np.array_equal(concrete(wrap(x), wrap(y)), expected)
    assert np.array_equal(concrete.interpret(wrap(x), wrap(y)), expected)
    assert np.array_equal(affine.exact(wrap(x), wrap(y)), expected)


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_a_loaded_library_takes_them_too(wrap: Any, tmp_path: Path) -> None:
    affine.get_concrete_function("f64[n], f64[n]").save(tmp_path / "libaffine.so")
    library = mgc.load(tmp_path / "libaffine.so")
    x, y = np.arange(5.0), np.ones(5)
    assert np.array_equal(library.affine(wrap(x), wrap(y)), affine.eager(x, y))


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_writes_are_seen_in_the_memory_that_was_offered(wrap: Any) -> None:
    x = np.zeros(4)
    fill(wrap(x))
    fill(wrap(x))
    assert x.tolist() == [2.0] * 4


def test_bytes_that_can_be_written_are_u8() -> None:
    data = bytearray(b"abc")

    @mgc.function
    def shout(x):
        x -= np.uint8(32)

    shout(data)
    assert data == b"ABC"


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_other_layouts_are_taken(wrap: Any) -> None:
    base = np.arange(12.0).reshape(3, 4)
    for view in (base.T, base[:, ::2], base[::-1]):
        got = affine(wrap(view), np.ones(view.shape))
        assert np.array_equal(got, view * 2 + 1)


def test_read_only_memory_is_not_written() -> None:
    x = np.zeros(4)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        fill(as_memoryview(x))
    assert x.tolist() == [0.0] * 4


def test_traces_are_shared_with_plain_arrays() -> None:
    @mgc.function
    def negative(x):
        return -x

    negative(np.ones(3))
    for wrap in WRAPPERS:
        negative(wrap(np.ones(3)))
    assert negative.trace_count == 1


def test_memory_that_is_not_the_cpus_is_refused() -> None:
    with pytest.raises((MgcError, BufferError), match=r"CPU|device"):
        affine(OnDevice(np.ones(3)), np.ones(3))


EQUAL_DTYPES = {
    "pickled": lambda: pickle.loads(pickle.dumps(np.arange(4.0))),
    "with metadata": lambda: np.arange(4.0).astype(np.dtype("f8", metadata={"unit": "m"})),
    "longlong": lambda: np.arange(4, dtype=np.longlong),
    "longlong without axes": lambda: np.array(np.longlong(3)),
    "every second": lambda: pickle.loads(pickle.dumps(np.arange(8.0)))[::2],
}


@pytest.mark.parametrize("name", EQUAL_DTYPES)
def test_arrays_whose_dtype_is_another_object_are_taken(name: str) -> None:
    @mgc.function
    def doubled(x):
        x *= 2
        return x + 1

    make = EQUAL_DTYPES[name]
    expected_x, x = make(), make()
    expected = doubled.eager(expected_x)
    for way in (doubled, doubled.get_concrete_function(make()), doubled.exact):
        x = make()
        assert np.array_equal(way(x), expected)
        assert np.array_equal(x, expected_x)


def test_scalars_whose_type_has_another_name_are_taken() -> None:
    doubled = mgc.function(lambda x: x * 2)
    assert doubled(np.longlong(3)) == 6
    assert doubled(np.ulonglong(3)) == 6


PICKLED = pickle.loads(pickle.dumps(np.arange(4.0)))
LONG = np.arange(4, dtype=np.longlong)


def test_globals_whose_dtype_is_another_object_are_captured() -> None:
    weighted = mgc.function(lambda x: x * PICKLED + LONG)
    x = np.full(4, 2.0)
    concrete = weighted.get_concrete_function(x)
    for way in (weighted, weighted.exact, concrete, concrete.interpret):
        assert way(x).tolist() == [0.0, 3.0, 6.0, 9.0]
