"""`with np.errstate(divide="ignore", ...)`: the arithmetic inside does not tell of what is ignored.

Each statement inside says so itself, `__quietly("divide", store(...))`: control flow stays what it is.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np

from phylanx.frontend import physl_text
from phylanx.frontend.unit import Unconvertible

if TYPE_CHECKING:
    from phylanx.frontend.function import Function

_WORDS = ("divide", "over", "under", "invalid")
_PLAIN = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr
#: whose parts are wrapped, or that compute nothing
_OTHERS = ast.Return | ast.If | ast.While | ast.For | ast.Break | ast.Continue | ast.Pass | ast.With


def errstate(f: Function, node: ast.With) -> list[str]:
    before = f.quiet
    f.quiet = " ".join(w for w in _WORDS if w in before.split() or w in _ignored(f, node))
    try:
        return f.statements(node.body)
    finally:
        f.quiet = before


def _ignored(f: Function, node: ast.With) -> set[str]:
    made = node.items[0].context_expr
    outside = f.scope.resolve(made.func) if isinstance(made, ast.Call) else None
    if outside is None or outside.value is not np.errstate or len(node.items) > 1:
        raise Unconvertible(node, "PHX104", "'with' cannot be compiled", "Enter the context in the caller.")
    assert isinstance(made, ast.Call)
    ignored: set[str] = set()
    for k in made.keywords:
        is_ignored = isinstance(k.value, ast.Constant) and k.value.value == "ignore"
        if not is_ignored or k.arg not in (*_WORDS, "all"):
            what = "'with np.errstate' that does more than ignore"
            raise Unconvertible(node, "PHX104", what, "Enter the context in the caller.")
        ignored |= set(_WORDS) if k.arg == "all" else {k.arg}
    if made.args or node.items[0].optional_vars:
        raise Unconvertible(node, "PHX104", "this 'with' cannot be compiled")
    f.unit.guard(outside)
    return ignored


def statement(f: Function, node: ast.stmt, lines: list[str]) -> list[str]:
    """What a statement inside is written as."""
    if isinstance(node, _PLAIN):
        return [_quietly(f, node, line) for line in lines]
    if not isinstance(node, _OTHERS):
        what = f"'{type(node).__name__.lower()}' inside np.errstate"
        raise Unconvertible(node, "PHX104", f"{what} cannot be compiled")
    return lines


def expression(f: Function, node: ast.expr) -> str:
    text = f.expr(node)
    return _quietly(f, node, text) if f.quiet else text


def _quietly(f: Function, node: ast.stmt | ast.expr, text: str) -> str:
    return physl_text.call("__quietly", node, f'"{f.quiet}"', text)
