"""Each primitive of PhySL: its value, its type, an error with its place.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
from phylanx.physl.evaluator import State
from phylanx.physl.forms import FORMS
from phylanx.physl.primitives import TABLE
from phylanx.physl.values import clean, is_list, spelled

ROWS = [
    [part.strip() for part in line.replace("||", "\0").split(" | ")]
    for line in (Path(__file__).parent / "primitives.txt").read_text().splitlines()
    if line.strip() and not line.startswith("#")
]
IDS = [f"{row[0]}-{sum(r[0] == row[0] for r in ROWS[:i])}" for i, row in enumerate(ROWS)]
SOLVERS = [name for name in TABLE if name.startswith("iterative_solver_")]
ITEMS = ["".join(letters) for n in range(1, 5) for letters in itertools.product("ad", repeat=n)]


def run(text: str, path: Path | None = None):
    state = State()
    if path is not None:
        state.define("file", str(path))
    return state.run(text.replace("\0", "||"), "<test>")


def kind_of(value) -> str:
    if value is None:
        return "nil"
    if isinstance(value, np.ndarray):
        return value.dtype.name
    return "list" if is_list(value) else type(value).__name__


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_value(row, tmp_path) -> None:
    _, text, value, kind, _, _ = row
    found = run(text, tmp_path / "new")
    assert (spelled(found), kind_of(found)) == (value.replace("\0", "||"), kind)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_bad_call(row, tmp_path) -> None:
    bad, name = row[4:]
    with pytest.raises(Exception) as info:
        run(bad, tmp_path / "new")
    error = info.value
    assert name in [c.__name__ for c in type(error).__mro__], repr(error)
    assert isinstance(error, RuntimeError)
    assert str(error).startswith(f"<test>({error.line}, {error.column + 1}): ")


def test_the_table_is_complete() -> None:
    tested = {row[0] for row in ROWS} | {f"c{letters}r" for letters in ITEMS} | set(SOLVERS)
    tested |= {"file_read_hdf5", "file_write_hdf5"}
    assert len(tested) >= 265
    assert not tested - TABLE.keys() - FORMS.keys()
    assert all(p.doc for p in TABLE.values())


@pytest.mark.parametrize("letters", ITEMS)
def test_car_and_its_kin(letters) -> None:
    nested: list = [[[[1, 2], 3, 4, 5], [6, [7]], 8, 9, 10], [[11, 12], 13, 14], [15, 16], 17, 18, 19]
    wanted = nested
    for letter in reversed(letters):
        if not isinstance(wanted, list) or not wanted:
            wanted = None
            break
        wanted = wanted[0] if letter == "a" else wanted[1:]
    text = f"c{letters}r({spelled(nested)})"
    if wanted is None:
        with pytest.raises(RuntimeError, match="list"):
            run(text)
    else:
        assert run(text) == wanted
    with pytest.raises(TypeError, match="a list is wanted"):
        run(f"c{letters}r(1)")


@pytest.mark.parametrize("name", SOLVERS)
def test_iterative_solvers(name) -> None:
    a = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]])
    found = run(f"{name}({spelled(a)}, [1.0, 2, 3])")
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, np.linalg.solve(a, [1, 2, 3]), rtol=1e-8)
    with pytest.raises(ValueError):
        run(f"{name}([[1.0, 2], [3, 4]], [1.0])")


DISTRIBUTIONS = (
    "uniform uniform_int bernoulli binomial negative_binomial geometric poisson exponential gamma "
    "weibull extreme_value normal truncated_normal lognormal chi_squared cauchy fisher_f student_t"
).split()


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_distributions(name) -> None:
    found = run(f'set_seed(3) random(list(4, 5), "{name}")')
    assert found.shape == (4, 5) and np.isfinite(found).all()
    assert np.array_equal(found, run(f'set_seed(3) random(list(4, 5), list("{name}"))'))


def test_hdf5(tmp_path) -> None:
    path = tmp_path / "a.h5"
    found = run('file_write_hdf5(file, "/x", [[1.5, 2]]) file_read_hdf5(file, "/x")', path)
    assert found.tolist() == [[1.5, 2]]
    run('file_write_hdf5(file, "/x", [3, 4])', path)
    run('file_write_hdf5(file, "group/y", [true, false])', path)
    assert run('file_read_hdf5(file, "/x")', path).tolist() == [3, 4]
    assert run('file_read_hdf5(file, "/group/y")', path).dtype == bool
    with pytest.raises(RuntimeError, match="none"):
        run('file_read_hdf5(file, "/none")', path)


def test_hdf5_without_its_package(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(NotImplementedError, match="phylanx\\[hdf5\\]"):
        run('file_read_hdf5("a.h5", "/x")')
    with pytest.raises(NotImplementedError, match="h5py"):
        run('file_write_hdf5("a.h5", "/x", [1])')


@pytest.mark.parametrize("name", ["conv1d", "conv2d", "max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_windows_against_loops(name, padding) -> None:
    """Each place of the result by itself."""
    rng = np.random.default_rng(1)
    n = 1 if name == "conv1d" else 2
    x = rng.integers(-5, 5, (2, *(7, 6)[:n], 3)).astype(float)
    kernel = rng.integers(-5, 5, (3,) * n + (3, 4)).astype(float)
    strides = (2,) * n
    function = TABLE[name].function
    found = function(x, kernel if "conv" in name else [3] * n, padding, list(strides))
    before = [max((-(-e // 2) - 1) * 2 + 3 - e, 0) // 2 if padding == "same" else 0 for e in x.shape[1:-1]]
    for place in np.ndindex(found.shape):
        batch, *where, channel = place
        corner = [w * 2 - b for w, b in zip(where, before, strict=True)]
        inside = []
        for offset in np.ndindex((3,) * n):
            at = tuple(c + o for c, o in zip(corner, offset, strict=True))
            if all(0 <= a < e for a, e in zip(at, x.shape[1:-1], strict=True)):
                inside.append((x[(batch, *at)], offset))
        if "conv" in name:
            wanted = sum(float(v @ kernel[(*o, slice(None), channel)]) for v, o in inside)
        else:
            values = [v[channel] for v, _ in inside]
            wanted = max(values) if "max" in name else sum(values) / len(values)
        assert found[place] == pytest.approx(wanted)


def test_values_own_their_memory() -> None:
    view = np.arange(4)[1:]
    assert clean(view).base is None and clean(np.float64(1.5)) == 1.5
