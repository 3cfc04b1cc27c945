"""Primitives of PhySL by their bare names in decorated functions, as the first Phylanx allowed.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import builtins
import types
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
    """The names that a function's code, and that of functions inside it, may look for outside."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names_of(constant)
    return found


def bind_primitives(function: types.FunctionType) -> None:
    """What the function calls, and nobody has defined, may be a primitive: then its module gets it."""
    known = function.__globals__
    missing = {n for n in names_of(function.__code__) if n not in known and not hasattr(builtins, n)}
    if not missing:
        return
    from phylanx.physl.primitives import find

    attributes = _attributes(function) if missing else set()
    for name in missing - attributes:
        primitive = find(name)
        if primitive is not None:
            known[name] = _Primitive(primitive)


def _attributes(function: types.FunctionType) -> set[str]:
    """Names that are attributes of something only."""
    import dis

    loaded: set[str] = set()

    def visit(code: types.CodeType) -> None:
        for instruction in dis.get_instructions(code):
            if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                loaded.add(instruction.argval)
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                visit(constant)

    visit(function.__code__)
    return names_of(function.__code__) - loaded
