"""Calls of ufuncs: ops with `out`, `where` and `dtype`, and ufuncs that are no ops of the table: Python is
called, but the dtype of what it gives is known.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np

from phylanx.frontend import expressions, physl_text
from phylanx.frontend.physl_text import keyword
from phylanx.outside import Outside

if TYPE_CHECKING:
    from phylanx.frontend.function import Function

_KEYWORDS = {"out", "where", "dtype"}


def call(f: Function, node: ast.Call, outside: Outside) -> str | None:
    """The call in PhySL; None where the value is no ufunc, or the call is one that ops say."""
    ufunc = outside.value
    if not isinstance(ufunc, np.ufunc):
        return None
    callee = f.unit.table.find(ufunc)
    if callee is not None:
        return _with_keywords(f, node, outside, ufunc, callee.op.spelled(callee.family))
    if node.keywords or len(node.args) != ufunc.nin:
        return None
    f.note(node, "PHX120", f"'{outside.path}' is called in Python")
    f.unit.guard(outside)
    path = f.unit.foreign_path(outside.path, ufunc)
    described = (path, ufunc.signature or "", " ".join(ufunc.types))
    head = [physl_text.string(t) or '""' for t in described]
    return physl_text.call("__ufunc", node, *head, *(f.expr(a) for a in node.args))


def _with_keywords(
    f: Function, node: ast.Call, outside: Outside, ufunc: np.ufunc, op: str
) -> str | None:
    named = {k.arg for k in node.keywords}
    positional = len(node.args) - ufunc.nin
    if ufunc.nout != 1 or not named <= _KEYWORDS or positional not in (0, 1):
        return None
    if not named and not positional or positional and "out" in named:
        return None
    f.unit.guard(outside)
    path = f.unit.foreign_path(outside.path, ufunc)
    words = []
    if positional:
        words.append(keyword("out", f.expr(node.args[-1])))
    for k in node.keywords:
        text = expressions.dtype_text(f, k.value) if k.arg == "dtype" else None
        words.append(keyword(k.arg or "", text or f.expr(k.value)))
    operands = [f.expr(a) for a in node.args[: ufunc.nin]]
    head = [physl_text.string(t) or '""' for t in (op, path)]
    return physl_text.call("__ufunc_with", node, *head, *operands, *words)
