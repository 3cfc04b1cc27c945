"""First calls on code that is compiled quickly, while another thread compiles it well.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import traceback

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx
from tests.programs import check_python, run_python

FROM_DISK = "from the disk cache"
QUICK = {"PHYLANX_QUICK_START": "1", "PHYLANX_NUM_THREADS": "2"}

PROGRAM = """
    def f(x, n):
        total = 0.0
        for i in range(n):
            x = np.exp(-x) * 2 + np.sqrt(x + i)
            total += x.sum() / (i + 1)
        return x, x.max(axis=0), total

    fast = Phylanx(f)
    x = np.random.default_rng(1).random((61, 83))
"""


def files(folder) -> list:
    return [p for p in folder.rglob("*") if p.is_file()]


def test_the_bits_are_those_of_the_code_that_lasts() -> None:
    def f(x, k):
        y = np.where(x > 0.5, np.log(x), x**3 / (x - 0.25))
        z = (y * x - k).astype(np.float32)
        return y, z, np.cumsum(z), (x[:, ::2] * y[:, ::2]).sum(axis=1), np.float64(k) / 3 % 0.7

    x = np.random.default_rng(2).random((67, 101))
    lasting = Phylanx(f, cache=False)(x, 3)
    quick = Phylanx(f, cache=False)
    with phylanx.options(quick_start=True):
        for _ in range(3):
            for a, b in zip(lasting, quick(x, 3), strict=True):
                assert np.array_equal(a, b)


def test_code_is_exchanged_under_a_call(tmp_path) -> None:
    # Thousands of launches: the first ones on quick code, the last ones not; in tasks and in place.
    source = """
    import time

    def f(x, y, n):
        for i in range(n):
            x = np.sqrt(x * 0.5 + y[0]) * 1.5 - x / 3
            y = y + x[:50] * 1e-3
        return x, y

    for size in (50, 20_000):
        x, y = np.linspace(0, 1, size), np.linspace(1, 2, 50)
        for n in (1, 3000):
            for a, b in zip(Phylanx(f, cache=False)(x, y, n), f(x, y, n)):
                np.testing.assert_allclose(a, b, rtol=1e-12)
    """
    check_python(tmp_path, source, **QUICK)


def test_what_lasts_is_kept_on_disk(tmp_path, cache_folder) -> None:
    source = PROGRAM + "\n    fast(x, 5)"
    kept = dict(QUICK, PHYLANX_CACHE_DIR=str(cache_folder), PHYLANX_DEBUG="1")
    assert FROM_DISK not in run_python(tmp_path, source, **kept).stderr
    assert files(cache_folder)
    (tmp_path / "script_0.py").unlink()
    assert FROM_DISK in run_python(tmp_path, source, **kept).stderr


def test_another_function_of_the_same_text_waits_for_the_code_that_lasts(tmp_path, cache_folder) -> None:
    source = PROGRAM + "\n    fast(x, 5); again = Phylanx(f); again(x, 5)"
    kept = dict(QUICK, PHYLANX_CACHE_DIR=str(cache_folder), PHYLANX_DEBUG="1")
    assert run_python(tmp_path, source, **kept).stderr.count(FROM_DISK) == 1


@pytest.mark.parametrize("calls", ["first", "later"])
def test_a_child_made_meanwhile_works(tmp_path, calls) -> None:
    source = PROGRAM + """
    import os

    for n in range(3, 8):
        g = Phylanx(f, cache=False)
        g(x, n)
        child = os.fork()
        if child == 0:
            h = g if CALLS == "later" else Phylanx(f, cache=False)
            same = all(np.allclose(a, b) for a, b in zip(h(x, n), f(x, n)))
            os._exit(0 if same else 3)
        assert os.waitpid(child, 0)[1] == 0
        for a, b in zip(g(x, n), f(x, n)):
            np.testing.assert_allclose(a, b, rtol=1e-12)
    """.replace("CALLS", repr(calls))
    check_python(tmp_path, source, **QUICK)


@pytest.mark.parametrize("registered", ["after", "before"])
def test_functions_called_when_python_ends(tmp_path, registered) -> None:
    # Handlers run in the opposite order: one that was there before phylanx comes after phylanx's own.
    source = """
    import atexit

    def last():
        print(Phylanx(lambda x: x * 2 + 1, cache=False)(np.arange(3.0)).tolist())

    if "REGISTERED" == "after":
        atexit.register(last)
    else:
        atexit.unregister(phylanx._core._end_background)
        atexit.register(last)
        atexit.register(phylanx._core._end_background)
    print(Phylanx(lambda x: np.exp(x) - x, cache=False)(np.zeros(2)).tolist())
    """.replace("REGISTERED", registered)
    assert check_python(tmp_path, source, **QUICK) == "[1.0, 1.0]\n[1.0, 3.0, 5.0]\n"


def test_errors_of_quick_code_name_the_line() -> None:
    @Phylanx(cache=False)
    def f(x, i):
        y = x * 2
        return y[i]

    with phylanx.options(quick_start=True), pytest.raises(IndexError, match="out of bounds") as caught:
        f(np.ones(3), 5)
    lines = [frame.line for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert "return y[i]" in lines


def test_warnings_of_quick_code() -> None:
    @Phylanx(cache=False)
    def f(x):
        return np.log(x) / x

    with phylanx.options(quick_start=True), pytest.warns(RuntimeWarning, match="divide by zero"):
        f(np.zeros(100))
