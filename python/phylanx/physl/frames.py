"""Variables and functions of running PhySL programs.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from phylanx.physl.tree import Node
from phylanx.physl.values import clean

CONSTANTS: dict[str, Any] = {
    "inf": math.inf,
    "ninf": -math.inf,
    "nan": math.nan,
    "NZERO": -0.0,
    "PZERO": 0.0,
    "euler": math.e,
    "euler_gamma": 0.57721566490153286,
    "pi": math.pi,
    "int": "int64",
    "float": "float64",
    "bool": "bool",
}
Closure = Callable[["Frame"], Any]


class Cell:
    """A variable. shared: others may hold the same object, so a store to a part of it copies it first."""

    __slots__ = ("value", "shared")

    def __init__(self, value: Any, shared: bool) -> None:
        self.value = value
        self.shared = shared


class Frame:
    """The variables of one activation of a scope."""

    __slots__ = ("cells", "parent")

    def __init__(self, parent: Frame | None = None) -> None:
        self.cells: dict[str, Cell] = {}
        self.parent = parent

    def find(self, name: str) -> Cell | None:
        frame: Frame | None = self
        while frame is not None:
            cell = frame.cells.get(name)
            if cell is not None:
                return cell
            frame = frame.parent
        return None


class Function:
    """A function of a PhySL program; Python can call it too."""

    def __init__(self, name: str, parameters: list[tuple[str, Closure | None]], body: Closure, frame: Frame) -> None:
        self.name = name
        self.parameters = parameters
        self.body = body
        self.frame = frame
        self.node: Node | None = None
        self.native: Callable | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.native is not None:
            return clean(self.native(*args, **kwargs))
        return self.evaluate(*args, **kwargs)

    def evaluate(self, *args: Any, **kwargs: Any) -> Any:
        inner = Frame(self.frame)
        cells = inner.cells
        parameters = self.parameters
        if len(args) > len(parameters):
            raise TypeError(f"{self.name}() takes {len(parameters)} arguments but {len(args)} were given")
        for (name, _), value in zip(parameters, args, strict=False):
            cells[name] = Cell(value, True)
        for name, default in parameters[len(args) :]:
            if name in kwargs:
                cells[name] = Cell(kwargs.pop(name), True)
            elif default is not None:
                cells[name] = Cell(default(self.frame), True)
            else:
                raise TypeError(f"{self.name}() missing argument '{name}'")
        if kwargs:
            raise TypeError(f"{self.name}() got an unexpected keyword argument '{next(iter(kwargs))}'")
        return self.body(inner)

    def __repr__(self) -> str:
        return f"<PhySL function {self.name}>"


class Names:
    """The names that a scope's text defines."""

    def __init__(self, names: set[str], parent: Names | None = None) -> None:
        self.names = names
        self.parent = parent

    def knows(self, name: str) -> bool:
        return name in self.names or (self.parent is not None and self.parent.knows(name))
