"""A compiled library against the Python function it was made from, bit by bit.

Each random call is made on the library, on the interpreter (one operation at a time) and on the
function compiled in this process. With strict numerics all give the same bits; the sign and the
payload of a NaN are not among them, nor is the sign of a zero where a function takes the larger
or smaller of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from mgc.codegen.abi import Parameter
from mgc.codegen.library import LoadedFunction
from mgc.codegen.structure import Argument
from mgc.frontend.specs import ScalarSpec, TensorSpec
from mgc.frontend.tree import flatten
from mgc.ir.core import Function
from mgc.ir.errors import MgcError, SpecError
from mgc.ir.extents import Extent, format_extent
from mgc.ir.records import dataclass

from .concrete import ConcreteFunction
from .function import MgcFunction
from .fuzzing import Case, Fuzzer

Array = np.ndarray[Any, Any]

_SELECTING = {"maximum", "minimum", "fmax", "fmin", "max", "min", "argmax", "argmin", "clip"}


@dataclass(frozen=True)
class Difference:
    """The first place where two ways to call a function differ.

    ``where``: a result or argument, and the index. ``library`` and ``other``: what is there, or
    the error. ``way``: ``interpreter`` or ``JIT``.
    """

    case: int
    sizes: dict[str, int]
    way: str
    where: str
    library: str
    other: str


@dataclass(frozen=True)
class Outcome:
    """What a call did: named arrays, results first, or the error it raised."""

    arrays: tuple[tuple[str, Array], ...] = ()
    error: Exception | None = None


class Verification:
    """Compares ``compiled`` with ``fn``.

    Raises: SpecError if the function no longer takes or returns what the library does.
    """

    def __init__(
        self, compiled: LoadedFunction, fn: MgcFunction, statics: Mapping[str, Any], seed: int
    ) -> None:
        self.compiled = compiled
        self.fn = fn
        self.statics = dict(statics)
        self.fuzzer = Fuzzer(compiled.signature, seed)
        self.concrete = self._trace()
        self.loose_zeros = _selects(self.concrete.function)

    def differences(self, count: int) -> Iterator[Difference | None]:
        """``count`` calls, each with the difference it shows."""
        return (self._compare(self.fuzzer.case(number)) for number in range(count))

    def _trace(self) -> ConcreteFunction:
        specs = [_spec(parameter) for parameter in self.compiled.signature.arguments]
        args, kwargs = self._bound(specs)
        concrete = self.fn.get_concrete_function(*args, **kwargs)
        found, wanted = concrete.signature, str(self.compiled.signature)
        if found != wanted:
            raise SpecError(
                f"{self.fn.__name__} is now {found}, the library's is {wanted}",
                hint="compile it again",
            )
        return concrete

    def _bound(self, leaves: Sequence[Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments of the Python function, static ones and defaults with them."""
        arguments = _nested(self.compiled.record.arguments, leaves)
        try:
            bound = self.fn.python_signature.bind(**arguments, **self.statics)
        except TypeError as error:
            name = f"{self.fn.__name__}{self.fn.python_signature}"
            raise SpecError(
                f"{name} does not take the library's arguments: {error}",
                hint="arguments that are part of the library's code: --static NAME=VALUE",
            ) from None
        bound.apply_defaults()
        return bound.args, bound.kwargs

    def _compare(self, case: Case) -> Difference | None:
        ours = self._run(case, self._call_library)
        ways: dict[str, Callable[..., Any]] = {
            "interpreter": self.concrete.interpret,
            "JIT": self.concrete,
        }
        for way, call in ways.items():
            theirs = self._run(case, partial(self._call_traced, call))
            difference = _first_difference(ours, theirs, loose_zeros=self.loose_zeros)
            if difference is not None:
                return Difference(case.number, case.sizes, way, *difference)
        return None

    def _call_library(self, leaves: Sequence[Any]) -> Any:
        return self.compiled(**_nested(self.compiled.record.arguments, leaves))

    def _call_traced(self, call: Callable[..., Any], leaves: Sequence[Any]) -> Any:
        args, kwargs = self._bound(leaves)
        return call(*args, **kwargs)

    def _run(self, case: Case, call: Callable[[Sequence[Any]], Any]) -> Outcome:
        """One call on arguments of its own, which it may write to."""
        leaves = [_copied(leaf) for leaf in case.leaves]
        try:
            result = call(leaves)
        except Exception as error:  # the program's own classes too
            return Outcome(error=error)
        arrays = _named("result", result)
        for parameter, leaf in zip(self.compiled.signature.arguments, leaves, strict=True):
            if parameter.writable:
                arrays.append((f"argument {parameter.name}", np.asarray(leaf)))
        return Outcome(tuple(arrays))


def _selects(function: Function) -> bool:
    return any(node.op.name in _SELECTING for node in function.body.walk())


def _spec(parameter: Parameter) -> TensorSpec | ScalarSpec:
    """The spec that gives such a parameter."""
    if parameter.kind == "weak":
        kind = {"i": "int", "f": "float", "c": "complex"}[parameter.dtype.kind]
        return ScalarSpec(kind, parameter.symbol.name if parameter.symbol is not None else None)
    shape = tuple(_extent_spec(extent) for extent in parameter.shape)
    return TensorSpec(parameter.dtype, shape, zero_d=parameter.kind == "array" and not shape)


def _extent_spec(extent: Extent) -> int | str:
    return extent if isinstance(extent, int) else format_extent(extent)


def _nested(arguments: Sequence[Argument], leaves: Sequence[Any]) -> dict[str, Any]:
    """The arguments by name, built from their leaves."""
    rest = iter(leaves)
    return {argument.name: argument.structure.rebuild(rest) for argument in arguments}


def _copied(leaf: Any) -> Any:
    """A copy with the same strides, which the layout classes depend on."""
    if not isinstance(leaf, np.ndarray):
        return leaf
    base = leaf
    while isinstance(base.base, np.ndarray):
        base = base.base
    if base is leaf:
        return leaf.copy(order="K")
    memory = base.copy(order="K")
    offset = leaf.ctypes.data - base.ctypes.data
    # Element types of other packages are no formats of buffers, so it is one of bytes.
    raw = np.lib.stride_tricks.as_strided(memory, (memory.size,), (memory.itemsize,))
    return np.ndarray(leaf.shape, leaf.dtype, raw.view(np.uint8).data, offset, leaf.strides)


def _named(name: str, value: Any) -> list[tuple[str, Array]]:
    leaves, structure = flatten(value)
    pairs = zip(structure.paths(name), leaves, strict=True)
    return [(path, np.asarray(leaf)) for path, leaf in pairs]


def _first_difference(
    ours: Outcome, theirs: Outcome, *, loose_zeros: bool
) -> tuple[str, str, str] | None:
    """Where two outcomes differ, and what they are there."""
    if ours.error is not None or theirs.error is not None:
        if _same_error(ours.error, theirs.error):
            return None
        return "the call", _error_text(ours.error), _error_text(theirs.error)
    if len(ours.arrays) != len(theirs.arrays):
        return "the call", f"{len(ours.arrays)} results", f"{len(theirs.arrays)} results"
    for (name, a), (_, b) in zip(ours.arrays, theirs.arrays, strict=True):
        if (a.dtype, a.shape) != (b.dtype, b.shape):
            return name, f"{a.dtype}{list(a.shape)}", f"{b.dtype}{list(b.shape)}"
        index = first_different(a, b, loose_zeros=loose_zeros)
        if index is not None:
            place = f"{name}[{', '.join(map(str, index))}]" if index else name
            return place, _element_text(a[index]), _element_text(b[index])
    return None


def first_different(a: Array, b: Array, *, loose_zeros: bool = False) -> tuple[int, ...] | None:
    """The first index, in C order, at which two arrays have different bits. NaNs are equal."""
    if a.dtype.kind == "O":
        return None if a.shape == b.shape and bool(np.all(a == b)) else (0,) * a.ndim
    if a.dtype.kind == "c":
        parts = [
            _same_bits(x, y, loose_zeros=loose_zeros)
            for x, y in ((a.real, b.real), (a.imag, b.imag))
        ]
        same = parts[0] & parts[1]
    else:
        same = _same_bits(a, b, loose_zeros=loose_zeros)
    if bool(np.all(same)):
        return None
    flat = int(np.argmin(np.ravel(same)))
    return tuple(int(i) for i in np.unravel_index(flat, a.shape))


def _same_bits(a: Array, b: Array, *, loose_zeros: bool) -> Array:
    if a.dtype.kind != "f" and a.dtype.name != "bfloat16":
        return np.asarray(a == b)
    words = np.dtype(f"u{a.dtype.itemsize}")
    same = np.ascontiguousarray(a).view(words) == np.ascontiguousarray(b).view(words)
    same = same.reshape(a.shape) | (np.isnan(a) & np.isnan(b))
    if loose_zeros:
        same = same | ((a == 0) & (b == 0))
    return np.asarray(same)


def _same_error(a: Exception | None, b: Exception | None) -> bool:
    """True if both are the same for someone who catches Python's exceptions and reads the text."""
    if a is None or b is None:
        return False
    kinds = _kinds(a), _kinds(b)
    if not (kinds[0] <= kinds[1] or kinds[1] <= kinds[0]):
        return False
    raised = isinstance(a, MgcError) and a.code == "MGC-X2"
    return not raised or _fits(_message(a), _message(b))


def _kinds(error: Exception) -> set[type]:
    """The classes of Python that say what kind of error it is."""
    found = {kind for kind in type(error).__mro__ if kind.__module__ == "builtins"}
    return found - {Exception, BaseException, object}


def _fits(text: str, other: str) -> bool:
    """True for one text; a library's text has ``<i64[]>`` where a run has a value."""
    parts = re.split(r"<\w+\[[^]]*\]>|\.\.\.", text)
    return re.fullmatch(".*".join(map(re.escape, parts)), other, re.DOTALL) is not None


def _message(error: Exception) -> str:
    if isinstance(error, MgcError):
        return error.message
    return " ".join(map(str, error.args))


def _error_text(error: Exception | None) -> str:
    if error is None:
        return "no error"
    return f"{type(error).__name__}: {_message(error)}"


def _element_text(value: Any) -> str:
    """A number and its bits."""
    array = np.asarray(value)
    bits = "" if array.dtype.kind == "O" else f" (0x{array.tobytes()[::-1].hex()})"
    return f"{array}{bits}"
