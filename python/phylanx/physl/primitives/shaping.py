"""Area matrixops: shapes and slices.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.physl import slicing
from phylanx.physl.registry import Area
from phylanx.physl.values import array, cast, integer, integers, numeric
from phylanx.physl.values import axis as axis_of

AREA = Area("matrixops")
primitive = AREA.primitive


@primitive("shape", "shape_d")
def shape(a, dim=None):
    """The extents as a list, or one of them."""
    extents = list(np.shape(numeric(a)))
    if dim is None:
        return extents
    k = integer(dim, "dim")
    if not -len(extents) <= k < len(extents):
        raise IndexError(f"an array of {len(extents)} dimensions has no dimension {k}")
    return extents[k]


@primitive()
def ndim(a):
    """How many dimensions."""
    return np.ndim(numeric(a))


@primitive()
def size(a):
    """How many elements."""
    return np.size(numeric(a))


@primitive()
def reshape(a, shape):
    """The same elements in another shape."""
    return np.reshape(numeric(a), integers(shape, "shape"))


@primitive()
def flatten(a, order="C"):
    """A vector of all elements, by rows (C) or columns (F)."""
    if order not in ("C", "F"):
        raise ValueError("order must be 'C' or 'F'")
    return array(a).flatten(order)


@primitive()
def expand_dims(a, axis):
    """A new dimension of extent 1."""
    return np.expand_dims(numeric(a), axis_of(axis))


@primitive()
def squeeze(a, axis=None):
    """Without dimensions of extent 1."""
    return np.squeeze(numeric(a), axis_of(axis))


@primitive()
def transpose(a, axes=None):
    """The dimensions in another order, the opposite one if none is given."""
    return np.transpose(numeric(a), None if axes is None else integers(axes, "axes"))


@primitive()
def flip(a, axis=None):
    """The other way round."""
    return np.flip(numeric(a), axis_of(axis))


@primitive()
def flipud(a):
    """Upside down."""
    return np.flipud(numeric(a))


@primitive()
def fliplr(a):
    """Left to right."""
    return np.fliplr(numeric(a))


@primitive()
def astype(a, dtype):
    """In another type."""
    return cast(numeric(a), dtype)


@primitive("slice", keeps=True)
def slice_(a, *idx):
    """A part: integers, nil, list(start, stop, step), index vectors, masks; keys of a dictionary."""
    return slicing.take(a, list(idx))


@primitive(keeps=True)
def tuple_slice(a, indices):
    """A part, its indices in a list."""
    return slicing.take(a, slicing.dimensions("tuple_slice", [indices]))


def _along(name: str, doc: str) -> None:
    def take(a: Any, *i: Any) -> Any:
        return slicing.take(a, slicing.dimensions(name, list(i)))

    take.__doc__ = doc
    for spelling in (name, f"{name}_d") if name != "slice_page" else (name,):
        AREA.add(spelling, take)


_along("slice_row", "Rows of an array.")
_along("slice_column", "Columns of an array.")
_along("slice_page", "Pages of an array.")
