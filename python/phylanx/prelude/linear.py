"""Norms, powers and products of matrices.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.factoring import singular_values, stacked
from phylanx.prelude.registry import of


@of(np.linalg.norm)
def norm(x, ord=None, axis=None, keepdims=False):
    x = np.asarray(x)
    if ask.kind(x) not in ("f", "c"):
        x = x.astype(np.float64)
    if ask.itemsize(x) == 2:
        ask.refuse("float16")
    if not ask.is_text(ord) and ord is not None and not ask.is_known(ord):
        ord = ask.known(ord)
    keep = ask.known(keepdims)
    if axis is None:
        if ord is None or (x.ndim == 2 and ord == "fro") or (x.ndim == 1 and ord == 2):
            if ask.kind(x) == "c":
                r, i = np.real(x).ravel(), np.imag(x).ravel()
                result = np.sqrt(np.dot(r, r) + np.dot(i, i))
            else:
                result = np.linalg.norm(x)
            if not keep:
                return result
            return np.full((1,) * x.ndim, result)
        if x.ndim > 2 or x.ndim < 1:
            raise ValueError("Improper number of dimensions to norm.")
        axes = ask.axes(None, x.ndim)
    elif ask.is_sequence(axis):
        known = ask.known(axis)
        axes = ()
        for k in ask.as_tuple(known):
            axes = axes + (ask.axis(k, x.ndim),)
    else:
        axes = (ask.axis(ask.known(axis), x.ndim),)
    if len(axes) == 1:
        return vector_norm(x, ord, axes[0], keep)
    if len(axes) != 2:
        raise ValueError("Improper number of dimensions to norm.")
    if axes[0] == axes[1]:
        raise ValueError("Duplicate axes given.")
    return matrix_norm(x, ord, axes, keep)


@of(np.linalg.matrix_norm)
def all_matrix_norms(x, *, keepdims=False, ord="fro"):
    return norm(x, ord, (-2, -1), keepdims)


@of(np.linalg.vector_norm)
def all_vector_norms(x, *, axis=None, keepdims=False, ord=2):
    x = np.asarray(x)
    if axis is None:
        if ask.known(keepdims):
            ask.refuse("the norm of all with its dimensions")
        return norm(x.ravel(), ord, 0, False)
    if ask.is_sequence(axis):
        ask.refuse("several axes")
    return norm(x, ord, axis, keepdims)


def squares(x):
    if ask.kind(x) == "c":
        return np.square(np.real(x)) + np.square(np.imag(x))
    return np.square(x)


def vector_norm(x, ord, axis, keep):
    if ask.is_text(ord):
        message = ask.text("Invalid norm order '", ord, "' for vectors")
        ask.fail("ValueError", message)
    if ord is None or ord == 2:
        return np.sqrt(np.sum(squares(x), axis=axis, keepdims=keep))
    size = np.abs(x)
    if ord == np.inf:
        return np.max(size, axis=axis, keepdims=keep)
    if ord == -np.inf:
        return np.min(size, axis=axis, keepdims=keep)
    if ord == 0:
        return np.sum((x != 0).astype(size.dtype), axis=axis, keepdims=keep)
    if ord == 1:
        return np.sum(size, axis=axis, keepdims=keep)
    return np.sum(size**ord, axis=axis, keepdims=keep) ** (1.0 / ord)


def matrix_norm(x, ord, axes, keep):
    if ord is None or ord == "fro":
        return np.sqrt(np.sum(squares(x), axis=axes, keepdims=keep))
    row, column = axes
    if ord == "nuc" or (not ask.is_text(ord) and (ord == 2 or ord == -2)):
        s = singular_values(np.moveaxis(x, (row, column), (-2, -1)))
        if ord == "nuc":
            value = np.sum(s, axis=-1)
        else:
            value = np.max(s, axis=-1) if ord == 2 else np.min(s, axis=-1)
        if not keep:
            return value
        low, high = min(row, column), max(row, column)
        return np.expand_dims(np.expand_dims(value, low), high)
    if ask.is_text(ord):
        raise ValueError("Invalid norm order for matrices.")
    if ord == 1 or ord == -1:
        sums = np.sum(np.abs(x), axis=row, keepdims=True)
    elif ord == np.inf or ord == -np.inf:
        sums = np.sum(np.abs(x), axis=column, keepdims=True)
    else:
        raise ValueError("Invalid norm order for matrices.")
    if ord > 0:
        return np.max(sums, axis=axes, keepdims=keep)
    return np.min(sums, axis=axes, keepdims=keep)


@of(np.linalg.matrix_power)
def matrix_power(a, n):
    a = stacked(a)
    n = ask.known(n)
    if ask.kind(a) == "b" or n > 1000000 or n < -1000000:
        ask.refuse("this power of a matrix")
    ask.check(a.shape[-2] == a.shape[-1], "LinAlgError", "Last 2 dimensions of the array must be square")
    if n == 0:
        return np.eye(a.shape[-1], dtype=a.dtype) + np.zeros_like(a)
    if n < 0:
        a = np.linalg.inv(a)
        n = -n
    if n == 1:
        return a
    if n == 3:
        return np.matmul(np.matmul(a, a), a)
    square, result, begun = a, a, False
    for i in ask.unroll(21):
        if n >> i > 0:
            if i > 0:
                square = np.matmul(square, square)
            if (n >> i) % 2 == 1:
                result = np.matmul(result, square) if begun else square
                begun = True
    return result


@of(np.linalg.tensorinv)
def tensorinv(a, ind=2):
    a = np.asarray(a)
    ind = ask.known(ind)
    if a.ndim == 0:
        ask.refuse("the inverse of a number")
    if ind <= 0:
        raise ValueError("Invalid ind argument.")
    count = 1
    for n in a.shape[ind:]:
        count = count * n
    return np.linalg.inv(a.reshape((count, -1))).reshape(a.shape[ind:] + a.shape[:ind])


@of(np.linalg.tensorsolve)
def tensorsolve(a, b, axes=None):
    a, b = np.asarray(a), np.asarray(b)
    if axes is not None or a.ndim <= b.ndim:
        ask.refuse("axes")
    shape = a.shape[b.ndim - a.ndim :]
    count = 1
    for n in shape:
        count = count * n
    ask.assume(a.size == count * count)
    return np.linalg.solve(a.reshape((count, count)), b.ravel()).reshape(shape)


@of(np.linalg.matmul)
def matmul(x1, x2):
    return np.matmul(x1, x2)


@of(np.linalg.multi_dot)
def multi_dot(arrays):
    if not ask.is_sequence(arrays):
        ask.refuse("arrays that stand in no list")
    parts = ask.as_tuple(arrays)
    if len(parts) < 2:
        raise ValueError("Expecting at least two arrays.")
    result = np.asarray(parts[0])
    for p in parts[1:]:
        result = np.dot(result, p)
    return result


@of(np.linalg.matrix_transpose, getattr(np, "matrix_transpose", None))
def matrix_transpose(x):
    x = np.asarray(x)
    if x.ndim < 2:
        ask.refuse("what is no matrix")
    return np.swapaxes(x, x.ndim - 2, x.ndim - 1)


@of(np.linalg.diagonal)
def diagonal(x, *, offset=0):
    x = np.asarray(x)
    return np.diagonal(x, offset=offset, axis1=x.ndim - 2, axis2=x.ndim - 1)


@of(np.linalg.trace)
def trace(x, *, offset=0):
    x = np.asarray(x)
    line = np.diagonal(x, offset=offset, axis1=x.ndim - 2, axis2=x.ndim - 1)
    return np.sum(line, axis=line.ndim - 1)
