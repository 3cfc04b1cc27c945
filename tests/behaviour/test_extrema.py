"""Places of extrema: short and long rows, columns, every real and complex dtype, NaN at any place, no warnings.

SPDX-License-Identifier: BSL-1.0
"""

import warnings

import numpy as np
import pytest

from phylanx import Phylanx

DTYPES = ["?", "b", "B", "h", "H", "i", "I", "l", "L", "e", "f", "d", "F", "D"]
SHAPES = [(1, 1), (1, 40), (40, 1), (3, 7), (17, 5), (9, 31), (9, 33), (5, 2100), (700, 3), (20, 600)]


@Phylanx
def places(a):
    return np.argmax(a, axis=0), np.argmin(a, axis=1), np.argmin(a, axis=0), a.argmax(axis=-1), a.argmax(), a.argmin()


@pytest.mark.parametrize("nan", [False, True])
@pytest.mark.parametrize("code", DTYPES)
def test_extrema(code, nan):
    if nan and code not in "efdFD":
        pytest.skip("no NaN in integers")
    rng = np.random.default_rng(1)
    for shape in SHAPES:
        a = (rng.random(shape) * 7 - (3 if code in "bhilefdFD" else 0)).astype(code)
        if nan:
            a[rng.random(shape) < 0.05] = np.nan
        for view in (a, a.T, a[::2], a[:, ::-1], np.asfortranarray(a)):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found = places(view)
            for have, wanted in zip(found, places.__wrapped__(view), strict=True):
                np.testing.assert_array_equal(have, wanted, f"{shape} {view.strides}")


def test_zeros_of_both_signs_are_equal():
    for n in (3, 20, 40, 3000):
        a = np.full((4, n), -0.0)
        a[:, 1:] = 0.0
        assert not np.any(places(a)[1]) and not np.any(places(-a)[0])
