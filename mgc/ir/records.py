"""Dataclasses whose methods are written when they are first needed.

``dataclasses.dataclass`` writes and compiles the text of six methods for each class, about 0.4 ms.
A process that compiles one function imports about 150 such classes and makes instances of half
of them, and their methods would take longer than everything else it does. Here ``__eq__``,
``__hash__`` and ``__repr__`` are closures, and ``__init__`` is compiled at the first instance.
Classes behave like the standard ones, and `dataclasses.fields`, ``replace`` and ``asdict`` know
them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass

_T = TypeVar("_T")
_FACTORY = object()
_POST_INIT = "__post_init__"


def _decorated(
    cls: type[_T] | None = None,
    /,
    *,
    frozen: bool = False,
    eq: bool = True,
    repr: bool = True,
    init: bool = True,
    slots: bool = False,
) -> Any:
    """The decorator `dataclass`, with the meaning of the same options of the standard one."""

    def decorate(cls: type[_T]) -> type[_T]:
        make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)
        result: Any = make(cls)
        methods: dict[str, Any] = {}
        if init:
            methods["__init__"] = _first_init(result, frozen)
        if repr:
            methods["__repr__"] = _repr
        if eq:
            methods["__eq__"] = _equality(result)
            methods["__hash__"] = _hash(result) if frozen else None
        if frozen:
            methods |= {"__setattr__": _refuse_assignment, "__delattr__": _refuse_deletion}
        if frozen and slots:
            methods |= {"__getstate__": _state, "__setstate__": _restore}
        for name, method in methods.items():
            if name not in cls.__dict__:
                setattr(result, name, method)
        made: type[_T] = result
        return made

    return decorate if cls is None else decorate(cls)


if not TYPE_CHECKING:
    dataclass = _decorated


_WORTH_COMPILING = 12
"""Instances from which a compiled ``__init__`` has cost less than the general one."""


def _first_init(cls: Any, frozen: bool) -> Callable[..., None]:
    """An ``__init__`` for the first instances, which replaces itself by a compiled one."""
    fields = dataclasses.fields(cls)
    positional = [field.name for field in fields if field.init and not field.kw_only]
    made = 0

    def __init__(self: object, *args: Any, **kwargs: Any) -> None:
        nonlocal made
        made += 1
        if made < _WORTH_COMPILING:
            values = dict(zip(positional, args)) | kwargs
            if len(values) == len(args) + len(kwargs) and _assign(self, fields, values):
                return
        if cls.__init__ is __init__:
            cls.__init__ = _make_init(cls, frozen)
        cls.__init__(self, *args, **kwargs)  # which also says what is wrong with the arguments

    return __init__


def _assign(
    self: object, fields: tuple[dataclasses.Field[Any], ...], values: dict[str, Any]
) -> bool:
    """Assigns the fields and calls ``__post_init__``; False if ``values`` do not fit them."""
    chosen: list[tuple[str, Any]] = []
    for field in fields:
        if field.init and field.name in values:
            chosen.append((field.name, values.pop(field.name)))
        elif field.default_factory is not dataclasses.MISSING:
            chosen.append((field.name, field.default_factory()))
        elif field.default is not dataclasses.MISSING:
            chosen.append((field.name, field.default))
        elif field.init:
            return False
    if values:
        return False
    for name, value in chosen:
        object.__setattr__(self, name, value)
    if hasattr(self, _POST_INIT):
        getattr(self, _POST_INIT)()
    return True


def _make_init(cls: Any, frozen: bool) -> Callable[..., None]:
    """``def __init__(self, a, b=default, *, c=default)``, which assigns the fields."""
    positional: list[str] = ["self"]
    named: list[str] = []
    body: list[str] = []
    scope: dict[str, Any] = {"_factory": _FACTORY, "_set": object.__setattr__}
    for field in dataclasses.fields(cls):
        name, value = field.name, field.name
        if field.default is not dataclasses.MISSING:
            scope[f"_{name}"] = field.default
        if field.default_factory is not dataclasses.MISSING:
            scope[f"_{name}"], scope[f"_make_{name}"] = _FACTORY, field.default_factory
            value = f"_make_{name}() if {name} is _factory else {name}"
        if field.init:
            text = f"{name}=_{name}" if f"_{name}" in scope else name
            (named if field.kw_only else positional).append(text)
        elif f"_make_{name}" in scope:
            value = f"_make_{name}()"
        else:
            continue
        body.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, _POST_INIT):
        body.append(f"self.{_POST_INIT}()")
    parameters = ", ".join([*positional, *(["*", *named] if named else [])])
    lines = "\n    ".join(body or ["pass"])
    # A file name inside mgc, so that debuggers step over it as over the rest of mgc.
    code = compile(
        f"def __init__({parameters}):\n    {lines}\n", f"{__file__}/{cls.__name__}", "exec"
    )
    exec(code, scope)
    made: Callable[..., None] = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


@recursive_repr()
def _repr(self: Any) -> str:
    """``Class(field=value, ...)``."""
    values = ", ".join(
        f"{field.name}={getattr(self, field.name)!r}"
        for field in dataclasses.fields(self)
        if field.repr
    )
    return f"{type(self).__qualname__}({values})"


def _values(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    """The function that gives those attributes of an object as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda self: ()
    get = attrgetter(*names)
    return lambda self: (get(self),)


def _equality(cls: Any) -> Callable[[object, object], bool]:
    values = _values([field.name for field in dataclasses.fields(cls) if field.compare])

    def __eq__(self: object, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    return __eq__


def _hash(cls: Any) -> Callable[[object], int]:
    names = [
        field.name
        for field in dataclasses.fields(cls)
        if (field.compare if field.hash is None else field.hash)
    ]
    values = _values(names)

    def __hash__(self: object) -> int:
        return hash(values(self))

    return __hash__


def _refuse_assignment(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deletion(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> tuple[Any, ...]:
    """What pickle and copy keep of an instance without a ``__dict__``."""
    return tuple(getattr(self, field.name) for field in dataclasses.fields(self))


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
