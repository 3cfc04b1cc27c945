"""What a name outside a function means, with the place it is read from; and a function's conversion.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import builtins
import os
import sys
import types
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phylanx.errors import Finding

MISSING = object()

#: A dict or a closure's cell, and the key in it.
Pair = tuple[Any, "str | None"]


# Classes written out: making a NamedTuple takes a third of a millisecond, and a process that takes its programs from the
# disk has seven in all.
class Place:
    """Where a value outside the function is read: a dict and its key, or a closure's cell."""

    __slots__ = ("key", "mapping")

    def __init__(self, mapping: Mapping | types.CellType, key: str | None) -> None:
        self.mapping = mapping
        self.key = key

    @property
    def identity(self) -> tuple[int, str | None]:
        return id(self.mapping), self.key

    def read(self) -> Any:
        """The value now; MISSING where there is none."""
        if isinstance(self.mapping, types.CellType):
            try:
                return self.mapping.cell_contents
            except ValueError:
                return MISSING
        return self.mapping.get(self.key, MISSING)

    def pair(self) -> Pair:
        return self.mapping, self.key


class Outside:
    """A value from outside. `steps` are the places that led to it: the last one holds it, or
    (where `stable`) a module of Python or of an installed package, in whose names it lies. A place
    before a builtin's is the module's, where there must be nothing."""

    __slots__ = ("path", "stable", "steps", "value")

    def __init__(self, value: Any, path: str, steps: tuple[Place, ...], stable: bool = False) -> None:
        self.value = value
        self.path = path
        self.steps = steps
        self.stable = stable


def name_outside(function: types.FunctionType, name: str) -> Outside:
    """A name of a function that is none of its locals."""
    code = function.__code__
    if name in code.co_freevars:
        cells = function.__closure__ or ()
        place = Place(cells[code.co_freevars.index(name)], None)
    elif name in function.__globals__:
        place = Place(function.__globals__, name)
    else:
        place = Place(builtins_of(function), name)
        if place.mapping is not function.__globals__ and place.read() is not MISSING:
            # It is the builtin only as long as the module has no such name of its own.
            return Outside(place.read(), name, (Place(function.__globals__, name), place))
    return Outside(place.read(), name, (place,))


def attribute_outside(base: Outside, name: str) -> Outside:
    """A name of a namespace."""
    value = getattr(base.value, name, MISSING)
    path = f"{base.path}.{name}"
    if value is not MISSING and isinstance(base.value, types.ModuleType):
        if not is_installed(base.value) and name in vars(base.value):
            return Outside(value, path, (*base.steps, Place(vars(base.value), name)))
    return Outside(value, path, base.steps, stable=True)


def builtins_of(function: types.FunctionType) -> dict:
    found = function.__globals__.get("__builtins__", builtins)
    return found if isinstance(found, dict) else vars(found)


def is_namespace(value: object) -> bool:
    """A module, or a ufunc (whose methods are named like a module's functions)."""
    if isinstance(value, types.ModuleType):
        return True
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ufunc)


_LIBRARY = os.path.dirname(os.__file__)


def is_installed_file(filename: str) -> bool:
    """Whether a file belongs to Python or to an installed package: its names do not change."""
    parts = filename.split(os.sep)
    return (
        filename.startswith(_LIBRARY + os.sep)
        or "site-packages" in parts
        or "dist-packages" in parts
    )


def is_installed(module: types.ModuleType) -> bool:
    filename = getattr(module, "__file__", None)
    if filename is None:
        return module.__name__ in sys.builtin_module_names
    return is_installed_file(filename)


# --- what a conversion is -------------------------------------------------------------------------
class Conversion:
    """A converted function: its text, and the Python objects that the text refers to."""

    __slots__ = (
        "exprs",
        "extra",
        "extra_parameters",
        "filename",
        "findings",
        "first_line",
        "foreign",
        "guards",
        "name",
        "parameters",
        "text",
    )

    def __init__(
        self,
        text: str,
        name: str,  # of its `define`, the last one of the text
        filename: str,
        first_line: int,
        parameters: tuple[str, ...],  # the user's, in order
        extra_parameters: tuple[str, ...],  # after those: names of what is read outside at each call
        extra: tuple[Pair, ...],  # where each of them is read
        #: what must be the same object at each call; MISSING: a name that must stay absent
        guards: tuple[tuple[Any, str | None, Any], ...],
        foreign: dict[str, Any],  # path -> object of __foreign
        exprs: dict[str, Callable],  # id -> function of __foreign_expr
        findings: tuple[Finding, ...],
    ) -> None:
        self.text = text
        self.name = name
        self.filename = filename
        self.first_line = first_line
        self.parameters = parameters
        self.extra_parameters = extra_parameters
        self.extra = extra
        self.guards = guards
        self.foreign = foreign
        self.exprs = exprs
        self.findings = findings

    def is_current(self) -> bool:
        """Whether everything outside is what it was at the conversion."""
        return all(Place(m, k).read() is value for m, k, value in self.guards)


def parameter_names(function: types.FunctionType) -> tuple[str, ...]:
    code = function.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


# --- functions that a text may refer to -----------------------------------------------------------
def call_object(function: Any, /, *args: Any, **kwargs: Any) -> Any:
    """What `__call` is of a value that is no function of the text."""
    return function(*args, **kwargs)


class InstanceOf:
    """`isinstance` as a function of the value, for classes that compiled code knows by name."""

    def __init__(self, names: str) -> None:
        self.names = names
        self._classes = tuple(map(_class_named, names.split()))

    def __call__(self, value: object) -> bool:
        return isinstance(value, self._classes)


def _class_named(name: str) -> type:
    if name == "NoneType":
        return type(None)
    found = getattr(builtins, name, None) or getattr(sys.modules["numpy"], name)
    assert isinstance(found, type), name
    return found
