"""Searching, choosing and picking.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


@of(np.nonzero, method="nonzero")
def nonzero(a):
    a = np.asarray(a)
    if a.ndim == 0:
        ask.refuse("a 0-d array")
    flat = np.flatnonzero(a)
    if a.ndim == 1:
        return (flat,)
    result = ()
    for i in ask.unroll(a.ndim - 1):
        d = a.ndim - 1 - i
        result = (flat % max(a.shape[d], 1),) + result
        flat = flat // max(a.shape[d], 1)
    return (flat,) + result


@of(np.where, after_op=True)
def where(condition):
    return np.nonzero(condition)


@of(np.argwhere)
def argwhere(a):
    a = np.asarray(a)
    if a.ndim == 0:
        ask.refuse("a 0-d array")
    return np.stack(np.nonzero(a), axis=1)


@of(np.searchsorted, method="searchsorted")
def searchsorted(a, v, side="left", sorter=None):
    a, v = np.asarray(a), ask.operand(v)
    if sorter is not None or a.ndim != 1 or ask.kind(a) == "c" or ask.kind(v) == "c":
        ask.refuse("this search")
    if side != "left" and side != "right":
        ask.refuse("this side")
    common = ask.result_type(a, v)
    v = v.astype(common)
    if a.dtype != common:
        a = a.astype(common)
    if not ask.is_array(v):
        return ask.operand(place(a, v, side))
    flat = v.ravel()
    to = np.empty(flat.shape, np.int64)
    for i in range(flat.shape[0]):
        to[i] = place(a, flat[i], side)
    return np.reshape(to, v.shape)


def place(a, x, side):
    """Where x belongs; NaN comes last."""
    low, high = 0, a.shape[0]
    while low < high:
        middle = (low + high) // 2
        y = a[middle]
        if side == "left":
            before = y < x
            if ask.kind(a) == "f":
                before = before or (x != x and y == y)
        else:
            before = not (x < y)
            if ask.kind(a) == "f":
                before = before and not (y != y and x == x)
        if before:
            low = middle + 1
        else:
            high = middle
    return low


@of(np.unique)
def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None):
    a = np.asarray(ar)
    if axis is not None or ask.kind(a) == "c":
        ask.refuse("this form of unique")
    flat = a.ravel()
    n = flat.shape[0]
    inverse, first = ask.known(return_inverse), ask.known(return_index)
    if inverse or first:
        order = ask.stable_argsort(flat, -1) if first else np.argsort(flat)
        s = flat[order]
    else:
        s = np.sort(flat)
    new = np.empty(n, np.bool_)
    new[:1] = True
    if ask.kind(a) == "f":
        new[1:] = (s[1:] != s[:-1]) & ~(np.isnan(s[1:]) & np.isnan(s[:-1]))
    else:
        new[1:] = s[1:] != s[:-1]
    result = (s[new],)
    if first:
        result = result + (order[new],)
    if inverse:
        at = np.empty(n, np.int64)
        at[order] = np.cumsum(new) - 1
        result = result + (np.reshape(at, a.shape),)
    if ask.known(return_counts):
        starts = np.flatnonzero(new)
        counts = np.empty(starts.shape, np.int64)
        counts[:-1] = starts[1:] - starts[:-1]
        counts[-1:] = n - starts[-1:]
        result = result + (counts,)
    return result if len(result) > 1 else result[0]


@of(np.take, method="take")
def take(a, indices, axis=None):
    a = np.asarray(a)
    if ask.is_sequence(indices):
        indices = np.asarray(indices)
    if ask.kind(indices) not in ("i", "u"):
        ask.refuse("indices that are no ints")
    if axis is None:
        return a.ravel()[indices]
    k = ask.axis(ask.known(axis), a.ndim)
    index = ()
    for d in ask.unroll(k):
        index = index + (slice(None),)
    return a[index + (indices,)]


@of(np.take_along_axis)
def take_along_axis(arr, indices, axis=-1):
    a, i = np.asarray(arr), np.asarray(indices)
    if axis is None or a.ndim != i.ndim:
        ask.refuse("these indices")
    return a[along(a, i, ask.axis(ask.known(axis), a.ndim))]


@of(np.put_along_axis)
def put_along_axis(arr, indices, values, axis):
    i = np.asarray(indices)
    if axis is None or not ask.is_array(arr) or arr.ndim != i.ndim:
        ask.refuse("these indices")
    arr[along(arr, i, ask.axis(ask.known(axis), arr.ndim))] = values


def along(a, indices, axis):
    """The index arrays: the given one for this axis, all positions for the others."""
    result = ()
    for d in ask.unroll(a.ndim):
        if d == axis:
            result = result + (indices,)
        else:
            line = np.arange(a.shape[d])
            for k in ask.unroll(a.ndim - 1 - d):
                line = np.expand_dims(line, line.ndim)
            result = result + (line,)
    return result


@of(np.compress)
def compress(condition, a, axis=None):
    c, x = np.asarray(condition), np.asarray(a)
    if c.ndim != 1:
        raise ValueError("condition must be a 1-d array")
    k = 0
    if axis is None:
        x = x.ravel()
    else:
        k = ask.axis(ask.known(axis), x.ndim)
    chosen = np.flatnonzero(c)
    return np.moveaxis(np.moveaxis(x, k, 0)[chosen], 0, k)


@of(method="compress")
def compress_method(a, condition, axis=None):
    return np.compress(condition, a, axis=axis)


@of(method="choose")
def choose_method(a, choices):
    return np.choose(a, choices)


@of(np.copyto)
def copyto(dst, src, where=None):
    if not ask.is_array(dst) or (where is not None and ask.kind(where) != "b"):
        ask.refuse("copyto of these")
    if ask.is_sequence(src):
        src = np.asarray(src)
    if not ask.is_number(src):
        both = ask.where_among(ask.kind(dst), ("b", "u", "i", "f", "c"))
        if ask.where_among(ask.kind(src), ("b", "u", "i", "f", "c")) > both:
            ask.refuse("a source of another kind")
    elif ask.kind(src) != "i" or ask.kind(dst) == "b":
        if ask.kind(dst) not in ("f", "c") or ask.kind(src) == "c":
            ask.refuse("a source of another kind")
    if where is None:
        if dst is not src:  # onto itself NumPy does nothing, even where nobody may write
            dst[...] = src
        return
    if ask.is_scalar(src) and ask.is_array(where) and where.ndim == dst.ndim:
        same = True
        for d in ask.unroll(dst.ndim):
            same = same and where.shape[d] == dst.shape[d]
        ask.assume(same)
        dst[where] = src
        return
    dst[...] = np.where(where, src, dst)


@of(np.place)
def place_values(arr, mask, vals):
    m, values = np.asarray(mask), np.asarray(vals)
    if not ask.is_array(arr) or ask.kind(m) != "b" or m.ndim != arr.ndim:
        ask.refuse("place of these")
    if ask.kind(values) != ask.kind(arr):
        ask.refuse("values of another kind")
    same = True
    for d in ask.unroll(arr.ndim):
        same = same and m.shape[d] == arr.shape[d]
    ask.assume(same)
    flat = values.ravel()
    n = np.count_nonzero(m)
    if n > 0 and flat.shape[0] == 0:
        raise ValueError("Cannot insert from an empty array!")
    arr[m] = flat[np.arange(n) % max(flat.shape[0], 1)]


def vector(x):
    x = np.asarray(x).ravel()
    if ask.kind(x) in ("c", "b"):
        ask.refuse("sets of this dtype")
    return x


@of(np.union1d)
def union1d(ar1, ar2):
    return np.unique(np.concatenate((np.asarray(ar1).ravel(), np.asarray(ar2).ravel())))


@of(np.intersect1d)
def intersect1d(ar1, ar2, assume_unique=False):
    if ask.known(assume_unique):
        ask.refuse("arrays that are taken to be unique")
    both = np.sort(np.concatenate((np.unique(vector(ar1)), np.unique(vector(ar2)))))
    return both[:-1][both[1:] == both[:-1]]


@of(np.setdiff1d)
def setdiff1d(ar1, ar2, assume_unique=False):
    if ask.known(assume_unique):
        ask.refuse("arrays that are taken to be unique")
    a = np.unique(vector(ar1))
    return a[np.isin(a, np.unique(vector(ar2)), invert=True)]


@of(np.setxor1d)
def setxor1d(ar1, ar2, assume_unique=False):
    if ask.known(assume_unique):
        ask.refuse("arrays that are taken to be unique")
    both = np.sort(np.concatenate((np.unique(vector(ar1)), np.unique(vector(ar2)))))
    n = both.shape[0]
    alone = np.ones(n, np.bool_)
    alone[1:] = both[1:] != both[:-1]
    last = np.ones(n, np.bool_)
    last[:-1] = both[1:] != both[:-1]
    return both[alone & last]


@of(np.lexsort)
def lexsort(keys, axis=-1):
    parts = ask.as_tuple(keys)
    if not ask.is_sequence(keys) or len(parts) == 0 or ask.known(axis) != -1:
        ask.refuse("these keys")
    order = ask.stable_argsort(one_key(parts[0]), -1)
    for i in ask.unroll(1, len(parts)):
        key = one_key(parts[i])
        ask.assume(key.shape[0] == order.shape[0])
        order = order[ask.stable_argsort(key[order], -1)]
    return order


def one_key(key):
    key = np.asarray(key)
    if key.ndim != 1 or ask.kind(key) == "c":
        ask.refuse("a key of this kind")
    return key


@of(np.extract)
def extract(condition, arr):
    return np.asarray(arr).ravel()[np.flatnonzero(np.asarray(condition).ravel())]


def common_dtype(values):
    """Of numbers and arrays: Python's numbers give way to the others."""
    dtype = None
    for v in values:
        if not ask.is_number(v):
            dtype = ask.result_type(v) if dtype is None else ask.result_type(dtype, v)
    for v in values:
        if ask.is_number(v):
            dtype = ask.result_type(v) if dtype is None else ask.result_type(dtype, v)
    return dtype


@of(np.choose)
def choose(a, choices):
    a = ask.operand(a)
    if not ask.is_sequence(choices) or ask.kind(a) not in ("i", "u", "b") or len(choices) < 1:
        ask.refuse("these choices")
    n = len(choices)
    if np.any((a < 0) | (a >= n)):
        raise ValueError("invalid entry in choice array")
    values = ask.as_tuple(choices)
    result = np.asarray(values[n - 1]).astype(common_dtype(values))
    for i in ask.unroll(n - 1):
        k = n - 2 - i
        result = np.where(a == k, values[k], result)
    return result if result.ndim else result[()]


@of(np.select)
def select(condlist, choicelist, default=0):
    conditions, choices = ask.as_tuple(condlist), ask.as_tuple(choicelist)
    if not ask.is_sequence(condlist) or not ask.is_sequence(choicelist):
        ask.refuse("these lists")
    if len(conditions) != len(choices):
        raise ValueError("list of cases must be same length as list of conditions")
    if len(conditions) == 0:
        raise ValueError("select with an empty condition list is not possible")
    for c in conditions:
        if not ask.is_array(c) or ask.kind(c) != "b":
            ask.refuse("conditions that are no boolean arrays")
    result = np.asarray(default).astype(common_dtype(choices + (default,)))
    for i in ask.unroll(len(conditions)):
        k = len(conditions) - 1 - i
        result = np.where(conditions[k], choices[k], result)
    return result


@of(np.isin)
def isin(element, test_elements, assume_unique=False, invert=False):
    a, values = ask.operand(element), np.asarray(test_elements).ravel()
    if ask.kind(a) == "c" or ask.kind(values) == "c" or not ask.is_array(a):
        ask.refuse("isin of these")
    common = ask.result_type(a, values)
    s = np.sort(values.astype(common))
    n = s.shape[0]
    flat = a.ravel().astype(common)
    found = np.empty(flat.shape, np.bool_)
    for i in range(flat.shape[0]):
        at = place(s, flat[i], "left")
        found[i] = at < n and s[min(at, max(n - 1, 0))] == flat[i]
    result = np.reshape(found, a.shape)
    return ~result if ask.known(invert) else result


@of(np.put, method="put")
def put(a, ind, v):
    if not ask.is_array(a) or a.ndim < 1 or a.ndim > 2:
        ask.refuse("put into this")
    i = np.asarray(ind).ravel()
    if ask.is_scalar(v):
        values = v
    else:
        values = np.asarray(v).ravel()
        ask.assume(values.shape[0] == i.shape[0])
    if a.ndim == 1:
        a[i] = values
        return
    ask.assume(np.all((i >= -a.size) & (i < a.size)))
    flat = np.where(i < 0, i + a.size, i)
    a[flat // a.shape[1], flat % a.shape[1]] = values


@of(np.putmask)
def putmask(a, mask, values):
    if not ask.is_array(a) or not ask.is_array(mask) or ask.kind(mask) != "b":
        ask.refuse("this mask")
    if a.ndim != mask.ndim:
        ask.refuse("a mask of another rank")
    if ask.is_scalar(values):
        a[mask] = values
        return
    v = np.asarray(values)
    if v.ndim != a.ndim:
        ask.refuse("values of another shape")
    for d in ask.unroll(a.ndim):
        ask.assume(v.shape[d] == a.shape[d] and mask.shape[d] == a.shape[d])
    a[...] = np.where(mask, v.astype(a.dtype), a)


@of(np.unravel_index)
def unravel_index(indices, shape):
    i = ask.operand(indices)
    if ask.kind(i) not in ("i", "u") or not ask.is_sequence(shape):
        ask.refuse("these indices")
    dims = ask.as_tuple(shape)
    total = 1
    for d in dims:
        total = total * d
    ask.assume(np.all((i >= 0) & (i < total)))
    result = ()
    i = i.astype(np.int64)
    for k in ask.unroll(len(dims) - 1):
        d = dims[len(dims) - 1 - k]
        result = (i % d,) + result
        i = i // d
    return (i,) + result


@of(np.ravel_multi_index)
def ravel_multi_index(multi_index, dims):
    parts, shape = ask.as_tuple(multi_index), ask.as_tuple(dims)
    if not ask.is_sequence(multi_index) or len(parts) != len(shape) or not parts:
        ask.refuse("these indices")
    flat = 0
    for k in ask.unroll(len(parts)):
        i = ask.operand(parts[k])
        if ask.kind(i) not in ("i", "u"):
            ask.refuse("indices that are no ints")
        if np.any((i < 0) | (i >= shape[k])):
            raise ValueError("invalid entry in coordinates array")
        flat = flat * shape[k] + i.astype(np.int64)
    return flat
