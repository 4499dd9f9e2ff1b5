"""Statements: loads, stores, scalar operations, loops and checks."""

from __future__ import annotations

from ...attributes import dictionary, quoted
from ...types import BOOL, I8
from ..evaluation import compute
from ..program import (
    Allocate,
    Bind,
    BoundsCheck,
    CallbackCall,
    Compute,
    Guard,
    If,
    Index,
    Load,
    Loop,
    MatmulCall,
    Nested,
    ReduceLoop,
    Scalar,
    ScanLoop,
    Site,
    Statement,
    Store,
    While,
)
from .contractions import print_contraction
from .printing import Printing, buffer_type
from .reductions import print_reduction
from .scans import print_scan
from .text import INDEX, FunctionText, MLIRValue, names_text, types_text


class Statements:
    """Writes statements into ``f``. ``sites`` are those of the program's checks."""

    def __init__(self, f: FunctionText, sites: list[Site], *, locations: bool) -> None:
        self.printing = Printing(f, self.body)
        self.sites = sites
        self.locations = locations

    def body(self, statements: list[Statement]) -> None:
        """Writes statements in order."""
        f = self.printing.f
        for statement in statements:
            f.location = statement.location if self.locations else None
            self._statement(statement)

    def _statement(self, statement: Statement) -> None:  # noqa: C901  # a table
        match statement:
            case Compute() | Load() | Store() | Index() | Bind() | CallbackCall() | Allocate():
                self._straight(statement)
            case Nested():
                self._nest(statement)
            case Guard():
                self._guard(statement)
            case Loop():
                self._loop(statement)
            case ReduceLoop():
                print_reduction(self.printing, statement)
            case ScanLoop():
                print_scan(self.printing, statement)
            case MatmulCall():
                print_contraction(self.printing, statement)
            case BoundsCheck():
                self._check(statement)
            case While():
                self._while(statement)
            case If():
                self._if(statement)
            case _:
                raise AssertionError(f"no text for {type(statement).__name__}")

    def _straight(
        self, statement: Compute | Load | Store | Index | Bind | CallbackCall | Allocate
    ) -> None:
        p = self.printing
        match statement:
            case Compute():
                operands = [p.scalars[o] for o in statement.operands]
                p.scalars[statement.result] = compute(p.s, statement, operands)
            case Load():
                p.scalars[statement.result] = self._load(statement)
            case Store():
                self._store(statement)
            case Index():
                value = p.index(statement.extent)
                p.scalars[statement.result] = p.s.convert(value, statement.result.dtype)
            case Bind():
                p.symbols[statement.symbol] = p.s.convert(p.scalars[statement.value], INDEX)
            case CallbackCall():
                self._callback(statement)
            case Allocate():
                self._allocate(statement)

    def _load(self, load: Load) -> MLIRValue:
        p, buffer = self.printing, load.buffer
        at = f"{p.buffers[buffer]}[{p.index(load.offset).text}]"
        name = p.f.assign(f"memref.load {at} : {buffer_type(buffer)}")
        if buffer.dtype.is_bool:
            return p.s.convert(MLIRValue(name, I8), BOOL)
        return MLIRValue(name, buffer.dtype)

    def _store(self, store: Store) -> None:
        p, buffer = self.printing, store.buffer
        value = p.scalars[store.value]
        if buffer.dtype.is_bool:
            value = p.s.convert(value, I8)
        at = f"{p.buffers[buffer]}[{p.index(store.offset).text}]"
        p.f.line(f"memref.store {value.text}, {at} : {buffer_type(buffer)}")

    def _nest(self, nest: Nested) -> None:
        """The body; where it has guards, an op that says what they lead to."""
        f = self.printing.f
        if not nest.inspection:
            self.body(nest.body)
            return
        with f.block('"mgc.inspected"() ({', None):
            self.body(nest.body)
            f.line('"mgc.yield"() : () -> ()')
        with f.block("}, {", "}) : () -> ()"):
            self.body(nest.inspection)
            f.line('"mgc.yield"() : () -> ()')

    def _loop(self, loop: Loop) -> None:
        """``scf.parallel``, or ``scf.for``, which is marked where it is to be vectorised."""
        p, f = self.printing, self.printing.f
        zero, stop = f.index(0), p.index(loop.extent)
        if loop.kind != "parallel":
            mark = " {mgc.vector}" if loop.kind == "vector" else ""
            with f.loop(loop.counter.name, (zero, stop, 1), attributes=mark) as inside:
                p.symbols[loop.counter] = inside.counter
                self.body(loop.body)
            return
        counter = MLIRValue(f.name(loop.counter.name), INDEX)
        p.symbols[loop.counter] = counter
        bounds = f"({zero.text}) to ({stop.text}) step ({f.index(1).text})"
        with f.block(f"scf.parallel ({counter.text}) = {bounds} {{"):
            self.body(loop.body)

    def _while(self, loop: While) -> None:
        p, f = self.printing, self.printing.f
        with f.block("scf.while : () -> () {", None):
            self.body(loop.head)
            f.line(f"scf.condition({p.scalars[loop.condition].text})")
        with f.block("} do {"):
            self.body(loop.body)
            f.line("scf.yield")

    def _if(self, branch: If) -> None:
        p, f = self.printing, self.printing.f
        with f.block(f"scf.if {p.scalars[branch.condition].text} {{", None):
            self.body(branch.then)
        with f.block("} else {"):
            self.body(branch.otherwise)

    def _callback(self, call: CallbackCall) -> None:
        p = self.printing
        names: list[str] = []
        types: list[str] = []
        for home in (*call.operands, *call.results):
            if isinstance(home, Scalar):
                value = p.scalars[home]
                names.append(value.text)
                types.append(types_text([value]))
            else:
                names.append(p.buffers[home])
                types.append(buffer_type(home))
        extents = [p.index(extent) for shape in call.shapes for extent in shape]
        names += [extent.text for extent in extents]
        types += [types_text([extent]) for extent in extents]
        facts = {"number": f"{call.number} : i64", "site": f"{call.site} : i64"}
        operands, kinds = ", ".join(names), ", ".join(types)
        p.f.line(f'"mgc.callback"({operands}) {dictionary(facts)} : ({kinds}) -> ()')

    def _allocate(self, statement: Allocate) -> None:
        p, buffer = self.printing, statement.buffer
        kind, extents = buffer_type(buffer), [p.index(extent) for extent in statement.shape]
        name = p.buffers[buffer] = p.f.name(buffer.name)
        if buffer.role != "result":
            p.f.line(f"{name} = memref.alloc({extents[0].text}) : {kind}")
            return
        fact = dictionary({"number": f"{buffer.index} : i64"})
        types = f"({types_text(extents)}) -> {kind}"
        p.f.line(f'{name} = "mgc.result"({names_text(extents)}) {fact} : {types}')

    def _guard(self, guard: Guard) -> None:
        p = self.printing
        operands = [p.scalars[s] for s in (*guard.indices, *guard.sizes)]
        for result in guard.results:
            p.scalars[result] = MLIRValue(p.f.number(), result.dtype)
        results = [p.scalars[result] for result in guard.results]
        types = f"({types_text(operands)}) -> ({types_text(results)})"
        p.f.line(f'{names_text(results)} = "mgc.guard"({names_text(operands)}) : {types}')

    def _check(self, check: BoundsCheck) -> None:
        p, site = self.printing, self.sites[check.site]
        operands = [p.scalars[s] for s in (check.failed, *check.values)]
        facts = {"kind": quoted(site.kind), "site": f"{check.site} : i64"}
        if site.kind == "check":
            facts |= {"error": quoted(site.error), "message": quoted(site.message)}
        else:
            facts["axis"] = f"{site.axis} : i64"
        text = dictionary(dict(sorted(facts.items())))
        types = types_text(operands)
        p.f.line(f'"mgc.check"({names_text(operands)}) {text} : ({types}) -> ()')
