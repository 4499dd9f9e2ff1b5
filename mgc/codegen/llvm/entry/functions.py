"""The exported functions of one compiled function, which is called F here, around its kernel.

F              checks everything, packs, runs the kernel, unpacks
F_raw          just the kernel: pointers to C-contiguous arrays, scalars, symbols, workspace
F_workspace_size, F_out_shape
"""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import sizeof
from hashlib import sha256

from mgc.ir.errors import CodegenError
from mgc.ir.extents import Extent, Symbol, product
from mgc.ir.types import DType

from ...abi import NO_SIZE, Entry, Parameter, RuntimeCheck
from ...dlpack import CPU, DLTensor
from ..context import ALLOCATE, RELEASE
from ..extents import ExtentEmitter
from ..runtime import Memory, encode_format
from ..text import FunctionText, ModuleText, bytes_constant, memory_type
from .bind import define_bind
from .late import (
    clear_rooms,
    context_words,
    define_provide,
    keep_extents,
    kernel_outputs,
    prepare_context,
    tell_rooms,
)
from .tables import Frame, TextPool, define_table

_DIGITS = 32
_SMALL = "nounwind minsize optsize"
_SHAPE: int = vars(DLTensor)["shape"].offset


class EntryEmitter:
    """Emits the exported functions of one function into ``module``."""

    def __init__(
        self,
        module: ModuleText,
        entry: Entry,
        texts: TextPool,
        memory: Memory,
        *,
        exported: bool = True,
    ) -> None:
        """``exported`` False: of a function that only others of the library call."""
        self.module = module
        self.exported = exported
        self.linkage = "" if exported else "internal "
        self.memory = memory
        self.entry = entry
        self.frame = Frame.of(entry.signature)
        self.signature = entry.signature
        self.name = entry.signature.name
        self.texts = texts

    def emit(self) -> None:
        """All of them."""
        table = define_table(self.module, self.frame, self.texts)
        define_provide(self.module, self.signature)
        bind = define_bind(self.module, self.frame)
        self._raw(self._constants(self.entry.constants))
        self._invoke()
        self._checked(table, bind)
        if self.exported:
            self._out_shape(table, bind)
            self._workspace_size()

    # -- the raw entry ------------------------------------------------------------------

    def _constants(self, constants: Sequence[bytes]) -> list[str]:
        """Embeds the arrays: each once in a library, whichever functions capture it."""
        names: list[str] = []
        for data in constants:
            symbol = f"mgc.constant.{sha256(data).hexdigest()[:_DIGITS]}"
            line = f"@{symbol} = internal constant {bytes_constant(data)}, align 64"
            names.append(self.module.define_global(symbol, line))
        return names

    def _raw(self, constants: Sequence[str]) -> None:
        """``F_raw``. It must not be inlined.

        Nothing of the kernel may move out of the region where ``F`` has set the rounding mode.
        """
        arguments = [f"{_raw_type(p)} %p{k}" for k, p in self._numbered()]
        arguments += [f"ptr %out{k}" for k in range(len(self.signature.outputs))]
        arguments += [f"i64 %s{k}" for k in range(len(self.signature.raw_symbols))]
        arguments.append("ptr %workspace")
        head = f"{self.linkage}signext i32 @{self.name}_raw({', '.join(arguments)})"
        f = FunctionText(self.module, head, "nounwind noinline")
        context = f.alloca(f"[{context_words(self.signature)} x i64]", 8, "context")
        if self.entry.heap:
            self._heap(f, context)
        prepare_context(f, context, self.signature)
        checks = self.entry.checks
        failed = f.assign(f"call i32 @{self.name}.kernel({self._kernel(f, context, constants)})")
        if checks:
            self._report(f, context, failed, checks)
        f.line("ret i32 0")
        self.module.define(f"{self.name}_raw", f)

    def _heap(self, f: FunctionText, context: str) -> None:
        """Lets the kernel allocate."""
        self.module.declare("malloc", "declare ptr @malloc(i64)")
        self.module.declare("free", "declare void @free(ptr)")
        for offset, name in ((ALLOCATE, "malloc"), (RELEASE, "free")):
            at = f.assign(f"getelementptr i8, ptr {context}, i64 {offset}")
            f.line(f"store ptr @{name}, ptr {at}, align 8")

    def _kernel(self, f: FunctionText, context: str, constants: Sequence[str]) -> str:
        """The arguments of the kernel."""
        passed = [f"ptr {context}"]
        embedded = iter(constants)
        weak: dict[Symbol, str] = {}
        for number, parameter in enumerate(self.signature.parameters):
            if parameter.kind == "captured":
                passed.append(f"ptr {next(embedded)}")
                continue
            if parameter.symbol is not None:
                weak[parameter.symbol] = f"%p{number}"
            passed.append(_from_raw(f, parameter, f"%p{number}"))
        passed += [f"ptr %out{k}" for k in kernel_outputs(self.signature)]
        symbols = {symbol: f"%s{k}" for k, symbol in enumerate(self.signature.raw_symbols)} | weak
        passed += [f"i64 {symbols[symbol]}" for symbol in self.signature.symbols]
        return ", ".join([*passed, "ptr %workspace"])

    def _report(
        self, f: FunctionText, context: str, failed: str, checks: Sequence[RuntimeCheck]
    ) -> None:
        """Returns the status of the check that failed, if one did."""
        offsets = [
            self.texts.add(encode_format(c.status, "{t0}" + c.template, c.prefix, c.text))
            for c in checks
        ]
        kind = f"[{len(offsets)} x i32]"
        rows = ", ".join(f"i32 {offset}" for offset in offsets)
        symbol = f"{self.name}.checks"
        self.module.define_global(
            symbol, f"@{symbol} = internal unnamed_addr constant {kind} [{rows}], align 4"
        )
        passed = f.assign(f"icmp eq i32 {failed}, 0")
        good, bad = f.label("passed"), f.label("failed")
        f.branch_if(passed, good, bad)
        f.start(bad)
        site = f.assign(f"load i64, ptr {context}, align 8")
        at = f.assign(f"getelementptr {kind}, ptr @{symbol}, i64 0, i64 {site}")
        offset = f.assign(f"load i32, ptr {at}, align 4")
        message = f.assign(f"getelementptr i8, ptr @mgc.text, i32 {offset}")
        values = f.assign(f"getelementptr i64, ptr {context}, i64 2")
        status = f.assign(f"call i32 @mgc.report(ptr {message}, ptr {values})")
        f.line(f"ret i32 {status}")
        f.start(good)

    # -- the checked entry --------------------------------------------------------------

    def _invoke(self) -> None:
        """``F.invoke(frame, workspace)``: the raw entry with what the frame holds."""
        f = FunctionText(
            self.module, f"internal i32 @{self.name}.invoke(ptr %frame, ptr %workspace)", "#902"
        )
        passed: list[str] = []
        for number, tensor in enumerate(self.frame.tensors):
            address = self._load(f, "ptr", self.frame.used(number))
            parameter = None
            if tensor.parameter is not None:
                parameter = self.signature.parameters[tensor.parameter]
            if parameter is None or not parameter.by_value:
                passed.append(f"ptr {address}")
                continue
            kind = _raw_type(parameter)
            align = tensor.dtype.itemsize
            passed.append(f"{kind} {f.assign(f'load {kind}, ptr {address}, align {align}')}")
        for symbol in self.signature.raw_symbols:
            number = self.signature.symbols.index(symbol)
            passed.append(f"i64 {self._load(f, 'i64', self.frame.symbol(number))}")
        passed.append("ptr %workspace")
        tell_rooms(f, self.frame)
        status = f.assign(f"call i32 @{self.name}_raw({', '.join(passed)})")
        keep_extents(f, self.frame, status)
        f.line(f"ret i32 {status}")
        self.module.define(f"{self.name}.invoke", f)

    def _checked(self, table: str, bind: str) -> None:
        hidden = [output for output in self.signature.outputs if output.hidden]
        count = len(self.frame.tensors) - len(hidden)
        arguments = [f"ptr %t{k}" for k in range(count)]
        if self.memory is Memory.CALLER:
            arguments += ["ptr %workspace", "i64 %bytes"]
        head = f"{self.linkage}signext i32 @{self.name}({', '.join(arguments)})"
        f = FunctionText(self.module, head, _SMALL)
        extents = [f.alloca("i64", 8, f"extent{k}") for k in range(len(hidden))]
        tensors = _array(f, [*(f"%t{k}" for k in range(count)), *(_scalar(f, e) for e in extents)])
        frame = f.alloca(f"[{self.frame.words} x i64]", 8, "frame")
        call = {
            Memory.NONE: "@mgc.run_in({}, ptr null, i64 0)",
            Memory.MALLOC: "@mgc.run({})",
            Memory.CALLER: "@mgc.run_in({}, ptr %workspace, i64 %bytes)",
        }[self.memory]
        passed = f"ptr {table}, ptr {tensors}, ptr {frame}, ptr {bind}, ptr @{self.name}.invoke"
        status = f.assign(f"call i32 {call.format(passed)}")
        if hidden:
            self._set_extents(f, status, extents)
        f.line(f"ret i32 {status}")
        self.module.define(self.name, f)

    def _set_extents(self, f: FunctionText, status: str, extents: Sequence[str]) -> None:
        """Writes the extents that depend on data to the shapes of outputs, after a good run."""
        good, done = f.label("ran"), f.label("done")
        f.branch_if(f.assign(f"icmp eq i32 {status}, 0"), good, done)
        f.start(good)
        first = len(self.signature.arguments)
        visible = len(self.signature.tensors_out)
        for number, output in enumerate(self.signature.outputs):
            for axis, source in enumerate(output.extents):
                if source is None:
                    continue
                extent = f.assign(f"load i64, ptr {extents[source - visible]}, align 8")
                tensor = f"%t{first + number}"
                at = f.assign(f"getelementptr i8, ptr {tensor}, i64 {_SHAPE}")
                shape = f.assign(f"load ptr, ptr {at}, align 8")
                place = f.assign(f"getelementptr i64, ptr {shape}, i64 {axis}")
                f.line(f"store i64 {extent}, ptr {place}, align 8")
        f.branch(done)
        f.start(done)

    def _out_shape(self, table: str, bind: str) -> None:
        count, outputs = len(self.signature.arguments), len(self.signature.tensors_out)
        arguments = [f"ptr %t{k}" for k in range(count)] + [f"ptr %out{k}" for k in range(outputs)]
        head = f"signext i32 @{self.name}_out_shape({', '.join(arguments)})"
        f = FunctionText(self.module, head, _SMALL)
        tensors = _array(f, [f"%t{k}" for k in range(count)])
        shapes = _array(f, [f"%out{k}" for k in range(outputs)])
        frame = f.alloca(f"[{self.frame.words} x i64]", 8, "frame")
        if self.entry.extents is not None:
            clear_rooms(f, self.frame, frame)
        status = f.assign(
            f"call i32 @mgc.check(ptr {table}, ptr {tensors}, ptr {frame}, i32 {count}, ptr {bind})"
        )
        good, bad = f.label("passed"), f.label("refused")
        f.branch_if(f.assign(f"icmp eq i32 {status}, 0"), good, bad)
        f.start(bad)
        f.line(f"ret i32 {status}")
        f.start(good)
        if self.entry.extents is not None:
            self._run_extents(f, self.entry.extents, frame)
        written = f.assign(f"call i32 @mgc.write_shapes(ptr {table}, ptr {frame}, ptr {shapes})")
        f.line(f"ret i32 {written}")
        self.module.define(f"{self.name}_out_shape", f)

    def _run_extents(self, f: FunctionText, entry: Entry, frame: str) -> None:
        """Computes the extents that only a run knows, as those that are expected."""
        computed = self.signature.computed_extents
        places = [f.alloca("i64", 8, "extent") for _ in computed]
        count = len(self.signature.arguments)
        passed = [f"ptr %t{k}" for k in range(count)]
        passed += [f"ptr {_scalar(f, place)}" for place in places]
        status = f.assign(f"call i32 @{entry.signature.name}({', '.join(passed)})")
        good, bad = f.label("ran"), f.label("stopped")
        f.branch_if(f.assign(f"icmp eq i32 {status}, 0"), good, bad)
        f.start(bad)
        f.line(f"ret i32 {status}")
        f.start(good)
        found = dict(zip(computed, places, strict=True))
        for tensor in self.frame.tensors:
            for axis, extent in enumerate(tensor.shape, tensor.first_axis):
                if extent in found and tensor.parameter is None:
                    size = f.assign(f"load i64, ptr {found[extent]}, align 8")
                    at = f.assign(f"getelementptr i8, ptr {frame}, i64 {self.frame.expected(axis)}")
                    f.line(f"store i64 {size}, ptr {at}, align 8")

    def _workspace_size(self) -> None:
        arguments = ", ".join(f"i64 %s{k}" for k in range(len(self.signature.symbols)))
        f = FunctionText(self.module, f"i64 @{self.name}_workspace_size({arguments})", _SMALL)
        values = {symbol: f"%s{k}" for k, symbol in enumerate(self.signature.symbols)}
        extents = ExtentEmitter(f, values)
        packing = self.memory is Memory.CALLER
        size = extents.size(workspace_extent(self.frame, packing=packing))
        wrong = f.assign(f"icmp slt i64 {size}, 0")
        for extent in _sizes(self.frame):
            value, flag = extents.checked(extent)
            for other in (flag, f.assign(f"icmp slt i64 {value}, 0")):
                wrong = wrong if other == "false" else f.assign(f"or i1 {wrong}, {other}")
        f.line(f"ret i64 {f.assign(f'select i1 {wrong}, i64 {NO_SIZE}, i64 {size}')}")
        self.module.define(f"{self.name}_workspace_size", f)

    def _numbered(self) -> list[tuple[int, Parameter]]:
        """The arguments with their parameter numbers."""
        return [(k, p) for k, p in enumerate(self.signature.parameters) if p.kind != "captured"]

    def _load(self, f: FunctionText, kind: str, offset: int) -> str:
        at = f.assign(f"getelementptr i8, ptr %frame, i64 {offset}")
        return f.assign(f"load {kind}, ptr {at}, align 8")


def workspace_extent(frame: Frame, *, packing: bool) -> Extent:
    """Bytes of workspace: for the kernel, and with ``packing`` for every tensor with a layout."""
    total = _rounded(frame.signature.workspace)
    if packing:
        for tensor in frame.tensors:
            if tensor.shape:
                total = total + _rounded(product(tensor.shape) * tensor.dtype.itemsize)
    return total


def _sizes(frame: Frame) -> list[Extent]:
    """What must be a size: the symbolic extents of the tensors, and the bytes of each tensor."""
    found: dict[Extent, None] = {}
    for tensor in frame.tensors:
        known = [e for e in tensor.shape if not frame.signature.is_computed(e)]
        sizes = (*known, product(tuple(known)) * tensor.dtype.itemsize)
        found.update(dict.fromkeys(size for size in sizes if not isinstance(size, int)))
    return list(found)


def _rounded(size: Extent) -> Extent:
    """Up to a multiple of 64."""
    return (size + 63) // 64 * 64


def _raw_type(parameter: Parameter) -> str:
    """LLVM's type of an argument of the raw entry."""
    return _raw_scalar(parameter.dtype) if parameter.by_value else "ptr"


def _raw_scalar(dtype: DType) -> str:
    """As C has it: half floats are uint16_t, bool is uint8_t."""
    return "i16" if dtype.name == "f16" else memory_type(dtype)


def _from_raw(f: FunctionText, parameter: Parameter, value: str) -> str:
    """The argument of the kernel for an argument of the raw entry."""
    raw = _raw_type(parameter)
    if not parameter.by_value or raw == memory_type(parameter.dtype):
        return f"{raw} {value}"
    wanted = memory_type(parameter.dtype)
    return f"{wanted} {f.assign(f'bitcast {raw} {value} to {wanted}')}"


def _array(f: FunctionText, pointers: Sequence[str]) -> str:
    """An array of pointers on the stack."""
    array = f.alloca(f"[{max(len(pointers), 1)} x ptr]", 8, "pointers")
    for k, pointer in enumerate(pointers):
        at = f.assign(f"getelementptr ptr, ptr {array}, i64 {k}")
        f.line(f"store ptr {pointer}, ptr {at}, align 8")
    return array


def _scalar(f: FunctionText, address: str) -> str:
    """A DLTensor on the stack: the i64 at ``address``, without axes."""
    tensor = f.alloca(f"[{sizeof(DLTensor)} x i8]", 8, "scalar")
    # The plain intrinsic becomes a call of libc's memset without optimization.
    clear = "llvm.memset.inline.p0.i64"
    f.line(f"call void @{clear}(ptr {tensor}, i8 0, i64 {sizeof(DLTensor)}, i1 false)")
    f.module.declare(clear, f"declare void @{clear}(ptr, i8, i64, i1)")
    f.line(f"store ptr {address}, ptr {tensor}, align 8")
    fields = (("device_type", "i32", CPU), ("bits", "i8", 64), ("lanes", "i16", 1))
    for name, kind, value in fields:
        offset = vars(DLTensor)[name].offset
        at = f.assign(f"getelementptr i8, ptr {tensor}, i64 {offset}")
        f.line(f"store {kind} {value}, ptr {at}, align 1")
    return tensor


def check_names(names: Sequence[str]) -> None:
    """Raises: CodegenError if two exported functions would have one name."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CodegenError(f"two functions of the library would be called {', '.join(twice)}")
