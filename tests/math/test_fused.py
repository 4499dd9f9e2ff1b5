"""The software fma, and the software roundings, give the bits of the instructions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.ulp_points import magnitudes, moved, random_patterns, rounded
from mgc.codegen.llvm.binding import target_machine
from mgc.codegen.llvm.elementary import ElementaryKernel
from mgc.codegen.llvm.instructions import FUSED, ROUNDING, lacking
from mgc.ir.math import FUNCTIONS, MathFunction
from mgc.ir.types import F32, F64, DType

from .checks import INF, NAN, array, assert_same, largest, limits, patterns

Array = NDArray[Any]
BODIES = [("fma", F32), ("fma", F64), ("fma_extreme", F64)]
COUNT = 300_000


def normals(rng: np.random.Generator, dtype: DType, count: int = COUNT) -> Array:
    return rounded(rng.standard_normal(count), dtype)


def scaled(rng: np.random.Generator, dtype: DType, low: int, high: int) -> Array:
    """Random digits, and exponents between the two."""
    exponents = rng.integers(low, high + 1, COUNT)
    return rounded(np.ldexp(magnitudes(rng, COUNT, 0, 1), exponents), dtype)


def short(rng: np.random.Generator, dtype: DType) -> Array:
    """Few digits at both ends of the significand, so that sums are halfway between two floats."""
    digits = 24 if dtype is F32 else 53
    whole = (rng.integers(1, 8, COUNT) << (digits - 4)) + rng.integers(-3, 4, COUNT)
    return rounded(np.ldexp(whole.astype(np.float64), rng.integers(-12, 12, COUNT)), dtype)


def product(x: Array, y: Array) -> Array:
    with np.errstate(all="ignore"):
        result: Array = x * y
        return result


def triples(dtype: DType) -> Iterator[tuple[str, list[Array]]]:
    """Kinds of hard operands by name."""
    rng = np.random.default_rng(11)
    bits = 24 if dtype is F32 else 53
    top = 127 if dtype is F32 else 1023
    yield "bits", [random_patterns(rng, COUNT, dtype) for _ in range(3)]
    yield "moderate", [normals(rng, dtype) for _ in range(3)]
    x, y = normals(rng, dtype), normals(rng, dtype)
    yield "cancelling", [x, y, -product(x, y)]
    yield "nearly cancelling", [x, y, moved(rng, -product(x, y), 12)]
    yield "short", [short(rng, dtype) for _ in range(3)]
    z = normals(rng, dtype)
    half = rounded(np.ldexp(np.spacing(z).astype(np.float64), rng.integers(-3, 2, COUNT)), dtype)
    yield "halfway", [moved(rng, half, 3), moved(rng, np.ones_like(z), 3), z]
    yield "distant", [x, y, scaled(rng, dtype, -2 * bits - 4, 2 * bits + 4)]
    x, y = scaled(rng, dtype, -top, -top // 2), scaled(rng, dtype, -top // 2 - bits, -top // 2 + 9)
    yield "underflowing", [x, y, scaled(rng, dtype, -top - bits, -top + bits)]
    yield "cancelling below", [x, y, moved(rng, -product(x, y), 3)]
    x, y = scaled(rng, dtype, top // 2, top // 2 + 9), scaled(rng, dtype, top // 2 - 9, top // 2)
    yield "overflowing", [x, y, scaled(rng, dtype, top - bits, top)]
    most = limits(dtype).max / 2
    yield "cancelling above", [x, y, moved(rng, np.clip(-product(x, y), -most, most), 3)]
    subnormal = rng.integers(0, 1 << (bits - 1), COUNT).astype(f"u{dtype.itemsize}")
    large = scaled(rng, dtype, 0, bits + 3)
    yield "subnormal", [subnormal.view(dtype.numpy), large, -subnormal[::-1].view(dtype.numpy)]


def specials(dtype: DType) -> list[Array]:
    """All triples of numbers at the edges."""
    info = limits(dtype)
    tiny, normal = float(info.smallest_subnormal), float(info.smallest_normal)
    most, step = largest(dtype), float(info.eps)
    positive = [0.0, tiny, 3 * tiny, normal, normal - tiny, 0.5, 1.0, 1.0 + step, 1.0 - step / 2]
    positive += [2.0, most, most / 2, step, INF, normal / step, 1 / step]
    values = array(dtype, [*positive, *[-x for x in positive], NAN])
    return [np.ascontiguousarray(x.ravel()) for x in np.meshgrid(values, values, values)]


@pytest.fixture(autouse=True)
def instruction(monkeypatch: pytest.MonkeyPatch) -> None:
    for dtype in (F32, F64):
        record = MathFunction("instruction", dtype, lambda s, x, y, z: s.fma(x, y, z), 0.0)
        monkeypatch.setitem(FUNCTIONS, ("instruction", dtype.name), record)
        for name in ROUNDING:
            body = _rounding(name)
            record = MathFunction(f"call_{name}", dtype, body, 0.0)
            monkeypatch.setitem(FUNCTIONS, (f"call_{name}", dtype.name), record)


def _rounding(name: str) -> Any:
    return lambda s, x: getattr(s, name)(x)


def _has_fma() -> bool:
    machine = target_machine()
    return not lacking(machine.features, machine.triple) & FUSED


def assert_bits_of_the_instruction(name: str, dtype: DType, *operands: Array) -> None:
    operands = tuple(np.ascontiguousarray(x) for x in operands)
    exact = ElementaryKernel("instruction", dtype, 8, lack=frozenset())(*operands)
    assert_same(ElementaryKernel(name, dtype, 4)(*operands), exact, *operands)


@pytest.mark.skipif(not _has_fma(), reason="the processor has no fma")
@pytest.mark.parametrize(("name", "dtype"), BODIES, ids=str)
def test_fma_has_the_bits_of_the_instruction(name: str, dtype: DType) -> None:
    for _, operands in triples(dtype):
        assert_bits_of_the_instruction(name, dtype, *operands)
        x, y, z = operands
        assert_bits_of_the_instruction(name, dtype, -y, x, z)


@pytest.mark.skipif(not _has_fma(), reason="the processor has no fma")
@pytest.mark.parametrize(("name", "dtype"), BODIES, ids=str)
def test_fma_of_special_numbers_has_the_bits_of_the_instruction(name: str, dtype: DType) -> None:
    assert_bits_of_the_instruction(name, dtype, *specials(dtype))


@pytest.mark.parametrize(("name", "dtype"), BODIES, ids=str)
def test_one_lane_has_the_bits_of_many(name: str, dtype: DType) -> None:
    for _, operands in triples(dtype):
        few = [np.ascontiguousarray(x[:3000]) for x in operands]
        one = ElementaryKernel(name, dtype, 1)(*few)
        assert_same(ElementaryKernel(name, dtype, 8)(*few), one, *few)


@pytest.mark.parametrize(("name", "dtype"), [row for row in BODIES if row[1] is F64], ids=str)
def test_fma_is_the_exact_sum_rounded_once(name: str, dtype: DType) -> None:
    for _, operands in triples(dtype):
        few = [np.ascontiguousarray(x[:300]) for x in operands]
        got = ElementaryKernel(name, dtype, 4)(*few)
        for x, y, z, result in zip(*[v.tolist() for v in (*few, got)], strict=True):
            if all(map(np.isfinite, (x, y, z))):
                exact = Fraction(x) * Fraction(y) + Fraction(z)
                assert result == _nearest(exact), [v.hex() for v in (x, y, z)]


def _nearest(exact: Fraction) -> float:
    """Python divides integers with one rounding, also to subnormal numbers."""
    try:
        return exact.numerator / exact.denominator
    except OverflowError:
        return INF if exact > 0 else -INF


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
@pytest.mark.parametrize("name", sorted(ROUNDING))
def test_roundings_have_numpys_bits(name: str, dtype: DType) -> None:
    halves = np.arange(-20, 20, dtype=np.float64) / 4
    x = np.concatenate([array(dtype, [*halves, -0.0, NAN, INF, -INF]), patterns(dtype)])
    x = np.concatenate([x, rounded(magnitudes(np.random.default_rng(1), 50_000, -3, 60), dtype)])
    got = ElementaryKernel(f"call_{name}", dtype, 4, lack=ROUNDING)(x)
    with np.errstate(invalid="ignore"):
        assert_same(got, getattr(np, name)(x), x)


@pytest.mark.parametrize(
    ("features", "triple", "missing"),
    [
        ("", "x86_64-linux x86-64-v2", FUSED),
        ("", "x86_64-linux x86-64-v3", frozenset()),
        ("+sse4.2", "x86_64-linux", FUSED),
        ("", "x86_64-linux", FUSED | ROUNDING),
        ("+sse4.1,+fma", "x86_64-linux", frozenset()),
        ("+simd128", "wasm32", FUSED),
        ("+neon", "aarch64-linux", frozenset()),
    ],
)
def test_targets_lack_what_their_features_do_not_name(
    features: str, triple: str, missing: frozenset[str]
) -> None:
    assert lacking(features, *triple.split()) == missing


def test_kinds_of_operands_differ() -> None:
    names = [name for name, _ in triples(F64)]
    assert len(set(names)) == len(names)
    for (_, x), (_, y) in itertools.pairwise(triples(F64)):
        assert not np.array_equal(x[2], y[2], equal_nan=True)
