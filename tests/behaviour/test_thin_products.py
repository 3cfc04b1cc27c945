"""Products with few rows or columns, of operands of any strides, in sizes that are split into tasks with a small rest.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
import pytest

from phylanx import Phylanx


@Phylanx
def product(a, b):
    return a @ b


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "sizes", [(1025, 64, 16), (16, 64, 1025), (2049, 100, 2), (16, 1030, 128), (128, 1030, 16), (10, 5000, 12), (1, 300, 1), (1, 9000, 1)]
)
def test_any_strides(sizes, dtype):
    m, k, n = sizes
    rng = np.random.default_rng(0)
    for step_a in (1, 2, -1):
        for step_b in (1, 2, -1):
            a = rng.random((m * abs(step_a), k * abs(step_a))).astype(dtype)[::step_a, ::step_a]
            b = rng.random((k * abs(step_b), n * abs(step_b))).astype(dtype)[::step_b, ::step_b]
            for x in (a, np.asfortranarray(a)):
                near = {"rtol": 1e-12} if dtype == np.float64 else {"rtol": 2e-4}
                np.testing.assert_allclose(product(x, b), x @ b, **near, err_msg=f"{step_a} {step_b}")
