"""Tuples, helpers, closures and module constants, defaults and keywords, methods of classes.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import pickle

import numpy as np
import pytest

from phylanx import Phylanx
from tests.comparing import assert_same, assert_same_calls

V = np.arange(5.0)


# --- tuples ---------------------------------------------------------------------------------------
@Phylanx
def tuples(x, pair):
    a, b = pair
    c = (x, (a, b))
    (d, e), f = (c[1], c[0])
    return c, d, e + 1, f, len(c), c[1][0], [x, a]


@Phylanx
def shapes(x):
    n, m = x.shape
    k = x.shape
    return n * m, k[0], x.shape + (1,), len(k), (n, m) == k


def test_tuples_and_lists() -> None:
    assert_same_calls(tuples, V, (1, 2.5))
    assert_same_calls(tuples, 3, (V, V + 1))
    assert_same_calls(tuples, 3, [1, 2])
    assert_same_calls(shapes, np.ones((3, 4)))
    with pytest.raises(ValueError):
        tuples(V, (1, 2, 3))


# --- helpers --------------------------------------------------------------------------------------
def double(x):
    return x + x


def clear(x, value=0.0):
    x[...] = value


@Phylanx
def decorated_helper(x, *, scale=2):
    return x * scale


def chooses(x):
    if np.sum(x) > 0:
        return x, 1
    return -x, 0


def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


@Phylanx
def uses_helpers(x):
    y = double(x) + decorated_helper(x, scale=3) + decorated_helper(x)
    clear(x)
    z, k = chooses(y)
    clear(x, value=k)
    return z


@Phylanx
def recursive(n):
    return factorial(n) + 1


@Phylanx
def calls_itself(n):
    if n <= 1:
        return 1
    return n * calls_itself(n - 1)


def test_helpers() -> None:
    assert_same_calls(uses_helpers, V.copy())
    assert_same_calls(uses_helpers, -V)
    assert recursive(5) == 121
    assert calls_itself(6) == 720


def test_a_helper_that_changes_is_seen(define) -> None:
    module = define.module(
        """
        def helper(x):
            return x + 1

        @Phylanx
        def f(x):
            return helper(x) * 2
        """
    )
    assert module.f(3) == 8
    old, module.helper = module.helper, lambda x: x - 1
    assert module.f(3) == 4
    module.helper = old
    assert module.f(3) == 8


# --- what is outside ------------------------------------------------------------------------------
def make(scale, offset):
    @Phylanx
    def f(x):
        return x * scale + offset

    return f


def test_closures() -> None:
    assert make(2, 1)(3) == 7
    assert_same(make(2.5, V)(V), V * 2.5 + V)
    first, second = make(1, 0), make(10, 0)
    assert (first(4), second(4), first(4)) == (4, 40, 4)


def test_a_closure_that_changes_is_seen() -> None:
    scale = 2

    @Phylanx
    def f(x):
        return x * scale

    assert f(3) == 6
    scale = 2.5
    assert f(3) == 7.5
    scale = V
    assert_same(f(2.0), V * 2.0)
    scale = 4
    assert f(3) == 12


SOURCE = """
    LIMIT = 3
    TABLE = np.arange(4.0)
    PAIR = (1, 2.5)

    class settings:
        factor = 2

    @Phylanx
    def number(x):
        return x + LIMIT

    @Phylanx
    def array(x):
        return x + TABLE

    @Phylanx
    def pair(x):
        return x * PAIR[0] + PAIR[1]

    @Phylanx
    def branch(x):
        if LIMIT > 5:
            return x + 1
        return x - 1

    @Phylanx
    def attribute(x):
        return x * settings.factor
"""


def test_module_constants_are_checked_at_each_call(define) -> None:
    m = define.module(SOURCE)
    assert m.number(1) == 4 and m.branch(1) == 0
    m.LIMIT = 10
    assert m.number(1) == 11 and m.branch(1) == 2
    m.LIMIT = 0.5
    assert m.number(1) == 1.5
    m.LIMIT = np.float32(2)
    assert_same(m.number(1), m.number.__wrapped__(1))
    m.LIMIT = V
    assert_same(m.number(1), 1 + V)
    m.LIMIT = True
    assert_same(m.number(1), 2)


def test_module_arrays_are_seen_when_they_change(define) -> None:
    m = define.module(SOURCE)
    assert_same(m.array(1.0), np.arange(4.0) + 1)
    m.TABLE[0] = 50
    assert m.array(1.0)[0] == 51
    m.TABLE = np.arange(3)
    assert_same(m.array(1), np.arange(3) + 1)
    m.TABLE = np.ones((2, 2), np.float32)
    assert_same(m.array(1), m.TABLE + 1)


def test_tuples_and_attributes_outside(define) -> None:
    m = define.module(SOURCE)
    assert m.pair(2) == 4.5
    m.PAIR = (3, 1)
    assert_same(m.pair(2), 7)
    assert m.attribute(3) == 6
    m.settings.factor = 5
    assert m.attribute(3) == 15


def test_names_defined_later_and_removed(define) -> None:
    m = define.module("@Phylanx\ndef f(x):\n    return x + LATER\n")
    with pytest.raises(NameError, match="LATER"):
        m.f(1)
    m.LATER = 2
    assert m.f(1) == 3
    del m.LATER
    with pytest.raises(NameError, match="LATER"):
        m.f(1)


def test_a_builtin_that_the_module_shadows_later(define) -> None:
    module = define.module(
        """
        def helper(x):
            return abs(x) + len(x)

        @Phylanx
        def f(x):
            total = 0
            for i in range(3):
                total += i
            return helper(x) + max(total, 1)
        """
    )
    x = np.array([-1.0, 2.0])
    for _ in range(2):
        assert_same_calls(module.f, x)
    for name, value in (("abs", lambda x: x * 100), ("range", lambda n: range(1)), ("max", min)):
        setattr(module, name, value)
        assert_same_calls(module.f, x)
    for name in ("range", "abs", "max"):
        delattr(module, name)
        assert_same_calls(module.f, x)


def test_numpy_replaced_by_the_user(define) -> None:
    m = define.module("from numpy import exp\n\n@Phylanx\ndef f(x):\n    return exp(x)\n")
    assert m.f(0.0) == 1.0
    m.exp = lambda x: "mine"
    assert m.f(0.0) == "mine"


# --- parameters -----------------------------------------------------------------------------------
@Phylanx
def defaults(x, y=2, *, z=3.5):
    return x + y * z


def test_defaults_and_keywords() -> None:
    assert defaults(1) == 8.0
    assert defaults(1, 0) == 1.0
    assert_same(defaults(1, y=1, z=1), 2)
    assert defaults(x=1, z=2) == 5
    for bad in ({"x": 1, "w": 2}, {}, {"y": 1}):
        with pytest.raises(TypeError, match="argument"):
            defaults(**bad)
    with pytest.raises(TypeError, match="argument"):
        defaults(1, 2, 3)
    with pytest.raises(TypeError, match="argument"):
        defaults(1, x=2)


@Phylanx
def positional(x, /, y):
    return x - y


def test_positional_only() -> None:
    assert positional(5, y=3) == 2
    with pytest.raises(TypeError):
        positional(x=1, y=2)


def test_it_looks_like_the_function() -> None:
    assert defaults.__name__ == "defaults" and defaults.__module__ == __name__
    assert defaults.__wrapped__(1) == 8.0
    assert callable(defaults)


def test_pickling() -> None:
    assert pickle.loads(pickle.dumps(defaults)) is defaults


def test_partial_and_map() -> None:
    assert functools.partial(defaults, y=1)(1) == 4.5
    assert list(map(defaults, [1, 2])) == [8.0, 9.0]


# --- methods --------------------------------------------------------------------------------------
class Model:
    rate = 0.5

    def __init__(self, weights):
        self.weights = weights

    @Phylanx
    def predict(self, x):
        return x @ self.weights

    @Phylanx
    def update(self, g):
        self.weights -= self.rate * g
        return self.weights

    @Phylanx
    def rebind(self, g):
        self.weights = self.weights + g

    @staticmethod
    @Phylanx
    def loss(a, b):
        return np.mean((a - b) ** 2)

    @classmethod
    def made(cls, n):
        return cls(np.zeros(n))


def test_methods() -> None:
    model = Model(np.arange(3.0))
    x = np.ones((2, 3))
    assert_same(model.predict(x), np.array([3.0, 3.0]))
    weights = model.weights
    assert model.update(np.ones(3)) is weights
    assert_same(weights, np.arange(3.0) - 0.5)
    model.rate = 1
    model.update(np.ones(3))
    assert_same(weights, np.arange(3.0) - 1.5)
    model.rebind(np.ones(3))
    assert model.weights is not weights
    assert_same(model.weights, np.arange(3.0) - 0.5)
    assert_same(Model.loss(np.ones(2), np.zeros(2)), np.float64(1.0))
    assert_same(Model.predict(Model.made(3), x), np.zeros(2))
