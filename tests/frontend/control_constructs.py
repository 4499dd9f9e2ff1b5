# type: ignore  # the cases are odd on purpose
# ruff: noqa
# fmt: off
"""Control flow in functions as users write them.

The decorator of each gives the arguments of one call; several decorators, several calls.
"""

from __future__ import annotations

import contextlib
from typing import Any

CASES: list[tuple[Any, tuple[Any, ...]]] = []


def case(*arguments):
    """List the decorated function as a case, called with ``arguments``."""

    def register(function):
        CASES.append((function, arguments))
        return function

    return register


@case(1)
@case(0)
@case(-1)
def if_elif_else(n):
    if n > 0:
        s = "positive"
    elif n < 0:
        s = "negative"
    else:
        s = "zero"
    return s


@case(True)
@case(False)
def name_bound_in_one_branch(c):
    if c:
        y = 1
    return y


@case(True)
@case(False)
def falls_off_the_end(c):
    if c:
        y = 1


@case(True)
@case(False)
def falls_off_after_else(c):
    if c:
        y = 1
    else:
        y = 2


@case(1, 2)
@case(2, 1)
@case(0, 0)
def early_returns(a, b):
    """Document it."""
    if a > b:
        return "a"
    if b > a:
        return "b"
    c = a + b
    return c


@case(3)
@case(0)
def early_return_without_value(n):
    if n:
        return
    n = 1
    n += 1


@case(1, 0)
@case(0, 1)
@case(0, 0)
@case(1, 1)
def nested_returns(a, b):
    if a:
        if b:
            return 11
        a = 5
    else:
        if b:
            return 1
    return a


@case([3, 5, 8, 1])
@case([1])
@case([])
def return_in_loop(x):
    for v in x:
        if v > 4:
            return v
    return None


@case([[1, 2], [3, 4], [5]], 4)
@case([[1, 2], [3, 4], [5]], 9)
def return_from_nested_loops(x, wanted):
    for i, row in enumerate(x):
        for j, v in enumerate(row):
            if v == wanted:
                return i, j
        i = -1
    return i


@case([[1, 2], [3, 4], [5]], 4)
@case([[1, 2], [3, 4], [5]], 9)
def break_from_nested_loops(x, wanted):
    found = None
    for row in x:
        for v in row:
            if v == wanted:
                found = v
                break
        else:
            continue
        break
    else:
        found = "nothing"
    return found


@case([1, 2, 3, 4, 5, 6, 7])
def continue_and_break(x):
    kept = []
    for v in x:
        if v % 2:
            continue
        if v > 5:
            break
        kept.append(v)
    return kept, v


@case([1, -2, 3, 0, 7])
def continue_inside_two_ifs(x):
    kept = []
    for v in x:
        if v:
            if v < 0:
                continue
            kept.append(v)
        kept.append("end")
    return kept


@case(5)
@case(0)
def while_with_else(n):
    total = 0
    while n > 0:
        n -= 1
        if n == 3:
            continue
        total += n
    else:
        total += 100
    return total


@case(5)
@case(1)
def while_with_break_and_else(n):
    while n > 0:
        n -= 1
        if n == 2:
            break
    else:
        return "exhausted"
    return n


@case(4)
def while_true(n):
    while True:
        n -= 1
        if n < 0:
            return "done"


@case(4)
def while_true_with_break(n):
    while 1:
        n -= 1
        if n < 0:
            break
        if n == 2:
            continue
    return n


@case([1, 2, 3])
@case([])
def for_else(x):
    for v in x:
        pass
    else:
        v = "else"
    return v


@case([(1, (2, 3)), (4, (5, 6))])
def targets_of_for(x):
    d = {}
    for a, (b, *c) in x:
        d[a] = b, c
    for d["key"] in range(2):
        pass
    for d["k"], *rest in [(1, 2, 3)]:
        d["rest"] = rest
    return d


@case([1, 2])
def for_over_what_cannot_be_iterated(x):
    for v in len(x):
        pass


@case([1, 2])
def for_with_wrong_unpacking(x):
    for a, b in zip(x):
        pass


@case(3)
def one_line_statements(n):
    if n: n += 1
    for i in range(n): n += i
    if n > 3: return n
    return 0


@case(3)
def try_finally_around_return(n):
    log = []
    try:
        for i in range(n):
            try:
                if i == 1:
                    return log
            finally:
                log.append(i)
    finally:
        log.append("outer")


@case(3)
def finally_replaces_the_return(n):
    for i in range(n):
        try:
            if i == 1:
                return "inner"
        finally:
            if i == 1:
                return "finally"


@case(3)
def finally_swallows_with_break(n):
    for i in range(n):
        try:
            if i == 1:
                raise ValueError(i)
        finally:
            if i == 1:
                break
    return i


@case(0)
@case(1)
@case(2)
@case(3)
def handlers_and_else(n):
    log = []
    try:
        if n == 0:
            raise KeyError("zero")
        if n == 1:
            return "one"
        if n == 2:
            1 / 0
        log.append("body")
    except KeyError as error:
        log.append(str(error))
        if n:
            return None
    except ZeroDivisionError:
        return "division"
    else:
        log.append("else")
    finally:
        log.append("finally")
    return log, "error" in locals()


@case()
def handler_name_is_deleted():
    error = "before"
    for i in range(2):
        try:
            if i == 0:
                raise ValueError
        except ValueError as error:
            pass
    return error


@case([])
def with_and_return(log):
    @contextlib.contextmanager
    def step(name):
        log.append(name)
        try:
            yield log
        finally:
            log.append(name + "!")

    for i in range(3):
        with step(f"step {i}") as x:
            if i == 1:
                continue
            if i == 2:
                return x
            x.append(i)


@case(True)
@case(False)
def suppressing_with(c):
    with contextlib.suppress(ValueError):
        if c:
            raise ValueError("suppressed")
        return "returned"
    return "after"


@case(4)
def closures_in_loops(n):
    functions = []
    for i in range(n):
        if i % 2:
            functions.append(lambda: i)
        else:

            def late(k=i):
                return i, k

            functions.append(late)
    return [f() for f in functions]


@case(3)
def closure_variables_change_in_branches(n):
    count = 0

    def step():
        nonlocal count
        if count < n:
            count += 1
            return True
        return False

    while step():
        if count == 2:
            count += 10
    return count


@case([1, 2, 3])
def deletion(x):
    for v in x:
        w = v
        if v == 2:
            del w
        else:
            del x[0]
    try:
        return w
    except UnboundLocalError as error:
        return str(error)


@case([1, 2, 3])
def deleted_loop_variable(x):
    for v in x:
        del v
    return v


@case([5, 3, 8])
def walrus(x):
    while (n := len(x)) > 1 and (last := x.pop()) > 2:
        if (m := n * last) > 20:
            break
    return n, last, m, [y for v in x if (y := v) > 1], y


@case(0, 0)
@case(0, 5)
@case(3, 0)
@case([], "x")
def boolean_values(a, b):
    return a and b, a or b, not a, a and b or "third", (a or b) and not b, not (a and b)


@case(0)
@case(1)
@case(2)
def conditional_expressions(n):
    return "zero" if n == 0 else "one" if n == 1 else "many", (n if n else -1) if n < 2 else n * n


@case(3)
def chained_comparisons(n):
    log = []

    def note(v):
        log.append(v)
        return v

    results = [
        note(1) < note(n) < note(5),
        note(1) < note(n) < note(2) < note(7),
        note(5) < note(n) < note(6),
        note(n) in note([3]) != note([4]),
        1 < n is not None,
        0 <= n < 4 == 4,
    ]
    return results, log


@case([1, 2], "b")
def containment(x, c):
    return 1 in x, 3 in x, 3 not in x, c in "abc", c not in "abc", (c in x) in [False], x in [x]


@case(3)
def containment_in_what_is_no_container(n):
    return 1 in n


@case()
def order_of_containment():
    log = []

    def note(v):
        log.append(v)
        return v

    return note(1) in note([1, 2]), note(2) not in note([2]), log


@case([1, 2, 3])
def identity(x):
    return x is x, x is not None, None is x


@case([4, 0, 3], 3)
def comprehensions(x, n):
    a = [v for v in x if v]
    b = {v: w for v in x if v if v < 4 for w in range(n) if v != w and w}
    c = {v or "none" for v in (x or [1]) if not v or v > 3}
    d = list(v if v else -1 for v in x if (v in x and v != 3) or not n)
    e = [[w for w in (x if v else [v])] for v in (x and x[1:])]
    f = [u for v in x for u in (v and [v] or [n, n]) if 0 <= u < 10]
    return a, b, sorted(map(str, c)), d, e, f


@case([4, 0, 3])
def nested_lambdas(x):
    f = lambda v: v and (lambda w: w or v)(0)
    g = lambda v, w=x and x[0]: v if v < w else w
    return [f(v) for v in x], list(map(g, x))


@case(3)
def default_arguments(n):
    def inner(a=n and n + 1, *, b=n if n > 5 else -n):
        if a > b:
            return a
        return b

    return inner(), inner(1, b=2)


@case(3)
@case(0)
def class_bodies(n):
    class Inner:
        size = n and n + 1
        if n:
            kind = "some"
        else:
            kind = "none"
        for index in range(2):
            if index == 1:
                break
        table = [v for v in range(5) if v and v != 2]
        label = f"{size:>4}" if n else "-"
        flag = not n
        while size:
            size -= 1
        assert size == 0

        def get(self):
            if self.flag:
                return "flag"
            for i in range(n):
                if i == 1:
                    return self.kind, i

    shown = sorted((k, v) for k, v in vars(Inner).items() if k[0] != "_" and k != "get")
    return shown, Inner().get()


@case(1)
@case(0)
def assertions(n):
    assert n, f"n is {n}"
    assert n > 0
    return n


@case(0)
def assertion_without_message(n):
    assert n


@case(0)
def assertion_with_tuple(n):
    assert n, (1, n)


@case(0)
@case(1)
@case(2)
@case(3)
@case(4)
def raising(n):
    if n == 0:
        raise ValueError("zero")
    if n == 1:
        raise KeyError
    if n == 2:
        raise "text"
    if n == 3:
        raise ValueError from None
    try:
        raise KeyError("inner")
    except KeyError as error:
        raise RuntimeError("outer") from error


@case(0)
@case(1)
@case(2)
def raising_in_handlers(n):
    try:
        raise KeyError("first")
    except KeyError:
        if n == 0:
            raise
        if n == 1:
            raise ValueError("second")
        raise ValueError("third") from 3


@case(3)
@case(-1)
@case(10)
def guards(n):
    if n < 0:
        raise ValueError("negative")
    elif n > 9:
        raise OverflowError(n)
    else:
        r = n
    return r


@case(5)
def recursion(n):
    if n < 2:
        return n
    return recursion(n - 1) + recursion(n - 2)


@case([3, 1, 2])
def methods(x):
    class Stack:
        def __init__(self, items):
            self.items = list(items) if items else []
            self.__limit = 2

        def largest(self):
            best = None
            for item in self.items:
                if best is None or item > best:
                    best = item
            return best

        def drain(self):
            __count = 0
            while self.items:
                self.items.pop()
                __count += 1
                if __count >= self.__limit:
                    return __count
            return -__count

        def __bool__(self):
            return bool(self.items)

    s = Stack(x)
    return s.largest(), s.drain(), bool(s), s.drain(), not s


@case({"kind": 1}, 3, [1, 2], "s")
def matches(*subjects):
    found = []
    for subject in subjects:
        match subject:
            case {"kind": k} if k and k > 0:
                found.append(k)
                continue
            case int() as n if 0 < n < 5:
                found.append(n)
            case [a, *_]:
                if a == 1:
                    found.append(_)
                    break
            case _:
                return found
        found.append("end")
    return found


@case(2)
def code_after_return(n):
    if n:
        return local_or_not
        local_or_not = 1
    else:
        return 1
    return 2


@case(2)
def code_after_return_makes_locals(n):
    def inner():
        return undefined_yet
        undefined_yet = 1

    try:
        return inner()
    except UnboundLocalError as error:
        return str(error)


@case(2)
def generator_by_dead_code(n):
    def empty():
        return
        yield

    def numbers(k):
        while k:
            if k == 1:
                return
            yield k and -k
            k -= 1

    return list(empty()), list(numbers(4))


@case([0, 1, 2, 3, 4, 5])
def many_flags(x):
    out = []
    for a in x:
        if a == 1:
            continue
        for b in x:
            if b == a:
                continue
            if b > 3:
                break
            while b:
                b -= 1
                if b == 1:
                    break
                if a == 5 and b == 2:
                    return out
            else:
                out.append(("else", a, b))
                if a == 4:
                    break
            out.append((a, b))
        else:
            out.append("no break")
        if a > 4:
            out.append("large")
    return "end"


@case(3)
def variables_shown(n):
    for i in range(2):
        if i and n:
            k = i
    return sorted(locals()), sorted(vars()), dir()


@case([1, 2, 3])
def iterator_is_released(x):
    log = []

    def items():
        try:
            yield from x
        finally:
            log.append("closed")

    for v in items():
        if v == 2:
            break
    log.append("after")
    return log


@case(3.14159, 8)
def formatting(x, n):
    d = {"k": [n]}
    return (
        f"{x:.2f}|{n:>{n}}|{n!r:<4}|{d['k'][0]}|{'yes' if n else 'no'}|{{}}",
        f"{x=:.1f} {n = }",
        f"plain",
        f"{n}",
        f"{'é'!a}{d!s}",
        f"{x:{'.' + str(n % 5)}f} joined {n and x}",
    )


@case()
def order_of_formatting():
    log = []

    class Loud:
        def __init__(self, name):
            log.append(name)
            self.name = name

        def __format__(self, spec):
            log.append((self.name, spec))
            return spec

    return f"{Loud('a'):x}{Loud('b'):y}", log


@case("text")
def raises_in_formatting(s):
    return f"{s:d}"


class Loud:
    """Counts how often its truth is asked for."""

    def __init__(self, value):
        self.value = value
        self.asked = 0

    def __bool__(self):
        self.asked += 1
        return self.value

    def __eq__(self, other):
        return type(other) is Loud and (self.value, self.asked) == (other.value, other.asked)

    def __deepcopy__(self, memo):
        return Loud(self.value)


@case(Loud(True), Loud(False))
@case(Loud(False), Loud(True))
@case(Loud(True), Loud(True))
@case(Loud(False), Loud(False))
def truth_is_asked_for_once(a, b):
    if a:
        pass
    if a and b:
        pass
    if a or b:
        pass
    if not (a and b) or (not a and not b):
        pass
    while a and b:
        break
    c = a and b
    d = a or b
    e = 1 if a and b else 2
    f = [1 for _ in range(1) if a or b]
    return c, d, e, f


class NoTruth:
    """Raises when its truth is asked for."""

    def __bool__(self):
        raise ValueError("ambiguous")

    def __deepcopy__(self, memo):
        return self


@case(NoTruth())
def no_truth_in_if(x):
    y = 1
    if x:
        y = 2
    return y


@case(NoTruth())
def no_truth_in_and(x):
    return (
        1
        and x
        and 2
    )


@case(NoTruth())
def no_truth_in_condition_over_lines(x):
    if (
        1
        and x
    ):
        return 1


@case(1, 0)
@case(1, 2)
@case(0, 0)
def conditions_over_lines(a, b):
    if (a
            and b):
        c = 1
    elif (
        a
        or b
    ) and not (
        b
    ):
        c = 2
    else:
        c = 3
    while (
        a
        and c
    ):
        c -= 1
    d = (
        a
        if b
        else c
    )
    return d if (a
                 > b) else (
        c
    )


@case([1, 2, 3], 2)
def statements_over_lines(x, n):
    for (
        v
    ) in (
        x
    ):
        if v == n and (
            v in x
        ):
            return (
                v
                + n
            )
    return [
        v
        for v in x
        if v
    ]


@case(3)
def raising_over_lines(n):
    if n:
        raise ValueError(
            "n is",
            n,
        )


@case(3)
def assertion_over_lines(n):
    assert (
        n
        == 4
    ), (
        f"{n}"
    )


@case(60)
def many_returns(n):
    if n == 1: return 1
    if n == 2: return 2
    if n == 3: return 3
    if n == 4: return 4
    if n == 5: return 5
    if n == 6: return 6
    if n == 7: return 7
    if n == 8: return 8
    if n == 9: return 9
    if n == 10: return 10
    if n == 11: return 11
    if n == 12: return 12
    if n == 13: return 13
    if n == 14: return 14
    if n == 15: return 15
    if n == 16: return 16
    if n == 17: return 17
    if n == 18: return 18
    if n == 19: return 19
    if n == 20: return 20
    if n == 21: return 21
    if n == 22: return 22
    if n == 23: return 23
    if n == 24: return 24
    if n == 25: return 25
    return 60


@case(2)
def unreachable_loop_code(n):
    while n:
        n -= 1
        continue
        n = 5
    for i in range(3):
        break
        i = 7
    else:
        i = 9
    return i, n


@case([1])
def global_names(x):
    global _counter
    _counter = 0
    for v in x:
        if v:
            _counter += v
    return _counter


@case(3)
def imports_and_definitions_in_branches(n):
    if n:
        import math as m
        from os import path, sep as s
        def g(): return 1
        class C: pass
    else:
        m = path = s = g = C = None
    return m.floor(2.5), path.__name__, s, g(), C.__name__


@case(3)
def deep_nesting(n):
    if n:
        if n > 1:
            if n > 2:
                if n > 3:
                    return 4
                x = 3
            else:
                return 2
        else:
            return 1
    return x


@case([1, 2])
def exceptions_of_iterators(x):
    class Bad:
        def __iter__(self):
            return self

        def __next__(self):
            if not x:
                raise RuntimeError("empty")
            return x.pop()

    log = []
    try:
        for v in Bad():
            log.append(v)
    except RuntimeError as error:
        log.append(str(error))
    return log


@case(2)
def star_arguments_and_conditions(n):
    def g(*a, **k):
        return a, k

    return g(*(n and [1, 2]), **({"k": n} if n else {}))


@case(0)
@case(1)
def while_one_line(n):
    while n < 3: n += 1
    return n


