"""Writes Python calls as PhySL: ops, helper functions, methods, and calls into Python.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import types
from typing import TYPE_CHECKING

import numpy as np

from phylanx.errors import ConversionError
from phylanx.frontend import expressions, folds, inner, physl_text, prelude, ufuncs
from phylanx.frontend.op_table import DTYPES, Callee
from phylanx.frontend.physl_text import keyword, tag
from phylanx.frontend.result_types import generator_rule, result_rule
from phylanx.frontend.source import find_source
from phylanx.frontend.unit import Helper, Unconvertible
from phylanx.outside import InstanceOf, Outside, is_installed_file
from phylanx.outside import parameter_names as _names

if TYPE_CHECKING:
    from phylanx.frontend.function import Function


def call(f: Function, node: ast.Call) -> str:
    if any(isinstance(a, ast.Starred) for a in node.args) or any(
        k.arg is None for k in node.keywords
    ):
        return f.foreign_expr(node, "unpacking with '*' in a call")
    outside = f.scope.resolve(node.func)
    if outside is None:
        if isinstance(node.func, ast.Attribute):
            return method(f, node, node.func)
        if f.unit.in_prelude and isinstance(node.func, ast.Name):  # a ufunc, as a lambda
            return physl_text.call(f.local(node.func.id), node, *(f.expr(a) for a in node.args))
        if isinstance(node.func, ast.Name) and f.scope.is_local(node.func.id):
            text = inner.call_value(f, node, node.func)
            if text is not None:
                return text
        return f.foreign_expr(node, "a call of a function that is a value")
    expressions.check_frame_access(f, _root(node.func))
    text = (
        expressions.scalar_constant(f, node)
        or _builtin(f, node, outside)
        or _prelude(f, node, outside)
        or _of_numpy(f, node, outside)
        or _op(f, node, outside)
        or ufuncs.call(f, node, outside)
        or _helper(f, node, outside)
    )
    return text or foreign_call(f, node, outside)


def _of_numpy(f: Function, node: ast.Call, outside: Outside) -> str | None:
    from phylanx.frontend import prelude_calls  # which is made of this module

    return prelude_calls.prelude_call(f, node, outside)


def grid(f: Function, node: ast.Subscript) -> str | None:
    from phylanx.frontend import prelude_calls

    return prelude_calls.grid(f, node)


def _root(node: ast.expr) -> ast.Name:
    while isinstance(node, ast.Attribute):
        node = node.value
    assert isinstance(node, ast.Name)
    return node


# --- methods and calls into Python ---------------------------------------------------------------
def method(f: Function, node: ast.Call, function: ast.Attribute) -> str:
    f.check_name(function.attr, function)
    from phylanx.frontend import prelude_calls

    word = prelude_calls.send_method(f, node, function.attr)
    takes_dtype = function.attr in f.unit.table.methods

    def argument(a: ast.expr, name: str | None = "") -> str:
        is_dtype = takes_dtype and name in ("", "dtype") and not (isinstance(a, ast.Constant) and not name)
        return (is_dtype and expressions.dtype_text(f, a)) or f.expr(a)

    arguments = [
        physl_text.string(function.attr) or '""',
        f.expr(function.value),
        *(argument(a) for a in node.args),
        *(keyword(k.arg or "", argument(k.value, k.arg)) for k in node.keywords),
    ]
    rule = generator_rule(function.attr) if _is_generator(f, function.value) else None
    return with_rule(node, rule, physl_text.call(word, node, *arguments))


def _is_generator(f: Function, node: ast.expr) -> bool:
    """Whether it is a generator of random numbers: a variable outside, or a local that got one."""
    if "numpy.random" not in sys.modules:  # NumPy loads it when it is first used
        return False
    outside = f.scope.resolve(node)
    if outside is not None:
        if type(outside.value) is not np.random.Generator:
            return False
        f.unit.guard(outside)
        return True
    if not isinstance(node, ast.Name) or not f.is_fixed(node.id):
        return False
    for part in ast.walk(f.source.node):
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call):
            if any(isinstance(t, ast.Name) and t.id == node.id for t in part.targets):
                maker = f.scope.resolve(part.value.func)
                if maker is not None and maker.value is np.random.default_rng:
                    f.unit.guard(maker)
                    return not part.value.args or isinstance(part.value.args[0], ast.Constant)
    return False


def foreign_call(f: Function, node: ast.Call, outside: Outside, reason: str = "") -> str:
    if any(outside.value is kind for kind in (range, enumerate, zip, reversed)):
        return f.foreign_expr(node, f"'{outside.path}' outside the head of a loop")
    f.note(node, "PHX120", reason or f"'{outside.path}' is called in Python")
    rule = result_rule(outside.value)
    f.unit.guard(outside)
    path = f.unit.foreign_path(outside.path, outside.value)
    arguments = [
        physl_text.string(path) or '""',
        *(f.expr(a) for a in node.args),
        *(keyword(k.arg or "", f.expr(k.value)) for k in node.keywords),
    ]
    return with_rule(node, rule, physl_text.call("__foreign", node, *arguments))


def with_rule(node: ast.Call, rule: str | None, text: str) -> str:
    """A call into Python of whose result the rule knows the type."""
    return text if rule is None else physl_text.call("__typed", node, f'"{rule}"', text)


# --- ops -----------------------------------------------------------------------------------------
def _op(f: Function, node: ast.Call, outside: Outside) -> str | None:
    callee = f.unit.table.find(outside.value)
    if callee is None or (bound := bind(callee, node)) is None:
        return None
    op = callee.op
    required, optional = [], []
    for parameter, value in bound:
        text = None
        if parameter == "dtype":
            text = expressions.dtype_text(f, value)
            if text is None and _is_named_dtype(f, value):
                return None  # one that only NumPy knows
        text = text or f.expr(value)
        if parameter in op.params[: max(op.required, 1)]:
            required.append(text)
        else:
            optional.append(keyword(parameter, text))
    f.unit.guard(outside)
    return physl_text.call(op.spelled(callee.family), node, *required, *optional)


def _is_named_dtype(f: Function, node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is not None
    outside = f.scope.resolve(node)
    return outside is not None and outside.value is not None


def bind(callee: Callee, node: ast.Call) -> list[tuple[str, ast.expr]] | None:
    """(parameter of the table, argument) in the order of the required ones; None where the call
    says something that the table cannot."""
    op = callee.op
    bound: dict[str, ast.expr] = {}
    pairs = [*zip(callee.positional(len(node.args)), node.args, strict=True)]
    for name, value in [*pairs, *((k.arg, k.value) for k in node.keywords)]:
        if name is None or name not in op.params or name in bound:
            return None
        bound[name] = value
    required = op.params[: op.required]
    if any(name not in bound for name in required):
        return None
    if [n for n in bound if n in required] != list(required):  # keywords in another order
        return None
    return list(bound.items())


def _builtin(f: Function, node: ast.Call, outside: Outside) -> str | None:
    """Builtins whose form is not that of their row."""
    value = outside.value
    if value is isinstance:
        return _isinstance(f, node, outside)
    if value is np.issubdtype:
        return _issubdtype(f, node, outside)
    if (text := folds.fold(f, node, outside)) is not None:
        return text
    if value is builtins.sum and (len(node.args) != 1 or _is_display(node.args[0])):
        return _sum(f, node, outside)
    if value is slice and 0 < len(node.args) < 4 and not node.keywords:
        bounds = [f.expr(a) for a in node.args]
        f.unit.guard(outside)
        return physl_text.call("__slice", node, *(["nil"] if len(bounds) == 1 else []), *bounds)
    if value is max or value is min:
        arguments = node.args
        if len(arguments) == 1 and isinstance(arguments[0], ast.Tuple | ast.List):
            arguments = arguments[0].elts
        elif len(arguments) == 1 and not node.keywords and not _is_lazy(arguments[0]):
            return None
        if node.keywords or len(arguments) < 2:
            return foreign_call(f, node, outside)
        if any(isinstance(a, ast.Starred) for a in arguments):
            return foreign_call(f, node, outside)
        f.unit.guard(outside)
        return physl_text.call(value.__name__, node, *(f.expr(a) for a in arguments))
    for kind in (int, float, complex):
        if value is kind and len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
            return _number_of_text(node.args[0].value, kind)
    return None


#: Classes that values have which compiled code knows; a dtype's class goes by the dtype's name.
_CLASSES = {
    np.bool_: "bool_", type(None): "NoneType",
    **{kind: kind.__name__ for kind in (int, float, bool, complex, str, list, tuple, np.ndarray)},
    **{
        kind: kind.__name__
        for kind in (np.generic, np.number, np.integer, np.signedinteger, np.unsignedinteger)
    },
    **{kind: kind.__name__ for kind in (np.inexact, np.floating, np.complexfloating)},
    **{np.dtype(name).type: name for name in DTYPES if name != "bool"},
}  # fmt: skip


def class_names(f: Function, node: ast.expr) -> str | None:
    """The classes in the second argument of isinstance; None where not all are known."""
    names = []
    for part in node.elts if isinstance(node, ast.Tuple) else [node]:
        outside = f.scope.resolve(part)
        if outside is None or not isinstance(outside.value, type) or outside.value not in _CLASSES:
            return None
        f.unit.guard(outside)
        names.append(_CLASSES[outside.value])
    return physl_text.string(" ".join(names))


def _isinstance(f: Function, node: ast.Call, outside: Outside) -> str | None:
    if len(node.args) != 2 or node.keywords or isinstance(node.args[0], ast.Starred):
        return None
    names = class_names(f, node.args[1])
    if names is None:
        return None
    f.unit.guard(outside)
    otherwise = _instance_of_object(f, node, names) or f.in_python(node)
    return physl_text.call("__isinstance", node, f.expr(node.args[0]), names, otherwise)


def _issubdtype(f: Function, node: ast.Call, outside: Outside) -> str | None:
    """np.issubdtype(x.dtype, np.floating): decided by the type; otherwise Python answers."""
    kind = f.scope.resolve(node.args[1]) if len(node.args) == 2 and not node.keywords else None
    if kind is None or not isinstance(kind.value, type) or not issubclass(kind.value, np.generic):
        return None
    names = class_names(f, node.args[1])
    if names is None:
        return None
    f.unit.guard(outside)
    dtype = expressions.dtype_text(f, node.args[0]) or f.expr(node.args[0])
    return physl_text.call("__issubdtype", node, dtype, names, f.in_python(node))


def _instance_of_object(f: Function, node: ast.Call, names: str) -> str | None:
    """The answer for a Python object that a variable holds."""
    value = node.args[0]
    if not isinstance(value, ast.Name) or not f.scope.is_local(value.id):
        return None
    return f.by_python(node, InstanceOf(names.strip('"')), [value.id])


def _number_of_text(text: object, kind: type) -> str | None:
    if not isinstance(text, str):
        return None
    try:
        return physl_text.constant(kind(text))
    except ValueError:
        return None


def _sum(f: Function, node: ast.Call, outside: Outside) -> str:
    """Python's sum goes along the first axis; of a display it is a chain of additions."""
    if len(node.args) != 1 or node.keywords or _is_lazy(node.args[0]):
        return foreign_call(f, node, outside)
    argument = node.args[0]
    if isinstance(argument, ast.Tuple | ast.List) and not any(
        isinstance(e, ast.Starred) for e in argument.elts
    ):
        add = f.unit.table.operators["+", 2]
        text = "0"
        for element in argument.elts:
            text = physl_text.call(add, node, text, f.expr(element))
        return text
    callee = f.unit.table.find(builtins.sum)
    if callee is None:
        return foreign_call(f, node, outside)
    f.unit.guard(outside)
    spelled = callee.op.spelled(callee.family)
    return physl_text.call(spelled, node, f.expr(argument), keyword("axis", "0"))


def _is_display(node: ast.expr) -> bool:
    return isinstance(node, ast.Tuple | ast.List) or _is_lazy(node)


def _is_lazy(node: ast.expr) -> bool:
    return isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.Dict | ast.Set)


# --- helper functions ----------------------------------------------------------------------------
def _prelude(f: Function, node: ast.Call, outside: Outside) -> str | None:
    """A function of Python's or math's that is compiled from its form in terms of others."""
    function = prelude.form_of(outside.value, len(node.args), len(node.keywords))
    if function is None or any(_is_lazy(a) or isinstance(a, ast.Lambda) for a in node.args):
        return None
    return _inlined(f, node, outside, function)


def _helper(f: Function, node: ast.Call, outside: Outside) -> str | None:
    function = _own_function(f, outside.value)
    return None if function is None else _inlined(f, node, outside, function)


def _inlined(
    f: Function, node: ast.Call, outside: Outside, function: types.FunctionType
) -> str | None:
    helper, reason = _converted(f, function)
    if helper is None:
        return foreign_call(f, node, outside, reason)
    bound = _bind_helper(function, node)
    if bound is None:
        return None
    f.unit.guard(outside)
    positional, rest, named = bound
    arguments = [inner.argument(f, a) for a in positional]
    by_name = dict(zip(_names(function), helper.parameters, strict=False))
    tail = [(by_name[n], _argument(f, v, n)) for n, v in named]
    if len(helper.parameters) > len(by_name):
        tail.append((helper.parameters[-1], physl_text.call("tuple", node, *map(f.expr, rest))))
    tail += [(name, f"{f.pass_on(o)}{tag(node)}") for name, o in helper.extras]
    if named:
        arguments += [keyword(name, text) for name, text in tail]
    else:
        arguments += [text for _, text in tail]
    return physl_text.call(helper.name, node, *arguments)


class _Default:
    def __init__(self, value: object) -> None:
        self.value = value


def _argument(f: Function, value: ast.expr | _Default, name: str) -> str:
    if not isinstance(value, _Default):
        return inner.argument(f, value)
    return physl_text.constant(value.value) or f.held(value.value, name)


def _bind_helper(
    function: types.FunctionType, node: ast.Call
) -> tuple[list[ast.expr], list[ast.expr], list[tuple[str, ast.expr | _Default]]] | None:
    """Arguments by position, those of *args, those by name with the defaults; None for a call that
    fails."""
    code = function.__code__
    names = _names(function)
    positional, rest = node.args[: code.co_argcount], node.args[code.co_argcount :]
    if rest and not code.co_flags & inspect.CO_VARARGS:
        return None
    given = set(names[: len(positional)])
    named: list[tuple[str, ast.expr | _Default]] = []
    for k in node.keywords:
        if k.arg not in names[code.co_posonlyargcount :] or k.arg in given:
            return None
        given.add(k.arg)
        named.append((k.arg, k.value))
    defaults = dict(function.__kwdefaults__ or {})
    values = function.__defaults__ or ()
    first = code.co_argcount - len(values)
    defaults.update(zip(names[first : code.co_argcount], values, strict=True))
    for name in names:
        if name not in given:
            if name not in defaults:
                return None
            named.append((name, _Default(defaults[name])))
    if rest and named:  # they would be evaluated in another order
        return None
    return positional, rest, named


def _own_function(f: Function, value: object) -> types.FunctionType | None:
    """A function of the user's, bare or decorated."""
    if getattr(type(value), "__phylanx__", False):
        value = value.__wrapped__  # type: ignore[attr-defined]
    return value if isinstance(value, types.FunctionType) and _is_own(f, value) else None


def compiled_helper(f: Function, value: object) -> Helper | None:
    """The helper that a function of the user's becomes."""
    function = _own_function(f, value)
    return None if function is None else _converted(f, function)[0]


def is_compiled_function(f: Function, node: ast.expr) -> bool:
    outside = f.scope.resolve(node)
    return outside is not None and compiled_helper(f, outside.value) is not None


def _is_own(f: Function, function: types.FunctionType) -> bool:
    """Whether a function is the user's: of no installed package, or of the caller's."""
    if not is_installed_file(function.__code__.co_filename):
        return True

    def package(g: types.FunctionType) -> str:
        return str(g.__globals__.get("__name__", "")).partition(".")[0]

    return package(function) == package(f.function)


def _converted(f: Function, function: types.FunctionType) -> tuple[Helper | None, str]:
    """The `define` of a helper, made at its first call; or nothing, and why."""
    unit, key = f.unit, id(function)
    if key in unit.helpers:
        helper = unit.helpers[key]
        return helper, "" if helper else f"'{function.__name__}' is recursive or not convertible"
    unit.helpers[key] = None
    unit.keep.append(function)
    count = len(unit.findings)
    try:
        source = find_source(function)
        if refusal := unit.refusal_in([source.node], source.filename):
            raise refusal
        helper = type(f)(function, source, unit).convert(inlined=True)
    except (ConversionError, Unconvertible) as error:
        made_here = function.__qualname__
        unit.findings[count:] = [x for x in unit.findings[count:] if x.function != made_here]
        line = getattr(getattr(error, "node", error), "lineno", 0)
        return None, f"'{function.__name__}' runs in Python: line {line}: {error.reason}"
    unit.helpers[key] = helper
    if prelude.is_form(function):
        del unit.findings[count:]
    return helper, ""
