"""Diagonals and triangles of matrices.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


@of(np.trace, method="trace")
def trace(a, offset=0, axis1=0, axis2=1, dtype=None):
    a = np.asarray(a)
    line = np.diagonal(a, offset=offset, axis1=axis1, axis2=axis2)
    return np.sum(line, axis=line.ndim - 1, dtype=dtype)


@of(np.diag)
def diag(v, k=0):
    v = np.asarray(v)
    k = ask.known(k)
    if v.ndim == 2:
        return np.diagonal(v, offset=k)
    if v.ndim != 1:
        raise ValueError("Input must be 1- or 2-d.")
    return with_diagonal(v, k)


def with_diagonal(v, k):
    n = v.shape[0] + (k if k >= 0 else -k)
    flat = np.zeros(n * n, v.dtype)
    start = k if k >= 0 else -k * n
    flat[start : start + v.shape[0] * (n + 1) : n + 1] = v
    return flat.reshape(n, n)


@of(np.diagflat)
def diagflat(v, k=0):
    return with_diagonal(np.asarray(v).ravel(), ask.known(k))


def below(rows, columns, k):
    """Where the column is not beyond the row's diagonal."""
    return np.expand_dims(np.arange(rows), 1) + k >= np.arange(columns)


@of(np.tri)
def tri(N, M=None, k=0, dtype=None):
    inside = below(N, N if M is None else M, k)
    return inside.astype(np.float64 if dtype is None else dtype)


def whole(k):
    if not ask.is_scalar(k) or ask.kind(k) not in ("i", "u"):
        ask.refuse("a diagonal that is no int")


@of(np.tril)
def tril(m, k=0):
    m = np.asarray(m)
    if m.ndim == 0:
        ask.refuse("tril of a number")
    whole(k)
    rows, columns = m.shape[max(m.ndim - 2, 0)], m.shape[m.ndim - 1]
    return np.where(below(rows, columns, k), m, np.zeros(1, m.dtype))


@of(np.triu)
def triu(m, k=0):
    m = np.asarray(m)
    if m.ndim == 0:
        ask.refuse("triu of a number")
    whole(k)
    rows, columns = m.shape[max(m.ndim - 2, 0)], m.shape[m.ndim - 1]
    return np.where(below(rows, columns, k - 1), np.zeros(1, m.dtype), m)


@of(np.fill_diagonal)
def fill_diagonal(a, val):
    if not ask.is_array(a) or a.ndim != 2 or not ask.is_scalar(val):
        ask.refuse("fill_diagonal of these")
    ask.assume(a.shape[0] <= a.shape[1] + 0)
    places = np.arange(a.shape[0])
    a[places, places] = val


@of(np.tril_indices)
def tril_indices(n, k=0, m=None):
    whole(n)
    whole(k)
    return np.nonzero(below(n, n if m is None else m, k))


@of(np.triu_indices)
def triu_indices(n, k=0, m=None):
    whole(n)
    whole(k)
    return np.nonzero(~below(n, n if m is None else m, k - 1))


@of(np.diag_indices)
def diag_indices(n, ndim=2):
    index = np.arange(n)
    result = ()
    for d in ask.unroll(ask.known(ndim)):
        result = result + (index,)
    return result


@of(np.vander)
def vander(x, N=None, increasing=False):
    x = np.asarray(x)
    if x.ndim != 1:
        raise ValueError("x must be a one-dimensional array or sequence.")
    n = x.shape[0] if N is None else N
    v = np.empty((x.shape[0], n), ask.result_type(x, np.int64))
    if n > 0:
        v[:, 0] = 1
    for i in range(1, n):
        v[:, i] = v[:, i - 1] * x
    return v if ask.known(increasing) else v[:, ::-1]


def matrix(arr):
    if not ask.is_array(arr):
        ask.refuse("what is no array")
    if arr.ndim != 2:
        raise ValueError("input array must be 2-d")


@of(np.tril_indices_from)
def tril_indices_from(arr, k=0):
    matrix(arr)
    whole(k)
    return np.nonzero(below(arr.shape[0], arr.shape[1], k))


@of(np.triu_indices_from)
def triu_indices_from(arr, k=0):
    matrix(arr)
    whole(k)
    return np.nonzero(~below(arr.shape[0], arr.shape[1], k - 1))


@of(np.diag_indices_from)
def diag_indices_from(arr):
    if not ask.is_array(arr):
        ask.refuse("what is no array")
    a = arr
    if a.ndim < 2:
        raise ValueError("input array must be at least 2-d")
    index = np.arange(a.shape[0])
    result = ()
    for d in ask.unroll(a.ndim):
        if a.shape[d] != a.shape[0]:
            raise ValueError("All dimensions of input must be of equal length")
        result = result + (index,)
    return result
