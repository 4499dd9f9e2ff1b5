"""The entry Python calls: ``PyObject *F.python(self, args, nargs, kwnames)``.

    check each argument's type, dtype, rank, layout        any mismatch -> self.slow(*args)
    bind symbols to extents, check extents and constraints
    allocate results and workspace, but for results whose extents the kernel computes
    F.kernel(...)                                           status -> self.fail(site, values)
    return the results

Offsets into objects are those of 64-bit CPython with the GIL and of NumPy's ndarray, which the
loader checks before it uses an entry.
"""

from __future__ import annotations

from mgc.ir.core import Function, Value
from mgc.ir.extents import Extent, dim, product
from mgc.ir.loops.program import Program
from mgc.ir.types import DType

from ...python_table import TUPLE_ITEMS, EntryPlan, slot_offsets
from ..context import CALLBACK, SITE, VALUES
from ..extents import ExtentEmitter
from ..loops.emitter import Emitter
from ..text import FunctionText, ModuleText, element_type, memory_type
from .late import context_words, emit_provide, late_numbers, object_place, prepare_context
from .objects import (
    BYTES_DATA,
    NDARRAY_DATA,
    NDARRAY_DESCR,
    NDARRAY_DIMS,
    NDARRAY_FLAGS,
    NDARRAY_NDIM,
    OBJECT_TYPE,
    SCALAR_VALUE,
    field,
    increment,
)
from .symbols import bind_symbols

RELEASE_ABOVE = 1 << 16
"""Elements of arguments and results above which the GIL is released around the kernel."""

_C_CONTIGUOUS, _F_CONTIGUOUS, _ALIGNED, _WRITEABLE = 0x1, 0x2, 0x100, 0x400


def emit_python_entry(module: ModuleText, program: Program, plan: EntryPlan) -> str:
    """Defines ``@F.python`` in ``module``; returns its name. ``@F.kernel`` must be defined."""
    return _Entry(module, program, plan).emit()


class _Entry:
    def __init__(self, module: ModuleText, program: Program, plan: EntryPlan) -> None:
        self.module, self.program, self.plan = module, program, plan
        self.fn: Function = program.function
        self.symbol = f"{self.fn.name}.python"
        self.f = FunctionText(
            module,
            f"ptr @{self.symbol}(ptr %self, ptr %args, i64 %nargs, ptr %kwnames)",
            "nounwind #0",
        )
        self.e = Emitter(self.f, 128)
        self.offsets = slot_offsets(plan.slots(self.fn))
        self.kernel_arguments: dict[int, str] = {}
        self.dims: list[tuple[Extent, str]] = []
        self.objects: dict[int, str] = {}

    def emit(self) -> str:
        """The whole function."""
        f = self.f
        count = len(self.plan.arguments)
        self._require(f.assign(f"icmp eq i64 %nargs, {count}"))
        self._require(f.assign("icmp eq ptr %kwnames, null"))
        for position, number in enumerate(self.plan.arguments):
            at = f.assign(f"getelementptr inbounds ptr, ptr %args, i64 {position}")
            value = f.assign(f"load ptr, ptr {at}, align 8")
            if number is None:
                same = f.assign(f"icmp eq ptr {value}, {self._slot(f'static:{position}')}")
                self._require(same)
            else:
                self._argument(value, number)
        for number, param in enumerate(self.fn.params):
            if param.kind == "captured":
                self._array(self._slot(f"captured:{number}"), number, checked=False)
        self._guards()
        bind_symbols(self.e, self.fn, self.dims, self._require)
        self._overlaps()
        self._run()
        f.start("slow")
        arguments = "ptr %args, i64 %nargs, ptr %kwnames"
        slow = self._slot("slow")
        call = self._slot("PyObject_Vectorcall")
        f.line(f"ret ptr {f.assign(f'call ptr {call}(ptr {slow}, {arguments})')}")
        emit_provide(self.module, self.program, self._fresh(), self.offsets)
        return self.module.define(self.symbol, f)

    # -- arguments ----------------------------------------------------------------------

    def _slot(self, name: str) -> str:
        """The pointer in a slot."""
        return field(self.f, "%self", BYTES_DATA + self.offsets[name], "ptr")

    def _require(self, condition: str) -> None:
        """Goes on if the i1 holds, else to the slow path."""
        go_on = self.f.label("ok")
        self.f.branch_if(condition, go_on, "slow", ', !prof !{!"branch_weights", i32 4000, i32 1}')
        self.f.start(go_on)

    def _is(self, value: str, slot: str) -> str:
        """i1: the object's type is the one in ``slot``."""
        kind = field(self.f, value, OBJECT_TYPE, "ptr")
        return self.f.assign(f"icmp eq ptr {kind}, {self._slot(slot)}")

    def _argument(self, value: str, number: int) -> None:
        param = self.fn.params[number]
        dtype = self.fn.body.params[number].type.dtype
        if param.kind == "array":
            self._require(self._is(value, "ndarray"))
            self._array(value, number, checked=True)
        elif param.kind == "weak":
            self._weak(value, number, dtype)
        else:
            self._require(self._is(value, f"scalar:{dtype}"))
            if dtype.is_complex:
                self._in_place(value, number)
                return
            found = field(self.f, value, SCALAR_VALUE, memory_type(dtype), dtype.itemsize)
            self.kernel_arguments[number] = f"{memory_type(dtype)} {found}"

    def _in_place(self, value: str, number: int) -> None:
        """Passes the address of the two parts in a complex scalar."""
        at = self.f.assign(f"getelementptr inbounds i8, ptr {value}, i64 {SCALAR_VALUE}")
        self.kernel_arguments[number] = f"ptr {at}"

    def _weak(self, value: str, number: int, dtype: DType) -> None:
        f = self.f
        if dtype.is_complex:
            self._require(self._is(value, "complex"))
            self._in_place(value, number)
            return
        if dtype.is_float:
            self._require(self._is(value, "float"))
            found = field(f, value, SCALAR_VALUE, "double")
            self.kernel_arguments[number] = f"double {found}"
            return
        self._require(self._is(value, "int"))
        convert = self._slot("PyLong_AsLongLong")
        found = f.assign(f"call i64 {convert}(ptr {value})")
        # -1 may be the number, or say that it needs more than 64 bits.
        fits, doubtful, too_large = f.label("fits"), f.label("doubtful"), f.label("large")
        f.branch_if(f.assign(f"icmp ne i64 {found}, -1"), fits, doubtful)
        f.start(doubtful)
        occurred = f.assign(f"call ptr {self._slot('PyErr_Occurred')}()")
        f.branch_if(f.assign(f"icmp eq ptr {occurred}, null"), fits, too_large)
        f.start(too_large)
        f.line(f"call void {self._slot('PyErr_Clear')}()")
        f.branch("slow")
        f.start(fits)
        self.kernel_arguments[number] = f"{element_type(dtype)} {found}"
        symbol = self.fn.params[number].symbol
        if symbol is not None:
            self.dims.append((dim(symbol), found))

    def _array(self, value: str, number: int, *, checked: bool) -> None:
        """Checks dtype, rank and flags, and collects extents and the data pointer."""
        f = self.f
        type = self.fn.body.params[number].type
        self.objects[number] = value
        if checked:
            descr = field(f, value, NDARRAY_DESCR, "ptr")
            self._require(f.assign(f"icmp eq ptr {descr}, {self._slot(f'descr:{type.dtype}')}"))
        rank = field(f, value, NDARRAY_NDIM, "i32", 4)
        self._require(f.assign(f"icmp eq i32 {rank}, {type.rank}"))
        param = self.fn.params[number]
        wanted = _ALIGNED | (_F_CONTIGUOUS if param.layout == "F" else _C_CONTIGUOUS)
        wanted |= _WRITEABLE if param.writable else 0
        flags = f.assign(f"and i32 {field(f, value, NDARRAY_FLAGS, 'i32', 4)}, {wanted}")
        self._require(f.assign(f"icmp eq i32 {flags}, {wanted}"))
        if type.rank:
            dims = field(f, value, NDARRAY_DIMS, "ptr")
            shape = type.shape[::-1] if param.layout == "F" else type.shape
            for axis, extent in enumerate(shape):
                self.dims.append((extent, field(f, dims, 8 * axis, "i64")))
        data = f"ptr {field(f, value, NDARRAY_DATA, 'ptr')}"
        known = self.kernel_arguments.setdefault(number, data)
        if known != data:  # traced with one array in both places
            self._require(f.assign(f"icmp eq {known}, {data.removeprefix('ptr ')}"))

    def _guards(self) -> None:
        f = self.f
        for i in range(self.plan.guards):
            get, where, key, wanted = (
                self._slot(name)
                for name in (
                    "PyDict_GetItem", f"guard:{i}:dict", f"guard:{i}:key", f"guard:{i}:value",
                )
            )  # fmt: skip
            found = f.assign(f"call ptr {get}(ptr {where}, ptr {key})")
            self._require(f.assign(f"icmp eq ptr {found}, {wanted}"))

    def _overlaps(self) -> None:
        """A written array must not share memory with another argument."""
        f = self.f
        arrays = [n for n in self.kernel_arguments if n in self.objects]
        for written in [n for n in arrays if self.fn.params[n].writable]:
            for other in arrays:
                if other == written or (self.fn.params[other].writable and other < written):
                    continue
                a, a_end = self._range(written)
                b, b_end = self._range(other)
                before = f.assign(f"icmp ule i64 {a_end}, {b}")
                after = f.assign(f"icmp ule i64 {b_end}, {a}")
                self._require(f.assign(f"or i1 {before}, {after}"))

    def _range(self, number: int) -> tuple[str, str]:
        f = self.f
        type = self.fn.body.params[number].type
        start = f.assign(f"ptrtoint {self.kernel_arguments[number]} to i64")
        count = self.e.uniform(product(type.shape) * type.dtype.itemsize)
        return start, f.assign(f"add i64 {start}, {count}")

    # -- the call -----------------------------------------------------------------------

    def _run(self) -> None:
        f = self.f
        late = late_numbers(self.program)
        early = {k: self._allocate(v) for k, v in enumerate(self._fresh()) if k not in late}
        workspace, memory = self._workspace(list(early.values()))
        context = f.alloca(f"[{context_words(self.program)} x i64]", 16, "ctx")
        if self.fn.callbacks:
            at = f.assign(f"getelementptr inbounds i8, ptr {context}, i64 {CALLBACK}")
            f.line(f"store ptr {self._slot('callback')}, ptr {at}, align 8")
        prepare_context(f, context, self.program, self.offsets)
        arguments = [f"ptr {context}"]
        arguments += [self.kernel_arguments[n] for n in range(len(self.fn.params))]
        arguments += [f"ptr {field(f, o, NDARRAY_DATA, 'ptr')}" for o in early.values()]
        arguments += [f"i64 {self.e.symbols[s].text}" for s in self.fn.symbols]
        arguments.append(f"ptr {workspace}")
        status = self._kernel(", ".join(arguments))
        if memory is not None:
            f.line(f"call void {self._slot('PyMem_RawFree')}(ptr {memory})")
        found = early | {k: field(f, context, object_place(k), "ptr") for k in late}
        outputs = [found[k] for k in sorted(found)]
        if self.program.sites:
            self._check_status(status, context, outputs)
        self._return(outputs)

    def _size(self, extent: Extent) -> str:
        """The value; one that no memory has if it does not fit 64 bits."""
        values = {symbol: value.text for symbol, value in self.e.symbols.items()}
        return ExtentEmitter(self.f, values).size(extent)

    def _fresh(self) -> list[Value]:
        return [
            value
            for value, info in zip(self.fn.body.results, self.fn.results)
            if info.inout is None and info.alias is None
        ]

    def _allocate(self, value: Value) -> str:
        f, type = self.f, value.type
        dims = f.alloca(f"[{max(type.rank, 1)} x i64]", 8, "dims")
        for axis, extent in enumerate(type.shape):
            at = f.assign(f"getelementptr inbounds i64, ptr {dims}, i64 {axis}")
            f.line(f"store i64 {self._size(extent)}, ptr {at}, align 8")
        descr = self._slot(f"descr:{type.dtype}")
        increment(f, descr)
        empty = self._slot("PyArray_Empty")
        made = f.assign(f"call ptr {empty}(i32 {type.rank}, ptr {dims}, ptr {descr}, i32 0)")
        go_on, failed = f.label("made"), f.label("unmade")
        f.branch_if(f.assign(f"icmp ne ptr {made}, null"), go_on, failed)
        f.start(failed)
        f.line("ret ptr null")
        f.start(go_on)
        return made

    def _workspace(self, outputs: list[str]) -> tuple[str, str | None]:
        """(aligned pointer, block to free)."""
        f = self.f
        if self.program.workspace == 0:
            return "null", None
        size = f.assign(f"add i64 {self._size(self.program.workspace)}, 64")
        block = f.assign(f"call ptr {self._slot('PyMem_RawMalloc')}(i64 {size})")
        go_on, failed = f.label("memory"), f.label("nomemory")
        f.branch_if(f.assign(f"icmp ne ptr {block}, null"), go_on, failed)
        f.start(failed)
        self._release(outputs)
        raised = f.assign(f"call ptr {self._slot('PyErr_NoMemory')}()")
        f.line(f"ret ptr {raised}")
        f.start(go_on)
        number = f.assign(f"ptrtoint ptr {block} to i64")
        rounded = f.assign(f"and i64 {f.assign(f'add i64 {number}, 63')}, -64")
        return f.assign(f"inttoptr i64 {rounded} to ptr"), block

    def _kernel(self, arguments: str) -> str:
        """Calls the kernel, without the GIL where there is much to do; returns the status."""
        f = self.f
        call = f"call i32 @{self.fn.name}.kernel({arguments})"
        late = late_numbers(self.program)
        fresh = [v for k, v in enumerate(self._fresh()) if k not in late]
        extents = [product(v.type.shape) for v in (*self.fn.body.params, *fresh)]
        work: Extent = 0
        for extent in extents:
            work = work + extent
        if isinstance(work, int):
            if work <= RELEASE_ABOVE:
                return f.assign(call)
            state = f.assign(f"call ptr {self._slot('PyEval_SaveThread')}()")
            status = f.assign(call)
            f.line(f"call void {self._slot('PyEval_RestoreThread')}(ptr {state})")
            return status
        much = f.assign(f"icmp sgt i64 {self.e.uniform(work)}, {RELEASE_ABOVE}")
        release, run, acquire, done = (f.label(n) for n in ("release", "run", "acquire", "ran"))
        before = f.block
        f.branch_if(much, release, run)
        f.start(release)
        saved = f.assign(f"call ptr {self._slot('PyEval_SaveThread')}()")
        f.branch(run)
        f.start(run)
        state = f.assign(f"phi ptr [ null, %{before} ], [ {saved}, %{release} ]")
        status = f.assign(call)
        f.branch_if(f.assign(f"icmp ne ptr {state}, null"), acquire, done)
        f.start(acquire)
        f.line(f"call void {self._slot('PyEval_RestoreThread')}(ptr {state})")
        f.branch(done)
        f.start(done)
        return status

    def _release(self, outputs: list[str]) -> None:
        for output in outputs:
            self.f.line(f"call void {self._slot('Py_DecRef')}(ptr {output})")

    def _check_status(self, status: str, context: str, outputs: list[str]) -> None:
        """A failed check raises through ``fail(site, value, ...)``."""
        f = self.f
        go_on, failed = f.label("passed"), f.label("failed")
        f.branch_if(f.assign(f"icmp eq i32 {status}, 0"), go_on, failed)
        f.start(failed)
        self._release(outputs)
        count = max(2, *(len(site.fields) for site in self.program.sites))
        offsets = (SITE, *(VALUES + 8 * i for i in range(count)))
        numbers = f.alloca(f"[{len(offsets)} x ptr]", 8, "numbers")
        made = []
        for i, offset in enumerate(offsets):
            value = field(f, context, offset, "i64")
            number = f.assign(f"call ptr {self._slot('PyLong_FromLongLong')}(i64 {value})")
            at = f.assign(f"getelementptr inbounds ptr, ptr {numbers}, i64 {i}")
            f.line(f"store ptr {number}, ptr {at}, align 8")
            made.append(number)
        call, fail = self._slot("PyObject_Vectorcall"), self._slot("fail")
        size = f"i64 {len(offsets)}"
        result = f.assign(f"call ptr {call}(ptr {fail}, ptr {numbers}, {size}, ptr null)")
        self._release(made)
        f.line(f"ret ptr {result}")
        f.start(go_on)

    def _return(self, outputs: list[str]) -> None:
        f = self.f
        scalars = [
            info.scalar for info in self.fn.results if info.inout is None and info.alias is None
        ]
        back = self._slot("PyArray_Return")
        values = [
            f.assign(f"call ptr {back}(ptr {o})") if scalar else o
            for o, scalar in zip(outputs, scalars)
        ]
        if self.plan.returns == "none":
            none = self._slot("none")
            increment(f, none)
            f.line(f"ret ptr {none}")
        elif self.plan.returns == "single":
            f.line(f"ret ptr {values[0]}")
        else:
            made = f.assign(f"call ptr {self._slot('PyTuple_New')}(i64 {len(values)})")
            for i, value in enumerate(values):
                at = f.assign(f"getelementptr inbounds i8, ptr {made}, i64 {TUPLE_ITEMS + 8 * i}")
                f.line(f"store ptr {value}, ptr {at}, align 8")
            if self.plan.returns == "finish":
                made = self._finish(made)
            f.line(f"ret ptr {made}")

    def _finish(self, results: str) -> str:
        """finish(results, *args)."""
        f = self.f
        count = len(self.plan.arguments) + 1
        stack = f.alloca(f"[{count} x ptr]", 8, "stack")
        f.line(f"store ptr {results}, ptr {stack}, align 8")
        for i in range(count - 1):
            source = f.assign(f"getelementptr inbounds ptr, ptr %args, i64 {i}")
            target = f.assign(f"getelementptr inbounds ptr, ptr {stack}, i64 {i + 1}")
            f.line(
                f"store ptr {f.assign(f'load ptr, ptr {source}, align 8')}, ptr {target}, align 8"
            )
        call, finish = self._slot("PyObject_Vectorcall"), self._slot("finish")
        made = f.assign(f"call ptr {call}(ptr {finish}, ptr {stack}, i64 {count}, ptr null)")
        self._release([results])
        return made
