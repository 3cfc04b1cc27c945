"""Primitives of PhySL by their bare names in decorated functions, as the first Phylanx allowed.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Iterator
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


def _named(code: types.CodeType) -> Iterator[tuple[str, str]]:
    """The instructions that look for a name, and the names. (`dis` would take longer to load than all the rest of a
    first call.)"""
    version = sys.version_info
    shifts = {"LOAD_GLOBAL": int(version >= (3, 11)), "LOAD_NAME": 0, "LOAD_ATTR": int(version >= (3, 12))}
    shifts["LOAD_METHOD"] = 0  # the lowest bit of the others says how it is called
    operations = {opmap[name]: (name, shift) for name, shift in shifts.items() if name in opmap}
    argument = 0
    for operation, low in zip(code.co_code[::2], code.co_code[1::2], strict=True):
        argument = argument << 8 | low
        if operation in operations:
            name, shift = operations[operation]
            yield name, code.co_names[argument >> shift]
        if operation != opmap["EXTENDED_ARG"]:
            argument = 0


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """The code and that of functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def bind_primitives(function: types.FunctionType) -> types.FunctionType | None:
    """What the function calls, and nobody has defined, may be a primitive: then its module gets it. Where it takes one
    from NumPy (`np.fmap`), a function that finds it there; Python runs that one."""
    known, numpy = function.__globals__, sys.modules.get("numpy")
    outside: set[str] = set()
    of_numpy: set[str] = set()
    for code in _codes(function.__code__):
        before = None
        for instruction, name in _named(code):
            if instruction in ("LOAD_GLOBAL", "LOAD_NAME"):
                outside.add(name)
                before = known.get(name)
            else:
                if before is numpy is not None:
                    of_numpy.add(name)
                before = None
    for name in outside:
        if name not in known and not hasattr(builtins, name):
            primitive = _find(name)
            if primitive is not None:
                known[name] = _Primitive(primitive)
    if any(not hasattr(numpy, name) and _find(name) is not None for name in of_numpy):
        return _with_more_of_numpy(function)
    return None


def _find(name: str) -> Any:
    from phylanx.physl.primitives import find

    return find(name)


class _MoreOfNumPy(types.ModuleType):
    """NumPy, and the primitives that it does not have."""

    def __getattr__(self, name: str) -> Any:
        import numpy

        if hasattr(numpy, name):
            return getattr(numpy, name)
        primitive = _find(name)
        if primitive is None:
            raise AttributeError(f"module 'numpy' has no attribute '{name}'")
        return _Primitive(primitive)


_NUMPY = "__phylanx_numpy"


def _with_more_of_numpy(function: types.FunctionType) -> types.FunctionType:
    """The function, whose code calls NumPy by another name."""
    known, numpy = function.__globals__, sys.modules.get("numpy")

    def renamed(code: types.CodeType) -> types.CodeType:
        constants = tuple(renamed(c) if isinstance(c, types.CodeType) else c for c in code.co_consts)
        names = tuple(_NUMPY if known.get(n) is numpy else n for n in code.co_names)
        return code.replace(co_consts=constants, co_names=names)

    known.setdefault(_NUMPY, _MoreOfNumPy("numpy"))
    code = renamed(function.__code__)
    made = types.FunctionType(code, known, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made
