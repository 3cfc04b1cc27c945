"""Writes Python expressions as PhySL.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from phylanx.frontend import calls, named_results, physl_text
from phylanx.frontend.foreign import make_function, returning
from phylanx.frontend.op_table import OPERATORS, dtype_name
from phylanx.frontend.physl_text import call, tag
from phylanx.frontend.unit import Unconvertible
from phylanx.outside import Outside

if TYPE_CHECKING:
    from phylanx.frontend.function import Function


def expression(f: Function, node: ast.expr) -> str:
    writer: Callable[[Function, Any], str] | None = _WRITERS.get(type(node))
    if writer is not None:
        return writer(f, node)
    what = _FOREIGN.get(type(node))
    if what is not None:
        return f.foreign_expr(node, what)
    raise Unconvertible(
        node, "PHX110", f"'{type(node).__name__.lower()}' is not supported in an expression"
    )


def constant(f: Function, node: ast.Constant) -> str:
    text = physl_text.constant(node.value)
    return f.foreign_expr(node, "a constant without a native form") if text is None else text


# --- names ------------------------------------------------------------------------------------
FRAME = {"locals", "eval", "exec", "super", "vars", "dir", "breakpoint"}


def check_frame_access(f: Function, node: ast.Name) -> None:
    """Some builtins look at the frame that calls them: it would not be the user's."""
    if node.id not in FRAME:
        return
    outside = f.scope.find(node.id)
    if outside is not None and outside.value is getattr(builtins, node.id):
        raise Unconvertible(
            node,
            "PHX108",
            f"'{node.id}' looks at the function's own frame or class",
            f"Do what needs '{node.id}' outside, in the caller, and pass the values in.",
        )


def name(f: Function, node: ast.Name) -> str:
    f.check_name(node.id, node)
    if node.id == "__debug__":
        return "true" if __debug__ else "false"
    if f.scope.is_local(node.id):
        return local_value(f, node, node.id)
    check_frame_access(f, node)
    outside = f.scope.find(node.id)
    if outside is None:
        return f.foreign_expr(node, f"'{node.id}' is not defined yet")
    return from_outside(f, node, outside)


def local_value(f: Function, node: ast.expr | ast.stmt, name: str) -> str:
    """A local, as the object that Python has under that name."""
    text = f"{f.local(name)}{tag(node)}"
    if not f.has_named_results():
        return text
    named = named_results.of_local(f, name)
    return text if named is None else named_results.whole(node, named, text)


def from_outside(f: Function, node: ast.expr, outside: Outside) -> str:
    """A value from outside: written into the text where it is not a number, else a parameter."""
    value = outside.value
    if f.unit.in_prelude and (dtype := dtype_name(value)) and not isinstance(value, str):
        return call("__dtype", node, f'"{dtype}"')
    is_number = type(value) in (int, float, complex)
    if value is None or isinstance(value, bool | str) or (outside.stable and is_number):
        text = physl_text.constant(value)
        if text is not None:
            f.unit.guard(outside)
            return text
    return f"{f.extra(outside)}{tag(node)}"


def attribute(f: Function, node: ast.Attribute) -> str:
    f.check_name(node.attr, node)
    outside = f.scope.resolve(node)
    if outside is not None:
        return from_outside(f, node, outside)
    if (text := scalar_constant(f, node)) is not None:
        return text
    if f.has_named_results() and (text := named_results.field(f, node)) is not None:
        return text
    if isinstance(node.value, ast.Call) and (text := _limit(f, node, node.value)) is not None:
        return text
    return call("__getattr", node, f.expr(node.value), physl_text.string(node.attr) or '""')


def dtype_text(f: Function, node: ast.expr) -> str | None:
    """A dtype that the source names: `np.float32`, `float`, `"f4"`; None where it is none."""
    value: object = None
    if isinstance(node, ast.Constant):
        value = node.value
    else:
        outside = f.scope.resolve(node)
        if outside is not None:
            value = outside.value
            if dtype_name(value):
                f.unit.guard(outside)
    found = dtype_name(value)
    return None if found is None else call("__dtype", node, f'"{found}"')


def scalar_constant(f: Function, node: ast.expr) -> str | None:
    """`np.float32(0.5)`, `np.finfo(float).eps`: evaluated now, handed over as a parameter."""
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Call) or root.keywords or len(root.args) > 1:
        return None
    outside = f.scope.resolve(root.func)
    if outside is None or not isinstance(outside.value, type):
        return None
    if not issubclass(outside.value, np.generic | np.finfo | np.iinfo):
        return None
    for argument in root.args:
        inner = argument.operand if isinstance(argument, ast.UnaryOp) else argument
        resolved = f.scope.resolve(inner)
        if not isinstance(inner, ast.Constant) and (
            resolved is None or dtype_name(resolved.value) is None
        ):
            return None
        if resolved is not None:
            f.unit.guard(resolved)
    try:
        value = make_function(returning(node), f.function, frozenset())[0]()
    except Exception:  # it is the user's to raise, when the program gets there
        return None
    if isinstance(value, int | float) and not isinstance(value, np.generic):
        return physl_text.constant(value)
    if not isinstance(value, np.number | np.bool_) or _class_of(value) is not type(value):
        return None  # np.longlong is another class than that of its dtype's values
    f.unit.guard(outside)
    return f"{f.held(value, f'{type(value).__name__}_{len(f.extras) + 1}')}{tag(node)}"


def _limit(f: Function, node: ast.Attribute, made: ast.Call) -> str | None:
    """`np.finfo(x.dtype).eps`, `np.iinfo(i.dtype).max`: known where the dtype is."""
    outside = f.scope.resolve(made.func)
    if outside is None or len(made.args) != 1 or made.keywords:
        return None
    if outside.value is not np.finfo and outside.value is not np.iinfo:
        return None
    f.unit.guard(outside)
    attribute = physl_text.string(f"{outside.value.__name__}.{node.attr}") or '""'
    dtype = dtype_text(f, made.args[0]) or f.expr(made.args[0])
    return call("__limit", node, attribute, dtype, f.in_python(node))


def _class_of(value: np.generic) -> type:
    """The class of numbers that arrays of its dtype's name hold."""
    return np.dtype(value.dtype.name).type


# --- operators --------------------------------------------------------------------------------
def binary(f: Function, node: ast.BinOp) -> str:
    operator = f.unit.table.operators[OPERATORS[type(node.op)], 2]
    return call(operator, node, f.expr(node.left), f.expr(node.right))


def unary(f: Function, node: ast.UnaryOp) -> str:
    if isinstance(node.op, ast.Not):
        return call("__lnot", node, f.expr(node.operand))
    inner = node.operand
    if isinstance(node.op, ast.USub) and isinstance(inner, ast.Constant):
        value = inner.value
        if type(value) is int or type(value) is float:
            text = physl_text.number(-value)
            if text is not None:
                return text
    operator = f.unit.table.operators[OPERATORS[type(node.op)], 1]
    return call(operator, node, f.expr(inner))


def boolean(f: Function, node: ast.BoolOp) -> str:
    operator = "__and_then" if isinstance(node.op, ast.And) else "__or_else"
    parts = [f.expr(v) for v in node.values]
    text = parts.pop()
    while parts:
        text = call(operator, node, parts.pop(), text)
    return text


_IDENTITY = {ast.Is: "__is", ast.IsNot: "__is_not", ast.In: "__in", ast.NotIn: "__not_in"}


def compare(f: Function, node: ast.Compare) -> str:
    def test(op: ast.cmpop, left: str, right: str) -> str:
        name = _IDENTITY.get(type(op)) or f.unit.table.operators[OPERATORS[type(op)], 2]
        return call(name, node, left, right)

    operands = [node.left, *node.comparators]
    if len(operands) == 2:
        return test(node.ops[0], *(_compared(f, n, node) for n in operands))

    def chain(i: int, left: str) -> str:
        """The comparisons from the i-th on; `left` is its left operand, already evaluated."""
        right = f.expr(operands[i + 1])
        if i + 1 == len(node.ops):
            return test(node.ops[i], left, right)
        before, right = _once(f, operands[i + 1], right)
        rest = call("__and_then", node, test(node.ops[i], left, right), chain(i + 1, right))
        return physl_text.block([*before, rest]) if before else rest

    before, left = _once(f, node.left, f.expr(node.left))
    text = chain(0, left)
    return physl_text.block([*before, text]) if before else text


def _compared(f: Function, node: ast.expr, comparison: ast.Compare) -> str:
    """An operand; beside an expression's dtype, a dtype class stands for the dtype."""
    other = comparison.comparators[0] if node is comparison.left else comparison.left
    if isinstance(other, ast.Attribute) and other.attr == "dtype":
        if isinstance(comparison.ops[0], ast.Eq | ast.NotEq) and (text := dtype_text(f, node)):
            return text
    return f.expr(node)


def _once(f: Function, node: ast.expr, text: str) -> tuple[list[str], str]:
    """Statements to come first, and a text that may be written more than once."""
    if is_simple(f, node):
        return [], text
    temporary = f.temporary()
    return [call("store", node, temporary, text)], temporary


def is_simple(f: Function, node: ast.expr | None) -> bool:
    """Whether evaluating it again gives the same at no cost: a name or a constant."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
        return isinstance(node, ast.Constant)
    if isinstance(node, ast.Slice):
        return all(n is None or is_simple(f, n) for n in (node.lower, node.upper, node.step))
    return node is None or isinstance(node, ast.Name | ast.Constant)


def conditional(f: Function, node: ast.IfExp) -> str:
    return call("if", node, f.expr(node.test), f.expr(node.body), f.expr(node.orelse))


def assignment(f: Function, node: ast.NamedExpr) -> str:
    target = f"{f.local(node.target.id)}{tag(node.target)}"
    return physl_text.block([call("store", node, target, f.expr(node.value)), target])


# --- sequences and subscripts -------------------------------------------------------------------
def sequence(f: Function, node: ast.Tuple | ast.List) -> str:
    if any(isinstance(e, ast.Starred) for e in node.elts):
        return f.foreign_expr(node, "unpacking with '*'")
    kind = "tuple" if isinstance(node, ast.Tuple) else "list"
    return call(kind, node, *(f.expr(e) for e in node.elts))


def index_parts(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def subscript(f: Function, node: ast.Subscript) -> str:
    parts = index_parts(node)
    if any(isinstance(p, ast.Starred) for p in parts):
        return f.foreign_expr(node, "unpacking with '*' in an index")
    if (text := calls.grid(f, node)) is not None:
        return text
    is_item = f.has_named_results() and isinstance(node.slice, ast.Constant | ast.UnaryOp)
    value = named_results.items(f, node.value) if is_item else f.expr(node.value)
    return call("__getitem", node, value, *(index(f, p) for p in parts))


def index(f: Function, node: ast.expr) -> str:
    if isinstance(node, ast.Slice):
        bounds = (node.lower, node.upper, node.step)
        return call("__slice", node, *("nil" if b is None else f.expr(b) for b in bounds))
    if isinstance(node, ast.Constant) and node.value is Ellipsis:
        return call("__ellipsis", node)
    return f.expr(node)


_WRITERS: dict[type, Callable[[Any, Any], str]] = {
    ast.Constant: constant,
    ast.Name: name,
    ast.Attribute: attribute,
    ast.BinOp: binary,
    ast.UnaryOp: unary,
    ast.BoolOp: boolean,
    ast.Compare: compare,
    ast.IfExp: conditional,
    ast.NamedExpr: assignment,
    ast.Tuple: sequence,
    ast.List: sequence,
    ast.Subscript: subscript,
    ast.Call: lambda f, node: calls.call(f, node),
}

_FOREIGN = {
    ast.ListComp: "a list comprehension",
    ast.SetComp: "a set comprehension",
    ast.DictComp: "a dict comprehension",
    ast.GeneratorExp: "a generator expression",
    ast.Lambda: "a lambda",
    ast.Dict: "a dict",
    ast.Set: "a set",
    ast.JoinedStr: "a formatted string",
    ast.Starred: "unpacking with '*'",
}
