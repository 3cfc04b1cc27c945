"""Remainders and roundings of quotients, exactly as NumPy's, where a short way and a careful way share one loop.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
import pytest

from phylanx import Phylanx
from tests.comparing import assert_same


def remainders(x, y):
    return np.fmod(x, y), np.mod(x, y), x // y


def by_powers_of_two(n):
    return n % 1, n // 1, n % 2, n // 2, n % 64, n // 64


def sum_of_exponentials(a, b):
    return np.sum(a * np.exp(b))


def operands(rng, dtype, kind):
    """Quotients from tiny to beyond all digits, whole ones among them; for `special` also what is no ordinary number."""
    x = rng.standard_normal(3001) * 10.0 ** rng.integers(-4, 19, 3001)
    y = rng.standard_normal(3001)
    x[::3] = (y[::3].astype(dtype) * np.round(100 * rng.standard_normal(1001))).astype(dtype)
    x, y = x.astype(dtype), y.astype(dtype)
    if kind == "special":
        tiny, huge = np.finfo(dtype).smallest_subnormal, np.finfo(dtype).max
        x[:60], y[7:67] = np.tile([0, -0.0, np.inf, -np.inf, np.nan, huge], 10), np.tile([0, -0.0, np.inf, tiny, huge], 12)
        x[60::11], y[61::13] = huge, tiny
    return x, y


@pytest.mark.parametrize("kind", ["ordinary", "special"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_remainders_of_floats_are_exact(seed, dtype, kind):
    x, y = operands(np.random.default_rng(seed), dtype, kind)
    with np.errstate(all="ignore"):
        for got, wanted in zip(Phylanx(remainders)(x, y), remainders(x, y), strict=True):
            assert_same(got, wanted)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint64])
def test_constant_powers_of_two_as_divisors(seed, dtype):
    limits = np.iinfo(dtype)
    n = np.random.default_rng(seed).integers(limits.min, limits.max, 999, dtype=dtype, endpoint=True)
    n[:2] = limits.min, limits.max
    for got, wanted in zip(Phylanx(by_powers_of_two)(n), by_powers_of_two(n), strict=True):
        assert_same(got, wanted)


@pytest.mark.parametrize("n", [0, 1, -1, 63, -63, -64, -65, 2**63 - 1, -(2**63)])
def test_powers_of_two_divide_pythons_numbers(n):
    assert Phylanx(by_powers_of_two)(n) == by_powers_of_two(n)


def test_a_sum_survives_the_careful_way(seed):
    """Its partial sums stay in registers while seldom needed code runs."""
    rng = np.random.default_rng(seed)
    a, b = rng.random(1000), rng.random(1000)
    few = b.copy()
    few[rng.integers(0, 1000, 9)] = -1000  # e to that is 0, which the short way cannot say
    run = Phylanx(sum_of_exponentials)
    assert run(a, few) == pytest.approx(np.sum(a * np.exp(few)), rel=1e-14)
    assert run(a, b) == pytest.approx(np.sum(a * np.exp(b)), rel=1e-14)
