"""Products that are alike share one function of the module."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

import mgc
from mgc.codegen.llvm.module import ModuleOptions, kernel_module


def chain(a, b):
    return a @ b @ b @ b + a


def scaled(a, b):
    return (a @ b) * 2, (b @ a) * 3


def drivers(function: Callable[..., Any], spec: str) -> list[str]:
    """The GEMM drivers that a module defines, before LLVM has seen it."""
    compilation = mgc.function(function).get_concrete_function(spec).compilation
    module = kernel_module([compilation.program], ModuleOptions.of(compilation.machine))
    named = re.compile(r"mgc\.gemm\.f64\.product\.\w+\.\w+\.\w+|\w+\.gemm\.\d+")
    return [name for name in module.functions if named.fullmatch(name)]


def test_products_that_are_stored_as_they_are_share_a_driver() -> None:
    assert drivers(chain, "f64[n,n], f64[n,n]") == [
        "mgc.gemm.f64.product.nxnxn.rows.rows",
        "chain.gemm.0",
    ]


def test_products_with_epilogues_have_drivers_of_their_own() -> None:
    assert len(drivers(scaled, "f64[n,n], f64[n,n]")) == 2


def test_other_extents_and_layouts_have_other_drivers() -> None:
    def mixed(a, b):
        return a @ b, a.T @ b, b.T @ a.T

    assert len(drivers(mixed, "f64[200,200], f64[200,300]")) == 3


def test_shared_drivers_compute_each_product() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random((70, 70)), rng.random((70, 70))
    function = mgc.function(chain).get_concrete_function("f64[n,n], f64[n,n]")
    np.testing.assert_allclose(function(a, b), chain(a, b), rtol=1e-12)
    np.testing.assert_array_equal(function(a, b), mgc.function(chain).exact(a, b))
