"""Copies tensors whose layout is not C to the workspace and back."""

from __future__ import annotations

PACKING = """
; Copies %count elements of %itemsize bytes (1, 2, 4, 8, 16); the strides are in bytes. Rows without
; gaps are copied 32 bytes at a time, as far as that goes.
define internal void @mgc.copy_row(ptr %to, i64 %to.stride, ptr %from, i64 %from.stride,
                                   i64 %count, i64 %itemsize) #903 {
entry:
  %to.dense = icmp eq i64 %to.stride, %itemsize
  %from.dense = icmp eq i64 %from.stride, %itemsize
  %dense = and i1 %to.dense, %from.dense
  %bytes = mul i64 %count, %itemsize
  %blocks.bytes = and i64 %bytes, -32
  %some.blocks = icmp ne i64 %blocks.bytes, 0
  %bulk = and i1 %dense, %some.blocks
  br i1 %bulk, label %block, label %single
block:
  %at = phi i64 [ 0, %entry ], [ %at.after, %block ]
  %block.from = getelementptr i8, ptr %from, i64 %at
  %block.to = getelementptr i8, ptr %to, i64 %at
  %block.value = load <4 x i64>, ptr %block.from, align 1
  store <4 x i64> %block.value, ptr %block.to, align 1
  %at.after = add i64 %at, 32
  %more.blocks = icmp ult i64 %at.after, %blocks.bytes
  br i1 %more.blocks, label %block, label %blocks.done
blocks.done:
  %done.elements = udiv i64 %blocks.bytes, %itemsize
  br label %single
single:
  %begun = phi i64 [ 0, %entry ], [ %done.elements, %blocks.done ]
  %offset = mul i64 %begun, %itemsize
  %rest = sub i64 %count, %begun
  ; Where blocks were copied, both strides are the item size.
  %to.rest = getelementptr i8, ptr %to, i64 %offset
  %from.rest = getelementptr i8, ptr %from, i64 %offset
  %nothing.left = icmp eq i64 %rest, 0
  br i1 %nothing.left, label %done, label %next
next:
  %left = phi i64 [ %rest, %single ], [ %left.after, %copied ]
  %target = phi ptr [ %to.rest, %single ], [ %target.after, %copied ]
  %source = phi ptr [ %from.rest, %single ], [ %source.after, %copied ]
  switch i64 %itemsize, label %sixteen [
    i64 1, label %one
    i64 2, label %two
    i64 4, label %four
    i64 8, label %eight
  ]
one:
  %value.1 = load i8, ptr %source, align 1
  store i8 %value.1, ptr %target, align 1
  br label %copied
two:
  %value.2 = load i16, ptr %source, align 2
  store i16 %value.2, ptr %target, align 2
  br label %copied
four:
  %value.4 = load i32, ptr %source, align 4
  store i32 %value.4, ptr %target, align 4
  br label %copied
eight:
  %value.8 = load i64, ptr %source, align 8
  store i64 %value.8, ptr %target, align 8
  br label %copied
sixteen:
  %value.16 = load i128, ptr %source, align 8
  store i128 %value.16, ptr %target, align 8
  br label %copied
copied:
  %target.after = getelementptr i8, ptr %target, i64 %to.stride
  %source.after = getelementptr i8, ptr %source, i64 %from.stride
  %left.after = sub i64 %left, 1
  %more = icmp ne i64 %left.after, 0
  br i1 %more, label %next, label %done
done:
  ret void
}

; Copies a tensor, which has axes, between its own layout and C order: from
; %strided to %packed, or back. The axes but the last are counted like an odometer.
define internal void @mgc.copy(ptr %strided, ptr %packed, ptr %axes, i64 %rank, i64 %itemsize,
                               i1 %back) #902 {
entry:
  %last = sub i64 %rank, 1
  %row.size.at = getelementptr %mgc.axis, ptr %axes, i64 %last
  %row.size = load i64, ptr %row.size.at, align 8
  %row.stride.at = getelementptr %mgc.axis, ptr %axes, i64 %last, i32 1
  %row.stride = load i64, ptr %row.stride.at, align 8
  %row.bytes = mul i64 %row.size, %itemsize
  br label %reset
reset:
  %r = phi i64 [ 0, %entry ], [ %r.after, %reset ]
  %empty = phi i1 [ false, %entry ], [ %empty.after, %reset ]
  %size.reset.at = getelementptr %mgc.axis, ptr %axes, i64 %r
  %size.reset = load i64, ptr %size.reset.at, align 8
  %empty.axis = icmp eq i64 %size.reset, 0
  %empty.after = or i1 %empty, %empty.axis
  %counter.reset = getelementptr %mgc.axis, ptr %axes, i64 %r, i32 3
  store i64 0, ptr %counter.reset, align 8
  %r.after = add i64 %r, 1
  %reset.more = icmp ult i64 %r.after, %rank
  br i1 %reset.more, label %reset, label %begin
begin:
  br i1 %empty.after, label %done, label %row
row:
  %p = phi ptr [ %strided, %begin ], [ %p.stepped, %step ]
  %q = phi ptr [ %packed, %begin ], [ %q.after, %step ]
  %to = select i1 %back, ptr %p, ptr %q
  %from = select i1 %back, ptr %q, ptr %p
  %to.stride = select i1 %back, i64 %row.stride, i64 %itemsize
  %from.stride = select i1 %back, i64 %itemsize, i64 %row.stride
  call void @mgc.copy_row(ptr %to, i64 %to.stride, ptr %from, i64 %from.stride,
                          i64 %row.size, i64 %itemsize)
  %q.after = getelementptr i8, ptr %q, i64 %row.bytes
  br label %carry
carry:
  ; Axis %k - 1 goes one step on; at its end back to its start, and on with the axis before it.
  %k = phi i64 [ %last, %row ], [ %k.before, %rewind ]
  %p.now = phi ptr [ %p, %row ], [ %p.rewound, %rewind ]
  %all.done = icmp eq i64 %k, 0
  br i1 %all.done, label %done, label %step
step:
  %k.before = sub i64 %k, 1
  %axis = getelementptr %mgc.axis, ptr %axes, i64 %k.before
  %size = load i64, ptr %axis, align 8
  %stride.at = getelementptr %mgc.axis, ptr %axis, i64 0, i32 1
  %stride = load i64, ptr %stride.at, align 8
  %counter.at = getelementptr %mgc.axis, ptr %axis, i64 0, i32 3
  %counter = load i64, ptr %counter.at, align 8
  %counter.after = add i64 %counter, 1
  store i64 %counter.after, ptr %counter.at, align 8
  %p.stepped = getelementptr i8, ptr %p.now, i64 %stride
  %ended = icmp eq i64 %counter.after, %size
  br i1 %ended, label %rewind, label %row
rewind:
  store i64 0, ptr %counter.at, align 8
  %all.steps = mul i64 %stride, %size
  %way.back = sub i64 0, %all.steps
  %p.rewound = getelementptr i8, ptr %p.stepped, i64 %way.back
  br label %carry
done:
  ret void
}

; Copies the tensors that are not C: before the kernel (%back false) the arguments go to %space and
; all such tensors get their place there; after it, those that were written go back. Outputs go
; back only if %complete.
define internal void @mgc.copy_all(ptr %table, ptr %frame, ptr %space,
                                   i1 %back, i1 %complete) #902 {
entry:
  %tensors = load i32, ptr %table, align 4
  %arguments.at = getelementptr %mgc.table, ptr %table, i64 0, i32 1
  %arguments = load i32, ptr %arguments.at, align 4
  %first.axis = call ptr @mgc.axes(ptr %table, ptr %frame)
  br label %tensor
tensor:
  %i = phi i32 [ 0, %entry ], [ %i.after, %next ]
  %axes = phi ptr [ %first.axis, %entry ], [ %axes.after, %next ]
  %free = phi ptr [ %space, %entry ], [ %free.after, %next ]
  %ended = icmp eq i32 %i, %tensors
  br i1 %ended, label %done, label %read
read:
  %param = call ptr @mgc.param(ptr %table, i32 %i)
  %rank.at = getelementptr %mgc.param, ptr %param, i64 0, i32 2
  %rank = load i32, ptr %rank.at, align 4
  %axes.after = getelementptr %mgc.axis, ptr %axes, i32 %rank
  %i.after = add i32 %i, 1
  %record = getelementptr %mgc.record, ptr %frame, i32 %i
  %is.c.at = getelementptr %mgc.record, ptr %record, i64 0, i32 5
  %is.c = load i64, ptr %is.c.at, align 8
  %nothing = icmp ne i64 %is.c, 0
  br i1 %nothing, label %next, label %strided
strided:
  %used.at = getelementptr %mgc.record, ptr %record, i64 0, i32 1
  store ptr %free, ptr %used.at, align 8
  %bytes.at = getelementptr %mgc.record, ptr %record, i64 0, i32 4
  %bytes = load i64, ptr %bytes.at, align 8
  %bytes.up = add i64 %bytes, 63
  %taken = and i64 %bytes.up, -64
  %free.strided = getelementptr i8, ptr %free, i64 %taken
  %written.at = getelementptr %mgc.param, ptr %param, i64 0, i32 6
  %written.byte = load i8, ptr %written.at, align 1
  %written = icmp ne i8 %written.byte, 0
  %is.argument = icmp slt i32 %i, %arguments
  %valid = or i1 %is.argument, %complete
  %goes.back = and i1 %written, %valid
  %copies = select i1 %back, i1 %goes.back, i1 %is.argument
  br i1 %copies, label %copy, label %next
copy:
  %given = load ptr, ptr %record, align 8
  %bits.at = getelementptr %mgc.param, ptr %param, i64 0, i32 4
  %bits = load i8, ptr %bits.at, align 1
  %itemsize.byte = lshr i8 %bits, 3
  %itemsize = zext i8 %itemsize.byte to i64
  %axis.count = zext i32 %rank to i64
  call void @mgc.copy(ptr %given, ptr %free, ptr %axes, i64 %axis.count, i64 %itemsize, i1 %back)
  br label %next
next:
  %free.after = phi ptr [ %free, %read ], [ %free.strided, %strided ], [ %free.strided, %copy ]
  br label %tensor
done:
  ret void
}

; Bytes of workspace for the kernel and the packed tensors; -1 if they do not fit 63 bits.
define internal i64 @mgc.space(ptr %table, ptr %frame) #900 {
entry:
  %tensors = load i32, ptr %table, align 4
  %values = call ptr @mgc.values(ptr %table, ptr %frame)
  %kernel = load i64, ptr %values, align 8
  ; Totals stay multiples of 64, so that every part starts at one.
  %kernel.sum = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %kernel, i64 63)
  %kernel.up = extractvalue { i64, i1 } %kernel.sum, 0
  %kernel.over = extractvalue { i64, i1 } %kernel.sum, 1
  %kernel.negative = icmp slt i64 %kernel, 0
  %kernel.wrong = or i1 %kernel.over, %kernel.negative
  %kernel.rounded = and i64 %kernel.up, -64
  br i1 %kernel.wrong, label %too.large, label %tensor
tensor:
  %i = phi i32 [ 0, %entry ], [ %i.after, %next ]
  %total = phi i64 [ %kernel.rounded, %entry ], [ %total.after, %next ]
  %ended = icmp eq i32 %i, %tensors
  br i1 %ended, label %done, label %read
read:
  %is.c.at = getelementptr %mgc.record, ptr %frame, i32 %i, i32 5
  %is.c = load i64, ptr %is.c.at, align 8
  %bytes.at = getelementptr %mgc.record, ptr %frame, i32 %i, i32 4
  %bytes = load i64, ptr %bytes.at, align 8
  %i.after = add i32 %i, 1
  %packed = icmp eq i64 %is.c, 0
  %counted = select i1 %packed, i64 %bytes, i64 0
  %sum = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %total, i64 %counted)
  %sum.value = extractvalue { i64, i1 } %sum, 0
  %sum.over = extractvalue { i64, i1 } %sum, 1
  %up = call { i64, i1 } @llvm.sadd.with.overflow.i64(i64 %sum.value, i64 63)
  %up.value = extractvalue { i64, i1 } %up, 0
  %up.over = extractvalue { i64, i1 } %up, 1
  %over = or i1 %sum.over, %up.over
  br i1 %over, label %too.large, label %next
next:
  %total.after = and i64 %up.value, -64
  br label %tensor
done:
  ret i64 %total
too.large:
  ret i64 -1
}
"""
