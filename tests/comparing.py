"""Compares results as NumPy's users see them: type, dtype, shape, and the bits of every value.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

_INTEGERS = {2: np.int16, 4: np.int32, 8: np.int64}


def ulp_distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Number of floats between a and b, of one real floating dtype without NaN; 0.0 is -0.0."""

    def ordered(x: np.ndarray) -> np.ndarray:
        bits = np.ascontiguousarray(x).view(_INTEGERS[x.dtype.itemsize]).reshape(x.shape)
        lowest = np.iinfo(bits.dtype).min
        with np.errstate(over="ignore"):
            return np.where(bits < 0, lowest - bits, bits).astype(np.longdouble)

    return np.abs(ordered(a) - ordered(b))


def _differs_real(a: np.ndarray, b: np.ndarray, ulp: float, zeros: bool) -> np.ndarray:
    """Where two arrays of one real floating dtype differ."""
    nan = np.isnan(a) | np.isnan(b)
    one_nan = np.isnan(a) != np.isnan(b)
    if ulp and a.dtype.itemsize in _INTEGERS:
        far = ulp_distance(np.where(nan, 0, a), np.where(nan, 0, b)) > ulp
    else:
        far = np.where(nan, 0, a) != np.where(nan, 0, b)
    if zeros:
        far |= ~nan & (a == 0) & (b == 0) & (np.signbit(a) != np.signbit(b))
    return one_nan | (far & ~nan)


def _differs_complex(a: np.ndarray, b: np.ndarray, ulp: float, zeros: bool) -> np.ndarray:
    """By parts; with a tolerance also by norm, since one part may be tiny beside the other."""
    parts = _differs_real(a.real.copy(), b.real.copy(), ulp, zeros) | _differs_real(
        a.imag.copy(), b.imag.copy(), ulp, zeros
    )
    if ulp:
        with np.errstate(all="ignore"):
            near = np.abs(a - b) <= ulp * np.finfo(a.dtype).eps * np.abs(b)
        parts &= ~near
    return parts


def differing(a: np.ndarray, b: np.ndarray, ulp: float = 0, zeros: bool = True) -> np.ndarray:
    """A mask of the elements of two arrays of one dtype and shape that are not the same."""
    a, b = np.asarray(a), np.asarray(b)
    if a.dtype.kind == "f":
        return _differs_real(a, b, ulp, zeros)
    if a.dtype.kind == "c":
        return _differs_complex(a, b, ulp, zeros)
    return np.asarray(a != b)


def differences(
    got: Any, wanted: Any, ulp: float = 0, zeros: bool = True, where: str = "result"
) -> list[str]:
    """What distinguishes two results, in words; nothing where they are the same.

    ulp: floating values may be that many units in the last place apart. zeros: whether the sign of
    a zero counts.
    """
    if type(got) is not type(wanted):
        return [f"{where}: type {_type(got)}, wanted {_type(wanted)}"]
    if isinstance(wanted, tuple | list):
        if len(got) != len(wanted):
            return [f"{where}: {len(got)} items, wanted {len(wanted)}"]
        return [
            line
            for i, (g, w) in enumerate(zip(got, wanted, strict=True))
            for line in differences(g, w, ulp, zeros, f"{where}[{i}]")
        ]
    if isinstance(wanted, dict):
        if list(got) != list(wanted):
            return [f"{where}: keys {list(got)}, wanted {list(wanted)}"]
        return [
            line
            for key in wanted
            for line in differences(got[key], wanted[key], ulp, zeros, f"{where}[{key!r}]")
        ]
    if isinstance(wanted, float | complex) and not isinstance(wanted, np.generic):
        same = not differing(np.asarray(got), np.asarray(wanted), ulp, zeros).any()
        return [] if same else [f"{where}: {got!r}, wanted {wanted!r}"]
    if isinstance(wanted, np.ndarray | np.generic):
        return _array_differences(got, wanted, ulp, zeros, where)
    return [] if got == wanted else [f"{where}: {got!r}, wanted {wanted!r}"]


def _type(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__name__}".removeprefix("builtins.")


def _array_differences(got: Any, wanted: Any, ulp: float, zeros: bool, where: str) -> list[str]:
    if got.dtype != wanted.dtype:
        return [f"{where}: dtype {got.dtype}, wanted {wanted.dtype}"]
    if got.shape != wanted.shape:
        return [f"{where}: shape {got.shape}, wanted {wanted.shape}"]
    if wanted.dtype == object:
        return differences(got.tolist(), wanted.tolist(), ulp, zeros, where)
    mask = differing(got, wanted, ulp, zeros)
    if not mask.any():
        return []
    first = tuple(int(i) for i in np.argwhere(np.atleast_1d(mask))[0]) if mask.ndim else ()
    g, w = (got[first], wanted[first]) if mask.ndim else (got, wanted)
    count = f"{int(mask.sum())} of {mask.size} values differ, first at {first}: " if first else ""
    return [f"{where}: {count}{g!r}, wanted {w!r}"]


def assert_same(got: Any, wanted: Any, ulp: float = 0, zeros: bool = True) -> None:
    """Type, dtype, shape and value of two results are the same."""
    lines = differences(got, wanted, ulp, zeros)
    assert not lines, "\n".join(lines)


# --- copies of arguments ------------------------------------------------------------------------
def clone(args: tuple) -> tuple:
    """Copies of arguments that overlap, stride and broadcast in memory as the given ones do."""
    roots: dict[int, tuple[np.ndarray, int]] = {}

    def root_of(a: np.ndarray) -> np.ndarray:
        while isinstance(a.base, np.ndarray):
            a = a.base
        return a

    def copy_array(a: np.ndarray) -> np.ndarray:
        root = root_of(a)
        low, high = np.lib.array_utils.byte_bounds(root)
        if id(root) not in roots:
            raw = np.empty(max(high - low, 1), np.uint8)
            if root.size:
                ctypes.memmove(raw.ctypes.data, low, high - low)
            roots[id(root)] = (raw, low)
        raw, low = roots[id(root)]
        if a.size == 0 or root.size == 0:
            return np.empty(a.shape, a.dtype)
        offset = a.ctypes.data - low
        made = np.ndarray(a.shape, a.dtype, raw, offset, a.strides)
        made.flags.writeable = a.flags.writeable
        return made

    def copy_value(value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype != object:
            return copy_array(value)
        if isinstance(value, tuple | list):
            return type(value)(copy_value(v) for v in value)
        return value

    return tuple(copy_value(a) for a in args)


def error_class(error: BaseException) -> type:
    """The class that a user can name: NumPy's private subclasses stand for their public bases."""
    return next(c for c in type(error).__mro__ if not c.__name__.startswith(("_", "UFunc")))


def outcome(function: Any, args: tuple) -> tuple[str, Any]:
    """("value", result) or ("error", exception)."""
    try:
        return "value", function(*args)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is compared
        return "error", error


def compare_calls(
    function: Any, plain: Any, args: tuple, ulp: float = 0, zeros: bool = True
) -> list[str]:
    """Calls both with copies of args; compares results, exception classes and changed arguments."""
    ours, theirs = clone(args), clone(args)
    kind, wanted = outcome(plain, theirs)
    got_kind, got = outcome(function, ours)
    if kind != got_kind:
        return [f"result: {got_kind} {got!r}, wanted {kind} {wanted!r}"]
    if kind == "error":
        if error_class(got) is not error_class(wanted):
            return [f"result: raised {got!r}, wanted {wanted!r}"]
        lines = []
    else:
        lines = differences(got, wanted, ulp, zeros)
    for i, (g, w) in enumerate(zip(ours, theirs, strict=True)):
        lines += differences(g, w, ulp, zeros, f"argument {i} afterwards")
    return lines


def assert_same_calls(function: Any, *args: Any, ulp: float = 0, zeros: bool = True) -> None:
    """A decorated function does what its Python function does."""
    lines = compare_calls(function, function.__wrapped__, args, ulp, zeros)
    assert not lines, "\n".join(lines)
