"""Makes a failing program smaller, as long as it fails in the same way.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import copy
import time
from collections.abc import Callable, Iterator


def shrink(source: str, fails: Callable[[str], bool], seconds: float = 60) -> str:
    """The smallest source found in that time for which `fails` holds."""
    end = time.monotonic() + seconds
    current = source
    progress = True
    while progress and time.monotonic() < end:
        progress = False
        for candidate in candidates(current):
            if time.monotonic() > end:
                break
            if len(candidate) < len(current) and fails(candidate):
                current, progress = candidate, True
                break
    return current


def candidates(source: str) -> Iterator[str]:
    """Sources with one thing less: great things first."""
    tree = ast.parse(source)
    count = sum(1 for _ in ast.walk(tree))
    for edit in (_without_statement, _unwrapped, _smaller_expression):
        for index in range(count):
            changed = copy.deepcopy(tree)
            if edit(changed, index):
                yield ast.unparse(ast.fix_missing_locations(changed)) + "\n"


def _bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                yield body


def _without_statement(tree: ast.AST, index: int) -> bool:
    """Removes the index-th statement."""
    k = 0
    for body in _bodies(tree):
        for i, statement in enumerate(body):
            if k == index:
                last_function = isinstance(statement, ast.FunctionDef) and statement.name == "main"
                if last_function or isinstance(statement, ast.Pass):
                    return False
                del body[i]
                if not body:
                    body.append(ast.Pass())
                return True
            k += 1
    return False


def _unwrapped(tree: ast.AST, index: int) -> bool:
    """Puts the body of the index-th block in its place."""
    k = 0
    for body in _bodies(tree):
        for i, statement in enumerate(body):
            if isinstance(statement, ast.If | ast.For | ast.While):
                if k == index:
                    body[i : i + 1] = statement.body
                    return True
                k += 1
    return False


def _smaller_expression(tree: ast.AST, index: int) -> bool:
    """Puts one of its parts in the place of an expression."""
    k = 0
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            slots = (
                [(value, i) for i in range(len(value))] if isinstance(value, list) else [(None, 0)]
            )
            for holder, i in slots:
                node = holder[i] if holder is not None else value
                if not isinstance(node, ast.expr) or name in ("func", "target", "targets"):
                    continue
                if isinstance(node, ast.Tuple) and len(node.elts) > 2:
                    for j in range(len(node.elts)):
                        if k == index:
                            del node.elts[j]
                            return True
                        k += 1
                for part in _parts(node):
                    if k == index:
                        if holder is not None:
                            holder[i] = part
                        else:
                            setattr(parent, name, part)
                        return True
                    k += 1
    return False


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Subscript):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.Tuple):
        return list(node.elts)
    if isinstance(node, ast.Call):
        inner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        return [*node.args, *(n for n in inner if not isinstance(n, ast.Name) or n.id != "np")]
    return []
