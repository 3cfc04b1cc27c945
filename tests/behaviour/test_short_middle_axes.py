"""Kernels over three and more axes whose last but one is short: another axis gives the rows.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
import pytest

from phylanx import Phylanx


def distances(points, centers):
    return ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)


def stored(target, a):
    target[...] = a * 2 + 1
    return target


def folded_outside(a):
    return a.sum(axis=0), a.max(axis=(0, 2)), a.min(axis=1)


@pytest.mark.parametrize("sizes", [(40, 2, 3), (700, 10, 8), (1797, 10, 64), (5, 15, 60), (300, 3, 1), (64, 1, 9)])
def test_against_numpy(sizes):
    n, middle, k = sizes
    rng = np.random.default_rng(0)
    points, centers = rng.random((n, k)), rng.random((middle, k))
    np.testing.assert_allclose(Phylanx(distances)(points, centers), distances(points, centers), rtol=1e-13)
    whole = rng.random((n, middle + 1, k + 2))
    part = whole[:, :-1, 1:-1]
    target = np.zeros((n, middle + 2, k + 3))[:, 1:-1, ::-1][:, :, 1:-2]
    np.testing.assert_array_equal(Phylanx(stored)(target, part), part * 2 + 1)
    for have, wanted in zip(Phylanx(folded_outside)(part), folded_outside(part), strict=True):
        np.testing.assert_allclose(have, wanted, rtol=1e-13)
