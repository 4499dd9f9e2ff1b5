# ruff: noqa: UP031, UP032
"""``print`` and ``mgc.debug`` happen at run time, in order, as in plain Python."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import UnsupportedError

Ways = list[Callable[..., Any]]


def ways(function: Callable[..., Any], *arguments: Any) -> Ways:
    """Compiled code, the interpreter on both kinds of kernels, and exact eager mode."""
    made = mgc.function(function)
    concrete = made.get_concrete_function(*arguments)
    return [
        made,
        made.exact,
        concrete.interpret,
        lambda *args: concrete.interpret(*args, exact=False),
    ]


def check(
    function: Callable[..., Any], capsys: pytest.CaptureFixture[str], *arguments: Any
) -> tuple[str, str]:
    """What plain Python prints; every other way of running prints the same."""
    runs = ways(function, *arguments)
    assert capsys.readouterr() == ("", "")  # tracing prints nothing
    function(*arguments)
    wanted = capsys.readouterr()
    for run in runs:
        run(*arguments)
        assert capsys.readouterr() == wanted
    return wanted.out, wanted.err


def test_values_are_printed_as_python_prints_them(capsys):
    def show(x, s, w):
        print(x, x.shape, s, w, x[0], (x > 1).any(), "text", None)
        print(np.float32(2.5) * s, [x[1], 2], {"k": w})

    out, _ = check(show, capsys, np.arange(4.0).reshape(2, 2), np.float32(1.5), 2.5)
    assert "(2, 2) 1.5 2.5" in out


def test_separator_end_and_file_are_kept(capsys):
    def show(x):
        print(x[0], x[1], sep="--", end="!\n")
        print("error", x[0], file=sys.stderr, flush=True)

    assert check(show, capsys, np.array([1.0, 2.0])) == ("1.0--2.0!\n", "error 1.0\n")


def test_f_strings_keep_conversions_and_specifications(capsys):
    def show(x, width):
        for i in range(2):
            print(f"{i:03d} {x[i]!r:>25} {x[i]:.3f} {x.sum():{width}.1f}|" + f"{x}")

    out, _ = check(show, capsys, np.array([1.0, 2.0]), 8)
    assert out.splitlines()[1].startswith("001 ")


def test_percent_keeps_conversions_and_widths(capsys):
    def show(x):
        print("%s and %5.2f %d%%" % (x.min(), x[0], 3), "%s" % x)
        print("%(sum)g of %(count)d" % {"sum": x.sum(), "count": len(x)})
        for i in range(len(x)):
            print("%03d: %r" % (i, x[i]))

    out, _ = check(show, capsys, np.array([0.5, -1.25, 3.0]))
    assert out.startswith("-1.25 and  0.50 3%")
    assert "002: np.float64(3.0)\n" in out


def test_the_method_format_keeps_conversions_and_specifications(capsys):
    def show(x):
        print("{{}} {1!r:>20} {0:.3f} {name[0]}".format(x.min(), x[1], name=x))
        if x[0] > 0:
            print("{:+.1e}".format(x[0]))

    out, _ = check(show, capsys, np.array([0.5, -1.25, 3.0]))
    assert out == "{}    np.float64(-1.25) -1.250 0.5\n+5.0e-01\n"


def test_texts_of_values_are_those_of_the_run(capsys):
    def show(x):
        print("a" + str(x.min()), repr(x[0]), format(x[1], ".3f"), ascii(x[0]), str([x[0], 2]))

    check(show, capsys, np.array([0.5, -1.25, 3.0]))


def test_texts_of_the_counter_of_a_loop_can_be_keys(capsys):
    def show(x):
        parts = {"k%d" % i: x * i for i in range(3)}
        for i in range(3):
            print("k{}".format(i), parts["k" + str(i)])

    check(show, capsys, np.array([0.5, -1.25]))


def test_a_loop_prints_in_every_iteration(capsys):
    def show(x):
        n = 0
        x = x + 0
        while x.sum() < 100:
            x = x * 2
            n += 1
            print("step", n, x.sum())
            for i in range(2):
                print(i)
        print("end")
        return x

    out, _ = check(show, capsys, np.ones(3))
    assert out.count("step") == 6


def test_only_the_branch_that_is_taken_prints(capsys):
    def show(x):
        if x[0] > 0:
            print("positive", x[0])
        else:
            print("other", x[0])
        return x

    assert check(show, capsys, np.array([3.0]))[0] == "positive 3.0\n"
    assert check(show, capsys, np.array([-3.0]))[0] == "other -3.0\n"


def test_print_sees_the_contents_at_its_place(capsys):
    def show(x):
        print(x)
        x[0] = 7
        print(x)
        x *= 2
        print(x)
        return x.sum()

    made = mgc.function(show)
    made(np.zeros(2))
    assert capsys.readouterr().out == "[0. 0.]\n[7. 0.]\n[14.  0.]\n"


def test_printed_before_a_check_that_fails(capsys):
    def show(x, i):
        print("before")
        y = x[i[0]]
        print("after")
        return y

    made = mgc.function(show)
    with pytest.raises(IndexError):
        made(np.zeros(2), np.array([5]))
    assert capsys.readouterr().out == "before\n"


def test_symbolic_extents_are_printed_as_numbers(capsys):
    concrete = mgc.function(lambda x: print(x.shape, x.shape[0] + 1)).get_concrete_function(
        "f64[n,3]"
    )
    concrete(np.zeros((2, 3)))
    concrete(np.zeros((5, 3)))
    assert capsys.readouterr().out == "(2, 3) 3\n(5, 3) 6\n"


def test_large_arrays_release_the_lock_and_still_print(capsys):
    def show(x):
        print(x.sum())
        return x * 2

    check(show, capsys, np.ones(100_000))


def test_debug_print_formats(capsys):
    def show(x):
        mgc.debug.print("{} {total:.2f}", x, total=x.sum())

    assert check(show, capsys, np.ones(2))[0] == "[1. 1.] 2.00\n"


def test_debug_breakpoint_calls_the_hook_with_the_values(monkeypatch):
    seen: list[Any] = []
    monkeypatch.setattr(sys, "breakpointhook", lambda: seen.append(sys._getframe(1).f_locals))

    def stop(x):
        mgc.debug.breakpoint(total=x.sum())

    for run in [stop, *ways(stop, np.ones(2))]:
        run(np.ones(2))
    assert [variables["total"] for variables in seen] == [2.0] * 5


def test_a_library_cannot_print(tmp_path):
    @mgc.function
    def show(x):
        print(x)
        return x

    concrete = show.get_concrete_function("f64[n]")
    with pytest.raises(UnsupportedError, match="MGC-S3") as caught:
        concrete.save(tmp_path / "libshow.so")
    assert caught.value.location is not None
    assert caught.value.location.source_line.strip() == "print(x)"
    assert not (tmp_path / "libshow.so").exists()
