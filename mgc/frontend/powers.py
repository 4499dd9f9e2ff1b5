"""``base ** exponent`` and shifts of integers that are known at run time, as extents.

An extent is made where Python's result is an integer that 64 bits hold: the exponent is not
negative. What is known of the two settles that; else it becomes a constraint of the call, if both
are known at entry, or a check at run time. A loop that counts to a number is unrolled instead, so
that Python computes each power.
"""

from __future__ import annotations

from collections.abc import Collection

from mgc.ir.extents import Extent, Symbol, power, symbols_of
from mgc.ir.ops import elementwise as ops
from mgc.ir.powers import UNREACHED, largest_exponent
from mgc.ir.types import F64, I64

from .checks import require
from .control.unrolling import LIMIT, unroll_for
from .engine import Operand, engine
from .generality import NotGeneral
from .promote import Argument, cast
from .run_time_extents import require_natural
from .symbolic_int import compare_extents, is_natural
from .tracer import Trace

_TOO_LARGE = "an integer power does not fit 64 bits"
_NEGATIVE = "a Python int to a negative power is a float: use np.power or float(...)"

_NEARLY = 2.0**63 * (1 - 2.0**-40)
"""Powers computed as f64 are below this where 64 bits hold them.

They are off by less than the distance, and no square or higher power of an integer is in between.
"""


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
        _check(trace, 0, exponent, NotImplementedError, _NEGATIVE)
    _require_fitting(trace, base, exponent)
    _note_loops(trace, (*symbols_of(base), *symbols_of(exponent)))
    return power(base, exponent)


def run_time_power(base: Argument, exponent: Operand) -> Operand:
    """``base ** exponent`` of Python ints where only a run knows the exponent.

    Checked at run time: that Python's result is an integer, and that 64 bits hold it.
    """
    current = engine()
    x, y = cast(base, I64), cast(exponent, I64)
    require_natural(y, NotImplementedError, _NEGATIVE)
    if isinstance(base, Operand):
        require(_fits(x, y), OverflowError, _TOO_LARGE)
    elif abs(base) > 1:
        limit = current.constant(_last_exponent(int(abs(base))), I64)
        require(current.apply(ops.LessEqual(), (y, limit)), OverflowError, _TOO_LARGE)
    return current.apply(ops.Power(), (x, y))


def _fits(x: Operand, y: Operand) -> Operand:
    """True where 64 bits hold ``x ** y``."""
    current = engine()
    exact = current.apply(ops.LessEqual(), (y, current.constant(1, I64)))
    floats = tuple(current.convert(value, F64) for value in (x, y))
    size = current.apply(ops.Absolute(), (current.apply(ops.Power(), floats),))
    small = current.apply(ops.Less(), (size, current.constant(_NEARLY, F64)))
    return current.apply(ops.LogicalOr(), (exact, small))


def _last_exponent(base: int) -> int:
    """The largest exponent for which 64 bits hold the power of a number above 1."""
    exponent = 1
    while base ** (exponent + 1) < 2**63:
        exponent += 1
    return exponent


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


def _check(trace: Trace, left: Extent, right: Extent, error: type[Exception], message: str) -> None:
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
