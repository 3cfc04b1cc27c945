"""Phylanx: NumPy programs as native, asynchronous task graphs. Names are loaded when first used.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phylanx.checking import check
    from phylanx.core.config import PhylanxSession
    from phylanx.decorator import Phylanx
    from phylanx.errors import CODES, ConversionError, Finding, PhylanxWarning
    from phylanx.execution_tree import parallel
    from phylanx.futures import Future
    from phylanx.parallel import prange
    from phylanx.profiling import profile
    from phylanx.rules import Rule
    from phylanx.settings import counters, disabled, options, set_num_threads

__version__ = "0.1.0"

_HOMES = {
    "CODES": "errors",
    "ConversionError": "errors",
    "Finding": "errors",
    "Future": "futures",
    "Phylanx": "decorator",
    "PhylanxSession": "core.config",
    "PhylanxWarning": "errors",
    "Rule": "rules",
    "check": "checking",
    "counters": "settings",
    "disabled": "settings",
    "full_version": "older.version",
    "full_version_as_string": "older.version",
    "major_version": "older.version",
    "minor_version": "older.version",
    "options": "settings",
    "parallel": "execution_tree",
    "prange": "parallel",
    "profile": "profiling",
    "set_num_threads": "settings",
    "subminor_version": "older.version",
}
_MODULES = ("ast", "core", "exceptions", "execution_tree", "ir", "plugins", "rules", "util")

__all__ = [
    "CODES",
    "ConversionError",
    "Finding",
    "Future",
    "Phylanx",
    "PhylanxSession",
    "PhylanxWarning",
    "Rule",
    "check",
    "counters",
    "disabled",
    "options",
    "parallel",
    "prange",
    "profile",
    "set_num_threads",
]


def __getattr__(name: str) -> Any:
    import importlib

    if name in _MODULES:
        return importlib.import_module(f"phylanx.{name}")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'phylanx' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"phylanx.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
