"""What a name of a function means: a local, a variable outside with the place it is read from, or a
module's attribute.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import builtins
import os
import sys
import types
from collections.abc import Mapping
from typing import Any, NamedTuple

MISSING = object()


class Place(NamedTuple):
    """Where a value outside the function is read: a dict and its key, or a closure's cell."""

    mapping: Mapping | types.CellType
    key: str | None

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

    def pair(self) -> tuple[Mapping | types.CellType, str | None]:
        return self.mapping, self.key


class Outside(NamedTuple):
    """A value from outside. `steps` are the places that led to it: the last one holds it, or
    (where `stable`) a module of Python or of an installed package, in whose names it lies."""

    value: Any
    path: str
    steps: tuple[Place, ...]
    stable: bool = False


class Scope:
    """The names of one function."""

    def __init__(self, function: types.FunctionType) -> None:
        code = function.__code__
        self.locals = frozenset(code.co_varnames) | frozenset(code.co_cellvars)
        self.cells = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
        self.globals = function.__globals__
        found = self.globals.get("__builtins__", builtins)
        self.builtins: dict = found if isinstance(found, dict) else vars(found)
        self.imported: dict[str, Outside] = {}  # by an import statement in the function

    def is_local(self, name: str) -> bool:
        return name in self.locals and name not in self.imported

    def find(self, name: str) -> Outside | None:
        """A name that is no local; None where nothing of that name exists (yet)."""
        if name in self.imported:
            return self.imported[name]
        if name in self.locals:
            return None
        if name in self.cells:
            place = Place(self.cells[name], None)
        elif name in self.globals:
            place = Place(self.globals, name)
        else:
            place = Place(self.builtins, name)
        value = place.read()
        if value is MISSING:
            return None
        return Outside(value, name, (place,))

    def resolve(self, node: ast.expr) -> Outside | None:
        """A name, or a dotted path that leads through modules; otherwise None."""
        if isinstance(node, ast.Name):
            return None if self.is_local(node.id) else self.find(node.id)
        if not isinstance(node, ast.Attribute):
            return None
        base = self.resolve(node.value)
        if base is None or not is_namespace(base.value):
            return None
        value = getattr(base.value, node.attr, MISSING)
        if value is MISSING:
            return None
        path = f"{base.path}.{node.attr}"
        if isinstance(base.value, types.ModuleType) and not is_installed(base.value):
            if node.attr in vars(base.value):
                steps = (*base.steps, Place(vars(base.value), node.attr))
                return Outside(value, path, steps)
        return Outside(value, path, base.steps, stable=True)


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
