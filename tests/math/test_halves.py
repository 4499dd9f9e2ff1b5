"""f16 and bf16 convert with one rounding, with and without instructions for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.api.compilation import Compilation
from mgc.api.kernels import single_op
from mgc.api.options import Options
from mgc.codegen.llvm.binding import emit_object, parse_and_optimize
from mgc.codegen.llvm.module import ModuleOptions, kernel_module
from mgc.ir.ops.elementwise import Convert
from mgc.ir.types import BF16, DTYPES, F16, F32, F64, DType, TensorType
from tests.compiled import compile_functions, same_bits
from tests.math.test_symbols import undefined_symbols

Array = NDArray[Any]
BASELINE = Options(cpu="x86-64", features="+sse4.2", triple="x86_64-unknown-linux-gnu")
"""A processor without conversions of f16."""
REAL = [t for t in DTYPES.values() if not t.is_complex]
ALL_HALVES = np.arange(1 << 16, dtype=np.uint16)


def halves() -> list[DType]:
    """f16, and bf16 where NumPy can hold it."""
    try:
        return [F16, BF16] if BF16.numpy else []
    except NotImplementedError:
        return [F16]


def numbers(source: DType, target: DType) -> Array:
    """Every half, or random bits and what lies at and beside the midpoints of two halves."""
    rng = np.random.default_rng(3)
    if source.bits == 16 and source.is_float:
        return ALL_HALVES.view(source.numpy)
    if source.is_bool:
        return np.array([False, True])
    if source.is_integer:
        info = np.iinfo(source.numpy)  # type: ignore[type-var]
        wide = rng.integers(info.min, info.max, 2000, source.numpy, endpoint=True)
        return np.asarray(wide >> rng.integers(0, source.bits, 2000).astype(source.numpy))
    bits = np.dtype(f"u{source.itemsize}")
    random = rng.integers(0, np.iinfo(bits).max, 20000, bits, endpoint=True).view(source.numpy)
    found = ALL_HALVES.view(target.numpy).astype(source.numpy)
    middle = (found[1:] + found[:-1]) / 2
    sides = [np.nextafter(middle, middle.dtype.type(side)) for side in (np.inf, -np.inf)]
    return np.concatenate([random, found, middle, *sides])


@pytest.mark.parametrize("options", [Options(), BASELINE], ids=["native", "baseline"])
@pytest.mark.filterwarnings("ignore")
def test_conversions_have_the_bits_of_numpy(options: Options) -> None:
    pairs = [(s, t) for s in REAL if s != BF16 or s in halves() for t in halves()]
    pairs += [(s, t) for s in halves() for t in (F32, F64)]
    kernels = compile_functions(
        [single_op(Convert(t), (TensorType(s, (-1,)),)) for s, t in pairs], options
    )
    for (source, target), kernel in zip(pairs, kernels, strict=True):
        given = numbers(source, target)
        expected = given.astype(target.numpy)
        (got,) = kernel(given)
        known = ~np.isnan(expected.astype(np.float64))
        assert np.isnan(got.astype(np.float64)[~known]).all()
        bits = np.dtype(f"u{target.itemsize}")
        same_bits(got[known].view(bits), expected[known].view(bits), f"{source} to {target}")


TARGETS = {
    "x86_64-unknown-linux-gnu": ("x86-64", "+sse2"),
    "aarch64-unknown-linux-gnu": ("generic", "+neon"),
    "riscv64-unknown-linux-gnu": ("generic-rv64", "+m,+a,+f,+d,+c"),
}


@pytest.mark.parametrize("triple", TARGETS)
@pytest.mark.parametrize("half", [F16, BF16], ids=str)
def test_conversions_take_no_symbol_from_elsewhere(half: DType, triple: str) -> None:
    cpu, features = TARGETS[triple]
    options = Options(cpu=cpu, features=features, triple=triple)
    for source, target in [*((t, half) for t in REAL), *((half, t) for t in REAL)]:
        function = single_op(Convert(target), (TensorType(source, (-1,)),))
        stage = Compilation(function, options)
        text = str(kernel_module([stage.program], ModuleOptions.of(stage.machine)))
        module = parse_and_optimize(text.replace("internal i32", "i32"), stage.machine, 1)
        assert undefined_symbols(emit_object(module, stage.machine)) == set()
