"""Indices of `slice` and its kin, for arrays, lists, dictionaries and strings.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from phylanx.physl.values import clean, integer, is_array, is_list, listed


def copied(v: Any) -> Any:
    """A value that shares no memory with this one."""
    if isinstance(v, np.ndarray):
        return v.copy()
    return copy.deepcopy(v) if isinstance(v, list | dict) else v


def index_maker(name: str, parts: list[Callable]) -> Callable[[Any], list]:
    """The indices of a call, one for each dimension, from its arguments behind the first."""

    def make(frame: Any) -> list:
        given = [p(frame) for p in parts]
        return dimensions(name, given)

    return make


def dimensions(name: str, given: list) -> list:
    """slice_row, slice_column and slice_page index the last, last but one ... dimension."""
    if name == "tuple_slice":
        return listed(given[0], "the index")
    if name == "slice":
        return list(given)
    if len(given) == 0:
        return [None]
    index = given[0] if len(given) == 1 else list(given)
    return [_Along(name, index)]


class _Along:
    """An index of one named dimension."""

    def __init__(self, name: str, index: Any) -> None:
        self.name = name
        self.index = index

    def full(self, a: np.ndarray) -> list:
        behind = {"slice_column": 1, "slice_row": 2, "slice_page": 3}[self.name]
        if a.ndim == 1:
            behind = 1
        if a.ndim < behind:
            raise IndexError(f"{self.name} wants an array of {behind} dimensions or more")
        return [None] * (a.ndim - behind) + [self.index]


def _part(index: Any) -> Any:
    """One dimension's index as NumPy takes it."""
    if index is None:
        return slice(None)
    if is_list(index):
        if not all(x is None or isinstance(x, int | float) for x in index) or len(index) > 3:
            raise IndexError("an index list is list(start, stop, step)")
        parts = [None if x is None else integer(x, "an index") for x in index]
        if len(parts) == 0:
            return slice(None)
        if len(parts) == 1:
            return slice(None) if parts[0] is None else parts[0]
        if len(parts) == 3 and parts[2] == 0:
            raise ValueError("slice step cannot be zero")
        return slice(*parts)
    if is_array(index):
        if index.dtype.kind == "f" and index.size == 0:
            return index.astype(np.int64)
        if index.dtype.kind not in "iub":
            raise IndexError("an index array must be of integers or booleans")
        return index
    if isinstance(index, str):
        raise IndexError("an array has no keys")
    if isinstance(index, bool):
        return int(index)
    return integer(index, "an index")


def _of_array(a: np.ndarray, where: list) -> tuple:
    if len(where) == 1 and isinstance(where[0], _Along):
        where = where[0].full(a)
    parts = tuple(_part(i) for i in where)
    used = sum(p.ndim if is_array(p) and p.dtype == bool else 1 for p in parts)
    if used > a.ndim:
        raise IndexError(f"too many indices: the array has {a.ndim} dimensions, but {used} are indexed")
    return parts


def take(a: Any, where: list) -> Any:
    """a at these indices."""
    if not where:
        return a
    if is_array(a):
        return clean(a[_of_array(a, where)])
    first, rest = where[0], where[1:]
    if isinstance(first, _Along):
        first = first.index
    if isinstance(a, dict):
        return take(a[clean(first)], rest)
    if is_list(a) or isinstance(a, str):
        return _of_list(a, first, rest)
    if a is None or callable(a):
        raise TypeError("this value cannot be sliced")
    return a  # a number is its own slice


def _of_list(a: Any, index: Any, rest: list) -> Any:
    part = _part(index)
    if is_array(part):
        numbers = np.flatnonzero(part) if part.dtype == bool else part
        found: Any = [a[int(i)] for i in numbers]
    elif isinstance(part, slice):
        found = a[part]
        found = list(found) if isinstance(found, range) else found
    else:
        try:
            return take(a[part], rest)
        except IndexError:
            raise IndexError(f"index {part} is out of bounds for a list of {len(a)} items") from None
    return [take(x, rest) for x in found] if rest else found


def assign(a: Any, where: list, value: Any) -> Any:
    """a with a part changed in place; a number is replaced."""
    if is_array(a):
        parts = _of_array(a, where)
        if is_list(value):
            value = np.array(value)
        if not is_array(value) and isinstance(value, str | dict | type(None)):
            raise TypeError("an array's elements are numbers")
        a[parts] = value
        return a
    first, rest = where[0], where[1:]
    if isinstance(a, dict):
        a[clean(first)] = assign(a[clean(first)], rest, value) if rest else value
        return a
    if is_list(a):
        a = a if isinstance(a, list) else list(a)
        part = _part(first)
        if isinstance(part, slice):
            if rest:
                raise IndexError("a store to parts of several items of a list")
            a[part] = listed(value, "the value")
        elif is_array(part):
            raise IndexError("a store to a list at an index array")
        else:
            if not -len(a) <= part < len(a):
                raise IndexError(f"index {part} is out of bounds for a list of {len(a)} items")
            a[part] = assign(a[part], rest, value) if rest else value
        return a
    if isinstance(a, bool | int | float | np.generic):
        return value
    raise TypeError("a store to a part of this value")
