"""Views going in and coming out share memory with what they are views of.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import gc
import warnings
import weakref

import numpy as np
import pytest

from phylanx import Phylanx
from tests.comparing import assert_same, assert_same_calls

pytestmark = pytest.mark.usefixtures("native")

VIEWS = [
    "x[1:]",
    "x[::2]",
    "x[::-1]",
    "x.T",
    "x[0]",
    "x[:, 1]",
    "x[..., 0]",
    "x[None]",
    "x[1:, ::-2]",
    "x.reshape(-1)",
    "x.reshape(2, -1)",
    "np.transpose(x)",
    "np.swapaxes(x, 0, 1)",
    "x.ravel()",
    "np.expand_dims(x, 1)",
    "x[:, None, :]",
    "x[:0]",
    "x[()]",
    "x[-1, 1:3]",
    "np.diagonal(x)",
    "np.moveaxis(x, 0, 1)",
    "x[1:][1:]",
    "x.T[1:].T",
]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shares_memory(define, view) -> None:
    f = define(f"@Phylanx\ndef f(x):\n    return {view}\n")
    x = np.arange(24.0).reshape(4, 6)
    got, wanted = f(x), f.__wrapped__(x)
    assert_same(got, wanted)
    assert got.size == 0 or np.shares_memory(got, x)
    assert _steps(got) == _steps(wanted)
    assert got.flags.writeable == wanted.flags.writeable
    if got.size and got.flags.writeable:
        got[...] = -1
        assert_same(got, wanted)


def test_ravel_copies_what_has_steps(define) -> None:
    f = define("@Phylanx\ndef f(x):\n    y = x.ravel()\n    y[0] = 7\n    return y\n")
    assert_same_calls(f, np.arange(8.0)[::2])
    assert_same_calls(f, np.arange(8.0)[2:])


def _steps(a: np.ndarray) -> list[int]:
    """The strides that count: of dimensions with more than one element."""
    return [s for s, n in zip(a.strides, a.shape, strict=True) if n > 1]


COPIES = [
    "x.copy()",
    "x + 0",
    "x[x > 3]",
    "x[np.array([0, 1])]",
    "x.flatten()",
    "x.T.reshape(-1)",
    "np.array(x)",
    "x.astype(np.float64)",
    "np.sort(x)",
    "x.T.ravel()",
    "np.where(x > 0, x, x)",
    "x.copy()[1:]",
]


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_does_not(define, copy) -> None:
    f = define(f"@Phylanx\ndef f(x):\n    return {copy}\n")
    x = np.arange(24.0).reshape(4, 6)
    got = f(x)
    assert_same(got, f.__wrapped__(x))
    assert not np.shares_memory(got, x)
    got[...] = 0


@Phylanx
def tail(x):
    return x[2:]


@Phylanx
def made_inside(n):
    a = np.arange(n) * 1.0
    return a, a[1:], a[::-1]


def test_views_of_one_result_share_memory() -> None:
    a, b, c = made_inside(10)
    a[5] = -7
    assert b[4] == -7 and c[4] == -7


def test_a_view_keeps_its_argument_alive() -> None:
    x = np.arange(100_000.0)
    watch = weakref.ref(x)
    view = tail(x)
    del x
    gc.collect()
    assert watch() is not None
    assert view[0] == 2.0 and view[-1] == 99_999.0
    del view
    gc.collect()
    assert watch() is None


def test_results_live_on() -> None:
    kept = [made_inside(1000)[1] for _ in range(50)]
    gc.collect()
    others = [made_inside(1000) for _ in range(50)]
    assert all(k[0] == 1.0 and k[-1] == 999.0 for k in kept)
    assert len(others) == 50


def test_arguments_are_let_go() -> None:
    x = np.arange(1000.0)
    watch = weakref.ref(x)
    assert tail(x)[0] == 2.0
    del x
    gc.collect()
    assert watch() is None


@Phylanx
def total(x):
    return x.sum(), x * 2


LAYOUTS = {
    "strided": lambda a: a[::2, ::3],
    "negative": lambda a: a[::-1, ::-1],
    "fortran": np.asfortranarray,
    "broadcast": lambda a: np.broadcast_to(a[0], a.shape),
    "column": lambda a: a[:, 2:3],
    "empty": lambda a: a[:0],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_views_go_in(layout) -> None:
    x = LAYOUTS[layout](np.arange(600.0).reshape(20, 30))
    assert_same_calls(total, x, ulp=8)


def test_unusual_arrays_go_in() -> None:
    """Not aligned, of another byte order, of a subclass, of a structure: as NumPy."""
    raw = np.zeros(81, np.uint8)
    misaligned = raw[1:].view(np.float64)
    misaligned[:] = np.arange(10)
    swapped = np.arange(10.0).astype(">f8")
    field = np.zeros(5, [("a", "i1"), ("b", "f8")])["b"]
    for x in (misaligned, swapped, field):
        got, wanted = total(x), total.__wrapped__(x)
        assert got[0] == wanted[0] and np.array_equal(got[1], wanted[1])


@pytest.mark.filterwarnings("ignore")
def test_masked_arrays_and_matrices_keep_their_meaning() -> None:
    masked = np.ma.masked_array([1.0, 2.0, 3.0], [False, True, False])
    assert total(masked)[0] == 4.0
    assert isinstance(total(masked)[1], np.ma.MaskedArray)
    matrix = np.matrix([[1.0, 2.0]])
    assert isinstance(total(matrix)[1], np.matrix)


@Phylanx
def writes(x):
    x[0] = 1.0
    return x


def test_read_only_stays_read_only() -> None:
    x = np.zeros(3)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        writes(x)
    assert not tail(x).flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        writes(np.broadcast_to(np.zeros(1), (3,)))


@Phylanx
def broadcast(x):
    return np.broadcast_to(x, (3, 4))


def test_broadcast_results_are_read_only() -> None:
    got = broadcast(np.arange(4.0))
    assert got.strides[0] == 0 and not got.flags.writeable


READ_ONLY = {
    "diagonal": "np.diagonal(x)",
    "part of it": "np.diagonal(x)[1:]",
    "broadcast": "np.broadcast_to(x, (2, 4, 4))",
    "not really broadcast": "np.broadcast_to(x, (4, 4))",
    "transposed": "np.broadcast_to(x, (4, 4)).T",
}


@pytest.mark.parametrize("name", READ_ONLY)
def test_read_only_views(define, name) -> None:
    f = define(f"@Phylanx\ndef f(x, c):\n    return {READ_ONLY[name]} if c else x\n")
    x = np.ones((4, 4))
    assert not f(x, True).flags.writeable and f(x, False) is x and x.flags.writeable
    for write in ("v[0] = 2.0", "v[...] = 2.0", "v += 1", "v[1:] *= 2", "v.fill(3.0)"):
        g = define(f"@Phylanx\ndef g(x):\n    v = {READ_ONLY[name]}\n    {write}\n    return v\n")
        for function in (g, g.__wrapped__):
            with pytest.raises(ValueError, match="read-only"):
                function(x)
    assert x.tolist() == np.ones((4, 4)).tolist()


def test_read_only_views_of_branches(define) -> None:
    both = define(
        "@Phylanx\ndef f(x, c):\n    if c:\n        v = np.diagonal(x)\n    else:\n        v = np.broadcast_to(x[0], (4,))\n"
        "    v[0] = 2.0\n    return v\n"
    )
    named_on_one = define(
        "@Phylanx\ndef f(x, c):\n    if len(x):\n        v = np.diagonal(x)\n    v[0] = 2.0\n    return v\n"
    )
    one = define(
        "@Phylanx\ndef f(x, c):\n    v = x\n    if c:\n        v = np.diagonal(x)\n    v[0] = 2.0\n    return v\n"
    )
    x = np.ones((4, 4))
    for f in (both, named_on_one, one):
        with warnings.catch_warnings(), pytest.raises(ValueError, match="read-only"):
            warnings.simplefilter("ignore")
            f(x, True)
    assert x.tolist() == np.ones((4, 4)).tolist()
    assert one(x, False) is x and x[0].tolist() == [2.0] * 4
