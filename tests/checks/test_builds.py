"""Builds without checks: what is left out, what stays, and where it is said."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.concrete import ConcreteFunction
from mgc.api.inspection import inspect_library
from mgc.api.options import Options
from mgc.api.programs import specialize
from mgc.codegen.dlpack import describe
from mgc.ir.loops.program import BoundsCheck, Guard
from mgc.ir.types import F64, I64
from tests.checks.programs import CASES
from tests.cli.commands import mgc as run


def built(function: Callable[..., Any], signature: str, checks: str) -> ConcreteFunction:
    """The function with all checks, or with none."""
    return specialize(mgc.function(function), signature, None, Options(checks=checks))


def checks_in(function: ConcreteFunction) -> int:
    """How many statements of the loop IR may leave the program or a nest."""
    program = function.compilation.program
    return sum(isinstance(s, (BoundsCheck, Guard)) for s in program.walk())


@pytest.mark.parametrize("name", CASES)
def test_without_checks_no_statement_checks_an_index(name: str) -> None:
    case = CASES[name]
    assert checks_in(built(case.function, case.signature, "full")) > 0
    bare = built(case.function, case.signature, "none")
    assert checks_in(bare) == 0
    assert "mgc.check" not in bare.ir("loops")
    assert "mgc.guard" not in bare.ir("loops")
    assert "ret i32 1" not in bare.llvm_ir()


def lengths(x, a, b):
    return x[int(a[0]) : int(b[0])] + x[int(a[1]) : int(b[1])]


def unbound(x, a):
    for k in range(int(a[0])):
        last = x[k]
    return last  # pyright: ignore[reportPossiblyUnboundVariable]


def unknown_extent_and_name() -> list[tuple[Callable[..., Any], str]]:
    return [(lengths, "f64[n], i64[2], i64[2]"), (unbound, "f64[n], i64[1]")]


@pytest.mark.parametrize(("function", "signature"), unknown_extent_and_name())
def test_extents_and_names_are_not_checked_either(
    function: Callable[..., Any], signature: str
) -> None:
    assert checks_in(built(function, signature, "full")) > 0
    assert checks_in(built(function, signature, "none")) == 0


def asked_for(x, i):
    mgc.check(x > 0, "x is not positive")
    assert x.sum() < 99, "too much"
    if x[0] > 5:
        raise ValueError("x starts too high")
    return x[i]


def test_checks_that_the_program_asks_for_stay() -> None:
    function = built(asked_for, "f64[n], i64[m]", "none")
    i = np.array([0, -1])
    assert function(np.array([1.0, 2.0]), i).tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="x is not positive"):
        function(np.array([1.0, -2.0]), i)
    with pytest.raises(ValueError, match="x starts too high"):
        function(np.array([6.0, 2.0]), i)


def test_the_decorator_takes_the_option() -> None:
    @mgc.function(signature="f64[n], i64[m] -> f64[m]", checks="none")
    def pick(x, i):
        return x[i]

    concrete = pick.get_concrete_function()
    assert checks_in(concrete) == 0
    assert pick(np.arange(4.0), np.array([-1, 2])).tolist() == [3.0, 2.0]


def test_an_unknown_value_is_refused() -> None:
    with pytest.raises(mgc.MgcError, match="checks='some' is not known"):
        mgc.function(checks="some")(asked_for)


def test_the_library_says_so(tmp_path) -> None:
    model = tmp_path / "model.py"
    model.write_text("def pick(x, i):\n    return x[i]\n")
    signature = "f64[n], i64[m] -> f64[m]"
    shown: dict[str, str] = {}
    for checks in ("full", "none"):
        path = tmp_path / f"lib{checks}.so"
        run("compile", f"{model}:pick", "-s", signature, "-o", path, "--checks", checks)
        shown[checks] = run("inspect", path).stdout
        (facts,) = inspect_library(path).functions
        assert facts.unchecked == (checks == "none")
        assert bool(facts.checks) == (checks == "full")
        document = json.loads(run("inspect", path, "--json").stdout)
        assert document["functions"][0]["unchecked"] == (checks == "none")
    assert "checks     none" in shown["none"]
    assert "checks     none" not in shown["full"]
    assert "can stop   at model.py:2:12" in shown["full"]


def test_the_checked_entry_still_checks_its_arguments(tmp_path) -> None:
    def pick(x, i):
        return x[i]

    path = tmp_path / "libpick.so"
    built(pick, "f64[n], i64[m]", "none").save(path)
    entry = ctypes.CDLL(str(path)).pick
    x, i, out = np.arange(3.0), np.array([2, -3]), np.zeros(2)
    tensors = [describe(a, t) for a, t in ((x, F64), (i, I64), (out, F64))]
    assert entry(*map(ctypes.byref, tensors)) == 0
    assert out.tolist() == [2.0, 0.0]
    short = describe(np.zeros(1), F64)
    assert entry(*map(ctypes.byref, [*tensors[:2], short])) != 0
