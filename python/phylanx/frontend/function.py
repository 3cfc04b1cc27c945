"""Writes one Python function as a `define`: its names, what it reads outside, what Python does.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import types
from collections import Counter
from collections.abc import Callable

from phylanx.errors import Finding
from phylanx.frontend import (
    expressions,
    foreign,
    inner,
    named_results,
    physl_text,
    prelude,
    statements,
)
from phylanx.frontend.foreign import class_around
from phylanx.frontend.scope import Scope
from phylanx.frontend.source import Source
from phylanx.frontend.unit import Helper, Unconvertible, Unit
from phylanx.outside import Outside, Place


class Function:
    """The state of one function's conversion; its text is made by `statements`, `expressions`."""

    watched = True  # what it sees outside is the user's

    def __init__(
        self,
        function: types.FunctionType,
        source: Source,
        unit: Unit,
        whole: ast.AST | None = None,
    ) -> None:
        """`whole`: the function of the user's that this one is a part of."""
        self.function = function
        self.source = source
        self.unit = unit
        self.watched = self.watched and not prelude.is_form(function)
        self.scope = Scope(function, unit.witness if self.watched else None)
        self.class_name = class_around(function)
        self.extras: dict[tuple[int, str | None], tuple[str, Outside]] = {}
        self._texts: dict[str, str] = {}  # Python's name of a local -> the text's
        self._temporaries = 0
        self.quiet = ""  # words of np.errstate that ignore something here
        self.named: dict[str, named_results.Named] | None = None  # locals that hold such
        self.calls_named = False  # whether it calls a function of NumPy's that gives such
        self.unpacking: ast.expr | None = None  # the value that is being unpacked into names
        self.loop_flags: list[str | None] = []  # of each loop around: what `break` resets
        self.inner: dict[str, inner.Inner] = {}  # functions inside, by names that stay theirs
        self.inlined = False  # what is being written is inlined where it is called
        self.loop_return: tuple[str, str] | None = None  # flag and value of a return in a loop
        self.stores, self.loop_stores = _count_stores(whole or source.node)

    # --- the whole function ---------------------------------------------------------------------
    def convert(self, inlined: bool = False) -> Helper:
        """Adds the `define` to the unit. One that is `inlined` may take *args: as a tuple."""
        before, self.unit.guarding = self.unit.guarding, self.watched
        try:
            return self._convert(inlined)
        finally:
            self.unit.guarding = before

    def _convert(self, inlined: bool) -> Helper:
        node = self.source.node
        self.inlined = inlined
        _check_kind(self.function, node, inlined)
        name = self.unit.define_name(self.function.__name__)
        names = all_names(self.function, inlined)
        parameters = [self.local(n) for n in names]
        if isinstance(node, ast.Lambda):
            body = [physl_text.call("return", node.body, self.expr(node.body))]
        else:
            body = self.statements(node.body)
            if not statements.ends(node.body):
                body.append(physl_text.call("return", node, "nil"))
        is_prelude = prelude.is_form(self.function)
        if self.source.filename != self.unit.filename and not is_prelude:
            body.insert(0, f"__file({physl_text.string(self.source.filename)})")
        extras = list(self.extras.values())
        where = physl_text.tag(node)
        nodes = {a.arg: a for a in ast.walk(node.args) if isinstance(a, ast.arg)}
        heads = [f"{name}{where}"]
        heads += [self.head(n, p, nodes[n]) for n, p in zip(names, parameters, strict=True)]
        heads += [f"{text}{where}" for text, _ in extras]
        text = f"define{where}({', '.join(heads)}, {physl_text.block(body)})"
        if is_prelude:  # its errors are those of the call
            text = physl_text.without_tags(text)
        self.unit.defines.append(text)
        return Helper(name, parameters, extras)

    def head(self, name: str, text: str, node: ast.arg) -> str:
        return f"{text}{physl_text.tag(node)}"

    def expr(self, node: ast.expr) -> str:
        return expressions.expression(self, node)

    def statements(self, nodes: list[ast.stmt]) -> list[str]:
        return statements.sequence(self, nodes)

    # --- names ----------------------------------------------------------------------------------
    def check_name(self, name: str, node: ast.AST) -> None:
        if self.class_name and name.startswith("__") and not name.endswith("__"):
            raise Unconvertible(
                node, "PHX108", f"'{name}' is a private name of a class", "Use one underscore."
            )

    def local(self, name: str) -> str:
        """How the text spells a local variable."""
        if name not in self._texts:
            text = name
            while text in physl_text.RESERVED or (text != name and self._taken(text)):
                text += "_"
            self._texts[name] = text
        return self._texts[name]

    def _taken(self, text: str) -> bool:
        return (
            text in self.scope.locals
            or text in self._texts.values()
            or any(text == e[0] for e in self.extras.values())
        )

    def inside(self, own: set[str]) -> contextlib.AbstractContextManager:
        """The surroundings of a function or comprehension inside: names of its own."""
        self.unit.inner_count += 1
        number = self.unit.inner_count
        return inner.renamed(self, {name: f"__{number}_{name}" for name in own})

    def temporary(self) -> str:
        while True:
            self._temporaries += 1
            name = f"__t{self._temporaries}"
            if name not in self.scope.locals:
                return name

    def extra(self, outside: Outside) -> str:
        """The further parameter that holds a value from outside."""
        self.unit.guard(outside, all_steps=outside.stable)
        if outside.stable or not outside.steps:  # nothing to read at each call
            return self.held(outside.value, outside.path)
        return self._further(outside.steps[-1].identity, outside)

    def held(self, value: object, path: str) -> str:
        """A further parameter for an object that this conversion keeps itself."""
        place = Place({path: value}, path)
        return self._further((id(value), path), Outside(value, path, (place,)))

    def _further(self, key: tuple[int, str | None], outside: Outside) -> str:
        if key not in self.extras:
            base = outside.path.rpartition(".")[2]
            name, n = base, 1
            while name in physl_text.RESERVED or self._taken(name):
                n += 1
                name = f"{base}_{n}"
            self.extras[key] = (name, outside)
        return self.extras[key][0]

    def pass_on(self, outside: Outside) -> str:
        """The further parameter of a helper, as one of this function."""
        place = outside.steps[-1]
        held = (
            isinstance(place.mapping, dict)
            and len(place.mapping) == 1
            and (place.mapping.get(outside.path) is outside.value)
        )
        key = (id(outside.value), outside.path) if held else place.identity
        return self._further(key, outside)

    # --- what Python evaluates ------------------------------------------------------------------
    def note(self, node: ast.expr | ast.stmt, code: str, reason: str, advice: str = "") -> None:
        end = node.end_col_offset if node.end_lineno == node.lineno else None
        self.unit.findings.append(
            Finding(
                self.source.filename,
                node.lineno,
                node.col_offset,
                code,
                reason,
                advice,
                end_col_offset=end,
                function=self.function.__qualname__,
            )
        )

    def foreign_expr(self, node: ast.expr, reason: str) -> str:
        """The value of an expression that Python evaluates, its locals passed to it."""
        self.note(node, "PHX121", reason)
        return self._foreign(node, foreign.returning(node))

    def in_python(self, node: ast.expr) -> str:
        """As foreign_expr, where it is only one of two ways."""
        return self._foreign(node, foreign.returning(node))

    def foreign_statement(self, node: ast.stmt) -> str:
        """A statement that binds nothing and does not jump, executed by Python."""
        return self._foreign(node, [node])

    def _foreign(self, node: ast.expr | ast.stmt, body: list[ast.stmt]) -> str:
        if part := foreign.binds_or_waits(node):
            raise Unconvertible(
                part,
                "PHX110",
                f"{_describe(part)} inside an expression that only Python can evaluate",
                "Assign to a variable in a statement of its own before.",
            )
        self._check_parts(node)
        visible = self.scope.locals - set(self.scope.imported)
        made, used = foreign.make_function(body, self._importing(), visible)
        return self.by_python(node, made, used)

    def by_python(self, node: ast.expr | ast.stmt, made: Callable, used: list[str]) -> str:
        """A call of a Python function with these locals."""
        where = f"{self.function.__name__}:{node.lineno}:{node.col_offset}"
        key, n = where, 1
        while key in self.unit.exprs:
            n += 1
            key = f"{where}:{n}"
        self.unit.exprs[key] = made
        arguments = [expressions.local_value(self, node, n) for n in used]
        return physl_text.call("__foreign_expr", node, physl_text.string(key) or '""', *arguments)

    def _importing(self) -> types.FunctionType:
        """The function; with names that its own import statements bind among the globals."""
        if not self.scope.imported:
            return self.function
        bound = {name: outside.value for name, outside in self.scope.imported.items()}
        f = self.function
        return types.FunctionType(
            f.__code__, {**f.__globals__, **bound}, f.__name__, None, f.__closure__
        )

    def _check_parts(self, node: ast.AST) -> None:
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                self.check_name(part.id, part)
                expressions.check_frame_access(self, part)
            elif isinstance(part, ast.Attribute):
                self.check_name(part.attr, part)
        for part, name in foreign.deferred_loads(node):
            if self.scope.is_local(name) and not self.is_fixed(name):
                raise Unconvertible(
                    part,
                    "PHX107",
                    f"{_describe(part)} reads '{name}', which changes",
                    f"Assign '{name}' only once, or use a list comprehension or a loop.",
                )

    def has_named_results(self) -> bool:
        """Whether the function calls one of NumPy's that give tuples of classes of their own."""
        if self.named is None:
            self.named = named_results.find(self)
        return self.calls_named

    def is_fixed(self, name: str) -> bool:
        """Whether a local keeps its first value as long as the function runs."""
        return self.stores[name] == 1 and name not in self.loop_stores


def _describe(node: ast.AST) -> str:
    return {
        ast.NamedExpr: "':='",
        ast.Lambda: "a lambda",
        ast.GeneratorExp: "a generator expression",
        ast.Await: "'await'",
        ast.Yield: "'yield'",
        ast.YieldFrom: "'yield from'",
    }.get(type(node), "an asynchronous loop")


def all_names(function: types.FunctionType, starred: bool = False) -> tuple[str, ...]:
    """Those of the parameters; `starred`: with that of *args."""
    code = function.__code__
    rest = starred and bool(code.co_flags & inspect.CO_VARARGS)
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + rest]


def _check_kind(function: types.FunctionType, node: ast.AST, inlined: bool) -> None:
    flags = function.__code__.co_flags
    kinds = {
        inspect.CO_COROUTINE: "a coroutine ('async def')",
        inspect.CO_ASYNC_GENERATOR: "an asynchronous generator",
        inspect.CO_GENERATOR: "a generator ('yield')",
    }
    for flag, kind in kinds.items():
        if flags & flag:
            raise Unconvertible(
                node,
                "PHX103",
                f"'{function.__name__}' is {kind}",
                "Move the computation into a function of its own, and decorate that.",
            )
    starred = 0 if inlined else inspect.CO_VARARGS
    if flags & (starred | inspect.CO_VARKEYWORDS):
        raise Unconvertible(
            node,
            "PHX103",
            f"'{function.__name__}' takes *args or **kwargs",
            "Name the parameters, or pass a tuple.",
        )


def _count_stores(node: ast.AST) -> tuple[Counter[str], set[str]]:
    """How often each name is assigned in the text, and which are assigned in a loop."""
    counts: Counter[str] = Counter()
    in_loops: set[str] = set()

    def visit(part: ast.AST, loop: bool) -> None:
        name = None
        if isinstance(part, ast.arg):
            name = part.arg
        elif isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            name = part.id
        elif isinstance(part, ast.FunctionDef | ast.ClassDef) and part is not node:
            name = part.name
        elif isinstance(part, ast.alias):
            name = (part.asname or part.name).partition(".")[0]
        if name is not None:
            counts[name] += 1
            if loop:
                in_loops.add(name)
        inside = loop or isinstance(part, ast.For | ast.While)
        for child in ast.iter_child_nodes(part):
            if isinstance(child, ast.Lambda | ast.comprehension):
                continue  # names of their own
            visit(child, inside)

    visit(node, False)
    return counts, in_loops
