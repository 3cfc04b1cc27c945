"""Arrays across the border: nothing is copied, nothing is freed too early, read-only stays so.

SPDX-License-Identifier: BSL-1.0
"""

import gc
import sys

import numpy as np
import pytest
from phylanx import _core

from tests.python.core import function


@pytest.fixture
def no_copies():
    before = _core.counters()["array_copies"]
    yield
    assert _core.counters()["array_copies"] == before


def test_a_view_of_an_argument_keeps_it(no_copies):
    f = function("return(__getitem(a, __slice(1, nil, nil)))", "a")
    a = np.arange(5.0)
    v = f(a)
    assert v.base is a
    v[0] = 7
    assert a[1] == 7
    references = sys.getrefcount(a)
    del v
    assert sys.getrefcount(a) == references - 1


def test_a_new_array_lives_as_long_as_its_views(no_copies):
    f = function("return(__add(a, 1.0))", "a")
    b = f(np.zeros(1000))
    v = b[::10]
    del b
    gc.collect()
    others = [f(np.full(1000, 5.0)) for _ in range(10)]
    assert v.tolist() == [1] * 100
    assert others[0][0] == 6
    assert v.flags.writeable


def test_arguments_are_let_go(no_copies):
    f = function("return(__add(a, b))", "a b")
    a, b = np.ones(10), np.ones(10)
    before = sys.getrefcount(a), sys.getrefcount(b)
    for _ in range(10):
        f(a, b)
        f(a, a[::-1])
    assert (sys.getrefcount(a), sys.getrefcount(b)) == before


def test_writes_are_seen_by_the_caller(no_copies):
    f = function("store(__getitem(a, 0), 9.0)", "a")
    a = np.zeros(3)
    f(a)
    assert a.tolist() == [9, 0, 0]
    f(a[::-1])
    assert a.tolist() == [9, 0, 9]


def test_read_only_arrays_may_be_read(no_copies):
    f = function("return(__add(a, 1.0))", "a")
    a = np.zeros(3)
    a.flags.writeable = False
    assert f(a).tolist() == [1, 1, 1]


def test_writing_a_read_only_array_raises():
    def python(a):
        a[0] = 9.0

    f = function("store(__getitem(a, 0), 9.0)", "a", python_function=python)
    a = np.zeros(3)
    a.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        f(a)


def test_a_view_of_a_read_only_array_is_read_only():
    f = function('return(__getattr(a, "T"))', "a")
    a = np.zeros((2, 3))
    a.flags.writeable = False
    assert not f(a).flags.writeable


def test_overlapping_arguments():
    f = function("block(store(__getitem(a, __slice(nil, nil, nil)), __add(b, 1.0)))", "a b")
    x = np.arange(10.0)
    f(x[1:], x[:-1])
    assert x.tolist() == [0.0] + [i + 1.0 for i in range(9)]


def test_foreign_calls_see_the_array_itself(no_copies):
    seen = []
    f = function('__foreign("see", a)', "a", foreign={"see": lambda a: seen.append(a)})
    a = np.arange(4.0)
    f(a)
    assert seen[0] is a


def test_foreign_calls_may_keep_new_arrays(no_copies):
    kept = []
    f = function(
        'block(store(b, __add(a, 1.0)), __foreign("keep", b), return(__add(b, 1.0)))',
        "a",
        foreign={"keep": kept.append},
    )
    for i in range(5):
        f(np.full(100, float(i)))
    gc.collect()
    assert [k[0] for k in kept] == [1, 2, 3, 4, 5]
