"""Whether a rule holds: both sides computed by NumPy on random inputs of many dtypes and shapes.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from phylanx.rules import Rule

DTYPES = ("float64", "float32", "int64", "int32", "int8", "uint8", "bool", "complex128")
#: Shapes that broadcast together; each parameter gets one of a row.
SHAPES: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((3,),),
    ((2, 3),),
    ((3, 3),),
    ((0,),),
    ((),),
    ((1,), (4,)),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((2, 3), ()),
    ((2, 2, 3), (3,), (2, 1)),
)
_LARGE = {"f": (1e300, -1e300, 1e-310, np.inf, -np.inf, np.nan, -0.0), "c": (np.inf, np.nan, complex(0, -0.0), 1e300)}


class Counterexample(NamedTuple):
    arguments: tuple
    pattern: Any
    replacement: Any  # a value, or the exception that it raises
    reason: str


class Report(NamedTuple):
    """applied: samples whose types a compiled program would rewrite. extreme: the counterexample needs a number that is
    not finite, overflows or underflows, or -0.0."""

    rule: Rule
    samples: int
    applied: int
    rounding: float  # greatest difference, relative to the magnitudes that take part
    counterexample: Counterexample | None
    extreme: bool
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.counterexample is None

    def __str__(self) -> str:
        head = f"{self.rule.where}: {self.rule.name}" if self.rule.where else self.rule.name
        if self.counterexample is None:
            exact = "with the same bits" if self.rounding == 0 else f"up to rounding ({self.rounding:.1e})"
            text = f"{head}\n  holds {exact}: {self.applied} of {self.samples} samples"
            return f"{text}\n  {self.note}" if self.note else text
        c = self.counterexample
        kind = "does not hold for extreme numbers" if self.extreme else "does not hold"
        lines = [f"{head}\n  {kind}: {c.reason}"]
        lines += [f"    {p} = {_shown(v)}" for p, v in zip(self.rule.parameters, c.arguments, strict=True)]
        lines += [f"    pattern      gives {_shown(c.pattern)}", f"    replacement  gives {_shown(c.replacement)}"]
        return "\n".join(lines)


def _shown(v: Any) -> str:
    if isinstance(v, BaseException):
        return f"{type(v).__name__}: {v}"
    if isinstance(v, np.ndarray):
        return f"{np.array2string(v, separator=', ')} ({v.dtype}, shape {v.shape})".replace("\n", "")
    return f"{v!r}"


# --- samples -------------------------------------------------------------------------------------
def _values(rng: np.random.Generator, dtype: str, shape: tuple[int, ...], extreme: bool) -> np.ndarray:
    kind = np.dtype(dtype).kind
    if kind == "b":
        found = rng.integers(0, 2, shape)
    elif kind in "iu":
        limits = np.iinfo(dtype)
        found = rng.integers(0 if kind == "u" else -9, 10, shape)
        if extreme:
            edges = np.array([limits.min, limits.max, limits.max - 1, 0], dtype)
            found = np.where(rng.random(shape) < 0.5, rng.choice(edges, shape), np.asarray(found).astype(dtype))
    else:
        found = np.where(rng.random(shape) < 0.5, rng.integers(-4, 5, shape), rng.standard_normal(shape) * 3)
        found = np.where(found == 0, 0.0, found)  # -0.0 is extreme
        if kind == "c":
            found = found + 1j * rng.integers(-4, 5, shape)
        if extreme:
            found = np.where(rng.random(shape) < 0.5, rng.choice(np.array(_LARGE[kind]), shape), found)
    with np.errstate(all="ignore"):
        return np.asarray(found).astype(dtype)


def _sample(rng: np.random.Generator, n: int, extreme: bool) -> tuple:
    same = rng.random() < 0.7
    first = str(rng.choice(DTYPES))
    shapes = SHAPES[rng.integers(len(SHAPES))]
    arguments: list[Any] = []
    for _ in range(n):
        dtype = first if same else str(rng.choice(DTYPES))
        a = _values(rng, dtype, shapes[rng.integers(len(shapes))], extreme)
        number = a.ndim == 0 and rng.random() < 0.7
        weak = number and (extreme or dtype == "float64") and rng.random() < 0.5
        arguments.append(a.item() if weak else a[()] if number else a)
    return tuple(arguments)


def _copy(v: Any) -> Any:
    return v.copy() if isinstance(v, np.ndarray) else v


def _run(function: Callable, arguments: tuple) -> Any:
    with np.errstate(all="ignore"):
        try:
            return function(*map(_copy, arguments))
        except (RecursionError, MemoryError):
            raise
        except Exception as error:
            return error


_ZEROS = "the signs of zero differ"


# --- comparing -----------------------------------------------------------------------------------
def _kind(v: Any) -> tuple:
    """What has to agree for a rule to be applied."""
    if isinstance(v, np.ndarray):
        return (np.ndarray, v.dtype, v.ndim)
    return (type(v), getattr(v, "dtype", None), 0)


def _tolerance(arguments: tuple, wanted: np.ndarray) -> float:
    """Rounding grows with the numbers that take part, not with a result that is small by chance."""
    values = [np.asarray(a) for a in (*arguments, wanted)]
    parts = [np.abs(v.astype(complex)) for v in values if v.size]
    finite = [p[np.isfinite(p)] for p in parts]
    largest = max([1.0, *(float(p.max()) for p in finite if p.size)])
    # What functions of integers are computed in depends on their size: exp of an int8 is a float16.
    strong = [np.asarray(a).dtype for a in (*arguments, wanted) if isinstance(a, np.ndarray | np.generic)]
    kinds = [t if t.kind in "fc" else np.exp(np.zeros(1, t)).dtype for t in strong]
    return float(max([np.finfo(k).eps for k in (*kinds, wanted.dtype)])) * min(largest, 1e100) ** 2


def _difference(arguments: tuple, a: Any, b: Any) -> tuple[str, float]:
    """Why b is not a, or the rounding between them."""
    x, y = np.asarray(a), np.asarray(b)
    if x.shape != y.shape:
        return "the shapes differ", 0.0
    if x.dtype.kind not in "fc":
        return ("", 0.0) if np.array_equal(x, y) else ("the values differ", 0.0)
    same = (x == y) | (np.isnan(x) & np.isnan(y))
    if same.all():
        with np.errstate(all="ignore"):
            zero = x.dtype.kind == "f" and bool(((x == 0) & (np.signbit(x) != np.signbit(y))).any())
        return (_ZEROS if zero else ""), 0.0
    with np.errstate(all="ignore"):
        error = np.abs(x - y)[~same].astype(float)
        size = _tolerance(arguments, x)
        if not np.isfinite(error).all() or (error > 200 * size).any():
            return "the values differ", 0.0
        return "", float((error / size).max() * np.finfo(x.dtype).eps)


def _shrunk(arguments: tuple, difference: Callable) -> tuple:
    """Fewer elements that show it as well."""
    shapes = {np.shape(a) for a in arguments if np.ndim(a)}
    if len(shapes) != 1:
        return arguments
    (shape,) = shapes
    for index in np.ndindex(shape):
        one = tuple(a[tuple(slice(i, i + 1) for i in index)] if np.ndim(a) else a for a in arguments)
        if difference(one):
            return one
    return arguments


def check(rule: Rule, samples: int = 2000, seed: int = 0, extreme: bool = True, exact: bool = False) -> Report:
    """Looks for arguments for which the replacement gives something else than the pattern. exact: rounding counts.
    extreme: numbers that are not finite, overflow or underflow, and -0.0, are looked at after the others."""
    rng = np.random.default_rng(seed)
    pattern, replacement = rule.callables
    note = ""
    try:
        rule.texts  # noqa: B018  whether the compiler can have it
    except Exception as error:
        note = f"the compiler cannot apply it: {error}"
    applied = total = 0
    rounding = 0.0

    def wrong(arguments: tuple, zeros: bool) -> tuple[str, Any, Any]:
        nonlocal rounding
        a = _run(pattern, arguments)
        if isinstance(a, Exception) or not rule.is_for(a):
            return "", a, None
        b = _run(replacement, arguments)
        if isinstance(b, TypeError):  # not for these types: not applied
            return "", a, None
        if isinstance(b, Exception):
            return f"the replacement raises {type(b).__name__}", a, b
        if _kind(a) != _kind(b):
            return "", a, None  # other types: not applied
        reason, error = _difference(arguments, a, b)
        if reason == _ZEROS and not zeros:
            reason = ""
        if exact and not reason and error:
            reason = "the values differ by rounding"
        rounding = max(rounding, error)
        return reason, a, b

    for stage in (False, True) if extreme else (False,):
        for _ in range(samples):
            arguments = _sample(rng, len(rule.parameters), stage)
            total += 1
            reason, _, b = wrong(arguments, stage or exact)
            applied += b is not None
            if reason:
                zeros = stage or exact
                small = _shrunk(arguments, lambda one, zeros=zeros: wrong(one, zeros)[0])
                reason, a, b = wrong(small, zeros)
                found = Counterexample(small, a, b, reason)
                return Report(rule, total, applied, rounding, found, stage, note)
    if not applied:
        note = note or "no sample has the same type on both sides: it would never be applied"
    return Report(rule, total, applied, rounding, None, False, note)
