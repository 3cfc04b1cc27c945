"""The table of primitives: name, Python function, parameters, area.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Primitive:
    """A function of PhySL values. keeps: it may give an argument back or hold it, so that the two share memory."""

    __slots__ = ("name", "function", "area", "parameters", "least", "most", "variadic", "keeps", "doc")

    def __init__(self, name: str, function: Callable, area: str, keeps: bool, signature: str = "") -> None:
        self.name = name
        self.function = function
        self.area = area
        self.keeps = keeps
        self.doc = (inspect.getdoc(function) or "").split("\n")[0]
        if signature:
            parts = signature.split()
            self.parameters = tuple(p.partition("=")[0] for p in parts)
            self.least = sum("=" not in p for p in parts)
            self.variadic = False
        else:
            found = inspect.signature(function).parameters.values()
            self.parameters = tuple(p.name for p in found if p.kind is not p.VAR_POSITIONAL)
            self.least = sum(p.default is p.empty for p in found if p.kind is not p.VAR_POSITIONAL)
            self.variadic = any(p.kind is p.VAR_POSITIONAL for p in found)
        self.most = len(self.parameters)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"

    @property
    def signature(self) -> str:
        parts = [p if i < self.least else f"{p}?" for i, p in enumerate(self.parameters)]
        return f"{self.name}({', '.join(parts + ['*more'] * self.variadic)})"


#: All primitives by name.
TABLE: dict[str, Primitive] = {}


class Area:
    """Registers the functions of one area: `@area.primitive("sum", "prod")`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def primitive(self, *names: str, keeps: bool = False) -> Callable[[F], F]:
        def note(function: F) -> F:
            for name in names or (function.__name__.rstrip("_"),):
                TABLE[name] = Primitive(name, function, self.name, keeps)
            return function

        return note

    def add(self, name: str, function: Callable, signature: str = "", keeps: bool = False) -> None:
        TABLE[name] = Primitive(name, function, self.name, keeps, signature)
