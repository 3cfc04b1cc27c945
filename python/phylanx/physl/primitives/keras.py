"""Area keras_support: activations, losses, batches, images.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import array, integer, integers, is_array, number, truth

AREA = Area("keras_support")
primitive = AREA.primitive
#: What keeps logarithms of probabilities finite.
_EPSILON = 1e-7


def _floats(x: Any) -> np.ndarray:
    a = array(x)
    return a if a.dtype.kind in "fc" else a.astype(float)


@primitive()
def sigmoid(x):
    """1 / (1 + exp(-x))"""
    return 1.0 / (1.0 + np.exp(-_floats(x)))


@primitive()
def hard_sigmoid(x):
    """0.2 * x + 0.5 within 0 and 1."""
    return np.clip(0.2 * _floats(x) + 0.5, 0.0, 1.0)


@primitive()
def softplus(x):
    """log(exp(x) + 1)"""
    return np.logaddexp(_floats(x), 0.0)


@primitive()
def softsign(x):
    """x / (abs(x) + 1)"""
    x = _floats(x)
    return x / (np.abs(x) + 1.0)


@primitive()
def softmax(x, axis=-1):
    """exp(x) by the sum of it along an axis."""
    x = _floats(x)
    if x.ndim == 0:
        return 1.0
    k = integer(axis, "axis")
    e = np.exp(x - np.max(x, axis=k, keepdims=True))
    return e / np.sum(e, axis=k, keepdims=True)


@primitive()
def l2_normalize(x, axis=None):
    """x by its norm along an axis."""
    x = _floats(x)
    k = None if axis is None else integer(axis, "axis")
    return x / np.sqrt(np.maximum(np.sum(np.square(x), axis=k, keepdims=True), 1e-12)).reshape(
        np.shape(np.sum(x, axis=k, keepdims=True)) if x.ndim else ()
    )


@primitive()
def elu(x, alpha=1.0):
    """x above zero, alpha * (exp(x) - 1) below."""
    x = _floats(x)
    return np.where(x > 0, x, number(alpha, "alpha") * np.expm1(np.minimum(x, 0.0)))


@primitive()
def relu(x, alpha=0.0, max_value=None, threshold=0.0):
    """x above the threshold, at most max_value; alpha * (x - threshold) below."""
    x = _floats(x)
    t = number(threshold, "threshold")
    found = np.where(x >= t, x, number(alpha, "alpha") * (x - t))
    if max_value is not None:
        found = np.where(x >= number(max_value), number(max_value), found)
    return found


@primitive()
def bias_add(x, bias):
    """x plus a bias for its last dimension, or for all but the first."""
    x, b = array(x), array(bias)
    if b.ndim not in (1, x.ndim - 1) or x.shape[x.ndim - b.ndim :] != b.shape:
        raise ValueError(f"a bias of shape {b.shape} does not fit an array of shape {x.shape}")
    return x + b


@primitive()
def batch_dot(x, y, axes=None):
    """The dot product of each pair of samples."""
    x, y = array(x), array(y)
    if x.ndim < 2 or y.ndim < 2:
        raise ValueError("batch_dot wants arrays of two dimensions or more")
    if x.shape[0] != y.shape[0]:
        raise ValueError("the number of samples differs")
    if axes is None:
        first, second = x.ndim - 1, (y.ndim - 2 if y.ndim > 2 else y.ndim - 1)
    else:
        given = integers(axes, "axes")
        first, second = given if len(given) == 2 else given * 2
        first, second = first % x.ndim, second % y.ndim
    if first == 0 or second == 0:
        raise ValueError("the samples' own axis cannot be summed over")
    if x.shape[first] != y.shape[second]:
        raise ValueError("the extents to sum over differ")
    found = np.array([np.tensordot(a, b, ([first - 1], [second - 1])) for a, b in zip(x, y, strict=True)])
    return found.reshape(-1, 1) if found.ndim == 1 else found


@primitive()
def one_hot(indices, num_classes):
    """A new last dimension with a one at each index."""
    i, n = array(indices), integer(num_classes, "num_classes")
    if i.dtype.kind == "f":
        i = i.astype(np.int64)
    if n < 1 or (i < 0).any() or (i >= n).any():
        raise IndexError(f"an index is not among {n} classes")
    return (i[..., None] == np.arange(n)).astype(float)


@primitive(keeps=True)
def switch(condition, then, otherwise):
    """A choice by a condition: of all, element by element, or by leading rows."""
    if not is_array(condition):
        return then if truth(condition) else otherwise
    c, a, b = np.asarray(condition, bool), array(then), array(otherwise)
    if a.shape != b.shape:
        raise ValueError("both choices must have the same shape")
    if c.ndim > a.ndim:
        raise ValueError("the condition has more dimensions than the choices")
    if c.shape == a.shape[: c.ndim]:
        c = c.reshape(c.shape + (1,) * (a.ndim - c.ndim))
    return np.where(c, a, b)


def _logits(p: np.ndarray) -> np.ndarray:
    return np.log(p / (1.0 - p))


@primitive()
def binary_crossentropy(target, output, from_logits=False):
    """The loss for each element, first in a list."""
    t, o = _floats(target), _floats(output)
    if t.shape != o.shape:
        raise ValueError("target and output must have the same shape")
    if not truth(from_logits):
        o = _logits(np.clip(o, _EPSILON, 1.0 - _EPSILON))
    return [np.maximum(o, 0.0) - o * t + np.log1p(np.exp(-np.abs(o)))]


@primitive()
def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    """The loss along an axis, first in a list."""
    t, o, k = _floats(target), _floats(output), integer(axis, "axis")
    if t.shape != o.shape:
        raise ValueError("target and output must have the same shape")
    if truth(from_logits):
        o = np.asarray(softmax(o, k))
    else:
        o = o / np.sum(o, axis=k, keepdims=True)
    return [-np.sum(t * np.log(np.clip(o, _EPSILON, 1.0 - _EPSILON)), axis=k)]


@primitive()
def resize_images(x, height_factor, width_factor, interpolation="nearest"):
    """Images (batch, height, width, channels) enlarged by whole factors."""
    x = array(x)
    if x.ndim != 4:
        raise ValueError("images are arrays of four dimensions")
    factors = integer(height_factor, "height_factor"), integer(width_factor, "width_factor")
    if min(factors) < 1:
        raise ValueError("factors are positive")
    if interpolation == "nearest":
        return x.repeat(factors[0], 1).repeat(factors[1], 2)
    if interpolation != "bilinear":
        raise ValueError("interpolation is 'nearest' or 'bilinear'")
    x = _floats(x)
    for axis, factor in zip((1, 2), factors, strict=True):
        n = x.shape[axis]
        place = np.clip((np.arange(n * factor) + 0.5) / factor - 0.5, 0, n - 1)
        low = np.floor(place).astype(int)
        part = (place - low).reshape([-1 if d == axis else 1 for d in range(4)])
        x = x.take(low, axis) * (1 - part) + x.take(np.minimum(low + 1, n - 1), axis) * part
    return x


@primitive()
def spatial_2d_padding(x, padding=None):
    """Images with borders of zeros: list(list(top, bottom), list(left, right))."""
    x = array(x)
    rows, columns = padding if padding is not None else [[1, 1], [1, 1]]
    rows, columns = integers(rows, "padding"), integers(columns, "padding")
    if x.ndim != 4:
        raise ValueError("images are arrays of four dimensions")
    return np.pad(x, [(0, 0), rows * (2 // len(rows)), columns * (2 // len(columns)), (0, 0)])


@primitive()
def ctc_decode(y_pred, input_length, greedy=1, beam_width=100, top_paths=1):
    """The likeliest label sequences: list(decoded, scores); short ones end in -1."""
    y, lengths = _floats(y_pred), integers(input_length, "input_length")
    if y.ndim != 3 or len(lengths) != len(y):
        raise ValueError("y_pred is (samples, times, classes), with a length for each sample")
    if truth(greedy):
        found = [_greedy(p[:n]) for p, n in zip(y, lengths, strict=True)]
        return [_padded([f[0] for f in found]), np.array([[f[1]] for f in found])]
    paths = integer(top_paths, "top_paths")
    beams = [_beams(p[:n], integer(beam_width, "beam_width"))[:paths] for p, n in zip(y, lengths, strict=True)]
    if min(map(len, beams)) < paths:
        raise ValueError("there are fewer paths")
    decoded = [_padded([b[k][0] for b in beams]) for k in range(paths)]
    return [decoded[0] if paths == 1 else decoded, np.array([[score for _, score in b] for b in beams])]


def _greedy(p: np.ndarray) -> tuple[list[int], float]:
    best = np.argmax(p, axis=1)
    changes = np.flatnonzero(np.diff(best, prepend=-1))
    labels = [int(best[i]) for i in changes if best[i] != p.shape[1] - 1]
    return labels, float(-np.sum(np.log(np.max(p, axis=1) + _EPSILON)))


def _beams(p: np.ndarray, width: int) -> list[tuple[list[int], float]]:
    """Prefixes with their probabilities of ending in a blank and in a label."""
    blank = p.shape[1] - 1
    beams: dict[tuple, list[float]] = {(): [1.0, 0.0]}
    for row in p:
        new: dict[tuple, list[float]] = {}
        for prefix, (in_blank, in_label) in beams.items():
            own = new.setdefault(prefix, [0.0, 0.0])
            own[0] += (in_blank + in_label) * row[blank]
            if prefix:
                own[1] += in_label * row[prefix[-1]]
            for c in range(blank):
                longer = new.setdefault((*prefix, c), [0.0, 0.0])
                again = prefix and prefix[-1] == c
                longer[1] += (in_blank if again else in_blank + in_label) * row[c]
        beams = dict(sorted(new.items(), key=lambda b: -sum(b[1]))[:width])
    return [(list(prefix), float(np.log(sum(b) + 1e-300))) for prefix, b in beams.items()]


def _padded(rows: list[list[int]]) -> np.ndarray:
    found = np.full((len(rows), max(map(len, rows))), -1, np.int64)
    for row, labels in zip(found, rows, strict=True):
        row[: len(labels)] = labels
    return found
