"""Rules on trees: `pattern : replacement`, from texts or rule files.

`_1`, `_2` ... stand for any expression, as a callee for any name; `__1` for the rest of an argument list.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from phylanx.physl.forms import FORMS
from phylanx.physl.tree import OPERATORS, Node

Rule = tuple[Node, Node]
Bindings = dict[str, object]

_ONE = re.compile(r"_\d+$")
_REST = re.compile(r"__\d+$")
#: Calls in the tree only: a callee's placeholder does not stand for these.
_NO_CALLEES = {*OPERATORS, *FORMS, "__minus", "__not", "__arg"}


def is_placeholder(node: Node) -> bool:
    return node.kind == "name" and bool(_ONE.match(node.value) or _REST.match(node.value))


def match(pattern: Node, node: Node, found: Bindings) -> bool:
    """Whether the node has the pattern's form; found gets what the placeholders stand for."""
    if pattern.kind == "name" and _ONE.match(pattern.value):
        return found.setdefault(pattern.value, node) == node
    if pattern.kind != "call":
        return pattern == node
    if node.kind != "call":
        return False
    if _ONE.match(pattern.value):
        if node.value in _NO_CALLEES or found.setdefault(pattern.value, node.value) != node.value:
            return False
    elif pattern.value != node.value or pattern.attribute != node.attribute:
        return False
    wanted, given = pattern.children, node.children
    if wanted and wanted[-1].kind == "name" and _REST.match(wanted[-1].value):
        *wanted_list, last = wanted
        wanted = tuple(wanted_list)
        if len(given) < len(wanted) or found.setdefault(last.value, given[len(wanted) :]) != given[len(wanted) :]:
            return False
        given = given[: len(wanted)]
    return len(wanted) == len(given) and all(match(p, n, found) for p, n in zip(wanted, given, strict=True))


def fill(replacement: Node, found: Bindings, at: Node) -> Node:
    """The replacement with what was found; its own parts are about the place where the pattern was."""
    if replacement.kind == "name" and replacement.value in found:
        value = found[replacement.value]
        return value if isinstance(value, Node) else Node("name", value, (), at.line, at.column, at.tag)
    children: list[Node] = []
    for child in replacement.children:
        rest = found.get(child.value) if child.kind == "name" else None
        if isinstance(rest, tuple):
            children.extend(rest)
        else:
            children.append(fill(child, found, at))
    value = replacement.value
    if replacement.kind == "call" and isinstance(found.get(value), str):
        value = found[value]
    return Node(replacement.kind, value, tuple(children), at.line, at.column, at.tag, replacement.attribute)


def rewrite(node: Node, rules: Sequence[Rule]) -> Node:
    """Inner expressions first; each is rewritten at most once, by the first rule that matches."""
    children = tuple(rewrite(c, rules) for c in node.children)
    if any(new is not old for new, old in zip(children, node.children, strict=True)):
        node = node.with_children(children)
    for pattern, replacement in rules:
        found: Bindings = {}
        if match(pattern, node, found):
            return fill(replacement, found, node)
    return node
