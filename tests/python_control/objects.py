# pyright: reportPossiblyUnboundVariable=false, reportUnknownArgumentType=false
"""Functions whose state is in objects: methods, properties, counters, automata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.python_control.cases import X, case


class Counter:
    """Counts and adds; ``twice`` goes through a property."""

    def __init__(self) -> None:
        self.n = 0
        self.total = 0.0
        self.last = None

    def increase(self):
        self.n += 1

    def add(self, value):
        self.total += value

    @property
    def twice(self):
        if self.total > 0:
            return 2 * self.n
        return -2 * self.n

    @twice.setter
    def twice(self, value):
        self.n = value // 2


class Moments:
    """Welford's running mean and variance, in slots."""

    __slots__ = ("m2", "mean", "n")

    def __init__(self) -> None:
        self.n = 0
        self.mean = 0.0
        self.m2 = 0.0

    def push(self, value):
        self.n += 1
        d = value - self.mean
        self.mean += d / self.n
        self.m2 += d * (value - self.mean)


class Grid:
    """Two arrays that change places in each step."""

    def __init__(self, n) -> None:
        self.u = np.zeros((n, n))
        self.v = np.ones((n, n))
        self.t = 0

    def step(self):
        u = self.u
        self.v[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2]) + 1
        self.u, self.v = self.v, self.u
        self.t += 1


class Controller:
    """A PID controller: the last error is None at first."""

    def __init__(self, kp, ki, kd) -> None:
        self.k = (kp, ki, kd)
        self.sum = 0.0
        self.last = None

    def step(self, error, dt):
        self.sum += error * dt
        d = 0.0 if self.last is None else (error - self.last) / dt
        self.last = error
        return self.k[0] * error + self.k[1] * self.sum + self.k[2] * d


class Ring:
    """A ring buffer with a mean."""

    def __init__(self, n) -> None:
        self.items = np.zeros(n)
        self.position = 0

    def push(self, value):
        self.items[self.position] = value
        self.position = (self.position + 1) % len(self.items)
        return self.items.mean()


@dataclass
class Tally:
    """A dataclass that is not an argument."""

    total: float
    count: int
    parts: Any


@case(X)
def counted_in_a_method(x):
    c = Counter()
    for _ in range(len(x)):
        c.increase()
    return c.n


@case(X)
def counted_in_an_attribute(x):
    c = Counter()
    for _ in range(1000):
        c.n += 1
    return c.n, x


@case(X)
@case(-X)
def set_in_a_branch(x):
    c = Counter()
    if x[0] > 0:
        c.n = 7
    return c.n


@case(X)
def changed_in_branches_of_a_loop(x):
    c = Counter()
    for i in range(len(x)):
        if x[i] > 0:
            c.increase()
            c.add(x[i])
    return c.n, c.total


@case(X)
def changed_in_a_while(x):
    c = Counter()
    while c.n < 5 and c.total < 3.0:
        c.increase()
        c.add(abs(x[c.n]))
    return c.n, c.total


@case(X)
def properties(x):
    c = Counter()
    for i in range(len(x)):
        c.twice = c.twice + 2
        c.add(x[i])
    return c.twice, c.n


@case(X)
def set_by_name(x):
    c = Counter()
    for _ in range(len(x)):
        setattr(c, "n", c.n + 1)  # noqa: B010
    return c.n


@case(X)
def left_by_break(x):
    c = Counter()
    for v in x:
        c.increase()
        if v < -0.5:
            break
    return c.n


@case(X)
def attribute_of_a_class(x):
    class Local:
        k = 0

    for _ in range(len(x)):
        Local.k += 1
    return Local.k


@case(X)
def attribute_of_a_function(x):
    def numbered():
        state.calls += 1
        return state.calls

    state: Any = numbered
    state.calls = 0
    for i in range(len(x)):
        x[i] += numbered()
    return x


@case(X)
def array_in_an_attribute(x):
    c: Any = Counter()
    c.total = np.zeros(3)
    kept = c.total
    for i in range(len(x)):
        c.total = c.total + x[i]
    return c.total, kept.copy()


@case(X)
def bound_by_the_first_iteration(x):
    c = Counter()
    for i in range(len(x)):
        c.last = x[i]
    return c.last


@case(X)
def several_objects(x):
    counters = [Counter() for _ in range(3)]
    for i in range(len(x)):
        for c in counters:
            c.add(x[i])
    return [c.total for c in counters]


@case(X)
def running_moments(x):
    m = Moments()
    for v in x:
        m.push(v)
    return m.mean, m.m2 / (m.n - 1)


@case(X)
def ring_buffer(x):
    r = Ring(4)
    y = np.empty_like(x)
    for i in range(len(x)):
        y[i] = r.push(x[i])
    return y, r.items, r.position


@case(6, 5)
@case(6, 4)
def exchanged_attributes(n, steps):
    g = Grid(n)
    for _ in range(steps):
        g.step()
    return g.u, g.v, g.t


@case(X, 0.1)
def controlled(x, dt):
    c = Controller(1.0, 0.5, 0.1)
    y = 0.0
    out = np.empty_like(x)
    for i in range(len(x)):
        y += c.step(x[i] - y, dt) * dt
        out[i] = y
    return out


@case(X)
def local_dataclass(x):
    s = Tally(0.0, 0, np.zeros(3))
    for i in range(len(x)):
        s.total += x[i]
        if x[i] > 0:
            s.count += 1
        s.parts[i % 3] += x[i]
    return s.total, s.count, s.parts


@case(X)
def automaton(x):
    c = Counter()
    visits = np.zeros(4, int)
    for v in x:
        if c.n == 0:
            if v > 0:
                c.n = 1
        elif c.n == 1:
            c.n = 2 if v < 0 else 3
        else:
            c.n = 0
        visits[c.n] += 1
    return visits, c.n


class Link:
    """An item of a linked list."""

    def __init__(self, value, following) -> None:
        self.value = value
        self.following = following


@case(X)
def linked_list(x):
    head = None
    for k in range(3):
        head = Link(x[k], head)
    total = 0.0
    while head is not None:
        total += head.value
        head = head.following
    return total
