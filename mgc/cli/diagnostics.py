"""Errors on standard error, and the exit status they stand for."""

from __future__ import annotations

import json
import os

import click

from mgc.api.diagnostics import diagnose

from .exits import INTERNAL, PROGRAM


def report(error: BaseException, *, as_json: bool) -> int:
    """Writes ``error`` to standard error; returns the exit status."""
    debug = os.environ.get("MGC_DEBUG", "") not in ("", "0")
    found = diagnose(error, debug=debug)
    text = json.dumps({"error": found.fields()}) if as_json else found.text
    click.echo(text, err=True)
    return PROGRAM if found.kind == "program" else INTERNAL
