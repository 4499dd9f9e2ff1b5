"""mgc: an ahead-of-time compiler for NumPy functions.

    @mgc.function
    def predict(x, w, b):
        return np.tanh(x @ w + b)

``predict(x, w, b)`` runs compiled code; ``predict.eager(x, w, b)`` is plain NumPy. Names are
loaded when they are first used, so importing mgc is cheap and does not load LLVM.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mgc.api.concrete import ConcreteFunction as ConcreteFunction
    from mgc.api.config import config as config
    from mgc.api.function import MgcFunction as MgcFunction
    from mgc.api.function import MgcRetraceWarning as MgcRetraceWarning
    from mgc.api.function import function as function
    from mgc.api.load import load as load
    from mgc.api.modes import eager as eager
    from mgc.api.modes import run_functions_eagerly as run_functions_eagerly
    from mgc.frontend import debug as debug
    from mgc.frontend.callbacks import callback as callback
    from mgc.frontend.checks import check as check
    from mgc.frontend.control_forms import cond as cond
    from mgc.frontend.control_forms import fori_loop as fori_loop
    from mgc.frontend.control_forms import scan as scan
    from mgc.frontend.control_forms import unroll as unroll
    from mgc.frontend.control_forms import while_loop as while_loop
    from mgc.frontend.marks import no_convert as no_convert
    from mgc.frontend.specs import TensorSpec as TensorSpec
    from mgc.frontend.supported import supported as supported
    from mgc.frontend.teaching import register as register
    from mgc.frontend.teaching import static_call as static_call
    from mgc.frontend.tree import register_tree as register_tree
    from mgc.ir.errors import MgcError as MgcError

__version__ = "0.1.0"

_MODULES = {
    "ConcreteFunction": "mgc.api.concrete",
    "MgcError": "mgc.ir.errors",
    "MgcFunction": "mgc.api.function",
    "MgcRetraceWarning": "mgc.api.function",
    "TensorSpec": "mgc.frontend.specs",
    "callback": "mgc.frontend.callbacks",
    "check": "mgc.frontend.checks",
    "cond": "mgc.frontend.control_forms",
    "config": "mgc.api.config",
    "eager": "mgc.api.modes",
    "fori_loop": "mgc.frontend.control_forms",
    "function": "mgc.api.function",
    "load": "mgc.api.load",
    "no_convert": "mgc.frontend.marks",
    "register": "mgc.frontend.teaching",
    "register_tree": "mgc.frontend.tree",
    "run_functions_eagerly": "mgc.api.modes",
    "scan": "mgc.frontend.control_forms",
    "static_call": "mgc.frontend.teaching",
    "supported": "mgc.frontend.supported",
    "unroll": "mgc.frontend.control_forms",
    "while_loop": "mgc.frontend.control_forms",
}
_DTYPES = (
    "bool_", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64",
    "f16", "bf16", "f32", "f64", "c64", "c128",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    """Public names, loaded at first use. Raises: AttributeError for others."""
    from importlib import import_module

    if name in _DTYPES:
        specs = import_module("mgc.frontend.specs")
        value: Any = specs.SPEC_DTYPES["bool" if name == "bool_" else name]
    elif name == "debug":
        value = import_module("mgc.frontend.debug")
    elif name in _MODULES:
        value = getattr(import_module(_MODULES[name]), name)
    else:
        raise AttributeError(f"module 'mgc' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted([*_MODULES, *_DTYPES, "__version__", "debug"])
