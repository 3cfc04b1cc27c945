"""Averages and covariances.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


@of(np.average)
def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    a = np.asarray(a)
    if weights is None:
        if ask.known(returned):
            ask.refuse("returned without weights")
        return np.mean(a, axis=axis, keepdims=keepdims)
    w = np.asarray(weights)
    if ask.kind(a) in ("b", "i", "u"):
        dtype = ask.result_type(a, w, np.float64)
    else:
        dtype = ask.result_type(a, w)
    if w.ndim != a.ndim:
        if axis is None:
            raise TypeError("Axis must be specified when shapes of a and weights differ.")
        k = ask.axis(ask.known(axis), a.ndim)
        if w.ndim != 1:
            ask.refuse("weights of several dimensions")
        if w.shape[0] != a.shape[k]:
            message = "Shape of weights must be consistent with shape of a along specified axis."
            ask.fail("ValueError", message)
        for d in ask.unroll(k + 1, a.ndim):
            w = np.expand_dims(w, w.ndim)
    else:
        ask.assume(same_shape(a, w))
    scale = np.sum(np.broadcast_to(w, a.shape), axis=axis, dtype=dtype, keepdims=keepdims)
    if np.any(scale == 0.0):
        raise ZeroDivisionError("Weights sum to zero, can't be normalized")
    mean = np.sum(np.multiply(a, w).astype(dtype), axis=axis, keepdims=keepdims) / scale
    if ask.known(returned):
        return mean, scale
    return mean


def same_shape(a, b):
    same = True
    for d in ask.unroll(a.ndim):
        same = same and a.shape[d] == b.shape[d]
    return same


def variables(m, y, rowvar):
    x = np.asarray(m)
    if x.ndim > 2:
        raise ValueError("m has more than 2 dimensions")
    dtype = ask.result_type(x, np.float64)
    flat = x.ndim == 1
    if flat:
        x = np.expand_dims(x, 0)
    if not ask.known(rowvar) and not flat:
        x = x.T
    x = x.astype(dtype)
    if y is not None:
        other = np.asarray(y)
        if other.ndim > 2:
            raise ValueError("y has more than 2 dimensions")
        if other.ndim == 1:
            other = np.expand_dims(other, 0)
        elif not ask.known(rowvar):
            other = other.T
        x = np.concatenate((x, other.astype(dtype)), axis=0)
    return x


@of(np.cov)
def cov(m, y=None, rowvar=True, bias=False, ddof=None):
    if ask.kind(m) == "c" or (y is not None and ask.kind(y) == "c"):
        ask.refuse("complex numbers")
    if np.asarray(m).ndim == 0 or (y is not None and np.asarray(y).ndim == 0):
        ask.refuse("one observation")
    x = variables(m, y, rowvar)
    if ddof is None:
        ddof = 0 if ask.known(bias) else 1
    n = x.shape[1]
    ask.assume(n > ddof)
    x = x - np.mean(x, axis=1, keepdims=True)
    c = np.matmul(x, x.T) * np.true_divide(1, n - ddof)
    if y is None and np.asarray(m).ndim == 1:
        return np.reshape(c, ())
    ask.assume(x.shape[0] != 1)
    return c


@of(np.corrcoef)
def corrcoef(x, y=None, rowvar=True):
    if y is None and np.asarray(x).ndim <= 1:
        ask.refuse("one variable")
    c = np.cov(x, y, rowvar)
    s = np.sqrt(np.diagonal(c))
    c = c / np.expand_dims(s, 1)
    c = c / s
    return np.minimum(np.maximum(c, -1.0), 1.0)
