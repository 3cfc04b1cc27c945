"""`sum`, `any` and `all` of a generator expression or list comprehension, as loops.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import builtins
import sys
from typing import TYPE_CHECKING

from phylanx.frontend import flow, physl_text, statements
from phylanx.frontend.physl_text import block, call
from phylanx.outside import Outside

if TYPE_CHECKING:
    from phylanx.frontend.function import Function

_KINDS = {builtins.sum: "sum", builtins.any: "any", builtins.all: "all"}


def fold(f: Function, node: ast.Call, outside: Outside) -> str | None:
    """The value of the call; None where it is none of these."""
    kind = next((k for function, k in _KINDS.items() if outside.value is function), None)
    if kind is None or len(node.args) != 1 or node.keywords:
        return None
    items = node.args[0]
    if not isinstance(items, ast.GeneratorExp | ast.ListComp):
        return None
    if isinstance(items, ast.ListComp) and kind != "sum":
        return None  # all items are evaluated
    if kind == "sum" and sys.version_info >= (3, 12):
        return None  # floats are added with compensation
    if any(g.is_async for g in items.generators) or len(items.generators) > 1:
        return None
    if any(isinstance(p, ast.NamedExpr) for p in ast.walk(items)):
        return None
    f.unit.guard(outside)
    total = f.temporary()
    generator = items.generators[0]
    source = statements.loop_items(f, generator.iter)
    with f.inside(flow.uses([generator.target]).binds):
        target = statements.target_text(f, generator.target)
        step = _step(f, kind, items.elt, total)
        for test in reversed(generator.ifs):
            step = call("if", test, f.expr(test), block([step]))
    loop = call("__for", node, target, source, block([step]))
    start = {"sum": "0", "any": "false", "all": "true"}[kind]
    return block([call("store", node, total, start), loop, total])


def _step(f: Function, kind: str, element: ast.expr, total: str) -> str:
    value = f.expr(element)
    if kind == "sum":
        add = f.unit.table.operators["+", 2]
        return call("store", element, total, call(add, element, total, value))
    found = "true" if kind == "any" else "false"
    test = value if kind == "any" else call("__lnot", element, value)
    lines = [physl_text.call("store", element, total, found), call("break", element)]
    return call("if", element, test, block(lines))
