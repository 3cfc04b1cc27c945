"""Values of PhySL programs and what all primitives need of them.

A value is None, bool, int, float, str, list, dict, range, an ndarray that owns its memory, or a function. Numbers of
other dtypes are NumPy's scalars.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_DTYPES = {"int": "int64", "float": "float64", "double": "float64", "complex": "complex128"}
_PLAIN = {np.dtype(bool): bool, np.dtype(np.int64): int, np.dtype(np.float64): float, np.dtype(complex): complex}


def clean(v: Any) -> Any:
    """What NumPy gives, as a value: no 0-d arrays, no views, no tuples."""
    t = type(v)
    if t is float or t is int or t is bool or v is None:
        return v
    if isinstance(v, np.generic):
        plain = _PLAIN.get(v.dtype)
        return plain(v) if plain else str(v) if v.dtype.kind == "U" else v
    if isinstance(v, np.ndarray):
        if v.ndim == 0:
            return clean(v[()])
        return np.array(v) if v.base is not None or not v.flags.owndata else v
    if t is tuple:
        return [clean(x) for x in v]
    return v


def from_python(v: Any) -> Any:
    """An argument that Python gives."""
    if isinstance(v, np.ndarray):
        return clean(v[()]) if v.ndim == 0 else np.asarray(v)
    if isinstance(v, np.generic):
        return clean(v)
    if isinstance(v, list | tuple):
        return [from_python(x) for x in v]
    if isinstance(v, dict):
        return {from_python(k): from_python(x) for k, x in v.items()}
    if isinstance(v, np.dtype):
        return v.name
    if isinstance(v, type) and (issubclass(v, np.generic) or v in (int, float, bool, complex)):
        return np.dtype(v).name
    return v


def to_python(v: Any) -> Any:
    """A result for Python, as the older interface gives it: numbers are NumPy's scalars."""
    if isinstance(v, bool):
        return np.bool_(v)
    if isinstance(v, int):
        return np.int64(v)
    if isinstance(v, float):
        return np.float64(v)
    if isinstance(v, list | range):
        return [to_python(x) for x in v]
    if isinstance(v, dict):
        return {to_python(k) if not isinstance(k, str) else k: to_python(x) for k, x in v.items()}
    return v


# --- kinds ---------------------------------------------------------------------------------------
def is_list(v: Any) -> bool:
    return isinstance(v, list | range)


def is_number(v: Any) -> bool:
    return isinstance(v, bool | int | float | complex | np.generic)


def is_array(v: Any) -> bool:
    return isinstance(v, np.ndarray)


def kind_name(v: Any) -> str:
    """A value's kind in words, for messages."""
    if v is None:
        return "nil"
    if is_array(v):
        return {1: "a vector", 2: "a matrix"}.get(v.ndim, f"an array of {v.ndim} dimensions")
    if is_list(v):
        return "a list"
    if isinstance(v, dict):
        return "a dictionary"
    if isinstance(v, str):
        return "a string"
    return "a number" if is_number(v) else "a function"


def truth(v: Any) -> bool:
    if v is None:
        return False
    if is_array(v):
        return bool(v.any()) if v.size == 1 else bool(v)
    return bool(v)


# --- arguments -----------------------------------------------------------------------------------
def numeric(v: Any, what: str = "an argument") -> Any:
    """A number or array; lists of numbers are taken as arrays."""
    if is_number(v) or is_array(v):
        return v
    if is_list(v):
        items = [numeric(x, what) for x in v]
        return np.array(items) if items else np.empty(0)
    raise TypeError(f"{what} is {kind_name(v)}, a number or an array is wanted")


def array(v: Any, what: str = "an argument") -> np.ndarray:
    return np.asarray(numeric(v, what))


def integer(v: Any, what: str = "an argument") -> int:
    """axis, k and the like may be given as floats."""
    if isinstance(v, bool | int | np.integer):
        return int(v)
    if isinstance(v, float | np.floating) and float(v).is_integer():
        return int(v)
    if is_array(v) and v.size == 1:
        return integer(clean(v.reshape(())), what)
    raise TypeError(f"{what} must be an integer")


def number(v: Any, what: str = "an argument") -> float:
    if is_number(v):
        return v  # type: ignore[no-any-return]
    if is_array(v) and v.size == 1:
        return v.reshape(())[()]  # type: ignore[no-any-return]
    raise TypeError(f"{what} must be a number")


def integers(v: Any, what: str = "an argument") -> tuple[int, ...]:
    if is_list(v) or is_array(v):
        return tuple(integer(clean(x), what) for x in v)
    return (integer(v, what),)


def axis(v: Any) -> Any:
    """None, an int or a tuple of ints."""
    if v is None:
        return None
    return integers(v, "axis") if is_list(v) or is_array(v) else integer(v, "axis")


def dtype(v: Any, fallback: Any = None) -> Any:
    if v is None:
        return None if fallback is None else np.dtype(fallback)
    if not isinstance(v, str):
        raise TypeError("dtype must be a string")
    try:
        return np.dtype(_DTYPES.get(v, v))
    except TypeError:
        raise TypeError(f"data type '{v}' not understood") from None


def cast(v: Any, name: Any) -> Any:
    return v if name is None else np.asarray(v).astype(dtype(name))


def listed(v: Any, what: str = "the argument") -> list:
    if not is_list(v):
        raise TypeError(f"{what} is {kind_name(v)}, a list is wanted")
    return v if isinstance(v, list) else list(v)


def iterated(v: Any) -> list:
    """The items of what can be iterated: rows of arrays, keys of dictionaries."""
    if isinstance(v, list | range | str):
        return list(v)
    if isinstance(v, dict):
        return list(v)
    if is_array(v):
        return [clean(x) for x in v]
    raise TypeError(f"{kind_name(v)} cannot be iterated")


def function(v: Any, what: str = "the first argument") -> Callable:
    if not callable(v):
        raise TypeError(f"{what} is {kind_name(v)}, a function is wanted")
    return v  # type: ignore[no-any-return]


def same(a: Any, b: Any) -> bool:
    """Equality of whole values."""
    if is_list(a) and is_list(b):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if is_array(a) or is_array(b):
        return is_array(a) and is_array(b) and a.dtype == b.dtype and np.array_equal(a, b)
    if (a is None) != (b is None) or isinstance(a, str) != isinstance(b, str):
        return False
    return bool(a == b)


# --- printing ------------------------------------------------------------------------------------
def spelled(v: Any, nil: str = "nil") -> str:
    """A value as PhySL prints it: six digits, strings without quotes."""
    if v is None:
        return nil
    if isinstance(v, bool | np.bool_):
        return "true" if v else "false"
    if isinstance(v, str):
        return v
    if isinstance(v, int | np.integer):
        return str(int(v))
    if isinstance(v, float | np.floating):
        return f"{float(v):g}"
    if isinstance(v, complex | np.complexfloating):
        return f"complex({v.real:g}, {v.imag:g})"
    if is_array(v):
        if v.ndim == 0:
            return spelled(v[()], nil)
        return f"[{', '.join(spelled(item, nil) for item in v)}]"
    if isinstance(v, list | tuple | range):
        return f"list({', '.join(spelled(item, nil) for item in v)})"
    if isinstance(v, dict):
        return f"dict({', '.join(f'list({spelled(k, nil)}, {spelled(x, nil)})' for k, x in v.items())})"
    return getattr(v, "name", None) or str(v)
