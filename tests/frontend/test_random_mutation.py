"""Random programs of views, copies and writes do what NumPy does: contents and aliasing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mgc.frontend.marks import no_convert
from mgc.ir.errors import MgcError, ShapeError
from tests.frontend.oracle import compare, specs_of

Step = Callable[[list[Any]], None]
Random = np.random.Generator


def random_slice(r: Random, size: int) -> slice:
    """A slice of any kind, also empty, reversed and out of range."""
    bounds = [None, *range(-size - 1, size + 2)]
    start, stop = (bounds[r.integers(len(bounds))] for _ in range(2))
    return slice(start, stop, [None, 1, 2, -1, -2][r.integers(5)])


def random_index(r: Random, shape: tuple[int, ...]) -> tuple[Any, ...]:
    """A basic subscript for an array of ``shape``."""
    items: list[Any] = []
    for size in shape:
        kind = r.integers(4)
        if kind == 0 and size:
            items.append(int(r.integers(-size, size)))
        elif kind == 1:
            items.append(slice(None))
        else:
            items.append(random_slice(r, size))
    if r.integers(4) == 0:
        items.insert(int(r.integers(len(items) + 1)), None)
    return tuple(items)


def view(r: Random, x: Any) -> Callable[[Any], Any]:
    """What makes a view (or, for some shapes, a copy) of an array like ``x``."""
    rank = x.ndim
    index = random_index(r, x.shape)
    axes = tuple(int(a) for a in r.permutation(rank))
    choices: list[Callable[[Any], Any]] = [
        lambda a: a[index],
        lambda a: a[index],
        lambda a: a.transpose(axes),
        lambda a: a.reshape(-1),
        lambda a: a.T,
        lambda a: a[..., None],
        np.flip,
        lambda a: a.reshape(a.shape[::-1]),
        np.ravel,
    ]
    return choices[r.integers(len(choices))]


def fresh(r: Random, x: Any) -> Callable[[Any], Any]:
    """What makes a new array."""
    choices: list[Callable[[Any], Any]] = [
        lambda a: a.copy(),
        lambda a: a * 2,
        lambda a: -a,
        lambda a: a + a,
        lambda a: np.where(a > 0, a, 1.0),
        lambda a: np.concatenate([a.reshape(-1), a.reshape(-1)]),
        lambda a: a.sum(axis=0, keepdims=True) if a.ndim else a + 1,
        lambda a: a.astype(np.float64),
        np.cumsum,
    ]
    return choices[r.integers(len(choices))]


def write(r: Random, arrays: list[Any], at: int) -> Callable[[list[Any]], None]:
    """What changes array ``at`` in place, perhaps with another one's elements."""
    x = arrays[at]
    index = random_index(r, x.shape)
    number = float(r.integers(1, 9))
    fitting = [
        i for i, a in enumerate(arrays) if isinstance(a, np.ndarray) and fits(a.shape, x.shape)
    ]
    other = fitting[r.integers(len(fitting))] if fitting else at

    def whole(env: list[Any]) -> None:
        env[at][...] = env[other]

    def part(env: list[Any]) -> None:
        env[at][index] = number

    def double(env: list[Any]) -> None:
        env[at][index] *= 2

    def add(env: list[Any]) -> None:
        env[at] += env[other]

    def mask(env: list[Any]) -> None:
        env[at][env[at] > 2] = number

    def out(env: list[Any]) -> None:
        np.multiply(env[at], env[other], out=env[at])

    choices = [whole, part, double, add, mask, out]
    return choices[r.integers(len(choices))]


def fits(source: tuple[int, ...], target: tuple[int, ...]) -> bool:
    """True if ``source`` broadcasts to ``target``."""
    try:
        return np.broadcast_shapes(source, target) == target
    except ValueError:
        return False


def random_program(seed: int) -> tuple[list[Step], tuple[Any, ...]]:
    """Steps on a list of arrays that starts as the arguments, and the arguments."""
    r = np.random.default_rng(seed)
    args = tuple(r.integers(-5, 6, size=(3, 4)).astype(np.float64) for _ in range(2))
    env: list[Any] = [a.copy() for a in args]
    steps: list[Step] = []
    for _ in range(int(r.integers(3, 9))):
        at = int(r.integers(len(env)))
        if not isinstance(env[at], np.ndarray):
            continue
        kind = r.integers(5)
        if kind < 3:
            make = view(r, env[at]) if kind < 2 else fresh(r, env[at])

            def step(env: list[Any], make: Any = make, at: int = at) -> None:
                env.append(make(env[at]))
        else:
            step = write(r, env, at)  # pyright: ignore[reportAssignmentType]
        step(env)
        steps.append(step)
    return steps, args


@pytest.mark.parametrize("block", range(8))
def test_random_programs(block):
    done = refused = 0
    for seed in range(block * 40, block * 40 + 40):
        steps, args = random_program(seed)

        @no_convert
        def program(x, y, steps=tuple(steps)):
            env = [x, y]
            for step in steps:
                step(env)
            return env

        for symbolic in (False, True):
            try:
                compare(program, args, specs_of(args, symbolic=symbolic))
                done += 1
            except MgcError as error:
                # An extent that happens to be 1 is not broadcast where it is symbolic.
                by_size = symbolic and isinstance(error, ShapeError)
                expected = by_size or error.code in ("MGC-M4", "MGC-D1")
                refused += 1
            else:
                expected = True
            assert expected
    assert done > 2 * refused
