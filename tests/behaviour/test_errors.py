"""Errors are NumPy's and Python's: class, start of the message, and the user's line at the end.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import traceback

import numpy as np
import pytest

from phylanx import Phylanx
from tests.comparing import error_class, outcome

V, M = np.arange(4.0), np.ones((3, 4))

#: (body, arguments); each body raises at its line marked with `# here`.
CASES = {
    "broadcast": ("return x + y  # here", (np.ones(3), np.ones(4))),
    "matmul": ("return x @ y  # here", (M, M)),
    "vectors": ("return x @ y  # here", (V, np.ones(3))),
    "index": ("return x[y]  # here", (V, 4)),
    "negative index": ("return x[y]  # here", (V, -5)),
    "index in a loop": (
        "t = 0.0\n    for i in range(y):\n        t += x[i]  # here\n    return t",
        (V, 9),
    ),
    "store": ("x[y] = 1.0  # here", (V.copy(), 7)),
    "too many indices": ("return x[0, 1]  # here", (V, 0)),
    "assignment": ("x[:] = y  # here", (V.copy(), np.ones(3))),
    "reshape": ("return x.reshape(3, y)  # here", (V, 2)),
    "empty max": ("return np.max(x[:0])  # here", (V, 0)),
    "zero division": ("return 1 // y  # here", (V, 0)),
    "float division": ("return 1.0 / y  # here", (V, 0)),
    "modulo": ("return 5 % y  # here", (V, 0)),
    "out-of-bounds int": ("return x + y  # here", (np.ones(2, np.uint8), 300)),
    "negative power": ("return x ** y  # here", (np.array([2, 3]), -1)),
    "concatenate": ("return np.concatenate((x, y))  # here", (V, M)),
    "stack": ("return np.stack((x, y))  # here", (V, np.ones(3))),
    "axis": ("return np.sum(x, axis=2)  # here", (V, 0)),
    "type": ("return ~x  # here", (V, 0)),
    "raise": ("if y < 1:\n        raise ValueError('too small')  # here\n    return x", (V, 0)),
    "assert": ("assert y > 1, 'not enough'  # here\n    return x", (V, 0)),
    "attribute": ("return x.nothing  # here", (V, 0)),
    "singular": ("return np.linalg.inv(x)  # here", (np.zeros((2, 2)), 0)),
    "not positive": ("return np.linalg.cholesky(x)  # here", (-np.eye(2), 0)),
    "not square": ("return np.linalg.solve(x, y)  # here", (M, np.ones(3))),
    "unpacking": ("a, b = y  # here\n    return a", (V, (1, 2, 3))),
    "truth": ("if x > y:  # here\n        return 1\n    return 2", (V, 2)),
    "mask": ("return x[y]  # here", (V, np.array([True, False]))),
    "casting": ("x += y  # here", (np.ones(3, np.int64), 0.5)),
    "gather": ("return x[y]  # here", (V, np.array([0, 9]))),
    "negative size": ("return np.zeros(y)  # here", (V, -1)),
    "none": ("return x + None  # here", (V, 0)),
    "not callable": ("return y(x)  # here", (V, 3)),
    "broadcast_to": ("return np.broadcast_to(x, (2, 3))  # here", (V, 0)),
    "math domain": ("return math.sqrt(y)  # here", (V, -1.0)),
    "math range": ("return math.exp(y)  # here", (V, 1e4)),
    "key": ("return x['a']  # here", (V, 0)),
    "zero step": ("return x[::y]  # here", (V, 0)),
    "range step": ("for i in range(0, 5, y):  # here\n        pass\n    return x", (V, 0)),
    "scalar shift": ("return 1 << y  # here", (V, -1)),
    "int of nan": ("return int(y)  # here", (V, float("nan"))),
}


@pytest.mark.parametrize("name", CASES)
def test_class_message_and_line(define, name) -> None:
    body, args = CASES[name]
    f = define(f"@Phylanx\ndef f(x, y):\n    {body}\n")
    with np.errstate(all="ignore"):
        kind, wanted = outcome(f.__wrapped__, args)
        got_kind, got = outcome(f, args)
    assert kind == "error"
    assert got_kind == "error", f"returned {got!r}, wanted {wanted!r}"
    assert error_class(got) is error_class(wanted), f"{got!r}, wanted {wanted!r}"
    assert _start(got) == _start(wanted)
    filename, line = _place(wanted)
    assert _place(got) == (filename, line)
    source = open(filename).read().splitlines()
    assert source[line - 1].endswith("# here")


def _place(error: BaseException) -> tuple[str, int]:
    """The last line of the user's file in the traceback; NumPy's own frames come after it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "program_" in f.filename]
    assert ours, frames
    assert ours[-1].name == "f"
    return ours[-1].filename, ours[-1].lineno or 0


def _start(error: BaseException) -> str:
    """The beginning of the message, as far as no numbers occur in it."""
    words = str(error).split()[:3]
    return " ".join("#" if any(c.isdigit() for c in w) else w for w in words)


#: Statements of two and more arrays, fused where their shapes allow.
SHAPES = {
    "sums over one space": "w = np.exp(-((x - y) ** 2))\n    z += w * x\n    v += w\n    return z",
    "where": "a = np.where(x > 0, x * 2, 1.0)\n    return np.where(y > 0, a, 1.0) + 1",
    "in place": "a = np.sin(x) + 1\n    a += y\n    return a",
    "in place after a function": "z *= np.exp(y)\n    return z",
    "out": "np.add(x, 1.0, out=z)\n    return z",
    "out of one argument": "np.exp(x, out=z)\n    return z",
    "out of a product": "np.exp(x * y, out=z)\n    return z",
    "assignment": "z[:] = x * 2 + 1\n    return z",
    "two assignments": "q = x * 2\n    z[:] = q * y + 1\n    v[:] = q\n    return z",
    "a long expression": "return np.sum((x * 2 + 1) * (z - 1) + np.cos(v) * y)",
}
SIZES = [
    ((2, 3), (3, 3), (3, 3), (3, 3)),
    ((3,), (3,), (4,), (3,)),
    ((3,), (3,), (1,), (3,)),
    ((3,), (3,), (3,), (4,)),
    ((3,), (4,), (3,), (4,)),
    ((3,), (2, 3), (3,), (3,)),
    ((1,), (3,), (1,), (1,)),
]


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_that_do_not_fit_are_those_of_the_failing_operation(define, name) -> None:
    f = define(f"@Phylanx\ndef f(x, y, z, v):\n    {SHAPES[name]}\n")
    failures = 0
    for sizes in SIZES:
        kind, wanted = outcome(f.__wrapped__, [np.ones(s) for s in sizes])
        got_kind, got = outcome(f, [np.ones(s) for s in sizes])
        assert got_kind == kind, (sizes, got, wanted)
        if kind == "error":
            failures += 1
            assert str(got) == str(wanted), sizes
            assert _place(got) == _place(wanted), sizes
    assert failures


@Phylanx
def helper_fails(x, i):
    return inner(x, i) + 1


def inner(x, i):
    y = x * 2
    return y[i]


def test_the_line_of_a_helper() -> None:
    with pytest.raises(IndexError) as caught:
        helper_fails(V, 10)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert last.filename == __file__
    assert last.line == "return y[i]"


@Phylanx
def writes_before_it_fails(x, y, n):
    x[0] = 100.0
    for i in range(n):
        y[i] = x[i] * 2
    x[1] = -1.0


def test_what_was_written_stays_written() -> None:
    x, y = np.arange(5.0), np.zeros(3)
    with pytest.raises(IndexError):
        writes_before_it_fails(x, y, 5)
    a, b = np.arange(5.0), np.zeros(3)
    with pytest.raises(IndexError):
        writes_before_it_fails.__wrapped__(a, b, 5)
    assert np.array_equal(x, a) and np.array_equal(y, b)


@Phylanx
def fails_late(x):
    a = np.exp(x)
    b = a + 1
    c = b.reshape(7, -1)
    return c


def test_after_an_error_the_next_call_works() -> None:
    for _ in range(3):
        with pytest.raises(ValueError, match="reshape"):
            fails_late(np.ones(100_000))
        assert fails_late(np.zeros(70)).shape == (7, 10)


class Stop(Exception):
    pass


def callback(x):
    raise Stop("from Python")


@Phylanx
def calls_out(x):
    y = x + 1
    return callback(y) + 1


def test_exceptions_of_the_user_pass_through() -> None:
    with pytest.raises(Stop, match="from Python"):
        calls_out(V)


def test_arguments_that_cannot_be_used() -> None:
    @Phylanx
    def f(x):
        return x + 1

    for bad in ("text", None, object(), {}, [1, 2]):
        with pytest.raises(TypeError):
            f(bad)
    assert f(np.array([1, 2], dtype=object)).tolist() == [2, 3]
