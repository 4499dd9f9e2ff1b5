"""Comparing code objects, and building them again with other constants and names."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import CodeType
from typing import Any

# Whether a function is nested, a method or has a docstring depends on the text around it or is
# seen elsewhere; the skeleton that a function is compiled in differs there.
_CONTEXT_FLAGS = inspect.CO_NESTED | 0x4000000 | 0x8000000


def same_code(a: CodeType, b: CodeType) -> bool:
    """True if two code objects were compiled from the same text at the same place."""
    return (
        a.co_name == b.co_name
        and a.co_firstlineno == b.co_firstlineno
        and _layout(a) == _layout(b)
        and a.co_code == b.co_code
        and len(a.co_consts) == len(b.co_consts)
        and all(map(_same_constant, _constants(a), _constants(b)))
        and all(map(tuple.__eq__, a.co_positions(), b.co_positions()))
    )


def is_rewritten(code: CodeType) -> bool:
    """True if pytest has rewritten an ``assert`` in ``code`` or in a function inside it."""
    if any(name.startswith("@py") for name in (*code.co_varnames, *code.co_names)):
        return True
    return any(is_rewritten(constant) for constant in nested_codes(code))


def resembles(rewritten: CodeType, compiled: CodeType) -> bool:
    """True if ``rewritten`` can be ``compiled`` with its assertions rewritten by pytest.

    Rewriting adds names and constants and keeps the others, the parameters and the lines.
    """
    return (
        rewritten.co_name == compiled.co_name
        and rewritten.co_firstlineno == compiled.co_firstlineno
        and _parameters(rewritten) == _parameters(compiled)
        and set(rewritten.co_freevars) >= set(compiled.co_freevars)
        and _names(rewritten) >= _names(compiled)
        and _lines(rewritten) == _lines(compiled)
        and all(
            any(_resembling_constant(c, constant) for c in _constants(rewritten))
            for constant in _constants(compiled)
        )
    )


def nested_codes(code: CodeType) -> list[CodeType]:
    """The code objects of the functions, classes and comprehensions directly inside ``code``."""
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def replace_constants(code: CodeType, replacement: Callable[[Any], Any]) -> CodeType:
    """``code`` with every constant, also of nested code, passed through ``replacement``."""

    def replaced(constant: Any) -> Any:
        if isinstance(constant, CodeType):
            return replace_constants(constant, replacement)
        return replacement(constant)

    constants = tuple(map(replaced, code.co_consts))
    if all(new is old for new, old in zip(constants, code.co_consts, strict=True)):
        return code
    return code.replace(co_consts=constants)


def rename(code: CodeType, original: CodeType) -> CodeType:
    """``code`` with the qualified name of ``original``, those of nested code following suit."""
    old, new = code.co_qualname, original.co_qualname

    def renamed(inner: CodeType) -> CodeType:
        name = inner.co_qualname
        if name == old or name.startswith(old + "."):
            name = new + name[len(old) :]
        constants = tuple(
            renamed(constant) if isinstance(constant, CodeType) else constant
            for constant in _constants(inner, name)
        )
        return inner.replace(co_qualname=name, co_consts=constants)

    nested = original.co_flags & inspect.CO_NESTED
    return renamed(code).replace(co_flags=code.co_flags & ~inspect.CO_NESTED | nested)


def _constants(code: CodeType, qualname: str = "") -> tuple[Any, ...]:
    """The constants, with ``qualname`` for the code's own, which the body of a class assigns."""
    if code.co_flags & inspect.CO_NEWLOCALS:
        return code.co_consts
    return tuple(qualname if c == code.co_qualname else c for c in code.co_consts)


def _layout(code: CodeType) -> tuple[object, ...]:
    """Parameters, variables and flags."""
    return (
        *_parameters(code),
        code.co_varnames,
        code.co_cellvars,
        code.co_freevars,
        code.co_names,
    )


def _parameters(code: CodeType) -> tuple[object, ...]:
    """Names and kinds of the parameters, and the flags that do not depend on the context."""
    variadic = bool(code.co_flags & inspect.CO_VARARGS) + bool(
        code.co_flags & inspect.CO_VARKEYWORDS
    )
    count = code.co_argcount + code.co_kwonlyargcount + variadic
    return (
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_varnames[:count],
        code.co_flags & ~_CONTEXT_FLAGS,
    )


def _names(code: CodeType) -> set[str]:
    """Every name that the code uses."""
    return {*code.co_names, *code.co_varnames, *code.co_cellvars}


def _lines(code: CodeType) -> set[int]:
    """The lines that have instructions."""
    return {line for _, _, line in code.co_lines() if line is not None}


def _same_constant(a: Any, b: Any) -> bool:
    """True for equal constants of the same type: 1 is not True, 0.0 is not -0.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, CodeType):
        return same_code(a, b)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(_same_constant, a, b))
    if isinstance(a, frozenset):
        return sorted(map(repr, a)) == sorted(map(repr, b))
    return repr(a) == repr(b)


def _resembling_constant(rewritten: Any, constant: Any) -> bool:
    """As `_same_constant`, with `resembles` for code."""
    if isinstance(rewritten, CodeType) and isinstance(constant, CodeType):
        return resembles(rewritten, constant)
    return _same_constant(rewritten, constant)
