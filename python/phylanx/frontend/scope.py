"""What a name of a function means: a local, a variable outside with the place it is read from, or a
module's attribute.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import types

from phylanx.frontend.witness import Witness
from phylanx.outside import MISSING, Outside, attribute_outside, is_namespace, name_outside


class Scope:
    """The names of one function."""

    def __init__(self, function: types.FunctionType, witness: Witness | None = None) -> None:
        """witness: sees every look at something outside."""
        code = function.__code__
        self.function = function
        self.locals = frozenset(code.co_varnames) | frozenset(code.co_cellvars)
        self.imported: dict[str, Outside] = {}  # by an import statement in the function
        self._witness = witness

    def is_local(self, name: str) -> bool:
        return name in self.locals and name not in self.imported

    def find(self, name: str) -> Outside | None:
        """A name that is no local; None where nothing of that name exists (yet)."""
        if name in self.imported:
            return self.imported[name]
        if name in self.locals:
            return None
        found = name_outside(self.function, name)
        if self._witness is not None:
            self._witness.name(self.function, found)
        return None if found.value is MISSING else found

    def resolve(self, node: ast.expr) -> Outside | None:
        """A name, or a dotted path that leads through modules; otherwise None."""
        if isinstance(node, ast.Name):
            return None if self.is_local(node.id) else self.find(node.id)
        if not isinstance(node, ast.Attribute):
            return None
        base = self.resolve(node.value)
        if base is None or not is_namespace(base.value):
            return None
        found = attribute_outside(base, node.attr)
        if self._witness is not None:
            self._witness.attribute(self.function, base, node.attr, found)
        return None if found.value is MISSING else found
