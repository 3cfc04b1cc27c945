"""Arrays that other libraries made, files in memory, sparse matrices: taken where they lie.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import phylanx
import pytest
from phylanx import Phylanx

from tests.comparing import assert_same, assert_same_calls

V = np.arange(1.0, 6.0)


@pytest.fixture
def no_copies():
    before = phylanx.counters()["array_copies"]
    yield
    assert phylanx.counters()["array_copies"] == before


@Phylanx
def doubled(x):
    x *= 2
    return x + 1


@Phylanx
def squares(x):
    return (x * x).sum()


def test_a_memory_map_is_used_and_written_where_it_lies(tmp_path: Path, no_copies) -> None:
    m = np.memmap(tmp_path / "file", dtype=np.float64, mode="w+", shape=5)
    m[:] = V
    assert np.array_equal(doubled(m), V * 2 + 1)
    m.flush()
    assert np.array_equal(np.fromfile(tmp_path / "file"), V * 2)
    readable = np.memmap(tmp_path / "file", dtype=np.float64, mode="r", shape=5)
    assert squares(readable) == ((V * 2) ** 2).sum()
    with pytest.raises(ValueError, match="read-only"):
        doubled(readable)


def test_a_buffer(no_copies) -> None:
    memory = bytearray(V.tobytes())
    doubled(np.frombuffer(memory))
    assert np.array_equal(np.frombuffer(memory), V * 2)


@Phylanx
def from_dlpack(x):
    return np.from_dlpack(x) * 2 + 1


class Capsule:
    """An array of another library: all that it shows is DLPack."""

    def __init__(self, a: np.ndarray) -> None:
        self.a = a

    def __dlpack__(self, **options):
        return self.a.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.a.__dlpack_device__()


class Interface:
    def __init__(self, a: np.ndarray) -> None:
        self.a = a
        self.__array_interface__ = a.__array_interface__


@Phylanx
def as_array(x):
    return np.asarray(x) * 2 + 1


@Phylanx
def writes_through(x):
    a = np.asarray(x)
    a[1:] = a[:-1] + 1
    return a.sum()


def test_array_protocols(no_copies) -> None:
    assert_same(from_dlpack(Capsule(V)), V * 2 + 1)
    assert_same(as_array(Interface(V)), V * 2 + 1)
    a = V.copy()
    writes_through(Interface(a))
    assert np.array_equal(a[1:], V[:-1] + 1)


def test_jax_arrays(no_copies) -> None:
    jnp = pytest.importorskip("jax.numpy")
    assert_same(from_dlpack(jnp.arange(5, dtype=np.float32)), np.arange(5, dtype=np.float32) * 2 + 1)
    assert float(squares(jnp.arange(4.0))) == 14.0


def test_torch_tensors(no_copies) -> None:
    torch = pytest.importorskip("torch")
    t = torch.arange(5.0, dtype=torch.float64)
    assert_same(from_dlpack(t), np.arange(5.0) * 2 + 1)
    doubled(t.numpy())
    assert t[4] == 8


@Phylanx
def csr_product(a, x):
    y = np.zeros(a.shape[0])
    data, indices, indptr = a.data, a.indices, a.indptr
    for i in range(y.shape[0]):
        s = 0.0
        for k in range(indptr[i], indptr[i + 1]):
            s += data[k] * x[indices[k]]
        y[i] = s
    return y


@Phylanx
def sparse_step(a, x):
    return (a @ x) * 2 - x @ a.T


def test_sparse_matrices(no_copies) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    dense = np.random.default_rng(3).random((6, 6)) * (np.random.default_rng(4).random((6, 6)) > 0.6)
    for kind in (sparse.csr_matrix, sparse.csr_array, sparse.csc_array):
        a, x = kind(dense), np.arange(6.0)
        if kind is not sparse.csc_array:
            assert np.allclose(csr_product(a, x), dense @ x)
        assert np.allclose(sparse_step(a, x), (dense @ x) * 2 - x @ dense.T)


def test_special_functions(define) -> None:
    special = pytest.importorskip("scipy.special")
    assert special.erf(1.0) > 0
    f = define(
        "from scipy import special\n\n"
        "@Phylanx\ndef f(x):\n"
        "    return special.erf(x) * 2 + special.expit(x) + special.gammaln(x + 1) - special.xlogy(x, x)\n"
    )
    for x in (V, V.astype(np.float32), np.arange(1, 4), V.reshape(5, 1), V[::2]):
        assert_same_calls(f, x)


@pytest.mark.parametrize("dtype", ["M8[D]", "m8[s]", "O", "S3", "U3", [("a", "i4"), ("b", "f8")]])
def test_dtypes_that_are_not_compiled(define, dtype) -> None:
    f = define("@Phylanx\ndef f(x):\n    y = x[1:]\n    return y, x[0], len(x), x.shape\n")
    x = np.zeros(3, dtype)
    assert repr(f(x)) == repr(f.__wrapped__(x))


def test_fields_are_native_arrays(define) -> None:
    f = define("@Phylanx\ndef f(s):\n    s['b'] = s['a'] * 2.5\n    return s['b'] + s['a']\n")
    s = np.zeros(4, [("a", "i4"), ("b", "f8")])
    s["a"] = np.arange(4)
    assert np.array_equal(f(s), np.arange(4) * 3.5)
    assert np.array_equal(s["b"], np.arange(4) * 2.5)


def test_other_byte_order_and_alignment() -> None:
    assert squares(V.astype(">f8")) == squares(V)
    odd = np.frombuffer(bytearray(1 + V.nbytes), np.uint8)[1:].view(np.float64)
    odd[:] = V
    assert np.array_equal(doubled(odd), V * 2 + 1)
    assert np.array_equal(odd, V * 2)


class Subclass(np.ndarray):
    pass


def test_subclasses_keep_their_meaning() -> None:
    product = Phylanx(lambda a: a * a)
    m = np.matrix([[1.0, 2.0], [3.0, 4.0]])
    assert type(product(m)) is np.matrix
    assert np.array_equal(product(m), m * m)
    assert type(product(V.view(Subclass))) is Subclass
    masked = np.ma.array(V, mask=[0, 1, 0, 0, 1])
    assert squares(masked) == (masked * masked).sum()
