"""Fourier transforms, by the inner loops of NumPy's own, and their frequencies and shifts.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of
from phylanx.prelude.shifting import rolled


def factor(a, n, norm, forward, swapped):
    """What the result is multiplied by, in the precision of the argument."""
    where = 0 if norm is None else ask.where_among(norm, ("backward", "ortho", "forward"))
    if where < 0:
        choice = '; should be "backward", "ortho" or "forward".'
        if not swapped:
            choice = '; should be "backward","ortho" or "forward".'
        ask.fail("ValueError", ask.text("Invalid norm value ", norm, choice))
    narrow = ask.itemsize(ask.real_of(ask.result_type(a, 1.0))) == 4
    count = np.asarray(float(n))[()]
    if narrow:
        count = count.astype(np.float32)
    if where == 1:
        return np.reciprocal(np.sqrt(count))
    if where == 2 and forward or where == 0 and not forward:
        return np.reciprocal(count)
    return 1.0


def points(a, n, axis):
    """The number of points, and the axis."""
    if a.ndim == 0 or (ask.kind(a) == "f" and ask.itemsize(a) == 2):
        ask.refuse("a number, or float16")
    k = ask.known(axis)
    if n is None:
        if k >= a.ndim or k < -a.ndim:
            ask.fail("IndexError", "tuple index out of range")
        k = ask.axis(k, a.ndim)
        count = a.shape[k]
    else:
        count = int(n)
    ask.check(count > 0, "ValueError", "Invalid number of FFT data points ({0}) specified.", count)
    return count, ask.axis(k, a.ndim)


def in_precision_of(a, y):
    dtype = ask.result_type(a, 1j) if ask.kind(y) == "c" else ask.real_of(ask.result_type(a, 1.0))
    return y if ask.itemsize(dtype) == ask.itemsize(y) else y.astype(dtype)


def as_complex(a, scale):
    """In the dtype of the loop that NumPy takes, which is that of double precision for real numbers."""
    if ask.kind(a) == "c" and (ask.itemsize(a) == 16 or ask.itemsize(scale) == 4):
        return a
    return a.astype(np.complex128)


@of(np.fft.fft)
def fft(a, n=None, axis=-1, norm=None):
    a = np.asarray(a)
    count, k = points(a, n, axis)
    scale = factor(a, count, norm, True, False)
    x = as_complex(a, scale)
    return in_precision_of(a, ask.ufunc_along(np.fft._pocketfft_umath.fft, "", k, x, scale, count))


@of(np.fft.ifft)
def ifft(a, n=None, axis=-1, norm=None):
    a = np.asarray(a)
    count, k = points(a, n, axis)
    scale = factor(a, count, norm, False, True)
    x = as_complex(a, scale)
    return in_precision_of(a, ask.ufunc_along(np.fft._pocketfft_umath.ifft, "", k, x, scale, count))


def real_forward(a, n, axis, norm, forward):
    count, k = points(a, n, axis)
    if ask.kind(a) == "c":
        ask.refuse("a transform of real numbers only")
    scale = factor(a, count, norm, forward, not forward)
    same = ask.kind(a) == "f" and (ask.itemsize(a) == 8 or ask.itemsize(scale) == 4)
    x = a if same else a.astype(np.float64)
    half = count // 2 + 1
    if count % 2 == 0:
        y = ask.ufunc_along(np.fft._pocketfft_umath.rfft_n_even, "", k, x, scale, half)
    else:
        y = ask.ufunc_along(np.fft._pocketfft_umath.rfft_n_odd, "", k, x, scale, half)
    return in_precision_of(a, y)


def real_backward(a, n, axis, norm, forward):
    if n is None:
        k = ask.known(axis)
        if a.ndim == 0 or k >= a.ndim or k < -a.ndim:
            ask.fail("IndexError", "tuple index out of range")
        n = (a.shape[k] - 1) * 2
    count, k = points(a, n, axis)
    scale = factor(a, count, norm, forward, True)
    x = as_complex(a, scale)
    return in_precision_of(a, ask.ufunc_along(np.fft._pocketfft_umath.irfft, "", k, x, scale, count))


@of(np.fft.rfft)
def rfft(a, n=None, axis=-1, norm=None):
    return real_forward(np.asarray(a), n, axis, norm, True)


@of(np.fft.irfft)
def irfft(a, n=None, axis=-1, norm=None):
    return real_backward(np.asarray(a), n, axis, norm, False)


@of(np.fft.hfft)
def hfft(a, n=None, axis=-1, norm=None):
    return real_backward(np.conj(np.asarray(a)), n, axis, norm, True)


@of(np.fft.ihfft)
def ihfft(a, n=None, axis=-1, norm=None):
    return np.conj(real_forward(np.asarray(a), n, axis, norm, False))


def several(a, s, axes):
    """The axes in their order, and the number of points along each."""
    if s is not None and not ask.is_sequence(s):
        ask.refuse("a shape of this kind")
    if axes is not None and not ask.is_sequence(axes):
        ask.refuse("axes that are no tuple")
    if axes is None and s is not None:
        ask.refuse("a shape without axes")
    known, counts = (), ()
    if axes is None:
        for k in ask.unroll(a.ndim):
            known = known + (k,)
    else:
        known = ask.as_tuple(ask.known(axes))
    if s is None:
        for k in known:
            if k >= a.ndim or k < -a.ndim:
                ask.fail("IndexError", ask.text("index ", k, " is out of bounds for axis 0 with size ", a.ndim))
            counts = counts + (a.shape[k],)
    else:
        if len(s) != len(known):
            raise ValueError("Shape and axes have different lengths.")
        for i in ask.unroll(len(known)):
            counts = counts + (s[i],)
            ask.assume(s[i] != -1)
    if len(known) == 0:
        ask.refuse("a transform along no axis")
    return known, counts


def forwards(a, s, axes, norm):
    a = np.asarray(a)
    known, counts = several(a, s, axes)
    for i in ask.unroll(len(known)):
        j = len(known) - 1 - i
        a = fft(a, counts[j], known[j], norm)
    return a


def backwards(a, s, axes, norm):
    a = np.asarray(a)
    known, counts = several(a, s, axes)
    for i in ask.unroll(len(known)):
        j = len(known) - 1 - i
        a = ifft(a, counts[j], known[j], norm)
    return a


@of(np.fft.fftn)
def fftn(a, s=None, axes=None, norm=None):
    return forwards(a, s, axes, norm)


@of(np.fft.ifftn)
def ifftn(a, s=None, axes=None, norm=None):
    return backwards(a, s, axes, norm)


@of(np.fft.fft2)
def fft2(a, s=None, axes=(-2, -1), norm=None):
    return forwards(a, s, axes, norm)


@of(np.fft.ifft2)
def ifft2(a, s=None, axes=(-2, -1), norm=None):
    return backwards(a, s, axes, norm)


def real_forwards(a, s, axes, norm):
    a = np.asarray(a)
    known, counts = several(a, s, axes)
    last = len(known) - 1
    a = rfft(a, counts[last], known[last], norm)
    for i in ask.unroll(last):
        j = last - 1 - i
        a = fft(a, counts[j], known[j], norm)
    return a


def real_backwards(a, s, axes, norm):
    a = np.asarray(a)
    known, counts = several(a, s, axes)
    last = len(known) - 1
    n = counts[last] if s is not None else (a.shape[known[last]] - 1) * 2
    for i in ask.unroll(last):
        a = ifft(a, counts[i], known[i], norm)
    return irfft(a, n, known[last], norm)


@of(np.fft.rfftn)
def rfftn(a, s=None, axes=None, norm=None):
    return real_forwards(a, s, axes, norm)


@of(np.fft.irfftn)
def irfftn(a, s=None, axes=None, norm=None):
    return real_backwards(a, s, axes, norm)


@of(np.fft.rfft2)
def rfft2(a, s=None, axes=(-2, -1), norm=None):
    return real_forwards(a, s, axes, norm)


@of(np.fft.irfft2)
def irfft2(a, s=None, axes=(-2, -1), norm=None):
    return real_backwards(a, s, axes, norm)


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
    if x.ndim == 0:
        ask.refuse("a number")
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
