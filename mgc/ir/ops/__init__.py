"""Every op of the tensor IR, one class each. ``OPS`` lists them by name."""

from __future__ import annotations

from ..core import Op
from . import (
    bits,
    callback,
    check,
    complex,
    contract,
    control,
    create,
    data_dependent,
    elementwise,
    functions,
    gather,
    integers,
    nest,
    reduce,
    representation,
    scan,
    shape,
    update,
)

__all__ = ["OPS"]

_MODULES = (
    bits,
    callback,
    check,
    complex,
    contract,
    control,
    create,
    data_dependent,
    elementwise,
    functions,
    gather,
    integers,
    nest,
    reduce,
    representation,
    scan,
    shape,
    update,
)


def _collect() -> dict[str, type[Op]]:
    found: dict[str, type[Op]] = {}
    for module in _MODULES:
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Op)
                and value.__module__ == module.__name__
                and "name" in vars(value)
            ):
                found[value.name] = value
    return found


OPS: dict[str, type[Op]] = _collect()
