"""Functions of `math` and of NumPy on single numbers: Python's types, errors and bits.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.comparing import differences, outcome
from tests.ops.grouped import Report, check_group, make_groups
from tests.ops.rows import MATHS, Row, resolve, rows_of

NUMBERS: list[Any] = [
    0.0, -0.0, 1.0, -1.0, 0.5, 2.5, 100.0, 1e300, float("inf"), float("-inf"), float("nan"),
    0, 1, -3, 7, True, np.float64(0.25), np.float32(0.25), np.int32(3),
]  # fmt: skip


def math_rows() -> list[tuple[Row, str]]:
    return [
        (row, spelling)
        for row in rows_of("Elem", "Reduce", "Compose", "Library")
        for spelling in row.spellings
        if spelling.startswith("math.") and resolve(spelling) is not None
    ]


@pytest.mark.parametrize("spelling", [s for _, s in math_rows()])
def test_functions_of_math(tmp_path: Path, spelling: str) -> None:
    """ValueError for what is not defined, OverflowError for what is too great, as Python's."""
    row = next(r for r, s in math_rows() if s == spelling)
    names = ("x", "y")[: len(row.params)]
    (group,) = make_groups(tmp_path, [(row, f"{spelling}({', '.join(names)})")], names)
    report = Report()
    ulp = 4 if row.name in MATHS else 0

    def compare(label: Any, got: Any, wanted: Any, args: tuple) -> list[str]:
        return differences(got, wanted, ulp)

    for args in itertools.product(NUMBERS, repeat=len(names)):
        check_group(group, args, str(args), report, compare)
    report.check()


EXPRESSIONS = [
    "abs(x)", "round(x)", "int(x)", "float(x)", "bool(x)", "complex(x, 1.0)", "complex(x)",
    "max(x, 1)", "min(x, 0.5)", "divmod(x, 3)", "divmod(x, 0.5)", "pow(x, 2)", "math.floor(x)",
    "math.ceil(x)", "-x", "+x", "not x", "x if x else 2", "x and 3", "x or 4", "x is None",
    "math.pi * x", "math.inf > x", "1 < x <= 3", "x == x == x", "x ** 0.5", "x ** -1", "2 ** x",
    "(-8.0) ** x", "x // 0.3", "x % -0.3", "7 // x", "7 % x", "1 / x",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expressions(tmp_path: Path, expression: str) -> None:
    (group,) = make_groups(tmp_path, [(expression, expression)], ("x",))
    report = Report()

    def compare(label: Any, got: Any, wanted: Any, args: tuple) -> list[str]:
        return differences(got, wanted, 4 if "**" in expression else 0)

    for number in NUMBERS:
        check_group(group, (number,), repr(number), report, compare)
    report.check()


INTEGERS = [0, 1, -1, 2, 62, 63, 64, 2**31, -(2**31), 2**62, -(2**62), 2**63 - 1, -(2**63), 10**12]


@pytest.mark.parametrize("sign", ["+", "-", "*", "//", "%", "**", "<<", ">>", "&", "|", "^"])
def test_integers_at_the_limits(tmp_path: Path, sign: str) -> None:
    """Python's result where it has 64 bits, else OverflowError or Python's own result."""
    (group,) = make_groups(tmp_path, [(sign, f"x {sign} y")], ("x", "y"))
    wrong = []
    for x, y in itertools.product(INTEGERS, repeat=2):
        if sign in ("**", "<<") and abs(y) > 100:
            continue
        kind, wanted = outcome(group.function.__wrapped__, (x, y))
        got_kind, got = outcome(group.function, (x, y))
        same = kind == got_kind and type(got) is type(wanted) and (kind == "error" or got == wanted)
        if kind == "value" and isinstance(wanted[0], int) and not -(2**63) <= wanted[0] < 2**63:
            same = same or isinstance(got, OverflowError)
        if not same:
            wrong.append(f"{x} {sign} {y}: {got!r}, wanted {wanted!r}")
    assert not wrong, "\n".join(wrong[:10])


def test_great_integers_come_and_go(tmp_path: Path) -> None:
    """An int of more than 64 bits as an argument is not cut."""
    (group,) = make_groups(tmp_path, [("x", "x + 1")], ("x",))
    kind, got = outcome(group.function, (2**70,))
    assert (kind == "error" and isinstance(got, OverflowError)) or got == (2**70 + 1,)


def test_math_constants(tmp_path: Path) -> None:
    expressions = ["math.pi", "math.e", "np.pi", "np.e", "np.inf", "-np.inf", "np.newaxis is None"]
    (group,) = make_groups(tmp_path, [(e, e) for e in expressions], ("x",))
    report = Report()
    check_group(group, (1,), "", report)
    report.check()
    assert math.isnan(make_groups(tmp_path, [("nan", "np.nan")], ("x",))[0].function(1)[0])
