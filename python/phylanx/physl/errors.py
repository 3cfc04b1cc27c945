"""Errors of PhySL programs: of NumPy's or Python's class, with their place; and each is a RuntimeError too.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
from typing import Any

from phylanx.physl.tree import Node


class PhyslError(RuntimeError):
    """message is the text alone; line counts from 1, column from 0; `str` is the whole line with the place."""

    file = "<text>"
    message = ""
    primitive = ""
    line = 0
    column = 0


@functools.cache
def _class_of(cls: Any) -> Any:
    if issubclass(cls, PhyslError):
        return cls
    try:
        return type(cls.__name__, (cls, PhyslError), {"__module__": cls.__module__, "__str__": _text})
    except TypeError:  # a class of another layout
        return PhyslError


def _text(error: Any) -> str:
    return str(error.args[0]) if error.args else ""


def located(cls: type[Exception], message: str, node: Node, file: str, primitive: str = "") -> PhyslError:
    """An error at a node's place. Scripts catch RuntimeError, NumPy's users the class that NumPy raises."""
    column = node.column if node.tag else node.column + 1
    inserted = f"{primitive}:: " if primitive else ""
    text = f"{file}({node.line}, {column}): {inserted}{message}: HPX(bad_parameter)"
    if cls is AttributeError:  # NumPy asks objects that are no numbers for a method
        cls = TypeError
    found = _class_of(cls)  # type: ignore[arg-type]
    error = found.__new__(found, text)
    error.args = (text,)
    error.file, error.message, error.primitive = file, message, primitive
    error.line, error.column = node.line, node.column
    if isinstance(error, SyntaxError):
        error.msg = text
    return error


def message_of(error: Exception) -> str:
    """The text of what Python or NumPy raised."""
    if isinstance(error, KeyError) and error.args:
        return f"no key {error.args[0]!r}"
    return str(error) or type(error).__name__
