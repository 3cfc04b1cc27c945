"""Counting: bincount, histograms, digitize.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


@of(np.bincount)
def bincount(x, weights=None, minlength=0):
    x = np.asarray(x)
    if x.ndim == 0:
        raise ValueError("object of too small depth for desired array")
    if x.ndim > 1:
        raise ValueError("object too deep for desired array")
    if ask.kind(x) not in ("b", "i", "u") or (ask.kind(x) == "u" and ask.itemsize(x) == 8):
        ask.refuse("bincount of such numbers")
    if minlength < 0:
        raise ValueError("'minlength' must not be negative")
    n = x.shape[0]
    size = int(minlength)
    if n > 0:
        if np.min(x) < 0:
            raise ValueError("'list' argument must have no negative elements")
        size = max(size, int(np.max(x)) + 1)
    if weights is None:
        counts = np.zeros(size, np.int64)
        for i in range(n):
            counts[x[i]] += 1
        return counts
    w = np.asarray(weights)
    if ask.kind(w) == "c" or w.ndim != 1:
        ask.refuse("weights of this kind")
    if w.shape[0] != n:
        raise ValueError("The weights and list don't have the same length.")
    sums = np.zeros(size, np.float64)
    for i in range(n):
        sums[x[i]] += float(w[i])
    return sums


def edges_of(a, bins, range):
    """The edges, and whether they are evenly spaced."""
    if ask.is_text(bins):
        ask.refuse("a rule for the number of bins")
    if ask.is_array(bins) or ask.is_sequence(bins):
        edges = np.asarray(bins)
        ask.assume(edges.size > 0)
        if edges.ndim == 0:
            ask.refuse("a number of bins in an array")
        if edges.ndim != 1:
            raise ValueError("`bins` must be 1d, when an array")
        if np.any(edges[:-1] > edges[1:]):
            raise ValueError("`bins` must increase monotonically, when an array")
        return edges
    if ask.kind(bins) not in ("i", "u"):
        ask.refuse("a number of bins that is no int")
    if bins < 1:
        raise ValueError("`bins` must be positive, when an integer")
    if range is None:
        first, last = 0.0, 1.0
        if a.size > 0:
            first, last = float(np.min(a)), float(np.max(a))
            if not (np.isfinite(first) and np.isfinite(last)):
                ask.assume(False)
    else:
        first, last = float(range[0]), float(range[1])
        if first > last:
            raise ValueError("max must be larger than min in range parameter.")
        if not (np.isfinite(first) and np.isfinite(last)):
            ask.assume(False)
    if first == last:
        first = first - 0.5
        last = last + 0.5
    return np.linspace(first, last, int(bins) + 1)


@of(np.histogram_bin_edges)
def histogram_bin_edges(a, bins=10, range=None, weights=None):
    if weights is not None:
        ask.refuse("weights")
    a = plain(a)
    return edges_of(a, bins, range)


def plain(a):
    """Flat, of a dtype whose edges are float64."""
    a = np.asarray(a)
    if ask.kind(a) == "b" or ask.kind(a) == "c":
        ask.refuse("bins of bool or complex numbers")
    if (ask.kind(a) == "f" or ask.kind(a) == "u") and ask.itemsize(a) != 8:
        ask.refuse("bins of this dtype")
    return a.ravel()


@of(np.histogram)
def histogram(a, bins=10, range=None, density=None, weights=None):
    values = plain(a)
    n = values.shape[0]
    edges = edges_of(values, bins, range)
    m = edges.shape[0] - 1
    even = not (ask.is_array(bins) or ask.is_sequence(bins))
    if weights is None:
        w = values
        counts = np.zeros(m, np.int64)
    else:
        w = np.asarray(weights)
        if w.ndim != np.asarray(a).ndim:
            raise ValueError("weights should have the same shape as a.")
        if np.asarray(a).shape != w.shape:
            raise ValueError("weights should have the same shape as a.")
        if ask.kind(w) == "c" or ask.kind(w) == "b":
            ask.refuse("weights of this dtype")
        w = w.ravel()
        counts = np.zeros(m, w.dtype)
    first, last = edges[0], edges[m]
    if even:
        wide = float(last) - float(first)
        for i in _range(n):
            v = values[i]
            if v >= first and v <= last:
                x = float(v)
                k = int((x - float(first)) / wide * m)
                if k == m:
                    k = k - 1
                if x < edges[k]:
                    k = k - 1
                elif x >= edges[k + 1] and k != m - 1:
                    k = k + 1
                counts[k] += 1 if weights is None else w[i]
    else:
        for i in _range(n):
            v = values[i]
            if v >= first and v <= last:
                low, high = 0, m
                while high - low > 1:
                    middle = (low + high) // 2
                    if v >= edges[middle]:
                        low = middle
                    else:
                        high = middle
                counts[low] += 1 if weights is None else w[i]
    if density is None or not ask.known(density):
        return counts, edges
    widths = (edges[1:] - edges[:-1]).astype(np.float64)
    return counts / widths / np.sum(counts), edges


_range = range


def places_in(edges, x):
    """The bin of each value; -1 or the number of bins outside."""
    last = edges[edges.shape[0] - 1]
    return np.searchsorted(edges, x, side="right") - 1 - (x == last)


@of(np.histogram2d)
def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim != 1 or y.ndim != 1 or not exact(x) or not exact(y):
        ask.refuse("points of this kind")
    if x.shape[0] != y.shape[0]:
        raise ValueError("x and y must have the same length.")
    if ask.kind(x) != ask.kind(y):
        x, y = x.astype(np.float64), y.astype(np.float64)
    if ask.is_sequence(bins):
        if len(bins) != 2:
            ask.refuse("bins of this kind")
        first, second = bins[0], bins[1]
    else:
        if ask.is_array(bins):
            ask.assume(bins.shape[0] > 2)
        first, second = bins, bins
    check_bins(first, "`bins[0]` must be positive, when an integer")
    check_bins(second, "`bins[1]` must be positive, when an integer")
    if range is None:
        across, down = edges_of(x, first, None), edges_of(y, second, None)
    else:
        across, down = edges_of(x, first, range[0]), edges_of(y, second, range[1])
    m, n = across.shape[0] - 1, down.shape[0] - 1
    counts = np.zeros((m, n))
    if weights is None:
        w = x
    else:
        w = np.asarray(weights)
        if w.ndim != 1 or ask.kind(w) == "c":
            ask.refuse("weights of this kind")
        if w.shape[0] != x.shape[0]:
            raise ValueError("The weights and list don't have the same length.")
    i, j = places_in(across, x), places_in(down, y)
    for k in _range(x.shape[0]):
        if i[k] >= 0 and i[k] < m and j[k] >= 0 and j[k] < n:
            counts[i[k], j[k]] += 1.0 if weights is None else float(w[k])
    if density is not None and ask.known(density):
        total = np.sum(counts)
        widths, heights = np.diff(across), np.diff(down)
        counts = counts / np.expand_dims(widths, 1) / heights / total
    return counts, across, down


def exact(x):
    """Whether bins of such numbers have edges in double precision."""
    return ask.kind(x) in ("i", "f") and ask.itemsize(x) == 8


def check_bins(bins, message):
    if ask.is_array(bins):
        if not exact(bins) or bins.ndim != 1:
            ask.refuse("edges of this kind")
    elif not ask.is_scalar(bins) or ask.kind(bins) not in ("i", "u"):
        ask.refuse("edges of this kind")
    else:
        ask.check(bins >= 1, "ValueError", message)


@of(np.digitize)
def digitize(x, bins, right=False):
    x, bins = ask.operand(x), np.asarray(bins)
    if ask.kind(x) == "c" or ask.kind(bins) == "c" or bins.ndim != 1:
        ask.refuse("digitize of these")
    up, down = True, True
    n = bins.shape[0]
    if n > 1:
        up = bool(np.all(bins[:-1] <= bins[1:]))
        down = bool(np.all(bins[:-1] >= bins[1:]))
    if not up and not down:
        raise ValueError("bins must be monotonically increasing or decreasing")
    side = "left" if ask.known(right) else "right"
    if up:
        return np.searchsorted(bins, x, side=side)
    return n - np.searchsorted(bins[::-1], x, side=side)
