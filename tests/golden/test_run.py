"""Whole programs: the interpreter, the JIT and the library give the same bits, with any passes.

A file of ``tests/golden/run`` holds one ``program`` and the ``SIGNATURE`` it is compiled for. One
is named after each pass: leaving the pass out changes the final IR of that program. With strict
numerics the bits are the same everywhere, so ``digests.txt`` holds a digest of each program's
results (``--update-golden`` writes it).
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import mgc
from mgc.api.artefact import save
from mgc.api.concrete import ConcreteFunction
from mgc.api.kernels import CompiledKernels
from mgc.api.options import Options
from mgc.api.programs import specialize
from mgc.api.textual import LOOP_PASSES, OPTIONAL_PASSES, TENSOR_PASSES
from mgc.frontend.tree import flatten
from mgc.ir.extents import evaluate
from mgc.ir.interpreter import Interpreter
from tests.compiled import DEFAULT, same_bits

Array = NDArray[Any]
FOLDER = Path(__file__).parent / "run"
DIGESTS = FOLDER / "digests.txt"
PROGRAMS = tuple(sorted(path.stem for path in FOLDER.glob("[a-z]*.py")))
PASSES = (*TENSOR_PASSES, *LOOP_PASSES)
KERNELS = CompiledKernels(Options(level=0))
SIZES = {"n": 6, "m": 37, "k": 19}
"""Of symbols by name: no multiples of a vector."""


@cache
def concrete(name: str, options: Options = DEFAULT) -> ConcreteFunction:
    """A program compiled for its signature; the function has the program's name."""
    module = import_module(f"tests.golden.run.{name}")
    module.program.__name__ = name
    return specialize(mgc.function(module.program), module.SIGNATURE, None, options)


def arguments(name: str) -> list[Array]:
    """Numbers between -2 and 2 that do not depend on any library."""
    function = concrete(name).function
    sizes = {symbol: SIZES[symbol.name] for symbol in function.symbols}
    made: list[Array] = []
    for number, value in enumerate(function.body.params):
        shape = [evaluate(extent, sizes) for extent in value.type.shape]
        flat = np.arange(int(np.prod(shape)), dtype=np.int64)
        numbers = ((flat + 1) * 7919 + 101 * number) % 1009 / 1009 * 4 - 2
        made.append(numbers.reshape(shape).astype(value.type.dtype.numpy))
    return made


def leaves(results: Any, inputs: list[Array]) -> list[Array]:
    """The results of a call, then the arguments after it."""
    return [np.asarray(leaf) for leaf in flatten(results)[0]] + inputs


def called(function: Any, name: str) -> list[Array]:
    """What a call with fresh arguments gives."""
    inputs = arguments(name)
    return leaves(function(*inputs), inputs)


def assert_same(got: list[Array], expected: list[Array], way: str) -> None:
    """Asserts equal bits of every array."""
    for number, (x, y) in enumerate(zip(got, expected, strict=True)):
        same_bits(x, y, f"{way}: array {number}")


def test_every_pass_has_a_program() -> None:
    assert set(PASSES) <= set(PROGRAMS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_compiled_program_has_the_bits_of_the_interpreter(name: str) -> None:
    inputs = arguments(name)
    results = Interpreter(concrete(name).function, KERNELS)(*inputs)
    expected = [np.asarray(result) for result in results]
    got = called(concrete(name), name)
    assert_same(got[: len(expected)], expected, "JIT")
    assert_same(got[len(expected) :], inputs, "arguments")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All programs in one shared object."""
    path = tmp_path_factory.mktemp("run") / "libprograms.so"
    save([concrete(name) for name in PROGRAMS], path)
    return mgc.load(path)


@pytest.mark.parametrize("name", PROGRAMS)
def test_library_has_the_bits_of_the_jit(name: str, library: Any) -> None:
    assert_same(called(getattr(library, name), name), called(concrete(name), name), "library")


@pytest.mark.parametrize("name", PASSES)
def test_leaving_a_pass_out_changes_the_ir_but_not_the_results(name: str) -> None:
    if name not in OPTIONAL_PASSES:
        pytest.skip("the code is not right without this pass")
    without = concrete(name, Options(disabled=(name,)))
    assert without.ir("loops") != concrete(name).ir("loops")
    assert_same(called(without, name), called(concrete(name), name), f"without {name}")


@pytest.mark.parametrize("name", PROGRAMS)
def test_results_do_not_depend_on_passes(name: str) -> None:
    plain = concrete(name, Options(level=0, disabled=tuple(sorted(OPTIONAL_PASSES))))
    assert_same(called(plain, name), called(concrete(name), name), "without passes")


def test_copy_versions_adds_the_copy_that_makes_an_update_right() -> None:
    def copies(text: str) -> int:
        return text.count('"mgc.copy"')

    made = concrete("copy_versions")
    assert copies(made.ir(after="copy_versions")) > copies(made.ir(after="dce"))


def test_plan_writes_over_what_is_read_last() -> None:
    program = concrete("plan").compilation.program
    assert [buffer.within for buffer in program.reused()] == program.results
    assert program.reused() == program.temporaries()


def test_results_have_the_recorded_bits(request: pytest.FixtureRequest) -> None:
    lines = [f"{name} {digest(called(concrete(name), name))}\n" for name in PROGRAMS]
    if request.config.getoption("--update-golden"):
        DIGESTS.write_text("".join(lines), encoding="utf-8")
    assert DIGESTS.read_text(encoding="utf-8") == "".join(lines)


def digest(arrays: list[Array]) -> str:
    """Of the bits of arrays without NaN, in order."""
    assert not any(np.isnan(array).any() for array in arrays)
    joined = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)
    return hashlib.sha256(joined).hexdigest()[:32]
