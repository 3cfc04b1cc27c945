"""Functions of each element that are said with others.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def inexact(x):
    """The operand in the floating dtype in which a ufunc computes it."""
    x = ask.operand(x)
    if ask.kind(x) in ("f", "c"):
        return x
    if ask.itemsize(x) == 1:
        return x.astype(np.float16)
    if ask.itemsize(x) == 2:
        return x.astype(np.float32)
    return x.astype(np.float64)


def real_inexact(x):
    x = inexact(x)
    if ask.kind(x) == "c":
        ask.refuse("complex numbers")
    return x


@of(np.radians, np.deg2rad)
def radians(x):
    return real_inexact(x) * 0.017453292519943295


@of(np.degrees, np.rad2deg)
def degrees(x):
    x = real_inexact(x)
    if ask.itemsize(x) == 4:
        return x * 57.2957763671875  # NumPy's quotient of two float32
    return x * 57.29577951308232


@of(np.logaddexp)
def logaddexp(x1, x2):
    x1, x2 = real_inexact(x1), real_inexact(x2)
    same = x1 == x2  # infinities have no difference
    d = x1 - np.where(same, 0, x2)
    rest = np.maximum(x1, x2) + np.log1p(np.exp(-np.abs(d)))
    return np.where(same, x1 + 0.6931471805599453, rest)


@of(np.logaddexp2)
def logaddexp2(x1, x2):
    x1, x2 = real_inexact(x1), real_inexact(x2)
    same = x1 == x2
    d = x1 - np.where(same, 0, x2)
    rest = np.maximum(x1, x2) + 1.4426950408889634 * np.log1p(np.exp2(-np.abs(d)))
    return np.where(same, x1 + 1, rest)


@of(np.angle)
def angle(z, deg=False):
    z = ask.operand(z)
    if ask.kind(z) == "c":
        a = np.arctan2(np.imag(z), np.real(z))
    else:
        a = np.arctan2(0.0, z)
    return a * 57.29577951308232 if ask.known(deg) else a


@of(np.heaviside)
def heaviside(x1, x2):
    x1, x2 = real_inexact(x1), real_inexact(x2)
    step = np.where(np.isnan(x1), x1, np.where(x1 < 0, 0, 1))
    return np.where(x1 == 0, x2, step)


@of(np.sinc)
def sinc(x):
    x = ask.operand(x)
    y = 3.141592653589793 * np.where(x == 0, 1.0e-20, x)
    return np.sin(y) / y


@of(np.isneginf)
def isneginf(x):
    x = ask.operand(x)
    return np.isinf(x) & np.signbit(x)


@of(np.isposinf)
def isposinf(x):
    x = ask.operand(x)
    return np.isinf(x) & ~np.signbit(x)


@of(np.float_power)
def float_power(x1, x2):
    x1, x2 = ask.operand(x1), ask.operand(x2)
    wide = ask.result_type(x1, x2, np.float64)
    return np.power(x1.astype(wide), x2.astype(wide))


@of(np.nan_to_num)
def nan_to_num(x, copy=True):
    x = ask.operand(x)
    if not ask.known(copy) or not ask.is_array(x):
        ask.refuse("nan_to_num of these arguments")
    if ask.kind(x) != "f" or ask.itemsize(x) != 8:
        ask.refuse("nan_to_num of this dtype")
    x = np.where(np.isnan(x), 0.0, x)
    return np.minimum(np.maximum(x, -1.7976931348623157e308), 1.7976931348623157e308)


@of(np.modf)
def modf(x):
    x = real_inexact(x)
    whole = np.trunc(x)
    part = np.where(np.isinf(x), 0, x - np.where(np.isinf(x), 0, whole))
    return np.copysign(part, x), whole


@of(np.fabs)
def fabs(x):
    return np.abs(real_inexact(x))


@of(np.iscomplex)
def iscomplex(x):
    x = ask.operand(x)
    return np.imag(x) != 0


@of(np.isreal)
def isreal(x):
    x = ask.operand(x)
    return np.imag(x) == 0


@of(np.isclose)
def isclose(a, b, rtol=1.0e-5, atol=1.0e-8, equal_nan=False):
    a, b = ask.operand(a), ask.operand(b)
    if ask.kind(a) == "c" or ask.kind(b) == "c":
        ask.refuse("isclose of complex numbers")
    if ask.kind(b) != "f":
        b = b.astype(np.float64)
    near = (np.abs(a - b) <= atol + rtol * np.abs(b)) & np.isfinite(b) | (a == b)
    if ask.known(equal_nan):
        near = near | (np.isnan(a) & np.isnan(b))
    return near


@of(np.allclose)
def allclose(a, b, rtol=1.0e-5, atol=1.0e-8, equal_nan=False):
    return bool(np.all(np.isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)))


@of(np.array_equal)
def array_equal(a1, a2, equal_nan=False):
    a1, a2 = np.asarray(a1), np.asarray(a2)
    if a1.ndim != a2.ndim:
        return False
    if ask.known(equal_nan):
        ask.refuse("array_equal with equal_nan")
    same = True
    for d in ask.unroll(a1.ndim):
        same = same and a1.shape[d] == a2.shape[d]
    if not same:
        return False
    return bool(np.all(a1 == a2))
