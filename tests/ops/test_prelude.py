"""NumPy functions of the prelude: NumPy's values, types and errors, and no call into Python.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import phylanx
from tests.comparing import clone, differences, error_class, outcome
from tests.programs import Programs

R = np.random.default_rng(7)
A, B, V, W = R.random((4, 5)), R.random((5, 4)), R.random(7), R.random(7)
T = R.random((2, 3, 4))
I, N = R.integers(-5, 9, (4, 5)), R.integers(0, 9, 50)
Z = A + 1j * A[::-1]
EMPTY = np.zeros(0)
SPECIAL = np.array([np.inf, -np.inf, np.nan, 0.0, -0.0, 1e300, -3.0])

#: subject -> (expression, arguments) or (statement; expression, arguments)
CASES: dict[str, list[tuple]] = {
    "roll": [
        ("np.roll(x, 1)", V),
        ("np.roll(x, 2, axis=0)", A),
        ("np.roll(x, -2, axis=1)", I),
        ("np.roll(x, y, axis=1)", A, 3),
        ("np.roll(x, y, axis=z)", A, 3, 0),
        ("np.roll(x, (1, 2), axis=(0, 1))", A),
        ("np.roll(x, 1, (0, 1))", A),
        ("np.roll(x, 3)", A),
        ("np.roll(x, 3)", EMPTY),
        ("np.roll(x, 3, 5)", A),
    ],
    "flip": [
        ("np.flip(x)", A),
        ("np.flip(x, 1)", A),
        ("np.flip(x, (0, 1))", T),
        ("np.fliplr(x)", A),
        ("np.flipud(x)", A),
        ("np.rot90(x)", A),
        ("np.rot90(x, 2)", A),
        ("np.rot90(x, -1)", A),
    ],
    "repeat": [
        ("np.repeat(x, 3)", A),
        ("np.repeat(x, 2, axis=1)", A),
        ("x.repeat(2, 0)", A),
        ("np.repeat(x, [1, 2, 0, 1], axis=0)", A),
        ("np.tile(x, 2)", V),
        ("np.tile(x, (2, 3))", A),
        ("np.tile(x, (2, 3))", V),
        ("np.tile(x, (2, 1, 3))", A),
    ],
    "triangles": [
        ("np.trace(x)", A),
        ("np.trace(x, 1)", I),
        ("x.trace(offset=-1)", A),
        ("np.trace(x, 0, 1, 2)", T),
        ("np.diag(x)", V),
        ("np.diag(x, 2)", V),
        ("np.diag(x, -1)", A),
        ("np.diag(np.diag(x))", A),
        ("np.diagflat(x, 1)", A),
        ("np.tril(x)", A),
        ("np.tril(x, -1)", I),
        ("np.tril(x)", V),
        ("np.triu(x, 1)", A),
        ("np.triu(x)", T),
        ("np.tri(3)",),
        ("np.tri(3, 4, 1, dtype=int)",),
        ("np.vander(x)", V),
        ("np.vander(x, 3, increasing=True)", V),
    ],
    "angles": [
        *((f"np.{f}(x)", (V * 100).astype(d)) for f in ("radians", "rad2deg") for d in ("f2", "f4", "f8", "i1", "i8")),
        ("np.degrees(x)", 3.5),
        ("np.angle(x)", Z),
        ("np.angle(x, deg=True)", Z),
        ("np.angle(x)", A),
    ],
    "logarithms": [
        ("np.logaddexp(x, y)", A, A[0]),
        ("np.logaddexp(x, y)", SPECIAL, SPECIAL[::-1].copy()),
        ("np.logaddexp(x, y)", SPECIAL, SPECIAL),
        ("np.logaddexp2(x, y)", A, 2.0),
    ],
    "counting": [
        ("np.bincount(x)", N),
        ("np.bincount(x, y)", N, R.random(50)),
        ("np.bincount(x, minlength=20)", N),
        ("np.bincount(x)", np.zeros(0, int)),
        ("np.bincount(x)", np.array([1, -1])),
        ("np.bincount(x, weights=y)", np.array([1, 2]), V),
        ("np.histogram(x)", R.random(1000)),
        ("np.histogram(x, bins=7, range=(0.2, 0.8))", R.random(1000)),
        ("np.histogram(x, bins=y)", R.random(1000), np.array([0, 0.1, 0.5, 1.0])),
        ("np.histogram(x, 5, weights=y)", R.random(1000), R.random(1000)),
        ("np.histogram(x, 5, density=True)", R.integers(0, 50, 1000)),
        ("np.histogram(x, [0, 1, 2])", N),
        ("np.histogram(x)", EMPTY),
        ("np.histogram(x)", np.ones(4)),
        ("np.histogram(x, bins=0)", np.ones(4)),
    ],
    "pad": [
        *(
            case
            for m in ("constant", "edge", "wrap", "reflect", "symmetric")
            for case in (
                (f"np.pad(x, 2, mode='{m}')", A),
                (f"np.pad(x, ((1, 2), (3, 4)), mode='{m}')", I),
                (f"np.pad(x, (9, 5), mode='{m}')", np.arange(3)),
                (f"np.pad(x, 3, mode='{m}')", np.arange(1)),
                (f"np.pad(x, 3, mode='{m}')", EMPTY),
            )
        ),
        ("np.pad(x, y)", A, 2),
        ("np.pad(x, 1, constant_values=5)", A),
        ("np.pad(x, ((1, 1), (0, 0)), constant_values=((5, 6), (7, 8)))", A),
        ("np.pad(x, -1)", A),
    ],
    "ufunc methods": [
        ("np.add.outer(x, y)", A, V),
        ("np.multiply.outer(x, y)", V, W),
        ("np.subtract.outer(x, 2)", V),
        ("np.maximum.outer(x, y)", V, I),
        ("np.add.at(x, y, 1); x", V, np.array([0, 1, 0, -1])),
        ("np.subtract.at(x, y, z); x", V, np.array([0, 1, 0, -1]), np.arange(4.0)),
        ("np.add.at(x, (y, z), 1.5); x", A, np.array([0, 1, 0, -1]), np.array([0, 2, 0, -1])),
        ("np.add.at(x, y, 1); x", A, np.array([0, 1, 0, -1])),
        ("np.add.at(x, y, 1)", A, np.array([0, 1, 9])),
        ("np.add.at(x, y, 1)", V, np.array([0, 1, 9])),
        ("np.add.reduce(x)", A),
        ("np.multiply.reduce(x, axis=1)", A),
        ("np.maximum.reduce(x, axis=None)", A),
        ("np.bitwise_or.reduce(x)", I),
        ("np.add.accumulate(x)", A),
        ("np.maximum.accumulate(x)", V),
        ("np.minimum.accumulate(x, axis=1)", A),
    ],
    "slices as values": [("x[slice(1, 3)]", V), ("x[slice(y, z)]", V, 1, 3)],
    "closeness": [
        ("np.array_equal(x, y)", A, A.copy()),
        ("np.allclose(x, y)", A, A + 1e-9),
        ("np.isclose(x, y)", A, A + 1e-9),
    ],
}
ALL = [(expression, *args) for cases in CASES.values() for expression, *args in cases]


def make(folder: Path, expression: str, args: tuple) -> Any:
    names = "xyzw"[: len(args)]
    statement, semicolon, value = expression.rpartition("; ")
    lines = [f"    {statement}\n"] if semicolon else []
    head = f"@Phylanx\ndef f({', '.join(names)}):\n"
    return Programs(folder)("".join([head, *lines, f"    return {value}\n"]))


@pytest.mark.parametrize(
    ("expression", "args"),
    [(e, tuple(args)) for e, *args in ALL],
    ids=[f"{e} {' '.join(str(getattr(a, 'dtype', a)) for a in args)}"[:60] for e, *args in ALL],
)
def test_like_numpy(tmp_path: Path, expression: str, args: tuple) -> None:
    function = make(tmp_path, expression, args)
    before = phylanx.counters()["foreign_calls"]
    theirs, ours = clone(args), clone(args)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kind, wanted = outcome(function.__wrapped__, theirs)
        warnings.simplefilter("error", phylanx.PhylanxWarning)
        got_kind, got = outcome(function, ours)
    assert got_kind == kind, f"{got!r}, wanted {wanted!r}"
    if kind == "error":
        assert error_class(got) is error_class(wanted)
        assert str(got) == str(wanted)
        return
    assert not differences(got, wanted, 4)
    assert not differences(ours, theirs, 4, where="argument")
    assert phylanx.counters()["foreign_calls"] == before, "a call into Python"


def test_what_the_prelude_refuses_python_does(tmp_path: Path) -> None:
    function = make(tmp_path, "np.pad(x + 1, 1, mode='mean') * 2", (A,))
    with warnings.catch_warnings():
        warnings.simplefilter("error", phylanx.PhylanxWarning)
        assert not differences(function(A), np.pad(A + 1, 1, mode="mean") * 2)


def test_an_error_names_the_line_of_the_call(tmp_path: Path) -> None:
    function = make(tmp_path, "y = 1; np.bincount(x)", (np.array([-1]),))
    with pytest.raises(ValueError) as caught:
        function(np.array([-1]))
    assert caught.traceback[-1].path.name.startswith("program_")
    assert caught.traceback[-1].lineno + 1 == function.__wrapped__.__code__.co_firstlineno + 3
