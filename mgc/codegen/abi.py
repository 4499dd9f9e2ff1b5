"""The calling convention of a compiled function, in one place.

A `Signature` says what a function takes and gives back, how each symbolic extent is found from the
arguments, and which facts about them must hold. The entries, the header, the metadata and the
loader are all derived from it. `docs/c-abi.md` describes what follows for a C program.

    f32[n,784], f32[784,10], f32[10] -> f32[n,10] where n > 1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

from mgc.ir.core import Constraint, Function, Op
from mgc.ir.errors import CodegenError
from mgc.ir.extents import Extent, Shape, Symbol, format_extent, symbols_of
from mgc.ir.location import Location
from mgc.ir.loops.program import Site
from mgc.ir.records import dataclass
from mgc.ir.types import I64, DType, TensorType

from .sources import Sources

ABI_VERSION = 1
"""What ``<stem>_abi_version()`` returns. It changes when an old caller would go wrong."""

NO_SIZE = -1
"""What a size function returns for an extent that is negative or does not fit 63 bits."""


class Status(IntEnum):
    """What an entry returns. 1 to 15: an argument is refused and nothing was written."""

    OK = 0
    NULL = 1
    """A tensor, a shape or the data of a non-empty tensor is NULL."""
    DEVICE = 2
    DTYPE = 3
    """Type code, bits or lanes."""
    RANK = 4
    EXTENT = 5
    """An extent is negative, is not the expected one, or differs from an equal one."""
    CONSTRAINT = 6
    """A fact about the extents that the function was compiled for does not hold."""
    SIZE = 7
    """More than PTRDIFF_MAX bytes."""
    STRIDES = 8
    """Elements outside the address space, elements of an output on top of each other, or an order
    that the function is not right for."""
    ALIGNMENT = 9
    OVERLAP = 10
    """An argument that is written shares memory with another one."""
    MEMORY = 11
    """The workspace could not be allocated, or the given one is too small."""
    INDEX = 16
    """A run-time check: an index is out of bounds."""
    CHECK = 17
    """A run-time check of the program itself: ``mgc.check``, or what a NumPy function refuses."""
    ALLOCATION = 18
    """There is no memory for an array whose size the program has computed."""
    ROOM = 19
    """An output is smaller than what the program has computed."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of the kernel.

    ``kind`` is that of `mgc.ir.core.Param`: ``array``; ``scalar`` and ``weak``, by value in the
    raw entry; ``captured``, embedded in the library and not an argument of its entries.
    ``symbol``: the symbol that a weak int stands for. ``layout``: ``C`` or ``F`` if the
    function is only right for arrays in that order; else arrays in any other order are packed.
    """

    name: str
    kind: str
    dtype: DType
    shape: Shape = ()
    writable: bool = False
    symbol: Symbol | None = None
    layout: str = ""

    @property
    def by_value(self) -> bool:
        """True if raw entry and kernel take the value itself; complex numbers go by address."""
        return self.kind in ("scalar", "weak") and not self.dtype.is_complex

    def __str__(self) -> str:
        if self.kind == "weak":
            number = {"i": "int", "f": "float", "c": "complex"}[self.dtype.kind]
            return f"{self.symbol.name}:{number}" if self.symbol is not None else number
        text = str(TensorType(self.dtype, self.shape))
        text += f" in {self.layout} order" if self.layout else ""
        return f"inout {text}" if self.writable else text


@dataclass(frozen=True)
class Result:
    """One result. The fields are those of `mgc.ir.core.ResultInfo`.

    Where ``extents`` names results, ``shape`` has the upper bounds.
    """

    dtype: DType
    shape: Shape = ()
    inout: int | None = None
    alias: int | None = None
    view: tuple[Op, ...] = ()
    scalar: bool = False
    extents: tuple[int | None, ...] = ()

    @property
    def fresh(self) -> bool:
        """True if the caller provides memory for it: it is an output."""
        return self.inout is None and self.alias is None

    def __str__(self) -> str:
        if not self.extents:
            return str(TensorType(self.dtype, self.shape))
        pairs = zip(self.shape, self.extents, strict=True)
        shape = ",".join(("<=" if n is not None else "") + format_extent(e) for e, n in pairs)
        return f"{self.dtype}[{shape}]"


@dataclass(frozen=True)
class Binding:
    """How a symbol is found: ``(extent of that axis - offset) / factor``.

    ``parameter`` and ``axis`` say which axis; with ``axis`` None it is the value of a weak int.
    ``factor`` and ``offset`` mention only symbols bound before.
    """

    symbol: Symbol
    parameter: int
    axis: int | None = None
    factor: Extent = 1
    offset: Extent = 0


@dataclass(frozen=True)
class Output:
    """A fresh result with the name of its argument in the C functions: ``out``, or ``out0``...

    ``hidden``: it is the extent of other results, an argument of the raw entry alone. ``extents``:
    for each axis the number of the output that says how much of it there is. ``extent``: of a
    hidden one that is no result of the kernel; before the call it says how much room there is.
    """

    name: str
    result: Result
    hidden: bool = False
    extents: tuple[int | None, ...] = ()
    extent: Extent | None = None

    @property
    def late(self) -> bool:
        """True if the kernel asks for its memory, when it has computed the extents."""
        return not self.hidden and bool(self.extents) and not self.result.extents


@dataclass(frozen=True)
class Signature:
    """The calling convention of the function ``name``.

    ``workspace``: bytes of temporary memory of the kernel, 64-byte aligned. ``computed``: symbols
    in the shapes of results that stand for what a run computes, without an upper bound. Symbols
    have unique names here.
    """

    name: str
    parameters: tuple[Parameter, ...]
    results: tuple[Result, ...]
    symbols: tuple[Symbol, ...] = ()
    bindings: tuple[Binding, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    workspace: Extent = 0
    computed: tuple[Symbol, ...] = ()

    @classmethod
    def of(
        cls, function: Function, workspace: Extent = 0, *, embed_captured: bool = True
    ) -> Signature:
        """The calling convention of ``function``: `mgc.codegen.signature.signature_of`."""
        from .signature import signature_of

        return signature_of(function, workspace, embed_captured=embed_captured)

    @property
    def arguments(self) -> tuple[Parameter, ...]:
        """The parameters that callers pass."""
        return tuple(p for p in self.parameters if p.kind != "captured")

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The results that callers provide memory for; those that are extents come last."""
        fresh = [(k, result) for k, result in enumerate(self.results) if result.fresh]
        hidden = {n for result in self.results for n in result.extents if n is not None}
        visible = [k for k, _ in fresh if k not in hidden]
        names = {k: "out" if len(visible) == 1 else f"out{i}" for i, k in enumerate(visible)}
        names |= {k: f"extent{i}" for i, (k, _) in enumerate(x for x in fresh if x[0] in hidden)}
        numbers = {k: i for i, (k, _) in enumerate(fresh)}
        rooms = {e: len(fresh) + i for i, e in enumerate(self.computed_extents)}
        made = [
            Output(
                names[k],
                result,
                k in hidden,
                tuple(None if n is None else numbers[n] for n in result.extents)
                or self._rooms(result, rooms),
            )
            for k, result in fresh
        ]
        first = len(names) - len(visible)
        made += [
            Output(f"extent{first + i}", Result(I64, scalar=True), True, (), extent)
            for i, extent in enumerate(rooms)
        ]
        return tuple(made)

    def _rooms(self, result: Result, rooms: Mapping[Extent, int]) -> tuple[int | None, ...]:
        """For each axis the number of the output that is its extent; empty if there are none."""
        found = tuple(rooms.get(extent) for extent in result.shape)
        return found if any(n is not None for n in found) else ()

    @property
    def computed_extents(self) -> tuple[Extent, ...]:
        """The extents of fresh results that a run computes, without a bound, each once."""
        found = [e for r in self.results if r.fresh for e in r.shape if self.is_computed(e)]
        return tuple(dict.fromkeys(found))

    def is_computed(self, extent: Extent) -> bool:
        """True for an extent that only a run knows."""
        return any(symbol in self.computed for symbol in symbols_of(extent))

    @property
    def tensors_out(self) -> tuple[Output, ...]:
        """The outputs that are arguments of the checked entry."""
        return tuple(output for output in self.outputs if not output.hidden)

    @property
    def raw_symbols(self) -> tuple[Symbol, ...]:
        """The symbols the raw entry takes: all but those that are integer arguments anyway."""
        given = {parameter.symbol for parameter in self.parameters}
        return tuple(symbol for symbol in self.symbols if symbol not in given)

    @property
    def may_pack(self) -> bool:
        """True if some tensor can be other than C-contiguous."""
        shapes = [p.shape for p in self.arguments] + [out.result.shape for out in self.outputs]
        return any(_has_layouts(shape) for shape in shapes)

    @property
    def _returned(self) -> list[Result]:
        hidden = {n for result in self.results for n in result.extents}
        named = enumerate(self.results)
        return [result for k, result in named if result.inout is None and k not in hidden]

    def __str__(self) -> str:
        parameters = ", ".join(map(str, self.arguments))
        results = ", ".join(map(str, self._returned)) or "()"
        facts = ", ".join(map(format_constraint, self.constraints))
        return f"{parameters} -> {results}" + (f" where {facts}" if facts else "")


@dataclass(frozen=True)
class RuntimeCheck:
    """A place where the kernel can stop.

    ``template`` is the message: ``{d1}`` stands for the first value of the check, and ``{t1}`` for
    ``text``, which holds no fields. The files of ``location`` have the names that messages and
    metadata use. ``error`` is one of ``mgc.ir.errors.RAISED``.
    """

    status: Status
    template: str
    location: Location | None = None
    error: str = "IndexError"
    text: str = ""

    @property
    def prefix(self) -> str:
        """The beginning of the message: `location_prefix`."""
        return location_prefix(self.location)


MESSAGE_BYTES = 1024
"""Of the text of ``<stem>_last_error()``, its zero included; longer ones are cut."""

_CONTROL = dict.fromkeys(range(32), " ")


def shown_text(text: str) -> str:
    """What a message shows of ``text``: blanks for control characters."""
    return text.translate(_CONTROL)


def location_prefix(location: Location | None) -> str:
    """``model.py:14:8: ``, or nothing."""
    if location is None:
        return ""
    return f"{location.file}:{location.line}:{location.column}: "


_CHECKS = {
    "check": (Status.CHECK, "{{t1}}"),
    "index": (Status.INDEX, "index {{d1}} is out of bounds for axis {axis} with size {{d2}}"),
    "memory": (
        Status.ALLOCATION,
        "unable to allocate {{d1}} bytes for an array whose size depends on data",
    ),
    "result": (
        Status.ROOM,
        "argument '{output}': expected extent {{d1}} of axis 0 or more, got {{d2}}",
    ),
}


def runtime_check(site: Site, sources: Sources, outputs: Sequence[Output] = ()) -> RuntimeCheck:
    """The check at ``site``, with the names that ``sources`` gives to files.

    ``outputs`` are those of the signature.

    Raises: CodegenError for a kind of site without a message.
    """
    if site.kind not in _CHECKS:
        raise CodegenError(f"a run-time check of kind '{site.kind}' has no message")
    status, template = _CHECKS[site.kind]
    location = sources.location(site.location)
    output = outputs[site.axis].name if site.kind == "result" else ""
    template = template.format(axis=site.axis, output=output)
    return RuntimeCheck(status, template, location, site.error, site.message)


@dataclass(frozen=True)
class Entry:
    """A function of a library: what its exported functions are made from.

    ``checks`` are by site number; ``constants`` the bytes of the captured arrays, in C order.
    ``heap``: the kernel allocates memory while it runs. ``extents``: the function that computes the
    extents of results, in the order of `Signature.computed_extents`, if a run does.
    """

    signature: Signature
    checks: tuple[RuntimeCheck, ...] = ()
    constants: tuple[bytes, ...] = ()
    heap: bool = False
    extents: Entry | None = None


def exported_names(functions: Sequence[str], stem: str) -> tuple[str, ...]:
    """What a library exports: four names for each function, and what it has once."""
    suffixes = ("", "_raw", "_workspace_size", "_out_shape")
    names = [name + suffix for name in functions for suffix in suffixes]
    return (*names, f"{stem}_last_error", f"{stem}_abi_version")


def format_constraint(constraint: Constraint) -> str:
    """``n > 1``, ``n == m``; a number comes second."""
    left, relation, right = constraint.left, constraint.relation, constraint.right
    if isinstance(left, int):
        mirrored = {"<": ">", "<=": ">="}.get(relation, relation)
        left, relation, right = right, mirrored, left
    return f"{format_extent(left)} {relation} {format_extent(right)}"


def constraint_symbols(constraint: Constraint) -> tuple[Symbol, ...]:
    """The symbols a constraint mentions, each once."""
    mentioned = (*symbols_of(constraint.left), *symbols_of(constraint.right))
    return tuple(dict.fromkeys(mentioned))


def alignment_of(dtype: DType) -> int:
    """Bytes that the address of an element is divisible by: those of its real part."""
    return dtype.real.itemsize


def _has_layouts(shape: Shape) -> bool:
    """False if tensors of this shape have at most one element: then strides mean nothing."""
    return any(not isinstance(extent, int) or extent > 1 for extent in shape)
