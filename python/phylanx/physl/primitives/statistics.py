"""Area statistics: reductions.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import axis as axis_of
from phylanx.physl.values import cast, number, numeric
from phylanx.physl.values import dtype as dtype_of

AREA = Area("statistics")
primitive = AREA.primitive


def _reduced(function: Any, a: Any, axis: Any, keepdims: Any, initial: Any, dtype: Any) -> Any:
    options: dict[str, Any] = {"axis": axis_of(axis), "keepdims": bool(keepdims)}
    if initial is not None:
        options["initial"] = number(initial, "initial")
    return cast(function(numeric(a), **options), dtype)


@primitive()
def sum(a, axis=None, keepdims=None, initial=None, dtype=None):
    """The sum over axes."""
    return _reduced(np.sum, a, axis, keepdims, initial, dtype)


@primitive()
def prod(a, axis=None, keepdims=None, initial=None, dtype=None):
    """The product over axes."""
    return _reduced(np.prod, a, axis, keepdims, initial, dtype)


@primitive()
def amax(a, axis=None, keepdims=None, initial=None, dtype=None):
    """The greatest element over axes."""
    return _reduced(np.amax, a, axis, keepdims, initial, dtype)


@primitive()
def amin(a, axis=None, keepdims=None, initial=None, dtype=None):
    """The smallest element over axes."""
    return _reduced(np.amin, a, axis, keepdims, initial, dtype)


@primitive()
def mean(a, axis=None, keepdims=None, unused=None, dtype=None):
    """The arithmetic mean over axes."""
    return np.mean(numeric(a), axis_of(axis), dtype_of(dtype), keepdims=bool(keepdims))


@primitive()
def std(a, axis=None, keepdims=None, unused=None, dtype=None):
    """The standard deviation over axes."""
    return np.std(numeric(a), axis_of(axis), dtype_of(dtype), keepdims=bool(keepdims))


@primitive()
def var(a, axis=None, keepdims=None, unused=None, dtype=None):
    """The variance over axes."""
    return np.var(numeric(a), axis_of(axis), dtype_of(dtype), keepdims=bool(keepdims))


@primitive()
def logsumexp(a, axis=None, keepdims=None, unused=None, dtype=None):
    """log(sum(exp(a))) over axes, without overflow."""
    a, where = np.asarray(numeric(a)), axis_of(axis)
    greatest = np.max(a, axis=where, keepdims=True)
    shift = np.where(np.isfinite(greatest), greatest, 0.0)
    found = np.log(np.sum(np.exp(a - shift), axis=where, keepdims=True)) + shift
    return cast(found if keepdims else np.squeeze(found, where), dtype)


@primitive("all")
def all_(a, axis=None, keepdims=None, unused=None, unused2=None):
    """All elements are true."""
    return np.all(numeric(a), axis_of(axis), keepdims=bool(keepdims))


@primitive("any")
def any_(a, axis=None, keepdims=None, unused=None, unused2=None):
    """Some element is true."""
    return np.any(numeric(a), axis_of(axis), keepdims=bool(keepdims))
