"""The index of composites names what their modules register, and nothing else."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator

import numpy as np

from mgc.frontend import composites, methods, registry
from mgc.frontend.composites.index import MODULES

_PREFIX = composites.__name__ + "."


def _registered() -> Iterator[tuple[object, str]]:
    """What the modules of composites registered, as the index is asked for it, and where."""
    for module in pkgutil.walk_packages(composites.__path__, _PREFIX):
        importlib.import_module(module.name)
    tables = (
        registry._ELEMENTWISE,
        registry._FUNCTIONS,
        registry._EXTERNAL,
        {f".{name}": method for name, method in methods._METHODS.items()},
        {f".{name}": value for name, value in methods._PROPERTIES.items()},
    )
    for table in tables:
        for key, implementation in table.items():
            module_name = implementation.__module__
            if module_name.startswith(_PREFIX):
                yield key, module_name.removeprefix(_PREFIX)


def test_the_index_is_what_is_registered() -> None:
    registered = dict(_registered())
    indexed = registry._modules()
    missing = {key: module for key, module in registered.items() if indexed.get(key) != module}
    assert not missing, f"add to {composites.__name__}.index: {missing}"
    unknown = {key: module for key, module in indexed.items() if key not in registered}
    assert not unknown, f"take out of {composites.__name__}.index: {unknown}"


def test_each_name_is_indexed_once_and_in_order() -> None:
    assert list(MODULES) == sorted(MODULES)
    names = [name for text in MODULES.values() for name in text.split()]
    assert len(names) == len(set(names))
    for module, text in MODULES.items():
        assert text.split() == sorted(text.split()), module


def test_only_what_is_needed_is_imported() -> None:
    program = (
        "import sys, numpy as np\n"
        "from mgc.frontend import registry\n"
        "assert registry.elementwise_implementation(np.multiply)\n"
        "before = set(sys.modules)\n"
        "assert registry.function_implementation(np.histogram2d)\n"
        "print('mgc.frontend.composites.histograms' in set(sys.modules) - before)\n"
        "print('mgc.frontend.composites.padding' in sys.modules)\n"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert output.split() == ["True", "False"]


def test_a_name_that_is_in_no_module_is_not_compiled() -> None:
    assert registry.function_implementation(np.busday_count) is None
    assert registry.function_implementation([]) is None
