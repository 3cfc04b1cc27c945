"""Area matrixops: new arrays.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import dtype as dtype_of
from phylanx.physl.values import integer, integers, number, numeric

AREA = Area("matrixops")
primitive = AREA.primitive


@primitive()
def arange(start=None, stop=None, step=1, dtype=None):
    """Evenly spaced numbers from start (0) up to stop."""
    if start is None:
        raise TypeError("arange wants a stop")
    if number(step, "step") == 0:
        raise ZeroDivisionError("step must not be zero")
    if stop is None:
        start, stop = 0, start
    return np.arange(number(start, "start"), number(stop, "stop"), step, dtype_of(dtype))


@primitive()
def linspace(start, stop, num):
    """num numbers from start to stop, both included."""
    n = integer(num, "num")
    if n < 1:
        raise ValueError("the number of samples must be at least 1")
    return np.linspace(float(number(start)), float(number(stop)), n)


@primitive()
def linearmatrix(nx, ny, x0, dx, dy):
    """The matrix of x0 + i * dx + j * dy."""
    i = np.arange(integer(nx, "nx")).reshape(-1, 1)
    j = np.arange(integer(ny, "ny")).reshape(1, -1)
    return np.asarray(number(x0) + i * number(dx) + j * number(dy), float)


@primitive()
def eye(N, M=None, k=0, dtype="float"):
    """Ones on diagonal k."""
    return np.eye(integer(N, "N"), None if M is None else integer(M, "M"), integer(k, "k"), dtype_of(dtype, float))


@primitive()
def identity(n, dtype=None):
    """The square matrix with ones on its diagonal."""
    return np.identity(integer(n, "n"), dtype_of(dtype, float))


def _filled(value: Any, shape: Any, dtype: Any) -> Any:
    extents = () if shape is None else integers(shape, "shape")
    if value is None:
        return np.zeros(extents, dtype_of(dtype, float))
    return np.full(extents, number(value, "value"), dtype_of(dtype))


@primitive()
def constant(value, shape=None, dtype="float64"):
    """A number, or an array of one value."""
    return _filled(value, shape, dtype)


@primitive()
def full(shape, value, dtype=None):
    """An array of one value."""
    return _filled(value, shape, dtype)


def _filled_like(value: Any, a: Any, dtype: Any) -> Any:
    a = np.asarray(numeric(a))
    kind = dtype_of(dtype, a.dtype)
    return np.zeros(a.shape, kind) if value is None else np.full(a.shape, number(value, "value"), kind)


@primitive()
def constant_like(value, a, dtype=None):
    """An array of one value with the shape of another."""
    return _filled_like(value, a, dtype)


@primitive()
def full_like(a, value, dtype=None):
    """An array of one value with the shape of another."""
    return _filled_like(value, a, dtype)
