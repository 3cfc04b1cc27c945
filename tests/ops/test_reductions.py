"""Every reduction over all axes, dtypes, shapes and layouts, against NumPy and the truth.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.comparing import differences, outcome
from tests.ops import judging, values
from tests.ops.grouped import Report, check_group, make_groups, works
from tests.ops.rows import EITHER_ZERO, Row, all_rows

#: What each row gives by its definition, in a wide type; and what a rounding error is measured by.
TRUTHS: dict[str, Any] = {
    "reduce_add": lambda a, **k: np.sum(a, **k),
    "reduce_mul": lambda a, **k: np.prod(a, **k),
    "mean": lambda a, **k: np.mean(a, **k),
    "var": lambda a, **k: np.var(a, **k),
    "std": lambda a, **k: np.std(a, **k),
    "norm": lambda a, **k: np.sqrt(np.sum(np.abs(a) ** 2, **k)),
}


def reductions() -> list[Row]:
    """Rows that take an axis and give fewer dimensions."""
    made = [r for r in all_rows() if "axis" in r.params and r.numpy_path and r.params[0] in "ax"]
    shapes = "expand_dims squeeze sort argsort cumsum cumprod".split()
    return [r for r in made if r.name not in shapes]


def forms(row: Row, ndim: int) -> list[str]:
    """The keywords of the calls, for arrays of that many dimensions."""
    made = [""]
    if ndim:
        made += ["axis=0", "axis=-1"]
    if ndim > 1:
        made += ["axis=1"]
        if row.name not in ("argmax", "argmin", "norm"):
            made += ["axis=(0, 1)"]
    if "keepdims" in row.params and ndim:
        made += ["axis=-1, keepdims=True", "keepdims=True"]
    if "initial" in row.params:
        made += ["initial=1"]
    if row.name in ("var", "std"):
        made += ["ddof=1"]
    return [m for m in made if row.name != "norm" or "axis" not in m or ndim > 1 or m == "axis=0"]


def call(row: Row, form: str) -> str:
    return f"np.{row.numpy_path}(x{', ' if form else ''}{form})"


def finite(pool: np.ndarray) -> np.ndarray:
    return pool[np.isfinite(pool)] if pool.dtype.kind in "fc" else pool


def judge(label: tuple[Row, str], got: Any, wanted: Any, args: tuple) -> list[str]:
    row, form = label
    (a,) = args
    dtype = np.asarray(wanted).dtype
    if row.name not in TRUTHS or dtype.kind not in "fc" or a.size == 0:
        return differences(got, wanted, zeros=row.name not in EITHER_ZERO)
    keywords = eval(f"dict({form})")
    initial = keywords.pop("initial", None)
    ddof = keywords.pop("ddof", None)
    wide = a.astype(np.clongdouble if a.dtype.kind == "c" else np.longdouble)
    extra = {} if ddof is None else {"ddof": ddof}
    truth = TRUTHS[row.name](wide, **keywords, **extra)
    if initial is not None:
        truth = truth + initial if row.name == "reduce_add" else truth * initial
    magnitude, rounds = np.abs(truth), 4.0
    if row.name in ("reduce_add", "mean"):
        magnitude = TRUTHS[row.name](np.abs(wide), **keywords)
        rounds = 2.0
    elif row.name == "reduce_mul":
        rounds = 2.0 + np.sqrt(a.size)
    elif row.name in ("var", "std"):  # they also have the rounding of the mean, which is subtracted first
        off = rounds * np.finfo(dtype).eps * TRUTHS["mean"](np.abs(wide), **keywords)
        magnitude = magnitude + (off * off if row.name == "var" else off) / (rounds * np.finfo(dtype).eps)
    free = depends_on_order(row, wide, np.finfo(dtype), keywords)
    return judging.accurate(got, wanted, truth, magnitude, rounds, free=free)


def depends_on_order(row: Row, a: np.ndarray, limits: np.finfo, keywords: dict) -> Any:
    """Where partial results may overflow or lose digits to underflow: what comes out is a matter of
    the order of the steps, and NumPy's own depends on how the array lies in memory."""
    size = np.where(np.isfinite(a), np.maximum(np.abs(a.real), np.abs(a.imag)), 0)
    with np.errstate(all="ignore"):
        if row.name in ("reduce_add", "mean"):
            return np.sum(size, **keywords) > limits.max
        if row.name == "reduce_mul":
            great = np.prod(np.maximum(size, 1) * np.where(np.iscomplexobj(a), 2, 1), **keywords)
            small = np.prod(np.where(size > 0, np.minimum(size, 1), 1), **keywords)
            return (great > limits.max) | (small < limits.tiny)
    return False


def half_of(labelled: list, rng: np.random.Generator) -> list:
    """Compiling takes long: another half with each seed."""
    return [item for item in labelled if rng.random() < 0.5]


@pytest.mark.parametrize("dtype", values.DTYPES)
@pytest.mark.parametrize("ndim", [1, 2, 3, 0])
def test_reductions(tmp_path: Path, seed: int, dtype: str, ndim: int) -> None:
    rng = np.random.default_rng([seed, 7, ndim, values.DTYPES.index(dtype)])
    report = Report()
    sample = np.ones((2,) * ndim, dtype)
    labelled = [
        ((row, form), call(row, form))
        for row in reductions()
        for form in forms(row, ndim)
        if works(call(row, form), ("x",), (sample,))
    ]
    if ndim > 1:
        labelled = half_of(labelled, rng)
    sums = [item for item in labelled if item[0][0].kind == "Reduce"]
    others = [item for item in labelled if item[0][0].kind != "Reduce"]
    groups = make_groups(tmp_path, sums, ("x",)) + make_groups(tmp_path / "", others, ("x",), 6)
    moderate = values.random_values(dtype, 300, rng)
    pools = [("random", moderate), ("ordinary", values.ordinary_values(dtype))]
    if np.dtype(dtype).kind == "f":
        pools.append(("edge values", values.edge_values(dtype)))
    for shape in values.SHAPES[ndim]:
        for pool_name, pool in pools:
            for name, x in values.layouts(values.fill(shape, pool, rng)):
                for group in groups:
                    if x.size:
                        check_group(
                            group, (x,), f"{dtype} {shape} {name} {pool_name}", report, judge
                        )
    report.check()


# Each call is a function of its own, compiled for nothing else: all shapes for one dtype, one shape for the others.
@pytest.mark.parametrize(
    ("dtype", "shape"),
    [("float64", (0,)), ("float64", (3, 0)), ("float64", (2, 0, 3)), ("int32", (0, 3)), ("bool", (0, 3)), ("complex64", (0, 3))],
    ids=str,
)
def test_reducing_nothing(tmp_path: Path, seed: int, dtype: str, shape: tuple) -> None:
    """The identity, or NumPy's ValueError; NaN and a warning from mean."""
    report = Report()
    x = np.zeros(shape, dtype)
    labelled = [
        ((row, form), call(row, form)) for row in reductions() for form in forms(row, len(shape))
    ]
    labelled = half_of(labelled, np.random.default_rng([seed, 9, len(shape), ord(dtype[0])]))
    for group in make_groups(tmp_path, labelled, ("x",), size=1):
        check_group(group, (x,), f"{dtype} {shape}", report)
    report.check()


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "complex128"])
def test_methods(tmp_path: Path, seed: int, dtype: str) -> None:
    rng = np.random.default_rng([seed, 8])
    report = Report()
    x = values.fill((5, 6), values.ordinary_values(dtype), rng)
    names = [(r, s[1:]) for r in reductions() for s in r.spellings if s.startswith(".")]
    forms_ = ["", "axis=0", "axis=1", "axis=-1, keepdims=True", "0"]
    labelled = [
        ((r, "axis=0" if f == "0" else f), f"x.{n}({f})")
        for r, n in names
        for f in forms_
        if works(f"x.{n}({f})", ("x",), (x,))
    ]
    for group in make_groups(tmp_path, labelled, ("x",)):
        check_group(group, (x,), dtype, report, judge)
    report.check()


@pytest.mark.parametrize("row", ["sum", "prod", "mean", "cumsum"])
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint32", "float32", "complex64"])
def test_dtype_argument(tmp_path: Path, row: str, dtype: str) -> None:
    report = Report()
    x = np.ones((3, 4), dtype)
    targets = ["np.float64", "np.float32", "np.int64", "float", "np.complex128", "np.int16"]
    made = [f"np.{row}(x, axis=0, dtype={t})" for t in targets]
    labelled = [(e, e) for e in made if works(e, ("x",), (x,))]
    for group in make_groups(tmp_path, labelled, ("x",)):
        check_group(group, (x,), dtype, report)
    report.check()


@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128"])
@pytest.mark.parametrize("size", [8, 100, 1_000, 4_097, 100_000, 1_000_003])
def test_sum_is_no_less_accurate_than_numpys(
    tmp_path: Path, seed: int, dtype: str, size: int
) -> None:
    """Over random values and over values that cancel, against exact sums; mean by many samples."""
    (group,) = make_groups(tmp_path, [("sum", "np.sum(x)")], ("x",))
    ours, theirs = [], []
    for i in range(4 if size > 10_000 else 20):
        rng = np.random.default_rng([seed, i])
        x = rng.standard_normal(size).astype(dtype)
        if i % 2:
            x = np.abs(x) + x.dtype.type(1)
        truth = judging.exact_sum(x)
        (got,), (wanted,) = group.function(x), group.function.__wrapped__(x)
        assert type(got) is type(wanted)
        scale = np.finfo(dtype).eps * float(np.sum(np.abs(x)))
        ours.append(float(abs(got - truth)) / scale)
        theirs.append(float(abs(wanted - truth)) / scale)
    assert max(ours) <= max(theirs) + 1.0, (ours, theirs)
    assert np.mean(ours) <= 1.5 * np.mean(theirs) + 0.25, (ours, theirs)


@pytest.mark.parametrize("axis", [0, 1])
def test_long_axes_are_accurate(tmp_path: Path, seed: int, axis: int) -> None:
    rng = np.random.default_rng([seed, 9])
    (group,) = make_groups(tmp_path, [("sum", f"np.sum(x, axis={axis})")], ("x",))
    shape = (100_000, 3) if axis == 0 else (3, 100_000)
    for x in (rng.random(shape, np.float32), rng.standard_normal(shape)):
        (got,) = group.function(x)
        truth = np.sum(x.astype(np.longdouble), axis=axis)
        wanted = np.sum(x, axis=axis)
        magnitude = np.sum(np.abs(x).astype(np.longdouble), axis=axis)
        assert not judging.accurate(got, wanted, truth, magnitude, 1.0)


BAD = ["np.sum(x, axis=3)", "np.sum(x, axis=-4)", "np.mean(x, axis=(0, 0))", "np.max(x, axis=2)",
       "np.argmax(x, axis=5)", "np.cumsum(x, axis=3)", "np.sort(x, axis=2)"]  # fmt: skip


@pytest.mark.parametrize("expression", BAD)
def test_bad_axes(tmp_path: Path, expression: str) -> None:
    (group,) = make_groups(tmp_path, [(expression, expression)], ("x",))
    x = np.ones((2, 3))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, wanted = outcome(group.function.__wrapped__, (x,))
        _, got = outcome(group.function, (x,))
    assert isinstance(wanted, Exception)
    assert isinstance(got, type(wanted)) or type(got) in type(wanted).__mro__, repr(got)
    assert type(got).__name__ == type(wanted).__name__
