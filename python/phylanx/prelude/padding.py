"""Arrays with borders: np.pad.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def pairs(width, ndim):
    """(before, after) for each axis, of the forms that NumPy takes."""
    if ask.is_array(width):
        ask.refuse("widths given as an array")
    if not ask.is_sequence(width):
        return ((width, width),) * ndim
    if len(width) == 1:
        return pairs(width[0], ndim)
    if not ask.is_sequence(width[0]):
        if len(width) != 2:
            ask.refuse("these widths")
        return ((width[0], width[1]),) * ndim
    if len(width) != ndim:
        ask.refuse("widths of another number of axes")
    result = ()
    for w in ask.as_tuple(width):
        if len(w) > 2:
            ask.refuse("these widths")
        result = result + ((w[0], w[len(w) - 1]),)
    return result


@of(np.pad)
def pad(array, pad_width, mode="constant", *, constant_values=0):
    a = np.asarray(array)
    if mode not in ("constant", "edge", "wrap", "reflect", "symmetric", "empty"):
        ask.refuse("this mode")
    if a.ndim == 0:
        ask.refuse("a 0-d array")
    if ask.is_sequence(pad_width) and not pad_width:
        ask.refuse("no widths")
    widths = pairs(pad_width, a.ndim)
    shape, inside = (), ()
    for d in ask.unroll(a.ndim):
        before, after = widths[d]
        if ask.kind(before) not in ("i", "u") or ask.kind(after) not in ("i", "u"):
            raise TypeError("`pad_width` must be of integral type.")
        if before < 0 or after < 0:
            raise ValueError("index can't contain negative values")
        shape = shape + (before + a.shape[d] + after,)
        inside = inside + (slice(before, before + a.shape[d]),)
    to = np.empty(shape, a.dtype)
    to[inside] = a
    if mode == "empty":
        return to
    constants = pairs(constant_values, a.ndim)
    for d in ask.unroll(a.ndim):
        line = np.moveaxis(to, d, 0)
        # The other axes that are still to come have no values outside their inside yet.
        for e in ask.unroll(d + 1, a.ndim):
            line = np.moveaxis(np.moveaxis(line, e, 0)[inside[e]], 0, e)
        before, after = widths[d]
        n = a.shape[d]
        if mode == "constant":
            line[:before] = constants[d][0]
            line[before + n :] = constants[d][1]
        elif before + after > 0:
            if n == 0:
                message = ask.text("can't extend empty axis ", d, " using modes other than ")
                ask.fail("ValueError", ask.text(message, "'constant' or 'empty'"))
            fill(line, before, n, after, mode)
    return to


def fill(line, before, n, after, mode):
    """The borders of the first axis from its inside."""
    if mode == "edge":
        line[:before] = line[before : before + 1]
        line[before + n :] = line[before + n - 1 : before + n]
    elif mode == "wrap":
        if before <= n and after <= n:
            line[:before] = line[n : n + before]
            line[before + n :] = line[before : before + after]
        else:
            for i in range(before):
                line[before - 1 - i] = line[before + n - 1 - i % n]
            for i in range(after):
                line[before + n + i] = line[before + i % n]
    else:
        skip = 1 if mode == "reflect" else 0
        if before + skip <= n and after + skip <= n:
            end = before + n - skip
            line[:before] = line[before + skip : before + skip + before][::-1]
            line[before + n :] = line[end - after : end][::-1]
        elif n == 1:
            line[:before] = line[before : before + 1]
            line[before + 1 :] = line[before : before + 1]
        else:
            period = 2 * n - 2 * skip
            for i in range(before):
                k = (-1 - i) % period
                line[before - 1 - i] = line[before + (k if k < n else 2 * n - 1 - skip - k)]
            for i in range(after):
                k = (n + i) % period
                line[before + n + i] = line[before + (k if k < n else 2 * n - 1 - skip - k)]
