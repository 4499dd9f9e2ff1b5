"""The library as a file: what tools read, what they do not complain about, size, repeatability."""

from __future__ import annotations

import hashlib
import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest

from mgc.codegen.link import LinkError, link_shared, read_section

from .objects import ARM, assemble, compile_c, emit, parse, run, tool

EVERYTHING = """
source_filename = "model.py"
declare i32 @abs(i32)
declare void @free(ptr)
@text = private unnamed_addr constant [3 x i8] c"ab\\00"
@pointers = hidden constant [2 x ptr] [ptr @text, ptr @free]
@numbers = global [4 x i32] [i32 1, i32 2, i32 3, i32 4]
@zeros = internal global [50 x i64] zeroinitializer
@state = internal thread_local global i64 7
@scratch = thread_local global [16 x i8] zeroinitializer, align 16
@meta = internal constant [9 x i8] c"{\\22a\\22: 1}\\00", section ".mgc.meta"
@start = internal constant ptr @initialise, section ".init_array"
@stop = internal constant ptr @initialise, section ".fini_array"
@llvm.used = appending global [3 x ptr] [ptr @meta, ptr @start, ptr @stop], section "llvm.metadata"
define internal void @initialise() { store volatile i64 1, ptr @zeros ret void }
define i32 @f(i32 %k) uwtable {
  %p = getelementptr [4 x i32], ptr @numbers, i32 0, i32 %k
  %v = load i32, ptr %p
  %a = call i32 @abs(i32 %v)
  %q = call ptr @llvm.threadlocal.address.p0(ptr @state)
  store i64 1, ptr %q
  ret i32 %a
}
define ptr @g() uwtable {
  %q = call ptr @llvm.threadlocal.address.p0(ptr @scratch)
  ret ptr %q
}
define double @h(double %x) uwtable { %y = fmul double %x, 3.25 ret double %y }
declare ptr @llvm.threadlocal.address.p0(ptr)
"""
DATA_ONLY = "@table = constant [4 x i32] [i32 1, i32 2, i32 3, i32 4]"
SCALAR = "define double @f(double %x) { %y = fmul double %x, 3.25 ret double %y }"
INITIALISER = """
@start = internal constant ptr @initialise, section ".init_array"
@llvm.used = appending global [1 x ptr] [ptr @start], section "llvm.metadata"
define internal void @initialise() { ret void }
"""
ZERO_TLS = "@scratch = thread_local global [16 x i8] zeroinitializer, align 16"
BIG_ZEROS = """
@zeros = global [9000 x i8] zeroinitializer
@number = global i32 5
@pointer = constant ptr @number
"""
CASES = {
    "everything": (EVERYTHING, ("f", "g", "h", "numbers"), ("abs", "free")),
    "data alone": (DATA_ONLY, ("table",), ()),
    "one function": (SCALAR, ("f",), ()),
    "no exports": (INITIALISER, (), ()),
    "zeros alone": ("@zeros = global [9000 x i8] zeroinitializer", ("zeros",), ()),
    "data and zeros": (BIG_ZEROS, ("zeros", "number"), ()),
    "data and some zeros": (BIG_ZEROS.replace("9000", "1300"), ("zeros", "number"), ()),
    "thread-local zeros alone": (ZERO_TLS, ("scratch",), ()),
}


def library(case: str, triple: str = "x86_64-unknown-linux-gnu", *, strip: bool = False) -> bytes:
    text, exports, imports = CASES[case]
    return link_shared(
        [emit(text, triple)],
        soname="libmodel.so",
        exports=exports,
        imports=imports,
        needed=["libc.so.6"] if imports else [],
        machine=triple.split("-")[0],
        strip=strip,
        extra_sections={".mgc.extra": b"first\0second\0"},
    )


@pytest.fixture(params=["plain", "stripped"])
def strip(request: pytest.FixtureRequest) -> bool:
    return str(request.param) == "stripped"


@pytest.mark.parametrize("triple", ["x86_64-unknown-linux-gnu", ARM])
@pytest.mark.parametrize("case", CASES)
class TestCleanliness:
    def test_elflint_finds_no_errors(
        self, tmp_path: Path, case: str, triple: str, strip: bool
    ) -> None:
        path = tmp_path / "lib.so"
        path.write_bytes(library(case, triple, strip=strip))
        assert run(tool("eu-elflint"), "--gnu-ld", path) == "No errors\n"

    def test_readelf_warns_of_nothing(
        self, tmp_path: Path, case: str, triple: str, strip: bool
    ) -> None:
        path = tmp_path / "lib.so"
        path.write_bytes(library(case, triple, strip=strip))
        done = subprocess.run(
            [tool("readelf"), "-aW", "--debug-dump=frames", path],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        assert "arning" not in done.stdout
        assert "rror" not in done.stdout

    def test_file_is_hardened(self, case: str, triple: str, strip: bool) -> None:
        file = parse(library(case, triple, strip=strip))
        segments = {s["p_type"]: s for s in file.iter_segments()}
        assert segments["PT_GNU_STACK"]["p_flags"] == 6
        loads = [s for s in file.iter_segments() if s["p_type"] == "PT_LOAD"]
        assert not any(s["p_flags"] & 3 == 3 for s in loads)
        assert loads[0]["p_vaddr"] == loads[0]["p_offset"] == 0
        page = loads[0]["p_align"]
        for before, after in itertools.pairwise(loads):
            assert after["p_vaddr"] // page > (before["p_vaddr"] + before["p_memsz"] - 1) // page
            assert (after["p_vaddr"] - after["p_offset"]) % page == 0
        relro = segments["PT_GNU_RELRO"]
        dynamic = segments["PT_DYNAMIC"]
        start, end = relro["p_vaddr"], relro["p_vaddr"] + relro["p_memsz"]
        assert start <= dynamic["p_vaddr"] < end
        assert end % page == 0
        for name in (".got", ".data.rel.ro", ".init_array", ".fini_array"):
            section = file.get_section_by_name(name)
            assert section is None or start <= section["sh_addr"] < end
        tags = {t["d_tag"]: t["d_val"] for t in file.get_section_by_name(".dynamic").iter_tags()}
        assert tags["DT_FLAGS"] & 8
        assert tags["DT_FLAGS_1"] & 1
        assert "DT_TEXTREL" not in tags
        assert not tags["DT_FLAGS"] & 4


def test_nothing_needed_is_statically_linked_for_ldd(tmp_path: Path) -> None:
    path = tmp_path / "lib.so"
    path.write_bytes(library("one function"))
    assert run(tool("ldd"), path).strip() == "statically linked"


def test_only_the_given_libraries_are_needed() -> None:
    tags = list(parse(library("everything")).get_section_by_name(".dynamic").iter_tags())
    assert [tag.needed for tag in tags if tag["d_tag"] == "DT_NEEDED"] == ["libc.so.6"]
    assert [tag.soname for tag in tags if tag["d_tag"] == "DT_SONAME"] == ["libmodel.so"]


def test_metadata_is_readable_from_the_file(tmp_path: Path) -> None:
    image = library("everything")
    path = tmp_path / "lib.so"
    path.write_bytes(image)
    assert '{"a": 1}' in run(tool("readelf"), "-p", ".mgc.meta", path)
    assert "second" in run(tool("readelf"), "-p", ".mgc.extra", path)
    assert read_section(image, ".mgc.meta") == b'{"a": 1}\0'
    assert read_section(image, ".mgc.extra") == b"first\0second\0"
    assert read_section(image, ".mgc") is None
    assert read_section(image, ".bss") is None


def test_metadata_survives_stripping_by_others(tmp_path: Path) -> None:
    path = tmp_path / "lib.so"
    path.write_bytes(library("everything"))
    run(tool("strip"), path)
    assert read_section(path.read_bytes(), ".mgc.meta") == b'{"a": 1}\0'
    assert run(tool("eu-elflint"), "--gnu-ld", path) == "No errors\n"


def test_section_that_is_not_loaded_is_kept(tmp_path: Path) -> None:
    data = assemble("""
        .globl f
        f: ret
        .section .mgc.meta,"",@progbits
        .asciz "kept"
    """)
    image = link_shared([data], soname="l.so", exports=["f"], strip=True)
    assert read_section(image, ".mgc.meta") == b"kept\0"


def test_added_section_must_be_new() -> None:
    with pytest.raises(LinkError, match=r"already have a section '\.text'"):
        link_shared([emit(SCALAR)], soname="l.so", exports=[], extra_sections={".text": b"x"})


@pytest.mark.parametrize("name", [".dynamic", ".symtab", ".shstrtab"])
def test_section_of_the_linker_is_not_added_by_others(name: str) -> None:
    with pytest.raises(LinkError, match=f"section '{name}' is made by the linker"):
        link_shared([emit(SCALAR)], soname="l.so", exports=[], extra_sections={name: b"x"})


def test_small_library_is_a_small_file() -> None:
    text = "\n".join(SCALAR.replace("@f", f"@f{k}").replace("3.25", f"{k}.1") for k in range(24))
    data = emit(text)
    assert 3000 < len(data) < 6000
    names = [f"f{k}" for k in range(24)]
    image = link_shared([data], soname="lib.so", exports=["f1"])
    assert len(image) < 6500
    assert len(link_shared([data], soname="lib.so", exports=names, strip=True)) < 6500


def test_stripping_removes_symbols_and_debug_sections_alone(tmp_path: Path) -> None:
    data = compile_c(tmp_path, "int f(int x) { return x + 1; }", "-g")
    full, bare = (
        parse(link_shared([data], soname="l.so", exports=["f"], strip=strip))
        for strip in (False, True)
    )
    names = [{section.name for section in file.iter_sections()} for file in (full, bare)]
    removed = names[0] - names[1]
    assert names[1] <= names[0]
    assert {".symtab", ".strtab", ".comment", ".debug_info", ".debug_line"} <= removed
    assert all(n.startswith(".debug_") or n in {".symtab", ".strtab", ".comment"} for n in removed)
    text, stripped = (file.get_section_by_name(".text").data() for file in (full, bare))
    assert text == stripped


def test_same_input_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    text, exports, imports = CASES["everything"]
    data = emit(text)
    (tmp_path / "model.o").write_bytes(data)
    script = (
        "import sys, hashlib; from mgc.codegen.link import link_shared\n"
        f"data = open({str(tmp_path / 'model.o')!r}, 'rb').read()\n"
        f"imports = set({imports!r})\n"
        f"image = link_shared([data], soname='l.so', exports={exports!r}, imports=imports)\n"
        "print(hashlib.sha256(image).hexdigest(), 'llvmlite' in sys.modules)"
    )
    image = link_shared([data], soname="l.so", exports=exports, imports=imports)
    expected = f"{hashlib.sha256(image).hexdigest()} False\n"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed},
        )
        assert done.stdout == expected


def test_build_id_is_the_hash_of_the_file_without_it() -> None:
    image = bytearray(library("everything"))
    section = parse(bytes(image)).get_section_by_name(".note.gnu.build-id")
    (note,) = section.iter_notes()
    start = section["sh_offset"] + section["sh_size"] - 20
    assert bytes(image[start : start + 20]).hex() == note["n_desc"]
    image[start : start + 20] = bytes(20)
    assert hashlib.sha1(image).hexdigest() == note["n_desc"]


def test_different_code_has_a_different_build_id() -> None:
    def build_id(constant: str) -> bytes | None:
        data = emit(SCALAR.replace("3.25", constant))
        return read_section(link_shared([data], soname="l.so", exports=["f"]), ".note.gnu.build-id")

    assert build_id("3.25") == build_id("3.25") != build_id("3.5")


def test_damaged_objects_give_link_errors_alone() -> None:
    text, exports, imports = CASES["everything"]
    data = emit(text)
    random_bytes = random.Random(0)
    refused = 0
    for trial in range(400):
        damaged = bytearray(data)
        if trial % 4 == 0:
            del damaged[random_bytes.randrange(len(data)) :]
        else:
            # Three quarters of the trials hit headers and tables, where damage matters.
            start = len(data) - 64 * 20 if trial % 4 == 1 else 0
            for _ in range(3):
                damaged[random_bytes.randrange(start, len(data))] = random_bytes.randrange(256)
        try:
            link_shared([bytes(damaged)], soname="l.so", exports=exports, imports=imports)
        except LinkError:
            refused += 1
    assert refused > 100
