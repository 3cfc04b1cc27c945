"""Primitives of PhySL by their bare names in decorated functions, as the first Phylanx allowed.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import builtins
import sys
import types
from opcode import opmap
from typing import Any


class _Primitive:
    """A primitive for Python: its values are Python's."""

    def __init__(self, primitive: Any) -> None:
        self.primitive = primitive
        self.__name__ = primitive.name
        self.__doc__ = primitive.doc

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from phylanx.physl.evaluator import call_from_python
        from phylanx.physl.primitives.core import NIL
        from phylanx.physl.values import clean

        NIL[0], before = "None", NIL[0]
        try:
            return clean(call_from_python(self.primitive, args, kwargs))
        finally:
            NIL[0] = before

    def __repr__(self) -> str:
        return repr(self.primitive)


def names_of(code: types.CodeType) -> set[str]:
    """The names that a function's code, and that of functions inside it, looks for outside. (`dis` would
    take longer to load than all the rest of a first call.)"""
    found = set()
    shift = 1 if sys.version_info >= (3, 11) else 0  # the lowest bit says how it is called
    argument = 0
    for operation, low in zip(code.co_code[::2], code.co_code[1::2], strict=True):
        argument = argument << 8 | low
        if operation == opmap["LOAD_GLOBAL"]:
            found.add(code.co_names[argument >> shift])
        elif operation == opmap["LOAD_NAME"]:
            found.add(code.co_names[argument])
        if operation != opmap["EXTENDED_ARG"]:
            argument = 0
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names_of(constant)
    return found


def bind_primitives(function: types.FunctionType) -> None:
    """What the function calls, and nobody has defined, may be a primitive: then its module gets it."""
    known = function.__globals__
    names = names_of(function.__code__)
    missing = {n for n in names if n not in known and not hasattr(builtins, n)}
    if not missing:
        return
    from phylanx.physl.primitives import find

    for name in missing:
        primitive = find(name)
        if primitive is not None:
            known[name] = _Primitive(primitive)
