"""Specs in annotations: ``def predict(x: mgc.f32["n", 784], scale: float)``.

Read are mgc's own specs, ``float`` and ``complex``, tuples of specs, and jaxtyping's
``Float32[np.ndarray, "n 784"]``. Other annotations say nothing about arrays and are left alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_args, get_origin

from mgc.ir.errors import SpecError
from mgc.ir.types import DTYPES

from .specs import ExtentSpec, ScalarSpec, Signature, SpecDType, TensorSpec

_JAXTYPING_NAMES = {
    "bool": "bool", "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64",
    "uint8": "u8", "uint16": "u16", "uint32": "u32", "uint64": "u64", "float16": "f16",
    "bfloat16": "bf16", "float32": "f32", "float64": "f64", "complex64": "c64",
    "complex128": "c128",
}  # fmt: skip


def annotated_specs(function: Callable[..., Any]) -> dict[str, Any]:
    """The specs in a function's annotations, by parameter name; ``return`` for the result.

    Raises: SpecError for a jaxtyping annotation that names no single type, or extents that mgc
        cannot read.
    """
    found: dict[str, Any] = {}
    for name, annotation in getattr(function, "__annotations__", {}).items():
        spec = spec_of_annotation(_evaluated(function, annotation))
        if spec is not None:
            found[name] = spec
    return found


def signature_of_annotations(function: Callable[..., Any]) -> tuple[Any, ...] | None:
    """The specs of all parameters without a default; None if one has no spec."""
    specs = annotated_specs(function)
    result: list[Any] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            return None
        if parameter.name in specs:
            result.append(specs[parameter.name])
        elif parameter.default is parameter.empty:
            return None
        else:
            break
    return tuple(result) if result else None


def declared_by_annotations(function: Callable[..., Any]) -> Signature | None:
    """The signature that annotations say in full, with arrays among the arguments; else None.

    Annotations that only name Python's types, or a jaxtyping type that stands for several element
    types, are no signature.
    """
    try:
        arguments = signature_of_annotations(function)
        result = annotated_specs(function).get("return")
    except SpecError:
        return None
    if arguments is None or not _has_array(arguments):
        return None
    if result is None or not _has_array(result):
        return Signature(arguments)
    return Signature(arguments, result if isinstance(result, tuple) else (result,))


def annotated_arrays(function: Callable[..., Any]) -> dict[str, TensorSpec]:
    """The specs of the arguments that annotations say, where some are missing or no spec."""
    try:
        specs = annotated_specs(function)
    except SpecError:
        return {}
    return {k: s for k, s in specs.items() if isinstance(s, TensorSpec) and k != "return"}


def _has_array(spec: Any) -> bool:
    if isinstance(spec, tuple):
        return any(map(_has_array, spec))
    return isinstance(spec, TensorSpec)


def spec_of_annotation(annotation: Any) -> Any:
    """The spec that an annotation is, or None."""
    if isinstance(annotation, (TensorSpec, ScalarSpec)):
        return annotation
    if isinstance(annotation, SpecDType):
        return TensorSpec(annotation.dtype)
    if annotation in (float, complex):
        return ScalarSpec(annotation.__name__)
    if get_origin(annotation) is tuple:
        parts = [spec_of_annotation(part) for part in get_args(annotation)]
        return None if any(part is None for part in parts) else tuple(parts)
    if type(annotation).__module__.partition(".")[0] == "jaxtyping":
        return _jaxtyping_spec(annotation)
    return None


def _evaluated(function: Callable[..., Any], annotation: Any) -> Any:
    """The object a textual annotation stands for; None if its names are not known."""
    if not isinstance(annotation, str):
        return annotation
    names = dict(getattr(function, "__globals__", {}))
    code = getattr(function, "__code__", None)
    for name, cell in zip(
        getattr(code, "co_freevars", ()), getattr(function, "__closure__", None) or (), strict=True
    ):
        try:
            names[name] = cell.cell_contents
        except ValueError:  # an empty cell
            continue
    try:
        return eval(annotation, names)
    except Exception:
        return None


def _jaxtyping_spec(annotation: Any) -> TensorSpec:
    dtypes = [_JAXTYPING_NAMES[d] for d in annotation.dtypes if d in _JAXTYPING_NAMES]
    if len(dtypes) != 1:
        raise SpecError(
            f"the annotation {annotation!r} stands for several element types",
            hint="name one, such as Float32",
        )
    extents = tuple(_jaxtyping_extent(text, annotation) for text in annotation.dim_str.split())
    return TensorSpec(DTYPES[dtypes[0]], extents)


def _jaxtyping_extent(text: str, annotation: Any) -> ExtentSpec:
    text = text.partition("=")[2] or text
    if text == "_":
        return None
    if text.isdigit():
        return int(text)
    if text[:1] in "*#." or "..." in text:
        raise SpecError(f"the annotation {annotation!r} has axes that mgc cannot read: {text}")
    return text.lstrip("_?")
