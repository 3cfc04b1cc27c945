"""Polynomials by their coefficients, the highest power first.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.factoring import lstsq
from phylanx.prelude.registry import of


@of(np.polyval)
def polyval(p, x):
    x = ask.operand(x)
    y = np.zeros_like(x)
    if ask.is_sequence(p):
        for c in ask.as_tuple(p):
            y = y * x + c
        return y
    p = np.asarray(p)
    if p.ndim != 1:
        ask.refuse("coefficients of several dimensions")
    y = np.zeros(np.shape(x), ask.result_type(x, p)) if ask.is_array(x) else x * 0 + p[0] * 0
    for i in range(p.shape[0]):
        y = y * x + p[i]
    return y


@of(np.polyder)
def polyder(p, m=1):
    p = np.asarray(p)
    if ask.known(m) != 1 or p.ndim != 1:
        ask.refuse("this derivative")
    n = p.shape[0] - 1
    return p[:-1] * np.arange(n, 0, -1)


@of(np.polyadd)
def polyadd(a1, a2):
    a, b = np.asarray(a1), np.asarray(a2)
    if a.ndim != 1 or b.ndim != 1:
        ask.refuse("polynomials that are no vectors")
    n = max(a.shape[0], b.shape[0])
    to = np.zeros(n, ask.result_type(a, b))
    to[n - a.shape[0] :] += a
    to[n - b.shape[0] :] += b
    return to


@of(np.polymul)
def polymul(a1, a2):
    a, b = np.asarray(a1), np.asarray(a2)
    if a.ndim != 1 or b.ndim != 1:
        ask.refuse("polynomials that are no vectors")
    ask.assume(a.shape[0] > 0 and b.shape[0] > 0 and a[0] != 0 and b[0] != 0)
    return np.convolve(a, b)


@of(np.polysub)
def polysub(a1, a2):
    a, b = np.asarray(a1), np.asarray(a2)
    if a.ndim != 1 or b.ndim != 1 or (ask.kind(a) == "b" and ask.kind(b) == "b"):
        ask.refuse("polynomials that are no vectors of numbers")
    n = max(a.shape[0], b.shape[0])
    to = np.zeros(n, ask.result_type(a, b))
    to[n - a.shape[0] :] += a
    to[n - b.shape[0] :] -= b
    return to


@of(np.polyint)
def polyint(p, m=1, k=None):
    p = np.asarray(p)
    if ask.known(m) != 1 or p.ndim != 1 or not (k is None or ask.is_scalar(k)):
        ask.refuse("this integral")
    if ask.kind(p) not in ("i", "u", "f") or ask.itemsize(p) != 8:
        ask.refuse("coefficients of this dtype")
    n = p.shape[0]
    to = np.zeros(n + 1)
    to[:n] = p / np.arange(n, 0, -1)
    if k is not None:
        to[n] = k
    return to


@of(np.polyfit)
def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    if ask.known(full) or ask.is_text(cov) or ask.known(cov):
        ask.refuse("more than coefficients")
    x, y, order = np.asarray(x) + 0.0, np.asarray(y) + 0.0, int(deg) + 1
    if ask.kind(x) == "c" or ask.itemsize(x) == 2 or ask.itemsize(y) == 2:
        ask.refuse("points of this dtype")
    if deg < 0:
        raise ValueError("expected deg >= 0")
    if x.ndim != 1:
        raise TypeError("expected 1D vector for x")
    if x.shape[0] == 0:
        raise TypeError("expected non-empty vector for x")
    if y.ndim < 1 or y.ndim > 2:
        raise TypeError("expected 1D or 2D array for y")
    if x.shape[0] != y.shape[0]:
        raise TypeError("expected x and y to have same length")
    if rcond is None:
        eps = 2.220446049250313e-16 if ask.itemsize(x) == 8 else 1.1920928955078125e-07
        limit = x.shape[0] * eps
    else:
        limit = float(rcond)
    powers = np.vander(x, order)
    if w is not None:
        w = np.asarray(w) + 0.0
        if w.ndim != 1:
            raise TypeError("expected a 1-d array for weights")
        if w.shape[0] != y.shape[0]:
            raise TypeError("expected w and y to have the same length")
        if ask.result_type(w, x) != x.dtype or ask.result_type(w, y) != y.dtype:
            ask.refuse("weights of another dtype")
        powers = powers * np.expand_dims(w, 1)
        y = y * np.expand_dims(w, 1) if y.ndim == 2 else y * w
    scale = np.sqrt(np.sum(powers * powers, axis=0))
    c, residuals, rank, s = lstsq(powers / scale, y, limit)
    ask.assume(rank == order)  # or NumPy warns
    return np.transpose(np.transpose(c) / scale)
