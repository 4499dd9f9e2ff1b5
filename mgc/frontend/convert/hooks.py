"""What converted code calls instead of Python's own calls and subscripts.

==================  =============================================================
Python              converted
==================  =============================================================
``f(a, *b, k=c)``   ``hooks.call(f)(a, *b, k=c)``
``x[i]``            ``hooks.get_item(x, i)``
``x[i] = v``        ``hooks.set_item(x, i, v)``
``x[i] += v``       ``hooks.update_item(x, i, "iadd", v, hooks.get_item(x, i))``
``x += v``          ``x = hooks.inplace("iadd", x, v)``
``x``               ``hooks.load(x)``, except where ``x`` is called
``a.b``             ``hooks.load(hooks.watch(a, "b").b)``
``a.b = v``         ``hooks.set_attribute(a, "b", v)``
``return v``        ``return hooks.returning(v)``, for what is no number
==================  =============================================================

Everything is evaluated once and in Python's order: in the fourth line ``x``, ``i``, the item, then
``v``. In-place operators go by their names in the module `operator`.

Statements and operators that depend on a truth value or an iterable ask a hook for an object that
says which parts run. What converted code does with it stands in the modules `conditions`, `loops`,
`booleans` and `raising`; the classes of `static` do what Python does. An object with ``traced``
true has both branches of an ``if`` run, and the body of a loop as often as ``begin`` says; the
variables named in its site go in by ``locals()`` and come out as tuples in the order of the site,
with an `Unbound` for a variable that has no value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Protocol

from .sites import BranchSite, LoopSite
from .static import (
    ELSE,
    THEN,
    StaticAnd,
    StaticBranch,
    StaticFor,
    StaticOr,
    StaticRaise,
    StaticWhile,
)


class Hooks(Protocol):
    """The operations of converted code.

    Code is bound to one hooks object; the last one used is kept alive by the cache, so let it be a
    long-lived object that consults the current trace, not a trace.
    """

    def call(self, callee: Any, /) -> Callable[..., Any]:
        """What to call in place of ``callee``: it is called by the user's own frame.

        Return ``callee`` itself to leave a call alone.
        """
        ...

    def get_item(self, array: Any, index: Any, /) -> Any:
        """The value of ``array[index]``; slices are `slice` objects, several indices a tuple."""
        ...

    def set_item(self, array: Any, index: Any, value: Any, /) -> None:
        """``array[index] = value``."""
        ...

    def update_item(self, array: Any, index: Any, operator: str, value: Any, old: Any, /) -> None:
        """``array[index] op= value``, for ``operator`` such as ``"iadd"``.

        ``old`` is ``get_item(array, index)``, read before ``value`` was evaluated as Python does
        it: evaluating ``value`` may have written to ``array`` since.
        """
        ...

    def load(self, value: Any, /) -> Any:
        """What stands for ``value``, read from a name or an attribute."""
        ...

    def watch(self, owner: Any, attribute: str, /) -> Any:
        """What stands for ``owner``, of which ``attribute`` (as written) is read next."""
        ...

    def set_attribute(self, owner: Any, attribute: str, value: Any, /) -> None:
        """``owner.attribute = value``; the name is the one Python uses (``_Class__name``)."""
        ...

    def inplace(self, operator: str, target: Any, value: Any, /) -> Any:
        """The value ``name`` has after ``name op= value``, for ``operator`` such as ``"iadd"``."""
        ...

    def branch(self, test: Any, site: BranchSite, /) -> Any:
        """What runs ``if test:``; see `StaticBranch`.

        ``first`` and ``second`` say which branches run. If ``traced``, ``between(locals())`` is
        called after the first and gives ``site.then_names`` as the second is to find them, and
        ``merged(locals())`` after the second gives ``site.names`` for what follows.
        """
        ...

    def for_loop(self, iterable: Any, site: LoopSite, /) -> Any:
        """What runs ``for ... in iterable:``; see `StaticFor`.

        ``begin(locals())`` is called before each iteration and says whether there is one, whose
        ``item`` is then assigned to the target. If ``traced``, which may change at ``begin``,
        ``state`` is assigned to ``site.names`` first, and ``result`` when there is none. ``begin``
        gets None unless ``looks`` is true. The attribute ``iterator`` is set to None after the
        loop, also if Python has left it by ``break``.
        """
        ...

    def while_loop(self, site: LoopSite, /) -> Any:
        """What runs a ``while``; see `StaticWhile`.

        As `for_loop`; in place of ``item`` and ``iterator`` there is ``test(value)``, called with
        the value of the condition, which ends the loop if it returns False.
        """
        ...

    def both(self, left: Any, /) -> Any:
        """What evaluates ``left and right``; see `StaticAnd`.

        If ``first``, the right operand is evaluated and passed to ``close``, whose value goes to
        ``result``; else ``result(None)`` gives the value.
        """
        ...

    def either(self, left: Any, /) -> Any:
        """What evaluates ``left or right``, as `both`."""
        ...

    def choose(self, test: Any, /) -> Any:
        """What evaluates ``x if test else y``; see `StaticBranch`.

        ``first`` and ``second`` say which are evaluated; ``result`` gets both, None for the other.
        """
        ...

    def truth(self, value: Any, /) -> Any:
        """The truth of an operand of ``and`` or ``or`` in a condition.

        It goes on to `both` or `either`, `branch` and so on: a bool, or what stands for one.
        """
        ...

    def negate(self, value: Any, /) -> Any:
        """``not value``."""
        ...

    def contains(self, container: Any, item: Any, /) -> Any:
        """``item in container``."""
        ...

    def compared(self, left: Any, right: Any, differ: bool, /) -> Any:
        """``left == right`` or, if ``differ``, ``left != right``, of what may be tuples."""
        ...

    def identical(self, value: Any, known: bool, /) -> Any:
        """``value is True`` or ``value is False``."""
        ...

    def condition(self, value: Any, /) -> Any:
        """What Python tests in place of ``value``, where only a known truth will do."""
        ...

    def iterate(self, iterable: Any, /) -> Any:
        """What a comprehension iterates over in place of ``iterable``."""
        ...

    def formatted(self, value: Any, conversion: str | None, specification: Any, /) -> Any:
        """A replacement field of an f-string.

        ``conversion`` is ``"s"``, ``"r"``, ``"a"`` or None; ``specification`` what stands after the
        colon, a string or the result of `joined`, or None. For others see `text_of`.
        """
        ...

    def joined(self, parts: tuple[Any, ...], /) -> Any:
        """The value of an f-string; the parts are strings and results of `formatted`."""
        ...

    def returning(self, value: Any, /) -> Any:
        """What ``return value`` returns: the hook can tell which statement that is."""
        ...

    def raised(self, error: Any, cause: Any, /) -> Any:
        """What runs ``raise error from cause``; see `StaticRaise`.

        If ``now``, converted code raises ``error()`` (from ``cause()``, if the user wrote a cause);
        else it goes on as if this branch were not taken.
        """
        ...


class StaticControl:
    """The hooks of control flow with Python's own meaning: every truth value is asked for."""

    def branch(self, test: Any, site: BranchSite, /) -> Any:
        """Run the branch that ``test`` selects."""
        return THEN if test else ELSE

    def for_loop(self, iterable: Any, site: LoopSite, /) -> Any:
        """Go through ``iterable``."""
        return StaticFor(iterable, site)

    def while_loop(self, site: LoopSite, /) -> Any:
        """Run while the condition is true."""
        return StaticWhile(site)

    def both(self, left: Any, /) -> Any:
        """Evaluate the right operand if ``left`` is true."""
        return _BOTH[left] if type(left) is bool else StaticAnd(left)

    def either(self, left: Any, /) -> Any:
        """Evaluate the right operand if ``left`` is false."""
        return _EITHER[left] if type(left) is bool else StaticOr(left)

    def choose(self, test: Any, /) -> StaticBranch:
        """Evaluate the operand that ``test`` selects."""
        return THEN if test else ELSE

    def truth(self, value: Any, /) -> Any:
        """``bool(value)``."""
        return bool(value)

    def negate(self, value: Any, /) -> Any:
        """``not value``."""
        return not value

    def contains(self, container: Any, item: Any, /) -> Any:
        """``item in container``."""
        return item in container

    def compared(self, left: Any, right: Any, differ: bool, /) -> Any:
        """``left == right`` or, if ``differ``, ``left != right``."""
        return left != right if differ else left == right

    def identical(self, value: Any, known: bool, /) -> Any:
        """``value is known``."""
        return value is known

    def condition(self, value: Any, /) -> Any:
        """``value`` itself."""
        return value

    def iterate(self, iterable: Any, /) -> Any:
        """``iterable`` itself."""
        return iterable

    def formatted(self, value: Any, conversion: str | None, specification: Any, /) -> Any:
        """The text of ``value``."""
        return text_of(value, conversion, specification or "")

    def joined(self, parts: tuple[Any, ...], /) -> Any:
        """The parts, joined."""
        return "".join(parts)

    def returning(self, value: Any, /) -> Any:
        """``value`` itself."""
        return value

    def raised(self, error: Any, cause: Any, /) -> Any:
        """Raise at once."""
        return StaticRaise(error, cause)


_BOTH = (StaticAnd(False), StaticAnd(True))
_EITHER = (StaticOr(False), StaticOr(True))
_CONVERSIONS: dict[str | None, Callable[[Any], Any]] = {
    "s": str,
    "r": repr,
    "a": ascii,
    None: lambda value: value,
}


def text_of(value: Any, conversion: str | None, specification: str) -> str:
    """The text of ``{value!conversion:specification}`` in an f-string.

    With ``"%"`` for the conversion that of ``specification % value``, with ``"format"`` that of
    ``specification.format``, ``value`` being its positional and its keyword arguments.
    """
    if conversion == "%":
        text: str = specification % value
        return text
    if conversion == "format":
        arguments, keywords = value
        return specification.format(*arguments, **keywords)
    return format(_CONVERSIONS[conversion](value), specification)


class TransparentHooks(StaticControl):
    """Hooks that do what Python does: converted code behaves as the original."""

    def call(self, callee: Any, /) -> Callable[..., Any]:
        """``callee`` itself."""
        function: Callable[..., Any] = callee
        return function

    def get_item(self, array: Any, index: Any, /) -> Any:
        """The value of ``array[index]``."""
        return array[index]

    def set_item(self, array: Any, index: Any, value: Any, /) -> None:
        """``array[index] = value``."""
        array[index] = value

    def update_item(self, array: Any, index: Any, operator: str, value: Any, old: Any, /) -> None:
        """``array[index] = old op value``, in place where ``old`` can."""
        array[index] = INPLACE_OPERATORS[operator](old, value)

    def load(self, value: Any, /) -> Any:
        """``value`` itself."""
        return value

    def watch(self, owner: Any, attribute: str, /) -> Any:
        """``owner`` itself."""
        return owner

    def set_attribute(self, owner: Any, attribute: str, value: Any, /) -> None:
        """``owner.attribute = value``."""
        setattr(owner, attribute, value)

    def inplace(self, operator: str, target: Any, value: Any, /) -> Any:
        """What the function of that name in the module `operator` returns."""
        return INPLACE_OPERATORS[operator](target, value)


INPLACE_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    function.__name__: function
    for function in (
        operator.iadd,
        operator.isub,
        operator.imul,
        operator.imatmul,
        operator.itruediv,
        operator.ifloordiv,
        operator.imod,
        operator.ipow,
        operator.ilshift,
        operator.irshift,
        operator.iand,
        operator.ixor,
        operator.ior,
    )
}
"""The in-place operators by name: Python's meaning of each."""
