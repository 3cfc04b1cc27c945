"""Helpers of the older interface: values as bytes, help, the console in memory.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.parallel import prange
from phylanx.physl.forms import FORMS
from phylanx.physl.primitives import TABLE
from phylanx.physl.primitives.core import CONSOLE
from phylanx.physl.serializing import from_bytes, to_bytes
from phylanx.physl.values import from_python, to_python

__all__ = ["debug_output", "phyhelp", "phyhelpex", "phylist", "prange", "serialize", "unserialize", "unserialize_expr"]

_TREE = b"phylanx tree 1\n"


def serialize(value: Any) -> bytes:
    """A value, or a tree of phylanx.ast, as bytes."""
    from phylanx.ast import _Tree

    if isinstance(value, _Tree):
        return _TREE + str(value).encode()
    from phylanx.older.variables import value_of

    return to_bytes(from_python(value_of(value)))


def unserialize(data: bytes) -> Any:
    """The value of such bytes."""
    if data.startswith(_TREE):
        return unserialize_expr(data)
    found = from_bytes(data)
    return found if isinstance(found, np.ndarray) else to_python(found)


def unserialize_expr(data: bytes) -> Any:
    """The tree of such bytes."""
    from phylanx.ast import generate_ast

    if not data.startswith(_TREE):
        raise ValueError("these bytes are no serialised tree")
    return generate_ast(data[len(_TREE) :].decode())[0]


def _help(name: str) -> str:
    if name in FORMS:
        return "\n".join(FORMS[name])
    found = TABLE.get(name)
    if found is None:
        raise KeyError(f"there is no primitive '{name}'")
    return f"{found.signature}\n{found.doc}"


def phyhelp(name: str) -> None:
    """Prints the help of a primitive."""
    print(_help(name))


def phyhelpex(name: str) -> str:
    """The help of a primitive."""
    return _help(name)


def phylist() -> None:
    """Prints the names of all primitives."""
    for name in sorted({*TABLE, *FORMS}):
        print(name)


def debug_output() -> str:
    """What `debug` has written since the last time."""
    text = CONSOLE.getvalue()
    CONSOLE.seek(0)
    CONSOLE.truncate()
    return text
