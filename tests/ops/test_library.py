"""Views, creation, products, order, linear algebra, facts: rows that are no loop over elements.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.comparing import differences
from tests.ops import values
from tests.ops.grouped import Report, check_group, make_groups, works
from tests.ops.rows import EITHER_ZERO, all_rows, elementwise, rows_of
from tests.ops.templates import APPROXIMATE, ELSEWHERE, TEMPLATES
from tests.ops.test_reductions import reductions

ROWS = [name for name, calls in TEMPLATES.items() if calls]


def near(got: Any, wanted: Any, args: tuple) -> list[str]:
    """Within what rounding in any order may give, measured by the greatest values."""
    lines = differences(got, wanted, zeros=False)
    w, g = np.asarray(wanted), np.asarray(got)
    if not lines or type(got) is not type(wanted) or w.dtype.kind not in "fc":
        return lines
    if g.dtype != w.dtype or g.shape != w.shape or not np.isfinite(w).all():
        return lines
    scale = np.max(np.abs(w), initial=1.0) * max(float(np.max(np.abs(a), initial=1)) for a in args)
    error = float(np.max(np.abs(g - w), initial=0.0))
    return lines if error > 200 * np.finfo(w.dtype).eps * scale else []


def judge(name: str, got: Any, wanted: Any, args: tuple) -> list[str]:
    if name in APPROXIMATE:
        return near(got, wanted, args)
    return differences(got, wanted, zeros=name not in EITHER_ZERO)


def argument(name: str, shape: tuple, dtype: str, rng: np.random.Generator) -> np.ndarray:
    if name in (
        "sort",
        "argsort",
        "nonzero",
        "mask",
        "clip",
        "count_nonzero",
        "copy",
        "concatenate",
    ):
        pool = values.edge_values(dtype)
        if name in ("argsort",) and pool.dtype.kind in "fc":
            pool = pool[~np.isnan(pool) & (pool != 0)]
    else:
        pool = values.random_values(dtype, 64, rng)
        if pool.dtype.kind in "fc":
            pool = (pool / np.max(np.abs(pool)) * 3).astype(dtype)
    made = values.fill(shape, pool, rng)
    if name in ("solve", "inv", "det", "cholesky") and len(shape) > 1 and shape[-1] == shape[-2]:
        made = (made + 8 * np.eye(shape[-1])).astype(dtype) if pool.dtype.kind in "fc" else made
    return made


@pytest.mark.parametrize("name", ROWS)
def test_row(tmp_path: Path, seed: int, name: str) -> None:
    rng = np.random.default_rng([seed, 11])
    report = Report()
    index = ROWS.index(name)
    rotating = [values.DTYPES[(seed + index + 5 * k) % len(values.DTYPES)] for k in range(2)]
    for dtype in dict.fromkeys(["float64", "int64", *rotating]):
        check_row(tmp_path, name, dtype, rng, report)
    report.check()


@pytest.mark.full
@pytest.mark.parametrize("dtype", values.DTYPES)
@pytest.mark.parametrize("name", ROWS)
def test_row_full(tmp_path: Path, seed: int, name: str, dtype: str) -> None:
    report = Report()
    check_row(tmp_path, name, dtype, np.random.default_rng([seed, 12]), report)
    report.check()


def check_row(
    folder: Path, name: str, dtype: str, rng: np.random.Generator, report: Report
) -> None:
    by_types: dict[tuple, list[tuple[str, tuple, tuple]]] = {}
    for call in TEMPLATES[name]:
        by_types.setdefault((call[1], call[2]), []).append(call)
    for (first, second), calls in by_types.items():
        args = tuple(argument(name, s, dtype, rng) for s in (first, second))
        labelled = [(name, c[0]) for c in calls if works(c[0], ("x", "y"), args)]
        for group in make_groups(folder, labelled, ("x", "y")):
            layouts = zip(values.layouts(args[0]), _cycle(args[1]), strict=False)
            for (where, x), y in layouts:
                check_group(group, (x, y), f"{dtype} {where}", report, judge)


def _cycle(a: np.ndarray) -> list[np.ndarray]:
    made = [b for n, b in values.layouts(a) if n != "broadcast"]
    return (made * 8)[:8]


# --- casts --------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", values.DTYPES)
def test_casts(tmp_path: Path, seed: int, dtype: str) -> None:
    """astype to every dtype, of values that the target can hold."""
    report = Report()
    rng = np.random.default_rng([seed, 13])
    labelled = [(t, f"x.astype({t!r})") for t in values.DTYPES]
    labelled += [("np.float32", "x.astype(np.float32)"), ("float", "x.astype(float)")]
    groups = make_groups(tmp_path, labelled, ("x",), size=1)
    for group in groups:
        target = np.dtype(group.labels[0].removeprefix("np."))
        pool = values.edge_values(dtype)
        if pool.dtype.kind in "fc" and target.kind in "iu":
            info = np.iinfo(target)
            real = pool.real.astype(float)
            pool = pool[
                np.isfinite(pool)
                & (real > max(info.min - 1, -(2**62)))
                & (real < min(info.max, 2**62))
            ]
        for shape in values.SHAPES[1] + values.SHAPES[2][:2]:
            for where, x in values.layouts(values.fill(shape, pool, rng)):
                check_group(group, (x,), f"{dtype} {where}", report)
    report.check()


@pytest.mark.parametrize("target", ["int64", "int32"])
def test_casts_of_what_does_not_fit(tmp_path: Path, target: str) -> None:
    """What the processor gives, as NumPy; with a warning."""
    (group,) = make_groups(tmp_path, [(target, f"x.astype(np.{target})")], ("x",))
    x = np.array([np.nan, np.inf, -np.inf, 1e300, 3.0])
    report = Report()
    check_group(group, (x,), "", report)
    report.check()
    with np.errstate(invalid="warn"), pytest.warns(RuntimeWarning, match="invalid value"):
        group.function(x)


# --- every row is tested ------------------------------------------------------------------------
def test_every_row_is_tested() -> None:
    tested = {r.name for count in (1, 2) for r in elementwise(count)}
    tested |= {r.name for r in reductions()} | set(TEMPLATES) | ELSEWHERE
    missing = [
        r.name
        for r in rows_of("Elem", "Reduce", "Library", "Compose", "View")
        if r.name not in tested and not all(s.startswith("math.") for s in r.spellings)
    ]
    assert not missing, f"no test of {missing}: add them to tests/ops/templates.py"


def test_templates_name_rows() -> None:
    names = {r.name for r in all_rows()}
    assert not (set(TEMPLATES) | ELSEWHERE) - names - {"sum", "any", "all"}
