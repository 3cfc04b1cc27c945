# Functions run by their PhySL text, as with performance=True, give what Python gives.
# SPDX-License-Identifier: BSL-1.0
import numpy as np
from phylanx import Phylanx
from phylanx.util import prange


def branches(n):
    s = 0
    for i in range(n):
        if i % 2 == 0:
            s += i
        elif i > 5:
            s -= 1
        else:
            s = s * 2
    return s


def parallel_loop(x):
    y = np.zeros((3,))
    for i in prange(3):
        y[i] = x[i] ** 2
    return y


def dictionary(x):
    d = {"a": 1, "b": x}
    return d["b"] + d["a"]


def pairs(a, b):
    return [p * q for p, q in zip(a, b)]


def two_targets(a):
    t = 0
    for i, j in zip(a, a):
        t += i * j
    return t


def inner(x, k=3):
    def g(y):
        return y * k

    return g(x) + g(1)


def conditions(x):
    return x if x > 0 and x < 10 or x == 20 else -x


def slices(a):
    b = np.array([[1, 2], [3, 4]])
    a[0] = 5
    return np.dot(b, a) + np.sum(b, axis=0) - b[0, :] + b[:, 1] + b[-1]


def until(n):
    i = 0
    while not i >= n:
        i = i + 1
    return i


def calls(x):
    f = lambda a, b: a - b  # noqa: E731
    return f(x, 1) / 2 + len([1, 2])


def nested_list():
    x = [1, [2, 3]]
    return x[1][0]


def checked(x):
    assert x > 0
    return np.where(x > 1, x, 0.5)


CASES = [
    (branches, 10),
    (parallel_loop, np.array([1.0, 2, 3])),
    (dictionary, 4),
    (pairs, [1, 2], [3, 4]),
    (two_targets, [1, 2]),
    (inner, 2),
    (conditions, 3),
    (conditions, -3),
    (conditions, 20),
    (slices, np.array([1, 2])),
    (until, 4),
    (calls, 5),
    (nested_list,),
    (checked, np.float64(3.0)),
]
for function, *arguments in CASES:
    wanted = function(*[a.copy() if isinstance(a, np.ndarray) else a for a in arguments])
    measured = Phylanx(performance=True)(function)
    found = measured(*arguments)
    assert np.array_equal(found, wanted), (function.__name__, found, wanted)
    assert measured.__perfdata__[0].count("\n") > 2
