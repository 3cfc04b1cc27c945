"""NumPy functions written in terms of those that are compiled: a call of one becomes its body.

A module for each subject. `find` says whether an object is such a function; the modules are
imported when the first program calls something.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import importlib
import types

from phylanx.prelude.registry import FUNCTIONS, METHODS

_MODULES = (
    "elementwise shifting triangles counting scattering padding statistics quantiles linear "
    "products joining searching calculus polynomials nans grids transforms factoring reductions"
).split()


@functools.cache
def load() -> None:
    for name in _MODULES:
        importlib.import_module(f"phylanx.prelude.{name}")


def find(value: object) -> types.FunctionType | None:
    """The function that stands for this one of NumPy's."""
    load()
    found = FUNCTIONS.get(id(value))
    return found[1] if found is not None and found[0] is value else None


def find_method(name: str) -> types.FunctionType | None:
    load()
    return METHODS.get(name)
