"""What cannot be linked is refused with a message that names it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from mgc.codegen.link import LinkError, link_shared, read_section

from .objects import ARM, assemble, compile_c, emit, tool


def refused(data: bytes, *imports: str, machine: str = "x86_64") -> str:
    with pytest.raises(LinkError) as caught:
        link_shared([data], soname="l.so", exports=[], imports=imports, machine=machine)
    return str(caught.value)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "leaq away(%rip), %rax",
            "R_X86_64_PC32 against 'away': the symbol is not in this library; "
            "compile with reloc='pic'",
        ),
        (
            "movl $here, %eax",
            "R_X86_64_32 against 'here': an address does not fit here; compile with reloc='pic'",
        ),
        (
            "movq $here, %rax",
            "R_X86_64_32S against 'here': an address does not fit here; compile with reloc='pic'",
        ),
        (
            "movabsq $here, %rax",
            "an address against 'here': in a read-only section would need a text relocation",
        ),
        (
            "movabsq $_GLOBAL_OFFSET_TABLE_, %rax",
            "R_X86_64_GOTPC64 against '_GLOBAL_OFFSET_TABLE_': use the small code model",
        ),
        (
            "leaq here@TLSDESC(%rip), %rax",
            "R_X86_64_GOTPC32_TLSDESC against 'here': TLS descriptors are not linked on x86-64",
        ),
        (".long here@GOT", "R_X86_64_GOT32 against 'here': use the small code model"),
        (".short here", "R_X86_64_16 against 'here': its address is not known before loading; "
         "compile with reloc='pic'"),
        (
            "movl away@DTPOFF(%rax), %eax",
            "R_X86_64_DTPOFF32 against 'away': the symbol is not in this library",
        ),
        (
            ".weak nowhere; leaq nowhere@TLSGD(%rip), %rdi",
            "R_X86_64_TLSGD against 'nowhere': the symbol is not defined",
        ),
        (
            "call 4096",
            "R_X86_64_PC32 against '': the symbol is not defined",
        ),
        (".quad here@SIZE", "relocation type 33 against 'here': is not supported"),
    ],
)  # fmt: skip
def test_code_that_is_not_position_independent(code: str, message: str) -> None:
    data = assemble(f".globl here, f\nf: {code}\n.data\nhere: .long 0")
    assert refused(data, "away") == f"object 0 (<string>): .text: {message}"


def test_got_relocation_in_a_debug_section() -> None:
    data = assemble('.section .debug_x,"",@progbits\n.long f@GOTPCREL\n.globl f\n.text\nf: ret')
    assert refused(data).endswith("R_X86_64_GOTPCREL against 'f': is not for debug sections")


def test_value_out_of_range_names_its_place(tmp_path: Path) -> None:
    data = assemble("""
        .globl f
        f: nop
        leaq here + 0x7fffff00(%rip), %rax
        .data
        .zero 4096
        here: .long 0
    """)
    message = refused(data)
    assert message.startswith(
        "object 0 (<string>): .text+0x4: R_X86_64_PC32 against '.data' is out of range"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('.section .ctors,"aw"\n.quad f', ".ctors: nothing runs this section; use .init_array"),
        ('.section .dtors.9,"aw"\n.quad f', ".dtors.9: nothing runs this section"),
        ('.section .both,"awx"\nret', ".both: is both writable and executable"),
        ('.section .note.GNU-stack,"x",@progbits', "asks for an executable stack"),
        (".data\n.balign 8192\n.quad 0", ".data: alignment 8192 is not a power of two <= 4096"),
        ('.section .odd,"a",@0x6fff4c10\n.quad 0', ".odd: section type 1879002128"),
        (".type f, @gnu_indirect_function", "'f': indirect functions are not supported"),
    ],
)
def test_sections_and_symbols_without_a_meaning_here(text: str, message: str) -> None:
    assert refused(assemble(f".globl f\nf: ret\n{text}")).startswith(
        f"object 0 (<string>): {message}"
    )


def test_constructors_of_llvm_that_nothing_would_run() -> None:
    data = emit("""
        @llvm.global_ctors = appending global [1 x { i32, ptr, ptr }]
          [{ i32, ptr, ptr } { i32 65535, ptr @f, ptr null }]
        define void @f() { ret void }
    """)
    assert ".ctors" in refused(data)


def test_address_of_a_group_that_another_object_replaces() -> None:
    data = assemble("""
        .section .text.shared,"axG",@progbits,shared,comdat
        .weak shared
        shared: ret
        .Lend:
        .data
        .quad .Lend
    """)
    with pytest.raises(
        LinkError, match=r"object 1 .*: \.data: .* in a section that is not linked$"
    ):
        link_shared([data, data], soname="l.so", exports=[])


def test_more_memory_than_there_are_addresses() -> None:
    data = assemble(".bss\n.zero 0x7fffffffffffffff")
    with pytest.raises(LinkError, match="an address or a size is out of range"):
        link_shared([data] * 3, soname="l.so", exports=[])


def test_compressed_debug_sections(tmp_path: Path) -> None:
    data = compile_c(tmp_path, "int f(int x) { return x; }\n" * 1, "-g", "-gz=zlib")
    assert "compressed sections are not supported" in refused(data)


def test_what_is_not_an_object(tmp_path: Path) -> None:
    assert refused(b"") == "object 0: not a little-endian ELF64 file"
    assert refused(b"int f(void);") == "object 0: not a little-endian ELF64 file"
    assert refused(emit("define void @f() { ret void }")[:100]).startswith(
        "object 0: damaged ELF file: "
    )
    library = link_shared([emit("define void @f() { ret void }")], soname="l.so", exports=["f"])
    assert "expected a relocatable object (type 1) for x86_64 (machine 62), got type 3" in refused(
        library
    )


def test_object_of_another_machine() -> None:
    data = emit("define void @f() { ret void }", ARM)
    assert "for x86_64 (machine 62), got type 1, machine 183" in refused(data)
    assert "for aarch64 (machine 183), got type 1, machine 62" in refused(
        assemble("ret"), machine="aarch64"
    )


def test_unknown_machine() -> None:
    assert (
        refused(assemble("ret"), machine="vax") == "unknown machine 'vax'; known: aarch64, x86_64"
    )


def test_library_without_a_name() -> None:
    with pytest.raises(LinkError, match="soname is empty"):
        link_shared([assemble("ret")], soname="", exports=[])


def test_relocation_outside_its_section() -> None:
    data = bytearray(assemble(".globl f\nf: call f@PLT"))
    (position,) = (
        k for k in range(0, len(data) - 24, 8) if struct.unpack_from("<QQq", data, k)[2] == -4
    )
    struct.pack_into("<Q", data, position, 1 << 20)
    assert refused(bytes(data)).endswith("damaged ELF file: relocation outside .text")


def test_read_section_of_what_is_not_elf() -> None:
    with pytest.raises(LinkError, match="not a little-endian ELF64 file"):
        read_section(b"MZ", ".mgc.meta")
    data = emit("define void @f() { ret void }")
    with pytest.raises(LinkError, match="damaged ELF file"):
        read_section(data[:30], ".mgc.meta")


def test_code_compiled_without_pic(tmp_path: Path) -> None:
    tool("gcc")
    data = compile_c(tmp_path, "int x; int *f(void) { return &x; }", "-fno-pic", "-mcmodel=large")
    assert "text relocation" in refused(data)
