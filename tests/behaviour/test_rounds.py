"""Loops whose rounds run at the same time: which they are, and that nobody can tell from the results.

SPDX-License-Identifier: BSL-1.0
"""

import copy
import json

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx

SAID = "rounds at the same time"


def rows(a, out):
    for i in range(len(a)):
        out[i] = np.cumsum(a[i]) @ a


def columns(a, out):
    for j in range(a.shape[1]):
        out[:, j] = a[:, j] / np.sum(a[:, j])


def elements(a, out):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[i, j] = a[i, j] * i - j


def neighbours(a, out):
    for i in range(1, a.shape[0] - 1):
        out[i] = a[i - 1] + a[i + 1]


def moved(a, out):
    for i in range(1, a.shape[0]):
        out[i - 1] = a[i] * 2


def backwards(a, out):
    for i in range(a.shape[0] - 1, -1, -2):
        out[i] = a[i] + i


def elimination(a, out):
    for k in range(a.shape[0]):
        for i in range(k + 1, a.shape[0]):
            out[i, k:] = out[i, k:] - a[k, k:] * out[k, k:]


def in_place(a, out):
    for i in range(a.shape[0]):
        a[i] = np.sort(a[i])
        out[i] = a[i] * 2


def branches(a, out):
    for i in range(a.shape[0]):
        if a[i, 0] > 0.5:
            continue
        row = a[i] + 1
        for k in range(3):
            if k == 2:
                break
            row = row * 2
        out[i] = row


def flat(a, out):
    b = np.zeros(20000)
    for i in range(20000):
        b[i] = i * 0.5 + a[0, 0]
    out[:] = np.sum(b)


INDEPENDENT = [rows, columns, elements, neighbours, moved, backwards, elimination, in_place, branches, flat]


def prefix(a, out):
    for i in range(1, a.shape[0]):
        out[i] = out[i - 1] + a[i]


def one_place(a, out):
    for i in range(a.shape[0]):
        out[0] = a[i]


def diagonal(a, out):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[(i + j) % 3, 0] = a[i, j]


def carried(a, out):
    total = 0.0
    for i in range(a.shape[0]):
        total = total + a[i, 0]
        out[i] = total


def first_found(a, out):
    for i in range(a.shape[0]):
        out[i] = a[i]
        if a[i, 0] > 0.9:
            break


def solved(a, out):
    for i in range(a.shape[0]):
        out[i] = a[i] - a[i, :i] @ out[:i]


DEPENDENT = [prefix, one_place, diagonal, carried, first_found, solved]


def both(function, *arguments, **options):
    expected, got = copy.deepcopy(arguments), copy.deepcopy(arguments)
    function(*expected)
    compiled = Phylanx(function)
    with phylanx.options(granularity=1.0, threads=4, **options):
        compiled(*got)
    for e, g in zip(expected, got):
        np.testing.assert_allclose(g, e, rtol=1e-12)
    return compiled


@pytest.mark.parametrize("function", INDEPENDENT, ids=lambda f: f.__name__)
def test_independent_rounds(function):
    a = np.random.default_rng(1).random((40, 40))
    compiled = both(function, a, np.ones((40, 40)))
    assert SAID in compiled.plan(a, a.copy())


@pytest.mark.parametrize("function", DEPENDENT, ids=lambda f: f.__name__)
def test_rounds_that_depend_on_each_other(function):
    a = np.random.default_rng(2).random((40, 40))
    compiled = both(function, a, np.ones((40, 40)))
    assert SAID not in compiled.plan(a, a.copy())


@pytest.mark.parametrize("function", INDEPENDENT, ids=lambda f: f.__name__)
def test_arguments_that_overlap(function):
    whole = 0.01 * np.random.default_rng(3).random((41, 40))
    for shift in (0, 1):
        expected, got = whole.copy(), whole.copy()
        function(expected[:40], expected[shift : 40 + shift])
        with phylanx.options(granularity=1.0, threads=4):
            Phylanx(function)(got[:40], got[shift : 40 + shift])
        np.testing.assert_allclose(got, expected, rtol=1e-12)


@pytest.mark.parametrize("start", [-40, -3, 0, 5])
def test_indices_that_wrap_around(start):
    def f(a, out, start):
        for i in range(start, 40):
            out[i] = a[i] + out[i] * 2

    a = np.random.default_rng(4).random((40, 7))
    both(f, a, np.ones((40, 7)), start)


@pytest.mark.parametrize("k", [-40, -1, 3, 39])
def test_a_row_that_all_rounds_read(k):
    def f(a, out, k):
        for i in range(10, 30):
            out[i] = a[i] + out[k]

    both(f, np.random.default_rng(5).random((40, 7)), np.ones((40, 7)), k)
    both(f, np.random.default_rng(5).random((40, 7)), np.ones((40, 7)), 17)


@pytest.mark.parametrize("low, high", [(0, 10), (-40, -31), (0, 11), (29, None), (30, None), (12, 12)])
def test_a_part_that_all_rounds_read(low, high):
    def f(a, out, low, high):
        for i in range(10, 30):
            out[i] = a[i] + np.sum(out[low:high])

    def g(a, out, low):
        for i in range(10, 30):
            out[i] = a[i] + np.sum(out[low:])

    a = np.random.default_rng(6).random((40, 7))
    both(g, a, np.ones((40, 7)), low) if high is None else both(f, a, np.ones((40, 7)), low, high)


def test_the_first_error_is_the_one_that_is_raised():
    @Phylanx
    def f(matrices, sides, out):
        for i in range(len(matrices)):
            out[i] = np.linalg.solve(matrices[i], sides[i])

    rng = np.random.default_rng(7)
    matrices = rng.random((500, 6, 6))
    matrices[300] = 0
    out = np.zeros((500, 6))
    with phylanx.options(granularity=1.0, threads=4):
        with pytest.raises(np.linalg.LinAlgError, match="Singular"):
            f(matrices, rng.random((500, 6)), out)
    assert np.all(out[300] == 0) and np.all(out[:300].any(axis=1))
    matrices[300] = np.eye(6)
    sides = rng.random((500, 6))
    f(matrices, sides, out)
    np.testing.assert_allclose(out, np.linalg.solve(matrices, sides[..., None])[..., 0])


def test_an_index_error_names_its_round():
    @Phylanx
    def f(where, out):
        for i in range(len(out)):
            for k in range(50):
                out[i] = out[i] + where[i + k]

    with phylanx.options(granularity=1.0, threads=4):
        with pytest.raises(IndexError, match="index 200 is out of bounds"):
            f(np.ones(200), np.zeros(400))


def test_prange_is_the_users_word():
    def f(places, values, out):
        for i in phylanx.prange(len(places)):
            out[places[i]] = np.sum(values[i])

    rng = np.random.default_rng(8)
    both(f, rng.permutation(100), rng.random((100, 50)), np.zeros(100))
    assert SAID in Phylanx(f).plan(np.arange(100), rng.random((100, 50)), np.zeros(100))


def test_two_workers_share_the_rounds():
    @Phylanx
    def f(out):
        for i in range(len(out)):
            out[i] = np.sum(np.sin(np.ones(5000) * i))

    def threads() -> int:
        with phylanx.profile() as report:
            f(np.zeros(400))
        return len({e["tid"] for e in json.loads(report.events())["traceEvents"] if e["ph"] == "X"})

    with phylanx.set_num_threads(2):
        f(np.zeros(400))
        # A busy machine may run everything on one core.
        assert any(threads() == 2 for _ in range(20))


def test_the_same_bits_for_any_number_of_threads():
    a = np.random.default_rng(9).random((300, 300))
    for function in INDEPENDENT:
        results = []
        for threads in (1, 2, 8):
            b, out = a.copy(), np.ones_like(a)
            with phylanx.options(granularity=1.0, threads=threads):
                Phylanx(function)(b, out)
            results.append(b.tobytes() + out.tobytes())
        assert results[0] == results[1] == results[2], function.__name__
