"""Variables that hold Python's number first and NumPy's later: native where no one can tell, and told where one can.

SPDX-License-Identifier: BSL-1.0
"""

import warnings

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx, PhylanxWarning


def least(x):
    low, high = np.inf, -np.inf
    for i in range(len(x)):
        low = min(low, x[i])
        high = max(x[i], high)
    return low, high, (high - low) / 10


def mean_of_positive(x):
    total, count = 0.0, 0
    for i in range(len(x)):
        if x[i] > 0:
            total += x[i]
            count += 1
    return total / count if count > 0 else -1.0


def quotient(x):
    total = 0.0
    for i in range(len(x)):
        total += x[i]
    return 1 / (total / len(x) + 1)


def two_quotients(x):
    a, b = 0.0, 1.0
    for i in range(len(x)):
        a += x[i]
        b = b / (a + 2)
    return b


def by_zero(x, n):
    total = 0.0
    for i in range(len(x)):
        total += x[i]
    return total / n


@pytest.mark.parametrize("size", [1, 10])
@pytest.mark.parametrize("function", [least, mean_of_positive, two_quotients], ids=lambda f: f.__name__)
def test_native(function, size):
    x = np.random.default_rng(size).standard_normal(size)
    compiled = Phylanx(function)
    compiled(x)
    before = phylanx.counters()["python_runs"]
    got, expected = compiled(x), function(x)
    assert phylanx.counters()["python_runs"] == before
    np.testing.assert_equal(got, expected)
    assert np.all(np.equal(list(map(type, np.atleast_1d(got))), list(map(type, np.atleast_1d(expected)))))


@pytest.mark.parametrize("size", [0, 4])
def test_dividing_by_zero(size):
    """Python's zero division where the sum is Python's 0.0 still, NumPy's warning where it is a NumPy number."""
    x = np.ones(size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PhylanxWarning)
        if size == 0:
            for f in (by_zero, Phylanx(by_zero)):
                with pytest.raises(ZeroDivisionError):
                    f(x, 0)
        else:
            for f in (by_zero, Phylanx(by_zero)):
                with pytest.warns(RuntimeWarning, match="divide by zero"):
                    assert f(x, 0) == np.inf


def test_calls_that_python_has_to_run_again_and_again_are_told():
    f = Phylanx(by_zero)
    with warnings.catch_warnings():
        warnings.simplefilter("error", PhylanxWarning)
        for _ in range(4):  # may be a rare case
            with pytest.raises(ZeroDivisionError):
                f(np.ones(0), 0)
        assert f(np.ones(3), 2) == 1.5
    with pytest.warns(PhylanxWarning, match=r"(?s)total / n.*np.float64\(0.0\)"), pytest.raises(ZeroDivisionError):
        f(np.ones(0), 0)


def pair_with_greater(p):
    return p, max(p, 2)


def pair_made_in_a_loop(s):
    k = 0
    while k < 2:
        k += 1
        pair = pair_with_greater(s)
    return pair


@pytest.mark.parametrize("s", [5, 5.0, 1, 1.5])
def test_a_pair_that_only_the_loop_makes_keeps_how_its_parts_came(s):
    """One part is an int or a float by what was compared, and before the loop there is no pair at all."""
    got, wanted = Phylanx(pair_made_in_a_loop)(s), pair_made_in_a_loop(s)
    assert got == wanted and [type(part) for part in got] == [type(part) for part in wanted]


def negated(p):
    v = -(p if p < 2 else 3)
    return p - v


def dropped(p):
    v = -(p if p < 2 else 3)
    w = p - v  # raises, though nobody reads it
    return 1


def raised_beyond(p):
    return (p if p < 2 else 3) + 300


def times(p):
    return (p if p < 2 else 100) * (p if p < 2 else 100)


@pytest.mark.parametrize("value", [1, 5])
@pytest.mark.parametrize("function", [negated, dropped, raised_beyond, times], ids=lambda f: f.__name__)
def test_pythons_integers_do_not_wrap_in_narrow_dtypes(function, value):
    outcomes = []
    for f in (function, Phylanx(function)):
        with np.errstate(all="ignore"):
            try:
                outcomes.append(f(np.uint8(value)))
            except OverflowError as error:
                outcomes.append(str(error))
    assert outcomes[0] == outcomes[1] and type(outcomes[0]) is type(outcomes[1])


@pytest.mark.parametrize("name", ["copy", "conj", "conjugate"])
@pytest.mark.parametrize("dtype", ["bool", "int32", "float64", "complex128"])
def test_numpys_scalars_stay_scalars(name, dtype):
    for function in _methods(name):
        x = np.arange(4).astype(dtype)
        got, wanted = Phylanx(function)(x), function(x)
        assert type(got) is type(wanted) and np.array_equal(got, wanted)


def _methods(name):
    return {
        "copy": (lambda x: x[1].copy(), lambda x: x[np.array(-2)].copy(), lambda x: x.max().copy()),
        "conj": (lambda x: x[1].conj(), lambda x: x.max().conj()),
        "conjugate": (lambda x: x[1].conjugate(), lambda x: x.max().conjugate()),
    }[name]
