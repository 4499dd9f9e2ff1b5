"""Compiled kernels of single ops give NumPy's bits; elementary functions keep their promise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.ulp_error import reference, ulp_error
from mgc.api.kernels import single_op
from mgc.ir.math import FUNCTIONS
from mgc.ir.types import DTYPES, I64, DType
from tests.compiled import CompiledFunction, compile_functions, same_bits
from tests.ops.families import SIZES, Case, cases, conversions, integer_limits, operands

Array = NDArray[Any]


def compiled(chosen: Iterable[Case]) -> list[tuple[Case, CompiledFunction]]:
    """The kernels of the cases, in one library."""
    listed = list(chosen)
    functions = compile_functions([single_op(case.op, case.types) for case in listed])
    return list(zip(listed, functions, strict=True))


def expected(case: Case, arrays: list[Array]) -> Array:
    """NumPy's result in the type of ours."""
    with np.errstate(all="ignore"):
        return np.asarray(case.op.eager(*arrays))


def check(case: Case, got: Array, arrays: list[Array]) -> None:
    """Compares with NumPy, or with the promised error of an elementary function."""
    if case.inexact_complex:
        check_complex(case, got, arrays)
        return
    if case.function is None:
        same_bits(got, expected(case, arrays), str(case))
        return
    dtype = case.dtypes[0].name
    exact = reference(case.function, dtype)(*arrays)
    finite = np.all([np.isfinite(a) for a in arrays], axis=0)
    # glibc's powl is wrong at (-inf) ** -2**63: NumPy's own type decides for infinities.
    exact = np.where(finite, exact, expected(case, arrays))
    error = ulp_error(got, exact)
    promised = FUNCTIONS[case.function, dtype].ulp
    at = int(error.argmax()) if error.size else 0
    where = [a[at] for a in arrays if a.size]
    assert not (error > promised).any(), f"{case} at {where}: {error[at]} ULP, got {got[at]!r}"


def check_complex(case: Case, got: Array, arrays: list[Array]) -> None:
    """Compares with NumPy in more precision, for operands of moderate size.

    The error of a power grows with the exponent; `tests.math.test_complex` says more of the others.
    """
    precise = [a.astype(np.clongdouble) for a in arrays]
    with np.errstate(all="ignore"):
        exact = case.op.numpy[0](*precise)
        usual = np.all([(np.abs(a) > 0.01) & (np.abs(a) < 100) for a in arrays], axis=0)
        usual &= np.isfinite(exact.astype(got.dtype)) & (np.abs(exact) > np.finfo(got.dtype).tiny)
        unit = np.finfo(got.dtype).eps * np.abs(exact)
        if case.op.name == "power":
            unit *= 1 + np.abs(precise[1] * np.log(precise[0]))
        error = np.abs(got.astype(exact.dtype) - exact) / unit
    assert (error[usual] <= 8).all(), f"{case}: {np.max(error[usual])} units"


CASES = list(cases())


@pytest.mark.parametrize("dtype", sorted({case.dtypes[-1] for case in CASES}, key=str), ids=str)
def test_elementwise_kernels_agree_with_numpy_at_every_size(dtype: DType) -> None:
    for case, kernel in compiled(c for c in CASES if c.dtypes[-1] == dtype):
        arrays = operands(case, max(SIZES))
        for size in SIZES:
            cut = [a[-size:] if size else a[:0] for a in arrays]
            (got,) = kernel(*cut)
            check(case, got, cut)


def test_every_elementwise_op_is_tried_on_some_type() -> None:
    from mgc.ir.ops import OPS
    from mgc.ir.ops.base import Elementwise

    tried = {case.op.name for case in CASES} | {case.op.name for case in conversions()}
    assert tried == {name for name, op in OPS.items() if issubclass(op, Elementwise)}


def test_conversions_agree_with_numpy_where_the_value_fits() -> None:
    for case, kernel in compiled(conversions()):
        (values,) = operands(case, 501)
        inside = values[in_range(values, case.op.infer(case.types)[0].dtype)]
        (got,) = kernel(inside)
        same_bits(got, expected(case, [inside]), str(case.op))


def in_range(values: Array, target: DType) -> NDArray[np.bool_]:
    """True where a conversion to ``target`` loses at most a fraction or rounds."""
    if values.dtype.kind not in "fc" or not target.is_integer:
        return np.ones(values.shape, bool)
    values = values.real
    info = integer_limits(target)
    wide = np.trunc(values.astype(np.longdouble))
    return np.asarray((wide >= info.min) & (wide <= info.max))


INTEGERS = [t for t in DTYPES.values() if t.is_integer]


@pytest.mark.parametrize("source", ["f32", "f64"])
def test_floats_out_of_range_become_the_integers_that_x86_gives(source: str) -> None:
    dtype = DTYPES[source]
    values = np.array(
        [2.0**31, -(2.0**31) - 2048, 2.0**40, 1e30, -1e30, np.inf, -np.inf, np.nan], dtype.numpy
    )
    chosen = [c for c in conversions() if c.dtypes == (dtype,)]
    for case, kernel in compiled(c for c in chosen if c.op.infer(c.types)[0].dtype in INTEGERS):
        target = case.op.infer(case.types)[0].dtype
        (got,) = kernel(values)
        same_bits(got, x86_integers(values, target), str(case.op))


def x86_integers(values: Array, target: DType) -> Array:
    """What x86 gives: truncated to i32 or i64, INT_MIN where it does not fit, then wrapped.

    To i64 for 64 bits and u32. u64 from 2**63 on subtracts that first.
    """
    if target.name == "u64":
        high = values >= 2.0**63
        below = x86_integers(np.where(high, values - values.dtype.type(2.0**63), values), I64)
        return np.where(high, below.view(np.uint64) ^ np.uint64(1 << 63), below.view(np.uint64))
    wide = np.int64 if target.bits == 64 or target.name == "u32" else np.int32
    info = np.iinfo(wide)
    inside = (values >= float(info.min)) & (values < -float(info.min))
    found = np.where(inside, values, 0).astype(wide)
    return np.where(inside, found, info.min).astype(target.numpy)
