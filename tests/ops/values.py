"""Arguments: dtypes, edge values, shapes, and the ways an array can lie in memory.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np

INTEGERS = tuple("int8 int16 int32 int64 uint8 uint16 uint32 uint64".split())
FLOATS = ("float32", "float64")
COMPLEX = ("complex64", "complex128")
DTYPES = ("bool", *INTEGERS, *FLOATS, *COMPLEX)

SHAPES: dict[int, list[tuple[int, ...]]] = {
    0: [()],
    1: [(3,), (0,), (1,), (17,), (1000,)],
    2: [(3, 4), (0, 3), (3, 0), (1, 1), (17, 5), (2, 500)],
    3: [(2, 3, 4), (0, 2, 3), (1, 1, 7), (7, 5, 3)],
}


@functools.cache
def edge_values(dtype: str) -> np.ndarray:
    """Values at which implementations go wrong, and some ordinary ones."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return np.array([False, True])
    if kind in "iu":
        info = np.iinfo(dtype)
        wanted = [0, 1, 2, 3, 7, 8, 31, 63, 64, 100, info.max, info.max - 1, info.max // 2]
        wanted += [info.min, info.min + 1, -1, -2, -5, -64]
        return np.array([v for v in wanted if info.min <= v <= info.max], dtype)
    if kind == "f":
        info = np.finfo(dtype)
        positive = [0.0, 1.0, 0.5, 2.0, 3.0, 1.5, 0.1, 10.0, 88.0, 700.0, np.pi, 1e10]
        positive += [np.inf, info.max, info.tiny, info.smallest_subnormal, info.eps, 1e-20]
        positive += [2.0**31, 2.0**53, 2.0**63, 0.9999999, 2.5]
        with np.errstate(all="ignore"):
            made = np.array([np.nan, *positive, *(-v for v in positive)])
        return made.astype(dtype)
    real = np.array([0.0, -0.0, 1.0, -1.0, 0.5, -2.5, np.inf, -np.inf, np.nan, 1e3, 1e-8])
    return np.array([complex(a, b) for a in real for b in real], dtype)


def ordinary_values(dtype: str) -> np.ndarray:
    """Edge values without NaN, infinities, and what overflows."""
    values = edge_values(dtype)
    if values.dtype.kind in "fc":
        values = values[np.isfinite(values) & (np.abs(values) < 1e4)]
    return values


def fill(shape: tuple[int, ...], pool: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A C-ordered array: the whole pool in random order, then random choices of it."""
    size = int(np.prod(shape))
    order = rng.permutation(len(pool))[:size]
    rest = rng.integers(0, len(pool), size - len(order))
    return pool[np.concatenate([order, rest])].reshape(shape)


def random_values(dtype: str, size: int, rng: np.random.Generator) -> np.ndarray:
    """Values all over the range of the dtype, most of them of moderate size."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return rng.integers(0, 2, size).astype(bool)
    if kind in "iu":
        info = np.iinfo(dtype)
        return rng.integers(info.min, info.max, size, dtype, endpoint=True)
    made = rng.standard_normal(size) * 10.0 ** rng.integers(-6, 6, size)
    if kind == "c":
        made = made + 1j * rng.standard_normal(size)
    return made.astype(dtype)


# --- how an array lies in memory ----------------------------------------------------------------
def layouts(a: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Arrays of the shape of `a`, with its values (the broadcast one: with some of them)."""
    yield "C", np.ascontiguousarray(a).reshape(a.shape)
    if a.ndim == 0:
        return
    if a.ndim > 1:
        yield "F", np.asfortranarray(a)
        yield "transposed", np.ascontiguousarray(a.transpose()).transpose()
        swapped = np.ascontiguousarray(np.swapaxes(a, 0, -1))
        yield "swapped", np.swapaxes(swapped, 0, -1)
    yield "every second", _inside(a, tuple(slice(None, None, 2) for _ in a.shape), 2)
    yield "reversed", _reversed(a)
    if a.shape[0] > 0:
        yield "broadcast", np.broadcast_to(a[:1].copy(), a.shape)
    yield "last axis every third", _inside(a, (..., slice(None, None, 3)), 3, last_only=True)


def layout_names(ndim: int) -> list[str]:
    return [name for name, _ in layouts(np.zeros((2,) * ndim))]


def laid_out(a: np.ndarray, name: str) -> np.ndarray:
    return next((b for n, b in layouts(a) if n == name), a)


def _inside(a: np.ndarray, index: tuple, step: int, last_only: bool = False) -> np.ndarray:
    shape = list(a.shape)
    for d in range(a.ndim):
        if not last_only or d == a.ndim - 1:
            shape[d] *= step
    around = np.zeros(shape, a.dtype)
    view = around[index]
    view[...] = a
    return view


def _reversed(a: np.ndarray) -> np.ndarray:
    back = tuple(slice(None, None, -1) for _ in a.shape)
    return a[back].copy()[back]
