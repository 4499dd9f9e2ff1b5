"""Metadata as a constant of the module, in a section of its own."""

from __future__ import annotations

from ...metadata import SECTION
from ..text import ModuleText, bytes_constant


def embed_metadata(module: ModuleText, data: bytes) -> None:
    """Adds the bytes of the section, which stay although no code refers to them."""
    line = f'@mgc.meta = internal constant {bytes_constant(data)}, section "{SECTION}", align 1'
    module.used.append(module.define_global("mgc.meta", line))
