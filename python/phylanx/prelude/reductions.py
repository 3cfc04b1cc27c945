"""Reductions with a condition, or into an array that is given: in terms of those without.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def put_into(out, result):
    """The result written into `out`, which has its shape and dtype, or the result itself."""
    if out is None:
        return result
    if not ask.is_array(out):
        ask.refuse("an output of this kind")
    r = np.asarray(result)
    if out.dtype != r.dtype or out.ndim != r.ndim:
        ask.refuse("an output of another dtype or rank than the result")
    for d in ask.unroll(out.ndim):
        message = "output parameter for reduction operation has the wrong extents"
        ask.check(out.shape[d] == r.shape[d], "ValueError", message)
    out[...] = r
    return out


def chosen(a, where, otherwise):
    """With another value where the condition does not hold."""
    a = np.asarray(a)
    if where is None:
        return a
    if ask.kind(where) != "b":
        ask.refuse("a condition that is not boolean")
    w = np.asarray(where)
    if w.ndim > a.ndim:
        ask.refuse("a condition of more dimensions than the array")
    shape = a.shape
    for d in ask.unroll(w.ndim):
        k = a.ndim - w.ndim + d
        ask.assume(w.shape[d] == 1 or w.shape[d] == a.shape[k])
    return np.reshape(np.where(w, a, otherwise), shape)


def counted(a, axis, where, keepdims):
    """How many elements the condition leaves."""
    w = np.broadcast_to(np.asarray(where), a.shape)
    return np.sum(w, axis=axis, keepdims=keepdims, dtype=np.int64)


def start(initial, like):
    """The initial value, as NumPy takes it: in the dtype of the result."""
    if not ask.is_scalar(initial) or (ask.kind(initial) == "c" and ask.kind(like) != "c"):
        ask.refuse("an initial value of this kind")
    return np.asarray(initial, dtype=like.dtype)[()]


@of(np.sum, method="sum", after_op=True)
def sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None):
    x = chosen(a, where, 0)
    r = np.sum(x, axis=axis, dtype=dtype, keepdims=keepdims)
    if initial is not None:
        r = r + start(initial, r)
    return put_into(out, r)


@of(np.prod, method="prod", after_op=True)
def prod(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None):
    x = chosen(a, where, 1)
    r = np.prod(x, axis=axis, dtype=dtype, keepdims=keepdims)
    if initial is not None:
        r = r * start(initial, r)
    return put_into(out, r)


@of(np.max, np.amax, method="max", after_op=True)
def max(a, axis=None, out=None, keepdims=False, initial=None, where=None):
    if initial is None:
        if where is not None:
            ask.refuse("a condition without an initial value")
        return put_into(out, np.max(np.asarray(a), axis=axis, keepdims=keepdims))
    a = np.asarray(a)
    first = start(initial, a)
    x = chosen(a, where, first)
    return put_into(out, np.max(x, axis=axis, keepdims=keepdims, initial=first))


@of(np.min, np.amin, method="min", after_op=True)
def min(a, axis=None, out=None, keepdims=False, initial=None, where=None):
    if initial is None:
        if where is not None:
            ask.refuse("a condition without an initial value")
        return put_into(out, np.min(np.asarray(a), axis=axis, keepdims=keepdims))
    a = np.asarray(a)
    first = start(initial, a)
    x = chosen(a, where, first)
    return put_into(out, np.min(x, axis=axis, keepdims=keepdims, initial=first))


@of(np.all, method="all", after_op=True)
def all(a, axis=None, out=None, keepdims=False, where=None):
    a = np.asarray(a)
    x = a if where is None else chosen(a != 0, where, True)
    return put_into(out, np.all(x, axis=axis, keepdims=keepdims))


@of(np.any, method="any", after_op=True)
def any(a, axis=None, out=None, keepdims=False, where=None):
    a = np.asarray(a)
    x = a if where is None else chosen(a != 0, where, False)
    return put_into(out, np.any(x, axis=axis, keepdims=keepdims))


@of(np.mean, method="mean", after_op=True)
def mean(a, axis=None, dtype=None, out=None, keepdims=False, where=None):
    a = np.asarray(a)
    if where is None:
        return put_into(out, np.mean(a, axis=axis, dtype=dtype, keepdims=keepdims))
    if dtype is not None or (ask.kind(a) in ("f", "c") and ask.itemsize(a) in (2, 4)):
        ask.refuse("the mean in this dtype")
    if ask.kind(a) not in ("f", "c"):
        a = a.astype(np.float64)
    n = counted(a, axis, where, keepdims)
    ask.assume(np.all(n > 0))  # else NumPy warns
    total = np.sum(chosen(a, where, 0), axis=axis, keepdims=keepdims)
    return put_into(out, total / n.astype(np.float64))


def spread(a, axis, dtype, ddof, keepdims, where, mean, correction):
    """The variance, by NumPy's own steps."""
    if ask.is_scalar(correction):
        ddof = correction
    a = np.asarray(a)
    if where is None and mean is None:
        return np.var(a, axis=axis, dtype=dtype, ddof=ddof, keepdims=keepdims)
    if dtype is not None or ask.kind(a) == "c" or (ask.kind(a) == "f" and ask.itemsize(a) != 8):
        ask.refuse("the variance in this dtype")
    a = a.astype(np.float64)
    if where is None:
        n = np.sum(np.ones(a.shape, np.int64), axis=axis, keepdims=True)
        rest = a - mean
    else:
        n = counted(a, axis, where, True)
        ask.assume(np.all(n > 0))
        if mean is None:
            mean = np.sum(chosen(a, where, 0), axis=axis, keepdims=True) / n.astype(np.float64)
        rest = chosen(a - mean, where, 0)
    ask.assume(np.all(n > ddof))
    total = np.sum(rest * rest, axis=axis, keepdims=keepdims)
    count = np.reshape(n, total.shape) if ask.is_array(total) else np.sum(n)
    return total / (count - ddof).astype(np.float64)


@of(np.var, method="var", after_op=True)
def var(
    a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None,
    correction=None,
):  # fmt: skip
    return put_into(out, spread(a, axis, dtype, ddof, keepdims, where, mean, correction))


@of(np.std, method="std", after_op=True)
def std(
    a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None,
    correction=None,
):  # fmt: skip
    v = spread(a, axis, dtype, ddof, keepdims, where, mean, correction)
    return put_into(out, np.sqrt(v))


def places(i, a, axis, keepdims):
    """Indices as argmax gives them, with the extents of the array where they are kept."""
    if not ask.known(keepdims):
        return i
    if axis is None:
        return np.reshape(np.asarray(i), (1,) * a.ndim)
    return np.expand_dims(i, ask.axis(ask.known(axis), a.ndim))


@of(np.argmax, method="argmax", after_op=True)
def argmax(a, axis=None, out=None, keepdims=False):
    a = np.asarray(a)
    return put_into(out, places(np.argmax(a, axis=axis), a, axis, keepdims))


@of(np.argmin, method="argmin", after_op=True)
def argmin(a, axis=None, out=None, keepdims=False):
    a = np.asarray(a)
    return put_into(out, places(np.argmin(a, axis=axis), a, axis, keepdims))


@of(np.cumsum, method="cumsum", after_op=True)
def cumsum(a, axis=None, dtype=None, out=None):
    return put_into(out, np.cumsum(np.asarray(a), axis=axis, dtype=dtype))


@of(np.cumprod, method="cumprod", after_op=True)
def cumprod(a, axis=None, dtype=None, out=None):
    return put_into(out, np.cumprod(np.asarray(a), axis=axis, dtype=dtype))


@of(np.clip, after_op=True)
def clip(a, a_min="", a_max="", out=None, *, min=None, max=None):
    if ask.is_text(a_min) and ask.is_text(a_max):
        return clip_method(a, None, None, out, min=min, max=max)
    if ask.is_text(a_min) or ask.is_text(a_max) or min is not None or max is not None:
        ask.refuse("these bounds together")
    return clip_method(a, a_min, a_max, out)


@of(method="clip", after_op=True)
def clip_method(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    low = a_min if min is None else min
    high = a_max if max is None else max
    return put_into(out, np.clip(ask.operand(a), low, high))


def keeps_order(kind, order, stable):
    """Whether equal elements are to stay in their order."""
    kinds = ("quicksort", "mergesort", "stable")
    at = 0 if kind is None else ask.where_among(kind, kinds)
    if order is not None or at < 0 or (kind is not None and stable is not None):
        ask.refuse("this order")
    return at > 0 if stable is None else ask.known(stable)


@of(np.argsort, method="argsort", after_op=True)
def argsort(a, axis=-1, kind=None, order=None, *, stable=None):
    if keeps_order(kind, order, stable):
        return ask.stable_argsort(np.asarray(a), axis)
    return np.argsort(np.asarray(a), axis=axis)


@of(np.sort, after_op=True)
def sort(a, axis=-1, kind=None, order=None, *, stable=None):
    if keeps_order(kind, order, stable):
        return ask.stable_sort(np.asarray(a), axis)
    return np.sort(np.asarray(a), axis=axis)


@of(np.round, np.around, method="round")
def round(a, decimals=0, out=None):
    if ask.kind(decimals) not in ("i", "u"):
        ask.refuse("decimals that are no int")
    return put_into(out, rounded(ask.operand(a), ask.known(decimals)))


def rounded(x, decimals):
    if ask.kind(x) == "c":
        ask.refuse("complex numbers")
    if ask.kind(x) == "b":
        ask.refuse("bool")
    if ask.kind(x) != "f":
        if decimals < 0:
            ask.refuse("ints rounded to tens")
        return x.copy() if ask.is_array(x) else x
    if decimals == 0:
        return np.rint(x)
    scale = 10.0 ** abs(decimals)
    return np.rint(x * scale) / scale if decimals > 0 else np.rint(x / scale) * scale


@of(method="sort")
def sort_in_place(a, axis=-1, kind=None, order=None, *, stable=None):
    a[...] = sort(a, axis, kind, order, stable=stable)


@of(method="item")
def item(a, i=None, j=None):
    if i is None:
        message = "can only convert an array of size 1 to a Python scalar"
        ask.check(a.size == 1, "ValueError", message)
        return np.reshape(a, (a.size,))[0].item()
    if not ask.is_scalar(i):
        ask.refuse("an index of this kind")
    if j is None:
        return np.reshape(a, (a.size,))[i].item()
    if a.ndim != 2:
        ask.refuse("indices of another number than dimensions")
    return a[i, j].item()
