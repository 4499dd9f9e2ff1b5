"""The definition of a contraction, compiled literally: one element at a time, one fma at a time.

c[i, j] = sum over blocks of 256 values of k, left to right, of
          fma(a[i, p], b[p, j], ... fma(a[i, p0], b[p0, j], +0.0))
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mgc.codegen.llvm.binding import LoadedObject, emit_object, parse_and_optimize, target_machine

Array = NDArray[Any]

TEXT = """
declare T @llvm.fma.S(T, T, T)

define void @contract(ptr %a, i64 %as, ptr %b, i64 %bs, ptr %c, i64 %k) {
entry:
  br label %k.head
k.head:
  %p = phi i64 [ 0, %entry ], [ %p1, %next ]
  %total = phi T [ 0.0, %entry ], [ %total1, %next ]
  %chain = phi T [ 0.0, %entry ], [ %chain1, %next ]
  %more = icmp slt i64 %p, %k
  br i1 %more, label %step, label %done
step:
  %ao = mul i64 %p, %as
  %ap = getelementptr T, ptr %a, i64 %ao
  %av = load T, ptr %ap, align 1
  %bo = mul i64 %p, %bs
  %bp = getelementptr T, ptr %b, i64 %bo
  %bv = load T, ptr %bp, align 1
  %start = and i64 %p, 255
  %fresh = icmp eq i64 %start, 0
  %before = select i1 %fresh, T 0.0, T %chain
  %chain1 = call T @llvm.fma.S(T %av, T %bv, T %before)
  %p1 = add i64 %p, 1
  %inside = and i64 %p1, 255
  %full = icmp eq i64 %inside, 0
  %end = icmp eq i64 %p1, %k
  %stop = or i1 %full, %end
  br i1 %stop, label %add, label %next
add:
  %one = icmp ule i64 %p, 255
  %sum = fadd T %total, %chain1
  %sum1 = select i1 %one, T %chain1, T %sum
  br label %next
next:
  %total1 = phi T [ %total, %step ], [ %sum1, %add ]
  br label %k.head
done:
  store T %total, ptr %c, align 1
  ret void
}

define void @contract_all(ptr %a, i64 %ar, i64 %as, ptr %b, i64 %bs, i64 %bc, ptr %c, i64 %m,
                          i64 %n, i64 %k) {
entry:
  %size = mul i64 %m, %n
  br label %head
head:
  %e = phi i64 [ 0, %entry ], [ %e1, %body ]
  %more = icmp slt i64 %e, %size
  br i1 %more, label %body, label %done
body:
  %i = udiv i64 %e, %n
  %j = urem i64 %e, %n
  %ao = mul i64 %i, %ar
  %ap = getelementptr T, ptr %a, i64 %ao
  %bo = mul i64 %j, %bc
  %bp = getelementptr T, ptr %b, i64 %bo
  %cp = getelementptr T, ptr %c, i64 %e
  call void @contract(ptr %ap, i64 %as, ptr %bp, i64 %bs, ptr %cp, i64 %k)
  %e1 = add i64 %e, 1
  br label %head
done:
  ret void
}
"""


@cache
def _compiled(element: str, suffix: str) -> tuple[LoadedObject, Any]:
    machine = target_machine()
    text = TEXT.replace("T", element).replace(".S(", f".{suffix}(")
    loaded = LoadedObject(
        emit_object(parse_and_optimize(text, machine), machine), ("contract_all",)
    )
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    kinds = (pointer, integer, integer) * 2 + (pointer, integer, integer, integer)
    return loaded, ctypes.CFUNCTYPE(None, *kinds)(loaded.addresses["contract_all"])


def contract(a: Array, b: Array) -> Array:
    """(m, k), (k, n) -> (m, n), f32 or f64, any strides."""
    (m, k), n = a.shape, b.shape[1]
    size = a.dtype.itemsize
    _, function = _compiled(*{4: ("float", "f32"), 8: ("double", "f64")}[size])
    c = np.empty((m, n), a.dtype)
    strides = [[s // size for s in x.strides] for x in (a, b)]
    function(a.ctypes.data, *strides[0], b.ctypes.data, *strides[1], c.ctypes.data, m, n, k)
    return c


def same_bits(x: Array, y: Array) -> bool:
    """Equal bits, except that all NaNs count as equal."""
    bits = np.dtype(f"u{x.dtype.itemsize}")
    equal = x.view(bits) == y.view(bits)
    return x.shape == y.shape and bool(np.all(equal | (np.isnan(x) & np.isnan(y))))
