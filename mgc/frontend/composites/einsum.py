"""``np.einsum``: operands are contracted in pairs, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.reduce import Sum
from mgc.ir.ops.shape import Diagonal, Transpose
from mgc.ir.records import dataclass

from ..dispatch import call_ufunc, finish_output, output_arguments
from ..engine import Operand, engine
from ..promote import cast, dtype_of_argument, element_type, require_argument, result_dtype, settled
from ..refusal import numpy_error
from ..registry import implements
from ..views import same_memory
from .contraction import contract
from .shape import array_argument


@dataclass(frozen=True, eq=False)
class Term:
    """An operand and the letter of each of its axes."""

    operand: Operand
    letters: str


@implements(np.einsum)
def einsum(
    *operands: Any,
    out: Any = None,
    dtype: Any = None,
    order: str = "K",
    casting: str = "safe",
    optimize: Any = False,
) -> Any:
    """``np.einsum`` with subscripts as a text (``...`` included) or as lists of axis numbers."""
    text, values = _subscripts(operands)
    arguments = [settled(require_argument(v, "np.einsum")) for v in values]
    kind = result_dtype(arguments) if dtype is None else element_type(dtype)
    arrays = [array_argument(cast(a, kind), "np.einsum") for a in arguments]
    inputs, output = _parse(text, [a.tensor_type.rank for a in arrays])
    if len(arrays) == 1 and out is None and output and set(output) == set(inputs[0]):
        same = arrays[0].tensor_type.dtype == dtype_of_argument(arguments[0])
        if same and not arguments[0].is_scalar:
            viewed = _without_repeats(Term(arrays[0], inputs[0]), as_view=True)
            return _ordered(viewed, output, as_view=True)
    terms = [_without_repeats(Term(a, t)) for a, t in zip(arrays, inputs, strict=True)]
    result = terms[0]
    for i, term in enumerate(terms[1:], 1):
        needed = set(output).union(*(t.letters for t in terms[i + 1 :]))
        result = _pair(result, term, needed)
    finished = _ordered(_summed(result, set(output)), output)
    (target,) = output_arguments(out, 1)
    return finish_output(finished, target, None, np.add)


def _subscripts(operands: Sequence[Any]) -> tuple[str, list[Any]]:
    """The subscripts as a text, and the arrays."""
    if isinstance(operands[0], str):
        return operands[0].replace(" ", ""), list(operands[1:])
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def text(axes: Sequence[Any]) -> str:
        return "".join("..." if axis is Ellipsis else letters[axis] for axis in axes)

    pairs = len(operands) // 2
    inputs = ",".join(text(operands[2 * i + 1]) for i in range(pairs))
    values = [operands[2 * i] for i in range(pairs)]
    return (f"{inputs}->{text(operands[-1])}" if len(operands) % 2 else inputs), values


def _parse(text: str, ranks: Sequence[int]) -> tuple[list[str], str]:
    """Letters of each operand and of the result; ``...`` becomes capital Greek letters."""
    left, arrow, right = text.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(ranks):
        raise numpy_error(
            ValueError,
            "more operands provided to einstein sum function than specified in the "
            "subscripts string"
            if len(inputs) < len(ranks)
            else "fewer operands provided to einstein sum function than specified in the "
            "subscripts string",
        )
    hidden = [rank - len(t.replace("...", "")) for t, rank in zip(inputs, ranks, strict=True)]
    for i, (item, count) in enumerate(zip(inputs, hidden, strict=True)):
        if count < 0 or (count and "..." not in item):
            raise numpy_error(
                ValueError,
                f"einstein sum subscripts string contains too {'many' if count < 0 else 'few'} "
                f"subscripts for operand {i}",
            )
    most = max((c for t, c in zip(inputs, hidden, strict=True) if "..." in t), default=0)
    ellipsis = "".join(chr(0x391 + i) for i in range(most))
    expanded = [t.replace("...", ellipsis[most - c :]) for t, c in zip(inputs, hidden, strict=True)]
    if arrow:
        return expanded, right.replace("...", ellipsis)
    joined = "".join(t.replace("...", "") for t in inputs)
    once = "".join(sorted(c for c in set(joined) if joined.count(c) == 1))
    return expanded, ellipsis + once


def _step(op: IndexOp, operand: Operand, *, as_view: bool) -> Operand:
    """One index op: a view of one operand, as NumPy gives it, or a value."""
    return engine().view(op, operand) if as_view else engine().apply(op, (operand,))


def _without_repeats(term: Term, *, as_view: bool = False) -> Term:
    """Letters that an operand has twice become a diagonal."""
    current = engine()
    operand, letters = term.operand, term.letters
    repeated = next((c for c in letters if letters.count(c) > 1), None)
    while repeated is not None:
        first = letters.index(repeated)
        second = letters.index(repeated, first + 1)
        shape = operand.tensor_type.shape
        current.require(
            shape[first],
            "==",
            shape[second],
            f"dimensions in single operand for collapsing index '{repeated}' don't match "
            f"({shape[first]} != {shape[second]})",
        )
        diagonal = Diagonal(first, second, 0, 0, shape[first])
        operand = _step(diagonal, operand, as_view=as_view)
        rest = [c for i, c in enumerate(letters) if i not in (first, second)]
        letters = "".join(rest) + repeated
        repeated = next((c for c in letters if letters.count(c) > 1), None)
    return Term(operand, letters)


def _summed(term: Term, kept: set[str]) -> Term:
    """Sums over letters that nothing else needs."""
    axes = tuple(i for i, c in enumerate(term.letters) if c not in kept)
    if not axes:
        return term
    rank = len(term.letters)
    result = engine().apply(Sum(axes, rank - 1 in axes), (term.operand,))
    return Term(result, "".join(c for c in term.letters if c in kept))


def _pair(left: Term, right: Term, needed: set[str]) -> Term:
    """Contracts two terms; ``needed`` letters remain."""
    left = _summed(left, needed | set(right.letters))
    right = _summed(right, needed | set(left.letters))
    a, b = _broadcast(left, right)
    common = [c for c in a.letters if c in b.letters]
    batch = [c for c in common if c in needed]
    summed = [c for c in common if c not in needed]
    if a.operand.is_scalar or b.operand.is_scalar:
        return Term(call_ufunc(np.multiply, a.operand, b.operand), a.letters + b.letters)
    result = contract(
        a.operand,
        b.operand,
        tuple(a.letters.index(c) for c in summed),
        tuple(b.letters.index(c) for c in summed),
        (
            tuple(a.letters.index(c) for c in batch),
            tuple(b.letters.index(c) for c in batch),
        ),
    )
    free = [c for t in (a, b) for c in t.letters if c not in common]
    return Term(result, "".join([*batch, *free]))


def _broadcast(left: Term, right: Term) -> tuple[Term, Term]:
    """Extents of 1 that meet another extent are repeated, as NumPy does."""

    def widened(term: Term, other: Term) -> Term:
        shape = list(term.operand.tensor_type.shape)
        for i, c in enumerate(term.letters):
            if shape[i] == 1 and c in other.letters:
                shape[i] = other.operand.tensor_type.shape[other.letters.index(c)]
        return Term(engine().broadcast(term.operand, tuple(shape)), term.letters)

    return widened(left, right), widened(right, left)


def _ordered(term: Term, output: str, *, as_view: bool = False) -> Operand:
    """The axes in the order of the result's letters."""
    if sorted(term.letters) != sorted(output):
        missing = next(c for c in output if c not in term.letters)
        raise numpy_error(
            ValueError,
            f"einstein sum subscripts string included output subscript '{missing}' "
            "which never appeared in an input",
        )
    order = tuple(term.letters.index(c) for c in output)
    if order == tuple(range(len(order))):
        return same_memory(term.operand) if as_view else term.operand
    return _step(Transpose(order), term.operand, as_view=as_view)
