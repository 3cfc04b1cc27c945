# Primitives by their bare names; loops, folds, functions as values.
# SPDX-License-Identifier: BSL-1.0
import numpy as np
from phylanx import Phylanx, PhylanxSession
from phylanx.execution_tree import parallel
from phylanx.util import prange

PhylanxSession.init(2)


@Phylanx
def folded(x):
    return fold_left(lambda a, b: a + b, 0, x)  # noqa: F821


@Phylanx
def mapped(x):
    return fmap(lambda a: a * 2, x)  # noqa: F821


@Phylanx
def sigmoids(x):
    return sigmoid(x)  # noqa: F821


@Phylanx
def crossed(n):
    total = np.zeros(n)
    for i in prange(n):
        total[i] = i * i
    with parallel:
        a = total + 1
        b = total - 1
    return a * b


@Phylanx
def sums(matrix):
    found = []
    for row in matrix:
        found.append(np.sum(row))
    return np.array(found)


@Phylanx
def keys():
    d = {"a": 1, "b": 2}
    total = 0
    for k in d:
        total += d[k]
    return total


assert folded([1, 2, 3]) == 6 and folded(np.array([1.5, 2])) == 3.5
assert list(mapped([1, 2])) == [2, 4]
assert np.allclose(sigmoids(np.array([0.0, 2.0])), [0.5, 0.880797])
assert crossed(4).tolist() == [-1, 0, 15, 80]
assert sums(np.arange(6).reshape(2, 3)).tolist() == [3, 12]
assert keys() == 3


@Phylanx
def from_numpy(x):
    np.shuffle(x)
    return np.sum(x) + np.fold_left(lambda a, b: a + b, 0, [np.max(y) for y in np.fmap(lambda v: v * 2, x)])


x = np.array([3, 1, 2])
assert from_numpy(x) == 18 and sorted(x.tolist()) == [1, 2, 3]


@Phylanx
def not_there(x):
    return np.no_such_name(x)


try:
    not_there(1)
except AttributeError as error:
    assert "no_such_name" in str(error)
else:
    raise AssertionError
