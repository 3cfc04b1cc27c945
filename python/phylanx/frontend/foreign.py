"""Expressions and statements that Python itself evaluates: small functions made of their trees.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations
import __future__

import ast
import types
from collections.abc import Callable, Iterator
from typing import Any


def make_function(
    body: list[ast.stmt], function: types.FunctionType, local_names: frozenset[str]
) -> tuple[Callable, list[str]]:
    """A function that executes `body` in the surroundings of `function`: it gives the value of a
    final expression, and takes the locals that occur, whose names come second."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    probe = _compile_body(body, [], sorted(local_names) + sorted(cells), function)
    used = [n for n in probe.co_freevars if n in local_names]
    code = _compile_body(body, used, sorted(cells), function)
    closure = tuple(cells[name] for name in code.co_freevars)
    made = types.FunctionType(code, function.__globals__, function.__name__, None, closure)
    return made, used


def _compile_body(
    body: list[ast.stmt], parameters: list[str], outer: list[str], function: types.FunctionType
) -> types.CodeType:
    node = bare(ast.FunctionDef("expression", arguments(parameters), body, []))
    ast.copy_location(node, body[0])
    return _compile(node, outer, function)


def compile_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    function: types.FunctionType,
    further: dict[str, object],
) -> types.FunctionType:
    """A function of this tree in the surroundings of `function`, with further variables around it.
    It has the defaults of `function` where it has its parameters."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    cells.update({name: types.CellType(value) for name, value in further.items()})
    code = _compile(node, sorted(cells), function)
    same = (
        code.co_varnames[: code.co_argcount]
        == (function.__code__.co_varnames[: function.__code__.co_argcount])
    )
    closure = tuple(cells[name] for name in code.co_freevars)
    made = types.FunctionType(
        code,
        function.__globals__,
        function.__name__,
        function.__defaults__ if same else None,
        closure,
    )
    made.__kwdefaults__ = function.__kwdefaults__ if same else None
    made.__qualname__, made.__module__ = function.__qualname__, function.__module__
    return made


def _compile(
    node: ast.FunctionDef | ast.AsyncFunctionDef, outer: list[str], function: types.FunctionType
) -> types.CodeType:
    """Its code, as of its class's body where there is one: private names mean the same."""
    inner: ast.stmt = node
    if around := class_around(function):
        inner = ast.copy_location(bare(ast.ClassDef(around, [], [], [node], [])), node)
    factory = bare(ast.FunctionDef("factory", arguments(outer), [inner], []))
    ast.copy_location(factory, node)
    module = ast.fix_missing_locations(ast.Module([factory], []))
    filename = function.__code__.co_filename
    flags = function.__code__.co_flags & __future__.annotations.compiler_flag
    made = compile(module, filename, "exec", flags, dont_inherit=True)
    for _ in range(3 if around else 2):
        made = next(c for c in made.co_consts if isinstance(c, types.CodeType))
    made = made.replace(co_name=function.__code__.co_name)  # what a traceback shows
    if hasattr(made, "co_qualname"):
        qualname = function.__code__.co_qualname  # type: ignore[attr-defined]
        made = made.replace(co_qualname=qualname)
    return made


def class_around(function: types.FunctionType) -> str:
    """The name of the class whose body defined the function, or nothing."""
    parts = function.__qualname__.split(".")
    return parts[-2] if len(parts) > 1 and parts[-2] != "<locals>" else ""


def bare(node: Any) -> Any:
    """With the list of type parameters that Python 3.12 wants."""
    if "type_params" in node._fields:
        node.type_params = []
    return node


def arguments(names: list[str]) -> ast.arguments:
    return ast.arguments([], [ast.arg(n) for n in names], None, [], [], None, [])


def returning(expression: ast.expr) -> list[ast.stmt]:
    return [ast.copy_location(ast.Return(expression), expression)]


def deferred_loads(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Names that a lambda or a generator in the expression reads when it runs: maybe later."""
    consumed: set[ast.AST] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and _consumes(part):
            consumed.update(part.args[:1])
    for part in ast.walk(node):
        if isinstance(part, ast.Lambda):
            yield from ((part, name) for name in _loads([part.body]))
        elif isinstance(part, ast.GeneratorExp) and part not in consumed:
            first, *others = part.generators
            later = [part.elt, *first.ifs, *others]
            yield from ((part, name) for name in _loads(later))


#: Builtins that go through a generator at once and keep nothing of it.
_CONSUMERS = {"sum", "max", "min", "any", "all", "list", "tuple", "set", "dict", "sorted"}


def _consumes(node: ast.Call) -> bool:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr == "join" and isinstance(node.func.value, ast.Constant)
    return isinstance(node.func, ast.Name) and node.func.id in _CONSUMERS


def _loads(nodes: list) -> set[str]:
    return {
        part.id
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }


def binds_or_waits(node: ast.AST) -> ast.AST | None:
    """A part that cannot be moved into a function of its own: it assigns, waits or yields."""
    for part in ast.walk(node):
        if isinstance(part, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            return part
        if isinstance(part, ast.comprehension) and part.is_async:
            return part
    return None
