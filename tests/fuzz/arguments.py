"""Arguments of random programs: the same types in several values, layouts, overlaps and sizes.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np

REAL = [*["float64"] * 5, "float32", "float32", *["int64"] * 4, "int32", "int32", "uint8", "uint8", "bool", "bool",
        "int8", "int16", "uint16", "uint32", "uint64"]  # fmt: skip
NUMBERS = ["np.float64", "np.float32", "np.int64", "np.int32", "np.uint8", "np.bool_"]
LAYOUTS = ["C", "C", "C", "F", "strided", "reversed", "part"]


@dataclass(frozen=True)
class Parameter:
    """What is passed: an array of `dtype` and `shape`, or with no shape a number of that kind."""

    name: str
    dtype: str
    shape: tuple[int, ...] | None


def choose_parameters(rng: random.Random, exact: bool) -> list[Parameter]:
    n, m = rng.randint(3, 7), rng.randint(2, 5)
    dtypes = REAL if exact else [*REAL, "complex128", "complex128", "complex64"]
    made: list[Parameter] = []
    for i in range(rng.randint(1, 3)):
        vectors, matrices = [(n,), (n,), (m,)], [(n, m), (n, n)]
        shape = rng.choice([*vectors * 3, *matrices * 4, (n, m, 3), (2, n, m), (2, m, 1, 3), ()])
        made.append(Parameter("abc"[i], rng.choice(dtypes), shape))
    for i in range(rng.randint(0, 2)):
        made.append(Parameter("st"[i], rng.choice(["int", "int", "float", "py_bool", *NUMBERS]), None))
    return made


def number(kind: str, rng: random.Random) -> Any:
    if kind == "int":
        return rng.randint(-3, 6)
    if kind == "float":
        return rng.choice([0.5, -1.25, 2.0, 0.0, 3.75, -0.125])
    if kind == "py_bool":
        return rng.random() < 0.5
    kind = getattr(np, kind.removeprefix("np."))
    return kind(rng.choice([0.5, -1.5, 4.0] if issubclass(kind, np.floating) else [0, 1, 3]))


def pool(dtype: str, rng: np.random.Generator, size: int, special: bool) -> np.ndarray:
    kind = np.dtype(dtype).kind
    if kind == "b":
        return rng.integers(0, 2, size).astype(bool)
    if kind in "iu":
        whole = rng.integers(0 if kind == "u" else -9, 10, size).astype(dtype)
        if special and size:
            limits = np.iinfo(dtype)
            whole[rng.integers(0, size)] = (limits.min, limits.max, limits.max // 2)[int(rng.integers(0, 3))]
        return whole
    made = rng.integers(-32, 33, size) / 8  # sums and products of few of them are exact
    if special and size:
        spots = rng.integers(0, size, 2)
        made[spots] = rng.choice([np.inf, -np.inf, np.nan, -0.0, 1e300], 2)
    if kind == "c":
        made = made + 1j * rng.integers(-8, 9, size) / 4
    with np.errstate(over="ignore"):
        return made.astype(dtype)


def lay_out(a: np.ndarray, layout: str) -> np.ndarray:
    if not a.ndim:
        return a
    if layout == "F":
        return np.asfortranarray(a)
    if layout == "reversed":
        back = tuple(slice(None, None, -1) for _ in a.shape)
        return a[back].copy()[back]
    if layout in ("strided", "part"):
        step = 2 if layout == "strided" else 1
        around = np.zeros([d * step + 2 for d in a.shape], a.dtype)
        view = around[tuple(slice(1, 1 + d * step, step) for d in a.shape)]
        view[...] = a
        return view
    return a


def make_arguments(parameters: list[Parameter], seed: int, variant: int) -> tuple:
    """variant 0: plain C arrays; 1: other values and layouts; 2: overlapping; 3: other sizes."""
    rng, numbers = random.Random(f"{seed} {variant}"), np.random.default_rng([seed, variant])
    made: list[Any] = []
    for p in parameters:
        if p.shape is None:
            made.append(number(p.dtype, rng))
            continue
        shape = tuple(d + 2 for d in p.shape) if variant == 3 else p.shape
        a = pool(p.dtype, numbers, int(np.prod(shape)), variant == 1).reshape(shape)
        made.append(lay_out(a, rng.choice(LAYOUTS)) if variant in (1, 3) else a)
    if variant == 2:
        _overlap(parameters, made, rng)
    return tuple(made)


def _overlap(parameters: list[Parameter], made: list[Any], rng: random.Random) -> None:
    """Two arrays of one dtype share memory."""
    arrays = [i for i, p in enumerate(parameters) if p.shape]
    for i in arrays:
        for j in arrays:
            p, q = parameters[i], parameters[j]
            if i < j and p.dtype == q.dtype and p.shape is not None and q.shape is not None:
                size = max(int(np.prod(p.shape)), int(np.prod(q.shape)))
                base = np.resize(made[i].ravel(), size + 3).copy()
                shift = rng.choice([0, 0, 1, 2])
                first = base[: int(np.prod(p.shape))].reshape(p.shape)
                second = base[shift : shift + int(np.prod(q.shape))].reshape(q.shape)
                if rng.random() < 0.3:
                    second = second[::-1]
                made[i], made[j] = first, second
                return
