"""Where the names of a function are bound and read: what is live behind a statement, and what is
surely bound before it.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

Names = frozenset[str]
NONE: Names = frozenset()

Loop = ast.For | ast.AsyncFor | ast.While
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
With = ast.With | ast.AsyncWith
TRIES: tuple[type, ...] = tuple(getattr(ast, n) for n in ("Try", "TryStar") if hasattr(ast, n))


def blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of statements directly inside a statement; of a definition none."""
    if isinstance(node, Definition):
        return []
    found = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
    found += [part.body for part in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]]
    return [block for block in found if block]


def head(node: ast.stmt) -> list[ast.AST]:
    """The parts of a statement that are in none of its blocks."""
    if isinstance(node, Definition) or not blocks(node):
        return [node]
    parts: list[ast.AST] = []
    for name in ("test", "iter", "subject", "target", "items"):
        found = getattr(node, name, None)
        parts += found if isinstance(found, list) else [found] if found is not None else []
    for case in getattr(node, "cases", []):
        parts += [case.pattern, *([case.guard] if case.guard else [])]
    parts += [h.type for h in getattr(node, "handlers", []) if h.type]
    return parts


class Uses(NamedTuple):
    reads: set[str]
    binds: set[str]


def uses(nodes: Iterable[ast.AST]) -> Uses:
    """What evaluating these parts reads and binds; a function's or class's body counts as read."""
    found = Uses(set(), set())
    for node in nodes:
        _visit(node, NONE, found)
    return found


def _visit(node: ast.AST, own: Names, found: Uses) -> None:
    if isinstance(node, ast.Name):
        if node.id not in own:
            (found.binds if isinstance(node.ctx, ast.Store) else found.reads).add(node.id)
        return
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return
    if isinstance(node, ast.NamedExpr):
        found.binds.add(node.target.id)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        found.reads.add(node.target.id)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        inner = uses(g.target for g in node.generators)
        own = own | inner.binds
    elif isinstance(node, ast.Lambda):
        own = own | {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
    elif isinstance(node, Definition):
        found.binds.add(node.name)
        found.reads.update(_captured(node) - own)
        return
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        found.binds.add(node.name)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        found.binds.add(node.rest)
    elif isinstance(node, ast.alias):
        found.binds.add((node.asname or node.name).partition(".")[0])
    for child in ast.iter_child_nodes(node):
        _visit(child, own, found)


def sure_uses(nodes: Iterable[ast.AST]) -> Uses:
    """What evaluating these parts reads and binds in any case, unless it raises."""
    found = Uses(set(), set())
    for node in nodes:
        _visit_sure(node, found)
    return found


def _visit_sure(node: ast.AST, found: Uses) -> None:
    if isinstance(node, ast.BoolOp):
        return _visit_sure(node.values[0], found)
    if isinstance(node, ast.IfExp):
        return _visit_sure(node.test, found)
    if isinstance(node, ast.Compare):
        _visit_sure(node.left, found)
        return _visit_sure(node.comparators[0], found)
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return _visit_sure(node.generators[0].iter, found)
    if isinstance(node, ast.Assert):
        return _visit_sure(node.test, found)
    if isinstance(node, ast.expr) and not isinstance(node, ast.Name):
        if isinstance(node, ast.NamedExpr):
            found.binds.add(node.target.id)
        if isinstance(node, ast.Lambda):
            return None
        for child in ast.iter_child_nodes(node):
            _visit_sure(child, found)
        return None
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return | ast.Expr):
        for child in ast.iter_child_nodes(node):
            if child is not getattr(node, "annotation", None):
                _visit_sure(child, found)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found.reads.add(node.target.id)
        if isinstance(node, ast.AnnAssign) and node.value is None:
            found.binds.clear()
        return None
    return _visit(node, NONE, found)


def _bound_where_true(test: ast.expr) -> set[str]:
    """What a condition has bound where it holds: all parts of an `and` have been evaluated."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return set().union(*map(_bound_where_true, test.values))
    return sure_uses([test]).binds


def _captured(node: ast.AST) -> set[str]:
    """Names in a function or class that may be those of the function around it."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


class Captures(NamedTuple):
    """Names that a function inside the function can see."""

    read: Names
    written: Names  # declared nonlocal


def captures(body: list[ast.stmt]) -> Captures:
    read: set[str] = set()
    written: set[str] = set()
    for node in _walk_all(body):
        if isinstance(node, Definition | ast.Lambda | ast.GeneratorExp):
            read |= _captured(node)
            for part in ast.walk(node):
                if isinstance(part, ast.Nonlocal):
                    written.update(part.names)
    return Captures(frozenset(read | written), frozenset(written))


def _walk_all(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for node in body:
        yield from ast.walk(node)


class _Exits(NamedTuple):
    """What is live where control leaves a block otherwise than at its end."""

    at_break: Names
    at_continue: Names
    at_return: Names
    at_raise: Names


class Flow:
    """The live and the bound names of each statement of a body, by the statement's id."""

    def __init__(
        self,
        body: list[ast.stmt],
        parameters: Iterable[str],
        always: Names,
        lets_pass: Callable[[With], bool] = lambda node: False,
    ) -> None:
        """always: names read anywhere. lets_pass: whether no exception ends at a `with`."""
        self._lets_pass = lets_pass
        self.after: dict[int, Names] = {}  # read behind the statement, on some way
        self.on_error: dict[int, Names] = {}  # read where the statement raises
        self.after_jump: dict[int, Names] = {}  # read where a break, continue or return leads
        self.bound: dict[int, Names] = {}  # bound before the statement, on every way
        self._jumps_lead_to: dict[int, Names] = {}
        self._live(body, always, _Exits(NONE, NONE, always, always))
        self.bound_at_end = self._bind(body, frozenset(parameters))

    def live_before(self, nodes: list[ast.stmt], given: Names) -> Names:
        """What the statements read of what was before them, or let through to `given`."""
        inner = Flow([], (), NONE, self._lets_pass)
        inner._jumps_lead_to = {key: live & given for key, live in self.after_jump.items()}
        return inner._live(nodes, given, _Exits(NONE, NONE, NONE, NONE))

    # --- backwards: live names -------------------------------------------------------------------
    def _live(self, nodes: list[ast.stmt], out: Names, exits: _Exits) -> Names:
        for node in reversed(nodes):
            self.after[id(node)] = out
            self.on_error[id(node)] = exits.at_raise
            out = self._live_before(node, out, exits) | exits.at_raise
        return out

    def _live_before(self, node: ast.stmt, out: Names, exits: _Exits) -> Names:
        own = uses(head(node))
        if isinstance(node, ast.Return | ast.Break | ast.Continue):
            kind = type(node).__name__.lower()
            live = self._jumps_lead_to.get(id(node), getattr(exits, f"at_{kind}"))
            self.after_jump[id(node)] = live
            return live | own.reads
        if isinstance(node, ast.Raise):
            return frozenset(own.reads)
        if isinstance(node, Loop):
            return self._live_loop(node, out, exits, own)
        if isinstance(node, TRIES):
            return self._live_try(node, out, exits) | own.reads
        if isinstance(node, With):  # its end may swallow an exception
            caught = NONE if self._lets_pass(node) else out
            inside = exits._replace(at_raise=exits.at_raise | caught)
            return (self._live(node.body, out, inside) - own.binds) | own.reads
        if inner := blocks(node):  # if, match: perhaps none of the blocks
            lives = [self._live(block, out, exits) for block in inner]
            if isinstance(node, ast.If):
                lives[0] -= _bound_where_true(node.test)
            return (out.union(*lives) - sure_uses(head(node)[:1]).binds) | own.reads
        return (out - own.binds) | own.reads

    def _live_loop(self, node: Loop, out: Names, exits: _Exits, own: Uses) -> Names:
        end = self._live(node.orelse, out, exits) if node.orelse else out
        reads = frozenset(own.reads)
        again = end | (reads if isinstance(node, ast.While) else NONE)
        while True:
            inside = exits._replace(at_break=out, at_continue=again)
            binds = own.binds if isinstance(node, ast.For | ast.AsyncFor) else NONE
            body = self._live(node.body, again, inside) - binds
            if body <= again:
                break
            again = again | body
        return again | reads

    def _live_try(self, node: Any, out: Names, exits: _Exits) -> Names:
        if node.finalbody:
            everywhere = out.union(*exits)
            last = self._live(node.finalbody, everywhere, exits)
            out, exits = last, _Exits(*(e | last for e in exits))
        handlers = [self._live(h.body, out, exits) - {h.name} for h in node.handlers]
        caught = exits.at_raise.union(*handlers)
        otherwise = self._live(node.orelse, out, exits) if node.orelse else out
        return self._live(node.body, otherwise, exits._replace(at_raise=caught)) | caught

    # --- forwards: bound names -------------------------------------------------------------------
    def _bind(self, nodes: list[ast.stmt], bound: Names) -> Names | None:
        """What is bound behind the statements; None where control never comes there."""
        now: Names | None = bound
        for node in nodes:
            before = bound if now is None else now
            self.bound[id(node)] = before
            after = self._bind_one(node, before)
            now = None if now is None else after  # what follows a jump is looked at, too
        return now

    def _bind_one(self, node: ast.stmt, bound: Names) -> Names | None:
        if isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue):
            return None
        if isinstance(node, ast.Delete):
            return bound - _deleted(node)
        if isinstance(node, TRIES):
            return self._bind_try(node, bound)
        parts = head(node)
        if isinstance(node, ast.If | ast.While | ast.For | ast.AsyncFor | ast.Match):
            parts = parts[:1]  # the rest depends
        sure = sure_uses(parts)
        bound = bound | sure.binds | sure.reads  # what was read was bound
        if isinstance(node, ast.If):
            where_true = bound | _bound_where_true(node.test)
            return _meet([self._bind(node.body, where_true), self._bind(node.orelse, bound)])
        gone = {n for block in blocks(node) for b in block for n in _deleted(b)}
        if isinstance(node, Loop):
            targets = uses([node.target]).binds if not isinstance(node, ast.While) else NONE
            bound = bound - gone
            self._bind(node.body, bound | targets)
            self._bind(node.orelse, bound)
        elif isinstance(node, With):
            self._bind(node.body, bound)
        elif isinstance(node, ast.Match):
            for case in node.cases:
                self._bind(case.body, bound | uses([case.pattern]).binds)
        return bound - gone

    def _bind_try(self, node: Any, bound: Names) -> Names | None:
        gone = {n for block in blocks(node) for b in block for n in _deleted(b)}
        bound -= gone
        body = self._bind(node.body, bound)
        otherwise = self._bind(node.orelse, bound if body is None else body)
        ends = [None if body is None else otherwise]
        for h in node.handlers:
            end = self._bind(h.body, bound | ({h.name} if h.name else NONE))
            ends.append(end if end is None else end - {h.name})
        met = _meet(ends)
        last = self._bind(node.finalbody, bound)
        if met is None or last is None:
            return None
        return (met | last) - gone


def _meet(ends: list[Names | None]) -> Names | None:
    alive = [e for e in ends if e is not None]
    return frozenset.intersection(*alive) if alive else None


def _deleted(node: ast.stmt) -> set[str]:
    return {
        name.id
        for part in ast.walk(node)
        if isinstance(part, ast.Delete)
        for name in ast.walk(part)
        if isinstance(name, ast.Name)
    }
