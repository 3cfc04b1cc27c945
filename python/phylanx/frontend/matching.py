"""`match` as a chain of conditions: of values, names, alternatives, classes and sequences.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from phylanx.frontend import calls, physl_text, statements
from phylanx.frontend.physl_text import block, call, tag
from phylanx.frontend.unit import Unconvertible

if TYPE_CHECKING:
    from phylanx.frontend.function import Function


def match(f: Function, node: ast.Match) -> list[str]:
    subject = f.temporary()
    lines = [call("store", node, subject, f.expr(node.subject))]
    text: str | None = None
    for case in reversed(node.cases):
        test, binds = _pattern(f, case.pattern, subject, node)
        if case.guard is not None:
            guard = f.expr(case.guard)
            test = _both(node, test, block([*binds, guard]) if binds else guard)
            binds = []
        body = block([*binds, *f.statements(case.body)])
        parts = [] if text is None else [block([text])]
        text = body if test is None else call("if", case.pattern, test, body, *parts)  # type: ignore
    return [*lines, text or "nil"]


def ends(node: ast.Match) -> bool:
    """Whether control never comes out behind the statement."""
    last = node.cases[-1]
    always = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
    return always and last.guard is None and all(statements.ends(c.body) for c in node.cases)


def _both(node: ast.stmt, a: str | None, b: str | None) -> str | None:
    if a is None or b is None:
        return a or b
    return call("__and_then", node, a, b)


def _pattern(
    f: Function, pattern: ast.pattern, value: str, node: ast.Match
) -> tuple[str | None, list[str]]:
    """The condition (None: always), and the statements that bind names where it holds."""
    if isinstance(pattern, ast.MatchValue):
        equal = f.unit.table.operators["==", 2]
        return call(equal, node, value, f.expr(pattern.value)), []
    if isinstance(pattern, ast.MatchSingleton):
        return call("__is", node, value, physl_text.constant(pattern.value) or "nil"), []
    if isinstance(pattern, ast.MatchAs):
        test, binds = _pattern(f, pattern.pattern, value, node) if pattern.pattern else (None, [])
        if pattern.name:
            binds = [*binds, call("store", node, f"{f.local(pattern.name)}{tag(node)}", value)]
        return test, binds
    if isinstance(pattern, ast.MatchOr):
        parts = [_pattern(f, p, value, node) for p in pattern.patterns]
        if not any(binds for _, binds in parts):
            text = ""
            for test, _ in reversed(parts):
                text = call("__or_else", node, test or "true", text) if text else test or "true"
            return text, []
    if isinstance(pattern, ast.MatchSequence) and not any(
        isinstance(p, ast.MatchStar) for p in pattern.patterns
    ):
        return _sequence(f, pattern, value, node)
    if isinstance(pattern, ast.MatchClass) and not (pattern.patterns or pattern.kwd_patterns):
        names = calls.class_names(f, pattern.cls)
        if names is not None:
            return _is_instance(f, value, names, pattern.cls, node), []
    raise Unconvertible(node, "PHX104", "'match' with this pattern", "Use 'if' and 'elif'.")


def _is_instance(f: Function, value: str, names: str, cls: ast.expr, node: ast.Match) -> str:
    outside = f.scope.resolve(cls)
    assert outside is not None
    path = f.unit.foreign_path(f"__is_{outside.path}", _Check(outside.value))
    otherwise = call("__foreign", node, f'"{path}"', value)
    return call("__isinstance", node, value, names, otherwise)


class _Check:
    """isinstance as a function of the value."""

    def __init__(self, classes: type | tuple[type, ...]) -> None:
        self.classes = classes

    def __call__(self, value: object) -> bool:
        return isinstance(value, self.classes)


def _sequence(
    f: Function, pattern: ast.MatchSequence, value: str, node: ast.Match
) -> tuple[str | None, list[str]]:
    path = f.unit.foreign_path("__is_sequence", _SEQUENCE)
    otherwise = call("__foreign", node, f'"{path}"', value)
    test: str | None = call("__isinstance", node, value, '"tuple list"', otherwise)
    size = f.unit.table.find(len)
    equal = f.unit.table.operators["==", 2]
    if size is None:
        raise Unconvertible(node, "PHX104", "'match' with this pattern")
    count = call(size.op.spelled(size.family), node, value)
    test = _both(node, test, call(equal, node, count, str(len(pattern.patterns))))
    binds: list[str] = []
    for i, part in enumerate(pattern.patterns):
        inner, names = _pattern(f, part, call("__getitem", node, value, str(i)), node)
        test = _both(node, test, inner)
        binds += names
    return test, binds


_SEQUENCE = _Check((tuple, list))
