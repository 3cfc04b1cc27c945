"""Floating-point warnings and errors: given where NumPy gives them, as errstate says.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import itertools
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.comparing import outcome
from tests.ops.grouped import Report, make_groups, works
from tests.ops.rows import Row, elementwise
from tests.programs import Programs

KINDS = ("divide by zero", "invalid value", "overflow")
VALUES: dict[str, list[float]] = {
    "float64": [1.0, 0.0, -0.0, -1.0, 2.0, np.inf, -np.inf, np.nan, 1e308, -1e308, 800.0, 0.3],
    "float32": [1.0, 0.0, -1.0, 2.0, np.inf, np.nan, 3e38, 100.0, 0.3],
    "int32": [1, 0, -1, 7, -(2**31), 2**31 - 1],
    "complex128": [1 + 1j, 0j, complex(np.inf, 0), complex(np.nan, 1)],
}


def told(function: Any, args: tuple) -> tuple[set[str], str]:
    """The kinds of RuntimeWarning, and the class of an exception."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        kind, value = outcome(function, args)
    texts = [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)]
    kinds = {k for k in KINDS if any(k in t for t in texts)}
    return kinds, type(value).__name__ if kind == "error" else ""


def cases(count: int, dtype: str) -> list[tuple[Row, str]]:
    names = ("x", "y")[:count]
    sample = (np.ones(2, dtype),) * count
    rows = [(r, r.expression(*names)) for r in elementwise(count)]
    return [(r, e) for r, e in rows if works(e, names, sample)]


@pytest.mark.parametrize("form", ["array", "scalar"])
@pytest.mark.parametrize("dtype", VALUES)
@pytest.mark.parametrize("count", [1, 2])
def test_warnings_are_numpys(tmp_path: Path, seed: int, count: int, dtype: str, form: str) -> None:
    report = Report()
    rng = np.random.default_rng([seed, 6])
    groups = make_groups(tmp_path, cases(count, dtype), ("x", "y")[:count], size=1)
    made = [np.dtype(dtype).type(v) for v in VALUES[dtype]]
    tuples = list(itertools.product(made, repeat=count))
    for group in groups:
        picks = tuples if count == 1 else [tuples[i] for i in rng.permutation(len(tuples))[:24]]
        for args in picks:
            given = args if form == "scalar" else tuple(np.array([a, a]) for a in args)
            with np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"):
                wanted = told(group.function.__wrapped__, given)
                got = told(group.function, given)
            if got != wanted:
                line = f"told {sorted(got[0])} {got[1]}, wanted {sorted(wanted[0])} {wanted[1]}"
                report.add(group.expressions[0], [line], f"{dtype} {form} {args}")
    report.check()


SPECIAL = [
    ("divide", "x / y", (np.array([1.0, 2.0]), np.array([0.0, 1.0]))),
    ("invalid", "np.sqrt(x)", (np.array([-1.0, 2.0]), np.zeros(1))),
    ("over", "x * y", (np.array([1e308, 2.0]), np.array([1e308, 1.0]))),
    ("divide", "x // y", (np.array([1, 2]), np.array([0, 1]))),
    ("divide", "np.log(x)", (np.float64(0.0), 0)),
    ("over", "np.exp(x)", (np.float32(1000.0), 0)),
    ("over", "np.sum(x * y)", (np.array([1e308, 2.0]), np.array([1e308, 1.0]))),
]


@pytest.mark.parametrize(("kind", "expression", "args"), SPECIAL, ids=lambda v: str(v)[:20])
def test_errstate_is_obeyed(tmp_path: Path, kind: str, expression: str, args: tuple) -> None:
    (group,) = make_groups(tmp_path, [(kind, expression)], ("x", "y"))
    with np.errstate(**{kind: "raise"}), pytest.raises(FloatingPointError):
        group.function(*args)
    with np.errstate(**{kind: "ignore"}), warnings.catch_warnings():
        warnings.simplefilter("error")
        group.function(*args)
    with np.errstate(**{kind: "warn"}), pytest.warns(RuntimeWarning):
        group.function(*args)


ZERO, ONE, BIG = np.zeros(3), np.ones(3), np.full(3, 1e308)
NAMED = [
    # fused groups: the name is that of the op which did it, not of its neighbours
    ("np.log(x / y)", ZERO, ONE),
    ("np.log(x / y)", ONE, ZERO),
    ("np.log(x - y) + 1 / (x * y)", ONE, ONE),
    ("np.exp(x * y) * x", np.full(3, 1000.0), ONE),
    ("np.sqrt(x - y) * (x / y)", ZERO, ONE),
    ("np.exp(-x) / (x - y)", ONE, ONE),
    ("np.sum(x * y)", BIG, BIG),
    ("np.sum(x + y)", BIG / 4, BIG / 2),
    ("np.mean(np.exp(x) / y)", ONE, ZERO),
    ("np.log(x[1:] / y[:-1]) - x[1:]", np.array([1.0, 2.0, 0.0]), ONE),
    ("(x[:, None] / y).sum(axis=1)", np.array([0.0, 1.0]), np.array([0.0, 1.0, 2.0])),
    ("np.sqrt(x) / y", np.float32([4.0, -1.0]), np.float32([2.0, 2.0])),
    ("x // y + x % y", np.array([7, 8]), np.array([2, 0])),
    ("(x / y).astype(np.int32)", np.array([1.0]), np.array([0.0])),
    # NumPy's scalars, whose operators are no ufuncs
    ("x[0] / y[0]", ONE, ZERO),
    ("np.divide(x[0], y[0])", ONE, ZERO),
    ("np.log(x[0]) * (x[0] / y[0])", ZERO, ONE),
    ("x[0] * y[0] + np.sqrt(-y[0])", BIG, BIG),
    ("x[0] // y[0]", np.array([5]), np.array([0])),
    ("x.mean() / y.sum()", ONE, ZERO),
    # library routines
    ("x @ y", BIG, BIG),
    ("np.dot(x, y)", BIG, BIG),
    ("np.cumsum(x)", BIG, ONE),
    ("np.linalg.norm(x)", BIG, ONE),
    ("x ** -1 + y ** 2", ZERO, BIG),
    ("np.reciprocal(x) + np.square(y)", ZERO, BIG),
]
LOOP = """
@Phylanx
def f(x, y):
    s = x[0]
    for i in range(len(x)):
        s = s + np.log(x[i]) * y[i]
    return s
"""
LINES = """
@Phylanx
def f(x, y):
    a = 1 / x
    b = np.log(a)

    c = np.sqrt(y - 2)
    return a + b + c
"""


def heard(function: Any, args: tuple) -> list[tuple[str, str, int]]:
    """Each warning once, with its place: in a loop NumPy repeats it every round."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        function(*args)
    return list(dict.fromkeys((str(w.message), w.filename, w.lineno) for w in caught))


@pytest.mark.parametrize(("expression", "x", "y"), NAMED, ids=lambda v: str(v)[:40])
def test_the_name_of_the_function(tmp_path: Path, expression: str, x: Any, y: Any) -> None:
    (group,) = make_groups(tmp_path, [(expression, expression)], ("x", "y"))
    wanted = heard(group.function.__wrapped__, (x, y))
    assert wanted
    got = heard(group.function, (x, y))
    assert [m for m, *_ in got] == [m for m, *_ in wanted]
    # NumPy's own functions in Python (np.sum, say) warn at a line of theirs; here it is the user's.
    ours = got[0][1]
    for (_, file, line), (_, their_file, their_line) in zip(got, wanted, strict=True):
        assert file == ours and (their_file != ours or line == their_line)
    big_x, big_y = (np.concatenate([v] * 30_000) for v in (x, y))  # by tasks too
    if "[:, None]" not in expression:
        wanted = heard(group.function.__wrapped__, (big_x, big_y))
        assert {m for m, *_ in heard(group.function, (big_x, big_y))} == {m for m, *_ in wanted}


@pytest.mark.parametrize("source", [LOOP, LINES])
def test_the_line_of_the_warning(tmp_path: Path, source: str) -> None:
    function = Programs(tmp_path)(source)
    wanted = heard(function.__wrapped__, (ZERO, ONE))
    assert heard(function, (ZERO, ONE)) == wanted


def test_an_error_stops_the_function(tmp_path: Path) -> None:
    """With errstate "raise" nothing is written that comes after the statement."""
    source = "@Phylanx\ndef f(x, y):\n    z = 1 / x\n    y[:] = 7\n    return z\n"
    function = Programs(tmp_path)(source)
    y = np.ones(3)
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError) as caught:
        function(np.zeros(3), y)
    assert str(caught.value) == "divide by zero encountered in divide"
    # Counted from 0 here; the decorator's line is the first one.
    assert caught.traceback[-1].lineno == function.__wrapped__.__code__.co_firstlineno + 1
    assert (y == 1).all()


def test_errstate_with_a_function(tmp_path: Path) -> None:
    (group,) = make_groups(tmp_path, [("divide", "x / y")], ("x", "y"))
    heard: list[str] = []
    with np.errstate(divide="call", call=lambda kind, flag: heard.append(kind)):
        group.function(np.ones(3), np.zeros(3))
    assert heard == ["divide by zero"]


def test_a_warning_becomes_an_error(tmp_path: Path) -> None:
    (group,) = make_groups(tmp_path, [("divide", "x / y")], ("x", "y"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning):
            group.function(np.ones(3), np.zeros(3))
