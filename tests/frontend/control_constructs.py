# type: ignore  # the cases are odd on purpose
# ruff: noqa
# fmt: off
"""Branches, loops, ways out of them, and handlers, in functions as users write them."""

from __future__ import annotations

import contextlib

from tests.frontend.control_cases import case


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
