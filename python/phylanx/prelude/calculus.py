"""Differences, gradients, interpolation, convolution.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def difference(high, low):
    return np.not_equal(high, low) if ask.kind(high) == "b" else high - low


@of(np.diff)
def diff(a, n=1, axis=-1):
    a = np.asarray(a)
    n = ask.known(n)
    if n == 0:
        return a
    if n < 0:
        raise ValueError(ask.text("order must be non-negative but got ", n))
    if a.ndim == 0:
        raise ValueError("diff requires input that is at least one dimensional")
    k = ask.axis(ask.known(axis), a.ndim)
    v = np.moveaxis(a, k, 0)
    for i in ask.unroll(n):
        v = difference(v[1:], v[:-1])
    return np.moveaxis(v, 0, k)


@of(np.ediff1d)
def ediff1d(ary):
    a = np.asarray(ary).ravel()
    if ask.kind(a) == "b":
        ask.refuse("differences of truth values")
    return difference(a[1:], a[:-1])


@of(np.gradient)
def gradient(f, h=1.0, axis=None, edge_order=1):
    f = np.asarray(f)
    if f.ndim == 0 or ask.kind(f) == "b" or not ask.is_scalar(h) or ask.known(edge_order) != 1:
        ask.refuse("this gradient")
    if ask.kind(f) not in ("f", "c"):
        f = f.astype(np.float64)
    if axis is None:
        result = ()
        for k in ask.unroll(f.ndim):
            result = result + (slope(f, h, k),)
        return result if f.ndim > 1 else result[0]
    if ask.is_sequence(axis):
        ask.refuse("several axes")
    return slope(f, h, ask.axis(ask.known(axis), f.ndim))


def slope(f, h, axis):
    v = np.moveaxis(f, axis, 0)
    n = v.shape[0]
    if n < 2:
        message = "Shape of array too small to calculate a numerical gradient, "
        ask.fail("ValueError", ask.text(message, "at least (edge_order + 1) elements are required."))
    to = np.empty(f.shape, f.dtype)
    out = np.moveaxis(to, axis, 0)
    out[1:-1] = (v[2:] - v[:-2]) / (2.0 * h)
    out[0] = (v[1] - v[0]) / h
    out[n - 1] = (v[n - 1] - v[n - 2]) / h
    return to


@of(getattr(np, "trapezoid", None), getattr(np, "trapz", None))
def trapezoid(y, x=None, dx=1.0, axis=-1):
    y = np.asarray(y)
    if ask.kind(y) == "b":
        ask.refuse("bool")
    k = ask.axis(ask.known(axis), y.ndim)
    v = np.moveaxis(y, k, y.ndim - 1)
    if x is None:
        d = dx
    else:
        x = np.asarray(x)
        if x.ndim == 1:
            d = x[1:] - x[:-1]
        else:
            if x.ndim != y.ndim:
                ask.refuse("x of another rank")
            x = np.moveaxis(x, k, y.ndim - 1)
            d = x[..., 1:] - x[..., :-1]
    return np.sum(d * (v[..., 1:] + v[..., :-1]) / 2.0, axis=v.ndim - 1)


@of(np.interp)
def interp(x, xp, fp, left=None, right=None):
    x = ask.operand(x)
    xp, fp = np.asarray(xp).astype(np.float64), np.asarray(fp)
    if ask.kind(fp) == "c" or ask.kind(x) == "c":
        ask.refuse("complex numbers")
    fp = fp.astype(np.float64)
    if xp.ndim != 1 or fp.ndim != 1:
        ask.refuse("data of several dimensions")
    n = xp.shape[0]
    if n == 0:
        raise ValueError("array of sample points is empty")
    if fp.shape[0] != n:
        raise ValueError("fp and xp are not of the same length.")
    low = fp[0] if left is None else float(left)
    high = fp[n - 1] if right is None else float(right)
    if not ask.is_array(x):
        return between(x.astype(np.float64), xp, fp, n, low, high)
    flat = x.ravel()
    to = np.empty(flat.shape, np.float64)
    for i in range(flat.shape[0]):
        to[i] = between(flat[i].astype(np.float64), xp, fp, n, low, high)
    return np.reshape(to, x.shape)


def between(x, xp, fp, n, low, high):
    result = x
    if x > xp[n - 1]:
        result = high + 0.0
    elif x < xp[0]:
        result = low + 0.0
    elif x == x:
        first, last = 0, n - 1
        if x == xp[last]:
            first = last
        else:
            while last - first > 1:
                middle = (first + last) // 2
                if x >= xp[middle]:
                    first = middle
                else:
                    last = middle
        if first == n - 1 or x == xp[first]:
            result = fp[first]
        else:
            steep = (fp[first + 1] - fp[first]) / (xp[first + 1] - xp[first])
            result = steep * (x - xp[first]) + fp[first]
            if result != result:
                result = steep * (x - xp[first + 1]) + fp[first + 1]
                if result != result and fp[first] == fp[first + 1]:
                    result = fp[first]
    return result


def sliding(a, v, mode):
    """The sums of products of v, laid backwards, with a at all places that the mode asks for."""
    n, m = a.shape[0], v.shape[0]
    to = np.zeros(n + m - 1, ask.result_type(a, v))
    for k in range(m):
        to[k : k + n] += a * v[k]
    if mode == "full":
        return to
    if mode == "same":
        start = (m - 1) // 2
        return to[start : start + n]
    return to[m - 1 : n]


def checked(a, v):
    if a.ndim > 1 or v.ndim > 1:
        raise ValueError("object too deep for desired array")
    if ask.kind(a) == "b" or ask.kind(v) == "b":
        ask.refuse("bool")


@of(np.convolve)
def convolve(a, v, mode="full"):
    a, v = with_one(np.asarray(a)), with_one(np.asarray(v))
    checked(a, v)
    if mode not in ("full", "same", "valid"):
        ask.refuse("this mode")
    if a.shape[0] == 0:
        raise ValueError("a cannot be empty")
    if v.shape[0] == 0:
        raise ValueError("v cannot be empty")
    if v.shape[0] > a.shape[0]:
        return sliding(v, a, mode)
    return sliding(a, v, mode)


def with_one(a):
    return np.reshape(a, (1,)) if a.ndim == 0 else a


@of(np.correlate)
def correlate(a, v, mode="valid"):
    a, v = np.asarray(a), np.asarray(v)
    checked(a, v)
    if mode not in ("full", "same", "valid") or a.ndim != 1 or v.ndim != 1:
        ask.refuse("this correlation")
    ask.assume(a.shape[0] > 0 and v.shape[0] > 0)
    back = np.conj(v)[::-1]
    if v.shape[0] > a.shape[0]:
        n = v.shape[0]
        if mode == "same":
            whole = sliding(back, a, "full")
            start = a.shape[0] // 2
            return whole[start : start + n]
        return sliding(back, a, mode)
    return sliding(a, back, mode)
