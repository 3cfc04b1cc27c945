"""What goes with Fourier transforms: frequencies and shifts.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of
from phylanx.prelude.shifting import rolled


@of(np.fft.fftfreq)
def fftfreq(n, d=1.0):
    if ask.kind(n) not in ("i", "u"):
        ask.refuse("a length that is no int")
    result = np.empty(n, np.int64)
    middle = (n - 1) // 2 + 1
    result[:middle] = np.arange(0, middle)
    result[middle:] = np.arange(-(n // 2), 0)
    return result * (1.0 / (n * d))


@of(np.fft.rfftfreq)
def rfftfreq(n, d=1.0):
    if ask.kind(n) not in ("i", "u"):
        ask.refuse("a length that is no int")
    return np.arange(0, n // 2 + 1) * (1.0 / (n * d))


def shifted(x, axes, back):
    x = np.asarray(x)
    if axes is not None:
        for k in ask.known(ask.as_tuple(axes)):
            if k < -x.ndim or k >= x.ndim:
                raise IndexError("tuple index out of range")
    for k in ask.axes(axes if axes is None else ask.known(axes), x.ndim):
        n = x.shape[k]
        x = rolled(x, -(n // 2) if back else n // 2, k)
    return x


@of(np.fft.fftshift)
def fftshift(x, axes=None):
    return shifted(x, axes, False)


@of(np.fft.ifftshift)
def ifftshift(x, axes=None):
    return shifted(x, axes, True)
