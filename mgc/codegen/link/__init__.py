"""mgc's own ELF linker: relocatable objects in, one shared object out, nothing but Python.

    image = link_shared([obj], soname="libpredict.so", exports=["predict"])

Order of the work, one file each: `read` (objects), `symbols` (resolution), `indirect` (GOT, call
stubs, dynamic relocations), `layout` (sections to file and memory), `dynamic` (what the loader
reads), `write` (the file), joined in `linker`. A machine is one file: `x86_64`, `aarch64`.
"""

from __future__ import annotations

from .errors import LinkError
from .linker import MACHINES, link_shared
from .read import read_section

__all__ = ["MACHINES", "LinkError", "link_shared", "read_section"]
