"""AArch64: the bits of every relocation, and programs under the user-mode emulator."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from mgc.codegen.link import MACHINES, LinkError, link_shared

from .objects import ARM, compile_c, emit, parse, relocation_types, run, tool

COMPILER = "aarch64-linux-gnu-gcc"
ROOT = "/usr/aarch64-linux-gnu"
MACHINE = MACHINES["aarch64"]


def written(name: str, instruction: int, place: int, value: int) -> int:
    """The instruction at `place` after the relocation `name` with `value`."""
    (relocation,) = (r for r in MACHINE.relocations.values() if r.name == f"R_AARCH64_{name}")
    image = bytearray(struct.pack("<QIQ", 0, instruction, 0))
    relocation.write(image, 8, place, value)
    assert image[:8] == image[12:] == bytes(8)
    return int.from_bytes(image[8:12], "little")


@pytest.mark.parametrize(
    ("name", "instruction", "place", "value", "expected"),
    [
        # Encodings as the Arm Architecture Reference Manual gives them.
        ("ADR_PREL_PG_HI21", 0x90000000, 0x1FFC, 0x5123, 0x90000020),
        ("ADR_PREL_PG_HI21", 0x90000001, 0x5000, 0x4FFF, 0xF0FFFFE1),
        ("ADR_PREL_LO21", 0x10000000, 0x1000, 0x1003, 0x70000000),
        ("ADR_PREL_LO21", 0x10000000, 0x1000, 0xFFF, 0x70FFFFE0),
        ("LD_PREL_LO19", 0x18000000, 0x1000, 0x1008, 0x18000040),
        ("ADD_ABS_LO12_NC", 0x91000000, 0, 0x12ABC, 0x912AF000),
        ("LDST8_ABS_LO12_NC", 0x39400000, 0, 0x1FFF, 0x397FFC00),
        ("LDST16_ABS_LO12_NC", 0x79400000, 0, 0x1FFE, 0x795FFC00),
        ("LDST32_ABS_LO12_NC", 0xB9400000, 0, 0x1FFC, 0xB94FFC00),
        ("LDST64_ABS_LO12_NC", 0xF9400000, 0, 0x1FF8, 0xF947FC00),
        ("LDST128_ABS_LO12_NC", 0x3DC00000, 0, 0x1FF0, 0x3DC3FC00),
        ("CALL26", 0x94000000, 0x1000, 0xFFC, 0x97FFFFFF),
        ("JUMP26", 0x14000000, 0x1000, 0x1010, 0x14000004),
        ("CONDBR19", 0x54000000, 0x1000, 0x1010, 0x54000080),
        ("TSTBR14", 0x36000000, 0x1000, 0xFFC, 0x3607FFE0),
        ("ADR_GOT_PAGE", 0x90000000, 0x1000, 0x3008, 0xD0000000),
        ("LD64_GOT_LO12_NC", 0xF9400000, 0, 0x3008, 0xF9400400),
        ("PREL32", 0, 0x1000, 0xFF0, 0xFFFFFFF0),
        ("ABS32", 0, 0, 0xFFFFFFFF, 0xFFFFFFFF),
    ],
)
def test_relocation_writes_its_field(
    name: str, instruction: int, place: int, value: int, expected: int
) -> None:
    assert f"{written(name, instruction, place, value):#x}" == f"{expected:#x}"


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("CALL26", 0, 1 << 27),
        ("CALL26", 1 << 28, 0),
        ("CALL26", 0, 2),
        ("ADR_PREL_PG_HI21", 0, 1 << 32),
        ("ADR_PREL_LO21", 0, 1 << 20),
        ("LDST64_ABS_LO12_NC", 0, 4),
        ("LD_PREL_LO19", 0, 1 << 20),
        ("PREL32", 0, 1 << 31),
        ("ABS32", 0, 1 << 32),
    ],
)
def test_value_that_does_not_fit_is_refused(name: str, place: int, value: int) -> None:
    with pytest.raises((OverflowError, struct.error)):
        written(name, 0, place, value)


def test_message_of_a_misaligned_load() -> None:
    data = bytearray(
        emit("@n = internal global [9 x i64] zeroinitializer\ndefine i64 @f() { "
             "%p = getelementptr i64, ptr @n, i64 1 %v = load volatile i64, ptr %p ret i64 %v }",
             ARM)
    )  # fmt: skip
    position = next(
        k for k in range(0, len(data) - 24, 8) if bytes(data[k + 8 : k + 12]) == b"\x1e\x01\0\0"
    )
    struct.pack_into("<q", data, position + 16, 3)
    with pytest.raises(
        LinkError, match=r"LDST64_ABS_LO12_NC against .* is out of range: 0x\w+3 is"
    ):
        link_shared([bytes(data)], soname="l.so", exports=["f"], machine="aarch64")


IR = """
declare i32 @abs(i32)
declare void @free(ptr)
@text = private unnamed_addr constant [3 x i8] c"ab\\00"
@pointers = hidden constant [2 x ptr] [ptr @text, ptr @free]
@numbers = global [4 x i32] [i32 1, i32 2, i32 3, i32 -4]
@vector = internal constant <4 x float> <float 1.0, float 2.0, float 3.0, float 4.0>
@state = internal thread_local global i64 7
@count = thread_local global i32 0
@ran = internal global i32 0
@start = internal constant ptr @initialise, section ".init_array"
@llvm.used = appending global [1 x ptr] [ptr @start], section "llvm.metadata"
define internal void @initialise() { store volatile i32 100, ptr @ran ret void }
define i32 @element(i32 %k) {
  %p = getelementptr [4 x i32], ptr @numbers, i32 0, i32 %k
  %v = load i32, ptr %p
  %a = call i32 @abs(i32 %v)
  %r = load volatile i32, ptr @ran
  %s = add i32 %a, %r
  ret i32 %s
}
define ptr @pointer(i32 %k) {
  %p = getelementptr [2 x ptr], ptr @pointers, i32 0, i32 %k
  %v = load ptr, ptr %p
  ret ptr %v
}
define float @lane(i32 %k) {
  %v = load volatile <4 x float>, ptr @vector
  %l = extractelement <4 x float> %v, i32 %k
  ret float %l
}
define i32 @next() {
  %q = call ptr @llvm.threadlocal.address.p0(ptr @state)
  %i = load volatile i64, ptr %q
  store volatile i64 0, ptr %q
  %c = call ptr @llvm.threadlocal.address.p0(ptr @count)
  %old = load volatile i32, ptr %c
  %new = add i32 %old, 1
  store volatile i32 %new, ptr %c
  %t = trunc i64 %i to i32
  %s = add i32 %new, %t
  ret i32 %s
}
declare ptr @llvm.threadlocal.address.p0(ptr)
"""
EXPORTS = ["element", "pointer", "lane", "next"]
HOST = r"""
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
static void *other(void *f) { return (void *)(long)((int (*)(void))f)(); }
int main(int count, char **paths) {
  void *library = dlopen(paths[1], RTLD_NOW), *result;
  if (!library) { puts(dlerror()); return 1; }
  int (*element)(int) = (int (*)(int))dlsym(library, "element");
  void *(*pointer)(int) = (void *(*)(int))dlsym(library, "pointer");
  float (*lane)(int) = (float (*)(int))dlsym(library, "lane");
  int (*next)(void) = (int (*)(void))dlsym(library, "next");
  printf("%d %d %s %d %g\n", element(1), element(3), (char *)pointer(0),
         pointer(1) == (void *)free, lane(2));
  int first = next();
  printf("%d %d", first, next());
  pthread_t thread;
  pthread_create(&thread, 0, other, (void *)next);
  pthread_join(thread, &result);
  printf(" %ld %d\n", (long)result, next());
  return dlclose(library);
}
"""


def emulate(folder: Path, host: str, image: bytes) -> str:
    """What a C program prints under qemu when it is given the library."""
    emulator = tool("qemu-aarch64")
    (folder / "host.c").write_text(host)
    run(tool(COMPILER), "host.c", "-o", "host", "-ldl", "-lpthread", cwd=folder)
    (folder / "library.so").write_bytes(image)
    return run(emulator, "-L", ROOT, "./host", "./library.so", cwd=folder)


@pytest.mark.parametrize("level", [0, 2])
def test_library_of_llvm_runs(tmp_path: Path, level: int) -> None:
    data = emit(IR, ARM, level)
    imports = ["abs", "free"]
    image = link_shared([data], soname="l.so", exports=EXPORTS, imports=imports, machine="aarch64")
    assert emulate(tmp_path, HOST, image) == "102 104 ab 1 3\n8 2 8 3\n"


def test_relocations_of_llvm_are_all_in_the_library_that_runs() -> None:
    # ADRP, ADD, CALL26, ADR_GOT_PAGE, LD64_GOT_LO12, LDST32, LDST128, ABS64, TLSDESC (4 of them).
    expected = {275, 277, 283, 311, 312, 285, 299, 257, 562, 563, 564, 569}
    assert expected <= relocation_types(emit(IR, ARM))


def test_library_of_c_objects_runs(tmp_path: Path) -> None:
    first = compile_c(
        tmp_path,
        "extern int base, twice(int); static int counter; _Thread_local int mine = 1;\n"
        "int f(void) { return twice(base) + ++counter + ++mine; }",
        "-g",
        compiler=COMPILER,
    )
    second = compile_c(
        tmp_path, "int base = 20, puts(const char *); int twice(int x) { return 2 * x; }\n"
        "void bye(void) { puts(\"bye\"); }\n"
        "void (*const c)(void) __attribute__((section(\".fini_array\"), used)) = bye;",
        compiler=COMPILER,
    )  # fmt: skip
    image = link_shared(
        [first, second], soname="l.so", exports=["f"], imports=["puts"], machine="aarch64"
    )
    host = r"""
        #include <dlfcn.h>
        #include <stdio.h>
        int main(int count, char **paths) {
          void *library = dlopen(paths[1], RTLD_NOW);
          int (*f)(void) = (int (*)(void))dlsym(library, "f");
          int first = f();
          printf("%d %d\n", first, f());
          fflush(stdout);
          return dlclose(library);
        }
    """
    assert emulate(tmp_path, host, image) == "43 45\nbye\n"


def test_pages_are_as_large_as_any_kernel_has_them() -> None:
    image = link_shared([emit(IR, ARM)], soname="l.so", exports=EXPORTS, imports=["abs", "free"],
                        machine="aarch64")  # fmt: skip
    loads = [s for s in parse(image).iter_segments() if s["p_type"] == "PT_LOAD"]
    assert {s["p_align"] for s in loads} == {65536}
    assert len({s["p_vaddr"] // 65536 for s in loads}) == len(loads)
    assert len(image) < 6000


def test_model_of_executables_is_refused() -> None:
    data = emit("""
        @x = internal thread_local(localexec) global i32 0
        define ptr @f() { %p = call ptr @llvm.threadlocal.address.p0(ptr @x) ret ptr %p }
        declare ptr @llvm.threadlocal.address.p0(ptr)
    """, ARM)  # fmt: skip
    with pytest.raises(
        LinkError, match="R_AARCH64_TLSLE_ADD_TPREL_HI12 against 'x': its TLS model"
    ):
        link_shared([data], soname="l.so", exports=["f"], machine="aarch64")
