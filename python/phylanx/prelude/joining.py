"""Arrays joined, split and given more dimensions.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def with_rank(a, ndim):
    """At least so many dimensions, as np.atleast_3d and the others place them."""
    if a.ndim == 0:
        return np.reshape(a, (1,) * ndim)
    if a.ndim == 1 and ndim == 2:
        return np.expand_dims(a, 0)
    if a.ndim == 1 and ndim == 3:
        return np.expand_dims(np.expand_dims(a, 0), 2)
    if a.ndim == 2 and ndim == 3:
        return np.expand_dims(a, 2)
    return a


@of(np.atleast_1d)
def atleast_1d(ary):
    return with_rank(np.asarray(ary), 1)


@of(np.atleast_2d)
def atleast_2d(ary):
    return with_rank(np.asarray(ary), 2)


@of(np.atleast_3d)
def atleast_3d(ary):
    return with_rank(np.asarray(ary), 3)


def arrays_of(tup):
    if not ask.is_sequence(tup):
        ask.refuse("arrays that are not in a tuple or list")
    return ask.as_tuple(tup)


@of(np.dstack)
def dstack(tup):
    parts = ()
    for a in arrays_of(tup):
        parts = parts + (with_rank(np.asarray(a), 3),)
    return np.concatenate(parts, axis=2)


@of(np.column_stack)
def column_stack(tup):
    parts = ()
    for a in arrays_of(tup):
        a = np.asarray(a)
        parts = parts + (np.expand_dims(with_rank(a, 1), 1) if a.ndim < 2 else a,)
    return np.concatenate(parts, axis=1)


@of(np.block)
def block(arrays):
    if not ask.is_list(arrays):
        ask.refuse("blocks that are not in a list")
    parts = ask.as_tuple(arrays)
    if len(parts) == 0:
        ask.refuse("no blocks")
    nested = ask.is_list(parts[0])
    rank = 2 if nested else 1
    for row in parts:
        if nested and not ask.is_list(row) or not nested and ask.is_list(row):
            ask.refuse("lists and arrays mixed")
        for a in ask.as_tuple(row):
            if ask.is_sequence(a):
                ask.refuse("blocks nested more deeply")
            rank = max(rank, np.asarray(a).ndim)
    if not nested:
        return row_of_blocks(parts, rank)
    rows = ()
    for row in parts:
        rows = rows + (row_of_blocks(ask.as_tuple(row), rank),)
    return np.concatenate(rows, axis=rank - 2)


def row_of_blocks(blocks, rank):
    parts = ()
    for a in blocks:
        a = np.asarray(a)
        for d in ask.unroll(a.ndim, rank):
            a = np.expand_dims(a, 0)
        parts = parts + (a,)
    return np.concatenate(parts, axis=rank - 1)


@of(np.concatenate, getattr(np, "concat", None), after_op=True)
def concatenate(arrays, axis=0, out=None, *, dtype=None):
    if out is not None or not ask.is_sequence(arrays):
        ask.refuse("an output")
    parts = ()
    for a in ask.as_tuple(arrays):
        a = np.asarray(a)
        if dtype is not None and ask.kind(a) == "c" and ask.kind(dtype) != "c":
            ask.refuse("complex numbers as real ones")
        if dtype is not None and ask.kind(a) == "f" and ask.kind(dtype) in ("i", "u", "b"):
            ask.refuse("floats as ints")
        if dtype is not None:
            a = a.astype(dtype)
        parts = parts + (a,)
    return np.concatenate(parts, axis=axis)


@of(np.vstack, getattr(np, "row_stack", None), after_op=True)
def vstack(tup):
    return np.vstack(tup)


@of(np.append)
def append(arr, values, axis=None):
    a, v = np.asarray(arr), np.asarray(values)
    if axis is None:
        return np.concatenate((a.ravel(), v.ravel()), axis=0)
    return np.concatenate((a, v), axis=axis)


def pieces(a, parts, axis, even):
    a = np.asarray(a)
    k = ask.axis(ask.known(axis), a.ndim)
    v = np.moveaxis(a, k, 0)
    n = v.shape[0]
    result = []
    if ask.is_sequence(parts):
        at = 0
        for end in ask.as_tuple(parts):
            result = result + [np.moveaxis(v[at:end], 0, k)]
            at = end
        return result + [np.moveaxis(v[at:], 0, k)]
    if ask.is_array(parts):
        ask.refuse("places to split at in an array")
    count = ask.known(parts)
    if count <= 0:
        raise ValueError("number sections must be larger than 0.")
    if count > 64:
        ask.refuse("that many parts")
    if even and n % count != 0:
        raise ValueError("array split does not result in an equal division")
    each, more = n // count, n % count
    for i in ask.unroll(count):
        start = i * each + min(i, more)
        end = (i + 1) * each + min(i + 1, more)
        result = result + [np.moveaxis(v[start:end], 0, k)]
    return result


@of(np.split)
def split(ary, indices_or_sections, axis=0):
    return pieces(ary, indices_or_sections, axis, True)


@of(np.array_split)
def array_split(ary, indices_or_sections, axis=0):
    return pieces(ary, indices_or_sections, axis, False)


@of(np.vsplit)
def vsplit(ary, indices_or_sections):
    if np.asarray(ary).ndim < 2:
        raise ValueError("vsplit only works on arrays of 2 or more dimensions")
    return pieces(ary, indices_or_sections, 0, True)


@of(np.ascontiguousarray)
def ascontiguousarray(a, dtype=None):
    a = np.asarray(a) if dtype is None else np.asarray(a, dtype)
    return np.reshape(np.ravel(a), a.shape if a.ndim > 0 else (1,))


@of(np.hsplit)
def hsplit(ary, indices_or_sections):
    if ask.is_sequence(ary):
        ask.refuse("hsplit of a list")
    a = np.asarray(ary)
    if a.ndim == 0:
        raise ValueError("hsplit only works on arrays of 1 or more dimensions")
    return pieces(a, indices_or_sections, 1 if a.ndim > 1 else 0, True)


@of(np.dsplit)
def dsplit(ary, indices_or_sections):
    if np.asarray(ary).ndim < 3:
        raise ValueError("dsplit only works on arrays of 3 or more dimensions")
    return pieces(ary, indices_or_sections, 2, True)


@of(np.rollaxis)
def rollaxis(a, axis, start=0):
    a = np.asarray(a)
    k, to = ask.axis(ask.known(axis), a.ndim), ask.known(start)
    if to < 0:
        to = to + a.ndim
    return np.moveaxis(a, k, to - 1 if k < to else to)


@of(np.moveaxis)
def moveaxis(a, source, destination):
    a = np.asarray(a)
    if not ask.is_sequence(source):
        return np.moveaxis(a, ask.known(source), ask.known(destination))
    here, there, rest = (), (), ()
    for k in ask.known(ask.as_tuple(source)):
        here = here + (ask.axis(k, a.ndim),)
    for k in ask.known(ask.as_tuple(destination)):
        there = there + (ask.axis(k, a.ndim),)
    if len(here) != len(there):
        message = "`source` and `destination` arguments must have the same number of elements"
        ask.fail("ValueError", message)
    for d in ask.unroll(a.ndim):
        if d not in here:
            rest = rest + (d,)
    order = ()
    at = 0
    for d in ask.unroll(a.ndim):
        i = ask.where_among(d, there)
        if i >= 0:
            order = order + (here[i],)
        else:
            order = order + (rest[at],)
            at = at + 1
    return np.transpose(a, order)


@of(np.squeeze, method="squeeze")
def squeeze(a, axis=None):
    a = np.asarray(a)
    if axis is None:
        return np.squeeze(a)
    return np.squeeze(a, axis=axis)


@of(np.broadcast_arrays, packed=True)
def broadcast_arrays(args):
    parts = ()
    for a in args:
        parts = parts + (np.asarray(a),)
    shape = common_shape(parts)
    result = ()
    for a in parts:
        result = result + (np.broadcast_to(a, shape),)
    return result


def common_shape(parts):
    """The shape that arrays have together; the broadcast itself reports what does not fit."""
    ndim = 0
    for a in parts:
        ndim = max(ndim, a.ndim)
    shape = ()
    for d in ask.unroll(ndim):
        extent = 1
        for a in parts:
            k = d - ndim + a.ndim
            if k >= 0:
                extent = a.shape[k] if extent == 1 else extent
        shape = shape + (extent,)
    return shape


@of(np.insert)
def insert(arr, obj, values, axis=None):
    a = np.asarray(arr)
    if axis is None:
        a = a.ravel()
        k = 0
    else:
        k = ask.axis(ask.known(axis), a.ndim)
    if not ask.is_scalar(obj) or not ask.is_scalar(values):
        ask.refuse("insert of several values")
    v = np.moveaxis(a, k, 0)
    n = v.shape[0]
    at = int(obj)
    ask.assume(-n <= at <= n)
    if at < 0:
        at = at + n
    to = np.empty((n + 1,) + v.shape[1:], a.dtype)
    to[:at] = v[:at]
    to[at] = values
    to[at + 1 :] = v[at:]
    return np.moveaxis(to, 0, k)


@of(np.delete)
def delete(arr, obj, axis=None):
    a = np.asarray(arr)
    if axis is None:
        a = a.ravel()
        k = 0
    else:
        k = ask.axis(ask.known(axis), a.ndim)
    v = np.moveaxis(a, k, 0)
    n = v.shape[0]
    if ask.is_sequence(obj) or ask.is_array(obj):
        return np.moveaxis(without(v, n, np.asarray(obj)), 0, k)
    if not ask.is_scalar(obj):
        ask.refuse("delete of these rows")
    at = int(obj)
    ask.assume(-n <= at < n)
    if at < 0:
        at = at + n
    to = np.empty((n - 1,) + v.shape[1:], a.dtype)
    to[:at] = v[:at]
    to[at:] = v[at + 1 :]
    return np.moveaxis(to, 0, k)


def without(v, n, rows):
    """The rows that are not listed, or whose mark is not set."""
    kept = np.ones(n, np.bool_)
    if ask.kind(rows) == "b":
        if rows.ndim != 1:
            ask.refuse("a mask of several dimensions")
        ask.assume(rows.shape[0] == n)
        kept = ~rows
    else:
        if ask.kind(rows) not in ("i", "u"):
            ask.refuse("rows that are no ints")
        ask.assume(np.all((rows >= -n) & (rows < n)))
        kept[rows.ravel()] = False
    return v[kept]
