"""What the op table lists is compiled: strict mode takes it, and no call goes into Python.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

import phylanx
from tests.ops.rows import elementwise
from tests.ops.templates import TEMPLATES
from tests.ops.test_reductions import call, forms, reductions
from tests.programs import Programs

STRICT = "@Phylanx(strict=True)\ndef f({}):\n    return {}\n"


def check_native(folder: Path, expression: str, args: tuple) -> None:
    names = ("x", "y")[: len(args)]
    function = Programs(folder)(STRICT.format(", ".join(names), expression))
    before = phylanx.counters()["foreign_calls"]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error", phylanx.PhylanxWarning)
        function(*args)
    assert phylanx.counters()["foreign_calls"] == before, "a call into Python"


INTEGER_ONLY = frozenset("bit_and bit_or bit_xor invert lshift rshift".split())
ELEMENTWISE = [(count, i) for count in (1, 2) for i in range(len(elementwise(count)))]


@pytest.mark.parametrize(
    ("count", "index"), ELEMENTWISE, ids=lambda v: str(v) if isinstance(v, int) else v
)
def test_elementwise(tmp_path: Path, count: int, index: int) -> None:
    row = elementwise(count)[index]
    dtype = "int64" if row.name in INTEGER_ONLY else "float64"
    args = (np.array([0.5, 1, 2]).astype(dtype),) * count
    check_native(tmp_path, row.expression(*("x", "y")[:count]), args)


@pytest.mark.parametrize("name", [r.name for r in reductions()])
def test_reductions(tmp_path: Path, name: str) -> None:
    row = next(r for r in reductions() if r.name == name)
    expression = ", ".join(call(row, form) for form in forms(row, 2))
    check_native(tmp_path, f"({expression},)", (np.array([[1.0, 2.0], [3.0, 5.0]]),))


CALLS = [(name, *c) for name, calls in TEMPLATES.items() for c in calls]


@pytest.mark.parametrize(
    ("name", "expression", "first", "second"), CALLS, ids=lambda v: str(v)[:40]
)
def test_calls(tmp_path: Path, name: str, expression: str, first: tuple, second: tuple) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.random(first) + 1.0, rng.random(second) + 1.0
    if name in ("inv", "det", "solve"):
        x = x + 5 * np.eye(first[-1])
    check_native(tmp_path, expression, (x, y))
