"""No array is copied on its way in or out, however it lies in memory.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx

pytestmark = pytest.mark.usefixtures("native")


@Phylanx
def compute(x, y):
    z = np.exp(-x) * y + 1
    return z, z.sum(axis=0), z.max()


@Phylanx
def update(x, y):
    x += y
    x[1:] *= 2
    return x


@Phylanx
def views(x):
    return x.T, x[1:], x.reshape(-1), x


@Phylanx
def product(x, y):
    return x @ y.T, np.dot(x.T, y)


LAYOUTS = {
    "C": lambda a: a,
    "F": np.asfortranarray,
    "strided": lambda a: a[::2, ::2],
    "reversed": lambda a: a[::-1, ::-1],
    "transposed": lambda a: a.T,
    "part": lambda a: a[3:-2, 5:],
}


@pytest.mark.parametrize("size", [16, 700])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("function", [compute, update, product], ids=lambda f: f.__name__)
def test_nothing_is_copied(function, layout, size) -> None:
    x = LAYOUTS[layout](np.random.default_rng(0).random((size, size)))
    y = x.copy()
    function(x, y)
    before = phylanx.counters()["array_copies"]
    for _ in range(3):
        function(x, y)
    assert phylanx.counters()["array_copies"] == before


def test_views_are_not_copies() -> None:
    x = np.ones((300, 200))
    before = phylanx.counters()["array_copies"]
    for result in views(x):
        assert np.shares_memory(result, x)
    assert phylanx.counters()["array_copies"] == before


def test_results_are_handed_over_where_they_were_computed() -> None:
    """What one call gives goes into the next, back and forth."""
    x = np.ones(50_000)
    before = phylanx.counters()["array_copies"]
    for _ in range(20):
        x, _, _ = compute(x, x)
    assert phylanx.counters()["array_copies"] == before


def test_no_more_memory_than_needed() -> None:
    """A hundred results of 8 MB, each dropped, do not add up."""
    import resource

    @Phylanx
    def make(x):
        return x + 1

    x = np.ones(1_000_000)
    for _ in range(5):
        make(x)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(100):
        make(x)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000, f"{grown} KB more"


@Phylanx
def several(x):
    a = x.copy()
    for _ in range(3):
        a += x
    return a, (x * 2, [x.T + 1])


@pytest.mark.parametrize("size", [3, 100, 700])
def test_results_in_tuples_have_memory_of_their_own(size) -> None:
    """The memory of a call's results must not be handed out again while they are alive."""
    x = np.arange(float(size * size)).reshape(size, size)
    calls = [several(x + i) for i in range(3)]
    for i, (a, (b, [c])) in enumerate(calls):
        np.testing.assert_array_equal(a, (x + i) * 4)
        np.testing.assert_array_equal(b, (x + i) * 2)
        np.testing.assert_array_equal(c, (x + i).T + 1)
