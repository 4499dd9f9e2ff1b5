"""What the instructions of converted code reach: the hooks, with Python's evaluation order kept.

Converted code holds one `Runtime` among its constants, so it adds no name to the user's globals,
locals or closure.
"""

from __future__ import annotations

import builtins
import inspect
import sys
from collections.abc import Callable
from typing import Any

from .debugging import debugger_entry, hide_internal_frames
from .hooks import Hooks

_FRAME_FUNCTIONS = {
    id(function): function
    for function in (
        builtins.super,
        builtins.locals,
        builtins.globals,
        builtins.vars,
        builtins.dir,
        builtins.eval,
        builtins.exec,
        sys._getframe,  # pyright: ignore[reportPrivateUsage]
        inspect.currentframe,
    )
}
"""Callees that look at the frame that calls them: never wrapped, whatever the hooks say."""


class Runtime:
    """The hooks as converted code calls them."""

    __slots__ = ("get_item", "hooks", "inplace", "slice")

    def __init__(self, hooks: Hooks) -> None:
        self.hooks = hooks
        self.get_item = hooks.get_item
        self.inplace = hooks.inplace
        self.slice = builtins.slice

    def call(self, callee: Any) -> Callable[..., Any]:
        """What to call in place of ``callee``."""
        if sys.gettrace() is not None:
            hide_internal_frames()
        if id(callee) in _FRAME_FUNCTIONS:
            function: Callable[..., Any] = callee
            return function
        return debugger_entry(callee) or self.hooks.call(callee)

    def target(self, array: Any) -> ItemTarget:
        """What stands for ``array`` in ``array[index] = value``."""
        return ItemTarget(self.hooks, array)

    def begin_update(self, array: Any, index: Any) -> Callable[[str, Any], None]:
        """Read ``array[index]``; the result takes the operator and the value to finish."""
        hooks = self.hooks
        old = hooks.get_item(array, index)

        def finish(operator: str, value: Any) -> None:
            hooks.update_item(array, index, operator, value, old)

        return finish


class ItemTarget:
    """An assignment target: subscript assignment to it is `Hooks.set_item` on ``array``.

    A target stays a target, so assignments to several targets, unpacking, ``for`` and ``with``
    evaluate in Python's order.
    """

    __slots__ = ("_array", "_hooks")

    def __init__(self, hooks: Hooks, array: Any) -> None:
        self._hooks = hooks
        self._array = array

    def __setitem__(self, index: Any, value: Any) -> None:
        self._hooks.set_item(self._array, index, value)
