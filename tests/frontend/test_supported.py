"""Every callable of NumPy is compiled, or refused with its code and the user's line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mgc.frontend.supported import Support, supported
from mgc.frontend.trace import ArgumentSpecs, trace
from mgc.ir.errors import MgcError

FUNCTION: Callable[..., Any] = len
ENTRIES = supported()
REFUSED = [entry for entry in ENTRIES if entry.refused]


def call_function(x):
    return FUNCTION(x)


def call_method(x, name):
    return getattr(x, name)()


@pytest.mark.parametrize("entry", REFUSED, ids=lambda entry: entry.name)
def test_a_refused_name_is_refused_with_its_code_and_line(
    entry: Support, monkeypatch: pytest.MonkeyPatch
) -> None:
    (array,) = ArgumentSpecs.parse("f64[3]").args
    function, arguments = call_function, (array,)
    if entry.callable is None:
        function, arguments = call_method, (array, entry.name.removeprefix("ndarray."))
    else:
        monkeypatch.setitem(globals(), "FUNCTION", entry.callable)
    with pytest.raises(MgcError) as raised:
        trace(function, ArgumentSpecs(arguments))
    assert raised.value.code == entry.status
    location = raised.value.location
    assert location is not None
    assert location.line == function.__code__.co_firstlineno + 1


def test_most_of_what_numerical_code_uses_is_compiled() -> None:
    compiled = {entry.name for entry in ENTRIES if entry.status == "compiled"}
    wanted = (
        "add exp where sum mean var argmax cumsum matmul einsum concatenate stack pad roll tile"
    )
    assert {f"np.{name}" for name in wanted.split()} <= compiled
    assert {"ndarray.sum", "ndarray.T", "ndarray.reshape", "ndarray.astype"} <= compiled
