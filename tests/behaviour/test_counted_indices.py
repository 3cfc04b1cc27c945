"""Indices that a program counts itself, in loops of both kinds: no check is left out that is needed.

SPDX-License-Identifier: BSL-1.0
"""

import warnings

import numpy as np
import pytest

from phylanx import Phylanx


def insertion(a, n):
    window = np.zeros(9)
    t = np.float64(0.0)
    for i in range(n):
        count = 0
        for _ in range(3):
            for j in range(3):
                value = a[i + j]
                k = count
                while k > 0 and window[k - 1] > value:
                    window[k] = window[k - 1]
                    k -= 1
                window[k] = value
                count += 1
        t += window[4]
    return t


def one_too_many(a, n):
    window = np.zeros(8)
    for i in range(n):
        count = 0
        for _ in range(3):
            for _ in range(3):
                window[count] = a[i]
                count += 1
    return window.sum()


def kept(a, n):
    """Those above one, one after the other."""
    to = np.zeros(n)
    count = 0
    for i in range(len(a)):
        if a[i] > 1:
            to[count] = a[i]
            count += 1
    return to[:count].sum()


def two_ends(a, n):
    low, high = 0, n - 1
    t = np.float64(0.0)
    while low < high:
        t += a[low] * a[high]
        if a[low] < a[high]:
            low += 1
        else:
            high -= 1
    return t


def below_zero(a, n):
    k = n
    t = np.float64(0.0)
    while k > -3:
        t = t * 2 + a[k - 1]
        k -= 2
    return t


def beyond(a, n):
    k = 0
    t = np.float64(0.0)
    while not (k > n or t < 0):
        t += a[k]
        k += 1
    return t


def with_breaks(a, n):
    found = -1
    steps = 0
    for i in range(n):
        steps += 2
        if a[i] == 3:
            found = i
            steps += 5
            break
        if a[i] > 4:
            steps -= 1
            continue
        steps -= 2
        a[steps] += 1
    return found + a[steps - 2] + steps


def searched(a, n):
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        if a[middle] < 2:
            low = middle + 1
        else:
            high = middle
    return low + a[low]


def counted_down(a, n):
    k = n
    t = np.float64(0.0)
    for i in range(n):
        k -= 1
        for j in range(i):
            t += a[k] * a[j + k]
    return t


def carried_over(a, n):
    """A count that a loop leaves is where the next one begins."""
    k = 0
    while k < n and a[k] != 3:
        k += 1
    t = np.float64(0.0)
    for i in range(k, n + 1):
        t += a[i - k] + a[i]
    return t


def large_steps(a, n):
    k = 0
    big = 2**62
    for i in range(n):
        k += big
    return k + a[0]


def inverted(a, n):
    """`~` of a Python bool is an integer that is never zero; of NumPy's it is `not`."""
    t = np.float64(0.0)
    for i in range(n + 3):
        if ~(i < n):
            t += a[i]
        if ~(np.bool_(i >= n)):
            t += a[i]
    return t


def negated(a, n):
    t = np.float64(0.0)
    for i in range(n + 3):
        if not (i >= n or i < 1):
            t += a[i] * a[i - 1]
    return t


def from_anywhere(a, n):
    """A start that nothing bounds."""
    k = 0
    t = np.float64(0.0)
    while t < 20:
        k += n
        for i in range(k, n + 2):
            t += a[i]
        t += 5
    return t


ALL = [inverted, negated, from_anywhere, insertion, one_too_many, kept, two_ends, below_zero, beyond, with_breaks, searched, counted_down, carried_over, large_steps]


def outcome(function, n, length):
    a = np.arange(float(length)) * 5 % 7
    try:
        with warnings.catch_warnings():  # of ~ on a bool
            warnings.simplefilter("ignore", DeprecationWarning)
            result = function(a, n)
    except (IndexError, OverflowError) as error:
        result = type(error), str(error) if isinstance(error, IndexError) else ""
    return result, a.tolist()


@pytest.mark.parametrize("f", ALL, ids=[f.__name__ for f in ALL])
def test_as_python(f):
    compiled = Phylanx(f)
    for n in range(9):
        for length in {n - 1, n, n + 1, n + 2, 12}:
            if length > 0 and not (f is large_steps and n > 1):
                assert outcome(f, n, length) == outcome(compiled, n, length), (n, length)


def test_an_integer_that_grows_too_large_is_refused():
    compiled = Phylanx(large_steps)
    with pytest.raises(OverflowError):
        compiled(np.ones(3), 8)


@pytest.mark.parametrize("f", [insertion, kept, counted_down], ids=lambda f: f.__name__)
def test_checks_stand_before_the_loop(f):
    """Where they fit: the copy of the loop without checks raises nothing."""
    text = Phylanx(f).llvm(np.ones(12), 5)
    assert "fits:" in text
