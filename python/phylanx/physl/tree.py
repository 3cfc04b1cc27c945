"""PhySL trees in Python: nodes as the parser gives them, and text again.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from phylanx import _core

#: The infix operators; what they call has the same meaning when it is written out.
OPERATORS = {
    "__or": "||", "__and": "&&", "__eq": "==", "__ne": "!=", "__lt": "<", "__le": "<=", "__gt": ">",
    "__ge": ">=", "__add": "+", "__sub": "-", "__mul": "*", "__div": "/", "__mod": "%",
}  # fmt: skip


class Node:
    """kind is one of nil, bool, int, float, string, name, call, array; value is the constant or the name.

    Lines count from 1, columns from 0; tag says which parts of `$line$column` were written (1 line, 2 column).
    """

    __slots__ = ("kind", "value", "children", "line", "column", "tag", "attribute")

    def __init__(
        self,
        kind: str,
        value: Any = None,
        children: tuple[Node, ...] = (),
        line: int = 0,
        column: int = 0,
        tag: int = 0,
        attribute: str = "",
    ) -> None:
        self.kind = kind
        self.value = value
        self.children = children
        self.line = line
        self.column = column
        self.tag = tag
        self.attribute = attribute

    def is_call(self, *names: str) -> bool:
        return self.kind == "call" and self.value in names

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def with_children(self, children: tuple[Node, ...]) -> Node:
        return Node(self.kind, self.value, children, self.line, self.column, self.tag, self.attribute)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node) or (self.kind, len(self.children)) != (other.kind, len(other.children)):
            return False
        if self.kind == "array":
            same = self.value.dtype == other.value.dtype and np.array_equal(self.value, other.value, equal_nan=True)
        else:
            same = repr(self.value) == repr(other.value) and self.attribute == other.attribute
        return same and self.children == other.children

    def __hash__(self) -> int:
        return hash((self.kind, repr(self.value), self.children))

    def __repr__(self) -> str:
        return text_of(self)


def _node(raw: tuple) -> Node:
    kind, value, children, line, column, tag, attribute = raw
    if kind == "array":
        shape, data, dtype = value
        value = np.array(data, dtype).reshape(shape)
    return Node(kind, value, tuple(map(_node, children)), line, column, tag, attribute)


def parse(text: str, file: str = "<text>") -> list[Node]:
    """The top-level expressions; SyntaxError where the text is none."""
    return [_node(raw) for raw in _core.physl_tree(text, file)]


def parse_rules(text: str, file: str = "<rules>") -> list[tuple[Node, Node]]:
    """Patterns with their replacements."""
    nodes = [_node(raw) for raw in _core.physl_tree(text, file, True)]
    return list(zip(nodes[::2], nodes[1::2], strict=True))


def call(name: str, *children: Node, at: Node | None = None) -> Node:
    if at is None:
        return Node("call", name, children)
    return Node("call", name, children, at.line, at.column, at.tag)


def name(text: str, at: Node | None = None) -> Node:
    return Node("name", text) if at is None else Node("name", text, (), at.line, at.column, at.tag)


def text_of(node: Node, tags: bool = True) -> str:
    """The node as text that parses to it again; with tags, each name says where it came from."""
    out: list[str] = []
    _write(node, out, tags)
    return "".join(out)


def _write(node: Node, out: list[str], tags: bool) -> None:
    tag = f"${node.line}${node.column}" if tags and node.line and node.kind in ("name", "call") else ""
    if node.kind == "call":
        out.append(node.value + tag + ("{" + node.attribute + "}" if node.attribute else "") + "(")
        for i, child in enumerate(node.children):
            if i:
                out.append(", ")
            _write(child, out, tags)
        out.append(")")
    elif node.kind == "name":
        out.append(node.value + tag)
    else:
        out.append(constant_text(node.value))


def constant_text(value: Any) -> str:
    """A constant as PhySL spells it."""
    if value is None:
        return "nil"
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.translate(_ESCAPES) + '"'
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return {"inf": "inf", "-inf": "ninf", "nan": "nan"}.get(str(float(value)), repr(float(value)))
    if isinstance(value, np.ndarray):
        return "[" + ", ".join(constant_text(v) for v in value) + "]"
    if isinstance(value, dict):
        pairs = ", ".join(f"list({constant_text(k)}, {constant_text(v)})" for k, v in value.items())
        return f"dict(list({pairs}))"
    if isinstance(value, list | tuple | range):
        return f"list({', '.join(constant_text(v) for v in value)})"
    raise TypeError(f"PhySL has no constant for {value!r}")


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\x00"})
