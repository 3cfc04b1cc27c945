"""Methods of ufuncs: outer, at, reduce, accumulate, and calls with out, where and dtype. The ufunc is a function of
its operands here.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of_ufunc


@of_ufunc("outer")
def outer(A, B, *, ufunc, ufunc_name):
    a, b = ask.operand(A), ask.operand(B)
    if ask.is_array(a) and ask.is_array(b):
        for d in ask.unroll(b.ndim):
            a = np.expand_dims(a, a.ndim)
    return ufunc(a, b)


def rank(x):
    """Of the dtype's kind, by which NumPy judges whether a cast is of the same kind."""
    return ask.where_among(ask.kind(x), ("b", "u", "i", "f", "c"))


@of_ufunc("at")
def at(a, indices, b, *, ufunc, ufunc_name):
    if not ask.is_array(a):
        ask.refuse("a target that is no array")
    if ask.is_sequence(b):
        b = np.asarray(b)
    if ask.is_number(b):
        b = ask.operand(b)
        if rank(b) > rank(a):
            ask.refuse("an update of another kind")
        b = b.astype(a.dtype)
    if rank(b) > rank(a) or ufunc_name in ("divide", "true_divide"):
        ask.refuse("an update of another kind")
    if ask.is_list(indices):
        indices = np.asarray(indices)
    if ask.is_sequence(indices):
        at_places(ufunc, a, indices, b)
        return
    if ask.is_scalar(indices):
        indices = np.asarray(indices)
    if not ask.is_array(indices) or ask.kind(indices) not in ("i", "u"):
        ask.refuse("these indices")
    where = indices.ravel()
    if a.ndim > 1:
        if ask.is_array(b) and b.ndim != 0 and (b.ndim != a.ndim or indices.ndim != 1):
            ask.refuse("an update of another shape than its target")
        if ask.is_array(b):
            if b.shape[0] != where.shape[0]:
                ask.assume(False)
        for i in range(where.shape[0]):
            row = a[where[i]]
            row[...] = ufunc(row, b[i] if ask.is_array(b) else b)
        return
    if ask.is_array(b) and b.ndim > 0:
        b = np.broadcast_to(b, indices.shape).reshape(-1)
        for i in range(where.shape[0]):
            a[where[i]] = ufunc(a[where[i]], b[i])
    else:
        for i in range(where.shape[0]):
            a[where[i]] = ufunc(a[where[i]], b)


def at_places(ufunc, a, indices, b):
    """A tuple of index arrays of one dimension, one for each of the target's."""
    if len(indices) != a.ndim or a.ndim > 2 or a.ndim < 1:
        ask.refuse("these indices")
    rows = np.asarray(indices[0])
    columns = np.asarray(indices[a.ndim - 1])
    if rows.ndim != 1 or columns.ndim != 1:
        ask.refuse("index arrays that are not of one dimension")
    if ask.kind(rows) not in ("i", "u") or ask.kind(columns) not in ("i", "u"):
        ask.refuse("these indices")
    n = rows.shape[0]
    ask.assume(columns.shape[0] == n)
    if ask.is_array(b) and b.ndim > 0:
        if b.ndim > 1:
            ask.refuse("an update of more dimensions than the indices")
        b = np.broadcast_to(b, (n,))
    for i in range(n):
        value = b[i] if ask.is_array(b) else b
        if a.ndim == 1:
            a[rows[i]] = ufunc(a[rows[i]], value)
        else:
            a[rows[i], columns[i]] = ufunc(a[rows[i], columns[i]], value)


@of_ufunc("reduce")
def reduce(array, axis=0, dtype=None, keepdims=False, *, ufunc, ufunc_name):
    a = ask.operand(array)
    if not ask.is_array(a):
        ask.refuse("a reduction of a scalar")
    if ufunc_name == "add":
        return np.sum(a, axis=axis, dtype=dtype, keepdims=keepdims)
    if ufunc_name == "multiply":
        return np.prod(a, axis=axis, dtype=dtype, keepdims=keepdims)
    if dtype is not None:
        ask.refuse("a dtype")
    if ufunc_name == "maximum":
        return np.max(a, axis=axis, keepdims=keepdims)
    if ufunc_name == "minimum":
        return np.min(a, axis=axis, keepdims=keepdims)
    if ufunc_name == "logical_and":
        return np.all(a, axis=axis, keepdims=keepdims)
    if ufunc_name == "logical_or":
        return np.any(a, axis=axis, keepdims=keepdims)
    if ufunc_name not in ("bitwise_and", "bitwise_or", "bitwise_xor", "subtract", "fmax", "fmin"):
        ask.refuse("this reduction")
    if axis is None or ask.known(keepdims) or ask.is_sequence(axis):
        ask.refuse("this reduction")
    source = np.moveaxis(a, ask.axis(ask.known(axis), a.ndim), 0)
    ask.assume(source.shape[0] > 0)
    if a.ndim == 1:
        total = source[0]
        for i in range(1, source.shape[0]):
            total = ufunc(total, source[i])
        return total
    row = source[0].copy()
    for i in range(1, source.shape[0]):
        row[...] = ufunc(row, source[i])
    return row


@of_ufunc("accumulate")
def accumulate(array, axis=0, dtype=None, *, ufunc, ufunc_name):
    a = ask.operand(array)
    if not ask.is_array(a):
        k = ask.known(axis)
        if k is not None and k != 0 and k != -1:
            ask.fail("AxisError", ask.text("axis ", k, " is out of bounds for array of dimension 0"))
        raise TypeError("cannot accumulate on a scalar")
    if ufunc_name == "add":
        return np.cumsum(a, axis=axis, dtype=dtype)
    if ufunc_name == "multiply":
        return np.cumprod(a, axis=axis, dtype=dtype)
    if dtype is not None or ask.kind(a) == "b":
        ask.refuse("a dtype")
    if ufunc_name not in (
        "maximum", "minimum", "subtract", "bitwise_and", "bitwise_or", "bitwise_xor", "fmax", "fmin"
    ):  # fmt: skip
        ask.refuse("this ufunc")
    to = np.empty(a.shape, a.dtype)
    k = ask.axis(ask.known(axis), a.ndim)
    source, target = np.moveaxis(a, k, 0), np.moveaxis(to, k, 0)
    if source.shape[0] > 0:
        target[0] = source[0]
    for i in range(1, source.shape[0]):
        target[i] = ufunc(target[i - 1], source[i])
    return to


def computed_in(x, dtype):
    """The operand in the dtype that the call asks for."""
    if dtype is None:
        return x
    x = ask.operand(x)
    if rank(x) > rank(dtype):
        ask.refuse("an operand of another kind than the dtype")
    return x.astype(dtype)


def left(x, where):
    """The operand; where the condition does not hold, one: nothing is computed there, so nothing may warn of it."""
    if not ask.is_array(x) or not ask.is_array(where):
        return x
    if ask.kind(x) == "b":
        ask.refuse("a condition beside booleans")
    return np.where(where, x, 1)


def put_where(to, r, where, dtype):
    r = ask.operand(r)
    if dtype is not None and np.asarray(r).dtype != dtype:
        ask.refuse("a dtype that the function does not have")
    if to is None:
        return r
    if not ask.is_array(to) or rank(r) > rank(to):
        ask.refuse("an output of this kind")
    if ask.is_array(r):
        if r.ndim > to.ndim:
            ask.refuse("an output of fewer dimensions")
        for d in ask.unroll(r.ndim):
            fits = r.shape[d] == 1 or r.shape[d] == to.shape[to.ndim - r.ndim + d]
            ask.check(fits, "ValueError", "non-broadcastable output operand doesn't match the broadcast shape")
    if ask.is_array(where):
        if where.ndim > to.ndim:
            ask.refuse("a condition of more dimensions than the output")
        r = np.where(where, r, to).astype(to.dtype)
    to[...] = r
    return to


def put_all(r, out, where, dtype):
    """The result or results in the arrays that are given for them."""
    if ask.is_array(where):
        if ask.kind(where) != "b" or out is None:
            ask.refuse("a condition of this kind")
    elif not ask.is_known(where) or not ask.known(where):
        ask.refuse("a condition of this kind")
    if not ask.is_sequence(r):
        if ask.is_sequence(out) and len(out) != 1:
            ask.refuse("outputs for one result")
        return put_where(out[0] if ask.is_sequence(out) else out, r, where, dtype)
    if out is None:
        return put_where(None, r[0], where, dtype), put_where(None, r[1], where, dtype)
    if not ask.is_sequence(out) or len(out) != len(r):
        ask.refuse("an output for several results")
    return put_where(out[0], r[0], where, dtype), put_where(out[1], r[1], where, dtype)


@of_ufunc("call of 1")
def unary(x, out=None, second=None, *, where=True, dtype=None, ufunc, ufunc_name):
    to = out if second is None else (out, second)
    return put_all(ufunc(left(computed_in(x, dtype), where)), to, where, dtype)


@of_ufunc("call of 2")
def binary(x1, x2, out=None, second=None, *, where=True, dtype=None, ufunc, ufunc_name):
    to = out if second is None else (out, second)
    x1, x2 = left(computed_in(x1, dtype), where), left(computed_in(x2, dtype), where)
    return put_all(ufunc(x1, x2), to, where, dtype)
