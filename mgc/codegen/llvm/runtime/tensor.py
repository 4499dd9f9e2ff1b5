"""Checks one DLTensor against what its function expects, but for the expected extents."""

from __future__ import annotations

from ...abi import Status
from ..text import bytes_constant
from .formats import format_constant

_WHO = "argument '{s1}': "

# Type codes 0 to 6 of DLPack, five bytes each, and what all others are shown as.
_KINDS = b"".join(
    kind.ljust(5, b"\0") for kind in (b"i", b"u", b"f", b"ptr", b"bf", b"c", b"bool", b"?")
)

_FORMATS = (
    ("no_tensor", Status.NULL, "expected a DLTensor, got NULL"),
    ("wrong_device", Status.DEVICE, "expected device type 1 (CPU), got {d3}"),
    ("wrong_dtype", Status.DTYPE, "expected {s2}, got {s3}{d4}"),
    ("wrong_lanes", Status.DTYPE, "expected 1 lane, got {d3}"),
    ("wrong_rank", Status.RANK, "expected {d2} axes, got {d3}"),
    ("no_shape", Status.NULL, "expected {d2} extents, got NULL for the shape"),
    ("negative", Status.EXTENT, "the extent {d3} of axis {d2} is negative"),
    ("too_large", Status.SIZE, "more than {d2} bytes"),
    ("outside", Status.STRIDES, "elements lie outside the address space"),
    ("no_data", Status.NULL, "expected {d2} bytes, got NULL for the data"),
    ("unaligned", Status.ALIGNMENT, "expected an address divisible by {d2}, got one that is not"),
    ("not_in_order", Status.STRIDES, "expected an array in C order, got one in another"),
    ("folded", Status.STRIDES, "expected strides that keep the elements apart"),
)

_INSPECT = """
declare { i64, i1 } @llvm.smul.with.overflow.i64(i64, i64)
declare { i64, i1 } @llvm.sadd.with.overflow.i64(i64, i64)
declare { i64, i1 } @llvm.uadd.with.overflow.i64(i64, i64)
declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.smax.i64(i64, i64)
declare i64 @llvm.abs.i64(i64, i1)
declare i8 @llvm.umin.i8(i8, i8)

; Returns 0 and fills in the record and the axes (but for the expected extents), or reports.
define internal i32 @mgc.inspect(ptr %param, ptr %tensor, ptr %record, ptr %axes) #900 {
entry:
  %given = icmp ne ptr %tensor, null
  br i1 %given, label %device, label %failed

device:
  %device.at = getelementptr %mgc.tensor, ptr %tensor, i64 0, i32 1
  %device.type = load i32, ptr %device.at, align 4
  %device.wide = sext i32 %device.type to i64
  %is.cpu = icmp eq i32 %device.type, 1
  br i1 %is.cpu, label %dtype, label %failed

dtype:
  ; Code and bits lie side by side in both structures: one comparison.
  %code.at = getelementptr %mgc.tensor, ptr %tensor, i64 0, i32 4
  %code.bits = load i16, ptr %code.at, align 2
  %param.code.at = getelementptr %mgc.param, ptr %param, i64 0, i32 3
  %param.code.bits = load i16, ptr %param.code.at, align 2
  %is.dtype = icmp eq i16 %code.bits, %param.code.bits
  br i1 %is.dtype, label %lanes, label %name.dtype

name.dtype:
  %code = load i8, ptr %code.at, align 1
  %code.known = call i8 @llvm.umin.i8(i8 %code, i8 7)
  %code.index = zext i8 %code.known to i64
  %kind = getelementptr [8 x [5 x i8]], ptr @mgc.kinds, i64 0, i64 %code.index
  %kind.text = ptrtoint ptr %kind to i64
  %got.bits.at = getelementptr %mgc.tensor, ptr %tensor, i64 0, i32 5
  %got.bits = load i8, ptr %got.bits.at, align 1
  %got.bits.wide = zext i8 %got.bits to i64
  %dtype.name.at = getelementptr %mgc.param, ptr %param, i64 0, i32 1
  %dtype.name = load i32, ptr %dtype.name.at, align 4
  %dtype.text = getelementptr i8, ptr @mgc.text, i32 %dtype.name
  %dtype.address = ptrtoint ptr %dtype.text to i64
  br label %failed

lanes:
  %lanes.at = getelementptr %mgc.tensor, ptr %tensor, i64 0, i32 6
  %lanes.got = load i16, ptr %lanes.at, align 2
  %lanes.wide = zext i16 %lanes.got to i64
  %is.scalar = icmp eq i16 %lanes.got, 1
  br i1 %is.scalar, label %rank, label %failed

rank:
  %rank.at = getelementptr %mgc.tensor, ptr %tensor, i64 0, i32 3
  %rank.got = load i32, ptr %rank.at, align 4
  %rank.got.wide = sext i32 %rank.got to i64
  %param.rank.at = getelementptr %mgc.param, ptr %param, i64 0, i32 2
  %param.rank = load i32, ptr %param.rank.at, align 4
  %axis.count = sext i32 %param.rank to i64
  %is.rank = icmp eq i32 %rank.got, %param.rank
  br i1 %is.rank, label %shape, label %failed

shape:
  %shape.at = getelementptr %mgc.tensor, ptr %tensor, i64 0, i32 7
  %shape.given = load ptr, ptr %shape.at, align 8
  %shape.absent = icmp eq ptr %shape.given, null
  %has.axes = icmp ne i32 %param.rank, 0
  %no.shape = and i1 %shape.absent, %has.axes
  br i1 %no.shape, label %failed, label %sizes

sizes:
  %bits.at = getelementptr %mgc.param, ptr %param, i64 0, i32 4
  %bits = load i8, ptr %bits.at, align 1
  %itemsize.byte = lshr i8 %bits, 3
  %itemsize = zext i8 %itemsize.byte to i64
  br label %size

; The bytes are counted as if extents of 0 were 1, as NumPy does: so the product of any of the
; extents fits, and no loop over the others runs for ages.
size:
  %axis = phi i64 [ 0, %sizes ], [ %axis.after, %size.counted ]
  %bytes = phi i64 [ %itemsize, %sizes ], [ %bytes.after, %size.counted ]
  %empty = phi i1 [ false, %sizes ], [ %empty.after, %size.counted ]
  %sizes.done = icmp eq i64 %axis, %axis.count
  br i1 %sizes.done, label %address, label %size.read

size.read:
  %size.at = getelementptr i64, ptr %shape.given, i64 %axis
  %extent = load i64, ptr %size.at, align 8
  %size.to = getelementptr %mgc.axis, ptr %axes, i64 %axis
  store i64 %extent, ptr %size.to, align 8
  %is.negative = icmp slt i64 %extent, 0
  br i1 %is.negative, label %failed, label %size.count

size.count:
  %is.zero = icmp eq i64 %extent, 0
  %factor = select i1 %is.zero, i64 1, i64 %extent
  %product = call { i64, i1 } @llvm.smul.with.overflow.i64(i64 %bytes, i64 %factor)
  %product.over = extractvalue { i64, i1 } %product, 1
  br i1 %product.over, label %failed, label %size.counted

size.counted:
  %bytes.after = extractvalue { i64, i1 } %product, 0
  %empty.after = or i1 %empty, %is.zero
  %axis.after = add i64 %axis, 1
  br label %size

address:
  %data = load ptr, ptr %tensor, align 8
  %offset.at = getelementptr %mgc.tensor, ptr %tensor, i64 0, i32 9
  %offset = load i64, ptr %offset.at, align 8
  %data.address = ptrtoint ptr %data to i64
  %base.sum = call { i64, i1 } @llvm.uadd.with.overflow.i64(i64 %data.address, i64 %offset)
  %base = extractvalue { i64, i1 } %base.sum, 0
  %base.over = extractvalue { i64, i1 } %base.sum, 1
  %first = getelementptr i8, ptr %data, i64 %offset
  store ptr %first, ptr %record, align 8
  %used.at = getelementptr %mgc.record, ptr %record, i64 0, i32 1
  store ptr %first, ptr %used.at, align 8
  %low.at = getelementptr %mgc.record, ptr %record, i64 0, i32 2
  store i64 0, ptr %low.at, align 8
  %high.at = getelementptr %mgc.record, ptr %record, i64 0, i32 3
  store i64 0, ptr %high.at, align 8
  %bytes.at = getelementptr %mgc.record, ptr %record, i64 0, i32 4
  store i64 0, ptr %bytes.at, align 8
  %is.c.at = getelementptr %mgc.record, ptr %record, i64 0, i32 5
  store i64 1, ptr %is.c.at, align 8
  br i1 %empty, label %passed, label %not.empty

not.empty:
  store i64 %bytes, ptr %bytes.at, align 8
  %no.data = icmp eq ptr %data, null
  br i1 %no.data, label %failed, label %strides

strides:
  %strides.at = getelementptr %mgc.tensor, ptr %tensor, i64 0, i32 8
  %strides.given = load ptr, ptr %strides.at, align 8
  %c.strides = icmp eq ptr %strides.given, null
  br label %stride

; From the last axis on. %run is the stride in elements that C order has; %down and %up are how far
; the lowest and the highest element lie from the first, in bytes.
stride:
  %left = phi i64 [ %axis.count, %strides ], [ %k, %stride.done ]
  %run = phi i64 [ 1, %strides ], [ %run.after, %stride.done ]
  %down = phi i64 [ 0, %strides ], [ %down.after, %stride.done ]
  %up = phi i64 [ 0, %strides ], [ %up.after, %stride.done ]
  %is.c = phi i1 [ true, %strides ], [ %is.c.after, %stride.done ]
  %over = phi i1 [ %base.over, %strides ], [ %over.after, %stride.done ]
  %k = sub i64 %left, 1
  %strides.done = icmp eq i64 %left, 0
  br i1 %strides.done, label %range, label %stride.read

stride.read:
  %k.axis = getelementptr %mgc.axis, ptr %axes, i64 %k
  %k.size = load i64, ptr %k.axis, align 8
  %k.steps = sub i64 %k.size, 1
  %k.single = icmp eq i64 %k.size, 1
  %k.known = or i1 %c.strides, %k.single
  br i1 %k.known, label %stride.done, label %stride.load

stride.load:
  %k.at = getelementptr i64, ptr %strides.given, i64 %k
  %k.loaded = load i64, ptr %k.at, align 8
  br label %stride.done

stride.done:
  ; The stride of an axis of extent 1 means nothing; C's is as good as any.
  %k.stride = phi i64 [ %run, %stride.read ], [ %k.loaded, %stride.load ]
  %step.product = call { i64, i1 } @llvm.smul.with.overflow.i64(i64 %k.stride, i64 %itemsize)
  %step = extractvalue { i64, i1 } %step.product, 0
  %step.over = extractvalue { i64, i1 } %step.product, 1
  %step.to = getelementptr %mgc.axis, ptr %axes, i64 %k, i32 1
  store i64 %step, ptr %step.to, align 8
  %span.product = call { i64, i1 } @llvm.smul.with.overflow.i64(i64 %step, i64 %k.steps)
  %span = extractvalue { i64, i1 } %span.product, 0
  %span.over = extractvalue { i64, i1 } %span.product, 1
  %span.down = call i64 @llvm.smin.i64(i64 %span, i64 0)
  %span.up = call i64 @llvm.smax.i64(i64 %span, i64 0)
  %down.sum = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %down, i64 %span.down)
  %down.after = extractvalue { i64, i1 } %down.sum, 0
  %down.over = extractvalue { i64, i1 } %down.sum, 1
  %up.sum = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %up, i64 %span.up)
  %up.after = extractvalue { i64, i1 } %up.sum, 0
  %up.over = extractvalue { i64, i1 } %up.sum, 1
  %over.1 = or i1 %over, %step.over
  %over.2 = or i1 %over.1, %span.over
  %over.3 = or i1 %over.2, %down.over
  %over.after = or i1 %over.3, %up.over
  %follows = icmp eq i64 %k.stride, %run
  %is.c.after = and i1 %is.c, %follows
  %run.after = mul i64 %run, %k.size
  br label %stride

range:
  %depth = sub i64 0, %down
  %below = icmp ugt i64 %depth, %base
  %low = sub i64 %base, %depth
  %last.sum = call { i64, i1 } @llvm.uadd.with.overflow.i64(i64 %base, i64 %up)
  %last = extractvalue { i64, i1 } %last.sum, 0
  %last.over = extractvalue { i64, i1 } %last.sum, 1
  %high.sum = call { i64, i1 } @llvm.uadd.with.overflow.i64(i64 %last, i64 %itemsize)
  %high = extractvalue { i64, i1 } %high.sum, 0
  %high.over = extractvalue { i64, i1 } %high.sum, 1
  %range.1 = or i1 %over, %below
  %range.2 = or i1 %range.1, %last.over
  %range.over = or i1 %range.2, %high.over
  store i64 %low, ptr %low.at, align 8
  store i64 %high, ptr %high.at, align 8
  %is.c.wide = zext i1 %is.c to i64
  store i64 %is.c.wide, ptr %is.c.at, align 8
  br i1 %range.over, label %failed, label %alignment

alignment:
  %align.at = getelementptr %mgc.param, ptr %param, i64 0, i32 5
  %align.byte = load i8, ptr %align.at, align 1
  %align = zext i8 %align.byte to i64
  %align.mask = sub i64 %align, 1
  %remainder = and i64 %base, %align.mask
  %is.aligned = icmp eq i64 %remainder, 0
  br i1 %is.aligned, label %order, label %failed

order:
  %order.at = getelementptr %mgc.param, ptr %param, i64 0, i32 7
  %order.byte = load i8, ptr %order.at, align 1
  %any.order = icmp eq i8 %order.byte, 0
  %in.order = or i1 %any.order, %is.c
  br i1 %in.order, label %apart, label %failed

apart:
  %written.at = getelementptr %mgc.param, ptr %param, i64 0, i32 6
  %written.byte = load i8, ptr %written.at, align 1
  %is.read = icmp eq i8 %written.byte, 0
  %fine = or i1 %is.read, %is.c
  br i1 %fine, label %passed, label %folds

folds:
  %folded = call i1 @mgc.overlaps_itself(ptr %axes, i64 %axis.count, i64 %itemsize)
  br i1 %folded, label %failed, label %passed

passed:
  ret i32 0

failed:
  %format = phi ptr [ @mgc.no_tensor, %entry ], [ @mgc.wrong_device, %device ],
                    [ @mgc.wrong_dtype, %name.dtype ], [ @mgc.wrong_lanes, %lanes ],
                    [ @mgc.wrong_rank, %rank ], [ @mgc.no_shape, %shape ],
                    [ @mgc.negative, %size.read ], [ @mgc.too_large, %size.count ],
                    [ @mgc.no_data, %not.empty ], [ @mgc.outside, %range ],
                    [ @mgc.unaligned, %alignment ], [ @mgc.not_in_order, %order ],
                    [ @mgc.folded, %folds ]
  %second = phi i64 [ 0, %entry ], [ 0, %device ], [ %dtype.address, %name.dtype ], [ 0, %lanes ],
                    [ %axis.count, %rank ], [ %axis.count, %shape ], [ %axis, %size.read ],
                    [ 9223372036854775807, %size.count ], [ %bytes, %not.empty ], [ 0, %range ],
                    [ %align, %alignment ], [ 0, %order ], [ 0, %folds ]
  %third = phi i64 [ 0, %entry ], [ %device.wide, %device ], [ %kind.text, %name.dtype ],
                   [ %lanes.wide, %lanes ], [ %rank.got.wide, %rank ], [ 0, %shape ],
                   [ %extent, %size.read ], [ 0, %size.count ], [ 0, %not.empty ], [ 0, %range ],
                   [ 0, %alignment ], [ 0, %order ], [ 0, %folds ]
  %fourth = phi i64 [ 0, %entry ], [ 0, %device ], [ %got.bits.wide, %name.dtype ], [ 0, %lanes ],
                    [ 0, %rank ], [ 0, %shape ], [ 0, %size.read ], [ 0, %size.count ],
                    [ 0, %not.empty ], [ 0, %range ], [ 0, %alignment ], [ 0, %order ],
                    [ 0, %folds ]
  %name = load i32, ptr %param, align 4
  %status = call i32 @mgc.fail(ptr %format, i32 %name, i64 %second, i64 %third, i64 %fourth)
  ret i32 %status
}
"""

_OVERLAPS_ITSELF = """
; True unless every stride is larger than all that the axes of smaller strides span: then no two
; elements share an address. Of axes with equal strides the earlier counts as the smaller.
define internal i1 @mgc.overlaps_itself(ptr %axes, i64 %count, i64 %itemsize) #900 {
entry:
  br label %axis
axis:
  %k = phi i64 [ 0, %entry ], [ %k.after, %compared ]
  %done = icmp eq i64 %k, %count
  br i1 %done, label %no, label %read
read:
  %size.at = getelementptr %mgc.axis, ptr %axes, i64 %k
  %size = load i64, ptr %size.at, align 8
  %stride.at = getelementptr %mgc.axis, ptr %axes, i64 %k, i32 1
  %stride.signed = load i64, ptr %stride.at, align 8
  %stride = call i64 @llvm.abs.i64(i64 %stride.signed, i1 false)
  br label %other
other:
  %j = phi i64 [ 0, %read ], [ %j.after, %added ]
  %needed = phi i64 [ %itemsize, %read ], [ %needed.after, %added ]
  %others.done = icmp eq i64 %j, %count
  br i1 %others.done, label %compare, label %added
added:
  %j.size.at = getelementptr %mgc.axis, ptr %axes, i64 %j
  %j.size = load i64, ptr %j.size.at, align 8
  %j.steps = sub i64 %j.size, 1
  %j.stride.at = getelementptr %mgc.axis, ptr %axes, i64 %j, i32 1
  %j.stride.signed = load i64, ptr %j.stride.at, align 8
  %j.stride = call i64 @llvm.abs.i64(i64 %j.stride.signed, i1 false)
  %smaller = icmp ult i64 %j.stride, %stride
  %equal = icmp eq i64 %j.stride, %stride
  %earlier = icmp ult i64 %j, %k
  %tie = and i1 %equal, %earlier
  %below = or i1 %smaller, %tie
  %span = mul i64 %j.stride, %j.steps
  %counted = select i1 %below, i64 %span, i64 0
  %needed.after = add i64 %needed, %counted
  %j.after = add i64 %j, 1
  br label %other
compare:
  %single = icmp eq i64 %size, 1
  %enough = icmp uge i64 %stride, %needed
  %apart = or i1 %single, %enough
  br i1 %apart, label %compared, label %yes
compared:
  %k.after = add i64 %k, 1
  br label %axis
yes:
  ret i1 true
no:
  ret i1 false
}
"""

_CONSTANTS = (
    f"@mgc.kinds = internal unnamed_addr constant {bytes_constant(_KINDS)}, align 1\n",
    *(format_constant(f"mgc.{name}", status, _WHO + text) for name, status, text in _FORMATS),
)
TENSOR = "".join((*_CONSTANTS, _INSPECT, _OVERLAPS_ITSELF))
