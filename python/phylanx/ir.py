"""Symbols of programs, as the older interface names them.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "Argument",
    "Array",
    "Function",
    "NameSpace",
    "Node",
    "SymbolTable",
    "Variable",
    "current_namespace",
    "symbol_table",
]


class Node:
    """A named part of a program."""

    def __init__(self, name: str, dtype: Any = None, shape: Any = None) -> None:
        self.name = name
        self.dtype = dtype
        self.shape = shape

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class Variable(Node): ...


class Argument(Variable): ...


class Array(Variable): ...


class Function(Node):
    def __init__(self, name: str, args: Any = (), body: Any = (), dtype: Any = None) -> None:
        super().__init__(name, dtype)
        self.args = list(args)
        self.body = list(body)


class NameSpace:
    """Names within a function or a program, and those around it."""

    def __init__(self, name: str = "global", parent: NameSpace | None = None) -> None:
        self.name = name
        self.parent = parent
        self.full_name: str = name if parent is None else f"{parent.full_name}+{name}"
        self.symbols: dict[str, Any] = {}

    def add(self, name: str, symbol: Any) -> None:
        self.symbols[name] = symbol

    def find(self, name: str) -> Any:
        if name in self.symbols:
            return self.symbols[name]
        return self.parent.find(name) if self.parent is not None else None


class SymbolTable:
    """All namespaces by their full names."""

    def __init__(self) -> None:
        self.root = NameSpace()
        self.spaces: dict[str, NameSpace] = {self.root.full_name: self.root}

    def add(self, space: NameSpace) -> NameSpace:
        return self.spaces.setdefault(space.full_name, space)

    def __getitem__(self, name: str) -> NameSpace:
        return self.spaces[name]


symbol_table = SymbolTable()
_CURRENT = [symbol_table.root]


def current_namespace() -> NameSpace:
    return _CURRENT[-1]
