"""Area matrixops: linear algebra.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import array, integer, integers, is_list, is_number, numeric
from phylanx.physl.values import axis as axis_of

AREA = Area("matrixops")
primitive = AREA.primitive


@primitive()
def dot(a, b):
    """The dot product, by NumPy's rules for each number of dimensions."""
    return np.dot(numeric(a), numeric(b))


@primitive()
def outer(a, b):
    """All products of elements."""
    return np.outer(numeric(a), numeric(b))


@primitive()
def tensordot(a, b, axes=2):
    """Sums of products over axes."""
    if is_list(axes):
        axes = tuple(integers(x, "axes") for x in axes)
    else:
        axes = integer(axes, "axes")
    return np.tensordot(array(a), array(b), axes)


@primitive()
def cross(a, b):
    """The cross product; of two vectors of two, a vector of three."""
    a, b = array(a), array(b)
    if a.shape[-1:] == (2,) or b.shape[-1:] == (2,):
        a, b = (np.pad(x, [(0, 0)] * (x.ndim - 1) + [(0, 3 - x.shape[-1])]) for x in (a, b))
    return np.cross(a, b)


def _square(a: Any) -> np.ndarray:
    a = array(a).astype(float)
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        raise np.linalg.LinAlgError("a square matrix is wanted")
    return a


@primitive()
def determinant(a):
    """The determinant; of a number itself."""
    return float(a) if is_number(a) else np.linalg.det(_square(a))


@primitive()
def inverse(a):
    """The inverse matrix; of a number 1 / a."""
    return np.true_divide(1.0, a) if is_number(a) else np.linalg.inv(_square(a))


@primitive("invGJE")
def gauss_jordan(a):
    """The inverse matrix by Gauss-Jordan elimination."""
    a = _square(a)
    n = len(a)
    m = np.hstack([a, np.eye(n)])
    for k in range(n):
        pivot = k + int(np.argmax(np.abs(m[k:, k])))
        if m[pivot, k] == 0.0:
            raise np.linalg.LinAlgError("Singular matrix")
        m[[k, pivot]] = m[[pivot, k]]
        m[k] /= m[k, k]
        others = np.arange(n) != k
        m[others] -= np.outer(m[others, k], m[k])
    return m[:, n:]


@primitive()
def diag(a, k=0):
    """The matrix with this diagonal; of a matrix, its diagonal."""
    return np.diag(np.atleast_1d(numeric(a)), integer(k, "k"))


@primitive("diagonal")
def diagonal(a, offset=0):
    """A diagonal of a matrix."""
    return np.diagonal(array(a), integer(offset, "offset"))


@primitive()
def norm(x, ord=None, axis=None, keepdims=False):
    """Norms of vectors and matrices, as NumPy's."""
    if ord is not None and not isinstance(ord, str) and np.isfinite(ord):
        ord = integer(ord, "ord") if float(ord).is_integer() else float(ord)
    return np.linalg.norm(array(x).astype(float), ord, axis_of(axis), bool(keepdims))


@primitive()
def gradient(a, axis=None):
    """Differences of neighbours; of a matrix without axis, one for each dimension."""
    found = np.gradient(array(a).astype(float), axis=axis_of(axis))
    return list(found) if isinstance(found, tuple) else found


@primitive()
def power(a, p):
    """a to the p."""
    a = numeric(a)
    if np.asarray(a).dtype.kind in "biu" and (np.asarray(p) < 0).any():
        a = np.asarray(a).astype(float)
    return np.power(a, numeric(p))
