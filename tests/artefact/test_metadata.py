"""Metadata: what is written can be read, from any file, and damage is reported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import mgc
from mgc.codegen.link import read_section
from mgc.codegen.metadata import (
    FunctionRecord,
    LibraryRecord,
    library_from_json,
    library_to_json,
    metadata_bytes,
    parse_metadata,
    read_metadata,
)
from mgc.codegen.metadata.bounds import elementary_bounds
from mgc.codegen.sources import SourceFile, Sources
from mgc.codegen.structure import Argument, Returned, ReturnedLeaf, Structure
from mgc.ir.errors import ArtefactError
from mgc.ir.location import Location
from mgc.ir.math import FUNCTIONS
from mgc.ir.ops.shape import Transpose

from .libraries import TABLE, all_cases, artefact, cases_image, pairs, write_library


def record() -> LibraryRecord:
    return artefact(all_cases()).record


def rich() -> LibraryRecord:
    """A record in which everything is said that can be said."""
    leaf = Structure()
    nested = Structure(
        "dict",
        (Structure("list", (leaf,)), Structure("namedtuple", (leaf, leaf), ("x", "y"), "Point")),
        ("a", 3),
    )
    function = FunctionRecord.of(pairs().entry(Sources()))
    function = replace(
        function,
        arguments=(Argument("params", Structure("tuple", (leaf,))),),
        returned=Returned(
            nested,
            (
                ReturnedLeaf(0, "int"),
                ReturnedLeaf(view_of=0, view=(Transpose((1, 0)),)),
                ReturnedLeaf(static="text"),
            ),
        ),
        numerics="fast",
        file="model.py",
        line=7,
        ir="module {}\n",
    )
    sources = (SourceFile("model.py", "0" * 64),)
    return replace(record(), functions=(function,), sources=sources, ulp=(("exp f32", 1.5),))


@pytest.mark.parametrize("make", [record, rich])
def test_json_is_read_back(make: Callable[[], LibraryRecord]) -> None:
    data = metadata_bytes(make())
    assert metadata_bytes(parse_metadata(data)) == data
    assert data.count(b"\n") == 1


def test_the_section_is_in_the_library(tmp_path: Path) -> None:
    path = write_library(tmp_path, cases_image())
    found = read_metadata(path)
    assert metadata_bytes(found) == metadata_bytes(record())
    assert read_section(path.read_bytes(), ".mgc.meta") == metadata_bytes(record())


def test_the_library_is_described() -> None:
    document: Any = library_to_json(record())
    assert document["schema"] == 1
    assert document["mgc"] == mgc.__version__
    assert document["library"] == "cases"
    assert document["target"] == "x86_64-unknown-linux-gnu"
    assert document["cpus"] == ("x86-64-v2",)
    assert document["memory"] == "malloc"
    functions = {function["name"]: function for function in document["functions"]}
    assert functions["affine"]["signature"] == "f32[n,3] -> f32[n,3] where n > 1"
    assert functions["affine"]["constraints"] == [[1, "<", "n"]]
    assert functions["affine"]["numerics"] == "strict"
    assert functions["swap"]["workspace"] == "n"
    assert functions["table"]["constants"] == [
        {"name": "values", "sha256": hashlib.sha256(TABLE.tobytes()).hexdigest()}
    ]
    (_, check) = functions["pick"]["checks"]
    assert check["status"] == 16
    assert check["location"]["file"] == "model.py"
    assert functions["pairs"]["bindings"] == [
        {"symbol": "n", "parameter": 0, "axis": 0, "factor": 2, "offset": 0}
    ]


def test_an_inlined_location_keeps_its_callers() -> None:
    outer = Location("model.py", 9, 1, 9, 5, "f")
    inner = Location("layers.py", 2, 3, 2, 8, "g", outer)
    function = record().functions[2]
    checks = (replace(function.checks[0], location=inner),)
    changed = replace(record(), functions=(replace(function, checks=checks),))
    found = parse_metadata(metadata_bytes(changed))
    assert found.functions[0].checks[0].location == inner


DAMAGE: dict[str, tuple[Callable[[Any], object], str]] = {
    "schema": (lambda d: d.update(schema=99), "schema is not 1"),
    "no schema": (lambda d: d.pop("schema"), "schema is not an integer"),
    "functions": (lambda d: d.update(functions=3), "functions is not an array"),
    "dtype": (
        lambda d: d["functions"][0]["parameters"][0].update(dtype="f31"),
        r"functions\[0\].parameters\[0\].dtype is not an element type",
    ),
    "extent": (
        lambda d: d["functions"][0].update(workspace="n+"),
        r"functions\[0\].workspace is not an extent",
    ),
    "symbol": (
        lambda d: d["functions"][0]["bindings"][0].update(symbol="q"),
        "symbol is not one of the symbols",
    ),
    "kind": (
        lambda d: d["functions"][0]["arguments"][0].update(structure={"kind": "set"}),
        "kind is not one of",
    ),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_is_reported_with_its_place(case: str) -> None:
    damage, text = DAMAGE[case]
    document = json.loads(metadata_bytes(record()))
    damage(document)
    with pytest.raises(ArtefactError, match=text):
        library_from_json(document)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b"3"])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(ArtefactError, match="damaged metadata"):
        parse_metadata(data)


def test_other_files_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "model.py"
    text.write_text("x = 1\n")
    with pytest.raises(ArtefactError, match=r"model.py: not a little-endian ELF64 file"):
        read_metadata(text)
    with pytest.raises(FileNotFoundError):
        read_metadata(tmp_path / "missing.so")


def test_bounds_are_those_of_the_functions_a_module_has() -> None:
    symbols = ["mgc.exp.f32", "mgc.exp.f32.v8", "mgc.tanh.f64.v4", "f.kernel", "mgc.check", "mgc.x"]
    assert dict(elementary_bounds(symbols)) == {
        "exp f32": FUNCTIONS["exp", "f32"].ulp,
        "tanh f64": FUNCTIONS["tanh", "f64"].ulp,
    }
