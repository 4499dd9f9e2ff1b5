"""The C header of a library.

It needs nothing but ``stdint.h``: where ``dlpack.h`` is not found it declares DLTensor as that file
does, under its include guard. It compiles as C99 and as C++.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from mgc.ir.extents import format_extent
from mgc.ir.types import DType, TensorType

from .abi import Binding, Output, Signature, Status, format_constraint
from .c_names import c_identifier, unique_identifiers

_WIDTH = 96

_DLPACK = """\
/* DLTensor of DLPack. To use more of dlpack.h than DLTensor, include it before this file or have it
 * on the include path. */
#ifndef DLPACK_DLPACK_H_
#ifdef __has_include
#if __has_include(<dlpack/dlpack.h>)
#include <dlpack/dlpack.h>
#elif __has_include("dlpack.h")
#include "dlpack.h"
#endif
#endif
#endif

#ifndef DLPACK_DLPACK_H_
#define DLPACK_DLPACK_H_
#define DLPACK_MAJOR_VERSION 1
#define DLPACK_MINOR_VERSION 1
#ifdef __cplusplus
extern "C" {
typedef enum : int32_t {
#else
typedef enum {
#endif
  kDLCPU = 1
} DLDeviceType;
typedef struct {
  DLDeviceType device_type;
  int32_t device_id;
} DLDevice;
typedef enum {
  kDLInt = 0U,
  kDLUInt = 1U,
  kDLFloat = 2U,
  kDLBfloat = 4U,
  kDLComplex = 5U,
  kDLBool = 6U
} DLDataTypeCode;
typedef struct {
  uint8_t code;   /* a DLDataTypeCode */
  uint8_t bits;   /* of one element */
  uint16_t lanes; /* 1 */
} DLDataType;
typedef struct {
  void *data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t *shape;
  int64_t *strides;     /* in elements; NULL for C order */
  uint64_t byte_offset; /* from data to the first element */
} DLTensor;
#ifdef __cplusplus
}
#endif
#endif
"""

_STATUS_TEXTS = {
    Status.OK: "done",
    Status.NULL: "a tensor, a shape, or the data of a tensor that is not empty is NULL",
    Status.DEVICE: "not in the memory of the CPU",
    Status.DTYPE: "another element type, or lanes other than 1",
    Status.RANK: "another number of axes",
    Status.EXTENT: "another extent, a negative one, or extents differ that must be equal",
    Status.CONSTRAINT: "the extents break a condition of the function",
    Status.SIZE: "more than PTRDIFF_MAX bytes",
    Status.STRIDES: "elements outside the address space or on top of each other, or not in C order",
    Status.ALIGNMENT: "the address is not a multiple of the element's alignment",
    Status.OVERLAP: "an argument that is written shares memory with another one",
    Status.MEMORY: "no memory for the workspace, or too little given",
    Status.INDEX: "while running: an index is out of bounds",
    Status.CHECK: "while running: a condition that the function checks does not hold",
    Status.ALLOCATION: "while running: no memory for an array whose size depends on data",
    Status.ROOM: "while running: an output is smaller than what the function computes",
}

_RULES = """\
Calling. A checked entry, such as {example}(), verifies its arguments and returns a status; \
0 is success. Statuses below 16 mean that an argument was refused and nothing was written; from \
16 on the function stopped while it was running, and what it had written until then stays. \
{stem}_last_error() has the message of the last failed call of the same thread.

Tensors lie in CPU memory, with any strides; what is not in C order is copied on the way, but for \
arguments that must be in C order: they are refused. A scalar \
is a tensor without axes. Tensors that are written may not overlap any other. {memory}

Ownership. All memory belongs to the caller; nothing is kept after a call returns.

Threads. All functions may be called from several threads at once, as long as no tensor that one \
call writes is used by another.

Floating point. A checked entry computes with rounding to nearest and without flushing denormals \
to zero, whatever the caller has set, and restores the caller's setting. A raw entry leaves the \
setting to its caller.

Raw entries check nothing: pointers to C-contiguous arrays, aligned like their elements, in the \
order of the signature; scalars by value; outputs; extents in the order of their first appearance, \
but for those that are arguments; and _workspace_size() bytes of temporary memory at an address \
divisible by 64, which may be NULL if that is 0. half and bfloat16 are uint16_t, bool is uint8_t, \
complex numbers are pairs (re, im).

_out_shape() checks the arguments in the same way and writes the extents of the outputs: upper \
bounds, written <=n, of those that depend on data. An output is passed with these; what is \
computed is the beginning of it, and after the call its shape has the extents; what lies past them \
is unspecified. An extent that has \
no bound, such as k, is computed by _out_shape(); an output may also have more. \
_workspace_size() is -1 for extents that are negative or too large."""

_MEMORY = {
    True: "Temporary memory is allocated for the time of a call.",
    False: (
        "Temporary memory is given by the caller: workspace_bytes of it, as many as the "
        "_workspace_size() function says, at an address divisible by 64."
    ),
}


def library_stem(file_name: str) -> str:
    """The stem of a library's own names: ``predict`` for ``libpredict.so``."""
    base = file_name.rpartition("/")[2].partition(".")[0]
    return c_identifier(base.removeprefix("lib") or base)


def header_text(
    signatures: Sequence[Signature], file_name: str, version: str, *, malloc: bool = True
) -> str:
    """The header of the library ``file_name`` with these functions, by mgc ``version``."""
    stem = library_stem(file_name)
    guard = f"MGC_{c_identifier(file_name.rpartition('/')[2].partition('.')[0]).upper()}_H"
    rules = _RULES.format(example=signatures[0].name, stem=stem, memory=_MEMORY[malloc])
    parts = [
        _comment(f"{file_name}, compiled by mgc {version}\n\n{rules}"),
        f"#ifndef {guard}\n#define {guard}\n\n#include <stdint.h>\n",
        _DLPACK,
        _statuses(),
        '#ifdef __cplusplus\nextern "C" {\n#endif\n',
        *(_Function(signature, malloc=malloc).text() for signature in signatures),
        _comment("The message of the last failed call of this thread, until the next one.")
        + f"const char *{stem}_last_error(void);\n",
        _comment("The version of these conventions.") + f"int32_t {stem}_abi_version(void);\n",
        f"#ifdef __cplusplus\n}}\n#endif\n\n#endif /* {guard} */\n",
    ]
    return "\n".join(parts)


def _statuses() -> str:
    rows = [f"  MGC_{status.name} = {status.value}" for status in Status]
    width = max(map(len, rows)) + 1
    last = list(Status)[-1]
    lines = [
        f"{row + ('' if status is last else ','):{width}} /* {_STATUS_TEXTS[status]} */"
        for row, status in zip(rows, Status, strict=True)
    ]
    body = "\n".join(lines)
    return f"#ifndef MGC_STATUS\n#define MGC_STATUS\nenum mgc_status {{\n{body}\n}};\n#endif\n"


class _Function:
    """The declarations of one function."""

    def __init__(self, signature: Signature, *, malloc: bool) -> None:
        self.signature = signature
        self.malloc = malloc
        arguments, outputs = signature.arguments, signature.outputs
        names = unique_identifiers(
            (
                *(p.name for p in arguments),
                *(out.name for out in outputs),
                *(symbol.name for symbol in signature.raw_symbols),
                "workspace",
                "workspace_bytes",
            )
        )
        rest = iter(names)
        self.arguments = [next(rest) for _ in arguments]
        self.outputs = [next(rest) for _ in outputs]
        self.tensors_out = self.outputs[: len(signature.tensors_out)]
        self.symbols = {symbol: next(rest) for symbol in signature.raw_symbols}
        for p, name in zip(arguments, self.arguments, strict=True):
            if p.symbol is not None:
                self.symbols[p.symbol] = name
        self.workspace, self.workspace_bytes = rest

    def text(self) -> str:
        """The documentation and the four declarations."""
        name = self.signature.name
        symbols = (self.symbols[symbol] for symbol in self.signature.symbols)
        extents = ", ".join(f"int64_t {symbol}" for symbol in symbols) or "void"
        return _comment(self._documentation()) + "".join(
            (
                _declaration("int32_t", name, self._checked()),
                _declaration("int32_t", f"{name}_raw", self._raw()),
                f"int64_t {name}_workspace_size({extents});\n",
                _declaration("int32_t", f"{name}_out_shape", self._out_shape()),
            )
        )

    def _tensors(self) -> list[str]:
        return [
            f"{'' if p.writable else 'const '}DLTensor *{name}"
            for p, name in zip(self.signature.arguments, self.arguments, strict=True)
        ]

    def _checked(self) -> list[str]:
        arguments = [*self._tensors(), *(f"DLTensor *{name}" for name in self.tensors_out)]
        if not self.malloc:
            arguments += [f"void *{self.workspace}", f"int64_t {self.workspace_bytes}"]
        return arguments

    def _raw(self) -> list[str]:
        arguments: list[str] = []
        for p, name in zip(self.signature.arguments, self.arguments, strict=True):
            kind = _c_type(p.dtype)
            if p.by_value:
                arguments.append(f"{kind} {name}")
            else:
                arguments.append(f"{'' if p.writable else 'const '}{kind} *{name}")
        for output, name in zip(self.signature.outputs, self.outputs, strict=True):
            arguments.append(f"{_c_type(output.result.dtype)} *{name}")
        arguments += [f"int64_t {self.symbols[symbol]}" for symbol in self.signature.raw_symbols]
        return [*arguments, f"void *{self.workspace}"]

    def _out_shape(self) -> list[str]:
        tensors = [f"const DLTensor *{name}" for name in self.arguments]
        return [*tensors, *(f"int64_t *{name}" for name in self.tensors_out)]

    def _documentation(self) -> str:
        signature = self.signature
        lines = [f"{signature.name}: {signature}", ""]
        width = max(map(len, (*self.arguments, *self.outputs)), default=0) + 2
        for p, name in zip(signature.arguments, self.arguments, strict=True):
            text = str(TensorType(p.dtype, p.shape)) + (", updated in place" if p.writable else "")
            text += ", must be in C order" if p.layout == "C" else ""
            lines.append(f"  {name:{width}}{text}{self._original(p.name, name)}")
        for output, name in zip(signature.outputs, self.outputs, strict=True):
            lines.append(f"  {name:{width}}{output.result}, {self._purpose(output)}")
        lines += [f"  {self._binding(b, b.axis)}" for b in signature.bindings if b.axis is not None]
        lines += [f"  requires {format_constraint(c)}" for c in signature.constraints]
        for result in signature.results:
            if result.alias is not None:
                what = "a view of " if result.view else ""
                alias = signature.parameters[result.alias].name
                lines.append(
                    f"  One result, {result}, is {what}{alias}: nothing is written for it."
                )
        return "\n".join(lines)

    def _purpose(self, output: Output) -> str:
        if output.extent is not None:
            return (
                "for the raw entry: how much room there is, then the extent "
                f"{format_extent(output.extent)}, which depends on data"
            )
        if output.hidden:
            return "written by the raw entry: an extent that depends on data"
        if not output.extents:
            return "written"
        return "written; then its shape is set to the extents, which depend on data"

    def _original(self, name: str, c_name: str) -> str:
        """What messages call the argument, if C cannot."""
        return f", called {name} in messages" if name != c_name else ""

    def _binding(self, binding: Binding, axis: int) -> str:
        parameter = self.signature.parameters[binding.parameter]
        symbol = self.symbols[binding.symbol]
        where = f"axis {axis} of {parameter.name}"
        if (binding.factor, binding.offset) == (1, 0):
            return f"{symbol} is the extent of {where}"
        extent = format_extent(parameter.shape[axis])
        return f"{symbol} is such that {extent} is the extent of {where}"


def _c_type(dtype: DType) -> str:
    """C's type of an element; of the real part for complex numbers."""
    real = dtype.real
    if real.is_float:
        return {16: "uint16_t", 32: "float", 64: "double"}[real.bits]
    if real.is_bool:
        return "uint8_t"
    return f"{'' if real.is_signed else 'u'}int{real.bits}_t"


def _declaration(kind: str, name: str, arguments: Sequence[str]) -> str:
    """``int32_t f(a, b);``, over several lines if it is long."""
    head = f"{kind} {name}("
    line = f"{head}{', '.join(arguments) or 'void'});"
    if len(line) > _WIDTH:
        rows = _filled(arguments, _WIDTH - 4)
        line = head + "\n    " + "\n    ".join(rows) + ");"
    return line + "\n"


def _filled(arguments: Sequence[str], width: int) -> list[str]:
    """The arguments in as few lines as they fit into."""
    rows = [""]
    for position, argument in enumerate(arguments):
        text = argument + ("," if position < len(arguments) - 1 else "")
        if rows[-1] and len(rows[-1]) + 1 + len(text) > width:
            rows.append(text)
        else:
            rows[-1] = f"{rows[-1]} {text}".lstrip()
    return rows


def _comment(text: str) -> str:
    """A C comment; paragraphs are wrapped, indented lines stay."""
    rows: list[str] = []
    for line in text.replace("*/", "* /").replace("/*", "/ *").split("\n"):
        rows += [line] if line.startswith(" ") else wrap(line, _WIDTH - 3) or [""]
    if len(rows) == 1:
        return f"/* {rows[0]} */\n"
    body = "".join(f" * {row}".rstrip() + "\n" for row in rows)
    return f"/*{body[2:].rstrip()}\n */\n"
