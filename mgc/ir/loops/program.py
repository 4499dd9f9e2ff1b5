"""The loop IR: buffers, loops, loads, stores and scalar operations.

A ``Program`` is what one function does, statement by statement. Index arithmetic is kept as
polynomials over symbols (``Extent``): a load has an offset in elements into its buffer, and the
stride of the access along a loop is a coefficient of that polynomial. Scalars are in SSA form.

    Load, Store         one element of a buffer
    Compute             one operation of the scalar vocabulary (``loops.scalars.Scalars``)
    Index               the value of an index expression as a scalar
    Bind                a symbol for a scalar integer, so that it can appear in offsets
    Loop                a counted loop; ``vector`` loops have independent iterations
    ReduceLoop          loops that combine values in the strict order
    ScanLoop            running totals
    MatmulCall          a matrix product with what is done to each element of the result
    While, If           statements that run as long as, or only if, a condition holds
    BoundsCheck         leaves the program with a status if a condition holds
    Guard               counts indices from the start; leaves the nest if one is out of range
    CallbackCall        calls a function of Python with the addresses of arrays
    Allocate            memory whose size the program itself has computed
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from ..core import Function
from ..extents import Extent, Symbol
from ..location import Location
from ..records import dataclass
from ..types import DType
from .buffers import Buffer as Buffer
from .combination import Combination
from .scalars import Table
from .sites import Site as Site

LANES = 32
"""Lanes of a reduction whose last logical axis is among the reduced ones."""
LANE_CHUNK = 4096
"""Elements of a chunk of such a reduction."""
CHAIN_CHUNK = 256
"""Elements of a chunk of any other reduction."""
SCAN_RUN = 8
"""Elements of a scan that go through one tree."""


@dataclass(eq=False)
class Scalar:
    """One SSA scalar."""

    dtype: DType
    hint: str = ""


@dataclass(eq=False)
class Statement:
    """Base of the statements; ``location`` is the user's line."""

    location: Location | None = field(default=None, kw_only=True)


@dataclass(eq=False)
class Load(Statement):
    """result = buffer[offset]."""

    result: Scalar
    buffer: Buffer
    offset: Extent


@dataclass(eq=False)
class Store(Statement):
    """buffer[offset] = value."""

    buffer: Buffer
    offset: Extent
    value: Scalar


@dataclass(eq=False)
class Compute(Statement):
    """result = operation(operands).

    ``operation`` is a method of ``Scalars``; ``argument`` is what it takes besides scalars: the
    value of ``const``, the type of ``convert`` and ``bitcast``, the table of ``lookup``, the
    function name of ``call`` and ``rare``.
    """

    result: Scalar
    operation: str
    operands: tuple[Scalar, ...]
    argument: float | int | bool | DType | Table | str | None = None


@dataclass(eq=False)
class Index(Statement):
    """result = the value of ``extent``, as the result's type."""

    result: Scalar
    extent: Extent


@dataclass(eq=False)
class Bind(Statement):
    """From here on ``symbol`` stands for ``value`` (an i64)."""

    symbol: Symbol
    value: Scalar


@dataclass(eq=False)
class Loop(Statement):
    """for counter in range(extent): body. ``kind``: ``parallel``, ``serial`` or ``vector``.

    Iterations of parallel and vector loops are independent.
    """

    counter: Symbol
    extent: Extent
    kind: str
    body: list[Statement]


@dataclass(eq=False)
class Accumulator:
    """One reduction of a ReduceLoop: ``values`` are lifted in the body, ``results`` come out."""

    op: Combination
    values: tuple[Scalar, ...]
    results: tuple[Scalar, ...]


@dataclass(eq=False)
class ReduceLoop(Statement):
    """Runs ``body`` over ``counters`` in C order and combines the values it lifts.

    ``lanes``: element t of a chunk of 4096 goes to lane t mod 32, lanes are added by halving;
    otherwise chunks of 256 elements are chains. Chunks are combined as a binary tree.
    ``position`` is the flat number t of the element.
    """

    counters: tuple[Symbol, ...]
    extents: tuple[Extent, ...]
    position: Symbol
    lanes: bool
    body: list[Statement]
    accumulators: list[Accumulator]


@dataclass(eq=False)
class ScanLoop(Statement):
    """Runs ``body`` over ``counter``, then ``store``.

    ``store`` uses ``results``, the running combination of ``values``: one scalar, or two for an
    element type that is complex.
    """

    op: Combination
    counter: Symbol
    extent: Extent
    body: list[Statement]
    values: tuple[Scalar, ...]
    results: tuple[Scalar, ...]
    store: list[Statement]


@dataclass(frozen=True)
class Matrix:
    """A strided matrix in a buffer: element (i, j) is at offset + i*row + j*column."""

    buffer: Buffer
    offset: Extent
    row: Extent
    column: Extent


@dataclass(eq=False)
class MatmulCall(Statement):
    """For each (i, j): ``accumulator`` = sum over k of a[i, k] * b[k, j]; then ``body``.

    ``scratch`` holds partial sums between blocks of k; ``pack`` is memory for packed panels.
    """

    dtype: DType
    m: Extent
    n: Extent
    k: Extent
    a: Matrix
    b: Matrix
    scratch: Matrix
    pack: Buffer
    row: Symbol
    column: Symbol
    accumulator: Scalar
    body: list[Statement]


@dataclass(eq=False)
class BoundsCheck(Statement):
    """If ``failed``, return status 1 with ``site`` and ``values`` (i64) to the caller."""

    failed: Scalar
    site: int
    values: tuple[Scalar, ...]


@dataclass(eq=False)
class Guard(Statement):
    """results[k] = indices[k], with sizes[k] added if it is negative; all are i64.

    If one is not in [-sizes[k], sizes[k]) in any lane, leaves the nest around and runs its
    ``inspection``.
    """

    indices: tuple[Scalar, ...]
    sizes: tuple[Scalar, ...]
    results: tuple[Scalar, ...]


@dataclass(eq=False)
class CallbackCall(Statement):
    """Calls Python function ``number``; leaves the program with ``site`` if it has raised.

    It reads ``operands`` and writes ``results``. ``shapes`` are the extents of the operands' types,
    then of the results'.
    """

    number: int
    operands: tuple[Buffer | Scalar, ...]
    results: tuple[Buffer, ...]
    shapes: tuple[tuple[Extent, ...], ...]
    site: int


@dataclass(eq=False)
class Allocate(Statement):
    """From here on ``buffer`` has memory of its size, until the program is left.

    Temporaries keep what they have if it is enough. The memory of results comes from the caller,
    who is told their ``shape``. Leaves the program with ``too_large`` if the size does not fit 63
    bits, with ``absent`` if there is no memory.
    """

    buffer: Buffer
    shape: tuple[Extent, ...]
    too_large: int
    absent: int


@dataclass(eq=False)
class While(Statement):
    """Runs ``head``, which makes ``condition``, then ``body``, as long as the condition holds."""

    head: list[Statement]
    condition: Scalar
    body: list[Statement]


@dataclass(eq=False)
class If(Statement):
    """Runs ``then`` if the condition holds, or ``otherwise``."""

    condition: Scalar
    then: list[Statement]
    otherwise: list[Statement]


@dataclass(eq=False)
class Program:
    """The loop IR of ``function``. ``workspace``: bytes of the arena."""

    function: Function
    params: list[Buffer | Scalar]
    results: list[Buffer]
    body: list[Statement]
    workspace: Extent
    sites: list[Site] = field(default_factory=list)

    def walk(self) -> Iterator[Statement]:
        """Every statement, outer before inner, in order."""
        return walk(self.body)

    @property
    def nests(self) -> list[Statement]:
        """One statement for each nest, those inside loops and conditions included."""
        return list(_nests(self.body))

    @property
    def has_control(self) -> bool:
        """True if there are loops or conditions around nests."""
        return not all(isinstance(s, (Nested, MatmulCall)) for s in self.body)

    def buffers(self) -> list[Buffer]:
        """Every buffer that a statement touches, in the order of the first touch."""
        return list(dict.fromkeys(b for s in self.walk() for b in buffers_of(s)))

    def temporaries(self) -> list[Buffer]:
        """Buffers of whole values; rows and packing memory are not counted."""
        return [buffer for buffer in self.buffers() if buffer.role in ("arena", "heap")]

    def allocations(self) -> list[Allocate]:
        """What asks for memory while the program runs."""
        return [s for s in self.walk() if isinstance(s, Allocate)]

    @property
    def late_results(self) -> set[Buffer]:
        """The results whose memory the caller gives when it is asked for it."""
        return {s.buffer for s in self.allocations() if s.buffer.role == "result"}

    def reused(self) -> list[Buffer]:
        """Buffers that were planned into the memory of another one, in place of its value."""
        return [buffer for buffer in self.buffers() if buffer.within is not None]


@dataclass(eq=False)
class Nested(Statement):
    """One nest: statements that run as a unit.

    ``inspection`` is what runs once a `Guard` of the body fails: the checks one by one, in their
    order, of which one leaves the program.
    """

    body: list[Statement]
    inspection: list[Statement] = field(default_factory=list)


def enclose(
    body: list[Statement], counters: Iterable[tuple[Symbol, Extent]], kind: str = "parallel"
) -> list[Statement]:
    """``body`` inside loops over ``counters``, outermost first."""
    for symbol, extent in reversed(list(counters)):
        body = [Loop(symbol, extent, kind, body)]
    return body


def _nests(statements: list[Statement]) -> Iterator[Statement]:
    for statement in statements:
        if isinstance(statement, (Nested, MatmulCall)):
            yield statement
            continue
        for body in children(statement):
            yield from _nests(body)


def children(statement: Statement) -> list[list[Statement]]:
    """The statement lists inside a statement, in order of execution."""
    if isinstance(statement, Nested):
        return [statement.body, statement.inspection]
    if isinstance(statement, (Loop, ReduceLoop, MatmulCall)):
        return [statement.body]
    if isinstance(statement, ScanLoop):
        return [statement.body, statement.store]
    if isinstance(statement, While):
        return [statement.head, statement.body]
    if isinstance(statement, If):
        return [statement.then, statement.otherwise]
    return []


def walk(statements: list[Statement]) -> Iterator[Statement]:
    """Every statement, outer before inner, in order."""
    for statement in statements:
        yield statement
        for inner in children(statement):
            yield from walk(inner)


def buffers_of(statement: Statement) -> list[Buffer]:
    """The buffers a statement itself touches."""
    if isinstance(statement, (Load, Store)):
        return [statement.buffer]
    if isinstance(statement, MatmulCall):
        return [statement.a.buffer, statement.b.buffer, statement.scratch.buffer, statement.pack]
    if isinstance(statement, CallbackCall):
        return [b for b in (*statement.operands, *statement.results) if isinstance(b, Buffer)]
    return [statement.buffer] if isinstance(statement, Allocate) else []
