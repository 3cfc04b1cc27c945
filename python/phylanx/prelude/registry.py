"""Which object of NumPy each function of the prelude stands for.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

#: by id of NumPy's function: it, and the prelude's
FUNCTIONS: dict[int, tuple[object, types.FunctionType]] = {}
#: methods of arrays by name
METHODS: dict[str, types.FunctionType] = {}
#: by name of a ufunc's method, or of its call with keywords: a function one of whose parameters is the ufunc
UFUNC_METHODS: dict[str, types.FunctionType] = {}
#: whose op is taken where it can say the call
AFTER_OPS: set[types.FunctionType] = set()
#: whose arguments may be functions of the program
TAKE_FUNCTIONS: set[types.FunctionType] = set()
#: by function: a class of tuples that NumPy has for what it gives, and the names of their items
FIELDS: dict[types.FunctionType, tuple[str, tuple[str, ...]]] = {}
#: of any number of arguments, which they get as one tuple
PACKED: set[types.FunctionType] = set()


def name_of(value: object) -> str:
    """What an object is looked up by in `PLACES`: several may have the same name."""
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else type(value).__name__


def of(
    *targets: object,
    method: str = "",
    after_op: bool = False,
    packed: bool = False,
    functions: bool = False,
    fields: str = "",
) -> Callable[[F], F]:
    """The decorated function stands for these, and for the method of that name."""

    def note(function: F) -> F:
        for target in targets:
            if target is not None:  # this NumPy has it
                FUNCTIONS[id(target)] = (target, function)  # type: ignore[assignment]
        if after_op:
            AFTER_OPS.add(function)  # type: ignore[arg-type]
        if functions:
            TAKE_FUNCTIONS.add(function)  # type: ignore[arg-type]
        if fields:
            name, *items = fields.split()
            FIELDS[function] = f"numpy.linalg._linalg.{name}", tuple(items)  # type: ignore[index]
        if packed:
            PACKED.add(function)  # type: ignore[arg-type]
        if method:
            METHODS[method] = function  # type: ignore[assignment]
        return function

    return note


def of_ufunc(method: str) -> Callable[[F], F]:
    def note(function: F) -> F:
        UFUNC_METHODS[method] = function  # type: ignore[assignment]
        return function

    return note
