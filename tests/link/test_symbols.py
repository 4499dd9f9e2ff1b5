"""Which definition a name means, what is exported, and what may be imported."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from mgc.codegen.link import LinkError, link_shared

from .objects import assemble, compile_c, emit, link_and_load, parse


def link(*objects: bytes, exports: tuple[str, ...] = (), imports: tuple[str, ...] = ()) -> bytes:
    return link_shared(objects, soname="libtest.so", exports=exports, imports=imports)


def returning(name: str, value: int, linkage: str = "") -> bytes:
    return emit(f"define {linkage} i32 @{name}() {{ ret i32 {value} }}")


def dynamic_symbols(image: bytes) -> dict[str, tuple[str, str, bool]]:
    """Binding, visibility, and whether it is defined here, by name."""
    return {
        symbol.name: (
            symbol["st_info"]["bind"],
            symbol["st_other"]["visibility"],
            symbol["st_shndx"] != "SHN_UNDEF",
        )
        for symbol in parse(image).get_section_by_name(".dynsym").iter_symbols()
        if symbol.name
    }


def test_only_the_named_symbols_are_exported() -> None:
    data = emit("""
        @table = global [2 x i32] [i32 1, i32 2]
        define i32 @f() { ret i32 1 }
        define hidden i32 @g() { ret i32 2 }
        define i32 @h() { ret i32 3 }
        define internal i32 @k() noinline { ret i32 4 }
    """)
    image = link(data, exports=("g", "table"))
    expected = ("STB_GLOBAL", "STV_DEFAULT", True)
    assert dynamic_symbols(image) == {"g": expected, "table": expected}


def test_every_export_is_found_by_its_hash(tmp_path: Path) -> None:
    names = [f"function_{k}" for k in range(150)]
    text = "\n".join(f"define i32 @{n}() {{ ret i32 {k} }}" for k, n in enumerate(names))
    library = link_and_load(tmp_path, [emit(text)], names)
    assert [getattr(library, name)() for name in names] == list(range(150))
    for name in ("function_150", "f", "", "function_", "Function_1"):
        assert not hasattr(library, name)


def test_other_libraries_cannot_replace_what_the_library_uses(tmp_path: Path) -> None:
    def library(value: int) -> bytes:
        return emit(f"""
            define i32 @inner() noinline {{ ret i32 {value} }}
            define i32 @outer() {{
              %p = load volatile ptr, ptr @pointer
              %a = call i32 %p()
              %b = call i32 @inner() noinline
              %c = add i32 %a, %b
              ret i32 %c
            }}
            @pointer = global ptr @inner
        """)

    first = tmp_path / "first.so"
    first.write_bytes(link(library(1), exports=("inner", "outer")))
    ctypes.CDLL(str(first), mode=ctypes.RTLD_GLOBAL)
    second = link_and_load(tmp_path, [library(10)], ["inner", "outer"])
    assert second.outer() == 20


def test_undefined_symbols_are_refused_all_at_once_with_their_objects() -> None:
    data = emit("""
        source_filename = "model.py"
        declare float @sinf(float)
        declare double @pow(double, double)
        declare ptr @memcpy(ptr, ptr, i64)
        define float @f(float %x) { %y = call float @sinf(float %x) ret float %y }
        define double @g(double %x) { %y = call double @pow(double %x, double %x) ret double %y }
        define ptr @h(ptr %x) { %y = call ptr @memcpy(ptr %x, ptr %x, i64 1) ret ptr %y }
    """)
    with pytest.raises(LinkError) as caught:
        link(returning("other", 1), data, imports=("memcpy", "memset"))
    assert str(caught.value) == (
        "undefined symbol 'sinf' in object 1 (model.py); "
        "undefined symbol 'pow' in object 1 (model.py) (allowed imports: memcpy, memset)"
    )


def test_message_does_not_offer_what_the_machine_itself_may_import() -> None:
    with pytest.raises(LinkError, match=r"\(allowed imports: none\)$"):
        link(assemble("call sin@PLT"))


def test_allowed_imports_are_declared_only_where_they_are_used() -> None:
    data = emit("declare i32 @abs(i32)\ndefine i32 @f() { %y = call i32 @abs(i32 -1) ret i32 %y }")
    image = link(data, exports=("f",), imports=("abs", "memcpy", "f"))
    assert dynamic_symbols(image) == {
        "abs": ("STB_GLOBAL", "STV_DEFAULT", False),
        "f": ("STB_GLOBAL", "STV_DEFAULT", True),
    }


WEAK = """
declare extern_weak i32 @absent(i32)
@pointer = global ptr @absent
define i32 @f() {
  %there = icmp ne ptr @absent, null
  br i1 %there, label %yes, label %no
yes:
  %r = call i32 @absent(i32 -5)
  ret i32 %r
no:
  ret i32 -1
}
"""


def test_undefined_weak_symbol_is_null(tmp_path: Path) -> None:
    library = link_and_load(tmp_path, [emit(WEAK)], ["f", "pointer"])
    assert library.f() == -1
    assert ctypes.c_void_p.in_dll(library, "pointer").value is None


def test_undefined_weak_symbol_may_be_imported(tmp_path: Path) -> None:
    data = emit(WEAK.replace("@absent", "@abs"))
    library = link_and_load(tmp_path, [data], ["f", "pointer"], imports=["abs"])
    assert library.f() == 5
    assert ctypes.c_void_p.in_dll(library, "pointer").value is not None


def test_undefined_weak_symbol_may_be_defined_elsewhere(tmp_path: Path) -> None:
    provider = emit("define i32 @absent(i32 %x) { ret i32 77 }")
    assert link_and_load(tmp_path, [emit(WEAK), provider], ["f"]).f() == 77


def test_undefined_weak_symbol_that_is_needed_elsewhere_is_refused() -> None:
    needs = emit("declare i32 @absent()\ndefine i32 @g() { %r = call i32 @absent() ret i32 %r }")
    for objects in ([emit(WEAK), needs], [needs, emit(WEAK)]):
        with pytest.raises(LinkError, match=r"^undefined symbol 'absent' in object"):
            link(*objects)


@pytest.mark.parametrize("linkage", ["weak", "linkonce_odr", "weak_odr"])
def test_strong_definition_beats_a_weak_one(tmp_path: Path, linkage: str) -> None:
    weak, strong = returning("f", 1, linkage), returning("f", 2)
    if linkage == "linkonce_odr":
        weak = emit("$f = comdat any\ndefine weak i32 @f() comdat { ret i32 1 }")
    assert link_and_load(tmp_path, [weak, strong], ["f"]).f() == 2
    assert link_and_load(tmp_path, [strong, weak], ["f"]).f() == 2


def test_first_of_several_weak_definitions_is_used(tmp_path: Path) -> None:
    objects = [returning("f", value, "weak") for value in (1, 2, 3)]
    assert link_and_load(tmp_path, objects, ["f"]).f() == 1


def test_two_strong_definitions_are_refused() -> None:
    with pytest.raises(LinkError, match=r"^'f' is defined in object 0 .* and object 2 "):
        link(returning("f", 1), returning("g", 1), returning("f", 2))


def test_one_comdat_group_is_kept(tmp_path: Path) -> None:
    def unit(name: str, value: int) -> bytes:
        return emit(f"""
            $shared = comdat any
            @counter = linkonce_odr global i32 {value}, comdat($shared)
            define linkonce_odr i32 @shared() noinline comdat {{
              %v = load volatile i32, ptr @counter
              %n = add i32 %v, 1
              store volatile i32 %n, ptr @counter
              ret i32 %n
            }}
            define i32 @{name}() {{ %v = call i32 @shared() ret i32 %v }}
        """)

    library = link_and_load(tmp_path, [unit("a", 100), unit("b", 900)], ["a", "b"])
    assert [library.a(), library.b(), library.a()] == [101, 102, 103]


def test_inline_functions_of_cpp_are_shared(tmp_path: Path) -> None:
    header = "inline int &counter(){ static int value = 5; return value; }\n"
    first = compile_c(
        tmp_path, header + 'extern "C" int a(){return ++counter();}', "-g", compiler="g++",
        name="a.cpp",
    )  # fmt: skip
    second = compile_c(
        tmp_path, header + 'extern "C" int b(){return ++counter();}', "-g", compiler="g++",
        name="b.cpp",
    )  # fmt: skip
    library = link_and_load(tmp_path, [first, second], ["a", "b"])
    assert [library.a(), library.b(), library.a()] == [6, 7, 8]


def test_common_blocks_are_merged_to_the_largest(tmp_path: Path) -> None:
    first = compile_c(tmp_path, "char block[4]; char *a(void){return block;}", "-fcommon")
    second = compile_c(tmp_path, "char block[4000]; char *b(void){return block;}", "-fcommon")
    for objects in ([first, second], [second, first]):
        library = link_and_load(tmp_path, objects, ["a", "b", "block"])
        library.a.restype = library.b.restype = ctypes.c_void_p
        assert library.a() == library.b()
        image = link(*objects, exports=("block",))
        (symbol,) = parse(image).get_section_by_name(".dynsym").get_symbol_by_name("block")
        assert symbol["st_size"] == 4000


def test_definition_beats_a_common_block(tmp_path: Path) -> None:
    common = compile_c(tmp_path, "int value; int f(void){return value;}", "-fcommon")
    defined = compile_c(tmp_path, "int value = 9;")
    assert link_and_load(tmp_path, [common, defined], ["f"]).f() == 9


def test_local_names_of_objects_do_not_meet(tmp_path: Path) -> None:
    def unit(name: str, value: int) -> bytes:
        return emit(f"""
            define internal i32 @same() noinline optnone {{ ret i32 {value} }}
            define i32 @{name}() {{ %v = call i32 @same() ret i32 %v }}
        """)

    library = link_and_load(tmp_path, [unit("a", 1), unit("b", 2)], ["a", "b"])
    assert (library.a(), library.b()) == (1, 2)


def test_dso_handle_is_an_address_of_the_library_alone(tmp_path: Path) -> None:
    data = assemble("""
        .globl f, g
        .hidden __dso_handle
        f: leaq __dso_handle(%rip), %rax; ret
        g: movq __dso_handle@GOTPCREL(%rip), %rax; ret
    """)
    first = link_and_load(tmp_path, [data], ["f", "g"])
    second = link_and_load(tmp_path, [data], ["f", "g"])
    for function in (first.f, first.g, second.f, second.g):
        function.restype = ctypes.c_void_p
    assert first.f() == first.g() != second.f()
    assert ctypes.string_at(first.f(), 4) == b"\x7fELF"


@pytest.mark.parametrize("name", ["missing", "declared", "number", "__dso_handle"])
def test_export_without_a_definition_is_refused(name: str) -> None:
    data = assemble("""
        .globl declared, number
        .set number, 5
        call declared@PLT
        leaq __dso_handle(%rip), %rax
    """)
    with pytest.raises(LinkError, match=f"exported but not defined in any object: '{name}'"):
        link(data, exports=(name,), imports=("declared",))


def test_export_given_twice_is_refused() -> None:
    with pytest.raises(LinkError, match="given twice"):
        link(returning("f", 1), exports=("f", "f"))


def test_symbol_table_for_tools_has_local_and_exported_functions() -> None:
    data = emit("""
        source_filename = "model.py"
        define hidden i32 @inner() noinline { ret i32 2 }
        define internal i32 @kernel(i32 %x) noinline { ret i32 %x }
        define i32 @f() { %v = call i32 @kernel(i32 3) ret i32 %v }
    """)
    table = parse(link(data, exports=("f",))).get_section_by_name(".symtab")
    symbols = [(s.name, s["st_info"]["type"], s["st_info"]["bind"]) for s in table.iter_symbols()]
    assert symbols[1] == ("model.py", "STT_FILE", "STB_LOCAL")
    assert set(symbols[2:]) == {
        ("inner", "STT_FUNC", "STB_LOCAL"),
        ("kernel", "STT_FUNC", "STB_LOCAL"),
        ("f", "STT_FUNC", "STB_GLOBAL"),
    }
    assert symbols[-1][0] == "f"


def test_symbol_table_for_tools_lists_shared_symbols_once() -> None:
    provider = emit("define hidden i32 @inner() { ret i32 2 }")
    users = [
        emit(f"declare i32 @inner()\ndefine i32 @{n}() {{ %v = call i32 @inner() ret i32 %v }}")
        for n in "ab"
    ]
    table = parse(link(*users, provider, exports=("a",))).get_section_by_name(".symtab")
    names = [s.name for s in table.iter_symbols() if s["st_info"]["type"] == "STT_FUNC"]
    assert sorted(names) == ["a", "b", "inner"]
