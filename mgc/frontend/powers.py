"""``base ** exponent`` and shifts of integers that are known at run time, as extents.

An extent is made where Python's result is an integer that 64 bits hold: the exponent is not
negative. What is known of the two settles that; else it becomes a constraint of the call, if both
are known at entry, or a check at run time. A loop that counts to a number is unrolled instead, so
that Python computes each power.
"""

from __future__ import annotations

from collections.abc import Collection

from mgc.ir.extents import Extent, Symbol, power, symbols_of
from mgc.ir.powers import UNREACHED, largest_exponent

from .checks import require
from .control.unrolling import LIMIT, unroll_for
from .engine import engine
from .generality import NotGeneral
from .symbolic_int import compare_extents, is_natural
from .tracer import Trace

_TOO_LARGE = "an integer power does not fit 64 bits"

def traced_power(base: Extent, exponent: Extent) -> Extent | None:
    """The power as an extent; None where Python's result is a float."""
    trace = engine()
    assert isinstance(trace, Trace)
    trace.decide(1, "<=", base)  # then powers rise with the exponent
    negative = trace.decide(exponent, "<", 0)
    if negative:
        return None
    if negative is None:
        _unroll(trace, exponent)
        message = "a Python int to a negative power is a float: use np.power or float(...)"
        _check(trace, 0, exponent, NotImplementedError, message)
    _require_fitting(trace, base, exponent)
    _note_loops(trace, (*symbols_of(base), *symbols_of(exponent)))
    return power(base, exponent)


def shift_factor(amount: Extent) -> Extent | None:
    """``2 ** amount`` where that is known to be an integer that 64 bits hold."""
    known = engine().known
    fits = known(0, "<=", amount) and known(amount, "<=", largest_exponent(2))
    return power(2, amount) if fits else None


def _require_fitting(trace: Trace, base: Extent, exponent: Extent) -> None:
    """Makes sure that the power is below 2**62 in magnitude."""
    if isinstance(base, int):
        limit = largest_exponent(abs(base)) if abs(base) > 1 else exponent
        if trace.known(exponent, "<=", limit) is not True:
            _unroll(trace, exponent)
            _check(trace, exponent, limit, OverflowError, _TOO_LARGE)
        return
    made = (e for scope in trace.scopes for b, e in scope.powers if b == base)
    if any(trace.known(exponent, "<=", larger) is True for larger in made):
        return
    _unroll(trace, exponent)
    value = power(base, exponent)
    _check(trace, value, UNREACHED - 1, OverflowError, _TOO_LARGE)
    if not is_natural(base):
        _check(trace, 1 - UNREACHED, value, OverflowError, _TOO_LARGE)
    trace.scope.powers.append((base, exponent))


def _check(
    trace: Trace, left: Extent, right: Extent, error: type[Exception], message: str
) -> None:
    """Makes ``left <= right`` a constraint, or a check at run time.

    Raises: NotGeneral if it does not hold for integers that are symbols by themselves.
    """
    assumptions = trace.assumptions
    if not (assumptions.is_bound(left) and assumptions.is_bound(right)):
        require(compare_extents(left, "<=", right).scalar(), error, message)
        assumptions.assume(left, "<=", right)
    elif not trace.automatic.isdisjoint({*symbols_of(left), *symbols_of(right)}):
        if not trace.decide(left, "<=", right):
            raise NotGeneral
    else:
        trace.require(left, "<=", right, message)


def _note_loops(trace: Trace, symbols: Collection[Symbol]) -> None:
    """Notes the loops whose counters are in a power, and could be unrolled."""
    for loop in trace.loops:
        count = loop.iteration.count
        if loop.symbol in symbols and isinstance(count, int) and count <= LIMIT:
            trace.unrolling.doubtful.add(loop.key)


def _unroll(trace: Trace, exponent: Extent) -> None:
    """Starts again if the exponent has the counter of a loop that counts to a number.

    Raises: MGC-C4 if that is too large to unroll the loop.
    """
    symbols = symbols_of(exponent)
    for loop in reversed(trace.loops):
        if loop.symbol in symbols and isinstance(loop.iteration.count, int):
            unroll_for(exponent, "an integer power needs the value of its exponent")
