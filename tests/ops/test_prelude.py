"""NumPy functions of the prelude: NumPy's values, types and errors, and no call into Python.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import runpy
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import phylanx
from tests.comparing import clone, differences, error_class, outcome
from tests.ops import loop_cases
from tests.ops.prelude_cases import CASES, A
from tests.programs import Programs

ALL = [(expression, *args) for cases in (CASES | loop_cases.CASES).values() for expression, *args in cases]


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


def test_programs_import_no_more_than_they_call() -> None:
    """places.py knows all that the modules say they stand for (a NumPy may lack some of it)."""
    from phylanx.prelude.places import PLACES

    script = Path(__file__).resolve().parents[2] / "scripts" / "prelude_places.py"
    for name, modules in runpy.run_path(str(script))["places"]().items():
        assert modules <= set(PLACES.get(name, "").split()), f"{name}: run {script.name}"


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


TYPED = [
    ("r = np.random.default_rng(3); (r.random(5) * 2, r.normal(0, 1, (2, 3)) + 1)", 4),
    ("r = np.random.default_rng(3); (r.integers(5), r.integers(0, 9, size=3) + 1)", 3),
    ("r = np.random.default_rng(3); (r.random() * 2, r.poisson(3.0), r.uniform(size=4))", 4),
    ("np.random.seed(1); (np.random.rand(2, 3) * 2, np.random.randint(5))", 3),
    ("r = np.random.default_rng(3); (r.permutation(5) + 1, r.choice(7, 3) * 2, r.choice(7) + 1, r.zipf(2.0) + 1)", 5),
    ("r = np.random.default_rng(3); (r.permutation(x) + 1, r.choice(x[0], (2, 2)) * 2, r.choice(x[0]) + 1)", 5, A),
    ("r = np.random.default_rng(3); (r.triangular(0, 1, 2, size=3) * 2, r.hypergeometric(3, 4, 2, 5) + 1)", 3),
]


@pytest.mark.parametrize(
    ("expression", "calls", "args"),
    [(e, n, tuple(args)) for e, n, *args in TYPED],
    ids=[e[:50] for e, *_ in TYPED],
)
def test_results_of_known_type_are_native_again(
    tmp_path: Path, expression: str, calls: int, args: tuple
) -> None:
    """Only the functions themselves, and the unpacking of their tuples, are calls into Python."""
    function = make(tmp_path, expression, args)
    wanted = function.__wrapped__(*args)
    before = phylanx.counters()["foreign_calls"]
    got = function(*args)
    assert phylanx.counters()["foreign_calls"] - before <= calls
    assert not differences(got, wanted, 4)
