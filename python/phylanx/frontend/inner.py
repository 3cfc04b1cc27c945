"""Functions inside the function, lambdas, and functions as arguments: values that are called.

They become PhySL's `lambda`, which is inlined where it is called and sees the variables around it.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from phylanx.frontend import calls, flow, physl_text
from phylanx.frontend.op_table import Callee
from phylanx.frontend.physl_text import block, call, keyword, tag
from phylanx.frontend.unit import Unconvertible
from phylanx.outside import call_object

if TYPE_CHECKING:
    from phylanx.frontend.function import Function

Definition = ast.FunctionDef | ast.Lambda


class Inner(NamedTuple):
    """A function inside the function, under a name that means nothing else."""

    parameters: ast.arguments
    texts: dict[str, str]


# --- definitions ---------------------------------------------------------------------------------
def define(f: Function, node: ast.FunctionDef) -> list[str]:
    """`def` inside the function."""
    advice = "Define it outside."
    if node.decorator_list or not is_only_called(f, node.name):
        what = "a function inside the function that is not only called"
        raise Unconvertible(node, "PHX104", what, advice)
    return _bind(f, node, node.name, node)


def assigned_lambda(f: Function, node: ast.Assign) -> list[str] | None:
    """`name = lambda ...`, where the name is only called."""
    target = node.targets[0]
    if not isinstance(node.value, ast.Lambda) or len(node.targets) > 1:
        return None
    if not isinstance(target, ast.Name) or not is_only_called(f, target.id):
        return None
    return _bind(f, node, target.id, node.value)


def _bind(f: Function, at: ast.stmt, name: str, node: Definition) -> list[str]:
    lines: list[str] = []
    text, names = _lambda(f, node, lines)
    if f.stores[name] == 1:
        f.inner[name] = Inner(node.args, names)
    lines.append(call("store", at, f"{f.local(name)}{tag(at)}", text))
    return lines


def _lambda(f: Function, node: Definition, before: list[str]) -> tuple[str, dict[str, str]]:
    """Its text, and the spelling of its parameters; `before` gets what evaluates defaults."""
    a = node.args
    if a.vararg or a.kwarg:
        what = "a function inside the function that takes *args or **kwargs"
        raise Unconvertible(node, "PHX104", what, "Name its parameters.")
    defaults = _defaults(a)
    given: dict[str, str] = {}
    for name, value in defaults.items():
        given[name] = f.temporary()
        before.append(call("store", value, given[name], f.expr(value)))
    body = node.body if isinstance(node.body, list) else []
    own = {p.arg for p in _parameters(a)} | (flow.uses(body).binds if body else set())
    if getattr(node, "name", "") in flow.uses(body).reads - own:
        what = "a function inside the function that calls itself"
        raise Unconvertible(node, "PHX104", what, "Define it outside.")
    with f.inside(own):
        names = {p.arg: f.local(p.arg) for p in _parameters(a)}
        heads = []
        for p in _parameters(a):
            text = f"{names[p.arg]}{tag(p)}"
            heads.append(keyword(text, given[p.arg]) if p.arg in given else text)
        if body:
            lines = f.statements(body)
            lines.append(call("return", node, "nil"))
            inner = block(lines)
        else:
            inner = f.expr(node.body)  # type: ignore[arg-type]
    return call("lambda", node, *heads, inner), names


def _parameters(a: ast.arguments) -> list[ast.arg]:
    return [*a.posonlyargs, *a.args, *a.kwonlyargs]


def _defaults(a: ast.arguments) -> dict[str, ast.expr]:
    positional = [*a.posonlyargs, *a.args]
    first = len(positional) - len(a.defaults)
    found = {p.arg: d for p, d in zip(positional[first:], a.defaults, strict=True)}
    found.update(
        {p.arg: d for p, d in zip(a.kwonlyargs, a.kw_defaults, strict=True) if d is not None}
    )
    return found


def is_only_called(f: Function, name: str) -> bool:
    """Whether a local function is called, or handed to a function that is compiled, and no more."""
    if not f.scope.is_local(name):
        return False
    free = set()
    for part in ast.walk(f.source.node):
        if isinstance(part, ast.Call):
            free.add(id(part.func))
            if calls.is_compiled_function(f, part.func):
                free.update(map(id, part.args))
        elif isinstance(part, ast.Nonlocal | ast.Global) and name in part.names:
            return False
        elif isinstance(part, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            if name in flow.uses([part]).reads:  # Python evaluates it
                return False
    loads = [
        part
        for part in ast.walk(f.source.node)
        if isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
    ]
    return all(id(part) in free for part in loads)


# --- calls ---------------------------------------------------------------------------------------
def call_value(f: Function, node: ast.Call, callee: ast.Name) -> str | None:
    """A call of a local variable; None where Python has to bind the arguments."""
    known = f.inner.get(callee.id)
    keywords: list[str] = []
    if node.keywords:
        if known is None or not _fits(known.parameters, node):
            return None
        keywords = [keyword(known.texts[k.arg or ""], f.expr(k.value)) for k in node.keywords]
    if known is not None and len(node.args) > len(
        known.parameters.posonlyargs + known.parameters.args
    ):
        return None
    f.unit.foreign["__call"] = call_object
    arguments = [argument(f, a) for a in node.args]
    return call("__call", node, f"{f.local(callee.id)}{tag(callee)}", *arguments, *keywords)


def _fits(a: ast.arguments, node: ast.Call) -> bool:
    named = {p.arg for p in [*a.args, *a.kwonlyargs]}
    taken = {p.arg for p in [*a.posonlyargs, *a.args][: len(node.args)]}
    return all(k.arg in named - taken for k in node.keywords)


def argument(f: Function, node: ast.expr) -> str:
    """An argument of a function that is compiled: it may be a function."""
    if isinstance(node, ast.Lambda):
        before: list[str] = []
        text, _ = _lambda(f, node, before)
        return physl_text.block([*before, text]) if before else text
    outside = f.scope.resolve(node)
    if outside is not None and callable(outside.value):
        callee = f.unit.table.find(outside.value)
        if callee is not None and not isinstance(outside.value, type):
            if (text_of_op := _op_text(callee, node)) is not None:
                f.unit.guard(outside)
                return text_of_op
        helper = calls.compiled_helper(f, outside.value)
        if helper is not None and not helper.extras:
            f.unit.guard(outside)
            return f"{helper.name}{tag(node)}"
    return f.expr(node)


def _op_text(callee: Callee, node: ast.expr) -> str | None:
    if not 1 <= callee.op.required <= 2:
        return None
    names = [f"__p{i}{tag(node)}" for i in range(callee.op.required)]
    return call("lambda", node, *names, call(callee.op.spelled(callee.family), node, *names))


# --- names of their own ---------------------------------------------------------------------------
@contextlib.contextmanager
def renamed(f: Function, texts: dict[str, str]) -> Iterator[None]:
    """Inside, these names are local variables of these spellings."""
    saved = f.scope.locals, dict(f._texts), dict(f.scope.imported), f.loop_flags, f.inner
    inlined, f.inlined, returns, f.loop_return = f.inlined, True, f.loop_return, None
    f.scope.locals = f.scope.locals | frozenset(texts)
    f.scope.imported = {n: o for n, o in f.scope.imported.items() if n not in texts}
    f.loop_flags, f.inner = [], {n: d for n, d in f.inner.items() if n not in texts}
    f._texts.update(texts)
    try:
        yield
    finally:
        kept = f._texts
        f.inlined, f.loop_return = inlined, returns
        f.scope.locals, f._texts, f.scope.imported, f.loop_flags, f.inner = saved
        f._texts.update({n: t for n, t in kept.items() if n not in texts and n not in f._texts})
