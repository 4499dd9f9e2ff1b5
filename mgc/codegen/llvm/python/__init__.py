"""Entries for calls from Python: METH_FASTCALL functions made in compiled code."""

from __future__ import annotations

from .entry import emit_python_entry

__all__ = ["emit_python_entry"]
