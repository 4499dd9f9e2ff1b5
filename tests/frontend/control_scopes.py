# type: ignore  # the cases are odd on purpose
# ruff: noqa
# fmt: off
"""Names, operators, definitions and exceptions beside control flow."""

from __future__ import annotations

from tests.frontend.control_cases import case


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
