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
