"""Operations of the scalar vocabulary for which a target has no instruction.

LLVM would call a mathematics library for them; the code is given mgc's own bodies instead.
"""

from __future__ import annotations

FUSED = frozenset({"fma"})
ROUNDING = frozenset({"rint", "floor", "ceil", "trunc"})
_X86_FUSED = {"+fma", "+avx512f"}
_X86_ROUNDING = {"+sse4.1", "+sse4.2", "+avx", "+avx2", "+avx512f"}
"""LLVM's features that have the operations, or imply others that do."""
_X86_OLD = {"", "x86-64", "x86-64-v2"}


def lacking(features: str, triple: str, cpu: str = "") -> frozenset[str]:
    """Names of methods of ``Scalars``, for LLVM's feature string, triple and processor.

    The features decide. Where a processor is named instead, all but the oldest have everything.
    x86 has fma since 2013 (``+fma``) and roundings since SSE4.1; WebAssembly has no exact fma.
    """
    if triple.startswith("wasm"):
        return FUSED
    if not triple.startswith("x86_64"):
        return frozenset()
    if not features and cpu not in _X86_OLD:
        return frozenset()
    enabled = set(features.split(",")) | ({"+sse4.2"} if cpu == "x86-64-v2" else set())
    missing = frozenset() if enabled & _X86_FUSED else FUSED
    return missing if enabled & _X86_ROUNDING else missing | ROUNDING
