"""Expressions and statements that Python itself evaluates: small functions made of their trees.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Iterator


def make_function(
    body: list[ast.stmt], function: types.FunctionType, local_names: frozenset[str]
) -> tuple[Callable, list[str]]:
    """A function that executes `body` in the surroundings of `function`: it gives the value of a
    final expression, and takes the locals that occur, whose names come second."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    probe = _compile(body, [], sorted(local_names) + sorted(cells), function)
    used = [n for n in probe.co_freevars if n in local_names]
    code = _compile(body, used, sorted(cells), function)
    closure = tuple(cells[name] for name in code.co_freevars)
    made = types.FunctionType(code, function.__globals__, function.__name__, None, closure)
    return made, used


def _compile(
    body: list[ast.stmt], parameters: list[str], outer: list[str], function: types.FunctionType
) -> types.CodeType:
    name = "expression"
    inner = bare(ast.FunctionDef(name, _arguments(parameters), body, []))
    factory = bare(ast.FunctionDef("factory", _arguments(outer), [inner], []))
    for node in (inner, factory):
        ast.copy_location(node, body[0])
    module = ast.fix_missing_locations(ast.Module([factory], []))
    filename = function.__code__.co_filename
    made = compile(module, filename, "exec", dont_inherit=True)
    outer_code = next(c for c in made.co_consts if isinstance(c, types.CodeType))
    code = next(
        c for c in outer_code.co_consts if isinstance(c, types.CodeType) and c.co_name == name
    )
    return code.replace(co_name=function.__code__.co_name)  # what a traceback shows


def bare(node: ast.FunctionDef | ast.ClassDef) -> ast.FunctionDef | ast.ClassDef:
    """With the list of type parameters that Python 3.12 wants."""
    if "type_params" in node._fields:
        node.type_params = []  # type: ignore[union-attr]
    return node


def _arguments(names: list[str]) -> ast.arguments:
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
