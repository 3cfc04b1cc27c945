"""Products that go through one matrix together: nobody can tell from the results that the first one waited.

SPDX-License-Identifier: BSL-1.0
"""

import copy

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx


def gradient(a, x, y):
    return a.T @ (1 / (1 + np.exp(-(a @ x))) - y)


def twice(a, x, y):
    return (a @ x) @ a


def all_results(a, x, y):
    p = a @ x
    e = p - y
    return p, e, a.T @ e


def several_steps(a, x, y):
    p = a @ x
    e = np.tanh(p) * y
    f = e + p
    return a.T @ f, f


def descent(a, x, y):
    w = np.zeros(a.shape[1])
    for _ in range(5):
        w -= 1e-4 * (a.T @ (a @ w - y))
    return w


def vector_changed(a, x, y):
    p = a @ x
    x[:] = 0
    return p, x @ x


def matrix_changed(a, x, y):
    p = a @ x
    a[0] = 0
    return p, a.T @ p


def result_changed(a, x, y):
    p = a @ x
    p[3] = 7
    return a.T @ p


def result_updated(a, x, y):
    p = a @ x
    p -= y
    return a.T @ p


def rows_reversed(a, x, y):
    p = a @ x
    e = p[::-1] * 2
    return a.T @ e


def rows_shifted(a, x, y):
    p = a @ x
    e = p + np.roll(p, 1)
    return a.T @ e


def rows_left_out(a, x, y):
    p = a @ x
    e = p[1:] * 2
    return a[1:].T @ e


def sum_between(a, x, y):
    p = a @ x
    s = np.sum(p)
    return a.T @ (p - s), s


def another_product_between(a, x, y):
    p = a @ x
    q = a @ (x + 1)
    return a.T @ p, a.T @ q


def element_between(a, x, y):
    p = a @ x
    if p[0] > 0:
        return a.T @ p
    return a.T @ -p


def elements_in_a_loop(a, x, y):
    p = a @ x
    total = 0.0
    for i in range(100):
        total += p[i]
    return total


def python_between(a, x, y):
    p = a @ x
    shape = np.array2string(p[:2])
    return a.T @ p, len(shape)


def not_used(a, x, y):
    a @ x
    return y


FUNCTIONS = [
    gradient,
    twice,
    all_results,
    several_steps,
    descent,
    vector_changed,
    matrix_changed,
    result_changed,
    result_updated,
    rows_reversed,
    rows_shifted,
    rows_left_out,
    sum_between,
    another_product_between,
    element_between,
    elements_in_a_loop,
    python_between,
    not_used,
]


def leaves(result):
    return [np.asarray(r) for r in (result if isinstance(result, tuple) else (result,))]


def arguments(rows, columns, dtype):
    rng = np.random.default_rng(rows)
    return tuple(rng.standard_normal(s).astype(dtype) for s in ((rows, columns), columns, rows))


@pytest.mark.parametrize("rows, columns", [(4099, 64), (9001, 30), (513, 513), (40001, 7), (600, 3000)])
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_results(function, rows, columns):
    given = arguments(rows, columns, np.float64)
    expected = leaves(function(*copy.deepcopy(given)))
    bits = set()
    for threads in (1, 2, 8):
        with phylanx.options(threads=threads):
            got = leaves(Phylanx(function)(*copy.deepcopy(given)))
        for e, g in zip(expected, got, strict=True):
            np.testing.assert_allclose(g, e, rtol=1e-9, atol=1e-9 * np.abs(e).max())
        bits.add(b"".join(g.tobytes() for g in got))
    assert len(bits) == 1


def test_single_precision():
    given = arguments(20000, 40, np.float32)
    expected = gradient(*given)
    got = Phylanx(gradient)(*given)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-3)


def test_an_error_after_a_product():
    @Phylanx
    def f(a, x, y):
        p = a @ x
        return p, x @ y

    given = arguments(4099, 64, np.float64)
    with pytest.raises(ValueError, match="mismatch"):
        f(*given)
    p, _ = f(given[0], given[1], np.ones(64))
    np.testing.assert_allclose(p, given[0] @ given[1])


def test_the_argument_may_be_the_vector_of_both():
    @Phylanx
    def f(a, x):
        e = a @ x - x
        return a.T @ e, e

    rng = np.random.default_rng(1)
    a, x = rng.random((600, 600)), rng.random(600)
    for got, expected in zip(f(a, x), (a.T @ (a @ x - x), a @ x - x), strict=True):
        np.testing.assert_allclose(got, expected)
