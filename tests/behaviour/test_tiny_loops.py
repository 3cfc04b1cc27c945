"""Loops over lines of few elements, which run without launches: NumPy's values, objects, warnings and errors.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import textwrap
import warnings

import numpy as np
import phylanx
import pytest

from tests.comparing import assert_same_calls

# Bodies of f(x, y, a, n): two lines, a matrix of as many columns and rows, a number of rounds.
TINY = {
    "carried": """
        for i in range(n):
            x = 0.9 * x + 0.1 * (y - x * x)
        return x
    """,
    "swapped": """
        for i in range(n):
            x, y = y + 1, x * 0.5
        return x, y
    """,
    "three names": """
        z = x + y
        for i in range(n):
            x, y, z = z + 1, x - y, y + z * 0.25
        return x, y, z
    """,
    "old and new": """
        for i in range(n):
            new = x * 0.5 + y
            y = x - new
            x = new
        return x, y
    """,
    "rows": """
        for i in range(n):
            x = x * 0.5 + a[i]
            a[i] = x - y
        return x
    """,
    "columns": """
        a = a.T.copy()
        for i in range(n):
            a[i] = a[i] + x
            a[i, 0] = 7
        return a
    """,
    "earlier rows": """
        for i in range(1, n):
            a[i] = a[i - 1] * 0.5 + a[i] + x
        return a
    """,
    "sums": """
        total = 0.0
        for i in range(n):
            x = x + 0.125 * y
            total += np.sum(x * y) + (x - y).max() + x.min()
        return total, x
    """,
    "norms": """
        for i in range(n):
            x = x / np.sqrt(np.sum(x * x)) + y
        return x
    """,
    "functions": """
        for i in range(n):
            x = np.exp(-x * x) + np.sin(y) * np.where(x > 0.5, x, -y)
        return x
    """,
    "made of numbers": """
        for i in range(n):
            d = np.array([x[1] - x[0], y[0] * x[1], x[0] * 0.5])
            x[:3] = 0
            y = y + 0.01 * np.sum(d * d)
        return y
    """,
    "system": """
        u = x[:3].copy()
        for i in range(n):
            d = np.array([10.0 * (u[1] - u[0]), u[0] * (28.0 - u[2]) - u[1], u[0] * u[1] - u[2]])
            e = u + 0.001 * d
            d = np.array([10.0 * (e[1] - e[0]), e[0] * (28.0 - e[2]) - e[1], e[0] * e[1] - e[2]])
            u = u + 0.002 * d
        return u
    """,
    "elements": """
        for i in range(n):
            d = np.zeros(4)
            d[i % 4] = x[i % len(x)] + i
            y = y + d[1] + d[-1]
        return y
    """,
    "leaving": """
        for i in range(n):
            x = x * 0.5 + y
            if x[0] > 3 * i:
                continue
            x = x + 1
            if i > 5:
                break
        else:
            x = x - 100
        return x
    """,
    "branches": """
        for i in range(n):
            z = x + i
            if i % 3 == 0:
                z = y * 2
            elif i % 3 == 1:
                z = z - y
            x = z * 0.5
        return x
    """,
    "while": """
        k = 0
        while k < n and x[0] < 50:
            x = x * 1.5 + y
            k += 1
        return x, k
    """,
    "inner loops": """
        for i in range(n):
            z = x
            for j in range(i % 3):
                z = z * 0.5 + y
            x = z + 1
            for j in range(2):
                y = y * 0.25 + z
        return x, y
    """,
    "written beside an inner loop": """
        for i in range(n):
            z = x + 1
            w = z
            for j in range(i % 3):
                w = w + y
                z[0] = j
            x = w + z
        return x
    """,
    "known twice": """
        z = y
        for i in range(n):
            z = x = x + y
        x[0] = -1
        return x, z
    """,
    "no round, then written": """
        for i in range(n - n):
            x = x + y
        x[0] = 5
        return x
    """,
    "some rounds, then written": """
        for i in range(n):
            x = x + y
        x[0] = 5
        return x
    """,
    "views carried in": """
        z = a[0]
        for i in range(n):
            a[0, 1] = i
            z = z + x
            a[i] = z
        return z
    """,
    "named late": """
        for i in range(n):
            if i == 2:
                late = x * 2
            x = x + y
        return late, x
    """,
    "raises": """
        for i in range(n):
            x = x + y
            if i == 4:
                raise ValueError("enough")
        return x
    """,
    "out of bounds": """
        for i in range(n + 1):
            x = x + y
            a[i, 0] = x[0]
        return x
    """,
    "a line chosen by a branch": """
        for i in range(n):
            w = a[:, i % a.shape[1]] if i % 2 == 0 else a[:, 0]
            z = a[i, ::-1][: len(x)] if i > 1 else y
            x = x * 0.5 + z + np.sum(np.exp(-w)) + w.copy().max()
        return x
    """,
    "columns carried into an inner loop": """
        a = a[: len(x), : len(x)]
        for i in range(min(a.shape)):
            z = a[:, i]
            for j in range(2):
                z = z * 0.5 + 1
            x = x + z[0]
        return x
    """,
    "backwards": """
        b = a[:, ::-1]
        for i in range(n):
            x = x * 0.5 + (b[i] if i > 1 else x)
        return x
    """,
    "rows written while they are carried": """
        for i in range(n):
            z = a[i]
            for j in range(2):
                a[i, j] = 5.0
                z = z + x
            x = x + z * 0.5
        return x
    """,
    "rows written after no round": """
        for i in range(n):
            z = a[i]
            for j in range(i - i):
                z = z + x
            a[i, 0] = 9.0
            x = x + z
        return x
    """,
    "views from before": """
        for i in range(n):
            x[1:-1] += 0.25 * (x[:-2] - 2 * x[1:-1] + x[2:])
        return x
    """,
    "looked up": """
        table = a.reshape(-1)
        for i in range(n):
            x = x * 0.5 + table[i]
        return x
    """,
    "of other dtypes": """
        k = (x * 10).astype(np.int32)
        h = x.astype(np.float32)
        m = x > y
        for i in range(n):
            k = k // 3 + k % 5 - 1
            h = h * np.float32(0.5) + k
            m = ~m & (k > 0)
        return k, h, m
    """,
    "a length of one": """
        z = x[:1].copy()
        for i in range(n):
            z = z * 0.5 + y[0]
            x = x + z
        return x, z
    """,
    "an array of no dimension": """
        s = np.sum(x)
        for i in range(n):
            s = np.sum(x * 0.5) + s * 0.25
            x = x + s
        return x, s
    """,
}


def _function(define, text: str):
    return define(f"@Phylanx\ndef f(x, y, a, n):\n{textwrap.indent(textwrap.dedent(text).strip(), '    ')}\n")


def _arguments(length: int, rounds: int, step: int = 1) -> tuple:
    rng = np.random.default_rng(length)
    return (
        rng.random(length * step)[::step], rng.random(length * step)[::step], rng.random((rounds, length)), rounds
    )  # fmt: skip


@pytest.mark.parametrize("name", TINY)
def test_values_are_numpys(define, name: str) -> None:
    f = _function(define, TINY[name])
    for arguments in ((4, 9), (5, 20), (64, 7), (65, 7), (300, 5), (4, 9, 2)):
        if name == "columns":
            arguments = (*arguments[:1], arguments[0], *arguments[2:])
        assert_same_calls(f, *_arguments(*arguments), ulp=64)


@pytest.mark.parametrize("name", ["carried", "rows", "sums", "norms", "system", "inner loops", "while", "branches"])
def test_no_launches(define, name: str) -> None:
    f = _function(define, TINY[name])
    given = _arguments(5, 40)
    f(*given)
    before = phylanx.counters()
    f(*given)
    after = phylanx.counters()
    launched = after["kernels_launched"] - before["kernels_launched"]
    made = after["buffers_allocated"] - before["buffers_allocated"]
    sums = 3 * 40 if name == "sums" else 40 if name == "norms" else 0  # one by one, but in place
    assert launched <= sums + 2 and made <= 8


def test_the_same_bits_as_by_launches(define) -> None:
    f = _function(define, TINY["sums"])
    given = _arguments(50, 12)
    one = f(*given)
    with phylanx.options(granularity=1e-3):  # microseconds: everything is worth a task
        other = f(*given)
    assert one[0] == other[0] and one[1].tobytes() == other[1].tobytes()


def test_lines_that_do_not_fit(define) -> None:
    f = _function(define, TINY["carried"])
    assert_same_calls(f, np.ones(3), np.ones(4), np.ones((2, 2)), 3)
    assert_same_calls(f, np.ones(4), np.ones(1), np.ones((2, 2)), 3)
    assert_same_calls(f, np.ones(1), np.ones(4), np.ones((2, 2)), 3)
    assert_same_calls(f, np.ones(0), np.ones(0), np.ones((2, 2)), 3)
    assert_same_calls(f, np.ones(3), np.ones(4), np.ones((2, 2)), 0)


def test_arguments_that_share_memory(define) -> None:
    f = _function(define, TINY["rows"])
    g = f.__wrapped__
    for lines in ((0, 1), (2, 2), (8, 0)):
        ours, theirs = np.random.default_rng(1).random((2, 9, 5))
        theirs[:] = ours
        got = f(ours[lines[0]], ours[lines[1]], ours, 9)
        assert np.array_equal(got, g(theirs[lines[0]], theirs[lines[1]], theirs, 9))
        assert np.array_equal(ours, theirs)


def test_no_round_gives_the_argument_itself(define) -> None:
    f = _function(define, TINY["no round, then written"])
    x = np.ones(3)
    assert f(x, np.ones(3), np.ones((2, 3)), 4) is x and x[0] == 5


def test_warnings(define) -> None:
    f = _function(define, "for i in range(n):\n    x = y / x - 1\nreturn x")
    h = _function(define, "for i in range(n):\n    x = np.log(x - 1) + y\nreturn x")
    for function in (f, h):
        with pytest.warns(RuntimeWarning, match="divide by zero encountered in (divide|log)"):
            function(np.array([1.0, 0.0, 1.0]), np.ones(3), np.ones((2, 3)), 1)
        with np.errstate(all="raise"), pytest.raises(FloatingPointError, match="divide by zero"):
            function(np.array([1.0, 0.0, 1.0]), np.ones(3), np.ones((2, 3)), 1)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("error")
            function(np.array([1.0, 0.0, 1.0]), np.ones(3), np.ones((2, 3)), 5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f(np.array([2.0, 4.0, 8.0]), np.full(3, 50.0), np.ones((2, 3)), 3)


def test_an_error_of_arithmetic_ends_the_loop(define) -> None:
    f = _function(define, "for i in range(n):\n    a[i] = 1 / y\n    y = y - 1\nreturn a")
    a = np.zeros((4, 3))
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        f(np.ones(3), np.array([2.0, 1.0, 3.0]), a, 4)
    assert a[2:].tolist() == [[0, 0, 0], [0, 0, 0]]


def test_flags_of_integers_in_sums(define) -> None:
    f = _function(define, "s = 0\nfor i in range(n):\n    s = s + np.sum(x // y)\n    x = x + 1\nreturn s, x")
    for divisor, warns in ((0, True), (2, False)):
        given = (np.arange(3), np.array([1, divisor, 2]), np.ones((2, 3)), 2)
        for function in (f, f.__wrapped__):
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                function(*given)
            assert any("divide by zero encountered in floor_divide" in str(w.message) for w in seen) == warns
