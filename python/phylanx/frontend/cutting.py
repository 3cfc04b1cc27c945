"""Cuts a function that cannot be compiled as a whole: runs of statements that can be compiled
become functions of their own (regions), which the rest, as Python, calls in their place.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import copy
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from phylanx.frontend import foreign
from phylanx.frontend.expressions import FRAME
from phylanx.frontend.flow import NONE, Flow, Names, With, blocks, captures, uses
from phylanx.frontend.function import Function
from phylanx.frontend.source import Source
from phylanx.frontend.statements import ends
from phylanx.frontend.unit import Refusals, Unconvertible, Unit

#: Names of the driver that the user's function does not have.
_PREFIX = "_phylanx_"
_LET_PASS = (np.errstate, warnings.catch_warnings, open)
_FALL, _RETURN, _BREAK, _CONTINUE = range(4)  # how control leaves a region


class Region(NamedTuple):
    """A run of statements as a Python function of what it reads, giving what is read behind it."""

    function: types.FunctionType
    source: Source
    first_line: int
    last_line: int


class Pieces(NamedTuple):
    """A function in pieces."""

    regions: list[Region]
    refusals: list[Unconvertible]  # what stays in Python and why
    driver: Callable[[Sequence[Callable]], types.FunctionType]  # from what to call for each region


def cut(
    function: types.FunctionType,
    source: Source,
    refused: Refusals,
    part_of: types.FunctionType | None = None,
) -> Pieces | None:
    """None where nothing of the function is worth compiling by itself. The last three parameters
    are those of `convert`."""
    node = source.node
    if isinstance(node, ast.Lambda) or _sees_its_frame(node, function):
        return None
    cutter = _Cutter(function, source, refused, part_of or function)
    body = cutter.block(node.body, in_loop=False)
    if not cutter.regions:
        return None
    made = copy.copy(node)
    made.body, made.decorator_list = body, []

    def driver(callees: Sequence[Callable]) -> types.FunctionType:
        names = [f"{_PREFIX}{i}" for i in range(len(callees))]
        return foreign.compile_function(made, function, dict(zip(names, callees, strict=True)))

    return Pieces(cutter.regions, cutter.refusals, driver)


def _sees_its_frame(node: ast.AST, function: types.FunctionType) -> bool:
    """Whether the function looks at all its own names, or has one of the driver's."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            if part.id.startswith(_PREFIX) or part.id in FRAME - {"super"}:
                return True
    return False


class _Cutter:
    def __init__(
        self,
        function: types.FunctionType,
        source: Source,
        refused: Refusals,
        part_of: types.FunctionType,
    ) -> None:
        self.function, self.source = function, source
        self.regions: list[Region] = []
        self.refusals: list[Unconvertible] = []
        self.repeated: dict[str, ast.stmt] = {}  # by the name that it binds: see _is_repeated
        body: list[ast.stmt] = source.node.body  # type: ignore[assignment]
        self.captured = captures(body)
        node = source.node.args
        parameters = [a.arg for a in ast.walk(node) if isinstance(a, ast.arg)]
        self.locals = frozenset(function.__code__.co_varnames + function.__code__.co_cellvars)
        self._trial = Function(function, source, Unit(source.filename, refused), source.whole)
        self._trial.unit.helpers[id(part_of)] = None
        self.flow = Flow(body, parameters, self.captured.read, self._lets_pass)

    # --- what can be compiled -------------------------------------------------------------------
    def _refusal(self, node: ast.stmt, in_loop: bool) -> Unconvertible | None:
        """Why a statement cannot be compiled; None where it can."""
        trial = self._trial
        trial.loop_flags = [None] if in_loop else []
        try:
            trial.statements([node])
        except Unconvertible as refusal:
            return refusal
        except RecursionError:
            return Unconvertible(node, "PHX110", "an expression is nested too deeply", "Split it.")
        own = uses([node])
        for name in sorted((own.reads | own.binds) & self.captured.written):
            return Unconvertible(node, "PHX107", f"a function inside the function assigns '{name}'")
        return None

    def _is_repeated(self, node: ast.stmt) -> bool:
        """What stays in the driver, and is repeated in each region that needs it: an import of a
        loaded module, a function inside the function."""
        if node not in self.source.node.body or not _is_definition(node):  # type: ignore[operator]
            return False
        if self._refusal(node, in_loop=False) is not None:
            return False
        names = uses([node]).binds
        if any(self._trial.stores[name] > 1 for name in names):
            return False
        self.repeated.update({name: node for name in names})
        return True

    def _lets_pass(self, node: With) -> bool:
        """Whether no exception ends at this `with`: context managers that are known for it."""
        for item in node.items:
            call = item.context_expr
            outside = self._trial.scope.resolve(call.func) if isinstance(call, ast.Call) else None
            if outside is None or outside.value not in _LET_PASS:
                return False
        return True

    # --- blocks -----------------------------------------------------------------------------------
    def block(self, nodes: list[ast.stmt], in_loop: bool) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        run: list[ast.stmt] = []

        def end_run() -> None:
            made.extend(self._outlined(run, in_loop))
            run.clear()

        for node in nodes:
            if self._is_repeated(node):
                end_run()
                made.append(node)
                continue
            refusal = self._refusal(node, in_loop)
            if refusal is None and not _is_definition(node) and self._is_sound(node):
                if run and self._exposes(run, node):
                    end_run()
                run.append(node)
                if self._stored_in_sight(node):
                    end_run()
                continue
            end_run()
            made.append(self._in_python(node, refusal, in_loop))
        end_run()
        return made

    def _in_python(self, node: ast.stmt, refusal: Unconvertible | None, in_loop: bool) -> ast.stmt:
        """The statement for the driver, its own blocks cut."""
        inner = blocks(node)
        if refusal is not None and not any(_contains(block, refusal.node) for block in inner):
            if not self._is_told(refusal):
                self.refusals.append(refusal)
        if not inner:
            return node
        made = copy.copy(node)
        loop = in_loop or isinstance(node, ast.For | ast.AsyncFor | ast.While)
        for name in ("body", "orelse", "finalbody"):
            if getattr(node, name, None):
                setattr(
                    made, name, self.block(getattr(node, name), loop if name == "body" else in_loop)
                )
        for name in ("handlers", "cases"):
            if parts := getattr(node, name, None):
                copies = [copy.copy(part) for part in parts]
                for part in copies:
                    part.body = self.block(part.body, in_loop)
                setattr(made, name, copies)
        return made

    def _is_told(self, refusal: Unconvertible) -> bool:
        """Whether a name's `global` statement has been named already."""
        name = getattr(refusal.node, "id", "")
        return any(name in getattr(told.node, "names", ()) for told in self.refusals)

    # --- names that are seen from outside ---------------------------------------------------------
    def _stored_in_sight(self, node: ast.stmt) -> Names:
        """Names that a statement binds while an exception's handler or a function inside may
        read them: what they are has to be true whenever control leaves the region."""
        seen = self.flow.on_error[id(node)] | self.captured.read
        return seen & uses([node]).binds

    def _is_sound(self, node: ast.stmt) -> bool:
        if self._stored_in_sight(node):
            return isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        return not (self._bound_by(node) & self.flow.after[id(node)]) - self._bound_after(node)

    def _exposes(self, run: list[ast.stmt], node: ast.stmt) -> bool:
        """Whether a run that may leave early would be followed by a binding in sight."""
        return bool(self._stored_in_sight(node)) and any(True for n in run for _ in _jumps(n))

    def _bound_by(self, node: ast.stmt) -> Names:
        return self.locals & uses([node]).binds

    def _bound_after(self, node: ast.stmt) -> Names:
        bound = self.flow.bound[id(node)]
        end = Flow([node], bound, NONE).bound_at_end
        return self.locals if end is None else end

    # --- regions ----------------------------------------------------------------------------------
    def _outlined(self, run: list[ast.stmt], in_loop: bool) -> list[ast.stmt]:
        """The run itself, or its parts before and behind a call of a region."""
        first, last = 0, len(run)
        while first < last and self._is_idle(run[first]):
            first += 1
        while first < last and self._is_idle(run[last - 1]):
            last -= 1
        core = run[first:last]
        if core and (k := self._reads_perhaps_unbound(core)) is not None:
            before = self._outlined(run[: first + k], in_loop)
            node, *rest = run[first + k :]
            return [*before, self._in_python(node, None, in_loop), *self._outlined(rest, in_loop)]
        if not self._is_worth(core):
            return list(run)
        return [*run[:first], *self._region(core), *run[last:]]

    def _reads_perhaps_unbound(self, run: list[ast.stmt]) -> int | None:
        """The first statement that takes from before the run what may not be bound: Python knows
        what to do then. Afterwards it is bound."""
        for k in range(len(run)):
            out = self.flow.after[id(run[k])] & uses(run[: k + 1]).binds
            reads = self._reads(run[: k + 1], out)
            if reads - self.flow.bound[id(run[0])]:
                return k
        return None

    def _is_idle(self, node: ast.stmt) -> bool:
        """A statement that is no quicker when compiled, at an end of the run."""
        return not isinstance(node, ast.For | ast.While | ast.If) and not self._work(node)

    def _is_worth(self, run: list[ast.stmt]) -> bool:
        loops = (ast.For, ast.While)
        return any(isinstance(p, loops) for n in run for p in ast.walk(n)) or (
            sum(map(self._work, run)) > 1
        )

    def _work(self, node: ast.stmt) -> int:
        """The number of operations that native code does itself, as far as the source tells."""
        return sum(map(self._is_operation, ast.walk(node)))

    def _is_operation(self, node: ast.AST) -> bool:
        if isinstance(node, ast.BinOp | ast.AugAssign):
            return True
        if not isinstance(node, ast.Call):
            return False
        outside = self._trial.scope.resolve(node.func)
        unit = self._trial.unit
        if outside is None:
            return isinstance(node.func, ast.Attribute) and node.func.attr in unit.table.methods
        if getattr(type(outside.value), "__phylanx__", False):
            return True
        is_helper = unit.helpers.get(id(outside.value)) is not None
        return is_helper or unit.table.find(outside.value) is not None

    def _region(self, run: list[ast.stmt]) -> list[ast.stmt]:
        """What the driver does in the place of the run."""
        jumps = [j for n in run for j in _jumps(n)]
        kinds = {type(j) for j in jumps}
        out = self.flow.after[id(run[-1])]
        live_at = {id(j): self.flow.after_jump[id(j)] for j in jumps}
        read_behind = out.union(*live_at.values())
        given = sorted(uses(run).binds & self.locals & read_behind)
        taken = sorted(self._reads(run, out & frozenset(given)))
        body = self._needed(run)
        returns_only = ends(run) and kinds == {ast.Return}
        if returns_only:
            body += run
        else:
            exits = _Exits(given, {id(j): live_at[id(j)] for j in jumps})
            body += exits.of(run)
            if jumps or given:
                body.append(exits.returned(run[-1], bool(jumps), _FALL, None, out))
        self._add(run, taken, body)
        call = ast.Call(_name(f"{_PREFIX}{len(self.regions) - 1}"), [_name(n) for n in taken], [])
        made: list[ast.stmt] = [ast.Return(call)]
        if not returns_only:
            made = _calling(call, kinds, given)
        for node in made:
            _place(node, run[0])
        return made

    def _reads(self, run: list[ast.stmt], given: Names) -> Names:
        reads = self.flow.live_before([*self._needed(run), *run], given) & self.locals
        return reads - set(self.repeated)

    def _needed(self, run: list[ast.stmt]) -> list[ast.stmt]:
        """What a region repeats."""
        wanted = uses(run).reads
        for name, node in reversed(self.repeated.items()):  # one may need those before it
            if name in wanted:
                wanted |= uses([node]).reads
        found = {id(node): node for name, node in self.repeated.items() if name in wanted}
        return list(found.values())

    def _add(self, run: list[ast.stmt], taken: list[str], body: list[ast.stmt]) -> None:
        arguments = foreign.arguments(taken)
        node = foreign.bare(ast.FunctionDef(self.function.__name__, arguments, body, []))
        _place(node, run[0], deep=False)
        ast.fix_missing_locations(node)
        made = foreign.compile_function(node, self.function, {})
        whole = self.source.whole or self.source.node
        source = Source(node, self.source.filename, self.source.lines, whole)
        last = max(n.end_lineno or n.lineno for n in run)
        self.regions.append(Region(made, source, run[0].lineno, last))


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Lambda)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef)


def _contains(block: list[ast.stmt], wanted: ast.AST) -> bool:
    return any(part is wanted for node in block for part in ast.walk(node))


def _jumps(node: ast.AST, in_loop: bool = False) -> Iterator[ast.stmt]:
    """The statements by which control may leave this one for somewhere outside it."""
    if isinstance(node, ast.Return) or (isinstance(node, ast.Break | ast.Continue) and not in_loop):
        yield node  # type: ignore[misc]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
        return
    body = node.body if isinstance(node, ast.For | ast.While) else []
    for child in ast.iter_child_nodes(node):
        yield from _jumps(child, in_loop or child in body)


# --- trees ----------------------------------------------------------------------------------------
def _name(name: str, store: bool = False) -> ast.Name:
    return ast.Name(name, ast.Store() if store else ast.Load())


def _place(node: ast.AST, at: ast.stmt, deep: bool = True) -> None:
    """Everything in the node stands where a statement of the user begins."""
    end = at.col_offset + 1
    for part in ast.walk(node) if deep else [node]:
        if "lineno" in part._attributes and not hasattr(part, "lineno"):
            part.lineno = part.end_lineno = at.lineno  # type: ignore[attr-defined]
            part.col_offset, part.end_col_offset = at.col_offset, end  # type: ignore[attr-defined]


class _Exits:
    """The ways out of a region as returns: of what is read behind it, or of how control leaves it,
    the value of a `return`, and what is read there."""

    def __init__(self, given: list[str], live_at: dict[int, Names]) -> None:
        self.given, self.live_at = given, live_at

    def of(self, run: list[ast.stmt]) -> list[ast.stmt]:
        return [self._changed(node) for node in run] if self.live_at else run

    def returned(
        self, at: ast.stmt, leaves: bool, how: int, value: ast.expr | None, live: Names
    ) -> ast.Return:
        items: list[ast.expr] = [_name(n) if n in live else ast.Constant(None) for n in self.given]
        if leaves:
            items = [ast.Constant(how), value or ast.Constant(None), *items]
        made = ast.Return(items[0] if len(items) == 1 else ast.Tuple(items, ast.Load()))
        _place(made, at)
        return made

    def _changed(self, node: ast.stmt) -> ast.stmt:
        if id(node) in self.live_at:
            live = self.live_at[id(node)]
            if isinstance(node, ast.Return):
                return self.returned(node, True, _RETURN, node.value, live)
            how = _BREAK if isinstance(node, ast.Break) else _CONTINUE
            return self.returned(node, True, how, None, live)
        if not blocks(node):
            return node
        made = copy.copy(node)
        for name in ("body", "orelse"):
            if getattr(node, name, None):
                setattr(made, name, [self._changed(n) for n in getattr(node, name)])
        if isinstance(made, ast.Match):
            made.cases = [copy.copy(c) for c in made.cases]
            for case in made.cases:
                case.body = [self._changed(n) for n in case.body]
        return made


def _calling(call: ast.Call, kinds: set[type], given: list[str]) -> list[ast.stmt]:
    """The driver's statements in the place of a region that may leave by jumps of these kinds."""
    if not kinds and not given:
        return [ast.Expr(call)]
    names: list[ast.expr] = [_name(n, store=True) for n in given]
    if not kinds:
        target = names[0] if len(names) == 1 else ast.Tuple(names, ast.Store())
        return [ast.Assign([target], call)]
    flow, value = f"{_PREFIX}flow", f"{_PREFIX}value"
    heads = [_name(flow, store=True), _name(value, store=True)]
    made: list[ast.stmt] = [ast.Assign([ast.Tuple([*heads, *names], ast.Store())], call)]
    jumps: dict[int, ast.stmt] = {
        _RETURN: ast.Return(_name(value)),
        _BREAK: ast.Break(),
        _CONTINUE: ast.Continue(),
    }
    for how, jump in jumps.items():
        if type(jump) in kinds:
            test = ast.Compare(_name(flow), [ast.Eq()], [ast.Constant(how)])
            made.append(ast.If(test, [jump], []))
    return made
