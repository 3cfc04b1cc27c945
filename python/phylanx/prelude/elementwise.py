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


def chosen(condition, x, y):
    """np.where as a ufunc would do it: of numbers a number."""
    r = np.where(condition, x, y)
    return r if r.ndim else r[()]


def real_inexact(x):
    x = inexact(x)
    if ask.kind(x) == "c":
        ask.refuse("complex numbers")
    return x


def float_beside(x, other):
    """x as a float; a number of Python as one of the other's precision, where NumPy takes it so."""
    if not ask.is_number(x) or ask.is_number(other):
        return real_inexact(x)
    y = ask.operand(other)
    if (ask.kind(x) == "f" and ask.kind(y) != "f") or (ask.kind(x) == "i" and ask.kind(y) == "b"):
        return real_inexact(x)
    return np.asarray(x).astype(real_inexact(y).dtype)[()]


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
    x1, x2 = float_beside(x1, x2), float_beside(x2, x1)
    same = x1 == x2  # infinities have no difference
    d = x1 - np.where(same, 0, x2)
    rest = np.maximum(x1, x2) + np.log1p(np.exp(-np.abs(d)))
    return chosen(same, x1 + 0.6931471805599453, rest)


@of(np.logaddexp2)
def logaddexp2(x1, x2):
    x1, x2 = float_beside(x1, x2), float_beside(x2, x1)
    same = x1 == x2
    d = x1 - np.where(same, 0, x2)
    rest = np.maximum(x1, x2) + 1.4426950408889634 * np.log1p(np.exp2(-np.abs(d)))
    return chosen(same, x1 + 1, rest)


@of(np.angle)
def angle(z, deg=False):
    z = ask.operand(z)
    if ask.kind(z) == "c":
        a = np.arctan2(np.imag(z), np.real(z))
    else:
        a = np.arctan2(0, z)
    return a * 57.29577951308232 if ask.known(deg) else a


@of(np.heaviside)
def heaviside(x1, x2):
    x1, x2 = float_beside(x1, x2), float_beside(x2, x1)
    step = np.maximum(np.sign(x1), 0)
    return chosen(x1 == 0, x2, step)


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
    if not ask.is_number(x):
        x = ask.operand(x)
    return np.imag(x) == 0


@of(np.isclose)
def isclose(a, b, rtol=1.0e-5, atol=1.0e-8, equal_nan=False):
    a, b = ask.operand(a), ask.operand(b)
    if ask.kind(b) not in ("f", "c"):
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


@of(np.fix)
def fix(x):
    x = ask.operand(x)
    if ask.kind(x) != "f":
        ask.refuse("numbers that are no floats")
    return np.trunc(x)


@of(getattr(np, "astype", None))
def astype(x, dtype, *, copy=True):
    if not ask.is_array(x) or not ask.known(copy):
        ask.refuse("astype of these")
    return x.astype(dtype)


@of(np.asanyarray)
def asanyarray(a, dtype=None):
    return np.asarray(a, dtype=dtype)


@of(np.asarray_chkfinite)
def asarray_chkfinite(a, dtype=None):
    a = np.asarray(a, dtype=dtype)
    if ask.kind(a) in ("f", "c") and not np.all(np.isfinite(a)):
        raise ValueError("array must not contain infs or NaNs")
    return a


@of(np.iscomplexobj)
def iscomplexobj(x):
    return ask.kind(np.asarray(x)) == "c"


@of(np.isrealobj)
def isrealobj(x):
    return ask.kind(np.asarray(x)) != "c"


@of(np.result_type, packed=True)
def result_type(values):
    for v in values:
        if ask.is_sequence(v) and not v:
            ask.refuse("an empty list")
    if len(values) == 1:
        return ask.result_type(values[0])
    dtype = ask.result_type(values[0], values[1])
    for i in ask.unroll(2, len(values)):
        if ask.is_number(values[i]):
            ask.refuse("several numbers")
        dtype = ask.result_type(dtype, values[i])
    return dtype


@of(np.promote_types)
def promote_types(type1, type2):
    for t in (type1, type2):
        if ask.is_array(t) or ask.is_scalar(t) or ask.is_sequence(t):
            ask.refuse("what is no dtype")
    return ask.result_type(type1, type2)


@of(np.piecewise, functions=True)
def piecewise(x, condlist, funclist):
    x = np.asarray(x)
    conditions, values = ask.as_tuple(condlist), ask.as_tuple(funclist)
    if not ask.is_sequence(condlist) or not ask.is_sequence(funclist) or x.ndim == 0:
        ask.refuse("these lists")
    n = len(conditions)
    if len(values) != n and len(values) != n + 1:
        message = ask.text("with ", n, " condition(s), either ", n, " or ", n + 1)
        ask.fail("ValueError", ask.text(message, " functions are expected"))
    y = np.zeros(x.shape, x.dtype)
    rest = np.ones(x.shape, np.bool_)
    for i in ask.unroll(n):
        c = np.asarray(conditions[i])
        if ask.kind(c) != "b" or c.ndim != x.ndim:
            ask.refuse("a condition that is no boolean array")
        rest = rest & ~c
        set_piece(y, x, c, values[i])
    if len(values) > n:
        set_piece(y, x, rest, values[n])
    return y


def set_piece(y, x, where, value):
    if ask.is_function(value):
        function = value
        part = x[where]
        if part.shape[0] > 0:
            y[where] = function(part)
    else:
        y[where] = value


@of(np.unwrap)
def unwrap(p, discont=None, axis=-1):
    p = np.asarray(p)
    if discont is not None or ask.kind(p) != "f" or ask.itemsize(p) != 8:
        ask.refuse("unwrap of this kind")
    k = ask.axis(ask.known(axis), p.ndim)
    v = np.moveaxis(p, k, 0)
    d = v[1:] - v[:-1]
    period, half = 6.283185307179586, 3.141592653589793
    m = np.mod(d + half, period) - half
    m = np.where((m == -half) & (d > 0), half, m)
    correction = np.where(np.abs(d) < half, 0, m - d)
    up = np.array(v)
    up[1:] = v[1:] + np.cumsum(correction, axis=0)
    return np.moveaxis(up, 0, k)


@of(np.bartlett)
def bartlett(M):
    if M < 1:
        return np.empty(0)
    n = np.arange(1 - M, M, 2)
    if M == 1:
        return np.ones(1)
    return np.where(n <= 0, 1 + n / (M - 1), 1 - n / (M - 1))


@of(np.blackman)
def blackman(M):
    if M < 1:
        return np.empty(0)
    if M == 1:
        return np.ones(1)
    n = 3.141592653589793 * np.arange(1 - M, M, 2)
    return 0.42 + 0.5 * np.cos(n / (M - 1)) + 0.08 * np.cos(2.0 * n / (M - 1))


@of(np.apply_along_axis, functions=True)
def apply_along_axis(func1d, axis, arr):
    a = np.asarray(arr)
    if not ask.is_function(func1d) or a.ndim != 2:
        ask.refuse("apply_along_axis of these")
    k = ask.axis(ask.known(axis), a.ndim)
    lines = np.moveaxis(a, k, 1)
    n = lines.shape[0]
    if n == 0:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    first = func1d(lines[0])
    if ask.is_array(first) and first.ndim > 0:
        if first.ndim > 1:
            ask.refuse("results of several dimensions")
        rows = np.empty((n, first.shape[0]), first.dtype)
        rows[0] = first
        for i in range(1, n):
            rows[i] = func1d(lines[i])
        return np.moveaxis(rows, 1, k)
    first = ask.operand(first)
    values = np.empty(n, first.dtype)
    values[0] = first
    for i in range(1, n):
        values[i] = func1d(lines[i])
    return values


@of(np.fromfunction, functions=True)
def fromfunction(function, shape, *, dtype=None):
    dims = ask.as_tuple(shape)
    if not ask.is_function(function) or len(dims) > 3:
        ask.refuse("fromfunction of these")
    grid = np.indices(dims, dtype=np.float64 if dtype is None else dtype)
    if len(dims) == 1:
        return function(grid[0])
    if len(dims) == 2:
        return function(grid[0], grid[1])
    return function(grid[0], grid[1], grid[2])
