# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""0-d arrays, scalars and numbers: results are scalars and arrays as they are in NumPy."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
REAL = (np.array(3.0), np.float64(3.0), 3.0, np.array(3, np.int8), np.float32(2.5))
ANY = (*REAL, np.array(True), np.array(1 + 2j), np.complex64(1 - 2j))


def each(*values):
    """The program for each of the values, twice: with numbers and symbols as extents."""

    def add(program):
        for value in values:
            case(value)(program)
            case(value)(program)
        return program

    return add


@each(*ANY)
def reduced(x):
    return (
        np.sum(x),
        np.sum(x, keepdims=True),
        np.sum(x, axis=0),
        np.sum(x, axis=()),
        np.prod(x, axis=-1),
        np.max(x),
        np.min(x, keepdims=True),
        np.any(x),
        np.all(x),
        np.mean(x),
        np.nansum(x),
        np.add.reduce(x),
        np.maximum.reduce(x, axis=None),
        np.argmax(x),
        np.count_nonzero(x),
        np.einsum("->", x),
    )


@each(*(v for v in ANY if not isinstance(v, float) or isinstance(v, np.generic)))
def reduced_by_methods(x):
    return x.sum(), x.max(), x.min(), x.prod(), x.any(), x.all(), x.mean(), x.sum(keepdims=True)


@each(*REAL)
def converted(x):
    return np.float64(x), np.float32(x), np.int64(x), np.bool_(x), np.complex64(x)


@each(*REAL)
def computed(x):
    return +x, -x, np.positive(x), np.round(x), np.round(x, 1), np.sqrt(x), x + 1, np.clip(x, 0, 2)


@each(*REAL)
def chosen(x):
    return (
        np.isin(x, [3, 4]),
        np.select([x > 2], [x]),
        np.choose(0, [x, x]),
        np.where(x > 2, x, 0),
        np.argsort(x),
        np.nan_to_num(x),
    )


@each(*ANY)
def moved(x):
    return (
        np.flip(x),
        np.transpose(x),
        np.squeeze(x),
        np.reshape(x, ()),
        np.moveaxis(x, [], []),
        np.copy(x),
        np.ravel(x),
        np.imag(x),
        np.real(x),
    )


@each(np.array(3.0), np.float64(3.0), np.array(1 + 2j), np.array([1.0, 2.0]))
def parts(x):
    return x.real, x.imag, x.T, x.astype(np.complex64)


@each(np.array([True, False]), np.array(True), np.bool_(True))
def of_bools(x):
    return x**2, np.angle(x), np.sort_complex([x, x]) if np.ndim(x) == 0 else np.sort_complex(x)


@each(np.array([2, 1], np.float32), np.array([2, 1], np.float16), np.array([2, 1], np.int16))
def sorted_as_complex(x):
    return np.sort_complex(x)


@each(np.float32(2.5), np.array([1.0, 4.0], np.float32), np.array([1, 4], np.int8))
def with_numbers_of_python(x):
    return (
        np.clip(3.0, x, x),
        np.dot(x, 2),
        np.dot(0.1, x),
        np.inner(x, 2.5),
        np.outer(x, 2),
        np.kron(x, 0.1),
        np.multiply.outer(0.1, x),
        np.union1d(x, 2),
        np.concatenate([x, 0.1], axis=None),
        np.append(x, 0.1),
        np.sum(x, initial=2),
        np.polyval([x, x] if np.ndim(x) == 0 else x, True),
        x * True,
    )


@each(np.array([1 + 2j]), np.array(1j))
def infinite_complex(x):
    return np.isneginf(x)


@each(np.array([1 + 2j]))
def interpolated_complex(x):
    return np.interp(x, [1, 2], [1, 2])


@each(np.array([True]), np.array([True]))
def rounded_bools(x):
    return np.around(x, 1)


@each(np.array([1.0, 2.0]), np.array(1.0))
def written_imaginary_part(x):
    x.imag[...] = 5
    return x


@each(np.array(1.0))
def running_total(x):
    return np.add.accumulate(x)


@each(np.array([1, 2]))
def viewed_as_another_type(x):
    return x.view(np.dtype("int64"))


@each(np.ones(2), np.ones(2, np.float32))
def element_type(x):
    return [x.dtype.name, x.dtype == None]  # noqa: E711
