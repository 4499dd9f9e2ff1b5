"""Programs that random sweeps have found to be wrong once (docs/random_programs.md), made small.

Each is listed with what was wrong, arguments for a call, and the signature it is compiled for if
that is not the arguments'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Function = Callable[..., Any]


@dataclass(frozen=True)
class Found:
    """A program. ``arguments`` makes new ones."""

    function: Function
    arguments: Callable[[], tuple[Any, ...]]
    signature: str | None

    @property
    def name(self) -> str:
        """For the test's name."""
        return self.function.__name__


PROGRAMS: list[Found] = []


def found(
    arguments: Callable[[], tuple[Any, ...]], signature: str | None = None
) -> Callable[[Function], Function]:
    """Lists a program."""

    def add(function: Function) -> Function:
        PROGRAMS.append(Found(function, arguments, signature))
        return function

    return add


def matrix(rows: int, columns: int, dtype: type = np.float64) -> Any:
    """Small multiples of a half."""
    numbers = np.arange(rows * columns).reshape(rows, columns) * 7 % 11
    return (numbers / 2).astype(dtype)


def vector(size: int, dtype: type = np.float64) -> Any:
    """Small multiples of a half."""
    return matrix(1, size, dtype)[0]


@found(lambda: (matrix(8, 17, np.float32), matrix(17, 8, np.float16)))
def row_that_is_written_while_all_rows_need_it(b, a):
    """The nest wrote to row 0 before the other rows had read it."""
    b += b[0].astype(np.float16) + a.sum(axis=1)
    return a


@found(lambda: (matrix(5, 9, np.float32),), "f32[n,m]")
def mirrored_rows_that_are_summed_too(a):
    """As above, with a right-hand side that a reduction reads as well."""
    mirrored = np.exp(-a[:, ::-1])
    greatest = mirrored.max(axis=1)
    a[...] = mirrored / greatest[:, None]
    return greatest


@found(lambda: (matrix(4, 7), 0.5), "f64[n,m], float")
def product_with_equal_numbers(a, p):
    """An operand of a matrix product was taken for memory of a number, which has none."""
    n, m = a.shape
    if a[0, 0] >= 0:
        return np.full(n, p) @ a + np.dot(a, np.full((m, m), p)).max()
    return np.full(m, p)


@found(lambda: (vector(4), vector(4)))
def name_of_a_selection_that_a_branch_leaves_behind(x, y):
    """Opening the second branch asked for the array, in a region that was closed."""
    if x[0] < 1:
        picked = x[y > 1]
        x[0] = picked.sum()
    if x[1] > 2:
        x[1] = 0.5
    return x


@found(lambda: (vector(6), 2), "f64[n], k:int")
def index_and_bound_that_are_arguments(x, k):
    """The trace assumed that the integer was larger than any extent."""
    x[k] += 1
    x[-k] += x[:k].sum()
    x[k:] *= 0.5
    return x[k - 1] + x[1 : k + 1].max()


@found(lambda: (vector(5),))
def number_of_numpy_that_is_known(x):
    """A library could not return it."""
    return x + 1, np.float32(0.5), np.int64(3), np.bool_(True)


@found(lambda: (vector(7),), "f64[n]")
def selection_that_is_returned(x):
    """Without optimization the library needed libc."""
    return x[x > 1]


@found(lambda: (matrix(3, 8)[:, ::2], vector(3)))
def write_before_an_error(a, x):
    """What was written to an argument that had to be packed was lost."""
    a[0] = -1
    if x[1] > 0:
        raise ValueError("after the write")
    return a.sum()


@found(lambda: (vector(6), vector(6)))
def mask_for_a_part_whose_size_a_run_decides(x, y):
    """The mask had one name for the extent, the part that is written another."""
    i = 0
    while i < 5 and x[i] < 4:
        i += 1
        np.maximum(x[:i], 1, out=y[:i], where=np.full((2, i), True).any(axis=0))
    return y


@found(lambda: (vector(4), vector(4)), "f64[n], f64[n]")
def array_that_is_chosen_and_added_to_itself(x, y):
    """After the choice the loop's array was taken to be that from before the loop."""
    for i in range(x.shape[0]):
        y += y if i else x
    return y * 1


def rotated_and_written(x, k):
    """A loop carried copies of arrays that change places, and the array was written by a view."""
    y, view = x * 2, x[::-1].reshape(1, 5)
    for i in range(k):
        view[...] = x
        if i > 0:
            x, y = y, x
    return view.copy()


def bound_again_in_an_inner_loop(x):
    """The inner loop did not know that its array may be an argument that has been written."""
    y = x
    for _ in range(3):
        for _ in range(x.shape[0]):
            y[...] += 1
            x = x.cumsum()
    return x


def mask_that_is_written_mirrored(b):
    """NumPy reads the mask while it writes, in an order of its own."""
    np.copyto(b[::-1], b, where=b)
    return b


def mask_that_is_written_row_by_row(b):
    """The same of an assignment."""
    b[::-1][b] ^= b[0, 1]
    return b


def name_of_a_loop_that_no_run_reaches(x, k):
    """Tracing raised UnboundLocalError, though the branch is not taken."""
    c = 0
    if x[0] > 100:
        for i in range(int(k) * 0):
            c += i
        c += i  # pyright: ignore[reportPossiblyUnboundVariable]
    return c


def bound_again_by_some_iterations(x, b):
    """After the loop the name was taken to be an array of its own, and the argument not written."""
    for v in b:
        if v > 100:
            x = b + 1.0
    x -= 1
    return b.copy()


@found(lambda: (vector(4),))
def read_under_another_name(x):
    """The loop wrote to a copy, and the other name did not see it."""
    z = np.zeros(4)
    before, total = z, 0.0
    for _ in range(4):
        z[0] += 1
        total += before[0]
        z = z * 1
    return total + x


def read_under_another_name_while(x):
    """The same where no iteration can be taken out of the loop."""
    z = np.zeros(4)
    before, total, k = z, 0.0, 0
    while k < 3 and x[k] < 100:
        z[0] += 1
        total += before[0]
        z = z * 1
        k += 1
    return total + x


@found(lambda: (vector(4),))
def argument_of_every_second_iteration(x):
    """What the second iteration writes to is the argument: it was not written."""
    y, k = np.zeros(4), 0
    while k < 3 and x[0] < 100:
        x, y = y, x
        x[k] = y[k] + 1
        k += 1
    return x.copy(), y.copy()


@found(lambda: (vector(4), vector(4) + 1, vector(3)), "f64[n], f64[n], f64[m]")
def written_in_a_branch_of_a_loop_that_is_written_twice(x, y, f):
    """The copies of the loop had symbols of their own, and parameters of its branches the old."""
    for _ in f:
        w = x[y.astype(np.bool_)]
        if x[1]:
            np.copyto(w, w * 2, where=w.shape)
    return x


@found(lambda: (vector(7) - 2,), "f64[n]")
def more_elements_than_one_after_squeezing(x):
    """That there is not one was taken for there being no more than one."""
    y = np.squeeze(x[x > 0])
    return y.sum() if y.shape[0] > 1 else -y.sum()


@found(lambda: (vector(7) - 2, vector(12)), "f64[n], f64[m]")
def more_rows_than_one_of_what_a_run_counts(x, z):
    """That there are not none was taken for there being none."""
    k = len(x[x > 2])
    y = z.reshape(k, -1)
    return y.sum() if k > 1 else -y.sum()


def one_array_under_two_names(x):
    """Each of the names had an array of its own in the loop, and did not see the other's write."""
    z = np.zeros(3)
    w = z
    for v in range(int(x[0] * 0) + 4):
        w[0] += 1
        if x[0] > v:
            w, z = w * 1, z * 2
    return z


def one_array_twice_in_a_list(x):
    """The same of the items of a list."""
    z = np.zeros(3)
    both = [z, z]
    for v in range(4):
        both[0][0] += 1
        if x[0] > v:
            both = [both[0] * 1, both[1] * 2]
    return both[1]


def chosen_twice(x):
    """One of the names was written, and the other, which may be the same array, did not see it."""
    a, b, c = x * 1, x * 2, x * 3
    first = a if x[0] > 0 else c
    second = a if x[1] > 0 else b
    second += 1
    return first.sum()


def chosen_twice_and_written(x):
    """The same where both are written."""
    a, b, c = x * 1, x * 2, x * 3
    first = a if x[0] > 0 else c
    second = a if x[1] > 0 else b
    second += 1
    first += 1
    return first.sum(), second.sum()


REFUSED = (
    (chosen_twice, lambda: (vector(3),), "MGC-M4"),
    (chosen_twice_and_written, lambda: (vector(3),), "MGC-M4"),
    (read_under_another_name_while, lambda: (vector(4),), "MGC-C5"),
    (one_array_under_two_names, lambda: (vector(3),), "MGC-C5"),
    (one_array_twice_in_a_list, lambda: (vector(3),), "MGC-M4"),
    (bound_again_by_some_iterations, lambda: (vector(4), vector(4)), "MGC-M4"),
    (mask_that_is_written_mirrored, lambda: (vector(7) > 2,), "MGC-M5"),
    (mask_that_is_written_row_by_row, lambda: (matrix(5, 3) > 2,), "MGC-M5"),
    (name_of_a_loop_that_no_run_reaches, lambda: (vector(3), 2), "MGC-C1"),
    (rotated_and_written, lambda: (vector(5), np.int64(3)), "MGC-C5"),
    (bound_again_in_an_inner_loop, lambda: (vector(5),), "MGC-M4"),
)
"""Programs that were compiled to other programs, and the codes they are refused with."""


@found(lambda: (matrix(3, 4), matrix(3, 4)))
def update_that_is_read_where_another_one_overwrites(b, c):
    """The value was taken to be read from ``c``, so it was computed when ``b`` was new already."""
    b += 1
    c[:] = b - b.max(axis=1, keepdims=True)
    return c.sum(), b.sum()


@found(lambda: (vector(2), matrix(2, 2), vector(2)))
def column_sums_that_grow_their_matrix(c, m, b):
    """As above, with a sum that the new matrix depends on."""
    c += m.sum(axis=0)
    m += np.exp(-c)
    return m @ b


@found(
    lambda: (
        np.arange(49).reshape(7, 7) * 3 % 7,
        vector(7),
        matrix(7, 7),
        np.arange(40) * 5 % 7,
    )
)
def indices_that_two_checks_share(s, x, z, i):
    """A guard of indices that are known to be in range already had nothing to ask."""
    a = x[s.T[i][:, 0]]
    b = z[:, s[:, i][0]]
    return a + b[1]


@found(lambda: (np.array([1.0, 2, 3]), np.array([1.0, -1, -1]), np.array([3.0, 3, 3])))
def pair_of_lengths_that_part_late(u, v, w):
    """Two arrays of one name were as long as each other once, and then not."""
    p, s = (u, v), 0
    for j in range(2):
        s += len(p[0])
        c = int(w[j])
        p = u[:c], v[:c]
        u = u[u > 0]
        v = v[v > 0]
    return p[0] + 0, p[1] + 0, s


@found(lambda: (matrix(3, 3), matrix(3, 3) + 5, np.eye(3)), "f64[n,n], f64[n,n], f64[n,n]")
def product_that_is_written_over_what_is_added_to_it(a, b, d):
    """The nest of the product stored it before the sum had read what was there."""
    c = d @ a
    t = b + c
    b[:] = c
    return t


@found(lambda: (vector(5), np.array([True, True, False, True, True])), "f64[n], bool[n]")
def selection_with_where_and_casting(y, m):
    """``where=``, ``casting=`` and ``signature=`` of a ufunc were forgotten for ``x[mask]``."""
    chosen = y[m]
    np.add(chosen, 1, out=chosen[::-1], where=chosen > 2)
    whole = np.floor_divide(y[m], 1, casting="unsafe", dtype=np.int64)
    return chosen, whole, np.multiply(y[m], 3, signature="dd->d")
