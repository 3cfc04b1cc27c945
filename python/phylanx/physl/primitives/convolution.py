"""Area keras_support: convolutions and pooling. Layout: batch, spatial dimensions, channels.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from phylanx.physl.registry import Area
from phylanx.physl.values import array, integers

AREA = Area("keras_support")
primitive = AREA.primitive


def _per_axis(v: Any, n: int, what: str) -> tuple[int, ...]:
    found = (1,) * n if v is None else integers(v, what)
    found = found * n if len(found) == 1 else found
    if len(found) != n or min(found) < 1:
        raise ValueError(f"{what}: {n} positive numbers are wanted")
    return found


def _borders(extents: Any, sizes: Any, strides: Any, padding: Any, causal: bool = False) -> list[tuple[int, int]]:
    """What is added before and behind each spatial dimension."""
    if padding == "valid":
        return [(0, 0)] * len(sizes)
    if padding == "causal" and causal:
        return [(sizes[0] - 1, 0)]
    if padding != "same":
        raise ValueError(f"there is no padding '{padding}'")
    found = []
    for n, k, s in zip(extents, sizes, strides, strict=True):
        total = max((-(-n // s) - 1) * s + k - n, 0)
        found.append((total // 2, total - total // 2))
    return found


def _windows(x: np.ndarray, first: int, sizes: Any, strides: Any) -> np.ndarray:
    """Windows over the spatial dimensions from `first` on; the windows' own dimensions come last."""
    axes = tuple(range(first, first + len(sizes)))
    if any(x.shape[a] < k for a, k in zip(axes, sizes, strict=True)):
        raise ValueError("the window is larger than the array")
    found = sliding_window_view(x, sizes, axis=axes)
    return found[(slice(None),) * first + tuple(slice(None, None, s) for s in strides)]


def _convolved(x: Any, kernel: Any, n: int, padding: Any, strides: Any, dilation: Any) -> np.ndarray:
    x, kernel = array(x, "x"), array(kernel, "the kernel")
    if x.ndim != n + 2 or kernel.ndim != n + 2:
        raise ValueError(f"x and the kernel have {n + 2} dimensions each")
    if x.shape[-1] != kernel.shape[-2]:
        raise ValueError("x and the kernel differ in their number of channels")
    strides, dilation = _per_axis(strides, n, "strides"), _per_axis(dilation, n, "dilation_rate")
    if max(strides) > 1 and max(dilation) > 1:
        raise ValueError("strides and dilation_rate cannot both be greater than 1")
    sizes = tuple((k - 1) * d + 1 for k, d in zip(kernel.shape[:n], dilation, strict=True))
    borders = _borders(x.shape[1:-1], sizes, strides, padding, n == 1)
    w = _windows(np.pad(x, [(0, 0), *borders, (0, 0)]), 1, sizes, strides)
    w = w[(Ellipsis,) + tuple(slice(None, None, d) for d in dilation)]
    # w: batch, places, channels, window; kernel: window, channels, filters
    axes = [n + 1, *range(n + 2, 2 * n + 2)]
    return np.tensordot(w, kernel, (axes, [n, *range(n)]))


@primitive()
def conv1d(x, kernel, padding="valid", strides=1, dilation_rate=1):
    """A convolution over one dimension; padding valid, same or causal."""
    return _convolved(x, kernel, 1, padding, strides, dilation_rate)


@primitive()
def conv2d(x, kernel, padding="valid", strides=None, dilation_rate=None):
    """A convolution over two dimensions; padding valid or same."""
    return _convolved(x, kernel, 2, padding, strides, dilation_rate)


@primitive()
def separable_conv1d(x, depthwise_kernel, pointwise_kernel, padding="valid", strides=1, dilation_rate=1):
    """A convolution of each channel by itself, then one over channels."""
    x, depth = array(x), array(depthwise_kernel)
    if x.ndim != 3 or depth.ndim != 3 or depth.shape[1] != x.shape[-1]:
        raise ValueError("x and the depthwise kernel do not fit")
    parts = [
        _convolved(x[..., c : c + 1], depth[:, c : c + 1], 1, padding, strides, dilation_rate)
        for c in range(x.shape[-1])
    ]
    return _convolved(np.concatenate(parts, -1), pointwise_kernel, 1, "valid", 1, 1)


@primitive()
def conv2d_transpose(x, kernel, output_shape, padding="valid", strides=None, dilation_rate=None):
    """The gradient of conv2d: what x would come from. kernel: height, width, filters, channels of x."""
    x, kernel = array(x, "x").astype(float), array(kernel, "the kernel").astype(float)
    if x.ndim != 4 or kernel.ndim != 4 or x.shape[-1] != kernel.shape[-1]:
        raise ValueError("x and the kernel do not fit")
    strides, dilation = _per_axis(strides, 2, "strides"), _per_axis(dilation_rate, 2, "dilation_rate")
    shape = integers(output_shape, "output_shape")
    if len(shape) != 4:
        raise ValueError("output_shape has four numbers")
    rows, columns = shape[1:3]
    sizes = tuple((k - 1) * d + 1 for k, d in zip(kernel.shape[:2], dilation, strict=True))
    (top, bottom), (left, right) = _borders((rows, columns), sizes, strides, padding)
    for n, k, s, (a, b), m in zip(
        (rows, columns), sizes, strides, ((top, bottom), (left, right)), x.shape[1:3], strict=True
    ):
        if (n + a + b - k) // s + 1 != m:
            raise ValueError("output_shape does not fit x, the kernel and the strides")
    found = np.zeros((x.shape[0], rows + top + bottom, columns + left + right, kernel.shape[2]))
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            y0, x0 = i * dilation[0], j * dilation[1]
            part = found[
                :, y0 : y0 + strides[0] * x.shape[1] : strides[0], x0 : x0 + strides[1] * x.shape[2] : strides[1]
            ]
            part += np.tensordot(x, kernel[i, j], ([3], [1]))
    return found[:, top : top + rows, left : left + columns]


def _pooled(x: Any, n: int, size: Any, padding: Any, strides: Any, mean: bool) -> np.ndarray:
    x = array(x)
    if x.ndim not in (n, n + 2):
        raise ValueError(f"an array of {n} or {n + 2} dimensions is wanted")
    first = 1 if x.ndim == n + 2 else 0
    sizes = _per_axis(size, n, "pool_size")
    strides = _per_axis(strides, n, "strides")
    borders = _borders(x.shape[first : first + n], sizes, strides, padding)
    around = [(0, 0)] * first + borders + [(0, 0)] * (x.ndim - n - first)
    window = tuple(range(-n, 0))
    if not mean:
        low = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        return np.max(_windows(np.pad(x, around, constant_values=low), first, sizes, strides), axis=window)
    total = np.sum(_windows(np.pad(x.astype(float), around), first, sizes, strides), axis=window)
    return total / np.sum(_windows(np.pad(np.ones(x.shape), around), first, sizes, strides), axis=window)


@primitive()
def avg_pool2d(x, pool_size, padding="valid", strides=None):
    """Means of windows."""
    return _pooled(x, 2, pool_size, padding, strides, True)


@primitive()
def max_pool2d(x, pool_size, padding="valid", strides=None):
    """Greatest elements of windows."""
    return _pooled(x, 2, pool_size, padding, strides, False)


@primitive()
def avg_pool3d(x, pool_size, padding="valid", strides=None):
    """Means of windows."""
    return _pooled(x, 3, pool_size, padding, strides, True)


@primitive()
def max_pool3d(x, pool_size, padding="valid", strides=None):
    """Greatest elements of windows."""
    return _pooled(x, 3, pool_size, padding, strides, False)
