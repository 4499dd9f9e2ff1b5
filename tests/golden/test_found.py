"""Programs that were wrong once do what NumPy does, in every way of running them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.options import Options
from mgc.ir.errors import MgcError
from tests.golden.found import PROGRAMS, REFUSED, Found
from tests.property.python_check import close, outcome, same

IDS = [program.name for program in PROGRAMS]


def compiled(program: Found, level: int) -> tuple[Any, Any]:
    """The function and the concrete function."""
    made = mgc.function(program.function)
    made.options = Options(level=level)
    if program.signature is None:
        return made, made.get_concrete_function(*program.arguments())
    return made, made.get_concrete_function(program.signature)


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("program", PROGRAMS, ids=IDS)
def test_program_is_right_in_every_way(program: Found, level: int, tmp_path: Path) -> None:
    made, concrete = compiled(program, level)
    exact = outcome(made.exact, list(program.arguments()))
    assert close(outcome(made.eager, list(program.arguments())), exact)
    concrete.save(tmp_path / "libfound.so")
    library = getattr(mgc.load(tmp_path / "libfound.so"), program.name)
    for run in (concrete, library):
        assert same(outcome(run, list(program.arguments())), exact)
    result, arguments = outcome(concrete.interpret, list(program.arguments()))
    assert same(result, exact[0])
    assert same(arguments, exact[1])


@pytest.mark.parametrize("program", PROGRAMS, ids=IDS)
def test_results_hold_numbers_that_can_be_compared(program: Found) -> None:
    result, arguments = outcome(program.function, list(program.arguments()))
    assert isinstance(result, str) or result is not None
    assert all(np.isfinite(a).all() for a in arguments)


@pytest.mark.parametrize(("function", "arguments", "code"), REFUSED)
def test_program_with_another_meaning_is_refused(function: Any, arguments: Any, code: str) -> None:
    with pytest.raises(MgcError) as caught:
        mgc.function(function).get_concrete_function(*arguments())
    assert caught.value.code == code
