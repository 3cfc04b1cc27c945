"""Phylanx: NumPy programs as native, asynchronous task graphs. Names are loaded when first used.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phylanx.checking import check
    from phylanx.decorator import Phylanx
    from phylanx.errors import CODES, ConversionError, Finding, PhylanxWarning
    from phylanx.futures import Future
    from phylanx.parallel import prange
    from phylanx.profiling import profile
    from phylanx.settings import counters, disabled, options, set_num_threads

__version__ = "0.1.0"

_HOMES = {
    "CODES": "errors",
    "ConversionError": "errors",
    "Finding": "errors",
    "Future": "futures",
    "Phylanx": "decorator",
    "PhylanxWarning": "errors",
    "check": "checking",
    "counters": "settings",
    "disabled": "settings",
    "options": "settings",
    "prange": "parallel",
    "profile": "profiling",
    "set_num_threads": "settings",
}

__all__ = [
    "CODES",
    "ConversionError",
    "Finding",
    "Future",
    "Phylanx",
    "PhylanxWarning",
    "check",
    "counters",
    "disabled",
    "options",
    "prange",
    "profile",
    "set_num_threads",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'phylanx' has no attribute '{name}'")
    import importlib

    value = getattr(importlib.import_module(f"phylanx.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
