"""Statements on small arrays in loops: NumPy's results, and the same bits whichever way they take.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import phylanx
import pytest

# i: the round; a, b, c: a row a round; q, p: a square matrix a round (q well conditioned, s positive); at: indices of a row;
# x: a carried row; out: a number a round. Those marked exact have NumPy's bits.
EXACT = """
x = 0.99 * x + 0.01 * (a[i] - x * x)
c[i] = 2.0 * a[i] + b[i]
c[i] -= 0.1 * a[i]
c[i, 1:-1] = a[i, 2:] - 2.0 * a[i, 1:-1] + a[i, :-2]
c[i, 1:] = c[i, :-1] + a[i, 1:]
c[i, ::-1] = c[i] * 2.0
q[0, :, i % n] -= 0.5 * a[i]
p[i] = a[i][:, None] * b[i][None, :] + q[i].T
p[i] = q[i] - a[i][:, None]
p[i].T[1:] = q[i][1:]
p[i] += p[i].T
out[i] = a[i].max()
out[i] = a[i, :1].sum()
c[i] = q[i].max(axis=1)
c[i] = q[i].min(axis=0)
c[i] = q[i].T.max(axis=0)
c[i, :1] = q[i, :, :1].max(axis=0)
c[i] = q[i, :1].min(axis=0)
c[i] = np.minimum(q[i].max(axis=0, keepdims=True), q[i].max(axis=1, keepdims=True)).max(axis=0)
out[i] = np.argmax(a[i]) + np.argmin(a[i, ::-2])
out[i] = np.sum(at) + (at * at).max()
out[i] = (a[i] > 0.5).sum() + np.any(a[i] > 0.9) + np.all(b[i] < 0.9)
x = a[i].copy()
x = a[i, ::-1].copy()
p[i] = q[i].T.copy()
x = np.zeros(n); x[2:] = a[i, 2:]
x = np.full(n, a[i, 0])
x = np.concatenate((a[i, :2], b[i, 2:], a[i, :0]))
x = np.concatenate((a[i, ::2], b[i, ::-2]))[:n]
x = a[i][at]
x = a[i, ::-1][-at - 1]
p[i] = q[i][at]
p[i] = q[i].T[at]
c[i][at] = a[i]
c[i, ::-1][at] = 1.5
c[i][at] = a[i, :1]
c[i][at] = c[i]
p[i] = np.eye(n, n, i - 3) + q[i]
x = a[i] * np.arange(n)
x = a[i] * np.arange(3, 3 + 2 * n, 2)
c[i] = np.sort(a[i, ::-1])
p[i] = np.reshape(q[i], (-1,)).reshape(n, n) * 2.0
y = a[i].astype(np.float32) * np.float32(0.3); out[i] = y.max(); c[i] = y
"""
ROUNDED = """
out[i] = a[i].sum()
out[i] = np.sum(a[i] * b[i])
out[i] = a[i, ::-2].mean()
c[i] = q[i].sum(axis=0)
c[i] = q[i].sum(axis=1)
c[i] = q[i].T.sum(axis=1)
c[i] = np.sum(a[i] * b[i]) * a[i]
c[i] = (q[i] * a[i]).sum(axis=0) + (q[i] * a[i]).sum(axis=1)
out[i] = np.linalg.norm(a[i]) + np.sqrt(np.sum((a[i] - b[i]) ** 2))
e = np.exp(a[i] - a[i].max()); c[i] = e / e.sum()
out[i] = np.dot(a[i], b[i])
out[i] = a[i, :n // 2] @ b[i, ::-1][:n // 2]
out[i] = np.dot(q[i, :, 0], q[i, :, 1])
c[i] = q[i] @ a[i]
c[i] = q[i].T @ a[i] + a[i] @ q[i] + a[i, ::-1] @ q[i, ::-1]
c[i, 1:] = q[i, 1:, 1:] @ a[i, 1:]
c[i, ::2] = q[i, ::2, ::2] @ a[i, ::2]
p[i] = q[i] @ q[0]
p[i] = q[i].T @ q[i]
p[i] = q[i] @ q[i].T + q[i, ::-1, ::-1] @ q[0]
p[i, :, :2] = q[i] @ q[0, :, :2]
p[i, :1] = q[i, :1] @ q[0]
c[i] = np.linalg.solve(q[i], a[i])
p[i] = np.linalg.solve(q[i].T, q[0])
p[i, :, :1] = np.linalg.solve(q[i], q[0, :, :1])
p[i] = np.linalg.inv(q[i])
out[i] = np.linalg.det(q[i])
out[i] = np.linalg.det(q[i][::-1])
p[i] = np.linalg.cholesky(s[i])
c[i] = np.cumsum(a[i, ::-1])
y = q[i].astype(np.float32); p[i] = y @ y.T; c[i] = np.linalg.solve(y, y[0]); out[i] = y.sum() + np.linalg.det(y)
y = q[i] + 1j * q[0]; p[i] = (y @ y).imag; c[i] = (y @ a[i]).real; out[i] = y.sum().real
"""
FUNCTION = """
@Phylanx
def f(rounds, n, a, b, c, q, p, s, out, at, x):
    for i in range(rounds):
        {}
    return x
"""


def arguments(n: int) -> list[Any]:
    rng = np.random.default_rng(n)
    a, b, c = (rng.random((6, n)) for _ in range(3))
    q = rng.random((6, n, n)) + np.eye(n)[rng.permutation(n)] * n
    s = q @ q.transpose(0, 2, 1)
    return [6, n, a, b, c, q, np.zeros((6, n, n)), s, np.zeros(6), rng.permutation(n), rng.random(n)]


def run(f: Any, n: int) -> list[np.ndarray]:
    given = arguments(n)
    return [np.asarray(f(*given)), *(np.asarray(x) for x in given[2:])]


def source(statement: str) -> str:
    return FUNCTION.format(statement.replace("; ", "\n        "))


@pytest.mark.parametrize("statement", EXACT.strip().splitlines() + ROUNDED.strip().splitlines())
def test_statement(statement: str, define: Any, native: Any) -> None:
    f = define(source(statement), "f")
    for n in (4, 5, 10, 16, 19):
        want = run(f.__wrapped__, n)
        got = run(f, n)
        with phylanx.options(granularity=1.0):
            general = run(f, n)
        for w, g, o in zip(want, got, general, strict=True):
            assert g.dtype == w.dtype and g.tobytes() == o.tobytes(), f"n={n}: the ways differ"
            if statement in EXACT:
                assert g.tobytes() == w.tobytes(), f"n={n}"
            else:
                tolerance = 1e-4 if "float32" in statement else 1e-12
                np.testing.assert_allclose(g, w, rtol=tolerance, atol=tolerance, err_msg=f"n={n}")


ERRORS = {
    "x = a[i][at + i]": IndexError,
    "c[i][at - i] = 0.0; c[i][at + n - 5 + i] = 1.0": IndexError,
    "out[i] = a[i] @ b[i, i:]": ValueError,
    "c[i] = q[i] @ a[i, i:]": ValueError,
    "c[i] = a[i, : n - i]": ValueError,
    "q[3] = 0.0; c[i] = np.linalg.solve(q[i], a[i])": np.linalg.LinAlgError,
    "q[3, 1] = q[3, 0]; q[3, :, 1] = 0.0; p[i] = np.linalg.inv(q[i])": np.linalg.LinAlgError,
    "s[3, 4, 4] = -1.0; p[i] = np.linalg.cholesky(s[i])": np.linalg.LinAlgError,
    "out[i] = a[i, : 3 - i].max()": ValueError,
    "out[i] = np.argmax(a[i, : 3 - i])": ValueError,
    "x = np.zeros(3 - i); x = a[i]": ValueError,
    "x = np.reshape(a[i], (5, 2 + i // 3))[0]": ValueError,
    "x = np.concatenate((a[i], q[i] if i > 2 else a[i]))": ValueError,
}


@pytest.mark.parametrize("statement", ERRORS)
def test_errors(statement: str, define: Any) -> None:
    """What had been written before stays, as in NumPy."""
    f = define(source(statement), "f")
    seen = []
    for function in (f.__wrapped__, f):
        given = arguments(10)
        with pytest.raises(ERRORS[statement]):
            function(*given)
        seen.append(given[2:])
    for want, got in zip(*seen, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("statement", "warns"),
    [
        ("c[i] = (a[i] * 1e308) @ (q[i] * 1e10)", "overflow encountered in matmul"),
        ("out[i] = np.sum(a[i] * 1e308)", "overflow encountered in"),
        ("c[i] = np.cumsum(a[i] * 1e308)", "overflow encountered in accumulate"),
        ("c[i] = (q[i] / (a[i] * 0.0)).max(axis=1)", "divide by zero encountered in divide"),
    ],
)
def test_warnings(statement: str, warns: str, define: Any, native: Any) -> None:
    f = define(source(statement), "f")
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        run(f, 10)
    assert any(warns in str(w.message) for w in found), [str(w.message) for w in found]


def test_determinants_keep_their_range(define: Any, native: Any) -> None:
    f = define("@Phylanx\ndef f(m):\n    return np.linalg.det(m)\n", "f")
    for diagonal in ([1e-300, 1e-20, 1e300], [1e200, 1e200, 1e-300], [1e200, 1e200, 1.0], [1.0, 0.0, 2.0], [2.0, 3.0, -1.0]):
        m = np.diag(diagonal)
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(f(m), np.linalg.det(m), rtol=1e-12)


def test_systems_that_are_not_numbers(define: Any, native: Any) -> None:
    f = define("@Phylanx\ndef f(m, b):\n    return np.linalg.solve(m, b)\n", "f")
    b = np.arange(1.0, 5.0)
    for place in range(4):
        m = np.eye(4) * 2
        m[place, place] = np.inf
        np.testing.assert_array_equal(f(m, b), np.linalg.solve(m, b))
        m = np.eye(4) + 0.25
        m[place, 1] = np.nan
        assert np.isnan(f(m, b)).any()
