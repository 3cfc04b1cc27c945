"""Updates under a mask, which are computed on whole arrays where that is silent and cheap: results, warnings, errors.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from phylanx import Phylanx

WILD = np.array([[0.0, -1.0, 4.0, np.inf], [np.nan, 1e300, -1e300, 0.25]])
TAME = np.array([[1.0, 2.0, 4.0, 8.0], [16.0, 0.5, 0.25, 3.0]])


def others(x, limit):
    """Of one shape with x, as one can see."""
    return np.conj(x) + 1, np.abs(x) > limit


def logarithm(x, limit):
    y, m = others(x, limit)
    x[m] = np.log(x[m])
    return x


def inverse(x, limit):
    y, m = others(x, limit)
    x[m] = 1 / x[m]
    return x


def pole(x, limit):
    y, m = others(x, limit)
    x[m] = 1 / (x[m] - 1) + 1 / (y[m] - 0.5)
    return x


def squares(x, limit):
    y, m = others(x, limit)
    x[m] = x[m] * x[m] * y[m]
    return x


def in_place(x, limit):
    y, m = others(x, limit)
    x[m] *= 2
    x[~m] += y[~m]
    return x


def both(x, limit):
    y, m = others(x, limit)
    a = x[m]
    b = y[m]
    x[m] = a - b
    y[m] = np.sqrt(a + b)
    return x, y


def scaled(x, limit):
    y, m = others(x, limit)
    s = x[0, 0]
    x[m] = s * y[m] - s
    return x


def kept(x, limit):
    y, m = others(x, limit)
    a = x[m]
    x[m] = a + 1
    return x, a


def changed_between(x, limit):
    y, m = others(x, limit)
    a = x[m]
    x[0, 2] = 100.0
    y[m] = a + x[m]
    return x, y


def shifted(x, limit):
    y, m = others(x, limit)
    rows = x[::-1]
    x[m] = rows[m] + 1
    return x


def itself(x, limit):
    y, m = others(x, limit)
    m[m] = x[m] > 1
    return m


FUNCTIONS = [logarithm, inverse, pole, squares, in_place, both, scaled, kept, changed_between, shifted, itself]


def run(f, x, limit):
    """The arrays, and what was told: of which kind, as one pass over memory in place may not know by which op."""
    x = x.copy()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        result = f(x, limit)
    return result if isinstance(result, tuple) else (result, x), sorted({str(w.message).split(" encountered")[0] for w in told})


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [WILD, TAME, TAME.astype(np.float32), TAME - 1j * TAME[::-1]], ids=["wild", "tame", "single", "complex"])
def test_as_numpy(f, x):
    if np.iscomplexobj(x) and f is itself:
        x = x.real.copy()
    for limit in (-1.0, 0.0, 0.4, 1.0, 3.0, 1e200, np.inf):
        wanted, wanted_told = run(f, x, limit)
        given, given_told = run(Phylanx(f), x, limit)
        for a, b in zip(wanted, given):
            assert a.dtype == b.dtype
            np.testing.assert_allclose(b, a, rtol=1e-6 if a.dtype.itemsize == 4 else 1e-14)
        assert given_told == wanted_told


@pytest.mark.parametrize("f", [logarithm, inverse, pole, squares, in_place, scaled], ids=lambda f: f.__name__)
def test_nothing_is_picked(f):
    assert "call mask" not in str(Phylanx(f).plan(TAME, 1.0))


def test_nothing_is_packed():
    def steps(c, n):
        z = np.zeros_like(c)
        count = np.zeros(c.shape, dtype=np.int64)
        for i in range(n):
            inside = np.abs(z) < 2.0
            count[inside] = i
            z[inside] = z[inside] ** 2 + c[inside]
        return z, count

    c = np.linspace(-2, 1, 40) + 1j * np.linspace(-1, 1, 30)[:, None]
    f = Phylanx(steps)
    for a, b in zip(steps(c, 20), f(c, 20)):
        np.testing.assert_allclose(b, a, rtol=1e-12)
    assert "call mask" not in str(f.plan(c, 20))


def test_errors_stay():
    def update(x, y, m):
        x[m] = y[m] + 1

    for x, y, m in (
        (np.zeros((3, 4)), np.zeros((3, 4)), np.ones((4, 3), bool)),
        (np.zeros((3, 4)), np.zeros((4, 4)), np.ones((3, 4), bool)),
    ):
        with pytest.raises(IndexError) as wanted:
            update(x, y, m)
        with pytest.raises(IndexError) as given:
            Phylanx(update)(x, y, m)
        assert str(given.value).splitlines()[0].startswith(str(wanted.value).split(";")[0][:30])


def test_costly_arithmetic_is_left_to_what_is_picked():
    def update(x):
        m = x > 0
        x[m] = np.exp(np.sin(np.log(x[m]))) ** x[m] + np.tanh(np.cos(x[m])) ** x[m]
        return x

    x = np.linspace(-1, 1, 1000)
    f = Phylanx(update)
    np.testing.assert_allclose(f(x.copy()), update(x.copy()), rtol=1e-12)
    assert "call mask" in str(f.plan(x))
