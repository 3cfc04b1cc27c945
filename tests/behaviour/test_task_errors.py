"""An exception in a task cancels what depends on it, surfaces once, and leaves nothing behind.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import traceback

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx

BIG = 2_000_000


@Phylanx
def negative_power(x, n):
    y = x * 3
    z = y**n
    w = z + 1
    return w.sum()


@Phylanx
def gather(x, index):
    y = x + 1
    z = y[index]
    return z * 2


@Phylanx
def inverse(a, x):
    b = a @ a.T
    c = np.linalg.inv(b)
    d = np.exp(x)
    return c, d


@Phylanx
def written(x, y, n):
    x += 1
    z = y**n
    x *= 2
    return z


def test_an_error_in_a_kernel() -> None:
    x = np.ones(BIG, np.int64)
    for _ in range(3):
        with pytest.raises(ValueError, match="negative integer powers"):
            negative_power(x, np.full(BIG, -1))
        assert negative_power(x, np.full(BIG, 2)) == BIG * 10


def test_an_error_in_the_last_chunk() -> None:
    x, n = np.full(BIG, 2), np.ones(BIG, np.int64)
    n[-1] = -1
    with pytest.raises(ValueError, match="negative integer powers") as caught:
        negative_power(x, n)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert last.filename == __file__ and last.line == "z = y**n"


@Phylanx
def three_powers(x, a, b, c):
    y = x**a
    z = (y + 1) ** b
    return z**c


@pytest.mark.parametrize("size", [3, BIG])
@pytest.mark.parametrize(("bad", "line"), [("a", "y = x**a"), ("b", "z = (y + 1) ** b"),
                                           ("c", "return z**c"), ("bc", "z = (y + 1) ** b")])  # fmt: skip
def test_the_first_of_several_ops_that_fail(size, bad, line) -> None:
    powers = {name: np.ones(size, np.int64) for name in "abc"}
    for i, name in enumerate(reversed(bad)):
        powers[name][i] = -1
    with pytest.raises(ValueError, match="negative integer powers") as caught:
        three_powers(np.full(size, 2), **powers)
    assert traceback.extract_tb(caught.value.__traceback__)[-1].line == line


def test_an_index_out_of_range_in_a_task() -> None:
    index = np.zeros(BIG, np.int64)
    index[BIG // 2] = 10**6
    for _ in range(3):
        with pytest.raises(IndexError, match="out of bounds"):
            gather(np.ones(100), index)
    assert gather(np.ones(100), index * 0).sum() == 4 * BIG


def test_an_error_of_a_library_call() -> None:
    with pytest.raises(np.linalg.LinAlgError, match="Singular"):
        inverse(np.zeros((200, 200)), np.ones(BIG))
    c, _ = inverse(np.eye(200), np.ones(BIG))
    assert np.array_equal(c, np.eye(200))


def test_the_first_error_in_program_order_counts(define) -> None:
    f = define(
        """
        @Phylanx
        def f(x, n, index):
            a = x ** n
            b = x[index]
            return a, b
        """
    )
    x, n, index = np.ones(BIG, np.int64), np.full(BIG, -1), np.full(BIG, 2 * BIG)
    for _ in range(5):
        with pytest.raises(ValueError, match="negative integer powers"):
            f(x, n, index)


def test_tasks_are_not_lost_after_many_errors() -> None:
    x, bad, good = np.ones(BIG, np.int64), np.full(BIG, -1), np.ones(BIG, np.int64)
    for _ in range(20):
        with pytest.raises(ValueError):
            written(x, x.copy(), bad)
    assert written(np.ones(BIG, np.int64), x * 0 + 5, good).sum() == 5 * BIG


def test_errors_of_futures_in_threads() -> None:
    x, bad = np.ones(BIG, np.int64), np.full(BIG, -1)
    futures = [negative_power.submit(x, bad) for _ in range(8)]
    for future in futures:
        assert isinstance(future.exception(timeout=60), ValueError)


def test_arithmetic_flags_of_tasks_are_told() -> None:
    @Phylanx
    def f(x):
        return 1 / x, x + 1

    x = np.ones(BIG)
    x[BIG - 5] = 0.0
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        f(x)
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        f(x)
    with phylanx.set_num_threads(1), pytest.warns(RuntimeWarning, match="divide by zero"):
        f(x)
