"""For each name that can be compiled, expressions that call it on the arguments below.

Ufuncs need no entry: they are called with as many operands as they take. Functions that write to
an argument are followed by what they wrote.
"""

from __future__ import annotations

from typing import Any

import numpy as np

NAMES = ("f", "p", "i", "b", "c", "t", "v", "w", "k", "m", "n")
"""f64 (3, 4) of both signs; f64 (3, 4) in (0, 1); i64 (3, 4); bool (3, 4); c128 (3, 4); f64
(2, 3, 4); f64 (6); f64 (6); i64 (6), each place once; f64 (4, 4), positive definite; f64 (3, 4)
with NaN."""


def arguments(seed: int) -> tuple[Any, ...]:
    """Values for `NAMES`."""
    rng = np.random.default_rng(seed)
    square = rng.normal(size=(4, 4))
    holes = rng.normal(size=(3, 4))
    holes[rng.integers(0, 3), 0] = np.nan
    return (
        rng.normal(size=(3, 4)),
        rng.uniform(0.05, 0.95, size=(3, 4)),
        rng.integers(0, 9, size=(3, 4)),
        rng.integers(0, 2, size=(3, 4)).astype(bool),
        rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4)),
        rng.normal(size=(2, 3, 4)),
        rng.normal(size=6),
        rng.normal(size=6),
        rng.permutation(6),
        square @ square.T + 4 * np.eye(4),
        holes,
    )


_FUNCTIONS = """
all: np.all(b, axis=1), np.all(f)
allclose: np.allclose(f, f + 1e-12), np.allclose(n, n, equal_nan=True), np.allclose(f, p)
amax: np.amax(f, axis=0)
amin: np.amin(f, axis=(0, 1), keepdims=True)
angle: np.angle(c), np.angle(c, deg=True)
any: np.any(b, axis=0), np.any(f)
append: np.append(v, w), np.append(f, p, axis=0)
apply_along_axis: np.apply_along_axis(np.cumsum, 1, f)
apply_over_axes: np.apply_over_axes(np.sum, t, (0, 2))
arange: np.arange(5), np.arange(2.0, 5.0, 0.5), v + np.arange(6)
argmax: np.argmax(f), np.argmax(f, axis=1), np.argmax(n, axis=0)
argmin: np.argmin(f, axis=0, keepdims=True)
argpartition: np.take(v, np.argpartition(v, 2)[2:3])
argsort: np.argsort(f), np.argsort(v)[::-1], np.argsort(f, axis=None)
argwhere: np.argwhere(f > 0)
around: np.around(f, 2)
array: np.array([v[0], w[1], 3.0]), np.array(f), np.array([v, w])
array_equal: np.array_equal(f, f), np.array_equal(f, p), np.array_equal(n, n, equal_nan=True)
array_equiv: np.array_equiv(f, f), np.array_equiv(f, f[0])
array_split: np.array_split(v, 4)
asanyarray: np.asanyarray(f)
asarray: np.asarray(i, dtype=np.float32), np.asarray([v[0], 1])
asarray_chkfinite: np.asarray_chkfinite(f)
ascontiguousarray: np.ascontiguousarray(f.T) + 0, np.ascontiguousarray(v[0])
asfortranarray: np.asfortranarray(f) + 0
astype: np.astype(f, np.float32)
atleast_1d: np.atleast_1d(v[0])
atleast_2d: np.atleast_2d(v)
atleast_3d: np.atleast_3d(f)
average: np.average(f), np.average(f, axis=1, weights=p), np.average(v, weights=np.abs(w))
bartlett: np.bartlett(v.shape[0]) * w
blackman: np.blackman(v.shape[0]) * w
block: np.block([[f, p], [p, f]])
broadcast_arrays: np.broadcast_arrays(f, f[0])[1] + 1
broadcast_to: np.broadcast_to(v, (2, 6)) * 2
can_cast: np.can_cast(np.int32, np.float64)
choose: np.choose(k % 3, [v, w, -v])
clip: np.clip(f, -0.5, 0.5), np.clip(i, 2, None), np.clip(f, -p, p)
column_stack: np.column_stack((v, w, k))
compress: np.compress(b[0], f, axis=1), np.compress(v > 0, w)
concat: np.concat((f, p), axis=1)
concatenate: np.concatenate((f, i, b)), np.concatenate((f, p), axis=None)
convolve: np.convolve(v, w), np.convolve(v, w[:3], mode="same"), np.convolve(v, w[:3], "valid")
copy: np.copy(f)
copyto: (np.copyto(f, p, where=b), f)[1]
corrcoef: np.corrcoef(f)
correlate: np.correlate(v, w[:3], "full")
count_nonzero: np.count_nonzero(i), np.count_nonzero(b, axis=1)
cov: np.cov(f), np.cov(v, w, ddof=0)
cross: np.cross(t[0, :, :3], t[1, :, :3])
cumprod: np.cumprod(f, axis=0)
cumsum: np.cumsum(f), np.cumsum(i, axis=1), np.cumsum(b)
cumulative_prod: np.cumulative_prod(v, include_initial=True)
cumulative_sum: np.cumulative_sum(v), np.cumulative_sum(f, axis=1, include_initial=True)
delete: np.delete(v, 2), np.delete(f, [0, 2], axis=1)
diag: np.diag(m), np.diag(v, k=1)
diag_indices: m[np.diag_indices(m.shape[0])]
diag_indices_from: m[np.diag_indices_from(m)]
diagflat: np.diagflat(v)
diagonal: np.diagonal(m, 1).copy()
diff: np.diff(v), np.diff(f, n=2, axis=0), np.diff(v, prepend=0.0), np.diff(b)
digitize: np.digitize(f, np.linspace(-2, 2, 5)), np.digitize(f, np.linspace(-2, 2, 5), right=True)
dot: np.dot(v, w), np.dot(f, m), np.dot(f, 2.0)
dsplit: np.dsplit(t, 2)
dstack: np.dstack((f, p))
ediff1d: np.ediff1d(v), np.ediff1d(v, to_begin=0.0, to_end=[1.0, 2.0])
einsum: np.einsum("ij,jk->ik", f, m), np.einsum("ii", m), np.einsum("kij,ij->k", t, f)
empty: np.empty((2, 3)).shape, np.empty((0, 3))
empty_like: np.empty_like(f).shape
expand_dims: np.expand_dims(f, (0, 2)) + 1
extract: np.extract(v > 0, w)
eye: np.eye(3, 4, 1), m + np.eye(4, dtype=np.float32)
fill_diagonal: (np.fill_diagonal(m, 7.0), m)[1]
fix: np.fix(3 * f)
flatnonzero: np.flatnonzero(f > 0)
flip: np.flip(f), np.flip(t, (0, 2))
fliplr: np.fliplr(f) + 0
flipud: np.flipud(f) + 0
fromfunction: np.fromfunction(lambda x, y: 2 * x + y, f.shape) + f
full: np.full((2, 3), 7), np.full(3, v[0])
full_like: np.full_like(i, 2.5), np.full_like(f, v[1], shape=(2,))
geomspace: np.geomspace(p[0, 0], p[0, 1], 5), np.geomspace(p[0], p[1], 3)
gradient: np.gradient(v), np.gradient(f, 0.5, axis=1), np.gradient(f)
hamming: np.hamming(v.shape[0]) * w
hanning: np.hanning(v.shape[0]) * w
histogram: np.histogram(f, bins=4), np.histogram(v, bins=[-3, -1, 0, 2, 4])
histogram: np.histogram(v, 5, weights=w)
histogram2d: np.histogram2d(v, w, bins=3)
histogram_bin_edges: np.histogram_bin_edges(f, 4)
histogramdd: np.histogramdd((v, w), bins=(2, 3))
hsplit: np.hsplit(f, 2)
hstack: np.hstack((v, w)), np.hstack((f, p))
i0: np.i0(5 * f)
identity: np.identity(3) + m[:3, :3]
imag: np.imag(c) + 0, np.imag(f)
indices: np.indices(f.shape), np.indices((2, 3), sparse=True)
inner: np.inner(f, m), np.inner(v, w)
insert: np.insert(v, 2, 7.0), np.insert(f, [0, 2], 3.0, axis=1), np.insert(v, k[:2], w[:2])
interp: np.interp(f, np.linspace(-1, 1, 6), v), np.interp(v, np.linspace(-1, 1, 6), w, left=-9.0)
intersect1d: np.intersect1d(i, k)
isclose: np.isclose(f, f + 1e-9), np.isclose(n, n, equal_nan=True)
iscomplex: np.iscomplex(c), np.iscomplex(f)
iscomplexobj: np.iscomplexobj(c)
isin: np.isin(i, k), np.isin(k, [1, 3], invert=True)
isneginf: np.isneginf(f / 0)
isposinf: np.isposinf(f / 0)
isreal: np.isreal(c), np.isreal(f)
isrealobj: np.isrealobj(f)
isscalar: np.isscalar(v[0]), np.isscalar(f)
ix_: f[np.ix_([0, 2], [1, 3])]
kaiser: np.kaiser(v.shape[0], 5.0) * w
kron: np.kron(f, m), np.kron(v, w)
lexsort: np.lexsort((v, k % 2))
linspace: np.linspace(0, 1, 7), np.linspace(v[0], w[0], 5, endpoint=False)
logical_and: np.logical_and(b, f > 0)
logspace: np.logspace(v[0], w[0], 5), np.logspace(0.0, v[0], 3, base=2.0)
mask_indices: m[np.mask_indices(4, np.triu, 1)]
matrix_transpose: np.matrix_transpose(t) + 0
max: np.max(f), np.max(n), np.max(i, axis=0, initial=5)
may_share_memory: np.may_share_memory(f, f[1:]), np.may_share_memory(f, f + p)
mean: np.mean(f, axis=1), np.mean(i), np.mean(f, dtype=np.float32)
median: np.median(f), np.median(f, axis=1), np.median(i, axis=0, keepdims=True)
meshgrid: np.meshgrid(v, w), np.meshgrid(v, w, k, indexing="ij")
min: np.min(f, axis=1), np.min(f, where=b, initial=9.0)
moveaxis: np.moveaxis(t, 0, -1) + 0
nan_to_num: np.nan_to_num(n), np.nan_to_num(n, nan=-1.0), np.nan_to_num(f / 0, posinf=5.0)
nanargmax: np.nanargmax(n), np.nanargmax(n, axis=0)
nanargmin: np.nanargmin(n, axis=1, keepdims=True)
nancumprod: np.nancumprod(n, axis=1)
nancumsum: np.nancumsum(n)
nanmax: np.nanmax(n, axis=0), np.nanmax(n)
nanmean: np.nanmean(n), np.nanmean(n, axis=1)
nanmedian: np.nanmedian(n), np.nanmedian(n, axis=1)
nanmin: np.nanmin(n, axis=1)
nanpercentile: np.nanpercentile(n, [25, 75], axis=1)
nanprod: np.nanprod(n, axis=0)
nanquantile: np.nanquantile(n, 0.3)
nanstd: np.nanstd(n), np.nanstd(n, axis=1, ddof=1)
nansum: np.nansum(n), np.nansum(n, axis=0)
nanvar: np.nanvar(n, axis=1)
ndim: np.ndim(t)
nonzero: np.nonzero(i), np.nonzero(v > 0)
ones: np.ones((2, 3)), np.ones(3, dtype=np.int32) * v[:3]
ones_like: np.ones_like(i), np.ones_like(f, dtype=np.float32)
outer: np.outer(v, w), np.outer(f, v)
packbits: np.packbits(b, axis=1)
pad: np.pad(v, 2), np.pad(f, ((1, 0), (2, 1)), constant_values=3.0)
pad: np.pad(v, 2, mode="edge"), np.pad(v, 3, mode="reflect")
partition: np.partition(v, 3)[3]
percentile: np.percentile(f, 30.0), np.percentile(f, [25, 50, 75], axis=1)
permute_dims: np.permute_dims(t, (2, 0, 1)) + 0
piecewise: np.piecewise(f, [f < 0, f > 1], [lambda x: -x, 7.0, lambda x: x / 2])
place: (np.place(f, b, [1.0, 2.0]), f)[1]
poly: np.poly(v)
polyadd: np.polyadd(v, w[:3])
polyder: np.polyder(v), np.polyder(v, 2)
polydiv: np.polydiv(v, w[:3])
polyint: np.polyint(v)
polymul: np.polymul(v, w)
polysub: np.polysub(v[:2], w)
polyval: np.polyval(v, f), np.polyval([1.0, 2.0, 3.0], f)
prod: np.prod(f, axis=0), np.prod(i), np.prod(b)
ptp: np.ptp(f), np.ptp(i, axis=1)
put: (np.put(f, k, w), f)[1]
put_along_axis: (np.put_along_axis(f, np.argmax(f, axis=1, keepdims=True), 9.0, axis=1), f)[1]
putmask: (np.putmask(f, b, p), f)[1]
quantile: np.quantile(f, 0.3), np.quantile(f, [0.1, 0.9], axis=0)
ravel: np.ravel(f) + 0, np.ravel(f, order="F") + 0
ravel_multi_index: np.ravel_multi_index((i % 3, i % 4), f.shape)
real: np.real(c) + 0, np.real(f) + 0
real_if_close: np.real_if_close(f) + 0
repeat: np.repeat(v, 3), np.repeat(f, 2, axis=1)
require: np.require(f, dtype=np.float32)
reshape: np.reshape(f, (4, 3)) + 0, np.reshape(f, (2, -1), order="F") + 0
resize: np.resize(v, (3, 4))
result_type: np.zeros(2, np.result_type(f, np.float32))
roll: np.roll(v, 2), np.roll(f, (1, -1), axis=(0, 1)), np.roll(f, -3)
rollaxis: np.rollaxis(t, 2) + 0
rot90: np.rot90(f) + 0, np.rot90(f, 2) + 0, np.rot90(f, -1) + 0
round: np.round(f, 1), np.round(i), np.round(100 * f, -1)
row_stack: np.row_stack((f, p))
searchsorted: np.searchsorted(np.sort(v), w), np.searchsorted(np.sort(v), w, side="right")
select: np.select([f > 1, f > 0], [p, -p], default=7.0)
setdiff1d: np.setdiff1d(i, k[:3])
setxor1d: np.setxor1d(i, k)
shape: np.shape(t)
shares_memory: np.shares_memory(f, f[1:]), np.shares_memory(f, f + p)
sinc: np.sinc(f)
size: np.size(f), np.size(f, 1)
sort: np.sort(f), np.sort(f, axis=0), np.sort(n, axis=None), np.sort(i, kind="stable")
sort_complex: np.sort_complex(c[0])
split: np.split(v, 3), np.split(v, [1, 4])
squeeze: np.squeeze(f[None]) + 0
stack: np.stack((f, p)), np.stack((v, w), axis=1)
std: np.std(f), np.std(f, axis=0, ddof=1)
sum: np.sum(f), np.sum(f, axis=(0, 1)), np.sum(b), np.sum(i, dtype=np.float32)
swapaxes: np.swapaxes(t, 0, 2) + 0
take: np.take(v, k), np.take(f, [0, -1], axis=1)
take: np.take(v, [9, -9], mode="clip"), np.take(v, [7, 8], mode="wrap")
take_along_axis: np.take_along_axis(f, np.argsort(f, axis=1), axis=1)
tensordot: np.tensordot(t, f, axes=2), np.tensordot(f, m, axes=1)
tensordot: np.tensordot(t, f, axes=([1, 2], [0, 1]))
tile: np.tile(v, 3), np.tile(f, (2, 2))
trace: np.trace(m), np.trace(m, offset=1)
transpose: np.transpose(t, (1, 0, 2)) + 0, np.transpose(f) + 0
trapezoid: np.trapezoid(v), np.trapezoid(v, dx=0.5), np.trapezoid(f, np.arange(4.0), axis=1)
tri: np.tri(3, 4, 1)
tril: np.tril(f), np.tril(m, -1)
tril_indices: m[np.tril_indices(m.shape[0])]
tril_indices_from: m[np.tril_indices_from(m, -1)]
trim_zeros: np.trim_zeros(np.where(w > 0, v, 0.0)) + 0
triu: np.triu(f), np.triu(m, 1)
triu_indices: m[np.triu_indices(m.shape[0], 1)]
triu_indices_from: f[np.triu_indices_from(f)]
union1d: np.union1d(i, k)
unique: np.unique(i), np.unique(i, return_index=True, return_inverse=True, return_counts=True)
unique_all: np.unique_all(i)
unique_counts: np.unique_counts(i)
unique_inverse: np.unique_inverse(i)
unique_values: np.sort(np.unique_values(i))
unpackbits: np.unpackbits(i.astype(np.uint8), axis=1)
unravel_index: np.unravel_index(k, (2, 3)), np.unravel_index(np.argmax(f), f.shape)
unstack: np.unstack(np.ones((3, 2)))
unwrap: np.unwrap(9 * v), np.unwrap(5 * f, axis=0)
vander: np.vander(v), np.vander(v, 3, increasing=True)
var: np.var(f), np.var(f, axis=1, ddof=1, keepdims=True)
vdot: np.vdot(v, w), np.vdot(c, c), np.vdot(f, p)
vsplit: np.vsplit(f, 3)
vstack: np.vstack((v, w)), np.vstack((f, p))
where: np.where(b, f, p), np.where(f > 0, f, 0.0), np.where(b)
zeros: np.zeros((2, 3)), np.zeros(3, bool)
zeros_like: np.zeros_like(f), np.zeros_like(i, dtype=np.float32)
linalg.cholesky: np.linalg.cholesky(m)
linalg.cond: np.linalg.cond(m, 1)
linalg.cross: np.linalg.cross(t[0, :, :3], t[1, :, :3])
linalg.det: np.linalg.det(m)
linalg.diagonal: np.linalg.diagonal(t).copy()
linalg.inv: np.linalg.inv(m), np.linalg.inv(np.stack((m, m.T)))
linalg.matmul: np.linalg.matmul(f, m)
linalg.matrix_norm: np.linalg.matrix_norm(f), np.linalg.matrix_norm(t, ord=1)
linalg.matrix_power: np.linalg.matrix_power(m, 3), np.linalg.matrix_power(m, -1)
linalg.matrix_transpose: np.linalg.matrix_transpose(t) + 0
linalg.multi_dot: np.linalg.multi_dot([f, m, m])
linalg.norm: np.linalg.norm(f), np.linalg.norm(v, 1), np.linalg.norm(f, axis=1)
linalg.norm: np.linalg.norm(f, "fro"), np.linalg.norm(v, np.inf)
linalg.outer: np.linalg.outer(v, w)
linalg.slogdet: np.linalg.slogdet(m)
linalg.solve: np.linalg.solve(m, f[0]), np.linalg.solve(m, f.T)
linalg.tensordot: np.linalg.tensordot(f, m, axes=1)
linalg.tensorinv: np.linalg.tensorinv(m.reshape(4, 2, 2), ind=1)
linalg.tensorsolve: np.linalg.tensorsolve(m.reshape(2, 2, 4), f[0].reshape(2, 2))
linalg.trace: np.linalg.trace(m)
linalg.vecdot: np.linalg.vecdot(f, p)
linalg.vector_norm: np.linalg.vector_norm(f), np.linalg.vector_norm(f, axis=0, ord=1)
"""

_METHODS = """
T: f.T + 0
all: f.all(), b.all(axis=1)
any: f.any(), b.any(axis=0)
argmax: f.argmax(), f.argmax(axis=1)
argmin: f.argmin(axis=0)
argpartition: v[v.argpartition(2)[2]]
argsort: v.argsort()
astype: f.astype(np.float32), (9 * f).astype(np.int16), c.astype(np.complex64), i.astype(bool)
choose: (k % 2).choose([v, w])
clip: f.clip(0, 1), f.clip(max=0.5)
compress: v.compress(w > 0)
conj: c.conj()
conjugate: c.conjugate()
copy: f.copy()
cumprod: v.cumprod()
cumsum: f.cumsum(axis=1)
device: f.device
diagonal: m.diagonal().copy()
dot: f.dot(m), v.dot(w)
dtype: np.zeros(2, f.dtype)
fill: (f.fill(3.0), f)[1]
flags: f.flags.writeable
flat: f.flat[5]
flatten: f.flatten(), f.flatten("F")
imag: c.imag + 0
itemsize: f.itemsize
mT: t.mT + 0
item: f[0, 1].item(), f.item(3), k.item(-1)
max: f.max(), f.max(axis=0), f.max(axis=1, keepdims=True)
mean: f.mean(), i.mean(axis=1)
min: f.min(), f.min(axis=0)
nbytes: f.nbytes
ndim: t.ndim
nonzero: i.nonzero()
partition: (v.partition(2), v[2])[1]
prod: v.prod(), i.prod(axis=0)
put: (v.put([1, 3], 7.0), v)[1]
ravel: f.ravel() + 0
real: c.real + 0
repeat: v.repeat(2)
reshape: f.reshape(2, 6) + 0, f.reshape((-1, 2)) + 0
resize: f.shape
round: f.round(2)
searchsorted: np.sort(v).searchsorted(w)
shape: t.shape
size: t.size
sort: (v.sort(), v)[1], (f.sort(axis=0), f)[1]
squeeze: f[None].squeeze() + 0
std: f.std(), f.std(axis=0)
sum: f.sum(), f.sum(axis=1), b.sum()
swapaxes: t.swapaxes(0, 1) + 0
take: v.take(k), f.take([1, 2], axis=0)
trace: m.trace()
transpose: t.transpose(2, 0, 1) + 0, f.transpose() + 0
var: f.var(axis=1), f.var(ddof=1)
view: f.view()[0] + 0
"""


def _table(prefix: str, text: str) -> dict[str, str]:
    """The expressions of each name, as they stand."""
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        name, expressions = line.split(": ", 1)
        known = found.get(f"{prefix}.{name}")
        found[f"{prefix}.{name}"] = f"{known}, {expressions}" if known else expressions
    return found


CALLS = _table("np", _FUNCTIONS) | _table("ndarray", _METHODS)
"""Expressions for each name, separated by commas."""
