"""The op table as these tests see it: rows, their Python spellings as expressions, their tolerance.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

UNARY_SYMBOLS = {"-": "-{0}", "+": "+{0}", "~": "~{0}"}


@dataclass(frozen=True)
class Row:
    """One row: `params` without defaults are required."""

    name: str
    physl: str
    spellings: tuple[str, ...]
    params: tuple[str, ...]
    required: int
    kind: str

    @property
    def numpy_path(self) -> str:
        """Its first spelling as a function of NumPy, such as "linalg.inv"; empty where none is."""
        for spelling in self.spellings:
            if spelling.startswith("np.") and resolve(spelling) is not None:
                return spelling[3:]
        return ""

    def expressions(self, *operands: str) -> list[str]:
        """Every way to write the op on these operands, NumPy's function first."""
        made = []
        for spelling in self.spellings:
            family, _, path = spelling.partition(".")
            if not family:
                made.append(method(path, *operands))
            elif not path.isidentifier() and family == "builtin":
                made.append(symbol(path, *operands))
            elif family != "math" and resolve(spelling) is not None:
                prefix = "" if family == "builtin" else "np."
                made.append(f"{prefix}{path}({', '.join(operands)})")
        return sorted(made, key=lambda e: not e.startswith("np."))

    def expression(self, *operands: str) -> str:
        return self.expressions(*operands)[0]


def symbol(sign: str, *operands: str) -> str:
    if len(operands) == 1:
        return UNARY_SYMBOLS[sign].format(*operands)
    return f"{operands[0]} {sign} {operands[1]}"


def method(name: str, *operands: str) -> str:
    first, *others = operands
    if name in ("T", "real", "imag", "shape", "size", "ndim"):
        return f"{first}.{name}"
    return f"{first}.{name}({', '.join(others)})"


def resolve(spelling: str) -> object:
    """The function of NumPy or a builtin; None where this NumPy has none of that name."""
    import builtins
    import math

    family, _, path = spelling.partition(".")
    found: object = {"np": np, "math": math, "builtin": builtins}.get(family)
    for part in path.split("."):
        found = getattr(found, part, None)
    return found


@functools.cache
def all_rows() -> tuple[Row, ...]:
    from phylanx import _core

    rows = []
    for name, physl, spellings, params, kind, *_ in _core.op_table():
        parts = [p.partition("=") for p in params.split()]
        required = sum(not p[1] for p in parts)
        names = tuple(p[0] for p in parts)
        rows.append(Row(name, physl, tuple(spellings.split()), names, required, str(kind)))
    return tuple(rows)


def rows_of(*kinds: str) -> list[Row]:
    """The rows of these kinds that Python code can say."""
    return [r for r in all_rows() if r.kind in kinds and r.spellings]


def row(name: str) -> Row:
    return next(r for r in all_rows() if r.name == name)


def elementwise(operands: int) -> list[Row]:
    """Elem rows with a NumPy function of that many operands."""
    return [r for r in rows_of("Elem") if len(r.params) == operands and r.numpy_path]


#: Functions that may be 4 units in the last place away from the true value (design.md, section 4).
MATHS = frozenset(
    "cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh "
    "arcsinh arccosh arctanh arctan2 hypot pow".split()
)
ULP = 4
#: NumPy itself gives either zero, depending on where the element lies.
EITHER_ZERO = frozenset("maximum minimum fmax fmin reduce_max reduce_min sort".split())


def is_maths(row_: Row, dtype: np.dtype) -> bool:
    """Whether a tolerance holds for results of that dtype."""
    if row_.name in MATHS:
        return dtype.kind in "fc"
    return False
