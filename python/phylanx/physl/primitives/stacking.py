"""Area matrixops: arrays joined and cut.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import array, cast, integer, integers, is_list, listed, number, numeric
from phylanx.physl.values import dtype as dtype_of

AREA = Area("matrixops")
primitive = AREA.primitive


def _parts(list: Any) -> list:
    return [np.asarray(numeric(x)) for x in listed(list)]


@primitive()
def hstack(list, dtype=None):
    """Side by side; of numbers a vector."""
    parts = _parts(list)
    if not parts:
        return np.empty(0, dtype_of(dtype, float))
    return cast(np.hstack(parts), dtype)


@primitive()
def vstack(list, dtype=None):
    """One above the other; of numbers a column."""
    parts = _parts(list)
    if not parts:
        return np.empty((0, 1), dtype_of(dtype, float))
    return cast(np.vstack(parts), dtype)


@primitive()
def dstack(list, dtype=None):
    """Behind each other, along the third dimension."""
    parts = _parts(list)
    if not parts:
        return np.empty((0, 0, 1), dtype_of(dtype, float))
    return cast(np.dstack(parts), dtype)


@primitive()
def stack(list, axis=0, dtype=None):
    """Along a new dimension."""
    return cast(np.stack(_parts(list), integer(axis, "axis")), dtype)


@primitive()
def concatenate(list, axis=0):
    """Along a dimension they have; nil joins them flattened."""
    return np.concatenate(_parts(list), None if axis is None else integer(axis, "axis"))


def _split(function: Any, a: Any, n: tuple) -> list:
    if not n:
        raise TypeError("the number of parts is wanted")
    where = integers(list(n) if len(n) > 1 else n[0], "the place of a cut")
    return function(array(a), where if len(n) > 1 or is_list(n[0]) else where[0])


@primitive()
def hsplit(a, *n):
    """Parts side by side: their number, or the places of the cuts."""
    return _split(np.hsplit, a, n)


@primitive()
def vsplit(a, *n):
    """Parts one above the other: their number, or the places of the cuts."""
    return _split(np.vsplit, a, n)


@primitive()
def tile(a, reps):
    """The array over and over."""
    return np.tile(numeric(a), integers(reps, "reps"))


@primitive()
def repeat(a, n, axis=None):
    """Each element n times."""
    counts = np.array(integers(n, "n"))
    if (counts < 0).any():
        raise ValueError("repeats may not contain negative values")
    return np.repeat(numeric(a), counts, None if axis is None else integer(axis, "axis"))


@primitive()
def insert(a, where, values, axis=None, dtype=None):
    """A new array with values before the given places."""
    place: Any = np.array(integers(where, "where")) if is_list(where) else where
    return cast(np.insert(array(a), place, numeric(values), None if axis is None else integer(axis, "axis")), dtype)


@primitive()
def pad(a, width, mode="constant", constant=0):
    """The array with borders of a constant."""
    if mode != "constant":
        raise ValueError("pad knows the mode 'constant' only")
    return np.pad(
        array(a), _plain(width), mode, constant_values=number(constant) if not is_list(constant) else _plain(constant)
    )


def _plain(v: Any) -> Any:
    return tuple(_plain(x) for x in v) if is_list(v) else integer(v, "a width")
