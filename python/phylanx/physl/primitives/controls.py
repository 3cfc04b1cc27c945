"""Area controls: functions of functions, ranges. The forms (if, while, block ...) are the evaluator's.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import clean, function, integer, integers, is_array, is_number, iterated, listed, truth
from phylanx.physl.values import dtype as dtype_of

AREA = Area("controls")
primitive = AREA.primitive


@primitive(keeps=True)
def for_each(f, iterable):
    """Calls f for each item; the value of the last call."""
    f, value = function(f), None
    for item in iterable if isinstance(iterable, range) else iterated(iterable):
        value = f(item)
    return value


@primitive("fmap", "parallel_map", keeps=True)
def fmap(f, *iterables):
    """f of each item: of lists a list, of arrays an array, of a number a number."""
    f = function(f)
    if not iterables:
        raise TypeError("a list or an array is wanted")
    if all(is_number(x) for x in iterables):
        return f(*iterables)
    results = [f(*items) for items in zip(*map(iterated, iterables), strict=False)]
    if not all(map(is_array, iterables)):
        return results
    if not results:
        return np.empty(0, iterables[0].dtype)
    if all(is_number(r) or is_array(r) for r in results) and len({np.shape(r) for r in results}) == 1:
        return np.array(results)
    return results


@primitive("filter", keeps=True)
def filter_(f, iterable):
    """The items for which f is true."""
    f = function(f)
    if is_array(iterable):
        return iterable[np.array([truth(f(x)) for x in iterated(iterable)], bool)]
    return [x for x in iterated(iterable) if truth(f(x))]


@primitive(keeps=True)
def fold_left(f, initial, data):
    """f(f(initial, first), second) ...; a nil start is the first item."""
    items = iterated(data)
    if initial is None:
        if not items:
            return None
        initial, items = items[0], items[1:]
    return functools.reduce(function(f), items, initial)


@primitive(keeps=True)
def fold_right(f, initial, data):
    """f(first, f(second, ... initial)); a nil start is the last item."""
    f, items = function(f), iterated(data)
    if initial is None:
        if not items:
            return None
        initial, items = items[-1], items[:-1]
    return functools.reduce(lambda value, item: f(item, value), reversed(items), initial)


@primitive("apply", keeps=True)
def apply_(f, arguments):
    """f called with the list's items."""
    return function(f)(*listed(arguments, "the second argument"))


@primitive("range")
def range_(start, stop=None, step=None):
    """Integers from start (0) up to stop."""
    parts = [integer(x, "an argument of range") for x in (start, stop, step) if x is not None]
    return range(*parts)


@primitive("fromfunction")
def from_function(f, shape, dtype="float"):
    """f of the arrays of coordinates."""
    extents = integers(shape, "shape")
    coordinates = np.indices(extents, dtype_of(dtype))
    value = function(f)(*[clean(c) for c in coordinates])
    return value


@primitive()
def indices(shape, dtype="int", sparse=False):
    """The coordinates of each element."""
    found: Any = np.indices(integers(shape, "shape"), dtype_of(dtype), bool(sparse))
    return list(found) if sparse else found
