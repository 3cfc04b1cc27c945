"""Medians, quantiles and percentiles, with and without NaN.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.elementwise import chosen
from phylanx.prelude.registry import of


def ordered(a, axes):
    """Sorted along its last axis, which is made of these, in their order."""
    rest, shape = (), ()
    for d in ask.unroll(a.ndim):
        if d not in axes:
            rest = rest + (d,)
            shape = shape + (a.shape[d],)
    if len(axes) == 1:
        return np.sort(np.moveaxis(a, axes[0], a.ndim - 1))
    n = 1
    for d in axes:
        n = n * a.shape[d]
    return np.sort(np.reshape(np.transpose(a, rest + axes), shape + (n,)))


def axes_of(a, axis):
    if ask.is_sequence(axis):
        return ask.axes(ask.known(ask.as_tuple(axis)), a.ndim)
    return ask.axes(axis if axis is None else (ask.known(axis),), a.ndim)


def kept(result, axes, keepdims, before):
    """The result with extents of 1 in the places of the axes, behind `before` others."""
    if not ask.known(keepdims):
        return result
    if not ask.is_array(result):
        return np.reshape(np.asarray(result), (1,) * len(axes))
    for d in axes:
        result = np.expand_dims(result, d + before)
    return result


def checked(a):
    a = np.asarray(a)
    if ask.kind(a) in ("c", "b") or a.ndim == 0:
        ask.refuse("quantiles of these")
    if ask.kind(a) == "f" and ask.itemsize(a) == 2:
        ask.refuse("float16")
    return a


@of(np.median)
def median(a, axis=None, keepdims=False):
    if ask.is_list(axis):
        ask.refuse("axes that stand in a list")
    a = checked(a)
    axes = axes_of(a, axis)
    s = ordered(a, axes)
    n = s.shape[s.ndim - 1]
    ask.assume(n > 0)
    middle = n // 2
    high = s[..., middle]
    low = s[..., middle - 1 + n % 2]
    result = np.mean(np.stack((low, high)), axis=0) if s.ndim > 1 else (low + high) / 2.0
    if ask.kind(a) == "f":
        last = s[..., n - 1]
        result = chosen(np.isnan(last), last, result)
    return kept(result, axes, keepdims, 0)


def quantile_of(a, q, axis, method, keepdims):
    """q between 0 and 1."""
    a = checked(a)
    way = ask.where_among(method, ("linear", "lower", "higher", "nearest", "midpoint"))
    if way < 0 or (ask.kind(a) == "f" and ask.itemsize(a) != 8):
        ask.refuse("this quantile")
    q = ask.operand(q)
    if ask.is_array(q) and q.ndim > 1:
        ask.refuse("quantiles of several dimensions")
    axes = axes_of(a, axis)
    s = ordered(a, axes)
    n = s.shape[s.ndim - 1]
    ask.assume(n > 0)
    if np.any((q < 0) | (q > 1)):
        raise ValueError("Quantiles must be in the range [0, 1]")
    if not ask.is_array(q):
        return kept(at_quantile(s, n, q, way), axes, keepdims, 0)
    dtype = s.dtype if way in (1, 2, 3) else np.float64
    result = np.empty((q.shape[0],) + s.shape[: s.ndim - 1], dtype)
    for i in range(q.shape[0]):
        result[i] = at_quantile(s, n, q[i], way)
    return kept(result, axes, keepdims, 1)


def at_quantile(s, n, q, way):
    place = q * (n - 1)
    below = int(np.floor(place))
    if way == 1:
        value = s[..., below]
    elif way == 2:
        value = s[..., int(np.ceil(place))]
    elif way == 3:
        value = s[..., int(np.rint(place))]
    else:
        above = min(below + 1, n - 1)
        t = place - below
        if way == 4:
            t = 0.5 if t > 0 else 0.0
        a, b = s[..., below], s[..., above]
        difference = b - a
        value = b - difference * (1 - t) if t >= 0.5 else a + difference * t
    if ask.kind(s) != "f":
        return value
    last = s[..., n - 1]
    return chosen(np.isnan(last), last, value)


@of(np.quantile)
def quantile(a, q, axis=None, method="linear", keepdims=False):
    if not ask.is_sequence(q) and ask.kind(q) not in ("f",):
        q = ask.operand(q) * 1.0
    return quantile_of(a, q, axis, method, keepdims)


@of(np.percentile)
def percentile(a, q, axis=None, method="linear", keepdims=False):
    q = np.true_divide(q, 100)
    if np.any((q < 0) | (q > 1)):
        raise ValueError("Percentiles must be in the range [0, 100]")
    return quantile_of(a, q, axis, method, keepdims)


def nan_lanes(a, axis):
    """Sorted lanes as rows of a matrix, NaN last, and how many numbers each has."""
    a = checked(a)
    if ask.kind(a) != "f" or ask.itemsize(a) != 8:
        ask.refuse("numbers that are no float64")
    s = ordered(a, axes_of(a, axis))
    n = s.shape[s.ndim - 1]
    rows = np.reshape(s, (s.size // max(n, 1), n))
    counts = np.sum(~np.isnan(rows), axis=1, dtype=np.int64)
    ask.assume(n > 0 and np.all(counts > 0))  # else NumPy warns
    return s, rows, counts


@of(np.nanmedian)
def nanmedian(a, axis=None, keepdims=False):
    if ask.is_list(axis):
        ask.refuse("axes that stand in a list")
    a = np.asarray(a)
    s, rows, counts = nan_lanes(a, axis)
    values = np.empty(rows.shape[0], np.float64)
    for i in range(rows.shape[0]):
        n = counts[i]
        low, high = rows[i, (n - 1) // 2], rows[i, n // 2]
        values[i] = (low + high) / 2.0
    return kept(lane_values(values, s), axes_of(a, axis), keepdims, 0)


def lane_values(values, s):
    return values[0] if s.ndim == 1 else np.reshape(values, s.shape[: s.ndim - 1])


def nan_quantile_of(a, q, axis, method, keepdims):
    if ask.where_among(method, ("linear",)) < 0:
        ask.refuse("this method")
    a, q = np.asarray(a), ask.operand(q)
    if ask.is_array(q) and q.ndim > 1:
        ask.refuse("quantiles of several dimensions")
    s, rows, counts = nan_lanes(a, axis)
    if np.any((q < 0) | (q > 1)):
        raise ValueError("Quantiles must be in the range [0, 1]")
    if not ask.is_array(q):
        values = lane_values(nan_row_quantiles(rows, counts, q), s)
        return kept(values, axes_of(a, axis), keepdims, 0)
    result = np.empty((q.shape[0],) + s.shape[: s.ndim - 1], np.float64)
    for i in range(q.shape[0]):
        result[i] = lane_values(nan_row_quantiles(rows, counts, q[i]), s)
    return kept(result, axes_of(a, axis), keepdims, 1)


def nan_row_quantiles(rows, counts, q):
    values = np.empty(rows.shape[0], np.float64)
    for i in range(rows.shape[0]):
        n = counts[i]
        place = q * (n - 1)
        below = int(np.floor(place))
        t = place - below
        low, high = rows[i, below], rows[i, min(below + 1, n - 1)]
        difference = high - low
        values[i] = high - difference * (1 - t) if t >= 0.5 else low + difference * t
    return values


@of(np.nanquantile)
def nanquantile(a, q, axis=None, method="linear", keepdims=False):
    if not ask.is_sequence(q) and ask.kind(q) not in ("f",):
        q = ask.operand(q) * 1.0
    return nan_quantile_of(a, q, axis, method, keepdims)


@of(np.nanpercentile)
def nanpercentile(a, q, axis=None, method="linear", keepdims=False):
    q = np.true_divide(q, 100)
    if np.any((q < 0) | (q > 1)):
        raise ValueError("Percentiles must be in the range [0, 100]")
    return nan_quantile_of(a, q, axis, method, keepdims)
