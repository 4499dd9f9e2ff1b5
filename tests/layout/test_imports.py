"""Who imports whom.

``ir`` is below ``frontend`` and ``codegen``, which do not know each other; ``api`` joins them, and
``cli`` sees ``api`` alone. A layer imports itself relatively and others absolutely.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {
    "ir": {"ir"},
    "frontend": {"frontend", "ir"},
    "codegen": {"codegen", "ir"},
    "api": {"api", "frontend", "codegen", "ir"},
    "cli": {"cli", "api"},
}
# What is not loaded before it is needed: importing mgc has to be quick.
HEAVY = {"llvmlite", "click", "rich", "elftools", "capstone", "scipy"}
IR_MAY_IMPORT = {*sys.stdlib_module_names, "numpy", "mgc"}
LLVMLITE_FOLDER = Path("mgc/codegen/llvm")


@dataclass(frozen=True)
class Import:
    """One import of ``target`` (absolute, dotted) in ``path``; ``level`` counts leading dots."""

    path: Path
    line: int
    target: str
    level: int

    @property
    def layer(self) -> str | None:
        """The layer of the target, None outside the layers of mgc."""
        parts = self.target.split(".")
        return parts[1] if parts[0] == "mgc" and len(parts) > 1 and parts[1] in ALLOWED else None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.target}"


def imports_of(path: Path) -> Iterator[Import]:
    """The imports of one file, those inside functions included."""
    package = path.parent.parts
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, alias.name, 0)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            prefix = ".".join((*base, *((node.module,) if node.module else ())))
            for alias in node.names:
                yield Import(path, node.lineno, f"{prefix}.{alias.name}", node.level)


def modules() -> list[Path]:
    """Every module of the package, relative to the root."""
    return sorted(path.relative_to(ROOT) for path in (ROOT / "mgc").rglob("*.py"))


def layer_of(path: Path) -> str | None:
    """The layer a file belongs to, None for ``mgc/__init__.py`` and ``mgc/__main__.py``."""
    return path.parts[1] if len(path.parts) > 2 else None


def imports_in_layers() -> list[Import]:
    """The imports of every module that belongs to a layer."""
    return [item for path in modules() if layer_of(path) for item in imports_of(path)]


def run_python(code: str) -> str:
    """What ``code`` prints in a fresh interpreter that sees this tree first."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("layer", sorted(ALLOWED))
def test_layer_imports_only_what_is_below_it(layer: str) -> None:
    wrong = [
        str(item)
        for item in imports_in_layers()
        if layer_of(item.path) == layer and item.layer and item.layer not in ALLOWED[layer]
    ]
    assert not wrong


def test_layers_do_not_import_the_public_package() -> None:
    wrong = [
        str(item)
        for item in imports_in_layers()
        if item.target.split(".")[0] == "mgc"
        and item.layer is None
        # The version belongs to the package itself and costs no import.
        and item.target != "mgc.__version__"
    ]
    assert not wrong, "importing mgc from inside a layer is a cycle"


def test_a_layer_imports_itself_relatively() -> None:
    wrong = [
        str(item)
        for item in imports_in_layers()
        if item.level == 0 and item.layer == layer_of(item.path)
    ]
    assert not wrong


def test_a_relative_import_stays_in_its_layer() -> None:
    wrong = [
        str(item)
        for item in imports_in_layers()
        if item.level > 0 and item.layer != layer_of(item.path)
    ]
    assert not wrong


def test_ir_imports_the_standard_library_and_numpy_only() -> None:
    wrong = [
        str(item)
        for item in imports_in_layers()
        if layer_of(item.path) == "ir" and item.target.split(".")[0] not in IR_MAY_IMPORT
    ]
    assert not wrong


def test_llvmlite_is_imported_in_one_folder_only() -> None:
    wrong = [
        str(item)
        for path in modules()
        for item in imports_of(path)
        if item.target.split(".")[0] == "llvmlite" and LLVMLITE_FOLDER not in path.parents
    ]
    assert not wrong


def test_the_folders_at_the_root_are_never_imported() -> None:
    files = [*modules()]
    for folder in ("tests", "examples", "benchmarks"):
        files += [path.relative_to(ROOT) for path in sorted((ROOT / folder).rglob("*.py"))]
    names = {"ir", "frontend", "codegen", "cli"}
    wrong = [
        str(item)
        for path in files
        for item in imports_of(path)
        if item.level == 0 and item.target.split(".")[0] in names
    ]
    assert not wrong


def test_importing_mgc_is_light() -> None:
    code = (
        "import json, sys, mgc; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    )
    loaded: list[str] = json.loads(run_python(code))
    assert "mgc" in loaded
    assert not HEAVY & set(loaded)


def test_every_module_can_be_imported() -> None:
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in modules()]
    code = f"""
import importlib, json, sys, traceback
failed = {{}}
for name in {names!r}:
    try:
        importlib.import_module(name)
    except BaseException:
        failed[name] = traceback.format_exc(limit=-2)
bare = sorted({{"ir", "frontend", "codegen", "cli"}} & set(sys.modules))
print(json.dumps([failed, bare]))
"""
    failed, bare = json.loads(run_python(code).splitlines()[-1])
    assert not failed, "\n".join(failed.values())
    assert not bare, "modules were imported through the links at the root"


@pytest.mark.skipif(shutil.which("lint-imports") is None, reason="import-linter is not installed")
def test_import_linter_agrees() -> None:
    done = subprocess.run(
        ["lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
