"""What the instructions of converted code call: the hooks, with Python's evaluation order kept.

Converted code holds an `Operation` for each hook among its constants, so it adds no name to the
user's globals, locals or closure.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

from .debugging import debugger_entry, hide_internal_frames
from .hooks import Hooks
from .nodes import PREFIX, RESULT
from .static import ELSE, THEN
from .unbound import Unbound

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


def _user_variables(names: dict[str, Any]) -> dict[str, Any]:
    """``names`` without the variables that the conversion has added."""
    if not any(name.startswith(PREFIX) for name in names):
        return names
    return {name: value for name, value in names.items() if not name.startswith(PREFIX)}


def _locals() -> dict[str, Any]:
    """What `locals` gives to the caller."""
    return _user_variables(sys._getframe(1).f_locals)  # pyright: ignore[reportPrivateUsage]


def _vars(*instance: Any) -> dict[str, Any]:
    """What `vars` gives to the caller."""
    if instance:
        found: dict[str, Any] = vars(*instance)
        return found
    return _user_variables(sys._getframe(1).f_locals)  # pyright: ignore[reportPrivateUsage]


def _dir(*instance: Any) -> list[str]:
    """What `dir` gives to the caller."""
    if instance:
        return dir(*instance)
    return sorted(_user_variables(sys._getframe(1).f_locals))  # pyright: ignore[reportPrivateUsage]


_SHOWING_VARIABLES: dict[int, Callable[..., Any]] = {
    id(builtins.locals): _locals,
    id(builtins.vars): _vars,
    id(builtins.dir): _dir,
}
"""Frame functions that show all variables; here, those of the user."""


class Operation(functools.partial[Any]):
    """A constant of converted code: calls a hook. ``name`` and ``hooks`` say which, and whose."""

    name: str
    hooks: Hooks


_CONTROL = (
    "branch", "for_loop", "while_loop", "both", "either", "choose", "truth", "negate", "condition",
    "iterate", "formatted", "joined", "raised",
    "returning", "compared", "identical",
)  # fmt: skip


def operations(hooks: Hooks) -> dict[str, Any]:
    """The operations of converted code by name, for ``hooks``.

    Others are the same for all hooks: ``locals``, which looks at the frame that calls it, the
    exception of a failed assertion, and the results of `Hooks.branch` for a flag.
    """
    functions = {
        "call": Operation(_call, hooks),
        "get_item": Operation(hooks.get_item),
        "target": Operation(ItemTarget, hooks),
        "begin_update": Operation(_begin_update, hooks),
        "inplace": Operation(hooks.inplace),
        "load": Operation(hooks.load),
        "watch": Operation(hooks.watch),
        "owner": Operation(AttributeTarget, hooks),
        "slice": Operation(slice),
        "contains": Operation(_contains, hooks),
        "returned": Operation(_returned, hooks),
        **{name: Operation(getattr(hooks, name)) for name in _CONTROL},
    }
    for name, operation in functions.items():
        operation.name = name
        operation.hooks = hooks
    own = {"locals": locals, "assertion": AssertionError, "then": THEN, "else": ELSE}
    return {**functions, **own}


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


class AttributeTarget:
    """An assignment target: setting an attribute of it is `Hooks.set_attribute` on ``owner``.

    Reading one, as ``a.b += v`` does, reads it from the owner.
    """

    __slots__ = ("__mgc_hooks", "__mgc_owner")

    def __init__(self, hooks: Hooks, owner: Any) -> None:
        object.__setattr__(self, _HOOKS, hooks)
        object.__setattr__(self, _OWNER, owner)

    def __getattribute__(self, name: str) -> Any:
        hooks: Hooks = object.__getattribute__(self, _HOOKS)
        owner = object.__getattribute__(self, _OWNER)
        return hooks.load(getattr(hooks.watch(owner, name), name))

    def __setattr__(self, name: str, value: Any) -> None:
        hooks: Hooks = object.__getattribute__(self, _HOOKS)
        hooks.set_attribute(object.__getattribute__(self, _OWNER), name, value)


_HOOKS = "_AttributeTarget__mgc_hooks"
_OWNER = "_AttributeTarget__mgc_owner"


def _call(hooks: Hooks, callee: Any) -> Callable[..., Any]:
    """What to call in place of ``callee``."""
    if sys.gettrace() is not None:
        hide_internal_frames()
    if id(callee) in _FRAME_FUNCTIONS:
        function: Callable[..., Any] = callee
        return _SHOWING_VARIABLES.get(id(callee)) or function
    return debugger_entry(callee) or hooks.call(callee)


def _contains(hooks: Hooks, item: Any, container: Any) -> Any:
    """``item in container``, whose operands are evaluated in this order."""
    return hooks.contains(container, item)


def _returned(hooks: Hooks, names: dict[str, Any]) -> Any:
    """The result of a function that was traced to its end."""
    result = names.get(RESULT)
    if type(result) is Unbound:  # it raises an exception on every path
        return None
    return hooks.load(result)


def _begin_update(hooks: Hooks, array: Any, index: Any) -> Callable[[str, Any], None]:
    """Read ``array[index]``; the result takes the operator and the value to finish."""
    old = hooks.get_item(array, index)

    def finish(operator: str, value: Any) -> None:
        hooks.update_item(array, index, operator, value, old)

    return finish
