"""Arrays that programs are called with."""

from __future__ import annotations

import numpy as np

RNG = np.random.default_rng(7)
X = RNG.integers(-9, 9, 12).astype(np.float64)
NAN = np.array([3.0, np.nan, -1.0, np.nan, 2.0, 2.0, -0.0])
M = np.arange(12.0).reshape(3, 4)
AT = np.array([2, -1, 2, 0, 5], np.int64)
MASK = X > 1
ALL, NONE = np.ones(12, bool), np.zeros(12, bool)
EMPTY = np.zeros(0)
U8 = RNG.integers(0, 9, 10).astype(np.uint8)
I32 = RNG.integers(-9, 9, 10).astype(np.int32)
F32 = RNG.integers(-9, 9, 10).astype(np.float32)
B = np.array([True, False, True, True, False])
C = np.array([2 + 1j, 1 - 1j, 2 - 1j, 1 - 1j, complex(np.nan, 0), complex(0, np.nan)])
