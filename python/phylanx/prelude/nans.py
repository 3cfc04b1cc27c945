"""Reductions that skip NaN; ranges of values.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def cleaned(a, value):
    """With another value in the place of each NaN."""
    return np.where(np.isnan(a), value, a) if ask.kind(a) == "f" else a


def checked(a):
    a = np.asarray(a)
    if ask.kind(a) in ("c", "b") or (ask.kind(a) == "f" and ask.itemsize(a) == 2):
        ask.refuse("this dtype")
    return a


def present(a, axis, keepdims):
    """How many are no NaN."""
    return np.sum(~np.isnan(a), axis=axis, keepdims=keepdims, dtype=np.int64)


@of(np.nansum)
def nansum(a, axis=None, dtype=None, keepdims=False):
    return np.sum(cleaned(checked(a), 0), axis=axis, dtype=dtype, keepdims=keepdims)


@of(np.nanprod)
def nanprod(a, axis=None, dtype=None, keepdims=False):
    return np.prod(cleaned(checked(a), 1), axis=axis, dtype=dtype, keepdims=keepdims)


@of(np.nancumsum)
def nancumsum(a, axis=None, dtype=None):
    return np.cumsum(cleaned(checked(a), 0), axis=axis, dtype=dtype)


@of(np.nancumprod)
def nancumprod(a, axis=None, dtype=None):
    return np.cumprod(cleaned(checked(a), 1), axis=axis, dtype=dtype)


@of(np.nanmax)
def nanmax(a, axis=None, keepdims=False):
    a = checked(a)
    if ask.kind(a) != "f":
        return np.max(a, axis=axis, keepdims=keepdims)
    result = np.max(cleaned(a, -np.inf), axis=axis, keepdims=keepdims)
    ask.assume(np.all(present(a, axis, keepdims) > 0))  # else NumPy warns
    return result


@of(np.nanmin)
def nanmin(a, axis=None, keepdims=False):
    a = checked(a)
    if ask.kind(a) != "f":
        return np.min(a, axis=axis, keepdims=keepdims)
    result = np.min(cleaned(a, np.inf), axis=axis, keepdims=keepdims)
    ask.assume(np.all(present(a, axis, keepdims) > 0))
    return result


@of(np.nanmean)
def nanmean(a, axis=None, keepdims=False):
    a = checked(a)
    if ask.kind(a) != "f":
        return np.mean(a, axis=axis, keepdims=keepdims)
    count = present(a, axis, keepdims)
    ask.assume(np.all(count > 0))
    total = np.sum(cleaned(a, 0), axis=axis, keepdims=keepdims)
    return total / count.astype(total.dtype)


@of(np.nanvar)
def nanvar(a, axis=None, ddof=0, keepdims=False):
    a = checked(a)
    if ask.kind(a) != "f":
        return np.var(a, axis=axis, ddof=ddof, keepdims=keepdims)
    count = present(a, axis, True)
    ask.assume(np.all(count > ddof))
    mean = np.sum(cleaned(a, 0), axis=axis, keepdims=True) / count.astype(a.dtype)
    rest = np.where(np.isnan(a), 0, a - mean)
    total = np.sum(rest * rest, axis=axis, keepdims=keepdims)
    freedom = present(a, axis, keepdims) - ddof
    return total / freedom.astype(total.dtype)


@of(np.nanstd)
def nanstd(a, axis=None, ddof=0, keepdims=False):
    return np.sqrt(np.nanvar(a, axis=axis, ddof=ddof, keepdims=keepdims))


@of(np.nanargmax)
def nanargmax(a, axis=None):
    a = checked(a)
    if ask.kind(a) == "f":
        ask.assume(np.all(present(a, axis, False) > 0))
    return np.argmax(cleaned(a, -np.inf), axis=axis)


@of(np.nanargmin)
def nanargmin(a, axis=None):
    a = checked(a)
    if ask.kind(a) == "f":
        ask.assume(np.all(present(a, axis, False) > 0))
    return np.argmin(cleaned(a, np.inf), axis=axis)


@of(np.ptp)
def ptp(a, axis=None, keepdims=False):
    a = np.asarray(a)
    if ask.kind(a) == "b":
        ask.refuse("bool")
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


@of(getattr(np, "cumulative_sum", None))
def cumulative_sum(x, *, axis=None, dtype=None):
    x = np.asarray(x)
    if x.ndim == 0:
        ask.refuse("a number")
    if axis is None and x.ndim != 1:
        message = "For arrays which have more than one dimension ``axis`` argument is required."
        ask.fail("ValueError", message)
    return np.cumsum(x, axis=0 if axis is None else axis, dtype=dtype)
