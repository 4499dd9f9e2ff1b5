"""Libraries in running processes."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from mgc.codegen.link import link_shared

from .objects import assemble, compile_c, emit, link_and_load, parse, run, tool

EVENTS = """
.globl f
f: movl $3, %eax
ret
.macro event name
function_\\name: leaq text_\\name(%rip), %rdi
jmp note@PLT
text_\\name: .asciz "\\name "
.endm
event first; event second; event third; event fourth; event last
.section .init_array,"aw",@init_array; .quad function_third, function_fourth
.section .init_array.00200,"aw",@init_array; .quad function_second
.section .init_array.00090,"aw",@init_array; .quad function_first
.section .fini_array,"aw",@fini_array; .quad function_last
"""
HOST = r"""
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
int note(const char *text) { fputs(text, stdout); return 0; }
static void *other(void *f) { return (void *)(long)((int (*)(void))f)(); }
int main(int count, char **paths) {
  for (int round = 0; round < 2; round++)
    for (int k = 1; k < count; k++) {
      void *library = dlopen(paths[k], RTLD_NOW | RTLD_LOCAL), *result;
      if (!library) { puts(dlerror()); return 1; }
      int (*f)(void) = (int (*)(void))dlsym(library, "f");
      pthread_t thread;
      pthread_create(&thread, 0, other, (void *)f);
      pthread_join(thread, &result);
      printf("%d %ld\n", f(), (long)result);
      if (dlclose(library)) return 2;
      if (dlopen(paths[k], RTLD_NOW | RTLD_NOLOAD)) return 3;
    }
  return 0;
}
"""
COUNTER = """
@count = internal thread_local global i32 {start}
define i32 @f() {{
  %p = call ptr @llvm.threadlocal.address.p0(ptr @count)
  %old = load volatile i32, ptr %p
  %new = add i32 %old, 1
  store volatile i32 %new, ptr %p
  ret i32 %new
}}
declare ptr @llvm.threadlocal.address.p0(ptr)
"""


def host(folder: Path, text: str = HOST, *flags: str) -> Path:
    compiler = tool("gcc")
    (folder / "host.c").write_text(text)
    run(compiler, "host.c", "-o", "host", "-rdynamic", "-ldl", "-lpthread", *flags, cwd=folder)
    return folder / "host"


def test_c_program_opens_calls_and_closes_two_libraries(tmp_path: Path) -> None:
    paths = [tmp_path / "a.so", tmp_path / "b.so"]
    for path, start in zip(paths, (10, 20), strict=True):
        data = emit(COUNTER.format(start=start))
        path.write_bytes(link_shared([data], soname=path.name, exports=["f"]))
    assert run(host(tmp_path), *paths) == "11 11\n21 21\n" * 2


def test_initialisers_run_by_priority_and_then_in_order(tmp_path: Path) -> None:
    path = tmp_path / "events.so"
    data = assemble(EVENTS)
    path.write_bytes(link_shared([data], soname="events.so", exports=["f"], imports=["note"]))
    expected = "first second third fourth 3 3\nlast "
    assert run(host(tmp_path), path) == expected * 2


def test_c_program_links_against_the_library(tmp_path: Path) -> None:
    data = emit("define i32 @f(i32 %x) { %y = mul i32 %x, 2 ret i32 %y }")
    image = link_shared([data], soname="libtwice.so.1", exports=["f"])
    (tmp_path / "libtwice.so.1").write_bytes(image)
    text = "int f(int); int main(void) { return f(21) != 42; }"
    program = host(tmp_path, text, "libtwice.so.1", f"-Wl,-rpath,{tmp_path}")
    run(program)


def test_zeros_of_several_thread_local_sections_do_not_overlap(tmp_path: Path) -> None:
    data = assemble("""
        .globl a, b, c
        .section .one,"awT",@nobits
        .balign 16
        a: .zero 24
        .section .two,"awT",@nobits
        .balign 16
        b: .zero 24
        .section .tdata,"awT",@progbits
        c: .long 1, 2, 3
    """)
    image = link_shared([data], soname="l.so", exports=["a", "b", "c"])
    file = parse(image)
    symbols = file.get_section_by_name(".dynsym")
    offsets = [symbols.get_symbol_by_name(name)[0]["st_value"] for name in "cab"]
    assert offsets == [0, 16, 48]
    (tls,) = (segment for segment in file.iter_segments() if segment["p_type"] == "PT_TLS")
    assert (tls["p_filesz"], tls["p_memsz"], tls["p_align"]) == (12, 72, 16)


def test_needed_libraries_are_loaded(tmp_path: Path) -> None:
    inner = emit("define i32 @inner() { ret i32 5 }")
    outer = emit("declare i32 @inner()\ndefine i32 @f() { %v = call i32 @inner() ret i32 %v }")
    path = tmp_path / "libmgc-inner.so"
    path.write_bytes(link_shared([inner], soname=str(path), exports=["inner"]))
    (tmp_path / "outer.so").write_bytes(
        link_shared([outer], soname="o.so", exports=["f"], imports=["inner"], needed=[str(path)])
    )
    assert ctypes.CDLL(str(tmp_path / "outer.so")).f() == 5


def test_data_and_zeros_are_where_they_belong(tmp_path: Path) -> None:
    data = emit("""
        @numbers = global [3 x i32] [i32 1, i32 2, i32 3], align 64
        @zeros = global [100000 x i8] zeroinitializer, align 4096
        @more = global i64 0
        @constant = constant [4 x float] [float 0.5, float 1.5, float 2.5, float 3.5], align 64
    """)
    library = link_and_load(tmp_path, [data], ["numbers", "zeros", "more", "constant"])
    assert list((ctypes.c_int * 3).in_dll(library, "numbers")) == [1, 2, 3]
    assert list((ctypes.c_float * 4).in_dll(library, "constant")) == [0.5, 1.5, 2.5, 3.5]
    zeros = (ctypes.c_char * 100000).in_dll(library, "zeros")
    assert bytes(zeros) == bytes(100000)
    zeros[99999] = b"x"
    assert ctypes.c_int64.in_dll(library, "more").value == 0
    addresses = {
        name: ctypes.addressof(ctypes.c_char.in_dll(library, name))
        for name in ("numbers", "zeros", "constant")
    }
    assert addresses["numbers"] % 64 == 0
    assert addresses["constant"] % 64 == 0
    assert addresses["zeros"] % 4096 == 0


@pytest.mark.parametrize("alignment", [1, 16, 4096])
def test_library_of_zeros_alone_loads(tmp_path: Path, alignment: int) -> None:
    data = emit(f"@zeros = global [9000 x i8] zeroinitializer, align {alignment}")
    library = link_and_load(tmp_path, [data], ["zeros"])
    zeros = (ctypes.c_char * 9000).in_dll(library, "zeros")
    assert bytes(zeros) == bytes(9000)
    zeros[8999] = b"x"


def test_memory_has_the_permissions_of_its_sections(tmp_path: Path) -> None:
    data = emit("""
        declare i32 @abs(i32)
        @constant = constant i32 5
        @relocated = constant ptr @constant
        @variable = global i32 6
        define i32 @f() { %v = call i32 @abs(i32 7) ret i32 %v }
    """)
    exports = ["constant", "relocated", "variable", "f"]
    library = link_and_load(tmp_path, [data], exports, imports=["abs"])
    assert library.f() == 7
    maps = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    for name, expected in {"constant": "r--p", "relocated": "r--p", "variable": "rw-p"}.items():
        address = ctypes.addressof(ctypes.c_char.in_dll(library, name))
        assert permissions(maps, address) == expected
    code = ctypes.cast(library.f, ctypes.c_void_p).value
    assert permissions(maps, code or 0) == "r-xp"


def permissions(maps: list[list[str]], address: int) -> str:
    for span, flags, *_ in maps:
        start, end = (int(part, 16) for part in span.split("-"))
        if start <= address < end:
            return flags
    raise AssertionError(f"{address:#x} is not mapped")


def test_stack_stays_non_executable(tmp_path: Path) -> None:
    path = tmp_path / "f.so"
    path.write_bytes(link_shared([assemble(".globl f\nf: ret")], soname="f.so", exports=["f"]))
    script = (
        f"import ctypes; ctypes.CDLL({str(path)!r}).f()\n"
        "print([l for l in open('/proc/self/maps') if '[stack]' in l][0].split()[1])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"rw-p\n"


def test_exceptions_unwind_through_the_library(tmp_path: Path) -> None:
    first = compile_c(tmp_path, "int id(int x){return x;}")
    data = compile_c(
        tmp_path,
        "int id(int); void up(int); int f(int x){ int y = id(x); up(y); return y; }",
        "-fexceptions",
    )
    path = tmp_path / "f.so"
    path.write_bytes(link_shared([first, data], soname="f.so", exports=["f"], imports=["up"]))
    (tmp_path / "host.cpp").write_text(
        '#include <dlfcn.h>\nextern "C" void up(int x) { throw x + 1; }\n'
        'int main(int, char **v) { auto f = (int (*)(int))dlsym(dlopen(v[1], RTLD_NOW), "f");\n'
        "  try { f(6); } catch (int x) { return x != 7; } return 2; }\n"
    )
    run(tool("g++"), "host.cpp", "-o", "host", "-rdynamic", "-ldl", cwd=tmp_path)
    run(tmp_path / "host", path)
