"""Metadata records as JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mgc.ir.core import Op, field_names
from mgc.ir.errors import CodegenError
from mgc.ir.extents import Dim, Extent, Shape, format_extent
from mgc.ir.location import Location

from ..abi import Binding, Parameter, Result, Signature
from ..structure import Argument, Returned, ReturnedLeaf, Structure
from .records import SCHEMA, CheckRecord, FunctionRecord, LibraryRecord

Json = bool | int | float | str | None | Sequence["Json"] | Mapping[str, "Json"]
JsonObject = dict[str, Json]


def library_to_json(library: LibraryRecord) -> JsonObject:
    """The whole document."""
    return {
        "schema": SCHEMA,
        "mgc": library.version,
        "abi": library.abi,
        "library": library.stem,
        "target": library.target,
        "cpus": library.cpus,
        "memory": library.memory,
        "ulp": dict(library.ulp),
        "sources": [{"file": s.name, "sha256": s.sha256} for s in library.sources],
        "functions": [_function(function) for function in library.functions],
    }


def _function(function: FunctionRecord) -> JsonObject:
    return _without_defaults(
        {
            **signature_to_json(function.signature),
            "arguments": [_argument(argument) for argument in function.arguments],
            "returns": _returned(function.returned),
            "numerics": function.numerics,
            "file": function.file,
            "line": function.line,
            "checks": [_check(check) for check in function.checks],
            "constants": [{"name": c.name, "sha256": c.sha256} for c in function.constants],
            "unchecked": function.unchecked,
            "ir": function.ir,
        }
    )


def signature_to_json(signature: Signature) -> JsonObject:
    """A signature; ``signature`` is its text, for people."""
    return {
        "name": signature.name,
        "signature": str(signature),
        "parameters": [_parameter(parameter) for parameter in signature.parameters],
        "results": [_result(result) for result in signature.results],
        "symbols": [symbol.name for symbol in signature.symbols],
        "computed": [symbol.name for symbol in signature.computed],
        "bindings": [_binding(binding) for binding in signature.bindings],
        "constraints": [
            [_extent(c.left), c.relation, _extent(c.right)] for c in signature.constraints
        ],
        "workspace": _extent(signature.workspace),
    }


def _parameter(parameter: Parameter) -> JsonObject:
    return {
        "name": parameter.name,
        "kind": parameter.kind,
        "dtype": parameter.dtype.name,
        "shape": _shape(parameter.shape),
        **_without_defaults(
            {
                "writable": parameter.writable,
                "symbol": parameter.symbol.name if parameter.symbol is not None else None,
                "layout": parameter.layout or None,
            }
        ),
    }


def _result(result: Result) -> JsonObject:
    return {
        "dtype": result.dtype.name,
        "shape": _shape(result.shape),
        **_without_defaults(
            {
                "inout": result.inout,
                "alias": result.alias,
                "view": _view(result.view),
                "scalar": result.scalar,
                "extents": list(result.extents),
            }
        ),
    }


def _binding(binding: Binding) -> JsonObject:
    return {
        "symbol": binding.symbol.name,
        "parameter": binding.parameter,
        "axis": binding.axis,
        "factor": _extent(binding.factor),
        "offset": _extent(binding.offset),
    }


def _argument(argument: Argument) -> JsonObject:
    return {"name": argument.name, "structure": _structure(argument.structure)}


def _returned(returned: Returned) -> JsonObject:
    return {
        "structure": _structure(returned.structure),
        "leaves": [_leaf(leaf) for leaf in returned.leaves],
    }


def _leaf(leaf: ReturnedLeaf) -> JsonObject:
    if leaf.result is not None:
        return _without_defaults({"result": leaf.result, "python": leaf.python})
    if leaf.view_of is not None:
        return {"view_of": leaf.view_of, "view": _view(leaf.view)}
    return {"static": leaf.static}


def _structure(structure: Structure) -> Json:
    """``"leaf"``, or an object with the kind and the parts."""
    if structure.kind == "leaf":
        return "leaf"
    parts = [_structure(part) for part in structure.parts]
    extra = _without_defaults({"keys": list(structure.keys), "name": structure.name})
    return {"kind": structure.kind, "parts": parts, **extra}


def _view(view: tuple[Op, ...]) -> list[Json]:
    return [
        {"op": op.name, **{name: _attribute(getattr(op, name)) for name in field_names(type(op))}}
        for op in view
    ]


def _attribute(value: object) -> Json:
    """An attribute of a view: numbers, extents, and tuples of them."""
    if isinstance(value, tuple):
        return [_attribute(item) for item in value]
    if isinstance(value, Dim):
        return format_extent(value)
    if isinstance(value, (bool, int)) or value is None:
        return value
    raise CodegenError(f"metadata cannot describe a view with the attribute {value!r}")


def _check(check: CheckRecord) -> JsonObject:
    extra: JsonObject = {} if check.error == "IndexError" else {"error": check.error}
    extra |= {"message": check.message} if check.message else {}
    return {"status": check.status, "location": _location(check.location), **extra}


def _location(location: Location | None) -> Json:
    if location is None:
        return None
    place = [location.line, location.column, location.end_line, location.end_column]
    text: JsonObject = {"file": location.file, "place": place, "function": location.function}
    if location.inlined_at is not None:
        text["inlined_at"] = _location(location.inlined_at)
    return text


def _shape(shape: Shape) -> list[Json]:
    return [_extent(extent) for extent in shape]


def _extent(extent: Extent) -> Json:
    """A number, or the text of a polynomial over the symbols."""
    return extent if isinstance(extent, int) else format_extent(extent)


def _without_defaults(members: JsonObject) -> JsonObject:
    """The members that say something: not null, false or empty; 0 is something."""
    return {
        key: value
        for key, value in members.items()
        if not (value is None or value is False or value in ("", [], {}))
    }
