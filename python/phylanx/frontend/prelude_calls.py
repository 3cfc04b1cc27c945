"""Calls of NumPy functions that the prelude has: `__prelude("np.roll", roll, ...)`, the body
being a `define` of the same text. Where the body refuses, the path says what Python calls instead.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import functools
import types
from typing import TYPE_CHECKING, Any

import numpy as np

from phylanx import prelude
from phylanx.frontend import calls, expressions, inner, named_results, physl_text, ufuncs
from phylanx.frontend.function import Function, all_names
from phylanx.frontend.physl_text import keyword
from phylanx.frontend.source import Source, find_source
from phylanx.outside import Outside
from phylanx.prelude import ask, registry

if TYPE_CHECKING:
    from phylanx.frontend.unit import Helper, Unit


def _without_places(part: Any) -> Any:
    """A copy of a tree whose lines are all 0. Several times as fast as copy.deepcopy: first calls wait for it."""
    if isinstance(part, list):
        return [_without_places(p) for p in part]
    if not isinstance(part, ast.AST):
        return part
    new = type(part).__new__(type(part))
    new.__dict__.update({name: _without_places(value) for name, value in part.__dict__.items()})
    if hasattr(new, "lineno"):
        new.lineno = 0
    return new


class PreludeFunction(Function):
    """The conversion of a prelude function. Its text has no places, so that what goes wrong in it
    is reported at the call; what it reads outside does not change."""

    watched = False

    def __init__(self, function: types.FunctionType, source: Source, unit: Unit) -> None:
        super().__init__(function, Source(_without_places(source.node), unit.filename, source.lines), unit)

    def convert(self, inlined: bool = True) -> Helper:
        before, self.unit.in_prelude = self.unit.in_prelude, True
        try:
            return super().convert(inlined)
        finally:
            self.unit.in_prelude = before

    def head(self, name: str, text: str, node: ast.arg) -> str:
        """A parameter with its default, as the `define` lists it."""
        defaults = dict(self.function.__kwdefaults__ or {})
        values = self.function.__defaults__ or ()
        count = self.function.__code__.co_argcount
        defaults.update(zip(all_names(self.function)[count - len(values) : count], values, strict=True))
        if name not in defaults:
            return text
        constant = physl_text.default(defaults[name])
        assert constant is not None, f"the default of '{name}'"
        return keyword(text, constant)


def prelude_call(f: Function, node: ast.Call, outside: Outside) -> str | None:
    value = outside.value
    if isinstance(f, PreludeFunction):
        word = ask.WORDS.get(value) if isinstance(value, types.FunctionType) else None
        if any(value is loop for loop in (ask.ufunc, ask.ufunc_changing, ask.ufunc_along)):
            return _loop(f, node, value.__name__)
        if word is not None:
            return physl_text.call(word, node, *(f.expr(a) for a in node.args))
    ufunc: list[str] = []
    function = (
        _with_keywords(f, node, outside, ufunc)
        or prelude.find(value)
        or _ufunc_method(f, value, ufunc)
        or _made(f, value, node)
    )
    if function is None or function is f.function:
        return None
    callee = f.unit.table.find(value)
    if function in registry.AFTER_OPS and callee and calls.bind(callee, node) is not None:
        return None
    packed = function in registry.PACKED
    bound = [f.expr(a) for a in node.args] if packed else _bind(f, function, node)
    if bound is None or (packed and node.keywords):
        return None
    name = _define(f, function)
    f.unit.guard(outside)
    path = f.unit.foreign_path(outside.path, value)
    quoted = physl_text.string(path) or '""'
    word = "__prelude_packed" if packed else "__prelude"
    text = physl_text.call(word, node, quoted, name, *bound, *ufunc)
    if function not in registry.FIELDS or f.unpacking is node:
        return text
    named = named_results.of_call(f, node)
    return text if named is None else named_results.whole_of_call(f, node, named, text)


def grid(f: Function, node: ast.Subscript) -> str | None:
    """`np.mgrid[0:n, 0:m]`, `np.ogrid[...]`, `np.r_[...]`, `np.c_[...]`: their functions get a tuple of what is
    between the brackets."""
    outside = f.scope.resolve(node.value)
    if outside is None or not any(outside.value is g for g in _GRIDS):
        return None
    joins = outside.value is np.r_ or outside.value is np.c_
    parts = expressions.index_parts(node)
    if not joins and not isinstance(node.slice, ast.Tuple):
        return None
    if any(isinstance(p, ast.Slice) and p.upper is None for p in parts):
        return None
    if not joins and not all(isinstance(p, ast.Slice) for p in parts):
        return None
    if any(isinstance(p, ast.Constant) and (p.value is None or p.value is ...) for p in parts):
        return None
    texts = [_joined(f, p) if joins else _bounds(f, p, []) for p in parts]
    f.unit.guard(outside)
    path = f.unit.foreign_path(f"{outside.path}[]", _GRIDS[outside.value])
    quoted = physl_text.string(path) or '""'
    text = physl_text.call("tuple", node, *texts)
    function = prelude.find(outside.value)
    assert function is not None
    return physl_text.call("__prelude", node, quoted, _define(f, function), text)


def _joined(f: Function, part: ast.expr) -> str:
    if isinstance(part, ast.Slice):
        return _bounds(f, part, ['"slice"'])
    return physl_text.call("tuple", part, '"value"', f.expr(part))


def _bounds(f: Function, part: ast.expr, head: list[str]) -> str:
    assert isinstance(part, ast.Slice) and part.upper is not None
    start = "0" if part.lower is None else f.expr(part.lower)
    step = "1" if part.step is None else f.expr(part.step)
    return physl_text.call("tuple", part, *head, start, f.expr(part.upper), step)


def _mgrid(parts: tuple) -> np.ndarray:
    return np.mgrid[tuple(slice(*p) for p in parts)]


def _ogrid(parts: tuple) -> tuple:
    return np.ogrid[tuple(slice(*p) for p in parts)]


def _items(parts: tuple) -> tuple:
    return tuple(slice(*p[1:]) if p[0] == "slice" else p[1] for p in parts)


def _r(parts: tuple) -> np.ndarray:
    return np.r_[_items(parts)]


def _c(parts: tuple) -> np.ndarray:
    return np.c_[_items(parts)]


_GRIDS = {np.mgrid: _mgrid, np.ogrid: _ogrid, np.r_: _r, np.c_: _c}


def _loop(f: Function, node: ast.Call, word: str) -> str:
    """`ask.ufunc(np.linalg._umath_linalg.det, error, operands...)`."""
    outside = f.scope.resolve(node.args[0])
    if outside is None:  # this NumPy has no such loop: they are not public
        return physl_text.call("__ask_refuse", node, '"a loop that this NumPy does not have"')
    assert isinstance(outside.value, np.ufunc)
    home = "numpy" + outside.path.removeprefix("np")
    assert isinstance(node.args[1], ast.Constant)
    head = [physl_text.string(t) or '""' for t in ufuncs.described(home, outside.value)]
    return physl_text.call(f"__ask_{word}", node, *head, *(f.expr(a) for a in node.args[1:]))


def send_method(f: Function, node: ast.Call, name: str) -> str:
    """Adds the `define` of an array method, in case that the value is an array; the word that calls it."""
    function = prelude.find_method(name)
    if function is None or isinstance(f, PreludeFunction) and function is f.function:
        return "__method"
    head = "__method_"
    if function in registry.AFTER_OPS:
        if f.unit.table.method_says(name, len(node.args), [k.arg or "" for k in node.keywords]):
            return "__method"
        head = "__method_with_"
    if f.unit.method_defines.get(name) is None:
        f.unit.method_defines[name] = head + name
        _convert(f, function, head + name)
    return head.rstrip("_")


def _ufunc_method(f: Function, value: object, last: list[str]) -> types.FunctionType | None:
    """np.add.outer and the like; the ufunc comes last, as a lambda of its op."""
    ufunc = getattr(value, "__self__", None)
    if not isinstance(ufunc, np.ufunc):
        return None
    function = prelude.find_ufunc_method(getattr(value, "__name__", ""))
    callee = f.unit.table.find(ufunc)
    if function is None or callee is None or ufunc.nin != 2 or ufunc.nout != 1:
        return None
    op = callee.op.spelled(callee.family)
    last.append(keyword("ufunc", f"lambda(__a, __b, {op}(__a, __b))"))
    last.append(keyword("ufunc_name", physl_text.string(ufunc.__name__) or '""'))
    return function


def _with_keywords(f: Function, node: ast.Call, outside: Outside, last: list[str]) -> types.FunctionType | None:
    """A ufunc that the op table has not, or has as one of two results, called with out, where or dtype; how it is
    called without them comes last, as a lambda."""
    ufunc = outside.value
    named = {k.arg for k in node.keywords}
    if not isinstance(ufunc, np.ufunc) or not named and len(node.args) == ufunc.nin or ufunc.signature:
        return None
    if not named <= {"out", "where", "dtype"} or not ufunc.nin <= len(node.args) <= ufunc.nin + ufunc.nout:
        return None
    one_dtype = all(len(set(loop.replace("->", ""))) == 1 for loop in ufunc.types)
    if ufunc.nin > 2 or ufunc.nout > 2 or "dtype" in named and not one_dtype:
        return None
    callee = f.unit.table.find(ufunc)
    if callee is not None and ufunc.nout == 1:
        return None
    names = [f"__x{k}" for k in range(ufunc.nin)]
    path = physl_text.string(f.unit.foreign_path(outside.path, ufunc)) or '""'
    plain = prelude.find(ufunc)
    if callee is not None:
        body = f"{callee.op.spelled(callee.family)}({', '.join(names)})"
    elif plain is not None:
        body = f"__prelude({', '.join([path, _define(f, plain), *names])})"
    else:
        home = ufuncs.home_of(ufunc)
        if home is None:
            return None
        head = [physl_text.string(t) or '""' for t in ufuncs.described(home, ufunc)]
        body = f"__ufunc({', '.join([*head, path, *names])})"
    last.append(keyword("ufunc", f"lambda({', '.join([*names, body])})"))
    last.append(keyword("ufunc_name", physl_text.string(ufunc.__name__) or '""'))
    return prelude.find_ufunc_method(f"call of {ufunc.nin}")


def _made(f: Function, value: object, node: ast.Call) -> types.FunctionType | None:
    """np.einsum with subscripts that are known now: a function of its own for them."""
    if value is not np.einsum or not node.args or node.keywords:
        return None
    subscripts = node.args[0]
    text = subscripts.value if isinstance(subscripts, ast.Constant) else None
    if not isinstance(text, str) or any(isinstance(a, ast.Constant) for a in node.args[1:]):
        return None
    return _einsum(text, len(node.args) - 1)


@functools.cache
def _einsum(subscripts: str, count: int) -> types.FunctionType | None:
    from phylanx.prelude import einsum

    text = einsum.source(subscripts, count)
    if text is None:
        return None
    names: dict = {"np": np, "ask": ask, "__name__": einsum.__name__}
    exec(compile(text, f"<einsum {subscripts}>", "exec"), names)
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    _SOURCES[names["einsum"]] = Source(node, "", [])
    return names["einsum"]


#: of functions that were made here
_SOURCES: dict[types.FunctionType, Source] = {}


def _bind(f: Function, function: types.FunctionType, node: ast.Call) -> list[str] | None:
    """The arguments as they are; None where the prelude function has no such parameter."""
    code = function.__code__
    names = all_names(function)
    by_position = names[: code.co_argcount]
    if len(node.args) > len(by_position):
        return None
    named = [k.arg for k in node.keywords]
    given = [*by_position[: len(node.args)], *named]
    required = by_position[: code.co_argcount - len(function.__defaults__ or ())]
    if len(set(given)) < len(given) or any(n not in names for n in given):
        return None
    if any(n not in given for n in required):
        return None

    def argument(name: str, value: ast.expr) -> str:
        text = expressions.dtype_text(f, value) if name == "dtype" else None
        if text is None and function in registry.TAKE_FUNCTIONS:
            return _with_functions(f, value)
        return text or f.expr(value)

    texts = [argument(n, a) for n, a in zip(by_position, node.args, strict=False)]
    return texts + [keyword(k.arg or "", argument(k.arg or "", k.value)) for k in node.keywords]


def _with_functions(f: Function, node: ast.expr) -> str:
    """An argument that may be a function, or a list of such."""
    if isinstance(node, ast.List | ast.Tuple):
        kind = "list" if isinstance(node, ast.List) else "tuple"
        return physl_text.call(kind, node, *(inner.argument(f, e) for e in node.elts))
    return inner.argument(f, node)


def _define(f: Function, function: types.FunctionType) -> str:
    unit = f.unit
    if id(function) not in unit.prelude_defines:
        unit.prelude_defines[id(function)] = _convert(f, function, "")
    return unit.prelude_defines[id(function)]


def _convert(f: Function, function: types.FunctionType, name: str) -> str:
    unit = f.unit
    source = _SOURCES.get(function) or find_source(function)
    made = PreludeFunction(function, source, unit).convert()
    assert not made.extras, f"{made.name} reads a variable outside"
    if name:  # the one that a method is found by
        head = f"define({made.name}"
        assert unit.defines[-1].startswith(head)
        unit.defines[-1] = f"define({name}" + unit.defines[-1][len(head) :]
    return name or made.name
