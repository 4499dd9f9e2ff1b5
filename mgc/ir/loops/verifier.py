"""Checks that a program keeps the rules of the loop IR.

Every scalar and symbol is made once and before its uses, in its statement list or one around it;
what belongs to the caller is written only where it may be; vector loops are not nested and write
to different places; buffers that are in another's memory fit into it; memory whose size a run
computes is allocated before it is used.
"""

from __future__ import annotations

from ..errors import VerifyError
from ..extents import Extent, Symbol, symbols_of
from .program import (
    Allocate,
    Bind,
    BoundsCheck,
    Buffer,
    CallbackCall,
    Compute,
    Guard,
    If,
    Index,
    Load,
    Loop,
    MatmulCall,
    Matrix,
    Nested,
    Program,
    ReduceLoop,
    Scalar,
    ScanLoop,
    Statement,
    Store,
    While,
    buffers_of,
    children,
    walk,
)

Name = Scalar | Symbol


def verify_program(program: Program) -> None:
    """Returns if ``program`` is valid. Raises: VerifyError saying what is wrong."""
    _Verifier(program).run()


class _Verifier:
    """``known``: scalars and symbols in scope; ``made``: all that were seen so far."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.known: set[Name] = set(program.function.symbols)
        self.known.update(p for p in program.params if isinstance(p, Scalar))
        self.made = set(self.known)
        self.vector: Loop | None = None
        self.allocated = {s.buffer for s in program.allocations()}
        self.held: set[Buffer] = set()
        """What has got its memory."""
        self.nest: Nested | None = None

    def run(self) -> None:
        self._extent(self.program.workspace, "the workspace")
        for buffer in self.program.buffers():
            self._buffer(buffer)
        self._body(self.program.body)

    def _buffer(self, buffer: Buffer) -> None:
        self._extent(buffer.offset, f"the place of {buffer.name}")
        if buffer not in self.allocated:
            self._extent(buffer.size, f"the size of {buffer.name}")
        home = buffer.within
        if home is not None and (
            home.within is not None or (home.dtype, home.size) != (buffer.dtype, buffer.size)
        ):
            raise VerifyError(f"buffer {buffer.name} cannot be in the memory of {home.name}")

    def _body(self, statements: list[Statement]) -> None:
        outer = set(self.known)
        for statement in statements:
            self._statement(statement)
        self.known = outer

    def _statement(self, statement: Statement) -> None:
        kind = type(statement).__name__
        self._uses(statement, kind)
        outer, vector, nest = set(self.known), self.vector, self.nest
        self._vector(statement)
        self._guard(statement)
        for name in _inner_names(statement):
            self._make(name, kind)
        for number, body in enumerate(children(statement)):
            if isinstance(statement, While) and number == 1:
                self._condition(statement)
            if isinstance(statement, ScanLoop) and number == 1:
                for result in statement.results:
                    self._make(result, kind)
            self._body(body)
        self.known, self.vector, self.nest = outer, vector, nest
        for name in _results(statement):
            self._make(name, kind)

    def _uses(self, statement: Statement, kind: str) -> None:
        """Checks what the statement itself uses and writes."""
        for extent in _outer_extents(statement):
            self._extent(extent, kind)
        if isinstance(statement, Allocate):
            self.held.add(statement.buffer)
        for buffer in buffers_of(statement):
            late = buffer.role == "heap" or buffer in self.allocated
            if late and buffer not in self.held:
                raise VerifyError(f"{kind} touches {buffer.name}, which has no memory yet")
        for scalar in _operands(statement):
            if scalar not in self.known:
                raise VerifyError(f"{kind} uses a scalar that is not made before it")
        for buffer in _written(statement):
            if buffer.role == "constant" or (buffer.role == "param" and not buffer.written):
                raise VerifyError(f"{kind} writes to {buffer.name}, which is read-only")

    def _condition(self, loop: While) -> None:
        if not any(loop.condition in _results(s) for s in loop.head):
            raise VerifyError("the condition of a loop is not made at its head")

    def _guard(self, statement: Statement) -> None:
        if isinstance(statement, Nested):
            self.nest = statement
        if isinstance(statement, Guard) and (self.nest is None or not self.nest.inspection):
            raise VerifyError("a guard is in no nest that says which check fails")

    def _vector(self, statement: Statement) -> None:
        if not isinstance(statement, Loop) or statement.kind != "vector":
            return
        if self.vector is not None:
            raise VerifyError("a vector loop is inside another one")
        self.vector = statement
        for store in walk(statement.body):
            if isinstance(store, Store) and statement.counter not in symbols_of(store.offset):
                raise VerifyError(
                    f"the lanes of a loop all write to one place of {store.buffer.name}"
                )

    def _make(self, name: Name, kind: str) -> None:
        if name in self.made:
            raise VerifyError(f"{kind} makes a scalar or symbol that was made before")
        self.made.add(name)
        self.known.add(name)

    def _extent(self, extent: Extent, what: str) -> None:
        for symbol in symbols_of(extent):
            if symbol not in self.known:
                raise VerifyError(f"{what} uses {symbol.name}, which is not in scope")


def _outer_extents(statement: Statement) -> list[Extent]:
    """Index expressions that are evaluated where the statement is."""
    match statement:
        case Load() | Store():
            return [statement.offset]
        case Index() | Loop() | ScanLoop():
            return [statement.extent]
        case ReduceLoop():
            return list(statement.extents)
        case MatmulCall():
            matrices = (statement.a, statement.b, statement.scratch)
            places = [e for m in matrices for e in _matrix(m)]
            return [statement.m, statement.n, statement.k, *places]
        case CallbackCall():
            return [extent for shape in statement.shapes for extent in shape]
        case Allocate():
            return [statement.buffer.size, *statement.shape]
        case _:
            return []


def _matrix(matrix: Matrix) -> tuple[Extent, ...]:
    return (matrix.offset, matrix.row, matrix.column)


def _operands(statement: Statement) -> tuple[Scalar, ...]:
    match statement:
        case Store() | Bind():
            return (statement.value,)
        case Compute():
            return statement.operands
        case BoundsCheck():
            return (statement.failed, *statement.values)
        case Guard():
            return (*statement.indices, *statement.sizes)
        case If():
            return (statement.condition,)
        case CallbackCall():
            return tuple(o for o in statement.operands if isinstance(o, Scalar))
        case _:
            return ()


def _written(statement: Statement) -> list[Buffer]:
    if isinstance(statement, Store):
        return buffers_of(statement)
    if isinstance(statement, MatmulCall):
        return [statement.scratch.buffer, statement.pack]
    if isinstance(statement, CallbackCall):
        return list(statement.results)
    return []


def _inner_names(statement: Statement) -> tuple[Name, ...]:
    """What the statements inside may use."""
    match statement:
        case Loop() | ScanLoop():
            return (statement.counter,)
        case ReduceLoop():
            return (*statement.counters, statement.position)
        case MatmulCall():
            return (statement.row, statement.column, statement.accumulator)
        case _:
            return ()


def _results(statement: Statement) -> tuple[Name, ...]:
    """What the statements after it may use."""
    match statement:
        case Load() | Compute() | Index():
            return (statement.result,)
        case Bind():
            return (statement.symbol,)
        case Guard():
            return statement.results
        case ReduceLoop():
            return tuple(r for a in statement.accumulators for r in a.results)
        case _:
            return ()
