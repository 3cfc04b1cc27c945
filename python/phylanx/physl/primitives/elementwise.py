"""Element by element: what the op table lists under NumPy's names, and PhySL's own functions of one argument.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from phylanx import _core
from phylanx.physl.registry import TABLE, Area
from phylanx.physl.values import cast, is_list, numeric

AREA = Area("arithmetics")
#: What PhySL itself does not have: programs may use these names for their own.
MORE = Area("numpy")
#: Their results have the argument's type; all others give floats.
_KEEP = (np.abs, np.square, np.sign)


def unary(function: Callable) -> Callable:
    def apply(x: Any, dtype: Any = None) -> Any:
        x = numeric(x)
        if function in _KEEP:
            r = function(x) if not _is_bool(x) else function(np.asarray(x).astype(np.int64)).astype(bool)
        else:
            r = function(np.asarray(x).astype(np.float64) if np.asarray(x).dtype.kind in "biu" else x)
        return cast(r, dtype)

    apply.__doc__ = (getattr(function, "__doc__", None) or "").strip()
    return apply


def _is_bool(x: Any) -> bool:
    return bool(np.asarray(x).dtype == bool)


def _of_numpy(function: Callable) -> Callable:
    """NumPy's function of PhySL's values: lists stand for arrays where numbers are wanted."""

    @functools.wraps(function)
    def apply(*args: Any, **kwargs: Any) -> Any:
        return function(*[_tuple(a) for a in args], **{k: _tuple(v) for k, v in kwargs.items()})

    return apply


def _tuple(v: Any) -> Any:
    return tuple(_tuple(x) for x in v) if is_list(v) else v


def register() -> None:
    """Every row of the op table that names a function of NumPy; areas define anew what PhySL sees otherwise."""
    for name, physl, numpy, parameters, kind, doc in _core.op_table():
        spelling = next((s for s in numpy.split() if s.startswith("np.")), None)
        if not physl or spelling is None or not parameters:
            continue
        function: Any = functools.reduce(getattr, spelling.split(".")[1:], np)
        unary_number = kind == "Elem" and parameters == "x" and not name.startswith(("is", "signbit", "logical"))
        if unary_number and function not in (np.negative, np.positive, np.invert):
            AREA.add(physl, unary(function), "x dtype=nil")
        else:
            area = AREA if name.startswith("is") else MORE
            area.add(physl, _of_numpy(function), parameters)
        TABLE[physl].doc = doc


def invsqrt(x: Any) -> Any:
    """1 / sqrt(x)"""
    return 1.0 / np.sqrt(x)


def invcbrt(x: Any) -> Any:
    """1 / cbrt(x)"""
    return 1.0 / np.cbrt(x)


def exp10(x: Any) -> Any:
    """10 to the x"""
    return np.power(10.0, x)


def erf(x: Any) -> Any:
    """The error function."""
    return np.vectorize(math.erf, otypes=[float])(x)


def erfc(x: Any) -> Any:
    """One less the error function."""
    return np.vectorize(math.erfc, otypes=[float])(x)


def normalize(x: Any) -> Any:
    """x divided by its norm, as a vector."""
    return x / np.sqrt(np.sum(np.square(x)))


def trace(x: Any) -> Any:
    """Sum of the diagonal."""
    return np.trace(x)
