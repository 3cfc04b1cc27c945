"""Calls of ufuncs: ops with `out`, `where` and `dtype`, and ufuncs that are no ops of the table, whose inner
loops are called natively.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import numpy as np

from phylanx.frontend import expressions, physl_text
from phylanx.frontend.physl_text import keyword
from phylanx.outside import Outside

if TYPE_CHECKING:
    from phylanx.frontend.function import Function

#: Modules by whose names a process finds a ufunc again.
_HOMES = ("numpy", "scipy.special")
_KEYWORDS = {"out", "where", "dtype"}


def call(f: Function, node: ast.Call, outside: Outside) -> str | None:
    """The call in PhySL; None where the value is no ufunc, or the call is one that ops say."""
    ufunc = outside.value
    if not isinstance(ufunc, np.ufunc):
        return None
    callee = f.unit.table.find(ufunc)
    if callee is not None:
        return _with_keywords(f, node, outside, ufunc, callee.op.spelled(callee.family))
    home = home_of(ufunc)
    if home is None or node.keywords or len(node.args) != ufunc.nin:
        return None
    f.unit.guard(outside)
    path = f.unit.foreign_path(outside.path, ufunc)
    head = [physl_text.string(t) or '""' for t in (*described(home, ufunc), path)]
    return physl_text.call("__ufunc", node, *head, *(f.expr(a) for a in node.args))


def described(home: str, ufunc: np.ufunc) -> tuple[str, str, str]:
    """Its name, its core signature and its loops, as semantic analysis reads them."""
    return home, ufunc.signature or "", " ".join(ufunc.types)


def home_of(ufunc: np.ufunc) -> str | None:
    """A dotted name that leads to it in any process."""
    for name in _HOMES:
        module = sys.modules.get(name)
        if module is not None and getattr(module, ufunc.__name__, None) is ufunc:
            return f"{name}.{ufunc.__name__}"
    return None


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
