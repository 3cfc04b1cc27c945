"""Sums of products over separate axes: products of matrices, whatever the layout and size of the factors.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
import pytest

from phylanx import Phylanx


def patches(images, weights, i, j):
    k = weights.shape[0]
    return np.sum(images[:, i : i + k, j : j + k, :, np.newaxis] * weights[np.newaxis], axis=(1, 2, 3))


def written_out(a, b):
    return np.sum(a[:, :, None] * b[None], axis=1)


def right_first(a, b):
    return (b[None, :, :] * a[:, None, :]).sum(axis=2)


def kept_axis(a, b):
    return np.sum(a[:, :, None] * b, axis=1, keepdims=True)


def as_they_were(a, b):
    products = a[:, :, None] * b[None]
    a += 1
    return products.sum(axis=1), a


def near(have, wanted, tolerance=1e-12):
    assert have.dtype == wanted.dtype
    np.testing.assert_allclose(have, wanted, rtol=tolerance, atol=tolerance)


def called(f, *args):
    run = Phylanx(f)
    result = run(*args)
    assert "contract(" in str(run.plan(*args)), "the pass did not see it"
    return result


@pytest.mark.parametrize("code", ["f", "d", "F", "D"])
@pytest.mark.parametrize("sizes", [(2, 5, 3), (1, 1, 1), (4, 72, 16), (3, 0, 2), (0, 4, 5), (700, 40, 30), (1, 300, 50), (60, 200, 1)])
def test_products_of_matrices(sizes, code):
    m, k, n = sizes
    rng = np.random.default_rng(2)
    a = (rng.standard_normal((m, 2 * k)) + (1j * rng.standard_normal((m, 2 * k)) if code in "FD" else 0)).astype(code)
    b = rng.standard_normal((n, k)).astype(code)
    for x in (a[:, :k], a[:, ::2], np.asfortranarray(a[:, k:]), a[:, k:][:, ::-1]):
        for y in (b.T, np.ascontiguousarray(b.T)):
            tolerance = {"f": 2e-4, "d": 1e-12, "F": 2e-4, "D": 1e-12}[code]
            near(called(written_out, x, y), written_out(x, y), tolerance)
        near(called(right_first, x, b), right_first(x, b), tolerance)


@pytest.mark.parametrize("place", [(0, 0), (2, 1)])
def test_patches_of_images(place):
    rng = np.random.default_rng(3)
    for batch, side, channels, filters in ((2, 8, 3, 4), (1, 6, 1, 1), (5, 30, 20, 40)):
        images, weights = rng.random((batch, side, side, channels)), rng.random((3, 3, channels, filters))
        near(called(patches, images, weights, *place), patches(images, weights, *place))


def test_a_summed_axis_of_one_is_repeated():
    rng = np.random.default_rng(4)
    for a, b in (((3, 1), (5, 4)), ((3, 5), (1, 4)), ((3, 1), (1, 4))):
        x, y = rng.random(a), rng.random(b)
        near(called(written_out, x, y), written_out(x, y))


def test_extents_that_do_not_fit():
    with pytest.raises(ValueError, match=r"operands could not be broadcast together with shapes \(3,4,1\) \(1,5,2\)"):
        called(written_out, np.ones((3, 4)), np.ones((5, 2)))


def test_a_factor_that_changes_before_the_sum():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    have, wanted = called(as_they_were, a.copy(), b), as_they_were(a.copy(), b)
    near(have[0], wanted[0])
    near(have[1], wanted[1])


def test_keepdims():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(1, 3, 4)
    near(Phylanx(kept_axis)(a, b), kept_axis(a, b))
