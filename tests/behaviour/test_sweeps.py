"""Stores into what is read nearby: NumPy's bits without a copy of the array, in one part and in many.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np
import phylanx
import pytest

#: Statements on u, which is large; v is of its shape.
STATEMENTS = {
    1: [
        "u[1:-1] += 0.25 * (u[:-2] - 2 * u[1:-1] + u[2:])",
        "u[1:] = u[:-1] * 0.5 + v[1:]",
        "u[:-3] = u[3:] - v[:-3]",
        "u[500:] = np.maximum(u[500:], u[:-500])",
        "u[700:-700] = u[:-1400] + u[1400:]",
        "u[len(u) // 2 :] = u[: len(u) - len(u) // 2] - 1",
        "u[3:] -= u[:-3] * u[3:]",
        "u[2:-1] = np.where(v[2:-1] > 0.5, u[1:-2], u[3:])",
    ],
    2: [
        "u[1:-1, 1:-1] += 0.2 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1])",
        "u[1:-1, 1:-1] = u[:-2, :-2] * v[1:-1, 1:-1] + u[2:, 2:]",
        "u[:, 1:] = u[:, :-1] + v[:, 1:]",
        "u[5:, 7:] = u[:-5, :-7] - 0.5",
        "u[:-40] = u[40:] * 0.5",
        "u[1:-1] = u[:-2] + u[2:] * v[1:-1, :1]",
        "u[1:] -= np.flip(v, 0)[1:] * u[:-1]",
        "u.T[1:-1] = u.T[:-2] + u.T[2:]",
    ],
    3: [
        "u[1:-1, 1:-1, 1:-1] = 0.5 * u[:-2, 1:-1, 1:-1] + u[1:-1, 2:, 1:-1] - u[1:-1, 1:-1, :-2]",
        "u[1:, :, 2:] += u[:-1, :, :-2]",
        "u[:, 1:-1] = u[:, :-2] - u[:, 2:] + v[:, 1:-1]",
    ],
}
SHAPES = {
    1: ((5_000,), (400_003,)), 2: ((70, 80), (901, 407), (9, 30_001), (20_001, 10)), 3: ((30, 31, 20), (900, 9, 41))
}  # fmt: skip
CASES = [(s, shape) for ndim, statements in STATEMENTS.items() for s in statements for shape in SHAPES[ndim]]


@pytest.mark.parametrize(("statement", "shape"), CASES, ids=[f"{s[:40]} {shape}" for s, shape in CASES])
def test_bits_are_numpys(define, statement: str, shape: tuple) -> None:
    f = define(f"@Phylanx\ndef f(u, v, steps):\n    for _ in range(steps):\n        {statement}\n    return u\n")
    rng = np.random.default_rng(1)
    u, v = rng.random(shape), rng.random(shape)
    wanted = f.__wrapped__(u.copy(), v, 3)
    assert np.array_equal(f(u.copy(), v, 3), wanted)
    with phylanx.options(granularity=1e-3, threads=4):
        for _ in range(3):
            assert np.array_equal(f(u.copy(), v, 3), wanted)


@pytest.mark.parametrize("dtype", ["float32", "uint8", "int16", "complex128"])
def test_dtypes(define, dtype: str) -> None:
    f = define("@Phylanx\ndef f(u, n):\n    for _ in range(n):\n        u[1:-1] = u[:-2] + u[2:] - u[1:-1]\n    return u\n")
    u = (np.random.default_rng(2).random(60_000) * 50).astype(dtype)
    with np.errstate(all="ignore"):
        assert np.array_equal(f(u.copy(), 4), f.__wrapped__(u.copy(), 4))


def test_in_parts(define) -> None:
    f = define("@Phylanx\ndef f(u):\n    u[1:-1] += u[:-2] - u[2:]\n    return u\n")
    with phylanx.options(granularity=1e-3, threads=4):
        f(np.ones(400_000))
        before = phylanx.counters()["tasks_submitted"]
        f(np.ones(400_000))
        assert phylanx.counters()["tasks_submitted"] - before > 40  # and what is between two of them


def test_no_copies(define) -> None:
    f = define("@Phylanx\ndef f(u):\n    u[1:-1, 1:-1] += u[:-2, 1:-1] - u[1:-1, 2:]\n    return u\n")
    f(np.ones((300, 400)))
    before = phylanx.counters()["overlap_copies"]
    f(np.ones((300, 400)))
    assert phylanx.counters()["overlap_copies"] == before


def test_what_lies_otherwise_is_copied(define) -> None:
    f = define("@Phylanx\ndef f(u):\n    u[1:] = u[:0:-1] + u[:-1]\n    return u\n")
    u = np.random.default_rng(3).random(50_000)
    assert np.array_equal(f(u.copy()), f.__wrapped__(u.copy()))


def test_warnings_name_the_statement(define) -> None:
    f = define("@Phylanx\ndef f(u):\n    u[1:] = 1 / u[:-1]\n    return u\n")
    u = np.ones(50_000)
    u[40_000] = 0
    with pytest.warns(RuntimeWarning, match="divide by zero encountered in divide"):
        f(u)
