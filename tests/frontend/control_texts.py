# type: ignore  # the cases are odd on purpose
# ruff: noqa
# fmt: off
"""What a function shows of itself: variables, formats, lines; and odd places of constructs."""

from __future__ import annotations

from tests.frontend.control_cases import case


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


@case("a", None, 3, "z", 2.0, 7, [], 5)
@case(True, 0, "b")
def matches_of_values(*subjects):
    found = []
    for subject in subjects:
        match subject:
            case "a" | "b":
                found.append("text")
            case None:
                found.append(None)
                continue
            case 3 | 4 if found:
                found.append("number")
            case True:
                found.append(True)
            case other if isinstance(other, int) and other > 5:
                found.append(other)
            case []:
                break
            case _:
                found.append("other")
        found.append("end")
    match len(found):
        case 0:
            return None
        case n:
            return n, found


@case(2, 1)
@case(1, 5)
def matches_that_compare(kind, k):
    total = 0
    for i in range(4):
        match i:
            case 0:
                total += 1
            case 1 | 2 if kind == 2 and (k or kind):
                total += 10
                continue
            case n if n > kind:
                total += n
                break
            case _:
                total += 1000
        total += 100
    match kind:
        case 1: return total
        case 2:
            total = -total
    return total, n
