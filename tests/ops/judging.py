"""How exactly an op has to agree with NumPy, and the wider reference where it may be a little off.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.comparing import differences, differing
from tests.ops.rows import EITHER_ZERO, ULP, Row, is_maths

#: NumPy fuses multiply and add here where the processor can: one rounding less.
FUSED_COMPLEX = frozenset(["mul", "square", "pow", "reduce_mul", "cumprod"])
_WIDER = {"f2": np.float64, "f4": np.float64, "f8": np.longdouble, "c8": np.complex128}


def elementwise(row: Row, got: Any, wanted: Any, args: tuple) -> list[str]:
    """Bits where IEEE 754 or NumPy defines them, else 4 units from the true or NumPy's value."""
    dtype = np.asarray(wanted).dtype
    zeros = row.name not in EITHER_ZERO
    ulp = 0.0
    if is_maths(row, dtype):
        ulp, zeros = ULP, zeros and dtype.kind == "f"
    elif dtype.kind == "c" and row.name in FUSED_COMPLEX:
        ulp, zeros = 2, False
    elif row.name in ("abs", "sqrt", "sign") and any(np.asarray(a).dtype.kind == "c" for a in args):
        ulp, zeros = ULP, False
    lines = differences(got, wanted, ulp, zeros)
    if lines and ulp and np.shape(got) == np.shape(wanted) and type(got) is type(wanted):
        if _near_truth(row, np.asarray(got), np.asarray(wanted), args, ulp):
            return []
    return lines


def _near_truth(row: Row, got: np.ndarray, wanted: np.ndarray, args: tuple, ulp: float) -> bool:
    """Whether each value is near to NumPy's or to what a wider type gives."""
    code = f"{wanted.dtype.kind}{wanted.dtype.itemsize}"
    wider = _WIDER.get(code, np.clongdouble)
    if got.dtype != wanted.dtype or wanted.dtype.kind not in "fc":
        return False
    target = np.result_type(wanted.dtype, *(a for a in args if np.asarray(a).dtype.kind == "c"))
    if target.kind == "c" and np.dtype(wider).kind != "c":
        wider = np.clongdouble
    function: Any = np
    for part in row.numpy_path.split("."):
        function = getattr(function, part)
    with np.errstate(all="ignore"):
        truth = function(*(np.asarray(a, target).astype(wider) for a in args))
        truth = np.asarray(truth).astype(wanted.dtype)
    far = differing(got, wanted, ulp, False) & differing(got, truth, ulp, False)
    return not far.any()


# --- reductions ---------------------------------------------------------------------------------
def accurate(
    got: Any,
    wanted: Any,
    truth: Any,
    magnitude: Any,
    rounds: float = 2.0,
    where: str = "result",
    free: Any = False,
) -> list[str]:
    """Type, dtype and shape are NumPy's; the error is not greater than NumPy's but for `rounds`
    roundings of `magnitude`, the sum of what was added up. Any value will do where `free` holds."""
    lines = differences(got, wanted, where=where)
    dtype = np.asarray(wanted).dtype
    if not lines or dtype.kind not in "fc" or type(got) is not type(wanted):
        return lines
    if got.dtype != wanted.dtype or got.shape != wanted.shape:
        return lines
    with np.errstate(all="ignore"):
        good = np.isfinite(truth) & np.isfinite(wanted)
        ours, theirs = np.abs(got - truth), np.abs(wanted - truth)
        slack = rounds * np.finfo(dtype).eps * np.abs(magnitude)
        far = np.where(good, ~(ours <= theirs + slack), differing(got, wanted, 4, False))
        far = far & ~np.asarray(free)
    if not far.any():
        return []
    first = tuple(int(i) for i in np.argwhere(np.atleast_1d(far))[0])
    pick = [np.atleast_1d(x)[first] for x in (got, wanted, truth)]
    return [f"{where}: {pick[0]!r} at {first}, NumPy {pick[1]!r}, truth {pick[2]!r}"]


def exact_sum(values: np.ndarray) -> np.longdouble | np.clongdouble:
    """The sum without rounding errors."""
    if values.dtype.kind == "c":
        return np.clongdouble(complex(math.fsum(values.real), math.fsum(values.imag)))
    return np.longdouble(math.fsum(values))
