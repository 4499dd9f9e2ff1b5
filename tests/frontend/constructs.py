# type: ignore  # the cases are odd on purpose
# ruff: noqa: E731, F821, RUF012, UP008
"""Python's constructs in functions as users write them.

The decorator of each gives the arguments of one call.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

CASES: list[tuple[Any, tuple[Any, ...]]] = []
SCALE = 3
counter = 0


def case(*arguments: Any) -> Callable[[Any], Any]:
    """List the decorated function as a case, called with ``arguments``."""

    def register(function: Any) -> Any:
        CASES.append((function, arguments))
        return function

    return register


@case(2, [1, 2])
def keyword_only_star_and_defaults(a, b, *rest, c=4, **more):
    def inner(a, /, b=SCALE, *args, k=a, **kw):
        return a, b, args, k, sorted(kw.items())

    return inner(a), inner(*b, *rest, k=c), inner(1, **{"z": 1, "k": 2}, **more)


@case(3)
def closures_and_nonlocal(n):
    total = 0

    def add(k):
        nonlocal total
        total += k
        return lambda: total + k + n

    later = [add(i) for i in range(n)]
    return [f() for f in later], total


@case(5)
def recursion(n):
    return 1 if n == 0 else n * recursion(n - 1)


@case()
def global_statement():
    global counter
    counter = 1
    counter += SCALE
    return counter


@case([[1, 2, 3], [4, 5, 6]])
def all_kinds_of_targets(x):
    x[0][1], *x[1], y = "abcd"
    x[0][0] = z = x[1][:] = [7]
    [x[0][i := 1], (x[1][0], w)] = 8, (9, 10)
    for x[0][0] in range(3):
        pass
    x[0][1:] = (value for value in (1, 2))
    x[0][-1]: int = 5
    return x, y, z, i, w


@case({"a": [1, 2, 3], "n": 4})
def augmented_targets(d):
    d["a"] += [4]
    d["a"][1:3] *= 2
    d["a"][0] -= d["n"]
    d["n"] **= 2
    d["n"] //= 3
    d["n"] %= 4
    d["n"] <<= 3
    d["n"] |= 1
    d["n"] ^= 2
    d["n"] &= ~4
    d["n"] >>= 1
    d["n"] /= 2
    n = d["n"]
    n += 1
    n -= 3
    n *= 2
    return d, n


@case()
def order_of_evaluation():
    log = []

    def note(tag, value):
        log.append(tag)
        return value

    x = [0, 1, 2, 3]
    note("x", x)[note("i", 1)] = note("v", 5)
    note("x", x)[note("i", 2)] += note("v", 5)
    note("f", max)(note("a", 1), *note("b", [2]), key=note("k", None), **note("m", {}))
    note("x", x)[note("i", 0)], note("y", x)[note("j", 3)] = note("v", (1, 2))
    note("x", x)[note("i", 0) : note("j", 2) : note("k", 1)]
    return log, x


@case()
def update_reads_before_the_value_is_computed():
    x = [1, 2]

    def write():
        x[0] = 100
        return 10

    x[0] += write()
    return x


@case([1, 2, 3, 4])
def comprehensions_keep_their_scopes(x):
    i = "outside"
    a = [x[i] for i in range(2)]
    b = {i: x[i] for i in range(2) if x[i] > 1}
    c = {f(x[0]) for f in [lambda v, w=i: (v, w) for i in range(2)]}
    d = sum(x[i] * x[j] for i in range(2) for j in range(i, 3))
    e = [last := v for v in x]
    return i, a, b, sorted(c), d, e, last


@case(3)
def lambdas_on_one_line(n):
    f, g = lambda v: v[0] + n, lambda v: v[1] + n
    h = lambda v: (
        v[0]
        + v[-1]
    )  # fmt: skip
    return f([1, 2]), g([1, 2]), h([1, 2])


@case(7)
def classes_inside_functions(n):
    class Base:
        size = [n, n + 1][0]
        table: dict[str, int] = dict(a=size)
        size += 1

        def __init__(self, v):
            self.__v = v

        def get(self):
            return self.__v

        @classmethod
        def make(cls, *args):
            return cls(*args)

        @staticmethod
        def double(v):
            return v * 2

        @property
        def half(self):
            return self.__v / 2

    class Derived(Base):
        def __init__(self, v, *, k=1):
            super().__init__(v + k)

        def get(self):
            return [super(Derived, self).get(), super().get(), __class__.__name__]

    d = Derived.make(n)
    d.half_of = d.half
    return d.get(), Base.double(d.half), Base.size, Base.table, d.half_of, vars(d)


@case([])
def try_finally_and_with(log):
    @contextlib.contextmanager
    def step(name):
        log.append(name)
        try:
            yield log
        finally:
            log.append(name + "!")

    try:
        with step("a") as x, step("b"):
            x[0] += "?"
            raise KeyError("k")
    except (ValueError, KeyError) as error:
        log.append(error.args[0])
    else:
        log.append("else")
    finally:
        log.append(len(log))
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
        finally:
            log.append(i)
    return log


@case({"kind": "point", "at": [1, 2]}, [1, 2, 3], 5)
def match_statements(*subjects):
    found = []
    for subject in subjects:
        match subject:
            case {"kind": "point", "at": [x, y], **rest} if abs(x) < abs(y):
                found.append((x, y, rest))
            case [int(first), *others] | (first, others):
                found.append((first, others))
            case int() as number if number > len(found):
                found.append(number)
    return found


@case(4)
def names_seen_by_frame_functions(n):
    k = n + 1
    seen = sorted(locals())
    here = sys._getframe().f_code.co_name
    return seen, eval("n + k"), sorted(dir()), "SCALE" in globals(), here, sorted(vars())


@case([3, 1, 2])
def f_strings_and_walrus(x):
    if (n := len(x)) > 2 and (m := max(x)) in x:
        return f"{n:>{m}} {x[0]!r} {sorted(x)[0]=} {'a' if x[1] else 'b'} {(lambda v: v[0])(x)}"
    return None


@case([1, 2])
def annotations_are_left_alone(x: list[int] | None, *, k: undefined[0] = 3) -> nothing():
    y: dict[str, missing[0]] = {}

    def inner(a: int | None = x[0], *b: tuple[int, ...]) -> list[int]:
        return [a, *b]

    return inner(x[1], k), y, inner()


@case([[1, 2], [3, 4]])
def method_chains_over_several_lines(x):
    return (
        str(x)
        .replace("1", "one")
        .split(
            ","
        )[0]
        .strip("[")
    )  # fmt: skip


@case([1, 2, 3])
def while_else_chained_and_conditional(x):
    i = 0
    while 0 <= i < len(x) and not x[i] > 2:
        i += 1
    else:
        i = -i if x[0] else i
    assert i in x or i < 0, x[0]
    del x[0], x[-1]
    return x, i


@case(2)
def decorators_inside(n):
    def scaled(by):
        def decorate(f):
            @functools.wraps(f)
            def wrapper(*args):
                return f(*args) * by

            return wrapper

        return decorate

    @scaled(SCALE)
    def g(v):
        """Document g."""
        return v + n

    @functools.lru_cache
    def cached(v):
        return v * n

    @functools.singledispatch
    def kind(v):
        return "other"

    @kind.register
    def _(v: int):
        return "int"

    return g(1), g.__doc__, g.__name__, cached(3), cached(3), kind(1), kind("")


@case(3)
def dataclass_inside(n):
    @dataclass
    class Pair:
        a: int
        b: list[int] = field(default_factory=list)

        def __post_init__(self):
            self.b.append(self.a)

        def __call__(self, k):
            return self.a * k

    p = Pair(n)
    p.a += 2
    return p.a, p.b, p(4), functools.partial(Pair.__call__, p)(k=2)


@case(4)
def generators_inside(n):
    def countdown(k):
        while k:
            sent = yield k
            k -= sent or 1

    g = countdown(n)
    return [next(g), g.send(2), *g], list(countdown(2))


@case([1], 2)
def raises_from_a_helper(x, i):
    def get():
        return x[i]

    return get()


@case()
def raises_unbound_local():
    n += 1
    return n


@case(1)
def raises_for_what_is_not_callable(n):
    return n(n + 1)


@case(1)
def raises_with_cause(n):
    try:
        return n / 0
    except ZeroDivisionError as error:
        raise ValueError(f"{n}") from error
