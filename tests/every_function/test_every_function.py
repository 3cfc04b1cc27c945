"""Each public callable of NumPy, called in a decorated function: NumPy's result, type and effects.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.comparing import differences
from tests.every_function.rows import Row, attributes, callables, calls, rows, values
from tests.programs import Programs

TABLES = {
    "main": callables(np),
    "linalg": callables(np.linalg),
    "fft": callables(np.fft),
    "random": callables(np.random),
    "generator": attributes(np.random.Generator),
    "methods": attributes(np.ndarray),
}
DEFINITIONS = """
def plus(p, q):
    return p + q


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


"""


def every(*tables: str) -> Any:
    found = [row for table in tables for row in rows(table)]
    return pytest.mark.parametrize("row", found, ids=[r.id for r in found])


@pytest.mark.parametrize("table", TABLES)
def test_every_name_has_a_row(table: str) -> None:
    listed = rows(table)
    assert not TABLES[table] - {r.name for r in listed}
    assert all(calls(r) for r in listed), [r for r in listed if not calls(r)]


@every("main", "linalg", "fft", "methods")
def test_like_numpy(tmp_path: Path, row: Row) -> None:
    assert_same(tmp_path, row, Programs(tmp_path)(DEFINITIONS + row.source()))


@every("random")
def test_the_legacy_generator_goes_on_where_numpy_would(tmp_path: Path, row: Row) -> None:
    """The numbers inside are those of the seed, and so are the ones that others draw afterwards."""
    function = Programs(tmp_path)(
        DEFINITIONS + row.source("first = np.random.random(2) * 2", "return first, {}")
    )
    assert_same(tmp_path, row, function, np.random.random)


@every("generator")
def test_a_generator_goes_on_where_numpy_would(tmp_path: Path, row: Row) -> None:
    source = row.source("first = g.random(2) * 2", "return first, {}")
    assert_same(tmp_path, row, Programs(tmp_path)(source))
    made = row.source("g = np.random.default_rng(5)", "return {}, g.random()")
    assert_same(tmp_path, row, Programs(tmp_path)(made))


def assert_same(folder: Path, row: Row, function: Any, afterwards: Any = lambda: None) -> None:
    wanted = run(folder, row, function.__wrapped__, afterwards)
    got = run(folder, row, function, afterwards)
    if row.rounds:
        assert not far(got, wanted)
    else:
        assert not differences(got, wanted, 4)


def run(folder: Path, row: Row, function: Any, afterwards: Any) -> tuple:
    """The result, what became of the arguments, and what the generators give next."""
    given = values(str(folder))
    args = [given[name] for name in row.names()]
    np.random.seed(5)
    before = np.get_printoptions(), np.geterr()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        result = function(*args)
    np.seterr(**before[1])
    arrays = [a for a in args if isinstance(a, np.ndarray)]
    return plain(result), arrays, given["g"].random(), afterwards()


def plain(value: Any) -> Any:
    """Tuples of classes of their own as tuples, so that their items are compared."""
    if isinstance(value, tuple) and type(value) is not tuple:
        return type(value).__name__, tuple(value)
    return value


def far(got: Any, wanted: Any) -> list[str]:
    """Differences of more than rounding: a factorization's error goes with its greatest element."""
    if isinstance(wanted, tuple | list):
        if type(got) is not type(wanted) or len(got) != len(wanted):
            return [f"{got!r}, wanted {wanted!r}"]
        return [line for g, w in zip(got, wanted, strict=True) for line in far(g, w)]
    if not isinstance(wanted, np.ndarray | np.inexact) or wanted.dtype.kind not in "fc":
        return differences(got, wanted)
    if type(got) is not type(wanted) or got.dtype != wanted.dtype or got.shape != wanted.shape:
        return [f"{got!r}, wanted {wanted!r}"]
    scale = np.max(np.abs(wanted), initial=0.0)
    close = np.abs(got - wanted) <= 200 * np.finfo(wanted.dtype).eps * scale
    return [] if np.all(close) else [f"{got!r}, wanted {wanted!r}"]
