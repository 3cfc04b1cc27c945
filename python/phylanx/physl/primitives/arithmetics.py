"""Area arithmetics: operators, running sums, functions that the op table does not have.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from phylanx.physl.primitives import elementwise
from phylanx.physl.registry import Area
from phylanx.physl.values import axis as axis_of
from phylanx.physl.values import cast, is_array, is_list, is_number, kind_name, numeric

AREA = Area("arithmetics")
primitive = AREA.primitive

for _f in (elementwise.invsqrt, elementwise.invcbrt, elementwise.exp10, elementwise.erf, elementwise.erfc):
    AREA.add(_f.__name__, elementwise.unary(_f), "x dtype=nil")
AREA.add("normalize", elementwise.unary(elementwise.normalize), "x dtype=nil")
AREA.add("trace", elementwise.unary(elementwise.trace), "x dtype=nil")


def _is_int(v: Any) -> bool:
    return isinstance(v, bool | int | np.integer) or (is_array(v) and v.dtype.kind in "biu")


def _checked(v: Any) -> Any:
    """An int of PhySL has 64 bits."""
    if type(v) is int and not -(2**63) <= v < 2**63:
        raise OverflowError("integer overflow")
    return v


def _operands(a: Any, b: Any) -> None:
    for v in (a, b):
        if not is_number(v) and not is_array(v):
            raise TypeError(f"an operand is {kind_name(v)}, a number or an array is wanted")


def _fold(operation: Callable[[Any, Any], Any], a: Any, b: tuple) -> Any:
    if not b:
        raise TypeError("two operands or more are wanted")
    for x in b:
        a = operation(a, x)
    return a


def plus(a: Any, b: Any) -> Any:
    if is_list(a) and is_list(b):
        return list(a) + list(b)
    _operands(a, b)
    return _checked(a + b)


def minus(a: Any, b: Any) -> Any:
    _operands(a, b)
    if is_array(a) and is_array(b) and a.dtype == bool and b.dtype == bool:
        return a.astype(np.int64) - b.astype(np.int64)
    return _checked(a - b)


def times(a: Any, b: Any) -> Any:
    _operands(a, b)
    return _checked(a * b)


def quotient(a: Any, b: Any) -> Any:
    """Of integers rounded towards zero, as C does."""
    _operands(a, b)
    if not (_is_int(a) and _is_int(b)):
        return np.true_divide(a, b)
    if is_number(a) and is_number(b):
        if b == 0:
            raise ZeroDivisionError("integer division by zero")
        q = abs(int(a)) // abs(int(b))
        return _checked(q if (a < 0) == (b < 0) else -q)
    x, y = np.asarray(a), np.asarray(b)
    if (y == 0).any():
        raise ZeroDivisionError("integer division by zero")
    rest = np.fmod(x, y)
    return (x - rest) // y


def remainder(a: Any, b: Any) -> Any:
    """With the sign of a, as C does."""
    _operands(a, b)
    if _is_int(a) and _is_int(b):
        if (np.asarray(b) == 0).any():
            raise ZeroDivisionError("integer division by zero")
        if is_number(a) and is_number(b):
            r = abs(int(a)) % abs(int(b))
            return -r if a < 0 else r
    return np.fmod(a, b)


@primitive("__add")
def add(a, *b):
    """The sum; of lists, one behind the other."""
    return _fold(plus, a, b)


@primitive("__sub")
def sub(a, *b):
    """The difference."""
    return _fold(minus, a, b)


@primitive("__mul")
def mul(a, *b):
    """The product."""
    return _fold(times, a, b)


@primitive("__div")
def div(a, *b):
    """The quotient; of integers rounded towards zero."""
    return _fold(quotient, a, b)


@primitive("__mod")
def mod(a, b):
    """The remainder, with the sign of a."""
    return remainder(a, b)


@primitive("__minus")
def negative(a):
    """The negative."""
    _operands(a, 0)
    return _checked(-a) if not (is_array(a) and a.dtype == bool) else -a.astype(np.int64)


@primitive()
def maximum(a, *b):
    """The greater of elements."""
    return _fold(lambda x, y: np.maximum(numeric(x), numeric(y)), a, b)


@primitive()
def minimum(a, *b):
    """The smaller of elements."""
    return _fold(lambda x, y: np.minimum(numeric(x), numeric(y)), a, b)


@primitive()
def cumsum(a, axis=None, dtype=None):
    """Running sums."""
    return cast(np.cumsum(numeric(a), axis_of(axis)), dtype)


@primitive()
def cumprod(a, axis=None, dtype=None):
    """Running products."""
    return cast(np.cumprod(numeric(a), axis_of(axis)), dtype)


@primitive()
def isneginf(x):
    """Is minus infinity."""
    return np.isneginf(numeric(x))


@primitive()
def isposinf(x):
    """Is plus infinity."""
    return np.isposinf(numeric(x))
