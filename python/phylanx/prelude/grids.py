"""Grids of coordinates.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def along(line, d, ndim):
    """A vector as an array whose other extents are 1."""
    for k in ask.unroll(d):
        line = np.expand_dims(line, 0)
    for k in ask.unroll(ndim - 1 - d):
        line = np.expand_dims(line, line.ndim)
    return line


@of(np.ix_, packed=True)
def ix_(args):
    result = ()
    for d in ask.unroll(len(args)):
        line = np.asarray(args[d])
        if line.ndim != 1:
            raise ValueError("Cross index must be 1 dimensional")
        if ask.is_sequence(args[d]) and not args[d]:
            line = line.astype(np.int64)  # an index of nothing, not an array of floats
        if ask.kind(line) == "b":
            line = np.flatnonzero(line)
        result = result + (along(line, d, len(args)),)
    return result


def meshed(lines, swap):
    shape = ()
    n = len(lines)
    for line in lines:
        shape = shape + (line.shape[0],)
    if swap:
        shape = (shape[1], shape[0]) + shape[2:]
    result = ()
    for d in ask.unroll(n):
        place = 1 - d if swap and d < 2 else d
        grid = np.empty(shape, lines[d].dtype)
        grid[...] = along(lines[d], place, n)
        result = result + (grid,)
    return result


@of(np.meshgrid, packed=True)
def meshgrid(xi):
    lines = ()
    for x in xi:
        lines = lines + (np.asarray(x).ravel(),)
    return meshed(lines, len(lines) > 1)


@of(np.indices)
def indices(dimensions, dtype=None):
    if not ask.is_sequence(dimensions):
        ask.refuse("dimensions that are no tuple")
    dims = ask.as_tuple(dimensions)
    n = len(dims)
    grid = np.empty((n,) + dims, np.int64 if dtype is None else dtype)
    for d in ask.unroll(n):
        grid[d] = along(np.arange(dims[d]), d, n)
    return grid


def step_of(part):
    """Size and step of one slice; a complex step is a number of points."""
    start, stop, step = part
    for x in part:
        if ask.kind(x) == "f" and ask.itemsize(x) != 8:
            ask.refuse("bounds of this dtype")
    if ask.kind(step) == "c":
        size = int(np.abs(step))
        return size, (stop - start) / float(size - 1) if size != 1 else 1.0
    return int(np.ceil((stop - start) / step)), step


def grid_lines(parts):
    """The coordinates along each dimension, all of one dtype."""
    floats = False
    for part in parts:
        for x in part:
            floats = floats or ask.kind(x) not in ("i", "u")
    result = ()
    for part in parts:
        size, step = step_of(part)
        ask.assume(size >= 0)
        line = np.arange(size).astype(np.float64) if floats else np.arange(size)
        result = result + (line * step + part[0],)
    return result


@of(np.mgrid)
def mgrid(parts):
    lines = grid_lines(parts)
    shape = ()
    for line in lines:
        shape = shape + (line.shape[0],)
    grid = np.empty((len(lines),) + shape, lines[0].dtype)
    for d in ask.unroll(len(lines)):
        grid[d] = along(lines[d], d, len(lines))
    return grid


@of(np.ogrid)
def ogrid(parts):
    lines = grid_lines(parts)
    result = ()
    for d in ask.unroll(len(lines)):
        result = result + (along(lines[d], d, len(lines)),)
    return result


@of(np.logspace)
def logspace(start, stop, num=50, endpoint=True, base=10.0):
    if not ask.is_scalar(start) or not ask.is_scalar(stop) or not ask.is_scalar(base):
        ask.refuse("bounds that are arrays")
    return np.power(base, np.linspace(start, stop, num, endpoint=endpoint))


@of(np.hanning)
def hanning(M):
    if M < 1:
        return np.empty(0)
    n = np.arange(1 - M, M, 2)
    return 0.5 + 0.5 * np.cos(3.141592653589793 * n / (M - 1)) if M > 1 else np.ones(1)


@of(np.hamming)
def hamming(M):
    if M < 1:
        return np.empty(0)
    n = np.arange(1 - M, M, 2)
    return 0.54 + 0.46 * np.cos(3.141592653589793 * n / (M - 1)) if M > 1 else np.ones(1)


def lines_of(parts):
    """The arrays between the brackets of np.r_, in one dtype; parts are ("slice", start, stop, step) or ("value", x)."""
    found, given = (), ()
    for p in parts:
        if p[0] == "slice":
            start, stop, step = p[1], p[2], p[3]
            if not (ask.is_scalar(start) and ask.is_scalar(stop) and ask.is_scalar(step)):
                ask.refuse("such a slice")
            x = np.linspace(start, stop, int(abs(step))) if ask.kind(step) == "c" else np.arange(start, stop, step)
            given = given + (x,)
        else:
            x = p[1]
            if ask.is_text(x) or x is None or ask.is_slice(x):
                ask.refuse("such an item")
            given = given + (x if ask.is_scalar(x) else np.asarray(x),)
            x = np.asarray(x)
        found = found + (x,)
    dtype = None
    for x in given:
        if not ask.is_number(x):
            dtype = ask.result_type(x) if dtype is None else ask.result_type(dtype, x)
    for x in given:  # which give way to the others
        if ask.is_number(x):
            dtype = ask.result_type(x) if dtype is None else ask.result_type(dtype, x)
    same = ()
    for x in found:
        same = same + (x.astype(dtype),)
    return same


@of(np.r_)
def r_(parts):
    found = ()
    for x in lines_of(parts):
        found = found + (x.reshape(1) if x.ndim == 0 else x,)
    return np.concatenate(found, axis=0)


@of(np.c_)
def c_(parts):
    found = ()
    for x in lines_of(parts):
        if x.ndim == 0:
            x = x.reshape((1, 1))
        elif x.ndim == 1:
            x = np.expand_dims(x, 1)
        found = found + (x,)
    return np.concatenate(found, axis=-1)
