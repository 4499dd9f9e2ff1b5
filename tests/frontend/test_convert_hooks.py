"""Which hooks converted code calls, with which arguments and in which order."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mgc.frontend.convert import INPLACE_OPERATORS, Hooks, TransparentHooks, conversion, convert


class Recording(TransparentHooks):
    """Writes down every use of a hook."""

    def __init__(self) -> None:
        self.log: list[tuple[Any, ...]] = []

    def call(self, callee: Any, /) -> Callable[..., Any]:
        self.log.append(("call", callee))
        return super().call(callee)

    def get_item(self, array: Any, index: Any, /) -> Any:
        self.log.append(("get_item", index))
        return super().get_item(array, index)

    def set_item(self, array: Any, index: Any, value: Any, /) -> None:
        self.log.append(("set_item", index, value))
        super().set_item(array, index, value)

    def update_item(self, array: Any, index: Any, operator: str, value: Any, old: Any, /) -> None:
        self.log.append(("update_item", index, operator, value, old))
        array[index] = INPLACE_OPERATORS[operator](old, value)

    def inplace(self, operator: str, target: Any, value: Any, /) -> Any:
        self.log.append(("inplace", operator, target, value))
        return super().inplace(operator, target, value)


def recorded(function: Any, *arguments: Any) -> list[tuple[Any, ...]]:
    """What the hooks see while ``function`` runs."""
    hooks = Recording()
    convert(function, hooks)(*arguments)
    return hooks.log


class Grid:
    """Takes every index and holds one number."""

    value = 1

    def __getitem__(self, index: Any) -> int:
        return self.value

    def __setitem__(self, index: Any, value: Any) -> None:
        self.value = value


def test_calls() -> None:
    def f(x):
        return max(len(x), *x, key=lambda v: abs(v))

    assert [entry[1] for entry in recorded(f, [1])] == [max, len, abs, abs]


def test_methods_are_seen_bound() -> None:
    def f(x):
        x.append(1)

    x: list[int] = []
    assert recorded(f, x) == [("call", x.append)]


def test_functions_that_look_at_their_caller_are_not_hooked() -> None:
    def f():
        return super, locals(), globals(), vars(), dir(), eval("1"), exec("2")  # type: ignore[func-returns-value]

    assert recorded(f) == []


def test_loads_with_every_kind_of_index() -> None:
    def f(x):
        return x[0], x[1:2], x[::3, ...], x[None, *range(2)], x[:-1]

    log = [index for kind, *index in recorded(f, Grid()) if kind == "get_item"]
    assert log == [
        [0],
        [slice(1, 2, None)],
        [(slice(None, None, 3), ...)],
        [(None, 0, 1)],
        [slice(None, -1, None)],
    ]


def test_stores_in_every_place_a_target_can_be() -> None:
    class Manager:
        def __enter__(self):
            return 6

        def __exit__(self, *error):
            return None

    def f(x, manager):
        x[0] = 1
        x[1:2], [x[2], *x[3]] = 2, (3, 4, 5)
        for x[4] in (7,):
            pass
        with manager as x[5]:
            pass
        [0 for x[6] in (8,)]
        x[7]: int = 9  # type: ignore[misc]
        x[8] = x[9] = 10

    assert [entry for entry in recorded(f, Grid(), Manager()) if entry[0] != "call"] == [
        ("set_item", 0, 1),
        ("set_item", slice(1, 2, None), 2),
        ("set_item", 2, 3),
        ("set_item", 3, [4, 5]),
        ("set_item", 4, 7),
        ("set_item", 5, 6),
        ("set_item", 6, 8),
        ("set_item", 7, 9),
        ("set_item", 8, 10),
        ("set_item", 9, 10),
    ]


def test_augmented_subscript_is_one_update() -> None:
    def f(x):
        x[1:2] += 4

    assert recorded(f, Grid()) == [
        ("get_item", slice(1, 2, None)),
        ("update_item", slice(1, 2, None), "iadd", 4, 1),
    ]


@pytest.mark.parametrize(
    ("operator", "name"),
    [
        ("+", "iadd"),
        ("-", "isub"),
        ("*", "imul"),
        ("@", "imatmul"),
        ("/", "itruediv"),
        ("//", "ifloordiv"),
        ("%", "imod"),
        ("**", "ipow"),
        ("<<", "ilshift"),
        (">>", "irshift"),
        ("&", "iand"),
        ("^", "ixor"),
        ("|", "ior"),
    ],
)
def test_in_place_operators_go_by_their_names(operator: str, name: str, tmp_path: Path) -> None:
    class Operand:
        def __matmul__(self, other):
            return self

        __add__ = __sub__ = __mul__ = __truediv__ = __floordiv__ = __mod__ = __pow__ = __matmul__
        __lshift__ = __rshift__ = __and__ = __xor__ = __or__ = __matmul__

    path = tmp_path / "operators.py"
    path.write_text(f"def f(x, y):\n    x {operator}= y\n    y[0] {operator}= x\n")
    namespace: dict[str, Any] = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    operand = Operand()
    log = recorded(namespace["f"], operand, [operand])
    assert [entry[1:3] for entry in log if entry[0] == "inplace"] == [(name, operand)]
    assert [entry[1:3] for entry in log if entry[0] == "update_item"] == [(0, name)]


def test_attributes_and_deletion_stay_python() -> None:
    class Thing:
        a = 1

    def f(x, thing):
        thing.a = 2
        thing.a += 3
        del x[0]

    assert recorded(f, [1], Thing()) == []


def test_inner_functions_and_classes_are_converted_with_their_surroundings() -> None:
    def f(x):
        def inner():
            return x[0]

        class Inner:
            first = x[1]

            def get(self):
                return x[2]

        return inner(), Inner().get(), [x[3] for _ in range(1)], (lambda: x[4])()

    log = recorded(f, [0, 1, 2, 3, 4])
    assert [entry[1] for entry in log if entry[0] == "get_item"] == [1, 0, 2, 3, 4]


def test_user_names_are_untouched() -> None:
    y = 1

    def f(x, *, k=[2]):  # noqa: B006
        """Document f."""
        z = x[0] + y
        return sorted(locals()), z

    vars(f)["mark"] = "m"
    before = set(globals())
    g: Any = convert(f, TransparentHooks())
    assert g([1]) == (["k", "x", "y", "z"], 2)
    assert set(globals()) == before
    assert g.__globals__ is globals()
    assert g.__closure__ == f.__closure__
    assert f.__closure__ is not None
    assert g.__closure__[0] is f.__closure__[0]
    assert g.__kwdefaults__ is f.__kwdefaults__
    assert (g.__name__, g.__qualname__, g.__module__) == (f.__name__, f.__qualname__, f.__module__)
    assert (g.__doc__, g.mark, g.__code__.co_qualname) == ("Document f.", "m", f.__qualname__)
    assert g.__code__.co_filename == __file__


def test_cells_are_shared_both_ways() -> None:
    n = 1

    def bump():
        nonlocal n
        n += 1

    g = convert(bump, TransparentHooks())
    g()
    n *= 10
    g()
    assert n == 21


def test_conversion_is_cached_per_code_object() -> None:
    def make(k):
        def f(x):
            return x[k]

        return f

    hooks = TransparentHooks()
    f, g = make(0), make(1)
    assert convert(f, hooks).__code__ is convert(g, hooks).__code__
    assert (convert(f, hooks)("ab"), convert(g, hooks)("ab")) == ("a", "b")


def test_converted_functions_are_converted_no_further() -> None:
    def f(x):
        def inner():
            return x[0]

        return inner

    first, second = Recording(), Recording()
    g = convert(f, first)
    assert convert(g, first) is g
    inner = g([1])
    assert convert(inner, first) is inner
    assert convert(inner, second)() == 1
    assert (first.log, second.log) == ([], [("get_item", 0)])


def test_cache_does_not_keep_code_alive(tmp_path: Path) -> None:
    path = tmp_path / "short_lived.py"
    path.write_text("def f(x):\n    return x[0]\n")
    namespace: dict[str, Any] = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    code = weakref.ref(namespace["f"].__code__)
    converted = convert(namespace["f"], TransparentHooks())
    assert len(recorded(namespace["f"], "a")) == 1
    entries = len(conversion._cache)
    namespace.clear()
    gc.collect()
    assert code() is None
    assert len(conversion._cache) < entries
    assert converted("b") == "b"


def test_hooks_protocol_is_what_transparent_hooks_are() -> None:
    hooks: Hooks = TransparentHooks()
    assert hooks.inplace("iadd", [1], [2]) == [1, 2]
