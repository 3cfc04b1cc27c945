"""Writes Python statements as PhySL.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from phylanx.frontend import expressions, flow, inner, matching, named_results, physl_text, quiet
from phylanx.frontend.physl_text import block, call, keyword, tag
from phylanx.frontend.unit import Unconvertible
from phylanx.outside import MISSING, Outside

if TYPE_CHECKING:
    from phylanx.frontend.function import Function


def sequence(f: Function, nodes: list[ast.stmt]) -> list[str]:
    """The statements, up to the first behind which nothing can run."""
    lines: list[str] = []
    for node in nodes:
        lines += statement(f, node)
        if ends([node]):
            break
    return lines


def statement(f: Function, node: ast.stmt) -> list[str]:
    if f.unit.refused:
        _check_refused(f, node)
    writer: Callable[[Function, Any], list[str]] | None = _WRITERS.get(type(node))
    if writer is not None and f.quiet:
        return quiet.statement(f, node, writer(f, node))
    if writer is not None:
        return writer(f, node)
    what, advice = _REFUSED.get(type(node), (f"'{type(node).__name__.lower()}'", ""))
    raise Unconvertible(node, "PHX104", f"{what} cannot be compiled", advice)


def _check_refused(f: Function, node: ast.stmt) -> None:
    parts = flow.head(node)
    found = f.unit.refusal_in(parts, f.source.filename)
    start = (f.source.filename, node.lineno, node.col_offset)
    found = found or f.unit.refused.get(start)
    if found is not None:
        raise Unconvertible(node, found.code, found.reason, found.advice)


def ends(nodes: list[ast.stmt]) -> bool:
    """Whether control never comes out at the end of these statements."""
    for node in nodes:
        if isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue):
            return True
        if isinstance(node, ast.If) and ends(node.body) and ends(node.orelse):
            return True
        if isinstance(node, ast.While) and _is_true(node.test) and not _breaks(node.body):
            return True
        if isinstance(node, ast.Match) and matching.ends(node):
            return True
    return False


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(node.value)


def _breaks(nodes: list[ast.stmt]) -> bool:
    """Whether a `break` in these statements leaves the loop whose body they are."""
    for node in nodes:
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, ast.For | ast.While):
            if _breaks(node.orelse):
                return True
        elif isinstance(node, ast.If) and (_breaks(node.body) or _breaks(node.orelse)):
            return True
        elif isinstance(node, ast.Match) and any(_breaks(case.body) for case in node.cases):
            return True
    return False


# --- assignments ---------------------------------------------------------------------------------
def target_text(f: Function, node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        if not f.scope.is_local(node.id):
            raise Unconvertible(
                node,
                "PHX106",
                f"'{node.id}' is a variable outside the function",
                "Return the new value instead.",
            )
        f.check_name(node.id, node)
        return f"{f.local(node.id)}{tag(node)}"
    if isinstance(node, ast.Tuple | ast.List):
        return call("tuple", node, *(target_text(f, e) for e in node.elts))
    if isinstance(node, ast.Starred) and isinstance(node.value, ast.Name):
        return call("__star", node, target_text(f, node.value))
    if isinstance(node, ast.Subscript):
        parts = expressions.index_parts(node)
        if not any(isinstance(p, ast.Starred) for p in parts):
            texts = [expressions.index(f, p) for p in parts]
            return call("__getitem", node, f.expr(node.value), *texts)
    if isinstance(node, ast.Attribute):
        f.check_name(node.attr, node)
        attribute = physl_text.string(node.attr) or '""'
        return call("__getattr", node, f.expr(node.value), attribute)
    raise Unconvertible(
        node, "PHX105", "'*' in the target of an assignment", "Assign slices of the value."
    )


def assign(f: Function, node: ast.Assign) -> list[str]:
    if (made := inner.assigned_lambda(f, node)) is not None:
        return made
    if len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple):
        value = named_results.items(f, node.value) if f.has_named_results() else f.expr(node.value)
    else:
        is_named = f.has_named_results() and named_results.is_stored(f, node)
        value = named_results.items(f, node.value) if is_named else f.expr(node.value)
    lines = []
    if len(node.targets) > 1 and not isinstance(node.value, ast.Constant):
        temporary = f.temporary()
        lines.append(call("store", node, temporary, value))
        value = temporary
    return [*lines, *(call("store", node, target_text(f, t), value) for t in node.targets)]


def annotated(f: Function, node: ast.AnnAssign) -> list[str]:
    if node.value is None:
        return []
    return [call("store", node, target_text(f, node.target), f.expr(node.value))]


_AUGMENTED = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv",
    ast.FloorDiv: "floordiv", ast.Mod: "pymod", ast.Pow: "pow", ast.MatMult: "matmul",
    ast.BitAnd: "bitand", ast.BitOr: "bitor", ast.BitXor: "bitxor",
    ast.LShift: "lshift", ast.RShift: "rshift",
}  # fmt: skip


def augmented(f: Function, node: ast.AugAssign) -> list[str]:
    lines: list[str] = []
    target = _twice(f, node, lines)
    new = call(f"__i{_AUGMENTED[type(node.op)]}", node, target, f.expr(node.value))
    return [*lines, call("store", node, target, new)]


def _twice(f: Function, node: ast.AugAssign, lines: list[str]) -> str:
    """The target as a text that may be read and written: its parts are evaluated before, once."""
    target = node.target
    rebinds = any(isinstance(n, ast.NamedExpr) for n in ast.walk(node))

    def once(part: ast.expr) -> str:
        if isinstance(part, ast.Slice):
            bounds = (part.lower, part.upper, part.step)
            return call("__slice", part, *("nil" if b is None else once(b) for b in bounds))
        text = expressions.index(f, part)
        if isinstance(part, ast.Constant):
            return text
        if not rebinds and expressions.is_simple(f, part):
            return text
        temporary = f.temporary()
        lines.append(call("store", part, temporary, text))
        return temporary

    if isinstance(target, ast.Name):
        return target_text(f, target)
    if isinstance(target, ast.Attribute):
        f.check_name(target.attr, target)
        attribute = physl_text.string(target.attr) or '""'
        return call("__getattr", target, once(target.value), attribute)
    parts = expressions.index_parts(target)
    if any(isinstance(p, ast.Starred) for p in parts):
        raise Unconvertible(target, "PHX105", "'*' in the target of an assignment")
    return call("__getitem", target, once(target.value), *(once(p) for p in parts))


# --- control flow --------------------------------------------------------------------------------
def branch(f: Function, node: ast.If) -> list[str]:
    parts = [quiet.expression(f, node.test), block(f.statements(node.body))]
    if node.orelse:
        parts.append(block(f.statements(node.orelse)))
    return [call("if", node, *parts)]


def _loop(f: Function, node: ast.While | ast.For, write: Callable[[str], list[str]]) -> list[str]:
    """A loop; its `else` runs where a flag says that no `break` was met."""
    returns = f.inlined and _returns(node.body)
    flag = f.temporary() if node.orelse and (returns or _breaks(node.body)) else None
    outermost = f.loop_return is None
    if returns and outermost:
        f.loop_return = f.temporary(), f.temporary()
    f.loop_flags.append(flag)
    lines = write(block(f.statements(node.body)))
    f.loop_flags.pop()
    if returns:
        lines += _return_after(f, node, outermost)
        if outermost:
            assert f.loop_return is not None
            lines.insert(0, call("store", node, f.loop_return[0], "false"))
            f.loop_return = None
    if flag is None:
        return [*lines, *f.statements(node.orelse)]
    return [
        call("store", node, flag, "true"),
        *lines,
        call("if", node, flag, block(f.statements(node.orelse))),
    ]


def _return_after(f: Function, node: ast.While | ast.For, outermost: bool) -> list[str]:
    """Behind a loop that a `return` may have left: a function that is inlined has no other way."""
    assert f.loop_return is not None
    flag, value = f.loop_return
    if not outermost:
        return [call("if", node, flag, block(leave(f, node)))]
    if isinstance(node, ast.While) and _is_true(node.test) and not _breaks(node.body):
        return [call("return", node, value)]
    return [call("if", node, flag, block([call("return", node, value)]))]


def _returns(nodes: list[ast.stmt]) -> bool:
    """Whether one of these statements may return from the function."""
    found = (part for node in nodes for part in _own_parts(node))
    return any(isinstance(part, ast.Return) for part in found)


def _own_parts(node: ast.stmt) -> Iterator[ast.stmt]:
    yield node
    for inside in flow.blocks(node):
        for child in inside:
            yield from _own_parts(child)


def while_loop(f: Function, node: ast.While) -> list[str]:
    test = quiet.expression(f, node.test)
    if any(isinstance(part, ast.NamedExpr) for part in ast.walk(node.test)):
        # What the condition binds is seen in the body and behind the loop.
        stop = call("if", node, call("__lnot", node.test, test), block([call("break", node)]))
        return _loop(f, node, lambda body: [call("while", node, "true", block([stop, body]))])
    return _loop(f, node, lambda body: [call("while", node, test, body)])


def for_loop(f: Function, node: ast.For) -> list[str]:
    items = loop_items(f, node.iter)

    def write(body: str) -> list[str]:
        if _is_names(node.target):
            return [call("__for", node, target_text(f, node.target), items, body)]
        item = f.temporary()
        store = call("store", node, target_text(f, node.target), item)
        return [call("__for", node, item, items, block([store, body]))]

    return _loop(f, node, write)


def _is_names(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List):
        return all(_is_names(e) for e in node.elts)
    return isinstance(node, ast.Name)


def loop_items(f: Function, node: ast.expr) -> str:
    """What a loop goes through: `range` and its like keep their names here."""
    if isinstance(node, ast.Call) and not any(isinstance(a, ast.Starred) for a in node.args):
        outside = f.scope.resolve(node.func)
        name = _iterator(outside)
        if outside is not None and name and all(k.arg == "start" for k in node.keywords):
            f.unit.guard(outside)
            inner = f.expr if name in ("range", "prange") else lambda n: loop_items(f, n)
            arguments = [inner(a) for a in node.args]
            arguments += [keyword("start", f.expr(k.value)) for k in node.keywords]
            return call(name, node, *arguments)
    return quiet.expression(f, node)


def _iterator(outside: Outside | None) -> str:
    if outside is None:
        return ""
    for kind in (range, enumerate, zip, reversed):
        if outside.value is kind:
            return kind.__name__
    parallel = sys.modules.get("phylanx.parallel")
    return "prange" if parallel and outside.value is parallel.prange else ""


def leave(f: Function, node: ast.stmt) -> list[str]:
    flag = f.loop_flags[-1]
    lines = [] if flag is None else [call("store", node, flag, "false")]
    return [*lines, call("break", node)]


def next_round(f: Function, node: ast.Continue) -> list[str]:
    return [call("continue", node)]


def give(f: Function, node: ast.Return) -> list[str]:
    value = "nil" if node.value is None else quiet.expression(f, node.value)
    if not f.inlined or not f.loop_flags:
        return [call("return", node, value)]
    assert f.loop_return is not None
    flag, result = f.loop_return
    stores = [call("store", node, result, value), call("store", node, flag, "true")]
    return [*stores, *leave(f, node)]


# --- errors --------------------------------------------------------------------------------------
#: Classes that compiled code raises by itself; others are raised by Python.
_RAISED = frozenset(
    "ValueError TypeError IndexError KeyError OverflowError ZeroDivisionError RuntimeError "
    "AssertionError FloatingPointError NotImplementedError MemoryError AttributeError".split()
)


def fail(f: Function, node: ast.Raise) -> list[str]:
    if node.exc is None:
        raise Unconvertible(node, "PHX104", "'raise' without an exception cannot be compiled")
    text = None if node.cause else _plain_error(f, node.exc)
    if text is not None:
        return [call("raise", node, *text)]
    unreachable = call("raise", node, '"RuntimeError"', '"the exception was not raised"')
    return [f.foreign_statement(node), unreachable]


def _plain_error(f: Function, node: ast.expr) -> list[str] | None:
    """Class and message of a builtin exception with a constant text."""
    arguments: list[ast.expr] = []
    if isinstance(node, ast.Call):
        if node.keywords or len(node.args) > 1:
            return None
        arguments = node.args
        node = node.func
    outside = f.scope.resolve(node)
    if outside is None or not isinstance(node, ast.Name) or node.id not in _RAISED:
        return None
    if outside.value is not getattr(builtins, node.id):
        return None
    texts = [_constant_text(a) for a in arguments]
    if any(t is None for t in texts):
        return None
    f.unit.guard(outside)
    return [f'"{node.id}"', *(t for t in texts if t is not None)]


def _constant_text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and type(node.value) is str:
        return physl_text.string(node.value)
    return None


def check(f: Function, node: ast.Assert) -> list[str]:
    if not __debug__:
        return []
    test = f.expr(node.test)
    if node.msg is None:
        return [call("assert", node, test)]
    text = _constant_text(node.msg)
    if text is not None:
        return [call("assert", node, test, text)]
    error = ast.Call(ast.Name("AssertionError", ast.Load()), [node.msg], [])
    failing = ast.copy_location(ast.Raise(error, None), node)
    lines = fail(f, ast.fix_missing_locations(failing))
    return [call("if", node, call("__lnot", node, test), block(lines))]


# --- the rest ------------------------------------------------------------------------------------
def evaluate(f: Function, node: ast.Expr) -> list[str]:
    if isinstance(node.value, ast.Constant):
        return []  # a docstring
    return [f.expr(node.value)]


def nothing(f: Function, node: ast.stmt) -> list[str]:
    return []


def outer_name(f: Function, node: ast.Global | ast.Nonlocal) -> list[str]:
    for name in node.names:
        if f.stores[name]:
            kind = "global" if isinstance(node, ast.Global) else "outer"
            raise Unconvertible(
                node,
                "PHX106",
                f"the function assigns the {kind} variable '{name}'",
                "Return the new value instead.",
            )
    return []


def delete(f: Function, node: ast.Delete) -> list[str]:
    lines = []
    for target in node.targets:
        if isinstance(target, ast.Name):
            _check_unused(f, target)
        elif isinstance(target, ast.Subscript | ast.Attribute):
            single = ast.copy_location(ast.Delete([target]), node)
            f.note(node, "PHX121", "'del' of an item or attribute")
            lines.append(f.foreign_statement(single))
        else:
            raise Unconvertible(node, "PHX104", "this 'del' cannot be compiled")
    return lines


def _check_unused(f: Function, name: ast.Name) -> None:
    """`del x` means nothing to compiled code, unless `x` is read afterwards."""
    after = (name.lineno, name.col_offset)
    for node in ast.walk(f.source.node):
        if isinstance(node, ast.Name) and node.id == name.id and node is not name:
            if f.loop_flags or (node.lineno, node.col_offset) > after:
                raise Unconvertible(
                    name, "PHX104", f"'del {name.id}' where '{name.id}' is used again"
                )


def local_import(f: Function, node: ast.Import | ast.ImportFrom) -> list[str]:
    """Binds the names for good: only of modules that are loaded already."""
    body = getattr(f.source.node, "body", [])
    for alias in node.names:
        name = alias.asname or alias.name.partition(".")[0]
        value = _imported(f, node, alias)
        if value is MISSING or node not in body or f.stores[name] > 1:
            raise Unconvertible(
                node, "PHX109", "this import cannot be compiled", "Move it to the module's top."
            )
        f.scope.imported[name] = Outside(value, name, (), stable=True)
        if f.unit.witness is not None:
            f.unit.witness.fail()  # what is loaded depends on more than this function
    return []


def _imported(f: Function, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> object:
    if isinstance(node, ast.ImportFrom):
        package = f.function.__globals__.get("__package__") or ""
        base = package.rsplit(".", node.level - 1)[0] if node.level else ""
        module_name = ".".join(p for p in (base, node.module or "") if p)
        module = sys.modules.get(module_name)
        return getattr(module, alias.name, MISSING) if module else MISSING
    if alias.name not in sys.modules:
        return MISSING
    return sys.modules[alias.name if alias.asname else alias.name.partition(".")[0]]


_WRITERS: dict[type, Callable[[Any, Any], list[str]]] = {
    ast.Assign: assign,
    ast.AnnAssign: annotated,
    ast.AugAssign: augmented,
    ast.If: branch,
    ast.While: while_loop,
    ast.For: for_loop,
    ast.Break: leave,
    ast.Continue: next_round,
    ast.Return: give,
    ast.Raise: fail,
    ast.Assert: check,
    ast.Expr: evaluate,
    ast.Pass: nothing,
    ast.Global: outer_name,
    ast.Nonlocal: outer_name,
    ast.Delete: delete,
    ast.Import: local_import,
    ast.ImportFrom: local_import,
    ast.FunctionDef: inner.define,
    ast.Match: matching.match,
    ast.With: quiet.errstate,
}

_IN_PYTHON = "Move it out of the decorated function, or into one that is called."
_REFUSED = {
    ast.Try: ("'try'", "Test for the condition with 'if', or catch the error in the caller."),
    ast.AsyncWith: ("'async with'", _IN_PYTHON),
    ast.AsyncFor: ("'async for'", _IN_PYTHON),
    ast.AsyncFunctionDef: ("a function inside the function", "Define it outside."),
    ast.ClassDef: ("a class inside the function", "Define it outside."),
}
if hasattr(ast, "TryStar"):
    _REFUSED[ast.TryStar] = ("'try' with 'except*'", _IN_PYTHON)
