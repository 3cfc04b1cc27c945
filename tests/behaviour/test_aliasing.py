"""Arguments that are written, overlap each other, or come back.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx
from tests.comparing import assert_same_calls

pytestmark = pytest.mark.usefixtures("native")


@Phylanx
def add_into(x, y):
    x += y


@Phylanx
def write_then_read(x, y):
    x[:] = x + 1
    z = y * 2
    y[0] = -1
    return z, x[0] + y[0]


@Phylanx
def read_then_write(x, y):
    a = x + y
    b = x * 2
    x[:] = 0
    c = x + y
    return a, b, c


@Phylanx
def smooth(x, y):
    y[1:-1] = (x[:-2] + x[1:-1] + x[2:]) / 3
    return y


@Phylanx
def swap(x, y):
    t = x.copy()
    x[:] = y
    y[:] = t


@Phylanx
def swap_wrongly(x, y):
    t = x
    x[:] = y
    y[:] = t


@Phylanx
def rotate(x, n):
    for _ in range(n):
        last = x[-1]
        x[1:] = x[:-1]
        x[0] = last
    return x


@Phylanx
def through_a_view(x, y):
    v = x[::2]
    w = v[1:]
    w += 10
    v[0] = y[0]
    return x.sum(), v, w


@Phylanx
def rebind(x, y):
    x = x + y
    x += 1
    return x


@Phylanx
def rows(x, y):
    for row in x:
        row += y[0]
    return x[0]


def _pairs(n: int):
    base = np.arange(2.0 * n)
    yield base[:n].copy(), base[n:].copy()
    yield base[:n], base[:n]
    yield base[1 : n + 1], base[:n]
    yield base[:n], base[1 : n + 1]
    yield base[:n], base[:n][::-1]
    yield base[:n], base[n // 2 : n // 2 + n]
    yield base[::2], base[1::2]
    yield base[: 2 * (n // 2) : 2][: n // 2], base[: n // 2]


FUNCTIONS = [add_into, write_then_read, read_then_write, smooth, swap, swap_wrongly, through_a_view,
             rebind]  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("n", [8, 1_000, 300_000])
@pytest.mark.parametrize("case", range(8))
def test_overlapping_arguments(function, n, case) -> None:
    x, y = list(_pairs(n))[case]
    if case == 7 and function in (swap, swap_wrongly):
        # NumPy's own `x[:] = y` reads what it has just written where x = b[::2] and y = b[:n];
        # here the right side is finished first.
        base = np.arange(2.0 * n)
        function(base[::2][: n // 2], base[: n // 2])
        return
    assert_same_calls(function, x, y)


def test_rotation_in_place() -> None:
    assert_same_calls(rotate, np.arange(10.0), 3)
    assert_same_calls(rotate, np.arange(10)[::-1], 13)


def test_rows_are_views() -> None:
    assert_same_calls(rows, np.zeros((4, 3)), np.ones(2))
    assert_same_calls(rows, np.zeros((3, 4)).T, np.ones(2))


def test_nothing_is_returned() -> None:
    x = np.zeros(3)
    assert add_into(x, np.ones(3)) is None
    assert x.tolist() == [1, 1, 1]


@Phylanx
def first(x, y):
    return x


@Phylanx
def either(x, y, c):
    if c:
        return x
    return y


@Phylanx
def updated(x, y):
    x += y
    return x


@Phylanx
def several(x, y):
    return x, (y, x), x + y


def test_a_returned_argument_is_the_same_object() -> None:
    x, y = np.ones(4), np.zeros(4)
    assert first(x, y) is x
    assert either(x, y, True) is x
    assert either(x, y, False) is y
    assert updated(x, y) is x
    a, (b, c), d = several(x, y)
    assert a is x and b is y and c is x and d is not x


def test_a_returned_argument_that_is_given_twice() -> None:
    x = np.ones(4)
    view = x[:]
    assert first(view, x) is view
    assert either(x, view, False) is view


@Phylanx
def same(x, y):
    return x is y


def test_identity() -> None:
    x = np.ones(3)
    assert same(x, x) is True
    assert same(x, x.copy()) is False


#: Bodies whose results are arguments, views of them, or one new array twice.
IDENTITIES = {
    "views": "return x[:], x[...], x.T, np.transpose(x), np.swapaxes(x, 0, -1), x.reshape(-1)",
    "itself": "return np.asarray(x), x.real, x.conj(), x",
    "path": "return x if c else x[:]",
    "paths": "if c:\n        return x, y\n    return y, x[:]",
    "early": "while True:\n        if c:\n            return x\n        return y",
    "swapped": "if c:\n        x, y = y, x\n    return x, y",
    "loop": "for i in range(3 * c):\n        x = x + 1\n    return x",
    "loop of views": "for i in range(2 * c):\n        x = x[:]\n    return x",
    "shift": "a = b = x\n    for i in range(3):\n        b = a\n        a = a + 1\n    return a, b, a",
    "kept": "a = x\n    for i in range(3):\n        b = a if c else y\n    return a, b, b",
    "nested": "for i in range(2):\n        for j in range(2):\n            if c:\n                x, y = y, x"
    "\n                continue\n            if i:\n                break\n            y = x\n    return x, y",
    "twice": "a = x + 1\n    return a, a, [a, a[:]]",
    "view twice": "v = x[1:]\n    return v, v, x[1:]",
    "objects": "r = y if c else 2.0\n    return r",
    "objects of a loop": "s = x\n    for i in range(2 * c):\n        s = x[:]\n    r = 2.0\n    if len(s) > 2:"
    "\n        r = s\n    return r",
    "to Python": "s = x if c else x[:]\n    return next(iter([s])), next(iter((y, s)))",
    "through Python": "return np.asanyarray(x), np.asanyarray(x[:]), np.require(y)",
    "after a loop": "for i in range(5):\n        if c:\n            y = x\n            break\n    return y, x",
    "while": "n = 3 * c\n    while n > 0:\n        x, y, n = y, x, n - 1\n    return x",
    "compared": "return x is y, x is x, x[:] is x, x is not y",
    "comparing new ones": "a = x + 1\n    b = a\n    return a is b, a is x, a[:] is a",
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_results_are_the_objects_that_python_gives(define, name) -> None:
    f = define(f"@Phylanx\ndef f(x, y, c):\n    {IDENTITIES[name]}\n")
    x = np.arange(4.0)
    for first, second in ((x, x.copy()), (x, x[:]), (x[:], x), (x, x)):
        for c in (False, True):
            got, wanted = _flat(f(first, second, c)), _flat(f.__wrapped__(first, second, c))
            assert _identities(got, first, second) == _identities(wanted, first, second)
            assert [np.asarray(g).tolist() for g in got] == [np.asarray(w).tolist() for w in wanted]


def _flat(value) -> list:
    return [v for part in value for v in _flat(part)] if isinstance(value, tuple | list) else [value]


def _identities(values: list, *arguments) -> list:
    """For each value the first thing that is the same object."""
    known = [*arguments, *values]
    return [next(i for i, k in enumerate(known) if k is v) for v in values]


def test_objects_that_python_gets_in_a_loop(define) -> None:
    f = define(
        "seen = []\n\ndef note(*values):\n    seen.append(values)\n\n"
        "@Phylanx\ndef f(x, y, n):\n    for i in range(5, n):\n        a = x if i % 2 else y\n"
        "        note(a, i)\n        note(i, x[:], y)\n    return n\n"
    )
    x, y = np.ones(3), np.zeros(3)
    f(x, y, 8)
    seen = f.__wrapped__.__globals__["seen"]
    assert [v[0] is (x if i % 2 else y) for i, v in zip(range(5, 8), seen[::2], strict=True)] == [True] * 3
    assert all(v[1] is not x and v[2] is y and v[0] == i for i, v in zip(range(5, 8), seen[1::2], strict=True))


def test_objects_that_are_read_only(define) -> None:
    f = define(
        "seen = []\n\ndef note(value):\n    seen.append(value.flags.writeable)\n\n"
        "@Phylanx\ndef f(m, y, c):\n    a = y\n    if c:\n        a = np.diagonal(m)\n    note(a)\n    return c\n"
    )
    for c in (True, False):
        f(np.ones((3, 3)), np.ones(3), c)
    assert f.__wrapped__.__globals__["seen"] == [False, True]


def test_a_list_or_tuple_that_is_returned(define) -> None:
    f = define("@Phylanx\ndef f(t, c):\n    return (t if c else t), t[0]\n")
    g = define("@Phylanx\ndef g(t, c):\n    u = (t[0], t[1])\n    return u if c else t\n")
    for t in ([1.0, np.ones(2)], (1.0, np.ones(2))):
        assert f(t, True)[0] is t and f(t, False)[0] is t
    assert g(t, True) is not t


def test_same_object_on_several_paths_falls_back(define) -> None:
    f = define("@Phylanx\ndef f(x, y, c):\n    z = x if c else y\n    return z is x\n")
    x, y = np.ones(2), np.ones(2)
    with pytest.warns(phylanx.PhylanxWarning, match="'is' between these values"):
        assert f(x, y, True) is True
    assert f(x, y, False) is False


@Phylanx
def mixed_dtypes(x, y):
    x += y
    x *= 2
    return x


@pytest.mark.parametrize("dtype", ["float32", "int64", "complex128"])
def test_in_place_keeps_the_dtype(dtype) -> None:
    assert_same_calls(mixed_dtypes, np.ones(5, dtype), np.arange(5, dtype="int32"))
    assert_same_calls(mixed_dtypes, np.ones(5, dtype), 2)


def test_views_of_different_dtypes_overlap() -> None:
    raw = np.arange(64, dtype=np.uint8)
    assert_same_calls(add_into, raw.view(np.int32), raw.view(np.int32)[::-1])
    assert_same_calls(add_into, raw.view(np.int64), raw[:8])
