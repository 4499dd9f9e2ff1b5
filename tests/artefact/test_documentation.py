"""docs/c-abi.md and docs/metadata.md say what the code does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mgc.codegen.abi import ABI_VERSION, Status, exported_names
from mgc.codegen.header import header_text
from mgc.codegen.metadata import FunctionRecord, metadata_bytes
from mgc.codegen.metadata.records import SCHEMA
from mgc.codegen.sources import Sources
from mgc.ir.core import Param, ResultInfo
from mgc.ir.extents import Shape, Symbol, dim
from mgc.ir.types import F32, TensorType

from .libraries import Case, affine, all_cases, artefact
from .test_metadata import rich

ROOT = Path(__file__).parents[2]
ABI = (ROOT / "docs/c-abi.md").read_text(encoding="utf-8")
METADATA = (ROOT / "docs/metadata.md").read_text(encoding="utf-8")


def test_the_table_of_statuses_is_that_of_the_header() -> None:
    rows = re.findall(r"^\| (\d+) \| `MGC_(\w+)` \| (.*) \|$", ABI, re.MULTILINE)
    header = artefact([affine()]).header
    declared = re.findall(r"MGC_(\w+) = (\d+),? +/\* (.*) \*/", header)
    assert rows == [(value, name, text) for name, value, text in declared]
    assert [int(value) for value, _, _ in rows] == [int(status) for status in Status]


def test_the_table_of_functions_is_complete() -> None:
    for name in exported_names(["predict"], "predict"):
        assert f" {name}(" in ABI or f"*{name}(" in ABI
    assert f"conventions: {ABI_VERSION} |" in ABI


def test_the_example_compiles(tmp_path: Path) -> None:
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("gcc is not installed")
    (example,) = re.findall(r"```c\n(.*?)```", ABI, re.DOTALL)
    (tmp_path / "main.c").write_text(example)
    (tmp_path / "libpredict.h").write_text(header_text([predict().signature], "libpredict.so", "0"))
    flags = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-c", "main.c"]
    done = subprocess.run(
        [compiler, *flags], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def predict() -> FunctionRecord:
    """The function of the example, as far as its header goes."""
    n = Symbol("n")
    shapes: dict[str, Shape] = {"x": (dim(n), 784), "w": (784, 10), "b": (10,)}
    params = [(Param(name), TensorType(F32, shape)) for name, shape in shapes.items()]
    case = Case("predict", params, [(ResultInfo(), TensorType(F32, (dim(n), 10)))], "", (n,))
    return FunctionRecord.of(case.entry(Sources()))


def members(value: Any) -> Iterator[str]:
    """The names of all members in a document; keys of `ulp` are data."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            if key != "ulp":
                yield from members(item)
    if isinstance(value, list):
        for item in value:
            yield from members(item)


def test_every_member_of_the_metadata_is_documented() -> None:
    everything = replace(
        rich(), functions=(*rich().functions, *artefact(all_cases()).record.functions)
    )
    names = set(members(json.loads(metadata_bytes(everything))))
    assert {"inlined_at", "axes", "layout"} - names == {"inlined_at", "layout"}
    documented = set(re.findall(r"`(\w+)`", METADATA))
    assert names - documented == {"axes"}, "`axes` is an attribute of an op"
    assert f"the schema is {SCHEMA}" in METADATA
