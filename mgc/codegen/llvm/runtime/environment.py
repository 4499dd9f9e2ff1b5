"""The floating-point environment of the kernel: round to nearest, no flush to zero, no traps.

`mgc.enter_float` saves the caller's settings and changes what is different; `mgc.leave_float`
restores them, with the exception flags as they were.
"""

from __future__ import annotations

_X86_64 = """
declare void @llvm.x86.sse.stmxcsr(ptr)
declare void @llvm.x86.sse.ldmxcsr(ptr)

; MXCSR: bits 0 to 5 are flags, the rest are the denormals-are-zero bit, the masks of the traps, the
; rounding mode and the flush-to-zero bit. 0x1F80 masks all traps and sets nothing else.
define internal void @mgc.enter_float(ptr %saved) #900 {
  %wanted = alloca i32, align 4
  call void @llvm.x86.sse.stmxcsr(ptr %saved)
  store i32 8064, ptr %wanted, align 4
  call void @llvm.x86.sse.ldmxcsr(ptr %wanted)
  ret void
}
define internal void @mgc.leave_float(ptr %saved) #900 {
  call void @llvm.x86.sse.ldmxcsr(ptr %saved)
  ret void
}
"""

_AARCH64 = """
declare i64 @llvm.aarch64.get.fpcr()
declare void @llvm.aarch64.set.fpcr(i64)

; FPCR: 0 is round to nearest, no flush to zero, no traps.
define internal void @mgc.enter_float(ptr %saved) #900 {
  %fpcr = call i64 @llvm.aarch64.get.fpcr()
  store i64 %fpcr, ptr %saved, align 8
  call void @llvm.aarch64.set.fpcr(i64 0)
  ret void
}
define internal void @mgc.leave_float(ptr %saved) #900 {
  %fpcr = load i64, ptr %saved, align 8
  call void @llvm.aarch64.set.fpcr(i64 %fpcr)
  ret void
}
"""

_RISCV64 = """
declare i32 @llvm.get.rounding()
declare void @llvm.set.rounding(i32)

; RISC-V has no flush to zero and no traps; 1 is LLVM's number for round to nearest.
define internal void @mgc.enter_float(ptr %saved) #900 {
  %rounding = call i32 @llvm.get.rounding()
  store i32 %rounding, ptr %saved, align 8
  call void @llvm.set.rounding(i32 1)
  ret void
}
define internal void @mgc.leave_float(ptr %saved) #900 {
  %rounding = load i32, ptr %saved, align 8
  call void @llvm.set.rounding(i32 %rounding)
  ret void
}
"""

ENVIRONMENTS = {"x86_64": _X86_64, "aarch64": _AARCH64, "riscv64": _RISCV64}
"""The routines by architecture, the first part of a target triple."""
