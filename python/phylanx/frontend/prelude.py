"""Functions of Python and of math in terms of others: they are compiled like the user's helpers.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import builtins
import math
import sys
import types
from typing import Any

import numpy as np


class InPython:
    """A function that Python runs, though it has a form here."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)


_python_sum = InPython(builtins.sum)
_python_round = InPython(builtins.round)


def _fabs(x):  # type: ignore[no-untyped-def]
    return abs(float(x))


def _floor(x):  # type: ignore[no-untyped-def]
    return int(x) if isinstance(x, int) else int(np.floor(float(x)))


def _ceil(x):  # type: ignore[no-untyped-def]
    return int(x) if isinstance(x, int) else int(np.ceil(float(x)))


def _trunc(x):  # type: ignore[no-untyped-def]
    return int(x)


def _gcd(a, b):  # type: ignore[no-untyped-def]
    if not (isinstance(a, (int, np.integer)) and isinstance(b, (int, np.integer))):
        raise TypeError("gcd: an argument cannot be interpreted as an integer")
    x = abs(int(a))
    y = abs(int(b))
    while y:
        x, y = y, x % y
    return x


def _isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):  # type: ignore[no-untyped-def]
    if rel_tol < 0.0 or abs_tol < 0.0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if math.isinf(a) or math.isinf(b):
        return False
    difference = abs(float(b) - float(a))
    return (
        difference <= abs(rel_tol * float(b))
        or difference <= abs(rel_tol * float(a))
        or difference <= abs_tol
    )


def _round(x):  # type: ignore[no-untyped-def]
    if isinstance(x, (float, np.floating)):
        return int(np.rint(x))
    return int(x) if isinstance(x, int) else _python_round(x)


def _sum(x):  # type: ignore[no-untyped-def]
    if isinstance(x, np.ndarray) and x.ndim == 1:
        total = 0
        for v in x:
            total = total + v
        return total
    return _python_sum(x)


def _any(x):  # type: ignore[no-untyped-def]
    for v in x:
        if v:
            return True
    return False


def _all(x):  # type: ignore[no-untyped-def]
    for v in x:
        if not v:
            return False
    return True


def _max(x):  # type: ignore[no-untyped-def]
    if len(x) == 0:
        raise ValueError("max() arg is an empty sequence")
    best = x[0]
    for i in range(1, len(x)):
        if x[i] > best:
            best = x[i]
    return best


def _min(x):  # type: ignore[no-untyped-def]
    if len(x) == 0:
        raise ValueError("min() arg is an empty sequence")
    best = x[0]
    for i in range(1, len(x)):
        if x[i] < best:
            best = x[i]
    return best


_FORMS: dict[Any, Any] = {
    math.fabs: _fabs,
    math.floor: _floor,
    math.ceil: _ceil,
    math.trunc: _trunc,
    math.gcd: _gcd,
    math.isclose: _isclose,
    round: _round,
    any: _any,
    all: _all,
    max: _max,
    min: _min,
}
if sys.version_info < (3, 12):  # later ones add Python's floats with compensation
    _FORMS[sum] = _sum

#: Functions of one iterable argument here, of more in Python.
_OF_ONE = (round, any, all, max, min, sum)


def form_of(value: object, arguments: int, keywords: int) -> types.FunctionType | None:
    """The function that stands for `value` in a call with so many arguments."""
    try:
        found = _FORMS.get(value)
    except TypeError:  # not hashable
        return None
    if found is not None and value in _OF_ONE and (arguments != 1 or keywords):
        return None
    return found


def is_form(function: types.FunctionType) -> bool:
    return function.__globals__ is globals()
