"""The library as a file: what tools say about it, what it needs, how large it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from mgc.codegen.abi import exported_names
from mgc.codegen.metadata import read_metadata

from .libraries import (
    affine,
    all_cases,
    artefact,
    cases_image,
    fill,
    image_of,
    pick,
    table,
    write_library,
)


def run(folder: Path, *command: str) -> str:
    """What a program prints about the library; skips without the program."""
    path = shutil.which(command[0])
    if path is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        [path, *command[1:]],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(params=[True, False], ids=["malloc", "no malloc"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write_library(tmp_path, cases_image(malloc=request.param))
    return tmp_path


def test_readelf_has_no_complaints(folder: Path) -> None:
    text = run(folder, "readelf", "-aW", "libcases.so")
    assert "Warning" not in text
    assert "Error" not in text
    assert "TEXTREL" not in text


def test_elflint_has_no_complaints(folder: Path) -> None:
    assert run(folder, "eu-elflint", "--gnu-ld", "libcases.so").strip() == "No errors"


def test_ldd_finds_everything(folder: Path) -> None:
    assert "not found" not in run(folder, "ldd", "-r", "libcases.so")


def test_only_the_api_is_exported(folder: Path) -> None:
    rows = run(folder, "nm", "-D", "--defined-only", "libcases.so").split("\n")
    names = {row.split()[-1] for row in rows if row}
    assert names == set(exported_names([case.name for case in all_cases()], "cases"))


def test_the_stack_is_not_executable_and_relocations_are_protected(folder: Path) -> None:
    text = run(folder, "readelf", "-lW", "libcases.so")
    assert "GNU_RELRO" in text
    (stack,) = (row for row in text.split("\n") if "GNU_STACK" in row)
    assert " RW " in stack
    assert "RWE" not in text


def test_a_library_needs_libc_for_malloc_alone(tmp_path: Path) -> None:
    write_library(tmp_path, cases_image(malloc=True))
    text = run(tmp_path, "readelf", "-dW", "--dyn-syms", "libcases.so")
    assert [row.split()[-1] for row in text.split("\n") if "(NEEDED)" in row] == ["[libc.so.6]"]
    undefined = {row.split()[-1] for row in text.split("\n") if " UND " in row and row[-1] != " "}
    assert undefined - {"UND"} == {"malloc", "free", "__tls_get_addr"}


@pytest.mark.parametrize("kind", ["no malloc", "nothing to pack"])
def test_a_library_that_needs_no_memory_needs_no_libc(tmp_path: Path, kind: str) -> None:
    scalar = pick()
    scalar.params = [(p, type.with_shape(())) for p, type in scalar.params]
    scalar.symbols = scalar.symbols[1:]
    scalar.kernel = scalar.kernel.replace("i64 %n, i64 %i.symbol", "i64 %n")
    scalar.kernel = scalar.kernel.replace("%i.symbol", "%i")
    made = artefact([scalar]) if kind == "nothing to pack" else artefact([affine()], malloc=False)
    write_library(tmp_path, image_of(made))
    text = run(tmp_path, "readelf", "-dW", "--dyn-syms", "libcases.so")
    assert "(NEEDED)" not in text
    assert "malloc" not in text
    expected = "none" if kind == "nothing to pack" else "caller"
    assert read_metadata(tmp_path / "libcases.so").memory == expected


def test_a_simple_library_is_small() -> None:
    assert len(image_of(artefact([affine()], "libaffine.so"))) < 12 * 1024


def test_another_function_adds_little() -> None:
    one = len(image_of(artefact([affine()])))
    assert len(image_of(artefact([affine(), table(), fill()]))) - one < 2 * 3500


def test_the_same_input_gives_the_same_bytes() -> None:
    assert image_of(artefact(all_cases())) == cases_image()


def test_libraries_for_aarch64_can_be_made_and_read(tmp_path: Path) -> None:
    made = artefact(all_cases(), triple="aarch64-unknown-linux-gnu")
    path = write_library(tmp_path, image_of(made))
    text = run(tmp_path, "readelf", "-hdW", "libcases.so")
    assert "AArch64" in text
    assert "Warning" not in text
    assert read_metadata(path).target == "aarch64-unknown-linux-gnu"
