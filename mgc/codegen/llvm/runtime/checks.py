"""Checks all tensors of a call: each on its own, then their extents, then the memory they share."""

from __future__ import annotations

from ...abi import Status
from .formats import format_constant
from .layout import AXIS_BYTES, RECORD_BYTES

_FORMATS = (
    ("unequal", Status.EXTENT, "argument '{s1}': expected extent {s3}{d4} of axis {d2}, got {d5}"),
    ("no_extent", Status.EXTENT, "argument '{s1}': the extent {s3}{d4} of axis {d2} is no size"),
    ("overlap", Status.OVERLAP, "argument '{s1}': expected memory of its own, got that of '{s2}'"),
)

_CHECK = f"""
; Where the parts of a table and of a frame start.
define internal ptr @mgc.param(ptr %table, i32 %tensor) #900 {{
  %params = getelementptr %mgc.table, ptr %table, i64 1
  %param = getelementptr %mgc.param, ptr %params, i32 %tensor
  ret ptr %param
}}
define internal ptr @mgc.axes(ptr %table, ptr %frame) #900 {{
  %tensors = load i32, ptr %table, align 4
  %axes = getelementptr [{RECORD_BYTES} x i8], ptr %frame, i32 %tensors
  ret ptr %axes
}}
define internal ptr @mgc.values(ptr %table, ptr %frame) #900 {{
  %axes = call ptr @mgc.axes(ptr %table, ptr %frame)
  %count.at = getelementptr %mgc.table, ptr %table, i64 0, i32 2
  %count = load i32, ptr %count.at, align 4
  %values = getelementptr [{AXIS_BYTES} x i8], ptr %axes, i32 %count
  ret ptr %values
}}

; Checks the first %count tensors and binds the symbols; returns 0 or reports.
; %bind(frame) computes the symbols, the workspace and the expected extents of all tensors; it
; returns null or the message of a constraint that does not hold.
define internal i32 @mgc.check(ptr %table, ptr %args, ptr %frame, i32 %count, ptr %bind) #902 {{
entry:
  %first.axis = call ptr @mgc.axes(ptr %table, ptr %frame)
  br label %tensor
tensor:
  %i = phi i32 [ 0, %entry ], [ %i.after, %inspected ]
  %axes = phi ptr [ %first.axis, %entry ], [ %axes.after, %inspected ]
  %tensors.done = icmp eq i32 %i, %count
  br i1 %tensors.done, label %binding, label %inspect
inspect:
  %param = call ptr @mgc.param(ptr %table, i32 %i)
  %arg.at = getelementptr ptr, ptr %args, i32 %i
  %arg = load ptr, ptr %arg.at, align 8
  %record = getelementptr %mgc.record, ptr %frame, i32 %i
  %status = call i32 @mgc.inspect(ptr %param, ptr %arg, ptr %record, ptr %axes)
  %passed = icmp eq i32 %status, 0
  br i1 %passed, label %inspected, label %refused
refused:
  ret i32 %status
inspected:
  %rank.at = getelementptr %mgc.param, ptr %param, i64 0, i32 2
  %rank = load i32, ptr %rank.at, align 4
  %axes.after = getelementptr %mgc.axis, ptr %axes, i32 %rank
  %i.after = add i32 %i, 1
  br label %tensor
binding:
  %problem = call ptr %bind(ptr %frame)
  %status.extents = call i32 @mgc.check_extents(ptr %table, ptr %frame, i32 %count)
  %equal = icmp eq i32 %status.extents, 0
  br i1 %equal, label %constraints, label %unequal
unequal:
  ret i32 %status.extents
constraints:
  %holds = icmp eq ptr %problem, null
  br i1 %holds, label %done, label %violated
violated:
  %values = call ptr @mgc.values(ptr %table, ptr %frame)
  %status.constraint = call i32 @mgc.report(ptr %problem, ptr %values)
  ret i32 %status.constraint
done:
  ret i32 0
}}

; Compares the extents of the first %count tensors with the expected ones, and sees to it that
; those of the others are sizes.
define internal i32 @mgc.check_extents(ptr %table, ptr %frame, i32 %count) #900 {{
entry:
  %values = alloca [5 x i64], align 8
  %tensors = load i32, ptr %table, align 4
  %params.end = call ptr @mgc.param(ptr %table, i32 %tensors)
  %first.axis = call ptr @mgc.axes(ptr %table, ptr %frame)
  br label %tensor
tensor:
  %i = phi i32 [ 0, %entry ], [ %i.after, %axes.done ]
  %axes = phi ptr [ %first.axis, %entry ], [ %at, %axes.done ]
  %texts = phi ptr [ %params.end, %entry ], [ %text.at, %axes.done ]
  %tensors.done = icmp eq i32 %i, %tensors
  br i1 %tensors.done, label %done, label %read
read:
  %param = call ptr @mgc.param(ptr %table, i32 %i)
  %rank.at = getelementptr %mgc.param, ptr %param, i64 0, i32 2
  %rank = load i32, ptr %rank.at, align 4
  %given = icmp slt i32 %i, %count
  br label %axis
axis:
  %k = phi i32 [ 0, %read ], [ %k.after, %fits ]
  %at = phi ptr [ %axes, %read ], [ %at.after, %fits ]
  %text.at = phi ptr [ %texts, %read ], [ %text.after, %fits ]
  %ended = icmp eq i32 %k, %rank
  br i1 %ended, label %axes.done, label %compare
axes.done:
  %i.after = add i32 %i, 1
  br label %tensor
compare:
  %size = load i64, ptr %at, align 8
  %expected.at = getelementptr %mgc.axis, ptr %at, i64 0, i32 2
  %expected = load i64, ptr %expected.at, align 8
  %negative = icmp slt i64 %expected, 0
  br i1 %negative, label %failed, label %sized
sized:
  %different = icmp ne i64 %size, %expected
  %wrong = and i1 %different, %given
  br i1 %wrong, label %failed, label %fits
fits:
  %k.after = add i32 %k, 1
  %at.after = getelementptr %mgc.axis, ptr %at, i64 1
  %text.after = getelementptr i32, ptr %text.at, i64 1
  br label %axis
failed:
  %format = phi ptr [ @mgc.no_extent, %compare ], [ @mgc.unequal, %sized ]
  %name = load i32, ptr %param, align 4
  %name.text = getelementptr i8, ptr @mgc.text, i32 %name
  %extent = load i32, ptr %text.at, align 4
  %extent.text = getelementptr i8, ptr @mgc.text, i32 %extent
  store ptr %name.text, ptr %values, align 8
  %value.2 = getelementptr i64, ptr %values, i64 1
  %k.wide = zext i32 %k to i64
  store i64 %k.wide, ptr %value.2, align 8
  %value.3 = getelementptr i64, ptr %values, i64 2
  store ptr %extent.text, ptr %value.3, align 8
  %value.4 = getelementptr i64, ptr %values, i64 3
  store i64 %expected, ptr %value.4, align 8
  %value.5 = getelementptr i64, ptr %values, i64 4
  store i64 %size, ptr %value.5, align 8
  %status = call i32 @mgc.report(ptr %format, ptr %values)
  ret i32 %status
done:
  ret i32 0
}}
"""

_OVERLAPS = """
; Refuses a written tensor whose address range meets that of another one.
define internal i32 @mgc.check_overlaps(ptr %table, ptr %frame) #900 {
entry:
  %tensors = load i32, ptr %table, align 4
  br label %tensor
tensor:
  %i = phi i32 [ 0, %entry ], [ %i.after, %tensor.done ]
  %tensors.done = icmp eq i32 %i, %tensors
  br i1 %tensors.done, label %done, label %read
read:
  %param = call ptr @mgc.param(ptr %table, i32 %i)
  %written.at = getelementptr %mgc.param, ptr %param, i64 0, i32 6
  %written = load i8, ptr %written.at, align 1
  %is.read = icmp eq i8 %written, 0
  %low.at = getelementptr %mgc.record, ptr %frame, i32 %i, i32 2
  %low = load i64, ptr %low.at, align 8
  %high.at = getelementptr %mgc.record, ptr %frame, i32 %i, i32 3
  %high = load i64, ptr %high.at, align 8
  br i1 %is.read, label %tensor.done, label %other
other:
  %j = phi i32 [ 0, %read ], [ %j.after, %apart ]
  %others.done = icmp eq i32 %j, %tensors
  br i1 %others.done, label %tensor.done, label %compare
tensor.done:
  %i.after = add i32 %i, 1
  br label %tensor
compare:
  %j.low.at = getelementptr %mgc.record, ptr %frame, i32 %j, i32 2
  %j.low = load i64, ptr %j.low.at, align 8
  %j.high.at = getelementptr %mgc.record, ptr %frame, i32 %j, i32 3
  %j.high = load i64, ptr %j.high.at, align 8
  %before = icmp ult i64 %low, %j.high
  %after = icmp ult i64 %j.low, %high
  %meet = and i1 %before, %after
  %others = icmp ne i32 %i, %j
  %wrong = and i1 %meet, %others
  br i1 %wrong, label %failed, label %apart
apart:
  %j.after = add i32 %j, 1
  br label %other
failed:
  %name = load i32, ptr %param, align 4
  %j.param = call ptr @mgc.param(ptr %table, i32 %j)
  %j.name = load i32, ptr %j.param, align 4
  %j.text = getelementptr i8, ptr @mgc.text, i32 %j.name
  %j.address = ptrtoint ptr %j.text to i64
  %status = call i32 @mgc.fail(ptr @mgc.overlap, i32 %name, i64 %j.address, i64 0, i64 0)
  ret i32 %status
done:
  ret i32 0
}
"""

_CONSTANTS = (format_constant(f"mgc.{name}", status, text) for name, status, text in _FORMATS)
CHECKS = "".join((*_CONSTANTS, _CHECK, _OVERLAPS))
