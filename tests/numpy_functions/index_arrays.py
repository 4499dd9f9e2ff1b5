# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs that make and use arrays of indices."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
M = np.arange(12.0).reshape(3, 4)
SQUARE = np.arange(16.0).reshape(4, 4) + 1
TALL = np.arange(15, dtype=np.int32).reshape(5, 3)
FLAT = np.array([0, 7, 11, 3, 3])


@case(M)
@case(np.zeros((0, 3)))
def grids(x):
    return np.indices(x.shape), np.indices(x.shape, dtype=np.int32), np.indices((2, 3))


@case(M)
def grids_of_other_types(x):
    return np.indices(x.shape, np.float32), np.indices(x.shape, sparse=True), np.indices(())


@case(M)
def grid_used(x):
    i, j = np.indices(x.shape)
    return x[i, j] * (i + 10 * j), np.hypot(*np.indices(x.shape, sparse=True))


@case(M)
def from_a_function(x):
    n, m = x.shape
    return (
        np.fromfunction(lambda i, j: i * 10 + j, (n, m)),
        np.fromfunction(lambda i, j, k: i - j * k, (n, m), dtype=int, k=3),
    )


@case(SQUARE)
@case(M)
@case(TALL)
@case(np.zeros((0, 3)))
@case(np.zeros((1, 1)))
def triangles_of_a_matrix(x):
    return (
        np.tril_indices_from(x),
        np.triu_indices_from(x),
        [np.tril_indices_from(x, k) for k in (-2, -1, 1, 2)],
        [np.triu_indices_from(x, k) for k in (-2, -1, 1, 2)],
    )


@case(SQUARE)
def triangles_beyond_the_corners(x):
    n = x.shape[0]
    return [np.tril_indices(n, k) for k in (-9, 9)], [np.triu_indices(n, k) for k in (-9, 9)]


@case(SQUARE)
@case(np.zeros((0, 0)))
def triangles_by_number(x):
    n = len(x)
    return np.tril_indices(n), np.triu_indices(n, 1), np.tril_indices(n, 0, n + 2)


@case(SQUARE)
def elements_of_a_triangle(x):
    packed = x[np.tril_indices(len(x))]
    full = np.zeros_like(x)
    full[np.triu_indices_from(full, 1)] = x[np.triu_indices_from(x, 1)] * 2
    return packed, packed.shape, full


@case(SQUARE)
def correlation_pairs(x):
    c = np.corrcoef(np.sin(x))
    return c[np.triu_indices_from(c, k=1)].shape


@case(np.arange(6.0))
def packed_matrix_unpacked(v):
    m = np.zeros((3, 3))
    m[np.tril_indices(3)] = v
    return m + np.tril(m, -1).T


@case(SQUARE)
def diagonals(x):
    i = np.diag_indices(x.shape[0])
    j = np.diag_indices_from(x)
    x[i] = 0
    x[np.diag_indices(2)] += 7
    return i, j, x, np.diag_indices(3, 3)


@case(M, symbolic=False)
@case(np.zeros(3))
def diagonal_of_what_is_not_square(x):
    return np.diag_indices_from(x)


@case(np.zeros(3))
def triangle_of_a_vector(x):
    return np.tril_indices_from(x)


@case(SQUARE)
def masked_by_a_function(x):
    n = len(x)
    return (
        np.mask_indices(n, np.triu),
        np.mask_indices(n, np.tril, -1),
        np.mask_indices(n, lambda m, k: np.eye(len(m)) * k, 2),
    )


@case(FLAT, M)
@case(FLAT.astype(np.uint8), M)
@case(np.array([[3, 4], [5, 6]]), M)
@case(np.zeros(0, np.int64), M)
def flat_to_indices(i, x):
    return np.unravel_index(i, x.shape), np.unravel_index(i, x.shape, order="F")


@case(M)
def place_of_the_greatest(x):
    i, j = np.unravel_index(np.argmax(np.sin(x)), x.shape)
    return x[i, j], i, j, np.unravel_index(x.argmin(), x.shape), np.unravel_index(5, (3, 4))


@case(np.array([3, 12]), M)
@case(np.array([3, -1]), M)
@case(np.array([0.5]), M)
def flat_out_of_range(i, x):
    return np.unravel_index(i, x.shape)


@case(np.array([0, 2, 1]), np.array([3, 0, 0]), M)
def indices_to_flat(i, j, x):
    return (
        np.ravel_multi_index((i, j), x.shape),
        np.ravel_multi_index((i, j), x.shape, order="F"),
        np.ravel_multi_index((i, 2), x.shape),
        np.ravel_multi_index((i[:, None], j), x.shape),
        np.ravel_multi_index((1, 2), x.shape),
    )


@case(np.array([0, 5, -1]), np.array([9, -4, 0]), M)
def indices_to_flat_in_modes(i, j, x):
    return (
        np.ravel_multi_index((i, j), x.shape, mode="wrap"),
        np.ravel_multi_index((i, j), x.shape, mode="clip"),
        np.ravel_multi_index((i, j), x.shape, mode=("wrap", "clip")),
    )


@case(np.array([0, -1]), np.array([0, 0]), M)
@case(np.array([0, 3]), np.array([0, 0]), M)
def indices_out_of_range(i, j, x):
    return np.ravel_multi_index((i, j), x.shape)


@case(np.array([0, -1]), M)
def too_few_indices(i, x):
    return np.ravel_multi_index((i,), x.shape)


@case(M, np.array([True, False, True]), np.array([1, 3]))
def open_mesh(x, m, j):
    return x[np.ix_(m, j)], x[np.ix_([0, 2], [1, 1])], np.ix_([], [1])


@case(M)
def open_mesh_of_a_matrix(x):
    return np.ix_(x.astype(int), [1])


@case(np.array([2.0]))
def mesh_grids(x):
    n = x.shape[0] + 3
    return np.mgrid[0:n, 1:n], np.ogrid[0:n, 2:n:2], np.mgrid[:n], np.mgrid[0:n:2]


@case(np.zeros(5))
def mesh_grids_with_steps(x):
    n = len(x)
    return (
        np.mgrid[0:1:5j, 0:n],
        np.ogrid[-1:1:3j, 0:n:2j],
        np.mgrid[0 : 2 * n : 4j],
        np.mgrid[0:n:1j],
        np.ogrid[0:1:0.25, 0:n],
    )
