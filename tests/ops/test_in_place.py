"""In-place operators and assignments to slices, between arguments that overlap in memory too.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.comparing import assert_same_calls, compare_calls
from tests.ops import values
from tests.ops.grouped import Report, check_group, make_groups
from tests.ops.rows import rows_of
from tests.programs import Programs

SIGNS = [
    s.partition(".")[2]
    for r in rows_of("Elem")
    if len(r.params) == 2
    for s in r.spellings
    if s.startswith("builtin.") and s[8:] not in ("==", "!=", "<", "<=", ">", ">=", "complex")
]
SOURCE = """
@Phylanx
def f(x, y):
    x {0}= y
    return (x,)
"""


def overlapping(dtype: str, rng: np.random.Generator) -> Iterator[tuple[str, tuple]]:
    """Two views of one array that share memory in different ways."""
    base = values.fill((40,), values.ordinary_values(dtype), rng)
    yield "apart", (base[:10], base[20:30])
    yield "same", (base, base)
    yield "one behind", (base[1:], base[:-1])
    yield "one before", (base[:-1], base[1:])
    yield "reversed", (base, base[::-1])
    yield "even and odd", (base[::2], base[1::2])
    yield "halves that cross", (base[:30], base[10:])
    yield "a stretched element", (base, base[5:6])
    yield "steps", (base[:10], base[::4])
    square = values.fill((6, 6), values.ordinary_values(dtype), rng)
    yield "transposed", (square, square.T)
    yield "a row", (square, square[2])
    yield "a column", (square, square[:, 1:2])
    yield "flipped", (square, square[::-1, ::-1])
    yield "an element", (square[1], square[1, 1])
    large = values.fill((30_000,), values.ordinary_values(dtype), rng)
    yield "large, one behind", (large[1:], large[:-1])
    yield "large, reversed", (large, large[::-1])


@pytest.mark.parametrize("sign", dict.fromkeys(SIGNS))
def test_operators(tmp_path: Path, seed: int, sign: str) -> None:
    rng = np.random.default_rng([seed, 15])
    (group,) = make_groups(tmp_path, [(sign, "x")], ("x", "y"))
    group.function = Programs(tmp_path)(SOURCE.format(sign))
    report = Report()
    rotating = values.DTYPES[(seed + len(sign) + ord(sign[0])) % len(values.DTYPES)]
    for dtype in dict.fromkeys(["float64", "int32", rotating]):
        for where, (x, y) in overlapping(dtype, rng):
            if sign == "**":
                x, y = np.abs(x), np.abs(y) % 3 if np.dtype(dtype).kind in "iufc"[:3] else y
                if np.dtype(dtype).kind in "fc":
                    continue
            check_group(group, (x, y), f"{dtype} {where}", report)
        for number in (2, 1.5, True):
            check_group(group, (np.ones(5, dtype), number), f"{dtype} {number}", report)
    report.check()


@pytest.mark.parametrize("first", ["float32", "int64", "uint8", "bool", "complex64"])
@pytest.mark.parametrize("sign", ["+", "*", "/", "//"])
def test_other_dtypes_are_cast_or_refused(tmp_path: Path, first: str, sign: str) -> None:
    """`same_kind` casting: x += y raises UFuncTypeError where y's kind is higher."""
    (group,) = make_groups(tmp_path, [(sign, "x")], ("x", "y"))
    group.function = Programs(tmp_path)(SOURCE.format(sign))
    report = Report()
    for second in values.DTYPES:
        for shape in ((4,), ()):
            args = (np.full(4, 1).astype(first), np.full(shape, 1).astype(second))
            check_group(group, args, f"{first} {sign}= {second} {shape}", report)
        check_group(
            group, (np.ones(4, first), np.dtype(second).type(1)), f"{first} {second}", report
        )
    report.check()


ASSIGNMENTS = [
    "x[:] = y",
    "x[...] = y",
    "x[:] = x[::-1]",
    "x[1:] = x[:-1]",
    "x[:-1] = x[1:] * 2 + x[:-1]",
    "x[::2] = x[1::2]",
    "x[:] = y[::-1] + x",
    "x[5:] = y[:-5]",
    "x[1:-1] = (x[:-2] + x[2:]) // 2",
    "x[3] = y[4]",
    "x[-1] = 3",
    "x[:3] = 0",
    "x[::-1] += y",
    "x[2:8] += x[0:6]",
    "x[y > 2] = 1",
    "x[np.array([1, 3, 5])] = 7",
    "x[:] = np.where(y > x, y, x)",
    "x[:] = np.max(y)",
    "x[:] = np.sum(y > 1) * 1000",  # exact; an int64 that the array may not hold
    "x[...] += x[0]",
    "x[y > 2] += 1",
    "x[np.array([0, 0, 1])] += 1",
    "x[0], x[1] = x[1], x[0]",
    "x[:2], x[2:4] = x[2:4], x[:2]",
    "x[10:3] = y[10:3]",
    "x[8:100] = 5",
]
ASSIGN = """
@Phylanx
def f(x, y):
    {}
    return (x,)
"""


@pytest.mark.parametrize("statement", ASSIGNMENTS)
def test_assignments(tmp_path: Path, seed: int, statement: str) -> None:
    rng = np.random.default_rng([seed, 16])
    (group,) = make_groups(tmp_path, [(statement, "x")], ("x", "y"))
    group.function = Programs(tmp_path)(ASSIGN.format(statement))
    report = Report()
    rotating = values.DTYPES[(seed + len(statement)) % len(values.DTYPES)]
    for dtype in dict.fromkeys(["float64", "int16", rotating]):
        for where, (x, y) in overlapping(dtype, rng):
            # NumPy copies one dimension forwards where both step upwards, whatever the steps: here it
            # reads an element that it has written before.
            if where == "steps" and statement == "x[5:] = y[:-5]":
                continue
            if x.ndim == y.ndim == 1 and len(x) == len(y):
                check_group(group, (x, y), f"{dtype} {where}", report)
    report.check()


MATRIX = [
    "x[0] = y[1]",
    "x[:, 0] = y[:, 1]",
    "x[1:, 1:] = x[:-1, :-1]",
    "x[:] = x.T",
    "x += x.T",
    "x[:] = y @ x",
    "x[0, :] += x[1, :]",
    "x[:, ::2] = 1",
    "x[::-1, :] = x",
    "x[1, 2] = x[2, 1]",
    "x.T[0] = 5",
    "x[2] *= 2",
    "x[[0, 1]] = x[[1, 0]]",
    "x[...] = y[0]",
    "x[:, :] = y[:, :1]",
    "x.reshape(-1)[3] = 9",
    "x[x > 1] = 0",
    "x[:, None, 0] = 4",
    "x.ravel()[:] = 2",
    "np.diagonal(y); x[0, 0] = 1",
]


@pytest.mark.parametrize("statement", MATRIX)
def test_assignments_to_matrices(tmp_path: Path, seed: int, statement: str) -> None:
    rng = np.random.default_rng([seed, 17])
    (group,) = make_groups(tmp_path, [(statement, "x")], ("x", "y"))
    group.function = Programs(tmp_path)(ASSIGN.format(statement))
    report = Report()
    for dtype in ("float64", "int64"):
        for n in (4, 70):
            base = rng.integers(-3, 4, (n + 1, n + 1)).astype(dtype)
            for where, (x, y) in {
                "apart": (base[:n, :n].copy(), base[1:, 1:].copy()),
                "crossing": (base[:n, :n], base[1:, 1:]),
                "same": (base[1:, 1:], base[1:, 1:]),
                "transposed": (base[1:, 1:], base[1:, 1:].T),
                "F": (np.asfortranarray(base[1:, 1:]), base[1:, 1:]),
            }.items():
                check_group(group, (x, y), f"{dtype} {n} {where}", report)
    report.check()


def test_read_only_arrays_are_not_written(tmp_path: Path) -> None:
    (group,) = make_groups(tmp_path, [("x", "x")], ("x", "y"))
    group.function = Programs(tmp_path)(ASSIGN.format("x[:] = y"))
    x = np.zeros(4)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        group.function(x, np.ones(4))
    assert not x.any()


NUMBERS = [3, 300, -1, 2.7, 300.5, -1.5, 1e300, np.inf, np.nan, True]
STRONG = [np.int64(300), np.float64(300.5), np.float64(-1.5), np.float64(1e300), np.float64(np.nan), np.float32(300)]


@pytest.mark.parametrize("place", ["x[1]", "x[1:]", "x[...]", "x[x < 1]", "x[np.array([0, 2])]"])
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "uint64", "bool"])
def test_numbers_into_integers(tmp_path: Path, dtype: str, place: str) -> None:
    """Which numbers NumPy refuses, and with which exception, depends on the sign of the dtype and on whose they are."""
    f = Programs(tmp_path)(f"@Phylanx\ndef f(x, y):\n    {place} = y\n    return x\n")
    for value in (*NUMBERS, *STRONG, np.array(300.5)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            lines = compare_calls(f, f.__wrapped__, (np.zeros(4, dtype), value))
        assert not lines, f"{value!r}: {lines}"


def test_a_wrong_cast_is_told_of_before_wrong_shapes(tmp_path: Path) -> None:
    f = Programs(tmp_path)(SOURCE.format("+"))
    assert_same_calls(f, np.zeros(3, np.int64), np.zeros(2))
