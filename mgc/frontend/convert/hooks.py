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
==================  =============================================================

Everything is evaluated once and in Python's order: in the fourth line ``x``, ``i``, the item, then
``v``. In-place operators go by their names in the module `operator`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Protocol


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


class TransparentHooks:
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
