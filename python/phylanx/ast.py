"""Trees of the older interface: what generate_ast gives for a PhySL text.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phylanx.physl.tree import OPERATORS, Node, constant_text, parse

__all__ = [
    "expression",
    "function_call",
    "generate_ast",
    "identifier",
    "nil",
    "operand",
    "operation",
    "optoken",
    "primary_expr",
    "traverse",
    "unary_expr",
]

_UNARY = {"__minus": "-", "__not": "!"}


class _Tree:
    """Equal where all parts are; text that parses to it again."""

    _parts: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__getstate__() == other.__getstate__()  # type: ignore[operator]

    def __hash__(self) -> int:
        return hash(str(self))

    def __getstate__(self) -> tuple:
        return tuple(getattr(self, p) for p in self._parts)

    def __setstate__(self, state: tuple) -> None:
        for part, value in zip(self._parts, state, strict=True):
            setattr(self, part, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __iter__(self) -> Iterator[Any]:
        for value in self.__getstate__():
            yield from (v for v in (value if isinstance(value, list) else [value]) if isinstance(v, _Tree))


class optoken(_Tree):  # noqa: N801
    """An operator."""

    _parts = ("text",)

    def __init__(self, text: str = "") -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


_OPERATOR_NAMES = {
    "logical_or": "||", "logical_and": "&&", "equal": "==", "not_equal": "!=", "less": "<", "less_equal": "<=",
    "greater": ">", "greater_equal": ">=", "plus": "+", "minus": "-", "times": "*", "divide": "/", "mod": "%",
    "positive": "+", "negative": "-", "not": "!", "unknown": "",
}  # fmt: skip
for _name, _text in _OPERATOR_NAMES.items():
    setattr(optoken, f"op_{_name}", optoken(_text))


class nil(_Tree):  # noqa: N801
    """Nothing."""

    def __str__(self) -> str:
        return "nil"


class identifier(_Tree):  # noqa: N801
    """A name, with its place where it is known."""

    _parts = ("name", "line", "column")

    def __init__(self, name: str = "", line: int = -1, column: int = -1) -> None:
        self.name, self.line, self.column = name, line, column

    def __str__(self) -> str:
        if self.line < 0:
            return self.name
        return f"{self.name}${self.line}" + (f"${self.column}" if self.column >= 0 else "")


class primary_expr(_Tree):  # noqa: N801
    """A constant, a name, a call or an expression in parentheses."""

    _parts = ("value",)

    def __init__(self, value: Any = None) -> None:
        self.value = identifier(value) if isinstance(value, str) else value

    def __str__(self) -> str:
        return str(self.value) if isinstance(self.value, _Tree) else constant_text(self.value)


class operand(_Tree):  # noqa: N801
    """A primary or an operator before one."""

    _parts = ("value",)

    def __init__(self, value: Any = None) -> None:
        self.value = value

    def __str__(self) -> str:
        return str(self.value)


class unary_expr(_Tree):  # noqa: N801
    """An operator before an operand."""

    _parts = ("op", "operand")

    def __init__(self, op: optoken | None = None, operand: Any = None) -> None:
        self.op, self.operand = op, operand

    def __str__(self) -> str:
        return f"{self.op}{self.operand}"


class operation(_Tree):  # noqa: N801
    """An operator and what follows it."""

    _parts = ("op", "operand")

    def __init__(self, op: optoken | None = None, operand: Any = None) -> None:
        self.op, self.operand = op, operand

    def __str__(self) -> str:
        return f"{self.op} {self.operand}"


class expression(_Tree):  # noqa: N801
    """An operand and operations on it, from left to right."""

    _parts = ("first", "rest")

    def __init__(self, first: Any = None) -> None:
        self.first = first
        self.rest: list[operation] = []

    def append(self, rest: Any) -> None:
        self.rest.extend(rest if isinstance(rest, list) else [rest])

    def __str__(self) -> str:
        if not self.rest:
            return str(self.first)
        return f"({' '.join(map(str, [self.first, *self.rest]))})"


class function_call(_Tree):  # noqa: N801
    """A call by name."""

    _parts = ("function_name", "attribute", "args")

    def __init__(self, name: Any = "", attribute: str = "") -> None:
        self.function_name = identifier(name) if isinstance(name, str) else name
        self.attribute = attribute
        self.args: list[Any] = []

    def append(self, args: Any) -> None:
        self.args.extend(args if isinstance(args, list) else [args])

    def __str__(self) -> str:
        attribute = "{" + self.attribute + "}" if self.attribute else ""
        return f"{self.function_name}{attribute}({', '.join(map(str, self.args))})"


class _string(_Tree):  # noqa: N801
    """A constant text."""

    _parts = ("value",)

    def __init__(self, value: str = "") -> None:
        self.value = value

    def __str__(self) -> str:
        return constant_text(self.value)


def text_of(tree: Any) -> str:
    return str(tree) if isinstance(tree, _Tree) else constant_text(tree)


def _identifier(node: Node) -> identifier:
    return identifier(node.value, node.line, node.column if node.tag else node.column + 1)


def _expression(node: Node) -> expression:
    if node.is_call(*OPERATORS) and not node.tag and len(node.children) == 2:
        left, right = node.children
        found = _expression(left)
        if found.rest and not _binds_alike(left, node):
            found = expression(operand(found))
        found.append(operation(optoken(OPERATORS[node.value]), _operand(right)))
        return found
    return expression(_operand(node))


_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))


def _binds_alike(a: Node, b: Node) -> bool:
    return any(OPERATORS[a.value] in level and OPERATORS[b.value] in level for level in _LEVELS)


def _operand(node: Node) -> operand:
    if node.is_call(*OPERATORS) and not node.tag and len(node.children) == 2:
        return operand(_expression(node))
    if node.is_call(*_UNARY) and not node.tag and len(node.children) == 1:
        return operand(unary_expr(optoken(_UNARY[node.value]), _operand(node.children[0])))
    if node.kind == "call":
        call = function_call(_identifier(node), node.attribute)
        call.append([_expression(c) for c in node.children])
        return operand(primary_expr(call))
    if node.kind == "name":
        return operand(primary_expr(_identifier(node)))
    value = nil() if node.value is None else _string(node.value) if node.kind == "string" else node.value
    return operand(primary_expr(value))


def generate_ast(text: str) -> list[expression]:
    """The expressions of a text."""
    return [_expression(node) for node in parse(text, "<string>")]


def traverse(tree: Any, visitor: Any, *args: Any) -> Any:
    """Calls visitor(node, *args), or its on_enter and on_exit, for each node; False keeps out of a node's parts."""
    if isinstance(tree, list):
        for part in tree:
            traverse(part, visitor, *args)
        return None
    enter = getattr(visitor, "on_enter", None)
    if enter is None and callable(visitor):
        enter = visitor
    found = enter(tree, *args) if enter is not None else True
    if found is not False and isinstance(tree, _Tree):
        for part in tree:
            traverse(part, visitor, *args)
    leave = getattr(visitor, "on_exit", None)
    if leave is not None:
        leave(tree, *args)
    return found
