"""Real and imaginary parts of complex arrays are views, and native.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np
import pytest

from phylanx import Phylanx
from tests.comparing import assert_same_calls

pytestmark = pytest.mark.usefixtures("native")


@Phylanx
def read(z):
    return np.sum(z.real * 2 - np.imag(z)), (z * z).imag + 1


@Phylanx
def written(z, x):
    z.real = x
    y = z.imag
    y[1:] += 2 * z.real[:-1]
    np.imag(z)[0] = 5
    return y, z


@Phylanx
def written_behind(z):
    y = z.imag
    z *= 1j
    return y * 1, y


@Phylanx
def swapped(z):
    z.real[...], z.imag[...] = z.imag * 1, z.real * 1
    z.real[...] = z.imag[::-1] + z.real
    return z


@Phylanx
def in_a_loop(z, n):
    for i in range(n):
        z.imag[i] = z.real[i] + i
        z.real[1:] -= z.imag[:-1]
    return z.real


@Phylanx
def of_results(x, n):
    z = x * (1 + 2j)
    y = z.real
    for _ in range(n):
        z = z * 1j
    y[0] = 3
    return y, z


ARRAYS = {
    "vector": np.arange(6) + 1j * np.arange(6)[::-1],
    "matrix": (np.arange(12.0) - 3j).reshape(3, 4).astype(np.complex64),
    "strided": np.arange(24).reshape(4, 6)[::2, ::-1] * (2 - 1j),
    "0-d": np.array(2 + 3j),
    "empty": np.zeros((0, 3), complex),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_read(name) -> None:
    assert_same_calls(read, ARRAYS[name], ulp=8)


@pytest.mark.parametrize("name", ["vector", "matrix", "strided"])
def test_written(name) -> None:
    z = ARRAYS[name]
    assert_same_calls(written, z, np.full(z.shape, 0.5))
    assert_same_calls(written_behind, z)
    assert_same_calls(swapped, z)
    assert_same_calls(in_a_loop, z, len(z))


def test_of_results() -> None:
    assert_same_calls(of_results, np.arange(4.0), 2)


def test_no_copy() -> None:
    z = np.ones((2, 3), complex)
    part = Phylanx(imaginary)(z)
    part[...] = 7
    assert (z.imag == 7).all()
    assert part.strides == z.imag.strides


def imaginary(z):
    return z.imag


@Phylanx
def of_numbers(x, y):
    return x.real, x.imag, np.real(x), np.imag(x), np.isreal(x), x * y, x == y, y * x


@pytest.mark.parametrize("x", [3, 2.5, True, 2 + 3j, np.float32(2), np.complex64(1 - 1j), np.int8(4)])
def test_of_numbers(x) -> None:
    """np.float64 is a float too: Python's complex numbers take it for one."""
    assert_same_calls(of_numbers, x, np.float64(1.5))
