"""What is changed about an array, not in it: its shape, dtype, flags. Compiled code never goes on with the old ones.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np
import pytest
from phylanx import Phylanx

from tests.comparing import assert_same_calls

A = np.arange(6.0).reshape(2, 3)

BODIES = {
    "shape of an argument": "x.shape = (3, 2)\n    return x + 1, x.shape",
    "shape of a result": "y = x * 2\n    y.shape = 6\n    return y + 1",
    "shape by a name for the same": "y = x * 2\n    z = y\n    z.shape = 6\n    return y + 1",
    "shape in a branch": "y = x * 2\n    if x[0, 1] > 0:\n        y.shape = (3, 2)\n    return y + 1",
    "shape in a loop": "y = x * 2\n    for n in (2, 3):\n        y.shape = (n, 6 // n)\n    return y",
    "dtype": "y = x * 2\n    y.dtype = np.int64\n    return y",
    "strides of a view": "y = x[0]\n    y.strides = (16,)\n    return y.shape",
    "setflags": "y = x * 2\n    y.setflags(write=False)\n    y[0] = 1\n    return y",
    "flags": "y = x * 2\n    y.flags.writeable = False\n    y[0] = 1\n    return y",
    "a flag by its name": "y = x * 2\n    y.flags['WRITEABLE'] = False\n    return y.flags.writeable",
    "resize": "x.resize((2, 2), refcheck=False)\n    return x + 1",
    "real": "y = x + 1j\n    y.real = x * 3\n    y.imag = 2\n    return y",
    "flat": "y = x * 2\n    y.flat = 3\n    y.flat[2] = 5\n    return y",
    "sort": "y = x * -2\n    y.sort()\n    y.partition(1)\n    return y",
    "byteswap": "y = x * -2\n    y.byteswap(inplace=True)\n    return y",
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.filterwarnings("ignore")
def test_like_numpy(define, name: str) -> None:
    assert_same_calls(define(f"@Phylanx\ndef f(x):\n    {BODIES[name]}\n"), A)


class Anything:
    pass


@Phylanx
def sets_attributes(o, x):
    o.shape = x.shape
    o.dtype = x * 2
    return o.shape[0] + o.dtype


def test_attributes_of_other_objects_are_set() -> None:
    assert np.array_equal(sets_attributes(Anything(), A), A * 2 + 2)


def flattens(a):
    exec("a.shape = -1", {}, {"a": a})


@Phylanx
def calls_out(x):
    y = x * 2
    flattens(y)
    return y + 1


@pytest.mark.filterwarnings("ignore")
def test_a_function_that_sets_a_shape_is_told_of() -> None:
    with pytest.raises(RuntimeError, match="in place"):
        calls_out(A)
    assert np.array_equal(A, np.arange(6.0).reshape(2, 3))
