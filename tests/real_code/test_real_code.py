"""The list of functions of other packages has the outcomes that are committed."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from importlib.metadata import PackageNotFoundError

import pytest

from . import report, runs
from .functions import CASES

DATA = report.stored()


def test_the_page_shows_the_outcomes() -> None:
    assert report.PAGE.read_text() == report.page(DATA)


def test_the_list_is_what_was_run() -> None:
    assert [outcome["target"] for outcome in DATA["outcomes"]] == [case.target for case in CASES]


def test_no_function_is_wrong_and_every_refusal_has_a_line_and_a_hint() -> None:
    kinds = Counter(outcome["kind"] for outcome in DATA["outcomes"])
    assert kinds["wrong"] == 0
    assert kinds["right"] >= 80
    for outcome in DATA["outcomes"]:
        if outcome["kind"] == "refused":
            assert outcome["code"].startswith("MGC-"), outcome
            assert not outcome["line"].endswith(":0"), outcome
            assert outcome["hint"], outcome


@pytest.mark.slow
@pytest.mark.parametrize("package", DATA["versions"])
def test_functions_of_a_package_have_the_same_outcomes(package: str) -> None:
    try:
        version = report.installed(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed")
    if version != DATA["versions"][package]:
        pytest.skip(f"{package} is {version}, the list was run with {DATA['versions'][package]}")
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("the functions run in forked processes")
    places = [place for place, case in enumerate(CASES) if case.package == package]
    try:
        runs.load(tuple(CASES[place] for place in places))
    except ImportError as error:
        pytest.skip(f"{package} cannot be imported: {error}")
    outcomes = runs.run_apart([CASES[place] for place in places], 2)
    for place, outcome in zip(places, outcomes):
        expected = {k: v for k, v in DATA["outcomes"][place].items() if k != "target"}
        assert report.facts(outcome) == expected, f"{CASES[place].target}: {outcome.detail}"
