"""Source text is found for the code object itself, and refused when it is not its text."""

from __future__ import annotations

import functools
import linecache
import os
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from mgc.frontend.convert import ConversionError, Obstacle, TransparentHooks, convert, obstacle

HOOKS = TransparentHooks()


def load(path: Path, text: str, **namespace: Any) -> dict[str, Any]:
    """Write ``text`` to ``path`` and run it as a module."""
    path.write_text(text, encoding="utf-8")
    module: dict[str, Any] = {"__name__": path.stem, **namespace}
    exec(compile(text, str(path), "exec"), module)
    return module


def run(function: Any, *arguments: Any) -> Any:
    return convert(function, HOOKS)(*arguments)


def test_lambdas_are_told_apart_by_their_columns() -> None:
    pair = (lambda x: x[0], lambda x: x[1])
    # One text at two places; the conversion keeps the place.
    same = [lambda x: x[0], lambda x: x[0]]
    assert [run(f, "ab") for f in pair] == ["a", "b"]
    for f in same:
        assert (
            list(convert(f, HOOKS).__code__.co_positions())[-1][2]
            == (list(f.__code__.co_positions())[-1][2])
        )


def test_lambda_inside_a_lambda() -> None:
    outer = lambda x: lambda y: x[0] + y[0]  # noqa: E731
    assert run(run(outer, [1]), [2]) == 3


def test_lambda_in_decorator_default_and_class_base() -> None:
    found = []

    def keep(f: Any) -> Any:
        found.append(f)
        return lambda g: g

    @keep(lambda x: x[0])
    def f(key=lambda x: x[1]):
        return key

    class Base:
        def __init_subclass__(cls, key: Any) -> None:
            found.append(key)

    class Derived(Base, key=lambda x: x[2]):
        other = lambda x: x[3]  # noqa: E731

    found += [f(), Derived.other]
    assert [run(g, "abcd") for g in found] == ["a", "c", "b", "d"]


def test_wrapped_function_is_the_wrapper_itself() -> None:
    def twice(f: Any) -> Any:
        @functools.wraps(f)
        def wrapper(x):
            return f(x) + x[1]

        return wrapper

    @twice
    def first(x):
        return x[0]

    assert run(first, [1, 10]) == 11


def test_function_with_an_assertion_in_a_rewritten_test_module() -> None:
    def f(x):
        assert x[0] == 1, "one"
        return x[1]

    assert run(f, [1, 2]) == 2
    with pytest.raises(AssertionError):
        run(f, [2, 2])


def test_future_annotations_and_private_names(tmp_path: Path) -> None:
    module = load(
        tmp_path / "private.py",
        "from __future__ import annotations\n"
        "class _Model:\n"
        "    __scale = 2\n"
        "    def get(self, x: a.b[c]) -> d:\n"
        "        def inner(y: e[f]): return self.__scale * y[0]\n"
        "        return inner(x), inner.__annotations__\n",
    )
    assert run(module["_Model"]().get.__func__, module["_Model"](), [3]) == (6, {"y": "e[f]"})


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_type_parameters_and_nested_f_strings(tmp_path: Path) -> None:
    module = load(
        tmp_path / "generic.py",
        "def first[T: (int, str)](x: list[T]) -> T:\n"
        "    type Pair[K] = tuple[K, T]\n"
        "    def inner[S](y: S) -> list[S]:\n"
        "        return [y, f'{f'{x[0]}'}']\n"
        "    class Box[V]:\n"
        "        item: V = x[0]\n"
        "    return inner(x[1]), T.__name__, Pair.__name__, Box[int].item\n",
    )
    assert run(module["first"], [1, 2]) == ([2, "1"], "T", "Pair", 1)


def test_closure_over_names_of_every_kind(tmp_path: Path) -> None:
    module = load(
        tmp_path / "scopes.py",
        "import math\n"
        "def outer(a):\n"
        "    from math import sin\n"
        "    class C:\n"
        "        def get(self, k):\n"
        "            return C, outer, a[k], math.floor(sin(k)), __class__\n"
        "    return C\n",
    )
    cls = module["outer"]("ab")
    assert run(cls.get, cls(), 1) == (cls, module["outer"], "b", 0, cls)


def test_classes_inside_a_method_keep_their_qualified_names() -> None:
    class Outer:
        def make(self, x):
            class Inner:
                first = x[0]

                class Innermost:
                    def get(self):
                        return x[1]

            return Inner

    original = Outer().make("ab")
    converted = run(Outer.make, Outer(), "ab")
    assert converted.first == "a"
    assert converted.Innermost().get() == "b"
    assert converted.__qualname__ == original.__qualname__
    assert converted.Innermost.get.__qualname__ == original.Innermost.get.__qualname__


def refusal(function: Any) -> ConversionError:
    """The error of converting ``function``, which `obstacle` gives too."""
    with pytest.raises(ConversionError) as caught:
        convert(function, HOOKS)
    found = obstacle(function)
    assert found is not None
    assert str(found) == str(caught.value)
    assert found.obstacle is caught.value.obstacle
    return found


def test_code_without_source() -> None:
    namespace: dict[str, Any] = {}
    exec("def made(x): return x[0]", namespace)
    error = refusal(namespace["made"])
    assert error.obstacle is Obstacle.NO_SOURCE
    assert error.reason == "there is no source for 'made' (defined in <string>)"


def test_code_with_lines_in_linecache() -> None:
    text = "def made(x):\n    return x[0]\n"
    lines: list[str] = [*text.splitlines(True)]
    linecache.cache["<cell 1>"] = (len(text), None, lines, "<cell 1>")
    namespace: dict[str, Any] = {}
    exec(compile(text, "<cell 1>", "exec"), namespace)
    assert run(namespace["made"], [5]) == 5


def test_generators_and_coroutines() -> None:
    def generator(x):
        yield x

    async def coroutine(x):
        return x

    async def stream(x):
        yield x

    assert refusal(generator).obstacle is Obstacle.GENERATOR
    assert refusal(stream).obstacle is Obstacle.GENERATOR
    assert refusal(coroutine).obstacle is Obstacle.COROUTINE
    assert refusal(coroutine).reason.endswith("coroutine' is a coroutine: it is an 'async def'")


@pytest.mark.parametrize(
    "edited",
    [
        "def f(x):\n    return x[0] + 2\n",
        "def f(x):\n    return x[0] - 1\n",
        "def f(x):\n    return x[True] + 1\n",
        "def f(x):\n    return x[0] + 1.0\n",
        "def f(x):\n    return y[0] + 1\n",
        "def f(x, y):\n    return x[0] + 1\n",
        "def g(x):\n    return x[0] + 1\n",
        "\ndef f(x):\n    return x[0] + 1\n",
        "def f(x):\n    return  x[0] + 1\n",
        "def f(x):\n    return x[0] +\n",
    ],
)
def test_edited_file_is_refused(tmp_path: Path, edited: str) -> None:
    path = tmp_path / "model.py"
    module = load(path, "def f(x):\n    return x[0] + 1\n")
    path.write_text(edited, encoding="utf-8")
    error = refusal(module["f"])
    assert error.obstacle is Obstacle.CHANGED_SOURCE
    assert error.reason == f"the source of 'f' at {path}:1 has changed since it was imported"


def test_deleted_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    module = load(path, "def f(x):\n    return x[0] + 1\n")
    path.unlink()
    assert refusal(module["f"]).obstacle is Obstacle.NO_SOURCE


def test_edit_elsewhere_in_the_file_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    text = "def f(x):\n    return x[0] + 1\n\ndef g(x):\n    return x\n"
    module = load(path, text)
    path.write_text(text.replace("return x\n", "return x * 2\n"), encoding="utf-8")
    assert run(module["f"], [1]) == 2


def test_edited_and_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    old = load(path, "def f(x):\n    return x[0] + 1\n")
    assert run(old["f"], [1]) == 2
    # The size is the same, so only the time shows that the file was written again.
    stat = path.stat()
    new = load(path, "def f(x):\n    return x[0] + 2\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 10**9))
    assert run(new["f"], [1]) == 3
    assert run(old["f"], [1]) == 2


def test_only_functions_are_converted() -> None:
    method: Any = types.MethodType(lambda self: self, 1)
    with pytest.raises(TypeError, match="'method'"):
        convert(method, HOOKS)


def test_compiled_without_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    path = tmp_path / "plain.py"
    path.write_text(
        "from mgc.frontend.convert import TransparentHooks, convert\n"
        "pair = [lambda x: x[0], lambda x: x[1]]\n"
        "print([convert(f, TransparentHooks())('ab') for f in pair])\n"
    )
    command = [sys.executable, "-X", "no_debug_ranges", str(path)]
    root = Path(__file__).parents[2]
    result = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert result.stdout == "['a', 'b']\n", result.stderr
