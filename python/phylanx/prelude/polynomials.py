"""Polynomials by their coefficients, the highest power first.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.factoring import lstsq, result
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


@of(np.polydiv)
def polydiv(u, v):
    u, v = np.atleast_1d(np.asarray(u)) + 0.0, np.atleast_1d(np.asarray(v)) + 0.0
    if u.ndim != 1 or v.ndim != 1:
        ask.refuse("polynomials that are no vectors")
    dtype = ask.result_type(u, v)
    m, n = u.shape[0] - 1, v.shape[0] - 1
    ask.assume(m >= 0 and n >= 0)
    scale = 1.0 / v[0]
    q = np.zeros(max(m - n + 1, 1), dtype)
    r = u.astype(dtype)
    for k in range(m - n + 1):
        d = scale * r[k]
        q[k] = d
        r[k : k + n + 1] -= d * v
    first = 0
    while first < m and np.allclose(r[first], 0, rtol=1e-14):
        first += 1
    return q, r[first:]


@of(np.poly)
def poly(seq_of_zeros):
    if ask.is_scalar(seq_of_zeros) or np.asarray(seq_of_zeros).ndim == 0:
        ask.refuse("a single zero")
    z = np.atleast_1d(np.asarray(seq_of_zeros))
    if z.ndim != 1 or ask.kind(z) == "c":
        ask.refuse("eigenvalues or complex roots")
    if ask.kind(z) != "f" or ask.itemsize(z) == 2:
        z = z.astype(np.float64)
    n = z.shape[0]
    ask.assume(n > 0)
    a = np.zeros(n + 1, z.dtype)
    a[0] = 1
    for i in range(n):
        a[1 : i + 2] -= z[i] * a[: i + 1]
    return a


@of(np.roots)
def roots(p):
    p = np.atleast_1d(np.asarray(p))
    if p.ndim != 1:
        raise ValueError("Input must be a rank-1 array.")
    nonzero = np.flatnonzero(p)
    ask.assume(nonzero.shape[0] > 0)
    trailing = p.shape[0] - nonzero[-1] - 1
    p = p[nonzero[0] : nonzero[-1] + 1]
    if ask.kind(p) not in ("f", "c"):
        p = p.astype(np.float64)
    if ask.itemsize(p) == 2:
        ask.refuse("float16")
    n = p.shape[0]
    ask.assume(n > 1)
    companion = np.eye(n - 1, k=-1, dtype=np.complex128 if ask.kind(p) == "c" else np.float64)
    companion[0] = -p[1:] / p[0]
    ask.check(np.all(np.isfinite(companion)), "LinAlgError", "Array must not contain infs or NaNs")
    w = ask.ufunc(np.linalg._umath_linalg.eigvals, "Eigenvalues did not converge", companion)
    w = np.concatenate((w, np.zeros(trailing, np.complex128)))
    if ask.kind(p) != "c" and np.all(np.imag(w) == 0):
        return result(np.real(w), p)
    return result(w, p)
