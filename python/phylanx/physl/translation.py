"""Functions of PhySL in the words of the front end: names made unique, slices as Python's, guards for what differs.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from phylanx.physl.native import Translated
from phylanx.physl.tree import OPERATORS, Node, call, name, parse, text_of

#: What every text starts with: answers of the compiler decide, so that nothing of it is left in the program.
_HELPERS = """
define(__p_number, v, if(__or_else(__ask_is_array(v), __ask_is_scalar(v)), v, __ask_refuse("no number or array")))
define(__p_array, v, if(__ask_is_array(v), v, __ask_refuse("no array")))
define(__p_scalar, v, if(__ask_is_scalar(v), v, __ask_refuse("no number")))
define(__p_is_int, v, __in(__ask_kind(v), tuple("b", "i", "u")))
define(__p_float, v, if(__p_is_int(v), __mul(v, 1.0), __p_number(v)))
define(__p_signed, v, if(__in(__ask_kind(v), tuple("i", "f", "c")), v, __ask_refuse("no signed number")))
define(__p_inexact, v, if(__in(__ask_kind(v), tuple("f", "c")), v, __ask_refuse("no float")))
define(__p_index, v, if(__in(__ask_kind(v), tuple("i", "u")), v,
    if(__and_then(__ask_is_array(v), __in(__ask_kind(v), tuple("b"))), v, __ask_refuse("no index"))))
define(__p_div, a, b, if(__and_then(__and_then(__p_is_int(a), __p_is_int(b)), __or_else(__ask_is_array(a),
    __ask_is_array(b))), __ask_refuse("integer arrays"), __div(__p_number(a), __p_number(b))))
define(__p_mod, a, b, if(__and_then(__and_then(__p_is_int(a), __p_is_int(b)), __or_else(__ask_is_array(a),
    __ask_is_array(b))), __ask_refuse("integer arrays"), __mod(__p_number(a), __p_number(b))))
define(__p_not, v, if(__ask_is_array(v), logical_not(v), __lnot(__p_scalar(v))))
define(__p_and, a, b, logical_and(__p_number(a), __p_number(b)))
define(__p_or, a, b, logical_or(__p_number(a), __p_number(b)))
"""
#: Of each result type the argument's: the others give floats.
_KEEP = "absolute square sign".split()
_COMPARISONS = tuple(word for word, symbol in OPERATORS.items() if symbol[0] in "=!<>")
_FOLDED = "__add __sub __mul maximum minimum".split()
_ALONG_AXES = "sum prod amax amin mean std var all any cumsum cumprod argmax argmin".split()


class NotNative(Exception):
    """The front end has no words for this."""


@functools.cache
def _unary() -> frozenset[str]:
    """Elementwise functions of one argument that the op table and PhySL have."""
    from phylanx import _core
    from phylanx.physl.primitives import TABLE

    rows = [
        r for r in _core.op_table() if r[4] == "Elem" and r[3] == "x" and "np." in r[2] and not r[1].startswith("__")
    ]
    return frozenset(r[1] for r in rows if TABLE[r[1]].parameters[:1] == ("x",))


class _Scope:
    def __init__(self, parent: _Scope | None = None) -> None:
        self.names: dict[str, str] = {}
        self.parent = parent

    def find(self, text: str) -> str | None:
        if text in self.names:
            return self.names[text]
        return self.parent.find(text) if self.parent else None


class _Function:
    """One define on its way."""

    def __init__(self, define: Node, functions: dict[str, Node]) -> None:
        self.define = define
        self.functions = functions  # all of the text that are defined once
        self.called: list[str] = []
        self.used: set[str] = set()
        self.has_loop = False
        self.has_output = False
        self.stores_parts = any(
            n.is_call("store") and n.children and n.children[0].kind == "call" for n in define.walk()
        )

    def translate(self) -> str:
        scope = _Scope()
        parameters = []
        for p in self.define.children[1:-1]:
            if p.kind != "name":
                raise NotNative("default arguments")
            parameters.append(name(self.bind(scope, p.value), p))
        body = self.expression(self.define.children[-1], scope, True)
        return text_of(call("define", name(self.name, self.define), *parameters, body, at=self.define))

    @property
    def name(self) -> str:
        return f"f_{self.define.children[0].value}"

    def bind(self, scope: _Scope, text: str) -> str:
        """A name of its own for each scope's variable."""
        if text in scope.names:
            return scope.names[text]
        new, n = f"v_{text}", 1
        while new in self.used:
            n += 1
            new = f"v{n}_{text}"
        self.used.add(new)
        scope.names[text] = new
        return new

    # --- expressions -----------------------------------------------------------------------------
    def expression(self, node: Node, scope: _Scope, last: bool = False) -> Node:
        """The node's value; last: it is the function's."""
        if node.kind == "call":
            return self.call(node, scope, last)
        if node.kind == "name":
            found = scope.find(node.value)
            if found is not None:
                return name(found, node)
            if node.value in ("inf", "ninf", "nan", "pi", "euler", "euler_gamma", "PZERO", "NZERO"):
                return node
            raise NotNative(f"'{node.value}' of another scope")
        if node.kind == "string":
            raise NotNative("a text as a value")
        return node

    def number(self, node: Node, scope: _Scope) -> Node:
        found = self.expression(node, scope)
        return found if node.kind in ("int", "float", "bool", "array") else call("__p_number", found, at=node)

    def call(self, node: Node, scope: _Scope, last: bool) -> Node:
        word, args = node.value, node.children
        if any(a.is_call("__arg") for a in args) or node.attribute:
            raise NotNative("keyword arguments")
        if scope.find(word):
            raise NotNative("a call of a variable")
        if word in self.functions:
            return self.call_of_function(node, scope)
        method = getattr(self, f"word_{word.strip('_')}", None)
        if method is not None:
            return method(node, scope, last)  # type: ignore[no-any-return]
        n = len(args)
        if word in _FOLDED and n >= 2:
            found = self.number(args[0], scope)
            for a in args[1:]:
                found = call(word, found, self.number(a, scope), at=node)
            return found
        if word in _COMPARISONS and n == 2:
            return call(word, *[self.number(a, scope) for a in args], at=node)
        if word in _ALONG_AXES and 1 <= n <= 2:
            return self.reduction(node, scope)
        if word in _KEEP and n == 1:
            return call(word, call("__p_signed", self.expression(args[0], scope)), at=node)
        if word in _unary() and n == 1:
            return call(word, call("__p_float", self.expression(args[0], scope)), at=node)
        raise NotNative(f"'{word}'")

    def call_of_function(self, node: Node, scope: _Scope) -> Node:
        define = self.functions[node.value]
        if len(node.children) != len(define.children) - 2:
            raise NotNative("another number of arguments")
        self.called.append(node.value)
        parts = [self.number(a, scope) for a in node.children]
        return call(f"f_{node.value}", *parts, at=node)

    def reduction(self, node: Node, scope: _Scope) -> Node:
        array = call("__p_array", self.expression(node.children[0], scope))
        if len(node.children) == 1:
            return call(node.value, array, at=node)
        k = node.children[1]
        k = k.children[0] if k.is_call("__minus") else k
        if k.kind not in ("int", "nil"):
            raise NotNative("an axis that is not a constant")
        return call(node.value, array, call("__arg", name("axis"), node.children[1]), at=node)

    # --- operators -------------------------------------------------------------------------------
    def word_minus(self, node: Node, scope: _Scope, last: bool) -> Node:
        return call("__minus", call("__p_signed", self.expression(self.only(node), scope)), at=node)

    def word_div(self, node: Node, scope: _Scope, last: bool) -> Node:
        found = self.expression(node.children[0], scope)
        if len(node.children) < 2 or (node.value == "__mod" and len(node.children) > 2):
            raise NotNative("the number of operands")
        for a in node.children[1:]:
            found = call(f"__p_{node.value.strip('_')}", found, self.expression(a, scope), at=node)
        return found

    word_mod = word_div

    def word_not(self, node: Node, scope: _Scope, last: bool) -> Node:
        return call("__p_not", self.expression(self.only(node), scope), at=node)

    def word_and(self, node: Node, scope: _Scope, last: bool) -> Node:
        """Of numbers with a short cut; of arrays element by element, where nothing depends on a short cut."""
        if len(node.children) != 2:
            raise NotNative("more than two operands")
        word = node.value.strip("_")
        a, b = (self.expression(c, scope) for c in node.children)
        if self.is_cheap(node.children[1]):
            return call(f"__p_{word}", a, b, at=node)
        short = call(
            "__and_then" if word == "and" else "__or_else", call("__p_scalar", a), call("__p_scalar", b), at=node
        )
        return call("__lnot", call("__lnot", short))

    word_or = word_and

    @staticmethod
    def is_cheap(node: Node) -> bool:
        """Nothing in it may fail that an earlier operand may keep from being evaluated."""
        fine = (*_COMPARISONS, "__not", "__and", "__or", "__add", "__sub", "__mul")
        return all(n.kind != "call" or n.value in fine for n in node.walk())

    @staticmethod
    def only(node: Node) -> Node:
        if len(node.children) != 1:
            raise NotNative("the number of operands")
        return node.children[0]

    # --- statements ------------------------------------------------------------------------------
    def word_block(self, node: Node, scope: _Scope, last: bool) -> Node:
        inner = _Scope(scope)
        parts = []
        for i, child in enumerate(node.children):
            is_last = i == len(node.children) - 1
            parts.append(
                self.statement(child, inner) if not (is_last and last) else self.expression(child, inner, True)
            )
        return call("block", *parts, at=node) if parts else Node("nil")

    word_parallel_block = word_block

    def statement(self, node: Node, scope: _Scope) -> Node:
        """Its value is not needed."""
        if node.is_call("while"):
            return self.loop(node, scope)
        if node.is_call("for_each"):
            return self.for_each(node, scope)
        if node.is_call("if"):
            parts = [self.expression(node.children[0], scope), *[self.body(c, scope) for c in node.children[1:]]]
            return call("if", *parts, at=node)
        if node.is_call("block", "parallel_block"):
            return self.body(node, scope)
        if node.is_call("cout", "debug"):
            self.has_output = True
            parts = [a if a.kind in ("string", "nil") else self.expression(a, scope) for a in node.children]
            return call("__foreign", Node("string", f"physl.{node.value}"), *parts, at=node)
        return self.expression(node, scope)

    def body(self, node: Node, scope: _Scope) -> Node:
        if not node.is_call("block", "parallel_block"):
            return self.statement(node, scope)
        inner = _Scope(scope)
        return call("block", *[self.statement(c, inner) for c in node.children], at=node)

    def loop(self, node: Node, scope: _Scope) -> Node:
        if len(node.children) != 2:
            raise NotNative("while")
        self.has_loop = True
        return call("while", self.expression(node.children[0], scope), self.body(node.children[1], scope), at=node)

    def for_each(self, node: Node, scope: _Scope) -> Node:
        function, what = node.children if len(node.children) == 2 else (node, node)
        if not (function.is_call("lambda") and len(function.children) == 2 and what.is_call("range")):
            raise NotNative("for_each")
        self.has_loop = True
        bounds = [call("__p_index", self.expression(c, scope)) for c in what.children]
        inner = _Scope(scope)
        variable = name(self.bind(inner, function.children[0].value), function.children[0])
        return call("__for", variable, call("range", *bounds), self.body(function.children[1], inner), at=node)

    def word_if(self, node: Node, scope: _Scope, last: bool) -> Node:
        if len(node.children) != 3:
            raise NotNative("if without else as a value")
        test = self.expression(node.children[0], scope)
        return call("if", test, *[self.expression(c, _Scope(scope), last) for c in node.children[1:]], at=node)

    def word_define(self, node: Node, scope: _Scope, last: bool) -> Node:
        if len(node.children) != 2 or node.children[0].kind != "name" or node.children[1].is_call("block", "lambda"):
            raise NotNative("a function inside the function")
        value = self.bound(node.children[1], scope)
        return call("store", name(self.bind(scope, node.children[0].value), node), value, at=node)

    def bound(self, node: Node, scope: _Scope) -> Node:
        """A value for a variable. Where parts of arrays are stored to, it must not share memory with another."""
        value = self.expression(node, scope)
        shares = (
            node.kind == "name"
            or node.is_call("slice", "transpose", "if", "block")
            or (node.kind == "call" and node.value in self.functions)
        )
        return call("__p_scalar", value) if self.stores_parts and shares else value

    def word_store(self, node: Node, scope: _Scope, last: bool) -> Node:
        if len(node.children) != 2:
            raise NotNative("store")
        target, value = node.children
        if target.kind == "name":
            found = scope.find(target.value)
            if found is None:
                raise NotNative("a variable of another scope")
            return call("store", name(found, target), self.bound(value, scope), at=node)
        base = target.children[0] if target.is_call("slice") and target.children else target
        if base.kind != "name" or scope.find(base.value) is None:
            raise NotNative("this target")
        if base.value in {p.value for p in self.define.children[1:-1]}:
            raise NotNative("a store to a part of an argument")
        place = self.item(target, scope)
        return call("store", place, self.number(value, scope), at=node)

    # --- arrays ----------------------------------------------------------------------------------
    def word_slice(self, node: Node, scope: _Scope, last: bool) -> Node:
        return self.item(node, scope)

    def item(self, node: Node, scope: _Scope) -> Node:
        if len(node.children) < 2:
            raise NotNative("a slice without an index")
        base = self.expression(node.children[0], scope)
        if node.children[0].kind != "name":
            base = call("__p_array", base)
        return call("__getitem", base, *[self.index(c, scope) for c in node.children[1:]], at=node)

    def index(self, node: Node, scope: _Scope) -> Node:
        if node.kind == "nil":
            return call("__slice", Node("nil"), Node("nil"), Node("nil"))
        if node.is_call("list"):
            parts = [c if c.kind == "nil" else call("__p_index", self.expression(c, scope)) for c in node.children]
            if len(parts) not in (2, 3):
                raise NotNative("this index")
            return call("__slice", *parts, *[Node("nil")] * (3 - len(parts)))
        if node.kind == "int":
            return node
        return call("__p_index", self.expression(node, scope))

    def word_dot(self, node: Node, scope: _Scope, last: bool) -> Node:
        if len(node.children) != 2:
            raise NotNative("dot")
        return call("dot", *[call("__p_array", self.expression(c, scope)) for c in node.children], at=node)

    def word_transpose(self, node: Node, scope: _Scope, last: bool) -> Node:
        return call("transpose", call("__p_array", self.expression(self.only(node), scope)), at=node)

    def word_inverse(self, node: Node, scope: _Scope, last: bool) -> Node:
        inexact = call("__p_inexact", call("__p_array", self.expression(self.only(node), scope)))
        return call(node.value, inexact, at=node)

    word_determinant = word_inverse

    def word_shape(self, node: Node, scope: _Scope, last: bool) -> Node:
        if len(node.children) != 2 or node.children[1].kind != "int":
            raise NotNative("shape")
        array = call("__p_array", self.expression(node.children[0], scope))
        return call("__getitem", call("shape", array, at=node), node.children[1])

    def word_len(self, node: Node, scope: _Scope, last: bool) -> Node:
        return call("__len", call("__p_array", self.expression(self.only(node), scope)), at=node)

    def word_constant(self, node: Node, scope: _Scope, last: bool) -> Node:
        """An array of one value, floats unless a dtype is given."""
        if not 2 <= len(node.children) <= 3 or not node.children[1].is_call("list"):
            raise NotNative("constant")
        kind = node.children[2] if len(node.children) == 3 else Node("string", "float64")
        if kind.kind != "string" or kind.value not in ("float64", "int64", "float", "int"):
            raise NotNative("this dtype")
        shape = call("tuple", *[call("__p_index", self.expression(c, scope)) for c in node.children[1].children])
        value = (
            Node("int", 0)
            if node.children[0].kind == "nil"
            else call("__p_scalar", self.expression(node.children[0], scope))
        )
        dtype = call("__dtype", Node("string", kind.value.removesuffix("64") + "64"))
        return call("full", shape, value, call("__arg", name("dtype"), dtype), at=node)

    def word_power(self, node: Node, scope: _Scope, last: bool) -> Node:
        if len(node.children) != 2:
            raise NotNative("power")
        base = call("__p_inexact", self.expression(node.children[0], scope))
        return call("power", base, self.number(node.children[1], scope), at=node)

    def word_where(self, node: Node, scope: _Scope, last: bool) -> Node:
        if len(node.children) != 3:
            raise NotNative("where")
        test = call("__p_array", self.expression(node.children[0], scope))
        return call("where", test, *[self.number(c, scope) for c in node.children[1:]], at=node)

    def word_list(self, node: Node, scope: _Scope, last: bool) -> Node:
        """As the function's value."""
        if not last:
            raise NotNative("a list as a value")
        return call("list", *[self.number(c, scope) for c in node.children], at=node)


def translate(nodes: list[Node], defines: list[Node]) -> Iterator[tuple[Node, Translated]]:
    """The defines that have a text. Functions are known by name where the text defines it once."""
    times: dict[str, int] = {}
    for top in nodes:
        for n in top.walk():
            if n.is_call("define", "define_global", "store") and n.children and n.children[0].kind == "name":
                times[n.children[0].value] = times.get(n.children[0].value, 0) + 1
    functions = {d.children[0].value: d for d in defines if times.get(d.children[0].value) == 1}
    texts: dict[str, _Function | None] = {}
    codes: dict[str, str] = {}
    for key, define in functions.items():
        made = _Function(define, functions)
        try:
            codes[key] = made.translate()
            texts[key] = made
        except NotNative:
            texts[key] = None
    for key, define in functions.items():
        order = _order(key, texts)
        if order is None:
            continue
        parts = [texts[k] for k in order]
        text = _helpers() + "\n".join(codes[k] for k in order) + "\n"
        parameters = tuple(p.value for p in define.children[1:-1])
        loop, output = any(p.has_loop for p in parts if p), any(p.has_output for p in parts if p)
        callees = {k: functions[k] for k in order if k != key}
        yield define, Translated(text, f"f_{key}", parameters, loop, output, callees)


def _order(key: str, made: dict[str, _Function | None], above: tuple[str, ...] = ()) -> list[str] | None:
    """The function behind all that it calls; None where one has no text, or calls itself."""
    function = made.get(key)
    if function is None or key in above:
        return None
    order: list[str] = []
    for callee in function.called:
        found = _order(callee, made, (*above, key))
        if found is None:
            return None
        order += [k for k in found if k not in order]
    return [*order, key]


@functools.cache
def _helpers() -> str:
    return "".join(text_of(n, False) + "\n" for n in parse(_HELPERS, "<helpers>"))
