"""Elements moved around: roll, flip, rot90, repeat, tile.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def rolled(a, shift, axis):
    """Along one axis: two copies."""
    to = np.empty(a.shape, a.dtype)
    source, target = np.moveaxis(a, axis, 0), np.moveaxis(to, axis, 0)
    n = source.shape[0]
    s = shift % max(n, 1)
    target[s:] = source[: n - s]
    target[:s] = source[n - s :]
    return to


@of(np.roll)
def roll(a, shift, axis=None):
    a = np.asarray(a)
    if ask.is_sequence(shift) and not ask.is_sequence(axis):
        total = 0
        for s in ask.as_tuple(shift):
            total = total + s
        shift = total
    if not ask.is_sequence(shift) and ask.kind(shift) not in ("i", "u"):
        ask.refuse("a shift that is no int")
    if ask.is_array(shift):
        ask.refuse("a shift that is an array")
    if axis is None:
        if a.ndim == 1:
            return rolled(a, shift, 0)
        return rolled(a.ravel(), shift, 0).reshape(a.shape)
    axes = ask.known(ask.as_tuple(axis))
    for k in axes:
        ask.axis(k, a.ndim)
    if len(axes) == 0:
        return a.copy()
    if not ask.is_sequence(shift):
        for k in axes:
            a = rolled(a, shift, k)
        return a
    if len(shift) != len(axes):
        ask.refuse("shifts and axes of different numbers")
    for i in ask.unroll(len(axes)):
        a = rolled(a, shift[i], axes[i])
    return a


@of(np.flip)
def flip(m, axis=None):
    m = np.asarray(m)
    index = ()
    turned = ask.axes(axis if axis is None else ask.known(axis), m.ndim)
    for d in ask.unroll(m.ndim):
        index = index + (slice(None, None, -1 if d in turned else None),)
    return m[index]


@of(np.flipud)
def flipud(m):
    m = np.asarray(m)
    if m.ndim < 1:
        raise ValueError("Input must be >= 1-d.")
    return m[::-1]


@of(np.fliplr)
def fliplr(m):
    m = np.asarray(m)
    if m.ndim < 2:
        raise ValueError("Input must be >= 2-d.")
    return m[:, ::-1]


@of(np.rot90)
def rot90(m, k=1, axes=None):
    m = np.asarray(m)
    axes = (0, 1) if axes is None else ask.known(axes)
    turns = ask.known(k) % 4
    if len(axes) != 2:
        raise ValueError("len(axes) must be 2.")
    if axes[0] == axes[1] or abs(axes[0] - axes[1]) == m.ndim:
        raise ValueError("Axes must be different.")
    if max(axes[0], axes[1]) >= m.ndim or min(axes[0], axes[1]) < -m.ndim:
        raise ValueError("Axes out of range for this array")
    first, second = ask.axis(axes[0], m.ndim), ask.axis(axes[1], m.ndim)
    if turns == 0:
        return m[:]
    if turns == 2:
        return np.flip(np.flip(m, first), second)
    if turns == 1:
        return np.swapaxes(np.flip(m, second), first, second)
    return np.flip(np.swapaxes(m, first, second), second)


@of(np.repeat, method="repeat")
def repeat(a, repeats, axis=None):
    a = np.asarray(a)
    if axis is None:
        a = a.ravel()
        k = 0
    else:
        k = ask.axis(ask.known(axis), a.ndim)
    if ask.is_sequence(repeats):
        repeats = np.asarray(repeats)
    source = np.moveaxis(a, k, 0)
    n = source.shape[0]
    if ask.is_array(repeats) and repeats.ndim > 0:
        if ask.kind(repeats) not in ("i", "u") or repeats.ndim != 1:
            ask.refuse("repeats of this kind")
        ask.assume(repeats.shape[0] == n and np.all(repeats >= 0))
        total = int(np.sum(repeats))
        to = np.empty((total,) + source.shape[1:], a.dtype)
        at = 0
        for i in range(n):
            for j in range(repeats[i]):
                to[at] = source[i]
                at = at + 1
        return np.moveaxis(to, 0, k)
    if ask.kind(repeats) not in ("i", "u"):
        ask.refuse("repeats that are no int")
    times = int(repeats)
    if times < 0:
        raise ValueError("repeats may not contain negative values.")
    to = np.empty(a.shape[:k] + (n, times) + a.shape[k + 1 :], a.dtype)
    to[:] = np.expand_dims(a, k + 1)
    return to.reshape(a.shape[:k] + (n * times,) + a.shape[k + 1 :])


@of(np.tile)
def tile(A, reps):
    a = np.asarray(A)
    counts = ask.as_tuple(reps)
    if ask.is_array(reps):
        ask.refuse("repetitions given as an array")
    for d in ask.unroll(a.ndim, max(a.ndim, len(counts))):
        a = np.expand_dims(a, 0)
    for d in ask.unroll(len(counts), max(a.ndim, len(counts))):
        counts = (1,) + counts
    blocks, shape = (), ()
    for d in ask.unroll(a.ndim):
        blocks = blocks + (counts[d], a.shape[d])
        shape = shape + (counts[d] * a.shape[d],)
    to = np.empty(blocks, a.dtype)
    for d in ask.unroll(a.ndim):
        a = np.expand_dims(a, 2 * d)
    to[:] = a
    return to.reshape(shape)
