"""if, for, while, break, continue, else, early returns, and names that are not bound.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

from phylanx import Phylanx, counters
from tests.comparing import assert_same_calls

pytestmark = pytest.mark.usefixtures("native")


@Phylanx
def sign_of(x):
    if x > 0:
        return "positive"
    elif x < 0:
        return "negative"
    else:
        return "zero"


@Phylanx
def collatz(n):
    steps = 0
    while n != 1:
        if n % 2:
            n = 3 * n + 1
        else:
            n //= 2
        steps += 1
    return steps


@Phylanx
def first_above(x, limit):
    for i in range(len(x)):
        if x[i] > limit:
            break
    else:
        return -1
    return i


@Phylanx
def odd_sum(x, stop):
    total = 0.0
    for i in range(len(x)):
        if i % 2 == 0:
            continue
        if i >= stop:
            break
        total += x[i]
    return total


@Phylanx
def nested(n, m):
    hits = 0
    for i in range(n):
        for j in range(m):
            if j > i:
                break
            if (i + j) % 3 == 0:
                continue
            hits += i * j
        else:
            hits += 100
    return hits, i, j


@Phylanx
def while_else(n):
    while n > 0:
        n -= 2
        if n == 1:
            break
    else:
        return "even", n
    return "odd", n


@Phylanx
def forever(limit):
    n = 1
    while True:
        n *= 2
        if n > limit:
            return n


@Phylanx
def backwards(x):
    out = 0.0
    for i in range(len(x) - 1, -1, -2):
        out = out * 0.5 + x[i]
    return out


@Phylanx
def over_elements(x):
    total = x[0] * 0
    for value in x:
        total = total + value * value
    return total


@Phylanx
def with_enumerate(x, y):
    total = 0.0
    for i, (a, b) in enumerate(zip(x, y)):  # noqa: B905
        total += i * a - b
    return total


@Phylanx
def over_a_tuple(x):
    out = x
    for factor in (1, 2.5, 3):
        out = out * factor
    return out


@Phylanx
def power_iteration(a, v, steps):
    for _ in range(steps):
        v = a @ v
        n = np.sqrt(np.sum(v * v))
        if n == 0:
            return v, 0.0
        v = v / n
    return v, v @ a @ v


@Phylanx
def newton(x):
    guess = x
    while abs(guess * guess - x) > 1e-12 * x:
        guess = 0.5 * (guess + x / guess)
    return guess


@Phylanx
def converging(x):
    total = np.zeros_like(x)
    term = np.ones_like(x)
    n = 0
    while np.max(np.abs(term)) > 1e-17:
        total += term
        n += 1
        term = term * x / n
    return total, n


@Phylanx
def changes_type(x, n):
    total = 0
    for i in range(n):
        total = total + x[i]
    return total


@Phylanx
def maybe_array(x, flag):
    y = 1
    if flag:
        y = x * 2
    return y + 1


@Phylanx
def conditional(x, y):
    a = x if x > y else y
    b = (x and y) or 7
    return a, b, not x, x < y < 10, x == y or x != y


@Phylanx
def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


@Phylanx
def mandelbrot(c, limit):
    z = 0j
    for i in range(limit):
        z = z * z + c
        if abs(z) > 2:
            return i
    return limit


@Phylanx
def early_in_a_loop(x):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] < 0:
                return i, j
    return None


V = np.array([3.0, -1.0, 4.0, -1.5, 5.0, -9.0, 2.0])
CASES = [
    (sign_of, (3,)),
    (sign_of, (-2.5,)),
    (sign_of, (0,)),
    (collatz, (27,)),
    (collatz, (1,)),
    (first_above, (V, 3.5)),
    (first_above, (V, 99)),
    (odd_sum, (V, 4)),
    (odd_sum, (V, 100)),
    (nested, (4, 5)),
    (nested, (7, 3)),
    (while_else, (6,)),
    (while_else, (7,)),
    (forever, (1000,)),
    (backwards, (V,)),
    (over_elements, (V,)),
    (over_elements, (np.arange(12).reshape(3, 4),)),
    (with_enumerate, (V, V[::-1])),
    (with_enumerate, (V, V[:3])),
    (over_a_tuple, (V,)),
    (over_a_tuple, (2,)),
    (power_iteration, (np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1.0, 0.0]), 30)),
    (power_iteration, (np.zeros((2, 2)), np.ones(2), 5)),
    (newton, (2.0,)),
    (converging, (V / 10,)),
    (changes_type, (V, 3)),
    (changes_type, (V, 0)),
    (changes_type, (np.arange(5), 5)),
    (maybe_array, (V, True)),
    (maybe_array, (V, False)),
    (conditional, (3, 5)),
    (conditional, (0, 5)),
    (conditional, (2.5, 0.0)),
    (fibonacci, (50,)),
    (mandelbrot, (0.3 + 0.5j, 100)),
    (mandelbrot, (1 + 1j, 9)),
    (early_in_a_loop, (np.array([[1.0, 2.0], [3.0, -4.0]]),)),
    (early_in_a_loop, (np.ones((2, 2)),)),
]


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", None))
def test_control_flow(function, args) -> None:
    assert_same_calls(function, *args, ulp=4)


@Phylanx
def maybe_unbound(flag):
    if flag:
        y = 1
    return y


@Phylanx
def unbound_after_loop(n):
    for i in range(n):
        last = i * 2
    return last


@Phylanx
def unbound_array(x, flag):
    if flag:
        y = x + 1
    x = x * 2
    return y + x


@Phylanx
def unbound_pair(x, n):
    if n < 3:
        pair = (x, x)
    for _ in range(n):
        pair = n
    return pair


def test_no_object_is_made_of_a_name_without_a_value() -> None:
    assert unbound_pair(V[::2], 5) == 5
    first, second = unbound_pair(V, 0)
    assert first is V and second is V


def test_names_that_are_not_bound() -> None:
    assert maybe_unbound(True) == 1
    with pytest.raises(UnboundLocalError, match="y"):
        maybe_unbound(False)
    assert unbound_after_loop(3) == 4
    with pytest.raises(UnboundLocalError, match="last"):
        unbound_after_loop(0)
    assert unbound_array(V, True).shape == V.shape
    with pytest.raises(UnboundLocalError, match="y"):
        unbound_array(V, False)


def test_the_truth_of_arrays() -> None:
    assert_same_calls(sign_of, np.array([2.0]))
    assert_same_calls(sign_of, np.float64(2.0))
    with pytest.raises(ValueError, match="truth value of an array"):
        sign_of(np.array([1.0, 2.0]))


def test_long_loops_over_scalars() -> None:
    @Phylanx
    def count(n):
        total = 0
        for i in range(n):
            total += i & 3
        return total

    assert count(1_000_000) == sum(i & 3 for i in range(1_000_000))


@Phylanx
def overflowing(n):
    x = 1
    for _ in range(n):
        x = x * 3
    return x


def test_integers_of_python_do_not_wrap() -> None:
    assert overflowing(39) == 3**39
    try:
        assert overflowing(60) == 3**60
    except OverflowError:
        pass


@Phylanx
def folded(numbers, table):
    check = 0xFFFFFFFF
    for i in range(len(numbers)):
        check = (check >> 8) ^ table[(check ^ int(numbers[i])) & 0xF]
    return check ^ 0xFF


@Phylanx
def greatest(numbers):
    best = 0
    for i in range(len(numbers)):
        value = max(0, numbers[i] // 2)
        if value > best:
            best = value
    return best


@Phylanx
def halved_until(numbers, limit):
    x = 7
    for i in range(len(numbers)):
        if x % 3 < limit:
            x = numbers[i]
        else:
            x = x // 2 + 1
    return x


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (folded, (np.arange(7, dtype=np.uint8), np.arange(16) * 77)),
        (greatest, (np.array([-3, 5, 9, 2]),)),
        (halved_until, (np.array([11, 12, 13, 100]), 2)),
    ],
)
def test_numbers_that_begin_as_pythons(function, args) -> None:
    """A Python number before the loop, NumPy's in it: compiled, and of NumPy's type in the end."""
    assert_same_calls(function, *args)
    before = counters()["python_runs"]
    function(*args)
    assert counters()["python_runs"] == before


def test_numbers_that_stay_pythons() -> None:
    assert_same_calls(greatest, np.array([-3, -5]))
    assert_same_calls(greatest, np.array([], dtype=np.int64))
    assert_same_calls(folded, np.array([], dtype=np.uint8), np.arange(16))


def power(x, y):
    return x**y


@pytest.mark.parametrize(
    ("x", "y", "in_python"),
    [(49, 0.5, 0), (2.0, -0.5, 0), (2, 62, 0), (2, -3, 1), (-8, 1 / 3, 1), (-8.0, 3.0, 0), (0.0, 0.5, 0), (0.0, -0.5, 1)],
)
def test_powers_of_python_numbers(x, y, in_python) -> None:
    """Compiled for the real result that most have; the others run in Python."""
    function = Phylanx(power)
    assert_same_calls(function, x, y)
    before = counters()
    with contextlib.suppress(ZeroDivisionError):
        function(x, y)
    after = counters()
    assert after["python_runs"] - before["python_runs"] == in_python
    assert after["foreign_calls"] == before["foreign_calls"]
