"""Area booleans: logic, comparisons, choices.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import is_array, is_list, is_number, kind_name, numeric, same, truth

AREA = Area("booleans")
primitive = AREA.primitive


def _logical(function: Any, a: Any, b: tuple) -> Any:
    if not b:
        raise TypeError("two operands or more are wanted")
    for x in b:
        if is_array(a) or is_array(x):
            a = function(numeric(a), numeric(x))
        else:
            a = bool(function(truth(a), truth(x)))
    return a


@primitive("logical_and", "__and")
def logical_and(a, *b):
    """All are true, element by element."""
    return _logical(np.logical_and, a, b)


@primitive("logical_or", "__or")
def logical_or(a, *b):
    """One is true, element by element."""
    return _logical(np.logical_or, a, b)


@primitive("logical_xor", "__xor")
def logical_xor(a, *b):
    """An odd number is true, element by element."""
    return _logical(np.logical_xor, a, b)


@primitive("logical_not", "__not")
def logical_not(a):
    """Is false, element by element."""
    return np.logical_not(a) if is_array(a) else not truth(a)


def _compare(function: Any, a: Any, b: Any, as_number: Any) -> Any:
    if is_number(a) and is_number(b):
        r = function(a, b)
    elif (is_number(a) or is_array(a)) and (is_number(b) or is_array(b)):
        try:
            r = function(np.asarray(a), np.asarray(b))
        except ValueError as error:
            raise ValueError(str(error)) from None
    elif function is operator.eq or function is operator.ne:
        r = same(a, b) is (function is operator.eq)
    elif isinstance(a, str) and isinstance(b, str):
        r = function(a, b)
    else:
        raise TypeError(f"{kind_name(a)} and {kind_name(b)} have no order")
    if not truth(as_number):
        return r
    kind = np.result_type(numeric(a), numeric(b))
    return np.asarray(r).astype(kind)


def _comparison(name: str, function: Any, doc: str) -> None:
    def compare(a, b, as_number=False):
        return _compare(function, a, b, as_number)

    compare.__doc__ = doc
    AREA.add(name, compare)


_comparison("__eq", operator.eq, "Equal.")
_comparison("__ne", operator.ne, "Not equal.")
_comparison("__lt", operator.lt, "Less.")
_comparison("__le", operator.le, "Less or equal.")
_comparison("__gt", operator.gt, "Greater.")
_comparison("__ge", operator.ge, "Greater or equal.")


@primitive()
def nonzero(a):
    """The indices of elements that are not zero: a vector for each dimension."""
    return list(np.nonzero(np.atleast_1d(numeric(a))))


@primitive()
def where(condition, x=None, y=None):
    """x where the condition holds, y elsewhere; alone, the indices where it holds."""
    if x is None and y is None:
        return nonzero(condition)
    if x is None or y is None:
        raise TypeError("both or neither of x and y are wanted")
    if not is_array(condition) and not is_list(condition) and is_list(x) and is_list(y):
        return x if truth(condition) else y
    return np.where(numeric(condition), numeric(x), numeric(y))
