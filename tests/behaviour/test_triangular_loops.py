"""Nested loops whose bounds depend on each other: no index check is left out that is needed.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
import pytest

from phylanx import Phylanx


def above(a, n, shift):
    t = np.float64(0.0)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            for k in range(i + 1, j + shift):
                t += a[i + 1, j] * a[k, j - 1]
            a[i, j] = t
    return t


def below(a, n, shift):
    t = np.float64(0.0)
    for i in range(n):
        for j in range(i, -1, -2):
            if j < i:
                t += a[i - 1, j + 1 + shift]
            a[j, i] += t
    return t


@pytest.mark.parametrize("f", [above, below])
@pytest.mark.parametrize("shift", [0, 1, 2])
def test_as_python(f, shift):
    compiled = Phylanx(f)
    for n in range(8):
        for shape in ((n, n), (n + 2, n + 2), (max(n - 1, 0), n), (n, max(n - 1, 0))):
            outcomes = []
            for function in (f, compiled):
                a = np.arange(float(shape[0] * shape[1])).reshape(shape) % 5
                try:
                    result = function(a, n, shift)
                except IndexError as error:
                    result = str(error)
                outcomes.append((result, a.tolist()))
            assert outcomes[0] == outcomes[1], (n, shape)
    assert str(compiled.plan(a, n, shift)).count("for") >= 2
