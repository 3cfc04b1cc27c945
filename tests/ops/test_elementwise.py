"""Every element-wise row of the op table, on all dtypes, shapes and layouts, against NumPy.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.ops import judging, values
from tests.ops.grouped import Group, Report, check_group, make_groups, works
from tests.ops.rows import Row, elementwise

#: Operands of a binary op: numbers of dimensions, or "scalar" for a NumPy scalar.
FORMS: list[tuple[Any, ...]] = [
    (1, 1), (2, 2), (2, 1), (1, 2), (1, 0), (0, 1), (3, 1), (1, "scalar"), ("scalar", 1),
    (0, 0), ("scalar", "scalar"), (3, 3), (2, "scalar"), ("scalar", 2),
]  # fmt: skip


def sample(form: Any, dtype: str) -> Any:
    if form == "scalar":
        return np.dtype(dtype).type(1)
    return np.ones((2,) * form, dtype)


def usable(row: Row, args: tuple) -> tuple:
    """Without operands for which NumPy's own answer depends on the processor, or is an error."""
    last = args[-1]
    kinds = {np.asarray(a).dtype.kind for a in args}
    if row.name == "pow" and kinds <= {"i", "u", "b"} and not isinstance(last, bool | np.bool_):
        if isinstance(last, int):
            return args[0], last % 5
        if last.dtype != bool:
            return args[0], _like(last, last % last.dtype.type(5))
    return args


def _like(original: Any, changed: Any) -> Any:
    """The changed values as an array or a NumPy scalar, whatever the original is."""
    changed = np.asarray(changed, original.dtype)
    return changed if isinstance(original, np.ndarray) else changed[()]


def groups_for(folder: Path, count: int, args: tuple) -> list[Group]:
    """Functions of all rows with that many operands which NumPy has for these types; the rows with
    operands of their own are in groups of their own."""
    names = ("x", "y", "z")[:count]
    rows = [r for r in elementwise(count) if works(r.expression(*names), names, args)]
    special = [r for r in rows if r.name in ("reciprocal", "pow")]
    plain = [(r, r.expression(*names)) for r in rows if r not in special]
    groups = make_groups(folder, plain, names)
    for row in special:
        groups += make_groups(folder, [(row, row.expression(*names))], names)
    return groups


# --- one operand --------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", values.DTYPES)
@pytest.mark.parametrize("form", [0, 1, 2, 3, "scalar"])
def test_unary(tmp_path: Path, seed: int, dtype: str, form: Any) -> None:
    rng = np.random.default_rng([seed, 1])
    report = Report()
    groups = groups_for(tmp_path, 1, (sample(form, dtype),))
    for where, x in unary_arguments(form, dtype, rng):
        for group in groups:
            args = usable(group.labels[0], (x,))
            check_group(group, args, f"{dtype} {where}", report, judging.elementwise)
    report.check()


def unary_arguments(form: Any, dtype: str, rng: np.random.Generator) -> Any:
    pool = values.edge_values(dtype)
    if form == "scalar":
        yield from (("scalar", v) for v in pool)
        return
    if form == 0:
        yield from (("0-d", np.array(v)) for v in pool[:8])
        return
    mixed = np.concatenate([pool, values.random_values(dtype, 200, rng)])
    for shape in values.SHAPES[form]:
        for name, x in values.layouts(values.fill(shape, mixed, rng)):
            yield f"{shape} {name}", x


# --- two operands -------------------------------------------------------------------------------
def pairs(seed: int) -> list[tuple[str, str, tuple]]:
    """Each dtype with itself, and as many others, so that a fortnight of days sees all of them."""
    chosen = []
    for i, first in enumerate(values.DTYPES):
        partners = [i, i + 1 + seed % 4, i + 5 + seed % 4, i + 9 + seed % 4]
        for k, j in enumerate(partners):
            second = values.DTYPES[j % len(values.DTYPES)]
            form = FORMS[(seed + 5 * i + 3 * k) % len(FORMS)] if k else FORMS[0]
            chosen.append((first, second, form))
    return chosen


def check_binary(folder: Path, seed: int, first: str, second: str, form: tuple) -> None:
    rng = np.random.default_rng([seed, 2])
    report = Report()
    groups = groups_for(folder, 2, (sample(form[0], first), sample(form[1], second)))
    for where, args in binary_arguments(first, second, form, rng):
        for group in groups:
            given = usable(group.labels[0], args)
            label = f"{first} {second} {where}"
            check_group(group, given, label, report, judging.elementwise)
    report.check()


def binary_arguments(first: str, second: str, form: tuple, rng: np.random.Generator) -> Any:
    x, y = values.edge_values(first), values.edge_values(second)
    if form == ("scalar", "scalar"):
        picks = rng.permutation(len(x) * len(y))[:40]
        yield from (
            (f"{x[p // len(y)]!r} {y[p % len(y)]!r}", (x[p // len(y)], y[p % len(y)]))
            for p in picks
        )
        return
    if form == (1, 1):  # every pair of edge values
        a, b = (v.ravel() for v in np.meshgrid(x, y))
        yield "edge values", (a.copy(), b.copy())
    for where, shapes in operand_shapes(form):
        arrays = [values.fill(s, p, rng) for s, p in zip(shapes, (x, y), strict=True)]
        made = [list(values.layouts(a)) for a in arrays]
        for i in range(max(len(m) for m in made)):
            (n1, a), (n2, b) = made[0][i % len(made[0])], made[1][(i * 3 + 1) % len(made[1])]
            args = tuple(v[()] if f == "scalar" else v for v, f in zip((a, b), form, strict=True))
            yield f"{where} {n1}/{n2}", args


def operand_shapes(form: tuple) -> Any:
    """Shapes that broadcast, and with extents of 1 in each place."""
    sizes = [0 if f == "scalar" else f for f in form]
    for base in values.SHAPES[max(sizes)]:
        shapes = [base[len(base) - n :] for n in sizes]
        yield f"{shapes[0]} {shapes[1]}", shapes
        if len(base) > 0 and base[-1] > 1:
            stretched = [
                (*s[:-1], 1) if n and k else s
                for k, (s, n) in enumerate(zip(shapes, sizes, strict=True))
            ]
            yield f"{stretched[0]} {stretched[1]}", stretched


@pytest.mark.parametrize("index", range(4 * len(values.DTYPES)))
def test_binary(tmp_path: Path, seed: int, index: int) -> None:
    check_binary(tmp_path, seed, *pairs(seed)[index])


@pytest.mark.full
@pytest.mark.parametrize("first", values.DTYPES)
@pytest.mark.parametrize("second", values.DTYPES)
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_binary_full(tmp_path: Path, seed: int, first: str, second: str, form: tuple) -> None:
    check_binary(tmp_path, seed, first, second, form)


# --- where --------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", values.DTYPES)
def test_where(tmp_path: Path, seed: int, dtype: str) -> None:
    rng = np.random.default_rng([seed, 3])
    report = Report()
    other = values.DTYPES[(values.DTYPES.index(dtype) + 1 + seed % 12) % len(values.DTYPES)]
    labelled = [
        ("where", "np.where(c, x, y)"),
        ("where of a comparison", "np.where(x == y, x, y)"),
        ("where with a weak number", "np.where(c, x, 1)"),
        ("where with numbers", "np.where(c, 1.5, -1.0)"),
    ]
    (group,) = make_groups(tmp_path, labelled, ("c", "x", "y"))
    for n in (1, 2):
        for shape in values.SHAPES[n]:
            made = [
                list(values.layouts(values.fill(shape, values.edge_values(d), rng)))
                for d in ("bool", dtype, other)
            ]
            for i in range(len(made[0])):
                args = tuple(m[(i * (k + 1)) % len(m)][1] for k, m in enumerate(made))
                check_group(group, args, f"{dtype} {other} {shape} {i}", report)
    report.check()


# --- the other spellings ------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", ["float64", "int32", "complex64", "bool"])
@pytest.mark.parametrize("count", [1, 2])
def test_every_spelling(tmp_path: Path, dtype: str, count: int) -> None:
    """np.x, the operator and the method of a row do the same as NumPy's."""
    report = Report()
    names = ("x", "y")[:count]
    x, y = values.ordinary_values(dtype), values.ordinary_values(dtype)[::-1]
    args = (x, y)[:count]
    labelled = [
        (row, expression)
        for row in elementwise(count)
        for expression in row.expressions(*names)
        if works(expression, names, args) and row.name not in ("pow", "reciprocal")
    ]
    for group in make_groups(tmp_path, labelled, names):
        check_group(group, args, dtype, report, judging.elementwise)
    report.check()


# --- weak numbers of Python ---------------------------------------------------------------------
WEAK: dict[str, list[Any]] = {
    "bool": [True, False],
    "int": [0, 1, -1, 3, 127],
    "float": [0.0, -0.0, 1.5, -2.0, float("inf"), float("nan")],
    "complex": [0j, 1 + 2j, -1.5 + 0j],
}


@pytest.mark.parametrize("dtype", values.DTYPES)
@pytest.mark.parametrize("kind", WEAK)
@pytest.mark.parametrize("form", [1, "scalar"])
def test_weak_numbers(tmp_path: Path, seed: int, dtype: str, kind: str, form: Any) -> None:
    """Python's numbers beside arrays and NumPy scalars take their dtype (NEP 50)."""
    rng = np.random.default_rng([seed, 4])
    report = Report()
    pool = values.edge_values(dtype)
    x = sample(form, dtype)
    flipped = bool((seed + values.DTYPES.index(dtype)) % 2)
    made = (WEAK[kind][0], x) if flipped else (x, WEAK[kind][0])
    groups = groups_for(tmp_path, 2, made)
    for number in WEAK[kind]:
        if kind == "int" and np.dtype(dtype).kind == "u" and number < 0:
            continue  # raises: tests of errors
        x = pool[rng.integers(len(pool))] if form == "scalar" else values.fill((30,), pool, rng)
        for group in groups:
            args = usable(group.labels[0], (number, x) if flipped else (x, number))
            if all(isinstance(a, int | float | complex | np.generic | np.ndarray) for a in args):
                check_group(group, args, f"{dtype} {number!r}", report, judging.elementwise)
    report.check()


@pytest.mark.parametrize("kinds", list(itertools.product(WEAK, WEAK)), ids="-".join)
def test_numbers_of_python(tmp_path: Path, kinds: tuple[str, str]) -> None:
    """Python's operators on Python's numbers give Python's results, types and errors."""
    signs = "+ - * / // % ** == != < <= > >= & | ^ << >>".split()
    report = Report()
    made = [(s, f"x {s} y") for s in signs]
    for group in make_groups(tmp_path, made, ("x", "y"), size=1):
        for x, y in itertools.product(WEAK[kinds[0]], WEAK[kinds[1]]):
            ulp = 4 if group.labels[0] == "**" else 0

            def compare(label: Any, g: Any, w: Any, args: tuple, ulp: float = ulp) -> list[str]:
                return judging.differences(g, w, ulp, zeros=not ulp)

            check_group(group, (x, y), f"{x!r} {y!r}", report, compare)
    report.check()
