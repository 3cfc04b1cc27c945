"""Errors of runs: NumPy's classes and warnings, and tracebacks that end at the user's line.

SPDX-License-Identifier: BSL-1.0
"""

import traceback
import warnings

import numpy as np
import pytest

from tests.python.core import function


def last_entry(error):
    return traceback.extract_tb(error.__traceback__)[-1]


def test_traceback_ends_at_the_users_line():
    def f(a):
        return None

    core = function(
        "define$3$0(f$3$0, a$3$6, block(store(x$5$4, __getitem$5$8(a$5$8, 10)), return(x$6$11)))",
        "a",
        python_function=f,
    )
    with pytest.raises(IndexError) as caught:
        core(np.zeros(3))
    entry = last_entry(caught.value)
    assert (entry.filename, entry.lineno, entry.name) == ("user.py", 5, "f")


def test_python_numbers_raise():
    f = function("return(__truediv(a, b))", "a b")
    with pytest.raises(ZeroDivisionError):
        f(1, 0)
    g = function("return(__mul(a, a))", "a")
    with pytest.raises(OverflowError):
        g(2**62)


def test_floating_point_warnings_follow_errstate():
    f = function("return(__truediv(a, b))", "a b")
    a, zero = np.ones(3), np.zeros(3)
    with pytest.warns(RuntimeWarning, match="divide by zero encountered"):
        f(a, zero)
    with pytest.warns(RuntimeWarning, match="invalid value encountered"):
        f(zero, zero)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f(a, a)
        with np.errstate(divide="ignore"):
            f(a, zero)
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        f(a, zero)


def test_an_exception_of_a_foreign_call_comes_through():
    def fail(x):
        raise LookupError(x)

    f = function('__foreign$4$4("fail", a$4$9)', "a", foreign={"fail": fail})
    with pytest.raises(LookupError) as caught:
        f(3)
    names = [e.name for e in traceback.extract_tb(caught.value.__traceback__)]
    assert names[-2:] == ["f", "fail"]


def test_the_next_call_works_after_an_error():
    f = function("return(__getitem(a, i))", "a i")
    a = np.arange(3.0)
    for _ in range(3):
        with pytest.raises(IndexError):
            f(a, 5)
        assert f(a, 1) == 1
