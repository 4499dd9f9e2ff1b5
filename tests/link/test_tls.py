"""Thread-local variables: every access model, one copy per thread and library."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mgc.codegen.link import LinkError, link_shared

from .objects import assemble, compile_c, emit, link_and_load, parse, relocation_types

# Three variables, so that offsets differ: initialised, zero, and one of larger alignment.
IR = """
@first = {model} global i64 7
@count = {model} global i32 0
@text = {model} global [64 x i8] zeroinitializer, align 64
define i32 @next() {{
  %p = call ptr @llvm.threadlocal.address.p0(ptr @count)
  %old = load volatile i32, ptr %p
  %new = add i32 %old, 1
  store volatile i32 %new, ptr %p
  ret i32 %new
}}
define i64 @initial() {{
  %p = call ptr @llvm.threadlocal.address.p0(ptr @first)
  %v = load volatile i64, ptr %p
  store volatile i64 0, ptr %p
  ret i64 %v
}}
define ptr @message() {{
  %p = call ptr @llvm.threadlocal.address.p0(ptr @text)
  ret ptr %p
}}
declare ptr @llvm.threadlocal.address.p0(ptr)
"""
GENERAL = "thread_local"
LOCAL = "internal thread_local(localdynamic)"
INITIAL = "internal thread_local(initialexec)"
MODELS = {GENERAL: 19, LOCAL: 20, INITIAL: 22}  # and the relocation type that shows it
EXPORTS = ["next", "initial", "message"]


def in_thread(function: Callable[[], int]) -> int:
    results: list[int] = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


@pytest.mark.parametrize("model", MODELS)
def test_every_thread_has_its_own_variables(tmp_path: Path, model: str) -> None:
    data = emit(IR.format(model=model))
    assert MODELS[model] in relocation_types(data)
    library = link_and_load(tmp_path, [data], EXPORTS)
    library.message.restype = ctypes.c_void_p
    assert [library.next(), library.next(), library.next()] == [1, 2, 3]
    assert in_thread(library.next) == 1
    assert library.next() == 4
    assert [library.initial(), library.initial(), in_thread(library.initial)] == [7, 0, 7]
    assert library.message() != in_thread(library.message)
    assert library.message() % 64 == 0


@pytest.mark.parametrize("model", MODELS)
def test_libraries_do_not_share_thread_local_variables(tmp_path: Path, model: str) -> None:
    data = emit(IR.format(model=model))
    first = link_and_load(tmp_path, [data], EXPORTS)
    second = link_and_load(tmp_path, [data], EXPORTS)
    assert [first.next(), first.next(), second.next()] == [1, 2, 1]


def test_objects_of_one_library_share_a_thread_local_variable(tmp_path: Path) -> None:
    first = compile_c(
        tmp_path,
        "_Thread_local int pad = 1; extern _Thread_local int shared; int get(void){return shared;}",
    )
    second = compile_c(tmp_path, "_Thread_local int shared = 5; void set(int x){shared = x;}")
    library = link_and_load(tmp_path, [first, second], ["get", "set"])
    assert library.get() == 5
    library.set(9)
    assert library.get() == 9
    assert in_thread(library.get) == 5


def test_exported_thread_local_variable_is_found_by_another_library(tmp_path: Path) -> None:
    owner = compile_c(tmp_path, "long a = 3; _Thread_local int pad = 1, mine = 33;")
    user = compile_c(tmp_path, "extern _Thread_local int mine; int get(void){return mine++;}")
    (tmp_path / "owner.so").write_bytes(
        link_shared([owner], soname="mgc-test-owner.so", exports=["mine"])
    )
    ctypes.CDLL(str(tmp_path / "owner.so"), mode=ctypes.RTLD_GLOBAL)
    library = link_and_load(tmp_path, [user], ["get"], imports=["mine"])
    assert [library.get(), library.get(), in_thread(library.get)] == [33, 34, 33]


def test_only_thread_local_libraries_import_the_address_function() -> None:
    def imports(data: bytes) -> list[str]:
        image = link_shared([data], soname="l.so", exports=[])
        symbols = parse(image).get_section_by_name(".dynsym").iter_symbols()
        return [s.name for s in symbols if s.name and s["st_shndx"] == "SHN_UNDEF"]

    assert imports(emit(IR.format(model=LOCAL))) == ["__tls_get_addr"]
    assert imports(emit("define void @f() { ret void }")) == []


def test_exported_variable_of_the_library_itself_is_not_looked_up() -> None:
    image = link_shared([emit(IR.format(model=GENERAL))], soname="l.so", exports=["count", "next"])
    rows = parse(image).get_section_by_name(".rela.dyn").iter_relocations()
    assert {row["r_info_sym"] for row in rows if row["r_info_type"] == 16} == {0}


def test_static_tls_is_announced_to_the_loader() -> None:
    for model, expected in {GENERAL: 8, LOCAL: 8, INITIAL: 8 | 16}.items():
        image = link_shared([emit(IR.format(model=model))], soname="l.so", exports=[])
        (flags,) = parse(image).get_section_by_name(".dynamic").iter_tags("DT_FLAGS")
        assert flags["d_val"] == expected


def test_model_of_executables_is_refused() -> None:
    data = assemble("""
        f: movl %fs:variable@TPOFF, %eax
        .section .tbss,"awT",@nobits
        variable: .long 0
    """)
    with pytest.raises(LinkError, match=r"\.text: R_X86_64_TPOFF32 against 'variable': local-exec"):
        link_shared([data], soname="l.so", exports=[])


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("leaq variable(%rip), %rax", "a thread-local symbol has no address"),
        ("movq ordinary@GOTTPOFF(%rip), %rax", "the symbol is not thread-local"),
    ],
)
def test_confusing_thread_local_and_ordinary_variables_is_refused(code: str, reason: str) -> None:
    user = assemble(f"f: {code}")
    provider = assemble("""
        .globl variable, ordinary
        .type ordinary, @object
        .section .tbss,"awT",@nobits
        variable: .long 0
        .data
        ordinary: .long 0
    """)
    with pytest.raises(LinkError, match=reason):
        link_shared([user, provider], soname="l.so", exports=[])
