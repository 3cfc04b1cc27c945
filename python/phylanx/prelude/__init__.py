"""NumPy functions written in terms of those that are compiled: a call of one becomes its body.

A module for each subject. `find` says whether an object is such a function; a module is imported when the first
program calls something that may be of it.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import importlib
import types

from phylanx.prelude.places import PLACES
from phylanx.prelude.registry import FUNCTIONS, METHODS, UFUNC_METHODS, name_of

MODULES = (
    "elementwise shifting triangles counting scattering padding statistics quantiles linear "
    "products joining searching calculus polynomials nans grids transforms factoring reductions"
).split()


def _import(name: str) -> None:
    for module in PLACES.get(name, "").split():
        importlib.import_module(f"phylanx.prelude.{module}")


def find(value: object) -> types.FunctionType | None:
    """The function that stands for this one of NumPy's."""
    _import(name_of(value))
    found = FUNCTIONS.get(id(value))
    return found[1] if found is not None and found[0] is value else None


def find_method(name: str) -> types.FunctionType | None:
    """The function that stands for this method of arrays."""
    _import("." + name)
    return METHODS.get(name)


def find_ufunc_method(name: str) -> types.FunctionType | None:
    """The function that stands for this method of all ufuncs, or for their call with keywords."""
    _import("ufunc." + name)
    return UFUNC_METHODS.get(name)
