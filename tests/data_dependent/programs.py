# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs with masks and scattered writes."""

from __future__ import annotations

import numpy as np

from .values import ALL, AT, EMPTY, F32, I32, MASK, NAN, NONE, U8, B, C, M, X
from .ways import case

# Masks.


@case(X, MASK)
@case(X, ALL)
@case(X, NONE)
@case(EMPTY, np.zeros(0, bool))
def mask_returned(x, m):
    return x[m]


@case(M, M > 4)
def mask_of_a_matrix(x, m):
    return x[m], x[m] * 2, x[m].sum(), len(x[m])


@case(M, np.array([True, False, True]))
def mask_of_rows(x, m):
    return x[m], x[m, 1], x[m, 1:3]


@case(M, np.array([True, False, True, False]))
def mask_of_columns(x, m):
    return np.ascontiguousarray(x[:, m].T)


@case(X, MASK, X > 3)
@case(X, ALL, NONE)
def masks_meet(x, m, k):
    y = x[m]
    return y[y > 0], x[m & k], np.concatenate((x[m], x[k]))


@case(X, MASK)
@case(X, ALL)
def mask_on_both_sides(x, m):
    y = np.zeros_like(x)
    y[m] = x[m] + 1
    y[~m] = -x[~m]
    return y


@case(X, MASK, X > 3)
def masks_of_one_size(x, m, k):
    y = np.zeros(12)
    y[: m.sum()] = x[m]
    y[y > 100] = 3
    x[np.flatnonzero(m)[:2]] = x[np.flatnonzero(k)[:2]]
    return y


@case(X, MASK, np.arange(20.0))
@case(X, MASK, np.arange(3.0))
def mask_assigned_an_array(x, m, v):
    x[m] = v[: m.sum()]


@case(X, MASK)
def masked_copy_is_changed(x, m):
    y = x[m]
    y[0] = 100
    y += 1
    z = y[1:]
    z[:] = 5
    return y, x


@case(X, MASK)
def mask_changes_after_selection(x, m):
    y = x[m]
    m[:] = False
    return y.sum(), y, x[m]


@case(X, MASK)
def reductions_of_a_mask(x, m):
    y = x[m]
    return y.max(), y.min(), y.any(), y.argmax(), y.size, y.shape[0], np.median(y)


@case(M, np.array([True, False, True]), np.array([1, 2]))
def mask_beside_indices(x, m, i):
    return x[m, i]


@case(U8, U8 > 4)
@case(I32, I32 > 0)
@case(F32, F32 > 0)
@case(B, B)
@case(C, np.isnan(C))
def mask_of_dtypes(x, m):
    y = x.copy()
    y[m] = x[m][::-1]
    return x[m], y


@case(X)
def nested_masks(x):
    y = x[x > -5]
    return y[y < 5][1:], (y[1:] - y[:-1])[y[1:] > 0]


# Positions.


@case(X)
@case(EMPTY)
@case(NAN)
@case(I32)
@case(B)
def positions(x):
    return np.flatnonzero(x), np.nonzero(x)[0], np.argwhere(x), np.where(x > 0)


@case(M)
def positions_of_a_matrix(x):
    i, j = np.nonzero(x > 4)
    return i, j, np.argwhere(x > 4), x[i, j]


@case(M, np.array([True, False, True]))
def compressed(x, m):
    return (
        np.compress(m, x, axis=0),
        np.extract(x > 3, x),
        x.compress([True, False, True, True], axis=1).sum(),
    )


@case(X, MASK)
def deleted(x, m):
    return np.delete(x, m), np.delete(x, 3), np.delete(x, [1, -1, 1]), np.delete(x, slice(2, 5))


# Indices.


@case(X, AT, np.arange(5.0))
def stored_at_indices(x, i, v):
    x[i] = v
    return x


@case(X, AT)
def added_once_at_indices(x, i):
    x[i] += 1
    x[i] *= 2


@case(X, np.array([1, 12]))
@case(X, np.array([1, -13]))
def index_out_of_range(x, i):
    x[0] = 99
    x[i] = 1


@case(M, np.array([0, 2, 0]), np.array([1, 1, 3]))
def stored_at_pairs(x, i, j):
    x[i, j] = np.arange(3.0)
    x[:, j] = x[:, j] + 1
    x[i, 1:3] = np.array([5.0, 6.0])
    x[1:][:, ::2][i[:1] * 0, j[:1]] = 7


@case(X, AT, np.arange(5.0))
def accumulated(x, i, v):
    np.add.at(x, i, v)
    np.subtract.at(x, i, 1)
    np.maximum.at(x, i[:2], v[:2])
    np.minimum.at(x[2:], np.array([0, 0]), 4)
    np.multiply.at(x, i, v)


@case(I32, AT)
@case(U8, AT)
def accumulated_integers(x, i):
    np.add.at(x, i, x[:5])
    np.bitwise_or.at(x, i, 1)


@case(M, np.array([0, 2, 0]))
def accumulated_rows(x, i):
    np.add.at(x, i, 1.0)
    np.add.at(x, (slice(None), i), x[:, 1:])
    np.add.at(x, (i, i), np.arange(3.0))


@case(X, MASK)
def accumulated_at_a_mask(x, m):
    np.add.at(x, m, 2.5)


@case(M, np.array([[3, 0], [1, 1], [2, -1]]))
def along_an_axis(x, i):
    y = np.take_along_axis(x, i, axis=1)
    np.put_along_axis(x, i, np.array([[1.0, 2.0]]), axis=1)
    np.put_along_axis(x, np.array([1, 2]), 9.0, axis=None)
    return y


@case(X, AT, np.arange(3.0))
def put_in_place(x, i, v):
    np.put(x, i, v)
    x.put([1, 30], 5, mode="wrap")
    np.put(x, [-5, 70], v, mode="clip")
    np.place(x, x > 4, v)
    np.putmask(x, x < 0, v)
    np.copyto(x, 1.5, where=x == 0)


@case(M)
def diagonal_filled(x):
    np.fill_diagonal(x, 7)
    np.put(x, [5, 6], [1, 2])
    np.place(x, x > 6, [3, 4])
