"""The same bits for 1, 2 and 8 threads, inline or in tasks, and for a call repeated.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx
from tests.comparing import clone

pytestmark = pytest.mark.usefixtures("native")
BIG = 1_000_003


@Phylanx
def sums(x):
    return x.sum(), np.sum(x * x), x.mean(), np.var(x), x.max(), x.min(), np.prod(1 + x * 1e-9)


@Phylanx
def fused(x, y):
    return np.sum(x * np.exp(-y) + np.sin(x)), np.tanh(x) + np.log1p(np.abs(y)), x / (y + 3)


@Phylanx
def over_axes(m):
    return m.sum(axis=0), m.sum(axis=1), m.mean(axis=0), np.std(m, axis=1), m.max(axis=0)


@Phylanx
def products(m, v):
    return m @ v, m.T @ m, v @ m.T, np.dot(v, v), m @ m.T[:, :50]


@Phylanx
def steps(x, n):
    for _ in range(n):
        x = 0.5 * (x + 2 / (x + 1)) - x.mean() * 1e-3
        x[1:] += x[:-1] * 0.1
    return x, x.sum()


@Phylanx
def regression(x, y, rounds):
    w = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-(x @ w)))
        w -= 0.1 * (x.T @ (p - y)) / len(y)
    return w


@Phylanx
def running(x):
    return np.cumsum(x), np.sort(x), np.argmax(x), np.count_nonzero(x > 0)


def _arguments() -> dict[str, tuple[Any, tuple]]:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal(BIG), rng.random(BIG)
    m = rng.standard_normal((1500, 301))
    return {
        "sums": (sums, (x,)),
        "sums of float32": (sums, (x.astype(np.float32),)),
        "running": (running, (x[:200_000],)),
        "sums of a strided array": (sums, (x[::3],)),
        "fused": (fused, (x, y)),
        "fused float32": (fused, (x.astype(np.float32), y.astype(np.float32))),
        "axes": (over_axes, (m,)),
        "axes of a transposed": (over_axes, (m.T,)),
        "axes of a long": (over_axes, (x[:900_000].reshape(300_000, 3),)),
        "axes of a wide": (over_axes, (x[:900_000].reshape(3, 300_000),)),
        "products": (products, (m, rng.random(301))),
        "steps": (steps, (y, 5)),
        "regression": (regression, (m, (rng.random(1500) > 0.5) * 1.0, 20)),
    }


CASES = _arguments()


def bits(value: Any) -> list[bytes]:
    if isinstance(value, tuple):
        return [b for v in value for b in bits(v)]
    return [np.asarray(value).tobytes()]


@pytest.mark.parametrize("name", CASES)
def test_same_bits_for_any_number_of_threads(name) -> None:
    function, args = CASES[name]
    results = {}
    for threads in (1, 2, 8, 3):
        with phylanx.set_num_threads(threads):
            results[threads] = bits(function(*clone(args)))
    assert results[2] == results[1] and results[8] == results[1] and results[3] == results[1]
    with phylanx.options(executor="inline"):
        assert bits(function(*clone(args))) == results[1]
    assert bits(function(*clone(args))) == results[1]


@pytest.mark.parametrize("offset", [0, 1, 3])
def test_an_element_has_the_same_bits_wherever_it_lies(offset) -> None:
    """In a vector's body or tail, at the start or the end, in a chunk of its own."""

    @Phylanx
    def f(x):
        return np.exp(x), np.sin(x), np.log(np.abs(x)), np.tanh(x), np.power(np.abs(x), 0.3)

    value = np.float64(0.7316)
    alone = f(np.array([value]))
    for n in (2, 3, 5, 8, 17, 1000, 100_003):
        x = np.full(n + offset, value)[offset:]
        for got, one in zip(f(x), alone, strict=True):
            assert np.all(got == one[0])
    for got, one in zip(f(np.full(33, value)[::2]), alone, strict=True):
        assert np.all(got == one[0])


def test_tasks_were_made() -> None:
    """The sizes above are worth tasks: otherwise these tests show nothing."""
    function, args = CASES["fused"]
    function(*args)
    before = phylanx.counters()["tasks_submitted"]
    with phylanx.set_num_threads(2):
        function(*args)
    assert phylanx.counters()["tasks_submitted"] > before
