"""Every relocation type that is linked, in code that runs."""

from __future__ import annotations

import ctypes
import struct
from pathlib import Path

import pytest

from mgc.codegen.link import MACHINES, link_shared, read_section

from .objects import assemble, compile_c, link_and_load, parse, relocation_types

DATA = """
.data
.globl number
number: .long 40
local: .long 2
.text
"""

# Relocation type -> code that leaves 42 in %eax.
NUMBER = "movl (%rax), %eax; add $2, %eax"
CODE = {
    "R_X86_64_PC32": "movl number(%rip), %eax; addl local(%rip), %eax",
    "R_X86_64_PLT32": "call answer@PLT",
    "R_X86_64_GOTPCREL": f"pushq number@GOTPCREL(%rip); popq %rax; {NUMBER}",
    "R_X86_64_GOTPCRELX": "call *answer@GOTPCREL(%rip)",
    "R_X86_64_REX_GOTPCRELX": f"movq number@GOTPCREL(%rip), %rax; {NUMBER}",
    "R_X86_64_64": "movq pointer(%rip), %rax; movl -8(%rax), %eax; add $2, %eax",
    "R_X86_64_PC64": f"leaq distance(%rip), %rax; addq (%rax), %rax; {NUMBER}",
}
EXTRA = """
.globl answer
answer: movl $42, %eax; ret
.data
.balign 8
pointer: .quad number + 8
.section .rodata
distance: .quad number - .
"""


def numbers(*names: str) -> set[int]:
    table = MACHINES["x86_64"].relocations
    return {number for number, relocation in table.items() if relocation.name in names}


@pytest.mark.parametrize("name", CODE)
def test_relocation_finds_its_target(tmp_path: Path, name: str) -> None:
    data = assemble(f"{DATA}\n.globl f\nf: {CODE[name]}; ret\n{EXTRA}")
    assert numbers(name) <= relocation_types(data)
    assert link_and_load(tmp_path, [data], ["f"]).f() == 42


@pytest.mark.parametrize("name", CODE)
def test_relocation_finds_its_target_in_another_object(tmp_path: Path, name: str) -> None:
    code = CODE[name].replace("local(%rip)", "$2")
    table = "pointer: .quad number + 8; .section .rodata; distance: .quad number - ."
    user = assemble(f".globl f\nf: {code}; ret\n.data; .balign 8; {table}")
    assert numbers(name) <= relocation_types(user)
    provider = assemble(f"{DATA}\n.globl answer\nanswer: movl $42, %eax; ret")
    assert link_and_load(tmp_path, [user, provider], ["f"]).f() == 42
    assert link_and_load(tmp_path, [provider, user], ["f"]).f() == 42


@pytest.mark.parametrize("call", ["jmp abs@PLT", "jmp *abs@GOTPCREL(%rip)", "jmp *pointer(%rip)"])
def test_imported_function_is_reached(tmp_path: Path, call: str) -> None:
    data = assemble(f".globl f\nf: {call}\n.data\n.balign 8\npointer: .quad abs")
    library = link_and_load(tmp_path, [data], ["f"], imports=["abs"])
    assert library.f(-42) == 42


def test_word_relocations_keep_their_addends_in_data_and_constants(tmp_path: Path) -> None:
    data = assemble("""
        .section .data.rel.ro,"aw"
        .balign 8
        .globl table
        table: .quad text, text + 2, 7, text - 1
        .section .rodata.str1.1,"aMS",@progbits,1
        .byte 'x'
        text: .asciz "abcd"
    """)
    library = link_and_load(tmp_path, [data], ["table"])
    table = (ctypes.c_uint64 * 4).in_dll(library, "table")
    assert ctypes.string_at(table[0]) == b"abcd"
    assert ctypes.string_at(table[1]) == b"cd"
    assert table[2] == 7
    assert ctypes.string_at(table[3]) == b"xabcd"


def test_relative_relocations_come_first_by_address_and_are_counted() -> None:
    data = assemble("""
        .globl f, local
        f: call free@PLT
        movq local@GOTPCREL(%rip), %rax
        .section .init_array,"aw",@init_array
        .quad f
        .data
        .balign 8
        local: .quad f, free, f + 1
    """)
    image = link_shared([data], soname="lib.so", exports=["f", "local"], imports=["free"])
    file = parse(image)
    rows = list(file.get_section_by_name(".rela.dyn").iter_relocations())
    assert [row["r_info_type"] for row in rows] == [8, 8, 8, 8, 6, 1]
    addresses = [row["r_offset"] for row in rows[:4]]
    assert addresses == sorted(addresses)
    assert [row["r_info_sym"] for row in rows] == [0, 0, 0, 0, 1, 1]
    (count,) = file.get_section_by_name(".dynamic").iter_tags("DT_RELACOUNT")
    assert count["d_val"] == 4


def test_absolute_symbols_are_numbers(tmp_path: Path) -> None:
    data = assemble("""
        .set magic, 0x1234567890
        .globl magic, f
        f: movq magic@GOTPCREL(%rip), %rax; ret
        .data
        .globl word
        word: .quad magic
    """)
    library = link_and_load(tmp_path, [data], ["f", "word"])
    library.f.restype = ctypes.c_uint64
    assert library.f() == 0x1234567890
    assert ctypes.c_uint64.in_dll(library, "word").value == 0x1234567890


def test_unloaded_sections_hold_addresses_and_offsets() -> None:
    source = """
        .globl f
        f: ret
        .section .tbss,"awT",@nobits
        .long 0
        variable: .long 0
        .section .debug_first,"",@progbits
        .quad 0
        mark: .long 5
        .section .debug_second,"",@progbits
        .quad f
        .long mark
        .quad variable@DTPOFF
        .long variable@DTPOFF
    """
    data = assemble(source)
    other = assemble(source.replace(".globl f", ".globl g").replace("f: ret", "g: f: ret"))
    types = numbers("R_X86_64_32", "R_X86_64_64", "R_X86_64_DTPOFF32", "R_X86_64_DTPOFF64")
    assert types <= relocation_types(data)
    image = link_shared([data, other], soname="l.so", exports=["f", "g"])
    values = struct.iter_unpack("<QIQI", read_section(image, ".debug_second") or b"")
    symbols = parse(image).get_section_by_name(".dynsym")
    f, g = (symbols.get_symbol_by_name(name)[0]["st_value"] for name in "fg")
    assert list(values) == [(f, 8, 4, 4), (g, 20, 12, 12)]


def test_c_objects_share_functions_and_data(tmp_path: Path) -> None:
    first = compile_c(tmp_path, "int twice(int); extern int base; int f(void){return twice(base);}")
    second = compile_c(tmp_path, "int base = 21; int twice(int x){return 2 * x;}")
    assert link_and_load(tmp_path, [first, second], ["f"]).f() == 42


def test_debug_sections_see_zero_for_what_was_discarded() -> None:
    source = """
        .section .text.shared,"axG",@progbits,shared,comdat
        nop
        .weak shared
        shared: ret
        .Lstart:
        .section .debug_x,"",@progbits
        .quad .Lstart
        .quad shared
    """
    objects = [assemble(source), assemble(source)]
    image = link_shared(objects, soname="l.so", exports=["shared"])
    (symbol,) = parse(image).get_section_by_name(".dynsym").get_symbol_by_name("shared")
    first, shared, second, again = struct.unpack("<4Q", read_section(image, ".debug_x") or b"")
    assert shared == again == symbol["st_value"] == first - 1
    assert second == 0


def test_gaps_between_functions_trap() -> None:
    objects = [assemble(f".globl f{k}\nf{k}: ret\n.balign 1\n") for k in range(2)]
    second = assemble(".balign 16\n.globl g\ng: ret")
    image = link_shared([*objects, second], soname="l.so", exports=["f0", "f1", "g"])
    text = read_section(image, ".text") or b""
    assert text.count(b"\xc3") == 3
    assert set(text) == {0xC3, 0xCC}


def test_unwind_tables_follow_each_other_without_a_gap_and_end() -> None:
    source = '.section .eh_frame,"a",@progbits\n.balign 8\n.long 8, {}, 3'
    objects = [assemble(source.format(k)) for k in (1, 2)]
    image = link_shared(objects, soname="l.so", exports=[])
    words = struct.unpack("<7I", read_section(image, ".eh_frame") or b"")
    assert words == (8, 1, 3, 8, 2, 3, 0)


def test_string_sections_stay_mergeable_only_with_their_like() -> None:
    def debug_flags(*kinds: str) -> tuple[int, int]:
        objects = [assemble(f'.section .debug_s,"{kind}\n.asciz "abc"') for kind in kinds]
        image = link_shared(objects, soname="l.so", exports=[])
        section = parse(image).get_section_by_name(".debug_s")
        return section["sh_flags"], section["sh_entsize"]

    strings, wide, plain = 'MS",@progbits,1', 'MS",@progbits,2', '",@progbits'
    assert debug_flags(strings, strings) == (0x30, 1)
    assert debug_flags(strings, wide) == debug_flags(plain, strings) == (0, 0)
