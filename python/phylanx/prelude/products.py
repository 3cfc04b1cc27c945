"""Products of vectors, matrices and arrays of more dimensions.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def shape_product(shape):
    n = 1
    for extent in shape:
        n = n * extent
    return n


@of(np.outer)
def outer(a, b):
    a, b = np.asarray(a).ravel(), np.asarray(b).ravel()
    return np.expand_dims(a, 1) * np.expand_dims(b, 0)


@of(np.linalg.outer)
def vector_outer(x1, x2):
    x1, x2 = np.asarray(x1), np.asarray(x2)
    if x1.ndim != 1 or x2.ndim != 1:
        ask.refuse("vectors are wanted")
    return np.expand_dims(x1, 1) * np.expand_dims(x2, 0)


@of(np.inner)
def inner(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return np.multiply(a, b)
    if a.ndim == 1 and b.ndim == 1:
        return np.matmul(a, b)
    return contracted(a, b, (a.ndim - 1,), (b.ndim - 1,))


@of(np.vdot)
def vdot(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if ask.kind(a) == "c":
        a = np.conj(a)
    return np.matmul(a.ravel(), b.ravel())


def contracted(a, b, first, second):
    """Sum of products over these axes of a and those of b."""
    kept_a, kept_b = (), ()
    for d in ask.unroll(a.ndim):
        if d not in first:
            kept_a = kept_a + (d,)
    for d in ask.unroll(b.ndim):
        if d not in second:
            kept_b = kept_b + (d,)
    rows, columns, inside, outside = (), (), (), ()
    for d in kept_a:
        rows = rows + (a.shape[d],)
    for d in kept_b:
        columns = columns + (b.shape[d],)
    for d in first:
        inside = inside + (a.shape[d],)
    for d in second:
        outside = outside + (b.shape[d],)
    n = shape_product(inside)
    left = np.transpose(a, kept_a + first) if a.ndim > 1 else a
    right = np.transpose(b, second + kept_b) if b.ndim > 1 else b
    left = np.reshape(left, (shape_product(rows), n))
    right = np.reshape(right, (shape_product(outside), shape_product(columns)))
    return np.reshape(np.matmul(left, right), rows + columns)


@of(np.tensordot, np.linalg.tensordot)
def tensordot(a, b, axes=2):
    a, b = np.asarray(a), np.asarray(b)
    first, second = (), ()
    if ask.is_sequence(axes):
        pair = ask.as_tuple(axes)
        for k in ask.known(ask.as_tuple(pair[0])):
            first = first + (ask.axis(k, a.ndim),)
        for k in ask.known(ask.as_tuple(pair[1])):
            second = second + (ask.axis(k, b.ndim),)
    else:
        count = ask.known(axes)
        for d in ask.unroll(count):
            first = first + (a.ndim - count + d,)
            second = second + (d,)
    if len(first) != len(second):
        raise ValueError("shape-mismatch for sum")
    for i in ask.unroll(len(first)):
        if a.shape[first[i]] != b.shape[second[i]]:
            raise ValueError("shape-mismatch for sum")
    return contracted(a, b, first, second)


@of(np.dot, method="dot")
def dot(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return np.multiply(a, b)
    if a.ndim <= 2 and b.ndim <= 2:
        return np.dot(a, b)
    if b.ndim == 1:
        return np.matmul(a, b)
    return contracted(a, b, (a.ndim - 1,), (b.ndim - 2,))


@of(np.kron)
def kron(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim == 0 and b.ndim == 0:
        return a * b
    for d in ask.unroll(a.ndim, b.ndim):
        a = np.expand_dims(a, 0)
    for d in ask.unroll(b.ndim, a.ndim):
        b = np.expand_dims(b, 0)
    shape = ()
    for d in ask.unroll(a.ndim):
        shape = shape + (a.shape[d] * b.shape[d],)
    count = a.ndim
    for d in ask.unroll(count):
        a = np.expand_dims(a, 2 * d + 1)
        b = np.expand_dims(b, 2 * d)
    return np.reshape(a * b, shape)


@of(np.cross, np.linalg.cross)
def cross(a, b, axis=-1):
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim < 1 or b.ndim < 1:
        raise ValueError("At least one array has zero dimension")
    k = ask.known(axis)
    if not ask.is_scalar(k):
        ask.refuse("an axis that is no int")
    a = np.moveaxis(a, k, a.ndim - 1)
    b = np.moveaxis(b, k, b.ndim - 1)
    ask.assume(a.shape[a.ndim - 1] == 3 and b.shape[b.ndim - 1] == 3)
    a0, a1, a2 = a[..., 0], a[..., 1], a[..., 2]
    b0, b1, b2 = b[..., 0], b[..., 1], b[..., 2]
    first = a1 * b2 - a2 * b1
    if a.ndim == 1 and b.ndim == 1:
        return np.array((first, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0))
    c = np.empty(first.shape + (3,), first.dtype)
    c[..., 0] = first
    c[..., 1] = a2 * b0 - a0 * b2
    c[..., 2] = a0 * b1 - a1 * b0
    return np.moveaxis(c, c.ndim - 1, k)
