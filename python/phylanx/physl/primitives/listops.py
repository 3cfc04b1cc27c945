"""Area listops: lists and dictionaries.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import itertools
from typing import Any

from phylanx.physl.registry import Area
from phylanx.physl.values import is_array, is_list, kind_name, listed

AREA = Area("listops")
primitive = AREA.primitive


@primitive("list", "make_list", keeps=True)
def list_(*items):
    """A list of the arguments."""
    return list(items)


@primitive(keeps=True)
def append(list, v):
    """A new list with v at its end."""
    return [*listed(list, "the first argument"), v]


@primitive(keeps=True)
def prepend(v, list):
    """A new list with v at its front."""
    return [v, *listed(list, "the second argument")]


@primitive("dict", keeps=True)
def dict_(pairs=None):
    """A dictionary of a list of pairs."""
    found = {}
    for pair in listed([] if pairs is None else pairs, "the argument"):
        if not is_list(pair) or len(pair) != 2:
            raise TypeError("a list of pairs is wanted")
        if isinstance(pair[0], dict) or is_list(pair[0]) or is_array(pair[0]):
            raise TypeError(f"{kind_name(pair[0])} cannot be a key")
        found[pair[0]] = pair[1]
    return found


@primitive("__len")
def len_(x):
    """How many items; of an array, the extent of its first dimension."""
    if is_list(x) or isinstance(x, dict | str) or (is_array(x) and x.ndim):
        return len(x)
    if isinstance(x, bool | int | float):
        return 1
    raise TypeError(f"{kind_name(x)} has no length")


def _step(letter: str, v: Any) -> Any:
    items = listed(v)
    if not items:
        raise IndexError("the list is empty")
    return items[0] if letter == "a" else items[1:]


def _register(letters: str) -> None:
    def get(list: Any) -> Any:
        for letter in reversed(letters):
            list = _step(letter, list)
        return list

    order = ", then ".join("the first item" if x == "a" else "all but the first" for x in reversed(letters))
    get.__doc__ = f"Of a list {order}."
    AREA.add(f"c{letters}r", get, keeps=True)


for _n in range(1, 5):
    for _letters in itertools.product("ad", repeat=_n):
        _register("".join(_letters))
