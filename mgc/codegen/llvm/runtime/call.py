"""Runs a checked call: workspace, packing, floating-point environment, kernel, unpacking."""

from __future__ import annotations

from ...abi import Status
from .formats import format_constant

_WORKSPACE = """
; Runs the kernel through %invoke(frame, workspace); %workspace has room for the packed tensors.
define internal i32 @mgc.execute(ptr %table, ptr %frame, ptr %invoke, ptr %workspace) #902 {
  %environment = alloca i64, align 8
  %values = call ptr @mgc.values(ptr %table, ptr %frame)
  %kernel.bytes = load i64, ptr %values, align 8
  %kernel.up = add i64 %kernel.bytes, 63
  %kernel.space = and i64 %kernel.up, -64
  %space = getelementptr i8, ptr %workspace, i64 %kernel.space
  call void @mgc.copy_all(ptr %table, ptr %frame, ptr %space, i1 false, i1 false)
  call void @mgc.enter_float(ptr %environment)
  %status = call i32 %invoke(ptr %frame, ptr %workspace)
  call void @mgc.leave_float(ptr %environment)
  %complete = icmp eq i32 %status, 0
  call void @mgc.copy_all(ptr %table, ptr %frame, ptr %space, i1 true, i1 %complete)
  ret i32 %status
}

; Checks everything and computes the bytes of workspace.
define internal i32 @mgc.prepare(ptr %table, ptr %args, ptr %frame, ptr %bind, ptr %space) #900 {
entry:
  %tensors = load i32, ptr %table, align 4
  %status = call i32 @mgc.check(ptr %table, ptr %args, ptr %frame, i32 %tensors, ptr %bind)
  %checked = icmp eq i32 %status, 0
  br i1 %checked, label %overlaps, label %refused
refused:
  ret i32 %status
overlaps:
  %status.overlaps = call i32 @mgc.check_overlaps(ptr %table, ptr %frame)
  %apart = icmp eq i32 %status.overlaps, 0
  br i1 %apart, label %size, label %shared
shared:
  ret i32 %status.overlaps
size:
  %bytes = call i64 @mgc.space(ptr %table, ptr %frame)
  store i64 %bytes, ptr %space, align 8
  %too.large = icmp slt i64 %bytes, 0
  br i1 %too.large, label %failed, label %done
failed:
  %name.at = getelementptr %mgc.table, ptr %table, i64 0, i32 3
  %name = load i32, ptr %name.at, align 4
  %status.size = call i32 @mgc.fail(ptr @mgc.huge, i32 %name, i64 0, i64 0, i64 0)
  ret i32 %status.size
done:
  ret i32 0
}
"""

_ALLOCATING = """
declare ptr @malloc(i64)
declare void @free(ptr)

; The checked entry: the workspace is allocated for the time of the call.
define internal i32 @mgc.run(ptr %table, ptr %args, ptr %frame, ptr %bind, ptr %invoke) #902 {
entry:
  %space.at = alloca i64, align 8
  %status = call i32 @mgc.prepare(ptr %table, ptr %args, ptr %frame, ptr %bind, ptr %space.at)
  %prepared = icmp eq i32 %status, 0
  br i1 %prepared, label %measure, label %refused
refused:
  ret i32 %status
measure:
  %space = load i64, ptr %space.at, align 8
  %none = icmp eq i64 %space, 0
  br i1 %none, label %execute, label %allocate
allocate:
  ; 64 is at most PTRDIFF_MAX mod 64 + 1 from the end, so the sum does not wrap as an unsigned one.
  %size = add i64 %space, 63
  %memory = call ptr @malloc(i64 %size)
  %absent = icmp eq ptr %memory, null
  br i1 %absent, label %failed, label %align
align:
  %address = ptrtoint ptr %memory to i64
  %opposite = sub i64 0, %address
  %gap = and i64 %opposite, 63
  %aligned = getelementptr i8, ptr %memory, i64 %gap
  br label %execute
execute:
  %allocated = phi ptr [ null, %measure ], [ %memory, %align ]
  %workspace = phi ptr [ null, %measure ], [ %aligned, %align ]
  %result = call i32 @mgc.execute(ptr %table, ptr %frame, ptr %invoke, ptr %workspace)
  call void @free(ptr %allocated)
  ret i32 %result
failed:
  %name.at = getelementptr %mgc.table, ptr %table, i64 0, i32 3
  %name = load i32, ptr %name.at, align 4
  %status.memory = call i32 @mgc.fail(ptr @mgc.no_memory, i32 %name, i64 %space, i64 0, i64 0)
  ret i32 %status.memory
}
"""

_GIVEN = """
; The checked entry with a workspace of the caller's, %given bytes from %memory on.
define internal i32 @mgc.run_in(ptr %table, ptr %args, ptr %frame, ptr %bind, ptr %invoke,
                                ptr %memory, i64 %given) #902 {
entry:
  %space.at = alloca i64, align 8
  %status = call i32 @mgc.prepare(ptr %table, ptr %args, ptr %frame, ptr %bind, ptr %space.at)
  %prepared = icmp eq i32 %status, 0
  br i1 %prepared, label %measure, label %refused
refused:
  ret i32 %status
measure:
  %space = load i64, ptr %space.at, align 8
  %none = icmp eq i64 %space, 0
  br i1 %none, label %execute, label %fit
fit:
  %absent = icmp eq ptr %memory, null
  %address = ptrtoint ptr %memory to i64
  %misaligned = and i64 %address, 63
  %not.aligned = icmp ne i64 %misaligned, 0
  %too.small = icmp slt i64 %given, %space
  %wrong.1 = or i1 %absent, %not.aligned
  %wrong = or i1 %wrong.1, %too.small
  br i1 %wrong, label %failed, label %execute
execute:
  %result = call i32 @mgc.execute(ptr %table, ptr %frame, ptr %invoke, ptr %memory)
  ret i32 %result
failed:
  %name.at = getelementptr %mgc.table, ptr %table, i64 0, i32 3
  %name = load i32, ptr %name.at, align 4
  %status.memory = call i32 @mgc.fail(ptr @mgc.small, i32 %name, i64 %space, i64 %given, i64 0)
  ret i32 %status.memory
}
"""

_SHAPES = """
; Writes the extents of the outputs, which bind has computed, to the arrays %outs.
define internal i32 @mgc.write_shapes(ptr %table, ptr %frame, ptr %outs) #900 {
entry:
  %tensors = load i32, ptr %table, align 4
  %arguments.at = getelementptr %mgc.table, ptr %table, i64 0, i32 1
  %arguments = load i32, ptr %arguments.at, align 4
  %first.axis = call ptr @mgc.axes(ptr %table, ptr %frame)
  br label %round
round:
  ; The first round looks for missing arrays, the second one writes.
  %writing = phi i1 [ false, %entry ], [ true, %round.done ]
  br label %tensor
tensor:
  %i = phi i32 [ 0, %round ], [ %i.after, %tensor.done ]
  %axes = phi ptr [ %first.axis, %round ], [ %axes.after, %tensor.done ]
  %ended = icmp eq i32 %i, %tensors
  br i1 %ended, label %round.done, label %read
round.done:
  br i1 %writing, label %done, label %round
read:
  %param = call ptr @mgc.param(ptr %table, i32 %i)
  %rank.at = getelementptr %mgc.param, ptr %param, i64 0, i32 2
  %rank = load i32, ptr %rank.at, align 4
  %axes.after = getelementptr %mgc.axis, ptr %axes, i32 %rank
  %i.after = add i32 %i, 1
  %number = sub i32 %i, %arguments
  %is.argument = icmp slt i32 %number, 0
  %is.scalar = icmp eq i32 %rank, 0
  %nothing = or i1 %is.argument, %is.scalar
  br i1 %nothing, label %tensor.done, label %output
output:
  %out.at = getelementptr ptr, ptr %outs, i32 %number
  %out = load ptr, ptr %out.at, align 8
  %absent = icmp eq ptr %out, null
  br i1 %absent, label %failed, label %present
present:
  br i1 %writing, label %axis, label %tensor.done
axis:
  %k = phi i32 [ 0, %present ], [ %k.after, %axis ]
  %from = getelementptr %mgc.axis, ptr %axes, i32 %k, i32 2
  %extent = load i64, ptr %from, align 8
  %to = getelementptr i64, ptr %out, i32 %k
  store i64 %extent, ptr %to, align 8
  %k.after = add i32 %k, 1
  %more = icmp slt i32 %k.after, %rank
  br i1 %more, label %axis, label %tensor.done
tensor.done:
  br label %tensor
failed:
  %name = load i32, ptr %param, align 4
  %rank.wide = zext i32 %rank to i64
  %status = call i32 @mgc.fail(ptr @mgc.no_array, i32 %name, i64 %rank.wide, i64 0, i64 0)
  ret i32 %status
done:
  ret i32 0
}
"""

_HUGE = format_constant(
    "mgc.huge", Status.SIZE, "{s1}: the workspace has more than PTRDIFF_MAX bytes"
)
_NO_MEMORY = format_constant(
    "mgc.no_memory", Status.MEMORY, "{s1}: {d2} bytes of workspace could not be allocated"
)
_SMALL = format_constant(
    "mgc.small",
    Status.MEMORY,
    "{s1}: expected a workspace of {d2} bytes at an address divisible by 64, got {d3} bytes",
)
_NO_ARRAY = format_constant(
    "mgc.no_array", Status.NULL, "argument '{s1}': expected an array of {d2} extents, got NULL"
)

EXECUTE = _HUGE + _WORKSPACE
ALLOCATING = _NO_MEMORY + _ALLOCATING
GIVEN = _SMALL + _GIVEN
SHAPES = _NO_ARRAY + _SHAPES
