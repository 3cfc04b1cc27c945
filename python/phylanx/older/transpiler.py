"""PhySL text of a Python function as the first Phylanx wrote it: names and operators tagged with line and column.

It has that one's limits, too: NotImplementedError says what it did not know.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from typing import Any

import numpy as np

from phylanx.physl.tree import constant_text

_BINARY = {
    ast.Add: "__add", ast.Sub: "__sub", ast.Mult: "__mul", ast.Div: "__div", ast.Mod: "__mod", ast.Pow: "power",
    ast.MatMult: "dot",
}  # fmt: skip
_UNARY = {ast.USub: "__minus", ast.Not: "__not", ast.UAdd: ""}
_COMPARE = {
    ast.Eq: "__eq", ast.NotEq: "__ne", ast.Lt: "__lt", ast.LtE: "__le", ast.Gt: "__gt", ast.GtE: "__ge",
}  # fmt: skip
_RENAMED = {
    "print": "cout", "prange": "range", "len": "__len", "add": "__add", "subtract": "__sub", "multiply": "__mul",
    "matmul": "__mul", "divide": "__div", "negative": "__minus", "det": "determinant", "diagonal": "diag",
}  # fmt: skip
_FILLED = {"zeros": "0", "ones": "1", "empty": "nil"}
_CONSTANTS = {
    "inf": "inf", "Inf": "inf", "NINF": "ninf", "nan": "nan", "NaN": "nan", "pi": "pi", "e": "euler",
    "euler_gamma": "euler_gamma", "PZERO": "PZERO", "NZERO": "NZERO", "newaxis": "nil",
}  # fmt: skip
_WORDS = ("int", "float", "bool")


def physl_source(function: types.FunctionType, startatlineone: bool = False) -> str:
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines)))
    if not startatlineone:
        ast.increment_lineno(tree, first - 1)
    found = tree.body[0]
    if not isinstance(found, ast.FunctionDef):
        raise NotImplementedError("only functions made by def have a text")
    if startatlineone:
        ast.increment_lineno(tree, 1 - found.lineno)
    return _Transpiler(function).definition(found)


class _Transpiler:
    def __init__(self, function: types.FunctionType) -> None:
        closure = inspect.getclosurevars(function)
        self.outside = {**closure.globals, **closure.nonlocals}
        self.seen: list[set[str]] = []

    def fail(self, words: str, node: ast.AST) -> NotImplementedError:
        return NotImplementedError(
            f"{words} (line {getattr(node, 'lineno', 0)}, column {getattr(node, 'col_offset', 0)})"
        )

    @staticmethod
    def tagged(name: str, node: Any) -> str:
        return f"{name}${node.lineno}${node.col_offset}"

    def call(self, name: str, node: Any, *parts: str) -> str:
        return f"{self.tagged(name, node)}({', '.join(parts)})"

    # --- functions and statements ----------------------------------------------------------------
    def definition(self, node: ast.FunctionDef) -> str:
        a = node.args
        if a.vararg or a.kwarg or a.kwonlyargs or a.posonlyargs:
            raise self.fail("*args and **kwargs", node)
        self.check_returns(node.body, True)
        defaults = [None] * (len(a.args) - len(a.defaults)) + list(a.defaults)
        parameters = []
        for p, default in zip(a.args, defaults, strict=True):
            name = self.tagged(p.arg, p)
            parameters.append(name if default is None else self.call("__arg", p, name, self.default(default)))
        self.seen.append({p.arg for p in a.args})
        body = self.block(node.body)
        self.seen.pop()
        name = self.tagged(node.name, node)
        if not parameters:
            return self.call("define", node, name, self.call("lambda", node, body))
        return self.call("define", node, name, *parameters, body)

    def default(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and node.id in self.outside:
            return constant_text(self.outside[node.id])
        return self.expression(node)

    def check_returns(self, body: list[ast.stmt], may: bool) -> None:
        """A return may only be the last thing."""
        for i, s in enumerate(body):
            last = may and i == len(body) - 1
            if isinstance(s, ast.Return) and not last:
                raise NotImplementedError(f"Illegal return at line {s.lineno}, column {s.col_offset}")
            if isinstance(s, ast.If):
                self.check_returns(s.body, last)
                self.check_returns(s.orelse, last)
            elif isinstance(s, ast.For | ast.While):
                self.check_returns(s.body, False)

    def block(self, body: list[ast.stmt]) -> str:
        parts = [self.statement(s) for s in body]
        return parts[0] if len(parts) == 1 else f"block({', '.join(parts)})"

    def statement(self, node: ast.stmt) -> str:
        method = getattr(self, f"do_{type(node).__name__}", None)
        if method is None:
            raise self.fail(f"{type(node).__name__} statements", node)
        return method(node)

    def do_Expr(self, node: ast.Expr) -> str:
        return self.expression(node.value)

    def do_Pass(self, node: ast.Pass) -> str:
        return "nil"

    def do_Return(self, node: ast.Return) -> str:
        return "nil" if node.value is None else self.expression(node.value)

    def do_FunctionDef(self, node: ast.FunctionDef) -> str:
        self.seen[-1].add(node.name)
        return self.definition(node)

    def do_Assign(self, node: ast.Assign) -> str:
        target = node.targets[0]
        if len(node.targets) > 1 or isinstance(target, ast.Tuple | ast.List):
            raise self.fail("chained and tuple assignments", node)
        value = self.expression(node.value)
        if isinstance(target, ast.Name) and not any(target.id in names for names in self.seen):
            self.seen[-1].add(target.id)
            return self.call("define", node, self.tagged(target.id, target), value)
        return self.call("store", node, self.expression(target), value)

    def do_AugAssign(self, node: ast.AugAssign) -> str:
        target = self.expression(node.target)
        new = self.call(self.binary(node.op, node), node, target, self.expression(node.value))
        return self.call("store", node, target, new)

    def do_If(self, node: ast.If) -> str:
        other = self.block(node.orelse) if node.orelse else "block()"
        return self.call("if", node, self.expression(node.test), self.block(node.body), other)

    def do_While(self, node: ast.While) -> str:
        if node.orelse:
            raise self.fail("else of a loop", node)
        return self.call("while", node, self.expression(node.test), self.block(node.body))

    def do_For(self, node: ast.For) -> str:
        if node.orelse:
            raise self.fail("else of a loop", node)
        prange = isinstance(node.iter, ast.Call) and self.last_name(node.iter.func) == "prange"
        function = self.each(node.target, self.block, node.body, node)
        return self.call("parallel_map" if prange else "for_each", node, function, self.expression(node.iter))

    def each(self, target: ast.expr, make: Any, body: Any, node: ast.AST) -> str:
        """A lambda of the loop's variables."""
        if isinstance(target, ast.Name):
            self.seen.append({target.id})
            code = make(body)
            self.seen.pop()
            return self.call("lambda", node, self.tagged(target.id, target), code)
        if not isinstance(target, ast.Tuple) or not all(isinstance(t, ast.Name) for t in target.elts):
            raise self.fail("this target of a loop", target)
        names = [t for t in target.elts if isinstance(t, ast.Name)]
        self.seen.append({t.id for t in names})
        iterator = self.tagged("__physl_iterator", node)
        defines = [
            self.call("define", node, self.tagged(t.id, t), self.call("slice", node, iterator, str(i)))
            for i, t in enumerate(names)
        ]
        code = make(body)
        self.seen.pop()
        return self.call("lambda", node, iterator, f"block({', '.join([*defines, code])})")

    def do_Assert(self, node: ast.Assert) -> str:
        more = [self.expression(node.msg)] if node.msg is not None else []
        return self.call("assert", node, self.expression(node.test), *more)

    def do_Global(self, node: ast.Global) -> str:
        self.seen[-1].update(node.names)
        parts = [self.call("define_global", node, self.tagged(n, node), "nil") for n in node.names]
        return parts[0] if len(parts) == 1 else f"block({', '.join(parts)})"

    def do_With(self, node: ast.With) -> str:
        if len(node.items) != 1 or self.last_name(node.items[0].context_expr) != "parallel":
            raise self.fail("with statements but `with parallel`", node)
        return self.call("parallel_block", node, *[self.statement(s) for s in node.body])

    # --- expressions -----------------------------------------------------------------------------
    def expression(self, node: ast.expr) -> str:
        method = getattr(self, f"of_{type(node).__name__}", None)
        if method is None:
            raise self.fail(f"{type(node).__name__} expressions", node)
        return method(node)

    def of_Constant(self, node: ast.Constant) -> str:
        if isinstance(node.value, complex | bytes) or node.value is ...:
            raise self.fail(f"the constant {node.value!r}", node)
        return constant_text(node.value)

    def of_Name(self, node: ast.Name) -> str:
        return self.tagged(node.id, node)

    def binary(self, op: ast.operator, node: ast.AST) -> str:
        if type(op) not in _BINARY:
            raise self.fail(f"the operator {type(op).__name__}", node)
        return _BINARY[type(op)]

    def of_BinOp(self, node: ast.BinOp) -> str:
        parts = self.expression(node.left), self.expression(node.right)
        return self.call(self.binary(node.op, node), node, *parts)

    def of_UnaryOp(self, node: ast.UnaryOp) -> str:
        if type(node.op) not in _UNARY:
            raise self.fail(f"the operator {type(node.op).__name__}", node)
        name = _UNARY[type(node.op)]
        return self.call(name, node, self.expression(node.operand)) if name else self.expression(node.operand)

    def of_BoolOp(self, node: ast.BoolOp) -> str:
        name = "__and" if isinstance(node.op, ast.And) else "__or"
        return self.call(name, node, *map(self.expression, node.values))

    def of_Compare(self, node: ast.Compare) -> str:
        parts, left = [], node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            if type(op) not in _COMPARE:
                raise self.fail(f"the operator {type(op).__name__}", node)
            parts.append(self.call(_COMPARE[type(op)], node, self.expression(left), self.expression(right)))
            left = right
        return parts[0] if len(parts) == 1 else self.call("__and", node, *parts)

    def of_IfExp(self, node: ast.IfExp) -> str:
        return self.call("if", node, *map(self.expression, (node.test, node.body, node.orelse)))

    def of_Lambda(self, node: ast.Lambda) -> str:
        self.seen.append({a.arg for a in node.args.args})
        body = self.expression(node.body)
        self.seen.pop()
        return self.call("lambda", node, *[self.tagged(a.arg, a) for a in node.args.args], body)

    def of_List(self, node: ast.List | ast.Tuple) -> str:
        return self.call("list", node, *map(self.expression, node.elts))

    of_Tuple = of_List

    def of_Dict(self, node: ast.Dict) -> str:
        pairs = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                raise self.fail("** in a dictionary", node)
            pairs.append(self.call("list", node, self.expression(key), self.expression(value)))
        return self.call("dict", node, self.call("list", node, *pairs))

    def of_ListComp(self, node: ast.ListComp) -> str:
        if len(node.generators) != 1 or node.generators[0].ifs:
            raise self.fail("comprehensions with several parts", node)
        generator = node.generators[0]
        function = self.each(generator.target, self.expression, node.elt, node)
        return self.call("fmap", node, function, self.expression(generator.iter))

    def of_Attribute(self, node: ast.Attribute) -> str:
        name = self.module_name(node)
        if name is None:
            raise self.fail("an attribute of something else than a NumPy module", node)
        return _CONSTANTS.get(name) or self.tagged(name, node)

    def of_Subscript(self, node: ast.Subscript) -> str:
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self.call("slice", node, self.expression(node.value), *map(self.index, indices))

    def index(self, node: ast.expr) -> str:
        if not isinstance(node, ast.Slice):
            return self.expression(node)
        parts = [node.lower, node.upper] + ([node.step] if node.step is not None else [])
        if node.lower is None and node.upper is None and node.step is None:
            return "nil"
        return f"list({', '.join('nil' if p is None else self.expression(p) for p in parts)})"

    # --- calls -----------------------------------------------------------------------------------
    def last_name(self, node: ast.expr) -> str:
        return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""

    def module_name(self, node: ast.expr) -> str | None:
        """The last part of a name in a module; None of other attributes."""
        base: ast.expr = node
        while isinstance(base, ast.Attribute):
            base = base.value
        if isinstance(base, ast.Name) and isinstance(self.outside.get(base.id, np), types.ModuleType):
            return self.last_name(node)
        return None

    def of_Call(self, node: ast.Call) -> str:
        name = node.func.id if isinstance(node.func, ast.Name) else self.module_name(node.func)
        if name is None or any(isinstance(a, ast.Starred) for a in node.args):
            raise self.fail("this call", node)
        if any(k.arg is None for k in node.keywords):
            raise self.fail("** in a call", node)
        keywords = [self.call("__arg", k.value, str(k.arg), self.expression(k.value)) for k in node.keywords]
        if name == "array" and node.args:
            return self.array(node.args[0], keywords)
        if name == "zip":
            return self.zipped(node)
        args = [self.expression(a) for a in node.args]
        kind = name.removesuffix("_like")
        if kind in _FILLED:
            return self.call("constant_like" if kind != name else "constant", node, _FILLED[kind], *args, *keywords)
        if name in _WORDS and not args:
            return f'"{name}"'
        return self.call(_RENAMED.get(name, name), node, *args, *keywords)

    def zipped(self, node: ast.Call) -> str:
        """A list of lists."""
        names = [f"__arg{i}" for i in range(len(node.args))]
        items = self.call("list", node, *[self.tagged(n, node) for n in names])
        function = self.call("lambda", node, *[self.tagged(n, node) for n in names], items)
        return self.call("fmap", node, function, *map(self.expression, node.args))

    def array(self, node: ast.expr, keywords: list[str]) -> str:
        depth = _depth(node)
        if depth > 3:
            raise self.fail("arrays of more than three dimensions", node)
        name = ("hstack", "hstack", "vstack", "dstack")[depth]
        if depth < 2:
            inner = self.expression(node)
        else:
            assert isinstance(node, ast.List | ast.Tuple)
            inner = self.call("list", node, *[self.array(e, []) for e in node.elts])
        return self.call(name, node, inner, *keywords)


def _depth(node: ast.expr) -> int:
    if not isinstance(node, ast.List | ast.Tuple):
        return 0
    return 1 + max(map(_depth, node.elts), default=0)
