"""Spelling of PhySL text: tagged names, calls, numbers, strings, blocks.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable

#: A part of a syntax tree that has a place.
Node = ast.expr | ast.stmt | ast.arg

INT64 = range(-(2**63), 2**63)
#: Words and constants of the language: a variable of this name gets another one.
RESERVED = frozenset(
    "nil true false inf ninf nan NZERO PZERO euler euler_gamma pi int float bool sys_argv".split()
)


def tag(node: Node) -> str:
    if node.lineno == 0:  # of the prelude: it has no place in the user's source
        return ""
    return f"${node.lineno}${node.col_offset}"


def call(name: str, node: Node | None, *arguments: str) -> str:
    """`name$line$column(arguments)`; without a node, without a tag."""
    return f"{name}{tag(node) if node is not None else ''}({', '.join(arguments)})"


def without_tags(text: str) -> str:
    """The text without the places in the source. No string in it may look like a tag."""
    return re.sub(r"\$\d+\$\d+", "", text)


def keyword(name: str, value: str) -> str:
    return f"__arg({name}, {value})"


def block(statements: Iterable[str]) -> str:
    lines = list(statements) or ["nil"]
    body = ",\n".join(lines).replace("\n", "\n  ")
    return f"block(\n  {body})"


def number(value: float | int) -> str | None:
    """None where the language cannot spell it (an int beyond 64 bits)."""
    if isinstance(value, int):
        return str(value) if value in INT64 else None
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "__minus(inf)"
    return repr(value)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def string(value: str) -> str | None:
    """None where the language cannot spell it (half of a surrogate pair)."""
    out = []
    for c in value:
        if c in _ESCAPES:
            out.append(_ESCAPES[c])
        elif c < " " or c == "\x7f":
            out.append(f"\\x{ord(c):02x}")
        elif "\ud800" <= c <= "\udfff":
            return None
        else:
            out.append(c)
    return f'"{"".join(out)}"'


def constant(value: object) -> str | None:
    """The text of a Python constant; None where there is none."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) is int or type(value) is float:
        return number(value)
    if type(value) is complex:
        return f"complex({number(value.real)}, {number(value.imag)})"
    if type(value) is str:
        return string(value)
    return None


def default(value: object) -> str | None:
    """The text of a parameter's default: a constant, or a tuple of such."""
    if type(value) is not tuple:
        return constant(value)
    items = [constant(item) for item in value]
    return None if None in items else f"tuple({', '.join(str(item) for item in items)})"
