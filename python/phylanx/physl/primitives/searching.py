"""Area matrixops: search and order.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import array, integer, numeric

AREA = Area("matrixops")
primitive = AREA.primitive


def _axis(v: Any) -> int | None:
    return None if v is None else integer(v, "axis")


@primitive()
def argmax(a, axis=None):
    """The index of the greatest element."""
    return np.argmax(numeric(a), _axis(axis))


@primitive()
def argmin(a, axis=None):
    """The index of the smallest element."""
    return np.argmin(numeric(a), _axis(axis))


def _kind(kind: Any, order: Any) -> Any:
    if order is not None:
        raise ValueError("order is for arrays with fields")
    if kind not in (None, "quicksort", "mergesort", "heapsort", "stable"):
        raise ValueError(f"there is no kind of sort '{kind}'")
    return kind


@primitive()
def argsort(a, axis=-1, kind="quicksort", order=None):
    """The indices that sort."""
    return np.argsort(array(a), _axis(axis), _kind(kind, order))


@primitive()
def sort(a, axis=-1, kind="quicksort", order=None):
    """Sorted along a dimension; nil sorts all elements."""
    return np.sort(array(a), _axis(axis), _kind(kind, order))


@primitive()
def unique(a, axis=None):
    """Each value once, sorted."""
    return np.unique(array(a), axis=_axis(axis))


@primitive()
def count_nonzero(a):
    """How many elements are not zero."""
    return np.count_nonzero(numeric(a))


@primitive()
def clip(a, lo, hi):
    """Limited to an interval; the lower bound wins."""
    a = numeric(a)
    if lo is None and hi is None:
        raise ValueError("One of max or min must be given")
    if hi is not None:
        a = np.minimum(a, numeric(hi))
    return a if lo is None else np.maximum(a, numeric(lo))
