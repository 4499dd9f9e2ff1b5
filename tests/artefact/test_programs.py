"""A C99 and a C++17 program that are linked to a library, or load it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .libraries import all_cases, artefact, cases_image, write_library

SOURCE = Path(__file__).parent / "program.c"
LANGUAGES = {"C99": ("gcc", "-std=c99", "-xc"), "C++17": ("g++", "-std=c++17", "-xc++")}
LOADER = """
#include <dlfcn.h>
#include <stdio.h>
#include "libcases.h"
int main(void) {
  int round;
  for (round = 0; round < 3; round++) {
    void *library = dlopen("./libcases.so", RTLD_NOW | RTLD_LOCAL);
    int32_t (*version)(void);
    int32_t (*call)(const DLTensor *, DLTensor *);
    const char *(*error)(void);
    if (library == NULL) { puts(dlerror()); return 1; }
    *(void **)&version = dlsym(library, "cases_abi_version");
    *(void **)&call = dlsym(library, "affine");
    *(void **)&error = dlsym(library, "cases_last_error");
    if (version() != 1 || call(NULL, NULL) != MGC_NULL || error()[0] != 'a') return 2;
    if (dlclose(library) != 0) return 3;
  }
  puts("done");
  return 0;
}
"""


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programs")
    write_library(folder, cases_image())
    (folder / "libcases.h").write_text(artefact(all_cases()).header)
    return folder


def compiler(language: str) -> tuple[str, ...]:
    if shutil.which(LANGUAGES[language][0]) is None:
        pytest.skip(f"{LANGUAGES[language][0]} is not installed")
    return LANGUAGES[language]


@pytest.mark.parametrize("optimisation", ["-O0", "-O2"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_gets_the_right_results(folder: Path, language: str, optimisation: str) -> None:
    program = f"program-{language}{optimisation}"
    strict = ["-Wall", "-Wextra", "-Werror", "-pedantic", optimisation]
    link = ["-xnone", "-L.", "-lcases", "-Wl,-rpath,$ORIGIN", "-o", program]
    run(folder, *compiler(language), *strict, "-I.", str(SOURCE), *link)
    assert run(folder, f"./{program}") == "done\n"


def test_a_library_can_be_loaded_and_unloaded(folder: Path) -> None:
    (folder / "loader.c").write_text(LOADER)
    command = [*compiler("C99"), "-I.", "loader.c", "-xnone", "-ldl", "-o", "loader"]
    run(folder, *command)
    assert run(folder, "./loader") == "done\n"


def test_a_program_is_clean_under_the_sanitizers(folder: Path) -> None:
    """The program and malloc's users are watched, so nothing leaks and nothing is freed twice."""
    sanitizers = "-fsanitize=address,undefined"
    probe = [*compiler("C99"), sanitizers, "-o", "probe", "-"]
    done = subprocess.run(
        probe, cwd=folder, input="int main(void){return 0;}", text=True, check=False,
        capture_output=True,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.skip("the sanitizers are not installed")
    link = ["-xnone", "-L.", "-lcases", "-Wl,-rpath,$ORIGIN", "-o", "sanitized"]
    run(folder, *compiler("C99"), "-g", sanitizers, "-I.", str(SOURCE), *link)
    assert run(folder, "./sanitized") == "done\n"
