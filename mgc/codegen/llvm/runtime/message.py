"""The error text: a buffer of each thread, and a small formatter.

A format is a byte with the status, then text up to a zero byte. In it, byte 1 stands for a number
and byte 2 for the address of a text; the byte after says which of the values, counted from 1.
"""

from __future__ import annotations

from ...abi import MESSAGE_BYTES

MESSAGE = f"""
@mgc.message = internal thread_local global [{MESSAGE_BYTES} x i8] zeroinitializer, align 16

declare ptr @llvm.threadlocal.address.p0(ptr)

; Copies a text to %at, not beyond %end; returns where it ended.
define internal ptr @mgc.append_text(ptr %at, ptr %end, ptr %text) #900 {{
entry:
  br label %next
next:
  %to = phi ptr [ %at, %entry ], [ %to.after, %copy ]
  %from = phi ptr [ %text, %entry ], [ %from.after, %copy ]
  %byte = load i8, ptr %from, align 1
  %finished = icmp eq i8 %byte, 0
  %full = icmp eq ptr %to, %end
  %stop = or i1 %finished, %full
  br i1 %stop, label %done, label %copy
copy:
  store i8 %byte, ptr %to, align 1
  %to.after = getelementptr i8, ptr %to, i64 1
  %from.after = getelementptr i8, ptr %from, i64 1
  br label %next
done:
  ret ptr %to
}}

; The same with a number, in decimal.
define internal ptr @mgc.append_number(ptr %at, ptr %end, i64 %number) #900 {{
entry:
  %digits = alloca [24 x i8], align 1
  %last = getelementptr i8, ptr %digits, i64 23
  store i8 0, ptr %last, align 1
  %negative = icmp slt i64 %number, 0
  %opposite = sub i64 0, %number
  %magnitude = select i1 %negative, i64 %opposite, i64 %number
  br label %next
next:
  %rest = phi i64 [ %magnitude, %entry ], [ %quotient, %next ]
  %place = phi ptr [ %last, %entry ], [ %before, %next ]
  %quotient = udiv i64 %rest, 10
  %digit = urem i64 %rest, 10
  %digit.byte = trunc i64 %digit to i8
  %character = add i8 %digit.byte, 48
  %before = getelementptr i8, ptr %place, i64 -1
  store i8 %character, ptr %before, align 1
  %more = icmp ne i64 %quotient, 0
  br i1 %more, label %next, label %sign
sign:
  %sign.at = getelementptr i8, ptr %before, i64 -1
  store i8 45, ptr %sign.at, align 1
  %start = select i1 %negative, ptr %sign.at, ptr %before
  %after = call ptr @mgc.append_text(ptr %at, ptr %end, ptr %start)
  ret ptr %after
}}

; Writes the message and returns the status. %values: i64 values, texts by their addresses.
define internal i32 @mgc.report(ptr %format, ptr %values) #901 {{
entry:
  %buffer = call ptr @llvm.threadlocal.address.p0(ptr @mgc.message)
  %end = getelementptr i8, ptr %buffer, i64 {MESSAGE_BYTES - 1}
  %status.byte = load i8, ptr %format, align 1
  %status = zext i8 %status.byte to i32
  %text = getelementptr i8, ptr %format, i64 1
  br label %next
next:
  %from = phi ptr [ %text, %entry ], [ %literal.after, %copy ], [ %value.after, %number ],
                  [ %value.after, %string ]
  %to = phi ptr [ %buffer, %entry ], [ %to.after, %copy ], [ %number.end, %number ],
                [ %string.end, %string ]
  %byte = load i8, ptr %from, align 1
  %finished = icmp eq i8 %byte, 0
  %full = icmp eq ptr %to, %end
  %stop = or i1 %finished, %full
  br i1 %stop, label %done, label %item
item:
  %is.value = icmp ult i8 %byte, 3
  br i1 %is.value, label %value, label %copy
copy:
  store i8 %byte, ptr %to, align 1
  %to.after = getelementptr i8, ptr %to, i64 1
  %literal.after = getelementptr i8, ptr %from, i64 1
  br label %next
value:
  %which.at = getelementptr i8, ptr %from, i64 1
  %which.byte = load i8, ptr %which.at, align 1
  %which.one = zext i8 %which.byte to i64
  %which = sub i64 %which.one, 1
  %value.at = getelementptr i64, ptr %values, i64 %which
  %value.number = load i64, ptr %value.at, align 8
  %value.after = getelementptr i8, ptr %from, i64 2
  %is.number = icmp eq i8 %byte, 1
  br i1 %is.number, label %number, label %string
number:
  %number.end = call ptr @mgc.append_number(ptr %to, ptr %end, i64 %value.number)
  br label %next
string:
  %string.text = inttoptr i64 %value.number to ptr
  %string.end = call ptr @mgc.append_text(ptr %to, ptr %end, ptr %string.text)
  br label %next
done:
  store i8 0, ptr %to, align 1
  ret i32 %status
}}

; The same with the values as arguments; the first is a text in @mgc.text.
define internal i32 @mgc.fail(ptr %format, i32 %name, i64 %a, i64 %b, i64 %c) #901 {{
entry:
  %values = alloca [4 x i64], align 8
  %text = getelementptr i8, ptr @mgc.text, i32 %name
  %address = ptrtoint ptr %text to i64
  store i64 %address, ptr %values, align 8
  %second = getelementptr i64, ptr %values, i64 1
  store i64 %a, ptr %second, align 8
  %third = getelementptr i64, ptr %values, i64 2
  store i64 %b, ptr %third, align 8
  %fourth = getelementptr i64, ptr %values, i64 3
  store i64 %c, ptr %fourth, align 8
  %status = call i32 @mgc.report(ptr %format, ptr %values)
  ret i32 %status
}}
"""
