"""Loop IR as MLIR text with the dialects func, scf, memref, arith, math and vector.

``text`` holds functions under construction, ``scalars`` the scalar vocabulary, ``indices`` index
expressions, ``statements`` loads, stores and loops, ``reductions`` and ``scans`` the strict orders
written out, ``contractions`` matrix products.
"""
