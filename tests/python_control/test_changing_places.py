"""Arrays that change places in loops of which only a run knows how often they do."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc

Function = Callable[..., Any]


def diffuse(old, new, steps):
    for _ in range(steps):
        new[1:-1] = 0.5 * (old[:-2] + old[2:])
        old, new = new, old
    return old.copy()


def diffuse_within(u, steps):
    a, b = u.copy(), u.copy()
    for k in range(steps):
        b[1:-1] = 0.5 * (a[:-2] + a[2:]) + k
        a, b = b, a
    a[0] = 9
    return a, b


def three_levels(u, steps):
    a, b, c = u.copy(), u * 2, u * 3
    for k in range(steps):
        c[:] = a + b * 0.5 + k
        a, b, c = b, c, a
    return a, b, c


def in_a_loop(u, steps):
    a, b = u.copy(), u * 2
    for o in range(3):
        for i in range(steps):
            b[:] = a * 0.5 + i
            a, b = b, a
        a += o
    return a


def backwards(u, steps):
    a, b, last = u.copy(), u * 2, -1
    for k in range(steps, 0, -1):
        b[:] = a + k
        a, b = b, a
        last = k
    return a, last


def edit_distance(u, steps):
    s, t = np.arange(steps) % 3, np.arange(len(u)) % 4
    previous, current = np.arange(len(t) + 1), np.zeros(len(t) + 1, int)
    for i in range(1, len(s) + 1):
        current[0] = i
        for j in range(1, len(t) + 1):
            other = 0 if s[i - 1] == t[j - 1] else 1
            current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + other)
        previous, current = current, previous
    return previous[len(t)]


def while_counting(u, steps):
    a, b, n = u.copy(), u * 2, 0
    while n < steps:
        b[:] = a * 0.5 + n
        n += 1
        a, b = b, a
    a[0] = 9
    return a, b, n


def while_small(u, steps):
    a, b, n, change = u + 1, u * 2, 0, 0.0
    while a.max() < 30 + steps:
        b[1:] = a[:-1] + a[1:]
        b[0] = n
        n += 1
        change = np.abs(b - a).sum()
        a, b = b, a
    return a, b, n, change


def while_in_a_loop(u, steps):
    a, b = u.copy(), u * 2
    for o in range(3):
        while a.sum() < 100 * o + steps:
            b[:] = a + 1
            a, b = b, a
        a -= o
    return a, b


def while_in_a_tuple(u, steps):
    state = (u.copy(), u * 2, 0)
    while state[0][0] < steps:
        a, b, n = state
        b[:] = a + 1
        state = (b, a, n + 1)
    return state


def while_three(u, steps):
    a, b, c, n = u + 1, u + 2, u + 3, 0
    while a[0] < 5 * steps:
        c[:] = a + b
        a, b, c = b, c, a
        n += 1
    return a, b, c, n


def while_not_stopped(u, steps):
    a, b, n = u.copy(), u * 2, 0
    while a[0] < steps:
        b[:] = a + 1
        a, b = b, a
        n += 1
        if n == 3:
            break
    return a, b, n


def while_with_parts(u, steps):
    a, b, n, t = u.copy(), u * 2, 0, 0.0
    while a[0] < steps:
        b[:] = a + 1
        n += 1
        a, b = b, a
        t += a[: n % 3].sum()
    return a, b, t


def over_rows(m):
    a, b = np.zeros(m.shape[1]), np.ones(m.shape[1])
    for row in m:
        b += row * a[0]
        a, b = b, a
    return a - b


LOCAL = [
    diffuse_within, three_levels, in_a_loop, backwards, edit_distance, while_counting, while_small,
    while_in_a_loop, while_in_a_tuple, while_three, while_not_stopped, while_with_parts,
]  # fmt: skip


def ways(function: Function, signature: str, folder: Path) -> dict[str, Function]:
    """The function as compiled, interpreted, and as a library."""
    compiled = mgc.function(signature=signature)(function)
    concrete = compiled.get_concrete_function()
    path = folder / f"{function.__name__}.so"
    concrete.save(path)
    library = getattr(mgc.load(path), function.__name__)
    return {"compiled": compiled, "interpreted": concrete.interpret, "library": library}


def compare(function: Function, way: Function, *arguments: Any) -> None:
    """Results and what has become of the arguments."""
    given, expected = deepcopy(arguments), deepcopy(arguments)
    result, wanted = way(*given), function(*expected)
    pairs = zip((result,), (wanted,)) if not isinstance(wanted, tuple) else zip(result, wanted)
    for one, other in (*pairs, *zip(given, expected)):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("function", LOCAL)
def test_any_number_of_iterations(function: Function, tmp_path: Path) -> None:
    for way in ways(function, "f64[n], int", tmp_path).values():
        for steps in range(8):
            compare(function, way, np.arange(6.0) ** 2, steps)


def relax(old, new, steps):
    n = 0
    while n < steps:
        new[1:-1] = 0.5 * (old[:-2] + old[2:])
        old, new = new, old
        n += 1
    return old.copy()


@pytest.mark.parametrize("function", [diffuse_within, three_levels, while_counting, while_small])
def test_no_array_is_handed_on_as_another_one(function: Function) -> None:
    compiled = mgc.function(signature="f64[n], int")(function)
    nodes = compiled.get_concrete_function().function.body.walk()
    (loop,) = (node for node in nodes if node.op.name in ("for", "while"))
    body = loop.regions[-1]
    for param, result in zip(body.params, body.results, strict=True):
        assert result is param or result not in body.params


def test_arguments_that_change_places(tmp_path: Path) -> None:
    for way in ways(diffuse, "f64[n], f64[n], int", tmp_path).values():
        for steps in range(6):
            compare(diffuse, way, np.arange(6.0) ** 2, np.zeros(6), steps)


def test_any_number_of_rows(tmp_path: Path) -> None:
    for way in ways(over_rows, "f64[n,m]", tmp_path).values():
        for rows in range(5):
            compare(over_rows, way, np.arange(rows * 3.0).reshape(rows, 3))


def test_nothing_is_asked_of_the_number_of_iterations() -> None:
    compiled = mgc.function(signature="f64[n], int")(three_levels)
    assert not compiled.get_concrete_function().function.constraints
