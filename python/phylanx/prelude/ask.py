"""What a prelude function asks about its arguments; answered when the calling program is compiled.

In plain Python these do the same on NumPy's arrays, so that a prelude function can be run as it is.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np


def refuse(reason: str) -> NoReturn:
    """Not for these arguments: the call goes to NumPy."""
    raise NotImplementedError(reason)


def is_array(x: object) -> bool:
    return isinstance(x, np.ndarray)


def is_scalar(x: object) -> bool:
    """A number of Python's or NumPy's."""
    return isinstance(x, bool | int | float | complex | np.generic)


def is_number(x: object) -> bool:
    """A number of Python's, whose dtype gives way to others."""
    return type(x) in (bool, int, float, complex)


def is_sequence(x: object) -> bool:
    return isinstance(x, list | tuple)


def is_list(x: object) -> bool:
    return isinstance(x, list)


def is_slice(x: object) -> bool:
    return isinstance(x, slice)


def is_text(x: object) -> bool:
    return isinstance(x, str)


def is_function(x: object) -> bool:
    """One of the program's own, or a ufunc: it is compiled along."""
    return callable(x)


def is_known(x: object) -> bool:
    """Whether the value is known when the program is compiled."""
    return True


def known(x: Any) -> Any:
    """The value, which the program is specialised for: an axis, a flag, a tuple of ints."""
    return x


def kind(x: Any) -> str:
    """The dtype's kind: b i u f c; empty of what has none."""
    return np.asarray(x).dtype.kind if not isinstance(x, np.dtype) else x.kind


def itemsize(x: Any) -> int:
    return np.asarray(x).dtype.itemsize if not isinstance(x, np.dtype) else x.itemsize


def operand(x: Any) -> Any:
    """What a ufunc makes of it: an array of a sequence, a NumPy scalar of a number or 0-d array."""
    return x if isinstance(x, np.generic) else np.asarray(x)[()]


def assume(condition: Any) -> None:
    """Holds but for rare arguments, for which the calling program then runs in Python."""
    if not condition:
        raise NotImplementedError("an assumption does not hold")


def unroll(*bounds: int) -> range:
    """A range of known length whose numbers are known too."""
    return range(*bounds)


def axis(k: int, ndim: int) -> int:
    """Counted from the front; AxisError where there is no such axis."""
    return int(np.lib.array_utils.normalize_axis_index(k, ndim))


def axes(k: Any, ndim: int) -> tuple[int, ...]:
    """All of them for None; sorted."""
    if k is None:
        return tuple(range(ndim))
    return tuple(sorted(np.lib.array_utils.normalize_axis_tuple(k, ndim)))


def result_type(*values: Any) -> np.dtype:
    return np.result_type(*values)


def stable_sort(x: Any, axis: int | None) -> np.ndarray:
    """Equal elements, -0.0 and 0.0, keep their order."""
    return np.sort(x, axis, "stable")


def stable_argsort(x: Any, axis: int | None) -> np.ndarray:
    return np.argsort(x, axis, "stable")


def real_of(dtype: Any) -> np.dtype:
    return np.empty(0, dtype).real.dtype


def as_tuple(x: Any) -> tuple:
    return tuple(x) if isinstance(x, list | tuple) else (x,)


def text(*parts: str | int) -> str:
    return "".join(str(p) for p in parts)


def where_among(x: Any, values: tuple) -> int:
    """The position of a known text or int in a tuple of such; -1."""
    return values.index(x) if x in values else -1


def fail(error: str, message: str) -> NoReturn:
    """Raises; the message may be made by `text`."""
    if error == "AxisError":
        raise np.exceptions.AxisError(message)
    if error == "LinAlgError":
        raise np.linalg.LinAlgError(message)
    classes = {"ValueError": ValueError, "TypeError": TypeError, "IndexError": IndexError}
    raise classes[error](message)


def check(condition: Any, error: str, message: str, number: int = 0) -> None:
    """Raises where the condition does not hold; {0} in the message is the number."""
    if not condition:
        fail(error, message.replace("{0}", str(number)))


def ufunc(function: np.ufunc, error: str, *operands: Any) -> Any:
    """Its inner loop on arrays of that loop's dtypes, then the extents of core dimensions that only
    results have. An invalid value there is a LinAlgError, if `error` says what went wrong."""
    try:
        with np.errstate(all="ignore", invalid="raise" if error else "ignore"):
            return function(*operands[: function.nin])
    except FloatingPointError:
        raise np.linalg.LinAlgError(error) from None


def ufunc_changing(function: np.ufunc, error: str, first: Any, *others: Any) -> Any:
    """The same where the loop changes its first operand: a changed copy, then the results."""
    first = first.copy()
    made = ufunc(function, error, first, *others)
    return (first, *made) if isinstance(made, tuple) else (first, made)


def ufunc_along(function: np.ufunc, error: str, axis: int, *operands: Any) -> Any:
    """The same where the first operand and the result have one core dimension each, there."""
    x, n = operands[0], operands[-1]
    dtype = function.resolve_dtypes((x.dtype, np.dtype(float), None))[-1]
    out = np.empty((*x.shape[:axis], n, *x.shape[axis + 1 :]), dtype)
    return function(x, *operands[1:-1], axes=[(axis,), (), (axis,)], out=out)


#: The words in PhySL.
WORDS: dict[Any, str] = {
    function: f"__ask_{name}"
    for name, function in {
        "refuse": refuse,
        "is_array": is_array,
        "is_scalar": is_scalar,
        "is_number": is_number,
        "is_sequence": is_sequence,
        "is_list": is_list,
        "is_slice": is_slice,
        "is_text": is_text,
        "is_function": is_function,
        "is_known": is_known,
        "known": known,
        "kind": kind,
        "itemsize": itemsize,
        "operand": operand,
        "assume": assume,
        "unroll": unroll,
        "axis": axis,
        "axes": axes,
        "result_type": result_type,
        "stable_sort": stable_sort,
        "stable_argsort": stable_argsort,
        "real_of": real_of,
        "tuple": as_tuple,
        "text": text,
        "where_among": where_among,
        "raise": fail,
        "check": check,
    }.items()
}
