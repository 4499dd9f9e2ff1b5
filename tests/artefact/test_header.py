"""The C header: its text, and that compilers take it, with and without dlpack.h."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import mgc
from mgc.codegen.c_names import c_identifier, unique_identifiers
from mgc.codegen.header import library_stem

from .libraries import all_cases, artefact, pick

GOLDEN = Path(__file__).parent / "golden/libcases.h"
STANDARDS = {
    "C99": ("gcc", "-std=c99", "-xc"),
    "C11": ("gcc", "-std=c11", "-xc"),
    "C17": ("gcc", "-std=gnu17", "-xc"),
    "C++11": ("g++", "-std=c++11", "-xc++"),
    "C++17": ("g++", "-std=c++17", "-xc++"),
    "C++20": ("g++", "-std=c++20", "-xc++"),
}
USES = """
int main(void) {
  DLTensor t;
  t.device.device_type = kDLCPU;
  t.dtype.code = kDLFloat;
  return t.dtype.code == kDLComplex && affine(&t, &t) == MGC_INDEX;
}
"""
# What matters of dlpack.h 1.1: the guard, the names, and more than a header of mgc's declares.
DLPACK = """
#ifndef DLPACK_DLPACK_H_
#define DLPACK_DLPACK_H_
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
typedef enum : int32_t {
#else
typedef enum {
#endif
  kDLCPU = 1, kDLCUDA = 2
} DLDeviceType;
typedef struct { DLDeviceType device_type; int32_t device_id; } DLDevice;
typedef enum { kDLInt = 0U, kDLUInt = 1U, kDLFloat = 2U, kDLComplex = 5U } DLDataTypeCode;
typedef struct { uint8_t code; uint8_t bits; uint16_t lanes; } DLDataType;
typedef struct {
  void *data; DLDevice device; int32_t ndim; DLDataType dtype;
  int64_t *shape; int64_t *strides; uint64_t byte_offset;
} DLTensor;
typedef struct { uint32_t major; uint32_t minor; } DLPackVersion;
#ifdef __cplusplus
}
#endif
#endif
"""
VERSION = "DLPackVersion version_of_the_real_file;\n"
OWN, SYSTEM = '#include "libcases.h"\n', "#include <dlpack/dlpack.h>\n"


def test_header_is_as_before(request: pytest.FixtureRequest) -> None:
    text = artefact(all_cases()).header.replace(f"mgc {mgc.__version__}", "mgc VERSION")
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def compile_text(folder: Path, standard: str, text: str, *flags: str) -> None:
    compiler, *options = STANDARDS[standard]
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    (folder / "libcases.h").write_text(artefact(all_cases()).header)
    (folder / "program").write_text(text)
    strict = ["-pedantic", "-Wall", "-Wextra", "-Wshadow", "-Werror"]
    command = [compiler, *options, *strict, *flags, "-c", "program", "-o", "program.o"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("standard", STANDARDS)
def test_header_stands_alone(tmp_path: Path, standard: str) -> None:
    compile_text(tmp_path, standard, OWN + OWN + USES)


@pytest.mark.parametrize("standard", ["C99", "C++17"])
@pytest.mark.parametrize("program", [OWN, OWN + SYSTEM, SYSTEM + OWN], ids=["alone", "own", "sys"])
def test_dlpack_is_used_where_it_is_in_any_order(
    tmp_path: Path, standard: str, program: str
) -> None:
    (tmp_path / "dlpack").mkdir()
    (tmp_path / "dlpack/dlpack.h").write_text(DLPACK)
    compile_text(tmp_path, standard, program + VERSION + USES, "-I.")


@pytest.mark.parametrize("standard", ["C99", "C++17"])
def test_dlpack_elsewhere_comes_first(tmp_path: Path, standard: str) -> None:
    (tmp_path / "vendored").mkdir()
    (tmp_path / "vendored/tensors.h").write_text(DLPACK)
    first = '#include "vendored/tensors.h"\n'
    compile_text(tmp_path, standard, first + OWN + VERSION + USES)


@pytest.mark.parametrize("standard", ["C99", "C++17"])
def test_two_headers_go_together(tmp_path: Path, standard: str) -> None:
    other = artefact([pick()], "libother.so", malloc=False).header.replace("pick", "choose")
    (tmp_path / "libother.h").write_text(other)
    compile_text(tmp_path, standard, OWN + '#include "libother.h"\n' + USES)


@pytest.mark.parametrize(
    ("file_name", "stem"),
    [
        ("libpredict.so", "predict"),
        ("build/libpredict.so", "predict"),
        ("predict.so", "predict"),
        ("libmy-model.so.1", "my_model"),
        ("lib.so", "lib"),
        ("lib2d.so", "_2d"),
    ],
)
def test_stem_is_the_name_of_the_library(file_name: str, stem: str) -> None:
    assert library_stem(file_name) == stem


def test_arguments_get_names_that_c_has() -> None:
    names = ["x", "params['w']", "params.w", "class", "unix", "größe", "2x", "x", "*/"]
    found = unique_identifiers(names)
    assert found[:5] == ["x", "params_w", "params_w_2", "class_", "unix_"]
    assert found[-1] == "x_3"
    assert len(set(found)) == len(names)
    assert c_identifier("") == "x"
