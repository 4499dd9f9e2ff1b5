"""Element types that code generation does not have yet: refused with the user's line."""

from __future__ import annotations

from ..core import Function, Node
from ..errors import UnsupportedError
from ..types import DType


def refuse_unsupported_types(fn: Function) -> None:
    """Raises: UnsupportedError for complex numbers."""
    for value, param in zip(fn.body.params, fn.params):
        if _is_unsupported(value.type.dtype):
            dtype = value.type.dtype
            raise UnsupportedError(
                f"argument '{param.name}' has dtype {dtype}, which cannot be compiled yet",
                code="MGC-F3",
                hint="call f.eager(...), or pass real and imaginary parts as real arrays",
            )
    for node in fn.body.walk():
        for value in (*node.operands, *node.results):
            if _is_unsupported(value.type.dtype):
                raise _refused(node, value.type.dtype)


def _is_unsupported(dtype: DType) -> bool:
    return False


def _refused(node: Node, dtype: DType) -> UnsupportedError:
    return UnsupportedError(
        f"{node.op.name} of {dtype} cannot be compiled yet",
        code="MGC-F3",
        location=node.location,
        hint="call f.eager(...)",
    )
