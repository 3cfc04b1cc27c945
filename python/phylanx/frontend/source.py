"""Finds the syntax tree of a function through its code object, and proves it by the bytecode.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations
import __future__

import ast
import linecache
import types
from collections.abc import Iterator
from typing import NamedTuple

from phylanx.errors import ConversionError
from phylanx.frontend.foreign import bare, class_around

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Source(NamedTuple):
    """The tree of a function; lines and columns are those of its file."""

    node: FunctionNode
    filename: str
    lines: list[str]
    whole: FunctionNode | None = None  # of the user's function that this one is a part of


def find_source(function: types.FunctionType) -> Source:
    """Raises ConversionError (PHX101, PHX102) where there is no source, or another one."""
    code = function.__code__
    filename = code.co_filename
    linecache.checkcache(filename)
    lines = linecache.getlines(filename, function.__globals__)
    if not lines:
        raise ConversionError(
            f"the source of '{function.__qualname__}' is not available",
            filename=filename,
            lineno=code.co_firstlineno,
            code="PHX101",
            advice="Define the function in a file or a notebook cell.",
        )
    node = _fast_search(function, lines) or _full_search(function, lines)
    if node is None:
        raise ConversionError(
            f"the source found for '{function.__qualname__}' is not what is running; "
            "was the file changed after it was loaded?",
            filename=filename,
            lineno=code.co_firstlineno,
            code="PHX102",
            advice="Load the module again.",
        )
    return Source(node, filename, lines)


def _fast_search(function: types.FunctionType, lines: list[str]) -> FunctionNode | None:
    """Parses the lines of one `def` only, which end before a line that is not indented more."""
    code = function.__code__
    first = code.co_firstlineno - 1
    if code.co_name == "<lambda>" or not 0 <= first < len(lines):
        return None
    indent = _indent(lines[first])
    ends = [i for i in range(first + 1, len(lines)) if _indent(lines[i]) <= indent]
    for end in [*ends[:_MOST_TRIES], len(lines)]:
        node = _only_function("".join(lines[first:end]), first, function)
        if node is not None:
            return node
    return None


#: Decorators, texts and brackets may have lines that are not indented.
_MOST_TRIES = 12


def _indent(line: str) -> float:
    rest = line.lstrip()
    return len(line) - len(rest) if rest and not rest.startswith("#") else float("inf")


def _only_function(
    text: str, lines_before: int, function: types.FunctionType
) -> FunctionNode | None:
    indented = text[:1] in " \t"
    try:
        tree = ast.parse("if 1:\n" + text if indented else text)
    except (SyntaxError, ValueError):
        return None
    ast.increment_lineno(tree, lines_before - (1 if indented else 0))
    for node in _functions(tree):
        if _is_named(node, function.__code__) and _compiles_to(node, function):
            return node
    return None


def _full_search(function: types.FunctionType, lines: list[str]) -> FunctionNode | None:
    """Compiles the whole file and looks for the function among all that start on its line."""
    code = function.__code__
    try:
        tree = ast.parse("".join(lines))
        module = compile(tree, "", "exec", _future_flags(code), dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    found = [n for n in _functions(tree) if _is_named(n, code)]
    if not any(_is_twin(c, code) for c in _code_objects(module)):
        return None
    if len(found) > 1:  # several lambdas of one line
        found = [n for n in found if _compiles_to(n, function)]
        found.sort(key=lambda n: not _lies_at(n, code))
    return found[0] if found else None


def _is_twin(a: types.CodeType, b: types.CodeType) -> bool:
    return a.co_name == b.co_name and a.co_firstlineno == b.co_firstlineno and same_code(a, b)


def _lies_at(node: FunctionNode, code: types.CodeType) -> bool:
    """Whether the body's columns occur in the code, as far as this Python keeps them (3.11)."""
    if not isinstance(node, ast.Lambda) or not hasattr(code, "co_positions"):
        return True
    body = node.body
    place = (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset)
    return place in set(code.co_positions())


def _future_flags(code: types.CodeType) -> int:
    return code.co_flags & __future__.annotations.compiler_flag


def _functions(tree: ast.AST) -> Iterator[FunctionNode]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node


def first_line(node: FunctionNode) -> int:
    """What the compiler makes co_firstlineno: a decorator's line where there is one."""
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def _is_named(node: FunctionNode, code: types.CodeType) -> bool:
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    return name == code.co_name and first_line(node) == code.co_firstlineno


def _compiles_to(node: FunctionNode, function: types.FunctionType) -> bool:
    """Compiles the function alone, its free variables and its class around it. (The compiler
    treats a module-level name that was imported in a way of its own.)"""
    code = function.__code__
    inner: ast.stmt
    if isinstance(node, ast.Lambda):
        inner = ast.Expr(node)
    else:
        fields = {name: getattr(node, name) for name in node._fields}
        inner = type(node)(**{**fields, "decorator_list": []})
    inner = ast.copy_location(inner, node)
    if around := class_around(function):
        inner = bare(ast.ClassDef(around, [], [], [inner], []))
    targets = [ast.Name(n, ast.Store()) for n in code.co_freevars if n != "__class__"]
    body: list[ast.stmt] = [ast.Assign([t], ast.Constant(None)) for t in targets]
    arguments = ast.arguments([], [], None, [], [], None, [])
    outer = bare(ast.FunctionDef("outer", arguments, [*body, inner], []))
    imports = [
        ast.Import([ast.alias(n)])
        for n in code.co_names
        if isinstance(function.__globals__.get(n), types.ModuleType)
    ]
    module = ast.fix_missing_locations(ast.Module([*imports, outer], []))
    try:
        made = compile(module, "", "exec", _future_flags(code), dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return any(same_code(c, code) for c in _code_objects(made))


def _code_objects(code: types.CodeType) -> Iterator[types.CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _code_objects(constant)


def same_code(a: types.CodeType, b: types.CodeType) -> bool:
    """Whether two code objects do the same, wherever they come from."""
    if "@pytest_ar" in b.co_names:  # pytest has rewritten the asserts
        return a.co_name == b.co_name and a.co_varnames == tuple(
            n for n in b.co_varnames if not n.startswith("@py")
        )
    if (
        a.co_code != b.co_code
        or a.co_names != b.co_names
        or a.co_varnames != b.co_varnames
        or a.co_freevars != b.co_freevars
        or a.co_cellvars != b.co_cellvars
        or a.co_argcount != b.co_argcount
        or a.co_kwonlyargcount != b.co_kwonlyargcount
        or a.co_posonlyargcount != b.co_posonlyargcount
        or len(a.co_consts) != len(b.co_consts)
    ):
        return False
    return all(map(_same_constant, a.co_consts, b.co_consts))


def _same_constant(x: object, y: object) -> bool:
    if isinstance(x, types.CodeType) and isinstance(y, types.CodeType):
        return same_code(x, y)
    if isinstance(x, frozenset):
        return x == y
    return type(x) is type(y) and repr(x) == repr(y)
